import { assert, type Epoch, type Millis, limits } from '@drave/base';
import type { LogEntry } from '../messages.js';
import type { LeadershipState } from '../types.js';
import { candidateDeadlineMs, newCandidate, tickCandidate } from './candidate.js';
import { sealEntry } from './entry.js';
import type { Instant, ProposeOutcome, RaftEffect, RaftEvent, RecoveredState } from './events.js';
import {
  followerDeadlineMs,
  newFollower,
  onFollowerFlushed,
  onLeaderConnectionLost,
  tickFollower,
} from './follower.js';
import {
  appendLeaderChange,
  isOverdue,
  leaderDeadlineMs,
  leaveLeader,
  newLeader,
  noteAppend,
  onLeaderFlushed,
  tickLeader,
} from './leader.js';
import { mayStand } from './joining.js';
import { onLateness } from './lateness.js';
import { onReadBarrier } from './leader-reads.js';
import {
  newObserver,
  observerDeadlineMs,
  onObserverConnectionLost,
  onObserverFlushed,
  onObserverLeaderLate,
  tickObserver,
} from './observer.js';
import { newProspective, prospectiveDeadlineMs, tickProspective } from './prospective.js';
import { excuseOwnDisk } from './replication.js';
import { onRequest } from './requests.js';
import { newResigned, resignedDeadlineMs, tickResigned } from './resigned.js';
import { onAnswer } from './responses.js';
import type { Role, Transition } from './roles.js';
import { maybeSettle } from './settling.js';
import { onChunkStored } from './snapshot-download.js';
import { CoreState, type CoreConfig } from './state.js';
import { newUnattached, tickUnattached, unattachedDeadlineMs } from './unattached.js';

/**
 * One quorum member as a state machine: `step(event) -> effects`. No I/O, no clock; chance comes from a seeded source.
 *
 * Starts unattached (or observing), whatever it was before the restart: an epoch that it led is never resumed, because
 * the log may have lost entries that others saw (KAFKA-10527).
 */
export class RaftCore {
  readonly state: CoreState;
  private stepping = false;
  /** The deadline that the driver was told last, until it has passed. */
  private dueMs: Millis = Number.POSITIVE_INFINITY;
  private lastLeadership: LeadershipState = { kind: 'none', epoch: -1 };

  constructor(config: CoreConfig, recovered: RecoveredState, now: Instant) {
    this.state = new CoreState(config, recovered, now, (state) => leaderless(state, undefined));
    this.state.become = (transition) => this.become(transition);
    maybeSettle(this.state);
  }

  step(now: Instant, event: RaftEvent): RaftEffect[] {
    return this.run(now, () => this.dispatch(event), event.kind === 'listened');
  }

  /** Appends, if this node leads `epoch`; the offsets are fixed when it returns. */
  propose(
    now: Instant,
    epoch: Epoch,
    payloads: readonly Uint8Array[],
  ): { readonly outcome: ProposeOutcome; readonly effects: RaftEffect[] } {
    let outcome: ProposeOutcome | undefined;
    const effects = this.run(now, () => {
      outcome = this.append(epoch, payloads);
    });
    assert(outcome !== undefined, 'a proposal has an outcome');
    return { outcome, effects };
  }

  /** When the next tick is due; infinity when nothing waits for time. */
  nextDeadlineMs(): Millis {
    const { listeningSince } = this.state;
    this.dueMs = listeningSince ?? this.deadlineMs();
    // What is listened for ends with an event of its own, which may be late as a timer may.
    return listeningSince === undefined ? this.dueMs : Number.POSITIVE_INFINITY;
  }

  private deadlineMs(): Millis {
    const { state } = this;
    const { role } = state;
    switch (role.kind) {
      case 'unattached':
        return unattachedDeadlineMs(role);
      case 'prospective':
        return prospectiveDeadlineMs(role);
      case 'candidate':
        return candidateDeadlineMs(state, role);
      case 'leader':
        return leaderDeadlineMs(state, role);
      case 'follower':
        return followerDeadlineMs(state, role);
      case 'resigned':
        return resignedDeadlineMs(role);
      case 'observer':
        return observerDeadlineMs(state, role);
    }
  }

