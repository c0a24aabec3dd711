import { randomInt } from 'node:crypto';
import { DraveError, errors, type Endpoint, type ErrorCode, type Millis } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import { missingUntil, nameOf, parseCondition, type Condition } from '../condition.js';
import type { ClusterEvent, LocalClusterOptions, NodeRole, VerbOptions, WaitOptions } from '../options.js';
import type { FlowFaults } from './network/flow.js';
import { isBroker, isController } from '../plan.js';
import { resolveExpression } from '../resolve-expression.js';
import type { ClusterDirectory } from './cluster-directory.js';
import {
  afterPart,
  hasMajority,
  missingUntilBack,
  missingUntilCut,
  missingUntilGone,
  waitUntil,
  type Connected,
  type Wait,
} from './effects.js';
import { lead, parseTopicPartition } from './leadership.js';
import type { LocalNode, ManagedNode } from './local-node.js';
import { dismiss, promote } from './membership.js';
import {
  dropFaults,
  NetworkVerbs,
  slowFaults,
  slowText,
  type NetworkLinks,
  type SlowOptions,
} from './network-verbs.js';
import type { PortReservations } from './port-reservations.js';
import { arrivesBy, connectedBy, prepare, type ClusterParts } from './prepare.js';
import type { NodeRuntime } from './runtime.js';

/** How long a node may take to shut down in order when the caller does not say. */
const STOP_TIMEOUT_MS = 60_000;
/** How long a named cluster's nodes may take to shut down in order before they are killed. */
const CLOSE_TIMEOUT_MS = 10_000;

/**
 * A cluster of real processes on this machine: the production node, one process each, on fixed loopback ports.
 *
 * Every verb takes node expressions (see `NodeExpression`), returns the names it acted on, and resolves when the
 * cluster itself shows the effect. A node keeps its id, ports and data over any number of kills and starts.
 */
export class LocalCluster {
  readonly name: string;
  readonly clusterId: string;
  /** Everything the cluster writes is below this directory. */
  readonly directory: string;
  readonly view: ClusterView;
  private readonly managed: readonly ManagedNode[];
  private readonly folder: ClusterDirectory;
  private readonly reservations: PortReservations;
  private readonly timeline: readonly ClusterEvent[];
  private readonly parts: ClusterParts;
  private readonly connected: Connected;
  private readonly networkVerbs: NetworkVerbs;
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;

  private constructor(parts: ClusterParts) {
    this.name = parts.plan.name;
    this.clusterId = parts.plan.clusterId;
    this.directory = parts.folder.path;
    this.folder = parts.folder;
    this.reservations = parts.reservations;
    this.managed = parts.nodes;
    this.timeline = parts.timeline;
    this.parts = parts;
    this.view = parts.view;
    const { network } = parts;
    this.connected = connectedBy(network);
    this.networkVerbs = new NetworkVerbs({
      network,
      names: () => this.managed.map((node) => node.name),
      resolve: (expression) => this.resolve(expression),
      report: (names, detail) => parts.report(names, 'network', detail),
    });
  }

  /**
   * Makes the cluster, starts its nodes, and resolves when the quorum has a leader and every broker is in service. A
   * start that fails leaves no process and no port; a temporary directory is kept and named in the error.
   */
  static async start(runtime: NodeRuntime, options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const cluster = await LocalCluster.prepare(runtime, options);
    await cluster.begin(options);
    return cluster;
  }

  /** Finds everything that can be wrong before the first process; `begin` comes next, `close` in any case. */
  static async prepare(runtime: NodeRuntime, options: LocalClusterOptions = {}): Promise<LocalCluster> {
    return new LocalCluster(await prepare(runtime, options));
  }

  /** Starts every node of a cluster that was prepared. @throws DraveError, with the cluster closed. */
  async begin({ readyTimeoutMs, onWaiting, signal }: LocalClusterOptions = {}): Promise<void> {
    const signals = [this.closing.signal, ...(signal === undefined ? [] : [signal])];
    try {
      await this.startAll({ timeoutMs: readyTimeoutMs, onWaiting, signal: AbortSignal.any(signals) });
    } catch (reason) {
      if (signals.some((one) => one.aborted)) {
        await this.close();
        throw new DraveError('CANCELLED', `the start of ${this.name} was interrupted`);
      }
      await this.close({ keep: true });
      const failure = DraveError.from(reason);
      throw new DraveError(failure.code, `${failure.message}\nThe cluster's files are kept in ${this.directory}`, {
        cause: reason,
      });
    }
  }

  get nodes(): readonly LocalNode[] {
    return this.managed;
  }

