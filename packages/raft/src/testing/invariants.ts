import { assert, type DirectoryId, type Epoch, type Millis, type NodeId, type Offset } from '@drave/base';
import type { CoreState } from '../core/state.js';
import { majorityOf } from '../core/quorum.js';
import { keyText, sameKey } from '../core/voters.js';
import type { RaftRequest, RaftResponse } from '../messages.js';
import type { RaftNode } from '../raft-node.js';
import type { CommittedEntry, Voter } from '../types.js';

/** What the checker sees of one member. `node` stays after a crash: its log is then what the disk holds. */
export interface Watched {
  readonly nodeId: NodeId;
  /** The directory id, which changes with the disk. */
  readonly directoryId: DirectoryId;
  /** How often its disk was formatted: what an earlier format held is gone. */
  readonly formats: number;
  /** True while the member is paused, or its event loop stalls: it cannot act then. */
  readonly standsStill: boolean;
  readonly incarnation: number;
  readonly alive: boolean;
  readonly node: RaftNode | undefined;
}

interface Seen {
  readonly incarnation: number;
  epoch: Epoch;
  highWatermark: Offset;
  role: CoreState['role'];
  voters: readonly Voter[];
  /** Since when the member leads although a later epoch has a leader. */
  overtakenSinceMs: Millis | undefined;
}

/** A leader that was overtaken must have noticed so long after its check-quorum. */
const OVERTAKEN_MS_MAX = 400;

/** Watches the quorum from outside, after every event; throws on the first broken promise. */
export class QuorumInvariants {
  private readonly members: readonly Watched[];
  private readonly leaders = new Map<Epoch, string>();
  /** Epoch and chained hash of every committed entry, by offset. */
  private readonly committedEpochs: Epoch[] = [];
  /** How far each epoch's leader committed. */
  private readonly commits: { readonly epoch: Epoch; readonly end: Offset }[] = [];
  private readonly stateHashes = new Map<Offset, number>();
  private readonly seen = new Map<NodeId, Seen>();
  private readonly durableEpochs = new Map<string, Epoch>();
  private committedEnd: Offset = 0;
  private newestLeaderEpoch: Epoch = 0;
  private lastMs: Millis = 0;
  /** Highest offset (exclusive) that a client was told is committed. */
  acknowledgedEnd: Offset = 0;

  get committed(): Offset {
    return this.committedEnd;
  }

  constructor(members: readonly Watched[]) {
    this.members = members;
  }

  check(nowMs: Millis = this.lastMs): void {
    this.lastMs = nowMs;
    for (const member of this.members) {
      if (!member.alive || member.node === undefined) continue;
      const { state } = member.node.inspect();
      const known = this.seen.get(member.nodeId);
      if (known?.incarnation !== member.incarnation) this.firstSight(member, state);
      else if (known.role !== state.role || known.highWatermark !== state.highWatermark || known.epoch !== state.epoch)
        this.compare(member, known, state);
      if (known !== undefined && state.role.kind === 'leader') this.checkOvertaken(member, known, state, nowMs);
    }
  }

  /** Durable before sent: whatever a message claims is on disk (vote, epoch, log end). */
  checkRequest(sender: RaftNode, request: RaftRequest): void {
    const { store } = sender.inspect();
    if ('epoch' in request)
      assert(request.epoch <= store.identity.epoch, `${request.kind} of epoch ${request.epoch} before it was durable`);
    if (request.kind === 'vote' && !request.preVote) {
      // A request that leaves when its sender has moved on, and has voted for another, was durable in its own time.
      const stands =
        store.identity.epoch > request.epoch || store.identity.votedFor?.nodeId === request.candidate.nodeId;
      assert(stands, 'a candidate has voted for itself durably');
    }
    if (request.kind === 'fetch')
      assert(
        request.fetchOffset <= store.log.endOffset,
        `fetch at ${request.fetchOffset} acknowledges what is not durable`,
      );
  }

