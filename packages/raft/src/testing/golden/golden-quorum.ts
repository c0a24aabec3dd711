import { assert } from '@drave/base';
import type { RaftRequest, RaftResponse } from '../../messages.js';
import type { Voter } from '../../types.js';
import { describeRequest, describeResponse, describeState } from './describe.js';
import { GoldenNode } from './golden-node.js';

interface Message {
  readonly from: number;
  readonly to: number;
  readonly callId: number;
  readonly body: { readonly request: RaftRequest } | { readonly response: RaftResponse };
}

interface Asked {
  readonly from: number;
  readonly callId: number;
}

const SETTLE_ROUNDS_MAX = 200;

/** The command language of the golden scripts: cores, disks and messages moved by hand, one step at a time. */
export class GoldenQuorum {
  private nodes: GoldenNode[] = [];
  private network: Message[] = [];
  /** Calls whose message is lost; they fail when time goes on. */
  private lost: { readonly caller: number; readonly callId: number }[] = [];
  private readonly cut = new Set<number>();
  /** Who asked, by `<node>:<requestId>`. */
  private readonly asked = new Map<string, Asked>();
  private lines: string[] = [];
  private verbose = false;

  run(command: string): readonly string[] {
    this.lines = [];
    const [verb = '', ...words] = command.split(/\s+/);
    this.perform(verb, words);
    return this.lines;
  }

  private perform(verb: string, words: readonly string[]): void {
    switch (verb) {
      case 'cluster':
        return this.cluster(words);
      case 'verbose':
        this.verbose = words[0] === 'on';
        return;
      case 'time':
        return words.length === 1
          ? this.time(this.nodes, Number(words[0]))
          : this.time([this.node(words[0])], Number(words[1]));
      case 'settle':
        return this.settle();
      case 'elect':
        this.time([this.node(words[0])], 400);
        return this.settle();
      case 'failover':
        return this.failover(this.node(words[0]));
      case 'deliver':
        return this.deliver(this.take(words));
      case 'drop':
        return this.lose(this.take(words));
      case 'repeat':
        this.network.push(this.find(words));
        return;
      case 'cut':
      case 'uncut':
        for (const word of words) this.cut[verb === 'cut' ? 'add' : 'delete'](Number(word));
        return;
      case 'network':
        for (const message of this.network) this.lines.push(describeMessage(message));
        return;
      case 'state':
        for (const node of words.length === 0 ? this.nodes : words.map((word) => this.node(word)))
          this.lines.push(node.alive ? describeState(node.core.state) : `n${node.nodeId} down`);
        return;
      case 'log':
        for (const word of words) this.lines.push(...this.node(word).log());
        return;
      default:
        return this.performOn(verb, this.node(words[0]), words.slice(1));
    }
  }

  private performOn(verb: string, node: GoldenNode, words: readonly string[]): void {
    const requestId = node.newRequestId();
    switch (verb) {
      case 'propose':
        return node.propose(node.core.state.epoch, words);
      case 'read':
        return node.step({ kind: 'readBarrier', requestId, timeoutMs: 1_000 });
      case 'resign':
        return node.step({ kind: 'resign', epoch: node.core.state.epoch });
      case 'add':
      case 'remove':
        return this.change(verb, node, requestId, this.node(words[0]));
      case 'removeOld': {
        const voter = node.core.state.voters.byId(Number(words[0]));
        assert(voter !== undefined, 'the voter set names it');
        const request = { kind: 'removeVoter', clusterId: 'golden', voter, timeoutMs: 1_000 } as const;
        return node.step({ kind: 'request', requestId, request });
      }
      case 'snapshot':
        return node.cutSnapshot(Number(words[0]));
      case 'age':
        // The wall clock of this node has gone on by so much.
        node.wallMs += Number(words[0]);
        return;
      case 'listens':
        // From now on `listened` says when what arrived has been handed over.
        node.listensByHand = true;
        return;
      case 'listened':
        return node.step({ kind: 'listened' });
      case 'hold':
        node.disk.held = true;
        return;
      case 'release':
        node.disk.held = false;
        node.flush();
        return;
      case 'flush':
        node.flush(words[0] === undefined ? undefined : Number(words[0]));
        return;
      case 'clock':
        // Time passes, but the node gets no turn.
        node.nowMs += Number(words[0]);
        return;
      case 'late':
        // This is `clock` for a node whose driver has armed its timer, so that it notices how late it is.
        node.core.nextDeadlineMs();
        node.nowMs += Number(words[0]);
        return;
      case 'wipe':
        return node.wipe();
      case 'reformat':
        this.crash(node);
        return node.reformat();
      case 'expire':
        // Nothing that the node has asked for is going to be answered.
        for (const callId of [...node.core.state.calls.keys()])
          node.step({ kind: 'callFailed', callId, evidence: false });
        return;
      case 'vote':
        return this.askForVote(node.nodeId, this.node(words[0]), Number(words[1]), words[2]);
      case 'foreign':
        return this.askForeign(node);
      case 'crash':
        return this.crash(node);
      case 'restart':
        node.restart();
        this.lines.push(describeState(node.core.state));
        return;
      case 'replace':
        this.crash(node);
        return node.replaceDisk(`dir-${node.nodeId}-new`);
      case 'connectionLost':
        return node.step({ kind: 'connectionLost', nodeId: Number(words[0]) });
      default:
        assert(false, `unknown command '${verb}'`);
    }
  }