  get temporary(): boolean {
    return this.folder.temporary;
  }

  /** True when every node is down and none of them was ordered to be. */
  get hasEndedByItself(): boolean {
    return this.managed.every((node) => node.endedByItself !== undefined);
  }

  /** What happened so far, oldest first. */
  get events(): readonly ClusterEvent[] {
    return this.timeline;
  }

  /** Addresses of the brokers for Kafka clients. */
  get bootstrap(): readonly Endpoint[] {
    return this.managed.flatMap((node) => node.kafka ?? []);
  }

  /** Addresses for Drave's own SDK: of the brokers, or of the controllers while there are none. */
  get grpcBootstrap(): readonly Endpoint[] {
    const brokers = this.managed.filter(isBroker);
    return (brokers.length > 0 ? brokers : this.managed).map((node) => node.grpc);
  }

  /** @throws DraveError INVALID_REQUEST. */
  node(name: string): LocalNode {
    return this.named(name);
  }

  /** The last lines a node printed or logged. */
  lastLines(name: string): readonly string[] {
    return this.named(name).lastLines;
  }

  /** The names an expression means at this moment. */
  async resolve(expression: Expression): Promise<readonly string[]> {
    return (await this.select(expression)).map((node) => node.name);
  }

  /** SIGKILL. Resolves when other nodes lead what these led, and the brokers among them are fenced. */
  async kill(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    await Promise.all(nodes.map((node) => node.kill()));
    return this.untilGone(nodes, options);
  }

  /** SIGTERM: a controlled shutdown, leaders moved first. */
  async stop(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    await Promise.all(nodes.map((node) => node.stop(options.timeoutMs ?? STOP_TIMEOUT_MS)));
    return this.untilGone(nodes, options);
  }

  /** Starts nodes that are down. Resolves when brokers among them are unfenced and back in every in-sync set. */
  async start(expression: Expression, options: StartOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    const alive = nodes.filter((node) => node.state !== 'down');
    if (alive.length > 0)
      throw new DraveError('INVALID_REQUEST', `${namesOf(alive)} is up already; kill or stop it first`);
    if (options.wipe === true) await Promise.all(nodes.map((node) => this.wipe(node)));
    await this.startNodes(nodes, options);
    return this.untilBack(nodes, options);
  }

  /** `stop`, then `start`. */
  async restart(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const names = await this.stop(expression, options);
    return this.start(names, options);
  }

  /** SIGSTOP: the process is frozen, its connections stay open. Resolves when the cluster goes on without it. */
  async pause(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    requireState(nodes, 'running', 'pause');
    for (const node of nodes) node.pause();
    return this.untilGone(nodes, options);
  }

  /** SIGCONT, for those of the nodes that are paused; at least one must be. Resolves like `start`. */
  async resume(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const found = await this.select(expression);
    const paused = found.filter((node) => node.state === 'paused');
    const nodes = paused.length === 0 ? found : paused;
    requireState(nodes, 'paused', 'resume');
    for (const node of nodes) node.resume();
    return this.untilBack(nodes, options);
  }

  /**
   * Starts one more node. A broker is in service when this resolves; a controller has become a voter, which makes the
   * number of voters even until one more comes or one goes. Resolves with the node's name.
   */
  async add(role: NodeRole, options: VerbOptions & { readonly rack?: string } = {}): Promise<string> {
    const node = await this.parts.add(role, options.rack);
    await this.startNodes([node], options);
    await this.untilBack([node], options);
    if (role === 'controller') await promote(this.view, node, options);
    return node.name;
  }

  /**
   * Takes nodes out of the cluster for good. A controller leaves the quorum before it ends; a broker must hold no
   * replica. Their names are not used again while the cluster lives.
   */
  async remove(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    for (const node of nodes) {
      await dismiss(this.view, node, options, options.timeoutMs ?? STOP_TIMEOUT_MS);
      await this.parts.forget(node);
    }
    return nodes.map((node) => node.name);
  }

  /**
   * Cuts nodes off from others, by default from every other node, not from clients: nothing that one side sends
   * arrives, and no connection is reset. Resolves when the cluster goes on without those that cannot reach the active
   * controller any more. In a proxied cluster only, as all verbs of the network.
   */
  async partition(
    nodes: Expression,
    others: Expression = 'others',
    options: NetworkVerbOptions = {},
  ): Promise<NetworkLinks> {
    const links = await this.strike(nodes, others, options, { cut: true }, 'cut off');
    await this.untilCut(options);
    return links;
  }

