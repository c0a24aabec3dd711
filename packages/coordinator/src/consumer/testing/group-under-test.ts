import { assert } from '@drave/base';
import { decideRegexes } from '../advance.js';
import { type ConsumerGroup, replayConsumerGroup } from '../consumer-group.js';
import type { ConsumerContext, ConsumerDecision, ConsumerGroupConfig, ConsumerTimer } from '../context.js';
import { decideHeartbeat } from '../heartbeat.js';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from '../heartbeat-messages.js';
import { decideRebalanceEnd, decideSessionEnd } from '../leave.js';
import type { ConsumerGroupRecord } from '../records.js';
import { FakeTopics } from './fake-topics.js';

export const testConfig: ConsumerGroupConfig = {
  heartbeatIntervalMs: 5000,
  sessionTimeoutMs: 45_000,
  maxSize: 100,
  assignors: ['uniform', 'range'],
};

/** One group whose decisions are replayed at once; keeps every record, so that it can be read again from its log. */
export class GroupUnderTest {
  readonly topics = new FakeTopics();
  readonly records: ConsumerGroupRecord[] = [];
  group: ConsumerGroup | undefined;
  /** What the last decision wrote and armed. */
  lastRecords: readonly ConsumerGroupRecord[] = [];
  lastTimers: readonly ConsumerTimer[] = [];
  private readonly config: ConsumerGroupConfig;

  constructor(config: Partial<ConsumerGroupConfig> = {}) {
    this.config = { ...testConfig, ...config };
  }

  get context(): ConsumerContext {
    return { config: this.config, topics: this.topics.view, visible: () => true, wallMs: 1000 };
  }

  get existing(): ConsumerGroup {
    assert(this.group !== undefined, 'the group exists');
    return this.group;
  }

  /** A heartbeat that says nothing but what is given. */
  heartbeat(request: Partial<ConsumerHeartbeatRequest> & { readonly memberId: string }): ConsumerHeartbeatResponse {
    return this.apply(decideHeartbeat(this.group, this.context, wholeHeartbeat(request)));
  }

  join(memberId: string, topics: readonly string[], more: Partial<ConsumerHeartbeatRequest> = {}) {
    const request = { memberId, subscribedTopicNames: topics, rebalanceTimeoutMs: 60_000, owned: [], ...more };
    return this.heartbeat(request);
  }

  /** What waits for the next turn of the shard. */
  resolveRegexes(): void {
    this.apply(decideRegexes(this.existing, this.context));
  }

  sessionEnds(memberId: string): void {
    this.apply(decideSessionEnd(this.existing, this.context, memberId));
  }

  rebalanceEnds(memberId: string, memberEpoch: number): void {
    this.apply(decideRebalanceEnd(this.existing, this.context, memberId, memberEpoch));
  }

  apply<Response>(decision: ConsumerDecision<Response>): Response {
    this.lastRecords = decision.records;
    this.lastTimers = decision.timers;
    for (const record of decision.records) {
      this.records.push(record);
      this.group = replayConsumerGroup(this.group, record);
    }
    return decision.response;
  }
}

/** A heartbeat that says nothing but what is given. */
export function wholeHeartbeat(
  request: Partial<ConsumerHeartbeatRequest> & { readonly memberId: string },
): ConsumerHeartbeatRequest {
  return {
    groupId: 'g',
    memberEpoch: 0,
    instanceId: null,
    rackId: null,
    rebalanceTimeoutMs: -1,
    subscribedTopicNames: null,
    subscribedTopicRegex: null,
    serverAssignor: null,
    owned: null,
    clientId: 'client',
    clientHost: '/127.0.0.1',
    ...request,
  };
}

/** A group as a new leader would read it. */
export function reread(records: readonly ConsumerGroupRecord[]): ConsumerGroup | undefined {
  let group: ConsumerGroup | undefined;
  for (const record of records) group = replayConsumerGroup(group, record);
  return group;
}