  private run(now: Instant, act: () => void, listened = false): RaftEffect[] {
    const { state } = this;
    assert(!this.stepping, 'the core is never re-entered');
    assert(now.monotonicMs >= state.nowMs, 'monotonic time does not go back');
    this.stepping = true;
    state.nowMs = now.monotonicMs;
    state.wallMs = now.wallMs;
    state.beginStep(listened);
    this.noticeLateness();
    this.leaveIfOverdue();
    excuseOwnDisk(state);
    act();
    this.settle();
    this.reportLeadership();
    const effects = state.takeEffects();
    this.invariants();
    this.stepping = false;
    return effects;
  }

  private dispatch(event: RaftEvent): void {
    const { state } = this;
    const { role } = state;
    switch (event.kind) {
      case 'tick':
      case 'listened':
        return;
      case 'request':
        return onRequest(state, event.requestId, event.request);
      case 'response':
      case 'callFailed': {
        const call = state.calls.get(event.callId);
        assert(call !== undefined, 'every call is answered once');
        state.calls.delete(event.callId);
        const response = event.kind === 'response' ? event.response : undefined;
        return onAnswer(state, call, response, event.kind === 'callFailed' && event.evidence);
      }
      case 'connectionLost':
        if (role.kind === 'follower') onLeaderConnectionLost(state, role, event.nodeId);
        if (role.kind === 'observer') onObserverConnectionLost(state, role, event.nodeId);
        return;
      case 'leaderLate':
        if (role.kind === 'observer') onObserverLeaderLate(state, role, event.nodeId);
        return;
      case 'readBarrier':
        if (role.kind === 'leader') return onReadBarrier(state, role, event.requestId, event.timeoutMs);
        return state.emit({
          kind: 'unreadable',
          requestId: event.requestId,
          refusal: { code: 'NOT_CONTROLLER', message: 'this node does not lead the quorum' },
        });
      case 'resign':
        if (role.kind === 'leader' && event.epoch === state.epoch) this.resign('asked to');
        return;
      case 'storageFailed':
        if (role.kind === 'leader') this.resign('the disk failed');
        return;
      default:
        return this.dispatchStorage(event);
    }
  }

  /** Completions of what the storage lane did. */
  private dispatchStorage(
    event: Extract<RaftEvent, { kind: 'saved' | 'flushed' | 'chunkStored' | 'snapshotInstalled' | 'snapshotStored' }>,
  ): void {
    const { state } = this;
    switch (event.kind) {
      case 'saved':
        state.durableVersion = Math.max(state.durableVersion, event.version);
        return;
      case 'flushed':
        return this.onFlushed(event.generation, event.endOffset);
      case 'chunkStored':
        if (state.role.kind === 'follower' || state.role.kind === 'observer')
          onChunkStored(state, state.role.replication, event.download, event.position);
        return;
      case 'snapshotInstalled':
        state.installsPending--;
        assert(state.installsPending >= 0, 'every install ends once');
        if (state.installsPending === 0) state.emit({ kind: 'commit', highWatermark: state.highWatermark });
        return;
      case 'snapshotStored':
        // An install that came in between has replaced the log that this snapshot was cut from.
        if (event.snapshotId.offset < state.log.startOffset) return;
        state.log.snapshotStored(event.snapshotId, event.logStart);
        state.voters.prune(event.logStart.offset);
        return;
    }
  }

  private onFlushed(generation: number, endOffset: number): void {
    const { state } = this;
    if (generation !== state.log.generation) {
      // The log was cut or the role changed since: another completion will come (A23, the flush ABA).
      state.mark('flushed.stale');
      return;
    }
    state.log.flushed(endOffset);
    const { role } = state;
    if (role.kind === 'leader') onLeaderFlushed(state, role);
    if (role.kind === 'follower') onFollowerFlushed(state, role);
    if (role.kind === 'observer') onObserverFlushed(state, role);
  }