  /** `partition` from every other node and from clients: as if the cable were pulled. */
  isolate(nodes: Expression, options: VerbOptions = {}): Promise<NetworkLinks> {
    return this.partition(nodes, EVERYBODY, options);
  }

  /** Delays and throttles what nodes and others send each other. Resolves when what is sent from now on is slow. */
  async slow(
    nodes: Expression,
    others: Expression = EVERYBODY,
    options: SlowOptions & OneWay = {},
  ): Promise<NetworkLinks> {
    return this.strike(nodes, others, options, slowFaults(options), slowText(options));
  }

  /** Loses a share, between 0 and 1, of the pieces that are sent, so that they must be sent again, as TCP does. */
  async drop(
    nodes: Expression,
    others: Expression = EVERYBODY,
    options: { readonly share: number } & OneWay,
  ): Promise<NetworkLinks> {
    return this.strike(nodes, others, options, dropFaults(options.share), `a share of ${options.share} lost`);
  }

  /**
   * Resets the connections between nodes and others, and every new one until `heal`; with `oneWay` only those that the
   * nodes open.
   */
  reset(nodes: Expression, others: Expression = EVERYBODY, options: OneWay = {}): Promise<NetworkLinks> {
    return this.strike(nodes, others, options, { reset: true }, 'connections reset');
  }

  /**
   * Ends every fault of the network, or those from and to some nodes. Resolves, like `start`, when all that are not cut
   * off any more are in service, with the names of those who had a fault.
   */
  async heal(nodes?: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const healed = await this.networkVerbs.heal(nodes === undefined ? undefined : textOf(nodes));
    await this.untilBack(
      this.managed.filter((node) => node.running),
      options,
    );
    return healed;
  }

  /**
   * Makes a broker the preferred leader of a partition (`orders/0`), and its leader. Resolves with its name once it
   * leads.
   */
  async lead(partition: string, to: Expression, options: WaitOptions = {}): Promise<string> {
    const of = parseTopicPartition(partition);
    const [node, ...others] = await this.select(to);
    if (node === undefined || others.length > 0)
      throw new DraveError('INVALID_REQUEST', `${partition} has one leader: '${textOf(to)}' means several nodes`);
    await lead(this.view, of, node, options);
    return node.name;
  }

  /**
   * Elects the preferred leaders, or with `unclean` any live replica where nothing in sync is left, which may lose
   * records. Of these partitions (`orders/0`), by default of all. Resolves with those that have another leader now.
   *
   * @throws DraveError with the code of the first partition that was named and cannot have the leader.
   */
  async elect(
    partitions: readonly string[] = [],
    options: { readonly unclean?: boolean } = {},
  ): Promise<readonly string[]> {
    const named = partitions.map(parseTopicPartition);
    const outcomes = await this.view.electLeaders(options.unclean === true ? 'UNCLEAN' : 'PREFERRED', named);
    const elected = outcomes.filter(({ errorCode }) => errorCode === '');
    const failed = outcomes.find(({ errorCode }) => errorCode !== '' && errorCode !== 'ELECTION_NOT_NEEDED');
    if (failed === undefined) return elected.map(nameOf);
    const code = failed.errorCode in errors ? (failed.errorCode as ErrorCode) : 'UNKNOWN_SERVER_ERROR';
    throw new DraveError(code, failed.errorMessage);
  }

  /** The active controller resigns. Resolves with the name of the next one: the same, where it is the only voter. */
  async stepDown(options: WaitOptions = {}): Promise<string> {
    const { epoch } = await this.view.quorum();
    await this.view.stepDown();
    let found = '';
    const missing = async (): Promise<string | undefined> => {
      const quorum = await this.view.quorum();
      found = this.managed.find((node) => node.id === quorum.leaderId)?.name ?? '';
      return found !== '' && quorum.epoch > epoch ? undefined : 'no other controller has been elected';
    };
    await waitUntil('a controller is active in a later epoch', missing, options);
    return found;
  }

  /**
   * Resolves when all conditions hold at once: `healthy`, `controller`, `leader:orders/0`, `isr:orders/0`; also
   * `controller=c1`, `leader:orders/0!=b2`, `isr:orders/0=2`.
   */
  async waitFor(conditions: string | readonly string[], options: WaitOptions = {}): Promise<void> {
    const names = this.managed.map((node) => node.name);
    const wanted = [conditions].flat().map((text) => parseCondition(text, names));
    const missing = async (): Promise<string | undefined> => {
      for (const condition of wanted) {
        const text = await this.missingUntil(condition);
        if (text !== undefined) return text;
      }
      return undefined;
    };
    await waitUntil([conditions].flat().join(' and '), missing, { ...options, signal: this.closing.signal });
  }

