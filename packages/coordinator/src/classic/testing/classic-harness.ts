import { assert, type ErrorCode, type Millis, type Offset, type ProducerId } from '@drave/base';
import type { Now } from '../../runtime/model.js';
import type { GroupRecord } from '../../state/group-record.js';
import { emptyGroups, replayGroupRecord, replayTransactionEnd, type GroupsState } from '../../state/groups-state.js';
import { ClassicGroups } from '../classic-groups.js';
import type {
  JoinGroupRequest,
  JoinGroupResponse,
  LeavingMember,
  MemberRef,
  SyncGroupRequest,
  SyncGroupResponse,
} from '../classic-requests.js';
import type { ClassicSettings } from '../rebalance.js';
import { Turn, type GroupDecision, type GroupTimer } from '../turn.js';

export const GROUP = 'group';
const WALL_OFFSET_MS: Millis = 1_700_000_000_000;

/** An answer that may still be on its way. */
export interface Pending<Response> {
  response: Response | undefined;
  answers: number;
}

interface HarnessOptions extends Partial<ClassicSettings> {
  /** What the log holds already. */
  readonly state?: GroupsState;
  readonly startMs?: Millis;
  /** Where the log goes on. */
  readonly nextOffset?: Offset;
}

/** Classic groups in virtual time. Writes are replicated at once, unless `holdWrites` says otherwise. */
export class ClassicHarness {
  readonly groups: ClassicGroups;
  state: GroupsState;
  nowMs: Millis;
  nextOffset: Offset;
  rebalances = 0;
  /** True: writes wait for `settleWrites`. */
  holdWrites = false;
  readonly written: GroupRecord[] = [];
  private readonly timers = new Map<string, { atMs: Millis; fire: GroupTimer & { kind: 'set' } }>();
  private readonly held: { readonly before: GroupsState; readonly decision: GroupDecision<unknown> }[] = [];
  private ids = 0;

  constructor(options: HarnessOptions = {}) {
    this.state = options.state ?? emptyGroups;
    this.nowMs = options.startMs ?? 0;
    this.nextOffset = options.nextOffset ?? 0;
    this.groups = new ClassicGroups({
      settings: {
        initialRebalanceDelayMs: options.initialRebalanceDelayMs ?? 0,
        sessionTimeoutMinMs: options.sessionTimeoutMinMs ?? 1_000,
        sessionTimeoutMaxMs: options.sessionTimeoutMaxMs ?? 1_800_000,
        groupSizeMax: options.groupSizeMax ?? 1_000,
      },
      readTopics: (metadata) => (metadata.length === 0 ? undefined : metadata.toString().split(',')),
      uniqueId: () => `id-${this.nowMs}-${this.ids++}`,
      rebalanced: () => {
        this.rebalances++;
      },
    });
    this.setTimers(this.groups.load(this.state, this.now()));
  }

  now(): Now {
    return { monotonicMs: this.nowMs, wallMs: WALL_OFFSET_MS + this.nowMs };
  }