  private append(epoch: Epoch, payloads: readonly Uint8Array[]): ProposeOutcome {
    const { state } = this;
    if (state.role.kind !== 'leader' || epoch !== state.epoch)
      return {
        kind: 'refused',
        refusal: { code: 'NOT_CONTROLLER', message: `this node does not lead epoch ${epoch}` },
      };
    assert(payloads.length > 0, 'a proposal has entries');
    let bytes = 0;
    for (const payload of payloads) {
      if (payload.length > limits.raftEntryBytesMax) {
        const text = `an entry of ${payload.length} bytes is above the limit of ${limits.raftEntryBytesMax}`;
        return { kind: 'refused', refusal: { code: 'MESSAGE_TOO_LARGE', message: text } };
      }
      bytes += payload.length;
    }
    if (state.uncommittedBytes > 0 && state.uncommittedBytes + bytes > state.config.uncommittedBytesMax) {
      const text = `${state.uncommittedBytes} bytes wait for a majority already`;
      return { kind: 'refused', refusal: { code: 'THROTTLING_QUOTA_EXCEEDED', message: text } };
    }
    const firstOffset = state.log.endOffset;
    noteAppend(state);
    const entries: LogEntry[] = payloads.map((payload, index) =>
      sealEntry(firstOffset + index, epoch, 'data', state.wallMs, payload),
    );
    state.log.append(epoch, entries.length);
    const { generation, endOffset } = state.log;
    state.emitStorage({ kind: 'append', entries, epoch, generation, endOffset });
    state.uncommitted.push({ endOffset, bytes });
    state.uncommittedBytes += bytes;
    return { kind: 'appended', firstOffset, lastOffset: endOffset - 1 };
  }

  /**
   * Notices lateness once for each deadline; the events behind the first one that comes late belong to the same delay.
   */
  private noticeLateness(): void {
    const lateMs = this.state.nowMs - this.dueMs;
    if (lateMs < 0) return;
    this.dueMs = Number.POSITIVE_INFINITY;
    onLateness(this.state, lateMs);
  }

  /** A role that is late (a paused process, a busy loop) must not act on what was true before. */
  private leaveIfOverdue(): void {
    const { role } = this.state;
    if (role.kind === 'candidate' && this.state.nowMs >= candidateDeadlineMs(this.state, role))
      tickCandidate(this.state, role);
    if (role.kind !== 'leader') return;
    const overdue = isOverdue(this.state, role);
    if (overdue !== undefined) this.resign(overdue.reason, overdue.silentSinceMs);
  }

  private resign(reason: string, silentSinceMs?: Millis): void {
    this.state.note('info', `resigning from epoch ${this.state.epoch}: ${reason}`);
    this.state.mark('role.resigned');
    this.state.become(silentSinceMs === undefined ? { kind: 'resigned' } : { kind: 'resigned', silentSinceMs });
  }

  /** Lets the role act on what has changed, and the next one if it changed. */
  private settle(): void {
    for (let turns = 0; turns < 10; turns++) {
      // Before the role acts on its time: a watermark that confirms its removal has ended it.
      this.membershipChanged();
      const { role } = this.state;
      this.tickRole(role);
      if (this.state.role === role && !this.membershipChanged()) return;
    }
    assert(false, 'roles settle');
  }

  private tickRole(role: Role): void {
    const { state } = this;
    switch (role.kind) {
      case 'unattached':
        return tickUnattached(state, role);
      case 'prospective':
        return tickProspective(state, role);
      case 'candidate':
        return tickCandidate(state, role);
      case 'leader':
        return tickLeader(state, role);
      case 'follower':
        return tickFollower(state, role);
      case 'resigned':
        return tickResigned(state, role);
      case 'observer':
        return tickObserver(state, role);
    }
  }

