import { assert, type ErrorCode } from '@drave/base';
import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  decodeForwardCompatible,
  encodeVersioned,
} from '@drave/kafka-protocol';
import type { JoinGroupResponse, SyncGroupResponse } from '../../classic/classic-requests.js';
import type { ConsumerHeartbeatResponse } from '../heartbeat-messages.js';
import type { TopicsView } from '../topics-view.js';
import type { MixedHarness, Pending } from './mixed-harness.js';

/** Names such as `t0-3`: what a member works on. */
type Owned = ReadonlySet<string>;

export interface MixedClient {
  owned: Owned;
  /** The process is gone. */
  dead: boolean;
  step(harness: MixedHarness): void;
  leave(harness: MixedHarness): void;
}

const SESSION_MS = 10_000;
const REBALANCE_MS = 30_000;

/** A member of the newer protocol: it lets go of a partition before it says so. */
export class NewClient implements MixedClient {
  owned: Owned = new Set();
  dead = false;
  private readonly memberId: string;
  private readonly topics: readonly string[];
  private readonly instanceId: string | null;
  private memberEpoch = 0;
  private waiting: Pending<ConsumerHeartbeatResponse> | undefined;

  constructor(memberId: string, topics: readonly string[], instanceId: string | null = null) {
    this.memberId = memberId;
    this.topics = topics;
    this.instanceId = instanceId;
  }

  step(harness: MixedHarness): void {
    if (this.dead) return;
    if (this.waiting === undefined) this.beat(harness);
    else this.heard(harness);
  }

  leave(harness: MixedHarness): void {
    this.dead = true;
    this.owned = new Set();
    harness.beat({ memberId: this.memberId, memberEpoch: -1, instanceId: this.instanceId });
  }

  private beat(harness: MixedHarness): void {
    const joins = this.memberEpoch === 0;
    this.waiting = harness.beat({
      memberId: this.memberId,
      memberEpoch: this.memberEpoch,
      instanceId: this.instanceId,
      subscribedTopicNames: this.topics,
      rebalanceTimeoutMs: REBALANCE_MS,
      owned: joins ? [] : idsOf(this.owned, harness),
    });
    this.heard(harness);
  }

  private heard(harness: MixedHarness): void {
    const { response, failure } = this.waiting ?? {};
    if (failure !== undefined) {
      this.waiting = undefined;
      if (failure === 'NOT_COORDINATOR' || failure === 'COORDINATOR_NOT_AVAILABLE') return;
      assert(failure === 'UNKNOWN_MEMBER_ID' || failure === 'FENCED_MEMBER_EPOCH' || isLater(failure), failure);
      this.memberEpoch = 0;
      this.owned = new Set();
      return;
    }
    if (response === undefined) return;
    this.waiting = undefined;
    this.memberEpoch = response.memberEpoch;
    if (response.assignment !== null)
      this.owned = new Set(
        [...response.assignment].flatMap(([topicId, partitions]) => {
          const name = harness.topics.view.topic(topicId)?.name;
          return name === undefined ? [] : partitions.map((partition) => `${name}-${partition}`);
        }),
      );
  }
}

/** The group is a classic one by now, or none: the member starts anew. */
function isLater(failure: ErrorCode): boolean {
  return failure === 'GROUP_ID_NOT_FOUND';
}

/** A member of the classic protocol, eager or cooperative; leads if it is told to. */
export class OldClient implements MixedClient {
  owned: Owned = new Set();
  dead = false;
  memberId = '';
  generationId = -1;
  lastFailure: ErrorCode | undefined;
  readonly groupInstanceId: string | undefined;
  private readonly topics: readonly string[];
  private readonly cooperative: boolean;
  /** The topics that this member assigned, as their leader; undefined for a follower. */
  private assignedView: TopicsView | undefined;
  private joining: Pending<JoinGroupResponse> | undefined;
  private syncing: Pending<SyncGroupResponse> | undefined;

  constructor(topics: readonly string[], cooperative: boolean, groupInstanceId?: string) {
    this.topics = topics;
    this.cooperative = cooperative;
    this.groupInstanceId = groupInstanceId;
  }

  step(harness: MixedHarness): void {
    if (this.dead) return;
    if (this.joining !== undefined) this.afterJoin(harness);
    else if (this.syncing !== undefined) this.afterSync(harness);
    else if (this.generationId < 0 || this.mustAssignAgain(harness)) this.join(harness);
    else this.failed(harness.heartbeat(this.memberId, this.generationId, this.groupInstanceId), false);
  }

  leave(harness: MixedHarness): void {
    this.dead = true;
    this.owned = new Set();
    if (this.memberId !== '') harness.leave({ memberId: this.memberId, groupInstanceId: this.groupInstanceId });
  }

  /** There is another coordinator: what was asked of the one before is not answered. */
  moved(): void {
    if (this.joining === undefined && this.syncing === undefined) return;
    this.joining = undefined;
    this.syncing = undefined;
    this.generationId = -1;
  }

