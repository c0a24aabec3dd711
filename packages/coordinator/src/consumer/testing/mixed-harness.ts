import { assert, type ErrorCode, isDraveError, type Millis, uuidFrom } from '@drave/base';
import {
  joinRefused,
  syncRefused,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type LeavingMember,
  type SyncGroupResponse,
} from '../../classic/classic-requests.js';
import { topicsOfSubscription } from '../../classic/subscription.js';
import type { GroupDecision, GroupTimer } from '../../classic/turn.js';
import { GroupsModel } from '../../groups-model.js';
import type { Now } from '../../runtime/model.js';
import type { GroupRecord } from '../../state/group-record.js';
import { emptyGroups, type GroupsState, replayGroupRecord } from '../../state/groups-state.js';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from '../heartbeat-messages.js';
import type { MigrationPolicy } from '../../migration/migration.js';
import { FakeTopics } from './fake-topics.js';
import { testConfig } from './group-under-test.js';

export const GROUP = 'group';

/** An answer that may still be on its way. */
export interface Pending<Response> {
  response: Response | undefined;
  failure: ErrorCode | undefined;
}

interface Held {
  readonly before: GroupsState;
  readonly decision: GroupDecision<unknown>;
  readonly answer: (failure: ErrorCode | undefined) => void;
}

/** All groups of one shard in virtual time, for members of both protocols. */
export class MixedHarness {
  readonly topics: FakeTopics;
  readonly model: GroupsModel;
  state: GroupsState;
  nowMs: Millis;
  /** True: writes wait for `settleWrites`. */
  holdWrites = false;
  private readonly timers = new Map<string, { readonly atMs: Millis; readonly timer: GroupTimer & { kind: 'set' } }>();
  private readonly held: Held[] = [];
  private ids = 0;
  private nextOffset = 0;

  constructor(options: { policy?: MigrationPolicy; from?: MixedHarness; groupSizeMax?: number } = {}) {
    const { from } = options;
    this.topics = from?.topics ?? new FakeTopics();
    this.state = from?.state ?? emptyGroups;
    this.nowMs = from?.nowMs ?? 0;
    this.ids = from?.ids ?? 0;
    this.nextOffset = from?.nextOffset ?? 0;
    this.model = new GroupsModel({
      settings: {
        initialRebalanceDelayMs: 0,
        sessionTimeoutMinMs: 1_000,
        sessionTimeoutMaxMs: 1_800_000,
        groupSizeMax: options.groupSizeMax ?? 1_000,
      },
      readTopics: topicsOfSubscription,
      uniqueId: () => `id-${this.nowMs}-${this.ids++}`,
      rebalanced: () => {},
      offsetsRetentionMs: 1e12,
      retentionCheckIntervalMs: 1e12,
      consumer: {
        config: testConfig,
        topics: () => this.topics.view,
        overridesOf: () => undefined,
        migrationPolicy: options.policy ?? 'bidirectional',
      },
    });
    this.setTimers(this.model.loaded(this.state, this.now()));
  }

  beat(request: Partial<ConsumerHeartbeatRequest> & { readonly memberId: string }): Pending<ConsumerHeartbeatResponse> {
    const whole: ConsumerHeartbeatRequest = {
      groupId: GROUP,
      memberEpoch: 0,
      instanceId: null,
      rackId: null,
      rebalanceTimeoutMs: -1,
      subscribedTopicNames: null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      owned: null,
      clientId: 'consumer',
      clientHost: '/127.0.0.1',
      ...request,
    };
    const pending: Pending<ConsumerHeartbeatResponse> = { response: undefined, failure: undefined };
    this.run(pending, () => {
      const decision = this.model.consumer.heartbeat(this.state, this.now(), whole, () => true);
      return { decision, succeed: () => (pending.response = decision.response) };
    });
    return pending;
  }

  join(memberId: string, change: Partial<JoinGroupRequest>): Pending<JoinGroupResponse> {
    const request: JoinGroupRequest = {
      groupId: GROUP,
      memberId,
      groupInstanceId: undefined,
      clientId: 'classic',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      protocolType: 'consumer',
      protocols: [],
      memberIdRequired: false,
      skipAssignmentSupported: false,
      reason: undefined,
      ...change,
    };
    const pending: Pending<JoinGroupResponse> = { response: undefined, failure: undefined };
    const reply = (response: JoinGroupResponse): void => void (pending.response ??= response);
    this.run(
      pending,
      () => ({ decision: this.model.join(this.state, this.now(), request, reply) }),
      (failure) => reply(joinRefused(memberId, failure)),
    );
    return pending;
  }

  sync(
    memberId: string,
    generationId: number,
    assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[] = [],
    groupInstanceId?: string,
  ): Pending<SyncGroupResponse> {
    const names = { protocolType: undefined, protocolName: undefined };
    const request = { groupId: GROUP, memberId, generationId, groupInstanceId, ...names, assignments };
    const pending: Pending<SyncGroupResponse> = { response: undefined, failure: undefined };
    const reply = (response: SyncGroupResponse): void => void (pending.response ??= response);
    this.run(
      pending,
      () => ({ decision: this.model.sync(this.state, this.now(), request, reply) }),
      (failure) => reply(syncRefused(failure)),
    );
    return pending;
  }