  /**
   * `voters=<n> observers=<n> leader=<id> held forming`: with `leader` the first election is not part of the
   * transcript.
   */
  private cluster(words: readonly string[]): void {
    const voterCount = option(words, 'voters', 3);
    const observerCount = option(words, 'observers', 0);
    const ids = Array.from({ length: voterCount + observerCount }, (_, index) => index + 1);
    const voters: Voter[] = ids.slice(0, voterCount).map((nodeId) => voterOf(nodeId, `dir-${nodeId}`));
    this.nodes = ids.map((nodeId) => {
      const known = nodeId <= voterCount ? voters : [];
      return new GoldenNode({ nodeId, directoryId: `dir-${nodeId}` }, true, known, words.includes('forming'), {
        request: (from, to, callId, request) => this.post({ from, to, callId, body: { request } }),
        response: (from, requestId, response) => this.postResponse(from, requestId, response),
        say: (line) => this.lines.push(line),
      });
    });
    for (const node of this.nodes) {
      node.disk.held = words.includes('held');
      node.step({ kind: 'tick' });
    }
    const leader = option(words, 'leader', 0);
    if (leader > 0) {
      this.perform('elect', [String(leader)]);
      this.lines = [];
    }
    this.perform('state', []);
  }

  /** The old leader is gone: the others have given up on it, silently, and this one is the first to ask. */
  private failover(node: GoldenNode): void {
    for (const other of this.nodes) {
      if (other === node || !other.alive || this.cut.has(other.nodeId) || other.core.state.role.kind === 'leader')
        continue;
      const before = this.network;
      this.network = [];
      this.time([other], 400);
      for (const message of this.network) this.lose(message);
      this.network = before;
    }
    this.lines = [];
    this.perform('elect', [String(node.nodeId)]);
  }

  private time(nodes: readonly GoldenNode[], durationMs: number): void {
    const failed = this.lost;
    this.lost = [];
    for (const node of nodes) node.nowMs += durationMs;
    for (const { caller, callId } of failed)
      if (this.node(caller).core.state.calls.has(callId))
        this.node(caller).step({ kind: 'callFailed', callId, evidence: false });
    for (const node of nodes) node.step({ kind: 'tick' });
  }