  checkResponse(sender: RaftNode, request: RaftRequest, response: RaftResponse): void {
    const { store } = sender.inspect();
    assert(
      response.epoch <= store.identity.epoch,
      `${response.kind} answered in epoch ${response.epoch} before it was durable`,
    );
    if (response.kind === 'vote' && request.kind === 'vote' && response.granted && !request.preVote) {
      const vote = store.identity;
      const stands = vote.epoch > request.epoch || vote.votedFor?.nodeId === request.candidate.nodeId;
      assert(stands, `a vote for node ${request.candidate.nodeId} was sent before it was durable`);
    }
    if (response.kind === 'fetch' && response.result.kind === 'entries')
      for (const entry of response.result.entries)
        assert(entry.offset < store.log.endOffset, `entry ${entry.offset} was handed out before it was durable`);
  }

  onApplied(nodeId: NodeId, entry: CommittedEntry, hash: number): void {
    this.check();
    const epoch = this.committedEpochs[entry.offset];
    assert(epoch !== undefined, `node ${nodeId} applied ${entry.offset}, which no leader has committed`);
    assert(
      epoch === entry.epoch,
      `node ${nodeId} applied epoch ${entry.epoch} at ${entry.offset}, committed was ${epoch}`,
    );
    this.checkHash(nodeId, entry.offset + 1, hash);
  }

  onRestored(nodeId: NodeId, offset: Offset, hash: number): void {
    this.check();
    assert(this.stateHashes.has(offset), `node ${nodeId} restored a state at ${offset} that nobody had`);
    this.checkHash(nodeId, offset, hash);
  }

  onAcknowledged(endOffset: Offset): void {
    this.check();
    assert(endOffset <= this.committedEnd, `offset ${endOffset - 1} was acknowledged but is not committed`);
    this.acknowledgedEnd = Math.max(this.acknowledgedEnd, endOffset);
  }

  private checkHash(nodeId: NodeId, endOffset: Offset, hash: number): void {
    const known = this.stateHashes.get(endOffset);
    if (known === undefined) this.stateHashes.set(endOffset, hash);
    else assert(known === hash, `node ${nodeId} has another state at ${endOffset} than the others`);
  }

  private firstSight(member: Watched, state: CoreState): void {
    const { epoch, highWatermark, role } = state;
    const { incarnation, nodeId } = member;
    const durable = this.durableEpochs.get(diskText(member)) ?? 0;
    assert(epoch >= durable, `node ${nodeId} came back in epoch ${epoch}, it had reached ${durable}`);
    assert(role.kind !== 'leader', `node ${nodeId} came back as a leader`);
    this.seen.set(nodeId, {
      incarnation,
      epoch,
      highWatermark,
      role,
      voters: state.voters.current,
      overtakenSinceMs: undefined,
    });
    assert(state.log.endOffset >= highWatermark, 'the watermark lies in the log');
  }

  private compare(member: Watched, known: Seen, state: CoreState): void {
    const { nodeId } = member;
    const { epoch, highWatermark, role } = state;
    assert(epoch >= known.epoch, `node ${nodeId} went back from epoch ${known.epoch} to ${epoch}`);
    assert(highWatermark >= known.highWatermark, `the watermark of node ${nodeId} went back to ${highWatermark}`);
    const store = member.node?.inspect().store;
    this.durableEpochs.set(diskText(member), store?.identity.epoch ?? 0);
    if (role.kind === 'leader' && known.role !== role) this.onLeader(member, state);
    if (highWatermark > known.highWatermark) this.onHighWatermark(member, known, state);
    known.epoch = epoch;
    known.highWatermark = highWatermark;
    known.role = role;
    known.voters = state.voters.current;
  }