  /** Asks `missing` until it answers undefined. @throws DraveError REQUEST_TIMED_OUT with the last answer. */
  async waitUntil(
    what: string,
    missing: (view: ClusterView) => Promise<string | undefined> | string | undefined,
    timeoutMs?: Millis,
  ): Promise<void> {
    await waitUntil(what, () => missing(this.view), { timeoutMs, signal: this.closing.signal });
  }

  /** Resolves with the name of the active controller, once there is one that is not `not`. */
  async waitForController(options: { readonly not?: string; readonly timeoutMs?: Millis } = {}): Promise<string> {
    let found = '';
    const missing = async (view: ClusterView): Promise<string | undefined> => {
      const { leaderId } = await view.quorum();
      const active = this.managed.find((node) => node.id === leaderId);
      if (active === undefined) return 'the quorum has no leader';
      found = active.name;
      return active.name === options.not ? `${active.name} is still active` : undefined;
    };
    await this.waitUntil('another controller is active', missing, options.timeoutMs);
    return found;
  }

  /** Resolves with the name of a partition's leader, once there is one that is not `not`. */
  async waitForLeader(
    topic: string,
    partition: number,
    options: { readonly not?: string; readonly timeoutMs?: Millis } = {},
  ): Promise<string> {
    let found = '';
    const missing = async (view: ClusterView): Promise<string | undefined> => {
      const one = (await view.partitions(topic)).find((candidate) => candidate.partition === partition);
      const leader = this.managed.find((node) => node.id === one?.leader);
      if (leader === undefined) return `${topic}/${partition} has no leader`;
      found = leader.name;
      return leader.name === options.not ? `${leader.name} still leads` : undefined;
    };
    await this.waitUntil(`${topic}/${partition} has a leader`, missing, options.timeoutMs);
    return found;
  }

  /** Resolves when every node that runs is unfenced and in every in-sync set it belongs to. */
  async waitForInSync(timeoutMs?: Millis): Promise<void> {
    const running = this.managed.filter((node) => node.running);
    await this.waitUntil('all replicas are in sync', (view) => missingUntilBack(view, running), timeoutMs);
  }

  /**
   * Ends every process and gives the ports back. A named cluster shuts down in order and keeps its data; a temporary
   * one is killed and removed, unless `keep`. Harmless when called twice.
   */
  close(options: { readonly keep?: boolean } = {}): Promise<void> {
    this.closed ??= this.closeOnce(options.keep === true);
    return this.closed;
  }