  /** The log made this node a voter or ended that: the role follows. */
  private membershipChanged(): boolean {
    const { state } = this;
    const { role } = state;
    if (role.kind === 'leader' || role.kind === 'resigned') return false;
    if ((role.kind === 'observer') === !state.mayCampaign) return false;
    state.mark(state.mayCampaign ? 'role.joined' : 'role.left');
    const leader = state.leader;
    if (leader === undefined) this.become({ kind: 'unattached', epoch: state.epoch });
    else this.become({ kind: 'follower', epoch: state.epoch, leader });
    return true;
  }

  private become(transition: Transition): void {
    const { state } = this;
    const old = state.role;
    state.role = this.nextRole(transition, old);
    assert(state.role !== old, 'a transition makes a new role');
    state.bumpGeneration();
    if (old.kind === 'leader') leaveLeader(state, old);
    if (state.role.kind === 'leader') appendLeaderChange(state);
  }

  private nextRole(transition: Transition, old: Role): Role {
    const { state } = this;
    switch (transition.kind) {
      case 'unattached':
        assert(transition.epoch > state.epoch || old.kind !== 'leader', 'a leader leaves its epoch by resigning');
        this.enterEpoch(transition.epoch);
        return leaderless(state, transition.electionInMs);
      case 'follower':
        assert(transition.leader.nodeId !== state.self.nodeId, 'nobody follows itself');
        assert(transition.epoch > state.epoch || old.kind !== 'leader', 'one leader per epoch');
        this.enterEpoch(transition.epoch);
        return state.mayCampaign ? newFollower(state, transition.leader) : newObserver(state, transition.leader);
      case 'prospective':
        if (!mayStand(state)) {
          state.mark('election.joining');
          return newUnattached(state, undefined);
        }
        return newProspective(state, transition.silence);
      case 'candidate':
        assert(old.kind === 'prospective', 'pre-votes come first');
        state.setQuorumState(state.epoch + 1, state.self);
        return newCandidate(state);
      case 'leader':
        assert(old.kind === 'candidate', 'a leader was a candidate');
        return newLeader(state);
      case 'resigned':
        assert(old.kind === 'leader', 'only a leader resigns');
        return newResigned(state, old, transition.silentSinceMs);
    }
  }

  private enterEpoch(epoch: Epoch): void {
    if (epoch > this.state.epoch) this.state.setQuorumState(epoch, undefined);
  }

  private reportLeadership(): void {
    const { state } = this;
    const { epoch, role, leader } = state;
    let next: LeadershipState;
    if (role.kind === 'leader') next = { kind: 'leader', epoch, startOffset: role.epochStart };
    else if (leader === undefined) next = { kind: 'none', epoch };
    else next = { kind: 'follower', epoch, leaderId: leader.nodeId, leaderEndpoint: leader.endpoint };
    const last = this.lastLeadership;
    const lastLeader = last.kind === 'follower' ? last.leaderId : undefined;
    const nextLeader = next.kind === 'follower' ? next.leaderId : undefined;
    if (last.kind === next.kind && last.epoch === next.epoch && lastLeader === nextLeader) return;
    this.lastLeadership = next;
    state.emit({ kind: 'leadership', state: next });
  }

  private invariants(): void {
    const { state } = this;
    assert(state.epoch >= state.log.lastEpoch, 'no entry is newer than the epoch');
    assert(state.durableVersion <= state.version, 'only what was saved is durable');
    assert(state.highWatermark <= state.log.endOffset, 'the high watermark lies in the log');
    assert(state.uncommittedBytes >= 0, 'uncommitted bytes are counted once');
  }
}

function leaderless(state: CoreState, electionInMs: Millis | undefined): Role {
  return state.mayCampaign ? newUnattached(state, electionInMs) : newObserver(state, undefined);
}