  /** The leader sees to it that new partitions are taken. */
  private mustAssignAgain(harness: MixedHarness): boolean {
    return this.assignedView !== undefined && this.assignedView !== harness.topics.view;
  }

  private join(harness: MixedHarness): void {
    if (!this.cooperative) this.owned = new Set();
    const ownedPartitions = namesOf(this.owned);
    const metadata = encodeVersioned(consumerProtocolSubscription, { topics: [...this.topics], ownedPartitions }, 1);
    this.joining = harness.join(this.memberId, {
      groupInstanceId: this.groupInstanceId,
      memberIdRequired: true,
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: REBALANCE_MS,
      protocols: [{ name: 'balanced', metadata }],
    });
    this.afterJoin(harness);
  }

  private afterJoin(harness: MixedHarness): void {
    const response = this.joining?.response;
    if (response === undefined) return;
    this.joining = undefined;
    if (response.failure === 'MEMBER_ID_REQUIRED') {
      this.memberId = response.memberId;
      return;
    }
    if (this.failed(response.failure)) return;
    this.memberId = response.memberId;
    this.generationId = response.generationId;
    const leads = response.leaderId === response.memberId && !response.skipAssignment;
    this.assignedView = leads ? harness.topics.view : undefined;
    const assignments = leads ? this.assign(response, harness) : [];
    this.syncing = harness.sync(this.memberId, this.generationId, assignments, this.groupInstanceId);
    this.afterSync(harness);
  }

  private afterSync(harness: MixedHarness): void {
    const response = this.syncing?.response;
    if (response === undefined) return;
    this.syncing = undefined;
    if (this.failed(response.failure)) return;
    const { assignment } = response;
    const assigned = new Set(
      assignment.length === 0
        ? []
        : decodeForwardCompatible(consumerProtocolAssignment, assignment).assignedPartitions.flatMap(
            ({ topic, partitions }) => partitions.map((partition) => `${topic}-${partition}`),
          ),
    );
    const letGo = [...this.owned].some((name) => !assigned.has(name));
    this.owned = assigned;
    // Others wait for what it has let go of.
    if (letGo && this.cooperative) this.join(harness);
  }

  private failed(failure: ErrorCode | undefined, joining = true): boolean {
    this.lastFailure = failure;
    if (failure === undefined) return false;
    if (failure === 'COORDINATOR_NOT_AVAILABLE' || failure === 'NOT_COORDINATOR') {
      if (joining) this.generationId = -1;
      return true;
    }
    assert(/REBALANCE_IN|ILLEGAL_GEN|UNKNOWN_MEMBER/.test(failure), `a well-behaved member is not told ${failure}`);
    if (failure !== 'REBALANCE_IN_PROGRESS' || !this.cooperative) this.owned = new Set();
    if (failure === 'UNKNOWN_MEMBER_ID') this.memberId = '';
    this.generationId = -1;
    return true;
  }

  /** Round robin; what a cooperative member still owns goes to no other in this generation. */
  private assign(joined: JoinGroupResponse, harness: MixedHarness) {
    const members = joined.members.map(({ memberId, metadata }) => ({
      memberId,
      subscription: decodeForwardCompatible(consumerProtocolSubscription, metadata),
      share: [] as string[],
    }));
    const owners = new Map<string, string>();
    for (const { memberId, subscription } of members)
      for (const { topic, partitions } of subscription.ownedPartitions)
        for (const partition of partitions) owners.set(`${topic}-${partition}`, memberId);
    let at = 0;
    for (const topic of [...new Set(members.flatMap(({ subscription }) => subscription.topics))].sort()) {
      const takers = members.filter(({ subscription }) => subscription.topics.includes(topic));
      const count = harness.topics.view.topicByName(topic)?.partitionCount ?? 0;
      for (let partition = 0; partition < count; partition++) {
        const taker = takers[at++ % takers.length];
        const name = `${topic}-${partition}`;
        const owner = owners.get(name);
        if (taker !== undefined && (owner === undefined || owner === taker.memberId)) taker.share.push(name);
      }
    }
    return members.map(({ memberId, share }) => ({
      memberId,
      assignment: encodeVersioned(
        consumerProtocolAssignment,
        { assignedPartitions: namesOf(new Set(share)), userData: null },
        1,
      ),
    }));
  }
}

function namesOf(owned: Owned): { topic: string; partitions: number[] }[] {
  const byTopic = new Map<string, number[]>();
  for (const name of owned) {
    const dash = name.lastIndexOf('-');
    const topic = name.slice(0, dash);
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), Number(name.slice(dash + 1))]);
  }
  return [...byTopic].map(([topic, partitions]) => ({ topic, partitions }));
}

function idsOf(owned: Owned, harness: MixedHarness) {
  return namesOf(owned).flatMap(({ topic, partitions }) => {
    const id = harness.topics.view.topicByName(topic)?.id;
    return id === undefined ? [] : [{ topicId: id, partitions }];
  });
}