  /** Delivers everything until nothing moves any more; parked fetches stay parked. */
  private settle(): void {
    for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
      const message = this.network.shift();
      if (message === undefined) return;
      this.deliver(message);
    }
    assert(false, 'the network settles');
  }

  private deliver(message: Message): void {
    const { from, to, callId, body } = message;
    const target = this.nodes[to - 1];
    if (target === undefined || !target.alive || this.cut.has(from) || this.cut.has(to)) {
      return this.lose(message);
    }
    if ('request' in body) {
      const requestId = target.newRequestId();
      this.asked.set(`${to}:${requestId}`, { from, callId });
      target.step({ kind: 'request', requestId, request: body.request });
    } else if (target.core.state.calls.has(callId)) {
      target.step({ kind: 'response', callId, response: body.response });
    }
  }

  /** This call will never be answered. */
  private lose(message: Message): void {
    const caller = 'request' in message.body ? message.from : message.to;
    this.lost.push({ caller, callId: message.callId });
  }

  private post(message: Message): void {
    this.network.push(message);
    const quiet =
      'request' in message.body ? message.body.request.kind === 'fetch' : isPlainFetch(message.body.response);
    if (this.verbose || !quiet) this.lines.push(describeMessage(message));
  }

  private postResponse(from: number, requestId: number, response: RaftResponse): void {
    const asked = this.asked.get(`${from}:${requestId}`);
    if (asked === undefined) {
      const reason = response.message === '' ? '' : `: ${response.message}`;
      this.lines.push(`n${from} answers: ${describeResponse(response)}${reason}`);
      return;
    }
    this.post({ from, to: asked.from, callId: asked.callId, body: { response } });
  }

  private change(verb: 'add' | 'remove', node: GoldenNode, requestId: number, target: GoldenNode): void {
    const voter = voterOf(target.nodeId, target.disk.self.directoryId);
    const kind = verb === 'add' ? 'addVoter' : 'removeVoter';
    node.step({ kind: 'request', requestId, request: { kind, clusterId: 'golden', voter, timeoutMs: 1_000 } });
  }

  /** `vote <candidate> <voter> <epoch> [<end>@<epoch>]`: as a candidate with that log (or the same) would ask. */
  private askForVote(candidateId: number, voter: GoldenNode, epoch: number, position?: string): void {
    const candidate = { nodeId: candidateId, directoryId: `dir-${candidateId}` };
    const { endOffset, lastEpoch } = voter.core.state.log;
    const [end = endOffset, last = lastEpoch] = position?.split('@').map(Number) ?? [];
    const log = { endOffset: end, lastEpoch: last };
    const request: RaftRequest = {
      kind: 'vote',
      clusterId: 'golden',
      preVote: false,
      epoch,
      candidate,
      voter: voter.disk.self,
      ...log,
      patienceMs: 0,
    };
    this.post({ from: candidateId, to: voter.nodeId, callId: -1, body: { request } });
    this.deliver(this.take([`${candidateId}->${voter.nodeId}`, 'vote']));
  }

  private askForeign(node: GoldenNode): void {
    const replica = { nodeId: 9, directoryId: 'dir-9' };
    const position = { fetchOffset: 0, lastFetchedEpoch: 0, highWatermark: 0 };
    const request: RaftRequest = {
      kind: 'fetch',
      clusterId: 'somebody else',
      replica,
      epoch: 99,
      ...position,
      maxWaitMs: 0,
      maxBytes: 1_000,
      mayVote: true,
      joining: false,
      features: [],
      patienceMs: 0,
    };
    node.step({ kind: 'request', requestId: node.newRequestId(), request });
  }

  private crash(node: GoldenNode): void {
    node.crash();
    this.network = this.network.filter(({ to, from }) => to !== node.nodeId && from !== node.nodeId);
  }

  /** `1->2 [kind]`: the first such message. */
  private find(words: readonly string[]): Message {
    const [pair = '', kind] = words;
    const [from, to] = pair.split('->').map(Number);
    const found = this.network.find((message) => {
      const { body } = message;
      const own = 'request' in body ? body.request.kind : body.response.kind;
      return message.from === from && message.to === to && (kind === undefined || own === kind);
    });
    assert(found !== undefined, `no message ${words.join(' ')} is under way`);
    return found;
  }

  private take(words: readonly string[]): Message {
    const found = this.find(words);
    this.network.splice(this.network.indexOf(found), 1);
    return found;
  }

  private node(word: string | number | undefined): GoldenNode {
    const node = this.nodes[Number(word) - 1];
    assert(node !== undefined, `no node ${word}`);
    return node;
  }
}

function voterOf(nodeId: number, directoryId: string): Voter {
  return { nodeId, directoryId, endpoint: { host: `n${nodeId}`, port: 9093 } };
}

/** Ordinary replication traffic, which would drown the rest. */
function isPlainFetch(response: RaftResponse): boolean {
  if (response.kind !== 'fetch') return false;
  if (response.error === 'NOT_LEADER_OR_FOLLOWER') return response.leaderId === undefined;
  return response.error === 'NONE' && response.result.kind === 'entries';
}

function describeMessage({ from, to, body }: Message): string {
  const text = 'request' in body ? describeRequest(body.request) : describeResponse(body.response);
  return `${from}->${to} ${text}`;
}

function option(words: readonly string[], name: string, fallback: number): number {
  const found = words.find((word) => word.startsWith(`${name}=`));
  return found === undefined ? fallback : Number(found.slice(name.length + 1));
}