  join(memberId: string, change: Partial<JoinGroupRequest> = {}): Pending<JoinGroupResponse> {
    const request: JoinGroupRequest = {
      groupId: GROUP,
      memberId,
      groupInstanceId: undefined,
      clientId: 'client',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.from('orders') }],
      memberIdRequired: false,
      skipAssignmentSupported: false,
      reason: undefined,
      ...change,
    };
    const pending: Pending<JoinGroupResponse> = { response: undefined, answers: 0 };
    this.take(
      this.groups.join(this.state, this.now(), request, (response) => {
        pending.response = response;
        pending.answers++;
      }),
    );
    return pending;
  }

  sync(
    memberId: string,
    generationId: number,
    assignments: Readonly<Record<string, string>> = {},
    change: Partial<SyncGroupRequest> = {},
  ): Pending<SyncGroupResponse> {
    const pending: Pending<SyncGroupResponse> = { response: undefined, answers: 0 };
    const request: SyncGroupRequest = {
      groupId: GROUP,
      memberId,
      groupInstanceId: undefined,
      generationId,
      protocolType: undefined,
      protocolName: undefined,
      assignments: Object.entries(assignments).map(([id, assignment]) => ({
        memberId: id,
        assignment: Buffer.from(assignment),
      })),
      ...change,
    };
    this.take(
      this.groups.sync(this.state, this.now(), request, (response) => {
        pending.response = response;
        pending.answers++;
      }),
    );
    return pending;
  }

  heartbeat(memberId: string, generationId: number, groupInstanceId?: string): ErrorCode | undefined {
    const request = { groupId: GROUP, memberId, generationId, groupInstanceId };
    return this.take(this.groups.heartbeat(this.state, this.now(), request)).failure;
  }

  leave(...members: Partial<LeavingMember>[]): (ErrorCode | undefined)[] {
    const request = {
      groupId: GROUP,
      members: members.map((member) => ({ memberId: '', groupInstanceId: undefined, reason: undefined, ...member })),
    };
    return this.take(this.groups.leave(this.state, this.now(), request)).members.map(({ failure }) => failure);
  }

  commit(memberId: string, generationId: number, groupInstanceId?: string): ErrorCode | undefined {
    const request = { groupId: GROUP, memberId, generationId, groupInstanceId };
    return this.take(Turn.of(this.state, this.now(), (turn) => this.groups.refuseCommit(turn, request)));
  }

  /** A commit of the member in a transaction of its producer, to a partition that is the producer's alone. */
  commitIn(producerId: ProducerId, offset: Offset, member: Omit<MemberRef, 'groupId'>): ErrorCode | undefined {
    const partition: number = producerId;
    const decision = Turn.of(this.state, this.now(), (turn) => {
      const refusal = this.groups.refuseTransactionalCommit({ groupId: GROUP, ...member });
      const value = {
        offset,
        leaderEpoch: -1,
        metadata: '',
        commitTimestampMs: 0,
        expireTimestampMs: undefined,
        topicId: undefined,
      };
      if (refusal === undefined) turn.write({ kind: 'offset', groupId: GROUP, topic: 'orders', partition, value });
      return refusal;
    });
    return this.take(decision, producerId);
  }

  /** The marker of the producer's transaction. */
  end(kind: 'commit' | 'abort', producerId: ProducerId): void {
    const before = this.state;
    this.state = replayTransactionEnd(this.state, { kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 });
    this.nextOffset++;
    if (this.holdWrites) this.held.push({ before, decision: { records: [], response: undefined } });
  }

  /** Joins with an id of the group's choice, waits for the rebalance, and syncs; the member ids, leader first. */
  stable(count: number, change: Partial<JoinGroupRequest> = {}): { ids: string[]; generationId: number } {
    const joins = Array.from({ length: count }, () => this.join('', change));
    this.advance(this.initialDelay());
    // The first join completed a rebalance of its own when there is no initial delay: they all join again.
    const known = joins.map((join) => join.response).filter((response) => response !== undefined);
    const ids = known.map(({ memberId }) => memberId);
    const pending = joins.filter((join) => join.response === undefined);
    const again = ids.map((id) => this.join(id, change));
    const all = [...again, ...pending];
    const responses = all.map((join) => join.response);
    const leader = responses.find((response) => response?.leaderId === response?.memberId);
    assert(leader !== undefined, 'the rebalance completed');
    const members = leader.members.map(({ memberId }) => memberId);
    const assignments = Object.fromEntries(members.map((id, at) => [id, `p${at}`]));
    for (const id of members) if (id !== leader.memberId) this.sync(id, leader.generationId);
    this.sync(leader.memberId, leader.generationId, assignments);
    return {
      ids: [leader.memberId, ...members.filter((id) => id !== leader.memberId)],
      generationId: leader.generationId,
    };
  }

  get stateName(): string | undefined {
    return this.groups.get(GROUP)?.state;
  }

  get memberIds(): string[] {
    return [...(this.groups.get(GROUP)?.members ?? [])].map(({ memberId }) => memberId);
  }

  isMember(memberId: string, generationId: number): boolean {
    const group = this.groups.get(GROUP);
    return group !== undefined && group.generationId === generationId && group.has(memberId);
  }

  get heldCount(): number {
    return this.held.length;
  }

  /** Runs every timer that is due on the way. */
  advance(byMs: Millis): void {
    const endMs = this.nowMs + byMs;
    for (;;) {
      let next: { key: string; atMs: Millis } | undefined;
      for (const [key, { atMs }] of this.timers)
        if (atMs <= endMs && (next === undefined || atMs < next.atMs)) next = { key, atMs };
      if (next === undefined) break;
      const timer = this.timers.get(next.key);
      assert(timer !== undefined, 'the timer was just found');
      this.timers.delete(next.key);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.take(timer.fire.fire(this.state, this.now(), this.state));
    }
    this.nowMs = endMs;
  }

  /** The outcome of every write so far. A failure takes the state back, as the shard does. */
  settleWrites(failure?: ErrorCode): void {
    const held = this.held.splice(0);
    const first = held[0];
    if (failure !== undefined && first !== undefined) this.state = first.before;
    for (const { decision } of held) this.settle(decision, failure);
  }

  private initialDelay(): Millis {
    return this.groups.get(GROUP)?.initialDelayLeftMs === undefined ? 0 : 300_000;
  }

  private take<Response>(decision: GroupDecision<Response>, producerId?: ProducerId): Response {
    this.setTimers(decision.timers ?? []);
    const before = this.state;
    for (const record of decision.records) {
      this.written.push(record);
      this.state = replayGroupRecord(this.state, record, { offset: this.nextOffset++, producerId });
    }
    if (this.holdWrites && decision.records.length > 0) this.held.push({ before, decision });
    else this.settle(decision, undefined);
    for (const group of this.groups.all()) group.invariants();
    return decision.response;
  }

  private settle(decision: GroupDecision<unknown>, failure: ErrorCode | undefined): void {
    const next = decision.settled?.(failure, this.state, this.now());
    if (next !== undefined) this.take(next);
  }

  private setTimers(changes: readonly GroupTimer[]): void {
    for (const change of changes) {
      if (change.kind === 'clear') this.timers.delete(change.key);
      else this.timers.set(change.key, { atMs: this.nowMs + change.delayMs, fire: change });
    }
  }
}