  private async closeOnce(keep: boolean): Promise<void> {
    this.closing.abort(new DraveError('SHUTTING_DOWN', `the local cluster ${this.name} is closed`));
    await this.view.close();
    if (!this.folder.temporary) {
      await this.shutDown(this.managed.filter((node) => !isController(node)));
      await this.shutDown(this.managed);
    }
    await Promise.all(this.managed.map((node) => node.kill()));
    await this.parts.network?.close();
    this.reservations.release();
    if (this.folder.temporary && !keep) this.folder.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async startAll(wait: Wait): Promise<void> {
    const startedMs = performance.now();
    await this.startNodes(this.managed, wait);
    const rest = afterPart(wait, performance.now() - startedMs);
    const failure = (): DraveError | undefined => endedByItself(this.managed);
    const missing = (): Promise<string | undefined> => missingUntilBack(this.view, this.managed);
    await waitUntil('the cluster is ready', missing, { ...rest, failure });
  }

  /** Resolves when every one of them has printed its ready line. */
  private async startNodes(nodes: readonly ManagedNode[], wait: Wait): Promise<void> {
    const failures: DraveError[] = [];
    await Promise.all(nodes.map(async (node) => this.parts.network?.setUp(node.name, true)));
    for (const node of nodes)
      node.start(undefined).catch((reason: unknown) => void failures.push(DraveError.from(reason)));
    const missing = (): string | undefined => {
      const late = nodes.filter((node) => !node.running);
      return late.length === 0 ? undefined : `${namesOf(late)} ${late.length === 1 ? 'is' : 'are'} starting`;
    };
    try {
      await waitUntil(`${namesOf(nodes)} is ready`, missing, { ...wait, failure: () => failures[0] });
    } catch (reason) {
      const late = nodes.find((node) => node.state === 'starting');
      await Promise.all(nodes.filter((node) => node.state === 'starting').map((node) => node.kill()));
      const failure = DraveError.from(reason);
      if (late === undefined || failure.code !== 'REQUEST_TIMED_OUT') throw failure;
      throw new DraveError(
        failure.code,
        `${failure.message}\nThe last lines of ${late.name}:\n${late.lastLines.join('\n')}`,
      );
    }
  }

  private async shutDown(nodes: readonly ManagedNode[]): Promise<void> {
    // One that does not make it in time is killed right after; a close must end.
    await Promise.allSettled(nodes.map((node) => node.stop(CLOSE_TIMEOUT_MS)));
  }

  private async select(expression: Expression): Promise<readonly ManagedNode[]> {
    if (this.closed !== undefined) throw new DraveError('SHUTTING_DOWN', `the local cluster ${this.name} is closed`);
    return resolveExpression(textOf(expression), this.managed, this.view, randomInt);
  }

  private named(name: string): ManagedNode {
    const found = this.managed.find((node) => node.name === name);
    if (found !== undefined) return found;
    throw new DraveError('INVALID_REQUEST', `no node is called '${name}'; there are ${namesOf(this.managed)}`);
  }

  private async untilGone(nodes: readonly ManagedNode[], options: VerbOptions): Promise<readonly string[]> {
    if (options.wait !== false && hasMajority(this.managed, this.connected)) {
      const missing = (): Promise<string | undefined> => missingUntilGone(this.view, nodes);
      await waitUntil(`the cluster goes on without ${namesOf(nodes)}`, missing, options);
    }
    return nodes.map((node) => node.name);
  }

  private async untilBack(nodes: readonly ManagedNode[], options: VerbOptions): Promise<readonly string[]> {
    // What is cut off from any other node may be out of service, or of an in-sync set, until that is healed.
    const whole = nodes.filter((node) => this.managed.every((other) => this.connected(node, other)));
    if (options.wait !== false && hasMajority(this.managed, this.connected)) {
      const missing = (): Promise<string | undefined> => missingUntilBack(this.view, whole);
      await waitUntil(`${namesOf(whole)} is back in service`, missing, options);
    }
    return nodes.map((node) => node.name);
  }

  private async missingUntil(condition: Condition): Promise<string | undefined> {
    if (condition.kind !== 'healthy') return missingUntil(condition, this.view, this.managed);
    const out = this.managed.find((node) => !node.running);
    return out === undefined ? missingUntilBack(this.view, this.managed) : `${out.name} is ${out.state}`;
  }

  private async untilCut(options: VerbOptions): Promise<void> {
    if (options.wait === false || !hasMajority(this.managed, this.connected)) return;
    const missing = (): Promise<string | undefined> =>
      missingUntilCut(this.view, this.managed, this.connected, arrivesBy(this.parts.network));
    await waitUntil('the cluster goes on without what is cut off', missing, options);
  }

  private strike(
    nodes: Expression,
    others: Expression,
    { oneWay = false }: OneWay,
    faults: Partial<FlowFaults>,
    what: string,
  ): Promise<NetworkLinks> {
    return this.networkVerbs.strike(textOf(nodes), textOf(others), oneWay, faults, what);
  }

  private async wipe(node: ManagedNode): Promise<void> {
    if (isController(node))
      throw new DraveError(
        'INVALID_REQUEST',
        `${node.name} is a controller: with an empty disk it may not vote under its old identity; only brokers can be wiped`,
      );
    this.folder.wipeData(node.plan);
    await this.parts.format(node.plan);
  }
}

/** One expression, or several. */
export type Expression = string | readonly string[];

interface OneWay {
  /** Only what the nodes named first send is concerned. */
  readonly oneWay?: boolean;
}

export interface NetworkVerbOptions extends VerbOptions, OneWay {}

/** Every other node, and clients. */
const EVERYBODY = 'others,clients';

export interface StartOptions extends VerbOptions {
  /** Starts a broker on an empty disk. */
  readonly wipe?: boolean;
}

function requireState(nodes: readonly ManagedNode[], state: 'running' | 'paused', verb: string): void {
  const wrong = nodes.find((node) => node.state !== state);
  if (wrong !== undefined)
    throw new DraveError('INVALID_REQUEST', `cannot ${verb} ${wrong.name}: it is ${wrong.state}, not ${state}`);
}

function textOf(expression: Expression): string {
  return typeof expression === 'string' ? expression : expression.join(',');
}

function namesOf(nodes: readonly LocalNode[]): string {
  return nodes.map((node) => node.name).join(', ');
}

function endedByItself(nodes: readonly ManagedNode[]): DraveError | undefined {
  return nodes.map((node) => node.endedByItself).find((error) => error !== undefined);
}