  private onLeader(member: Watched, state: CoreState): void {
    const name = `${member.nodeId} (life ${member.incarnation})`;
    const other = this.leaders.get(state.epoch);
    assert(other === undefined || other === name, `epoch ${state.epoch} is led by ${other} and by ${name}`);
    this.leaders.set(state.epoch, name);
    this.newestLeaderEpoch = Math.max(this.newestLeaderEpoch, state.epoch);
    // Leader completeness: whatever an earlier epoch committed is in the log of every later leader. (A candidate that
    // was paused may count its old votes late, after a later epoch has gone on.)
    const end = Math.max(0, ...this.commits.filter((commit) => commit.epoch < state.epoch).map((commit) => commit.end));
    assert(state.log.endOffset >= end, `leader ${name} ends at ${state.log.endOffset}, committed is ${end}`);
    if (end > state.log.startOffset)
      assert(state.log.epochBefore(end) === this.committedEpochs[end - 1], `leader ${name} lacks committed entries`);
  }

  private onHighWatermark(member: Watched, known: Seen, state: CoreState): void {
    const { highWatermark, log } = state;
    // A leader that commits its own removal resigns in the same step.
    if (state.role.kind !== 'leader' && known.role.kind !== 'leader') {
      assert(highWatermark <= this.committedEnd, `node ${member.nodeId} takes ${highWatermark} for committed`);
      if (highWatermark > log.startOffset)
        assert(
          log.epochBefore(highWatermark) === this.committedEpochs[highWatermark - 1],
          'logs match below the watermark',
        );
      return;
    }
    if (highWatermark <= this.committedEnd) return;
    const epoch = log.epochBefore(highWatermark);
    assert(epoch === known.epoch, 'a leader commits by counting only in its own epoch');
    // A pending voter change may have come into force right after the commit, in the same step.
    const enough = [known.voters, state.voters.current].some((voters) => this.isHeldBy(voters, highWatermark, epoch));
    assert(enough, `${highWatermark} was committed before a majority of the voters held it durably`);
    for (let offset = this.committedEnd; offset < highWatermark; offset++)
      this.committedEpochs[offset] = log.epochBefore(offset + 1);
    this.committedEnd = highWatermark;
    if (this.commits.at(-1)?.epoch === epoch) this.commits.pop();
    this.commits.push({ epoch, end: highWatermark });
  }

  /** Check-quorum (docs/faults.md C7): no leader stays one for long without a majority. */
  private checkOvertaken(member: Watched, known: Seen, state: CoreState, nowMs: Millis): void {
    const overtaken = state.epoch < this.newestLeaderEpoch && !member.standsStill;
    known.overtakenSinceMs = overtaken ? (known.overtakenSinceMs ?? nowMs) : undefined;
    const sinceMs = nowMs - (known.overtakenSinceMs ?? nowMs);
    assert(
      sinceMs <= OVERTAKEN_MS_MAX + state.detection.checkQuorumMs(Math.max(nowMs, state.nowMs)),
      `node ${member.nodeId} leads epoch ${state.epoch} ${sinceMs} ms after it was overtaken`,
    );
  }

  private isHeldBy(voters: readonly Voter[], end: Offset, epoch: Epoch): boolean {
    const holders = voters.filter((voter) => {
      const member = this.members.find((other) => other.nodeId === voter.nodeId);
      if (member === undefined) return false;
      // The voter is on a disk that was replaced since: what it had acknowledged before cannot be looked up any more.
      if (!sameKey(member, voter)) return true;
      // The same holds for a disk that was wiped, of a voter that came back under its old name and has not joined yet.
      if (member.formats > 1 && member.node?.inspect().state.joining !== false) return true;
      return member.node !== undefined && holds(member.node, end, epoch);
    });
    return holders.length >= majorityOf(voters.length);
  }
}

function diskText(member: Watched): string {
  return `${keyText(member)}#${member.formats}`;
}

/** Whether the node's disk has the entry before `end`, of this epoch. */
function holds(node: RaftNode, end: Offset, epoch: Epoch): boolean {
  const { state, store } = node.inspect();
  if (store.log.start.offset >= end) return true;
  return store.log.endOffset >= end && state.log.endOffset >= end && state.log.epochBefore(end) === epoch;
}