  heartbeat(memberId: string, generationId: number, groupInstanceId?: string): ErrorCode | undefined {
    const request = { groupId: GROUP, memberId, generationId, groupInstanceId };
    const pending: Pending<{ failure: ErrorCode | undefined }> = { response: undefined, failure: undefined };
    this.run(pending, () => ({
      decision: this.model.heartbeat(this.state, this.now(), request, (response) => {
        pending.response = response;
      }),
    }));
    return pending.failure ?? pending.response?.failure;
  }

  leave(...members: Partial<LeavingMember>[]): (ErrorCode | undefined)[] {
    const request = {
      groupId: GROUP,
      members: members.map((member) => ({ memberId: '', groupInstanceId: undefined, reason: undefined, ...member })),
    };
    const failures: (ErrorCode | undefined)[] = [];
    this.run({ response: undefined, failure: undefined }, () => ({
      decision: this.model.leave(this.state, this.now(), request, (response) => {
        failures.push(...response.members.map(({ failure }) => failure));
      }),
    }));
    return failures;
  }

  setTopic(name: string, partitionCount: number): void {
    const id = uuidFrom((length) => Buffer.alloc(length, name));
    this.topics.set(name, partitionCount, id);
  }

  get kind(): 'classic' | 'consumer' | 'none' {
    const consumer = this.state.consumer.has(GROUP);
    const classic = this.model.classic.get(GROUP) !== undefined;
    assert(!(consumer && classic), 'a group is of one type');
    return consumer ? 'consumer' : classic ? 'classic' : 'none';
  }

  /** Runs every timer that is due on the way. */
  advance(byMs: Millis): void {
    const endMs = this.nowMs + byMs;
    for (;;) {
      const due = [...this.timers].filter(([, { atMs }]) => atMs <= endMs).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      const [key, { atMs, timer }] = due;
      this.timers.delete(key);
      this.nowMs = Math.max(this.nowMs, atMs);
      this.take(timer.fire(this.state, this.now(), this.state), (failure) => {
        // The decision is made anew after a while, as the shard does.
        if (failure !== undefined) this.setTimers([{ ...timer, delayMs: 500 }]);
      });
    }
    this.nowMs = endMs;
  }

  /** The outcome of every write so far. A failure takes the state back, as the shard does. */
  settleWrites(failure?: ErrorCode): void {
    const held = this.held.splice(0);
    const first = held[0];
    if (failure !== undefined && first !== undefined) this.state = first.before;
    for (const { decision, answer } of held) this.settle(decision, failure, answer);
  }

  private run<Response>(
    pending: Pending<Response>,
    decide: () => { readonly decision: GroupDecision<unknown>; readonly succeed?: () => void },
    fail: (failure: ErrorCode) => void = () => {},
  ): void {
    const failed = (failure: ErrorCode): void => {
      pending.failure = failure;
      fail(failure);
    };
    try {
      const { decision, succeed } = decide();
      this.take(decision, (failure) => {
        if (failure === undefined) succeed?.();
        else failed(failure);
      });
    } catch (reason) {
      if (!isDraveError(reason) || reason.code === 'UNKNOWN_SERVER_ERROR') throw reason;
      failed(reason.code);
    }
  }

  private take(decision: GroupDecision<unknown>, answer: Held['answer']): void {
    this.setTimers(decision.timers ?? []);
    const before = this.state;
    for (const record of decision.records as readonly GroupRecord[])
      this.state = replayGroupRecord(this.state, this.throughLog(record), {
        offset: this.nextOffset++,
        producerId: undefined,
      });
    const waits = this.held.length > 0 || (this.holdWrites && decision.records.length > 0);
    if (waits) this.held.push({ before, decision, answer });
    else this.settle(decision, undefined, answer);
    for (const group of this.model.classic.all()) group.invariants();
  }

  /** The record is written and read again: it must say all that it means. */
  private throughLog(record: GroupRecord): GroupRecord {
    const { key, value } = this.model.encode(record);
    const read = this.model.decode(key, value);
    assert(read !== undefined, 'our own records can be read');
    return read;
  }

  private settle(decision: GroupDecision<unknown>, failure: ErrorCode | undefined, answer: Held['answer']): void {
    const next = decision.settled?.(failure, this.state, this.now());
    answer(failure);
    if (next !== undefined) this.take(next, () => {});
  }

  private now(): Now {
    return { monotonicMs: this.nowMs, wallMs: 1_700_000_000_000 + this.nowMs };
  }

  private setTimers(changes: readonly GroupTimer[]): void {
    for (const change of changes) {
      if (change.kind === 'clear') this.timers.delete(change.key);
      else this.timers.set(change.key, { atMs: this.nowMs + change.delayMs, timer: change });
    }
  }
}
