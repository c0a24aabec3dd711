import type { ErrorCode, Millis, ProducerId } from '@drave/base';
import { Turn, type GroupDecision, type GroupTimer } from '../../classic/turn.js';
import type { TopicsView } from '../../consumer/topics-view.js';
import { groupIdsFrom } from '../../group-ids.js';
import { GroupsModel } from '../../groups-model.js';
import type { Now, RecordPlace } from '../../runtime/model.js';
import type { GroupRecord } from '../../state/group-record.js';
import { emptyGroups, type GroupsState } from '../../state/groups-state.js';
import { planCommit } from '../commit.js';
import { deleteGroup, deleteOffsets } from '../delete.js';
import { fetchOffsets } from '../fetch.js';
import type { OffsetFetchRequest, OffsetFetchResponse, PartitionGate } from '../offset-requests.js';

export const RETENTION_MS: Millis = 7 * 24 * 3_600_000;
const TOPICS: Readonly<Record<string, number>> = { orders: 3, payments: 2 };
const gate: PartitionGate = (topic, partition) =>
  partition >= 0 && partition < (TOPICS[topic] ?? 0) ? undefined : 'UNKNOWN_TOPIC_OR_PARTITION';

export const PLACE: RecordPlace = { offset: 0, producerId: undefined };
export const NO_IDS = {
  offset: 1,
  leaderEpoch: -1,
  metadata: '',
  commitTimestampMs: 0,
  expireTimestampMs: undefined,
  topicId: undefined,
} as const;

export function groupsModel(topics: () => TopicsView, uniqueId: () => string): GroupsModel {
  return new GroupsModel({
    settings: { initialRebalanceDelayMs: 0, sessionTimeoutMinMs: 1, sessionTimeoutMaxMs: 1e9, groupSizeMax: 100 },
    readTopics: (metadata) => metadata.toString().split(','),
    uniqueId,
    rebalanced: () => {},
    consumer: {
      config: { heartbeatIntervalMs: 5_000, sessionTimeoutMs: 45_000, maxSize: 100, assignors: ['uniform'] },
      topics,
      overridesOf: () => undefined,
      migrationPolicy: 'bidirectional',
    },
    offsetsRetentionMs: RETENTION_MS,
    retentionCheckIntervalMs: 600_000,
  });
}

/** One shard's groups in a time that the test sets. Everything that is decided is replicated at once. */
export class Groups {
  readonly model = groupsModel(
    () => this.topics(),
    () => `${this.ids++}`,
  );
  state: GroupsState = emptyGroups;
  wallMs = 1_000_000_000_000;
  written: GroupRecord[] = [];
  /** Topics that there are, with their ids. */
  topicIds = new Map([
    ['orders', 'AAAAAAAAAAAAAAAAAAAAAQ'],
    ['payments', 'AAAAAAAAAAAAAAAAAAAAAg'],
  ]);
  /** The next write is refused. */
  refuses = false;
  private ids = 0;
  private nextOffset = 0;
  private readonly timers = new Map<string, GroupTimer>();

  private topics(): TopicsView {
    const shapeOf = (name: string) => {
      const id = this.topicIds.get(name);
      return id === undefined ? undefined : { id, name, partitionCount: TOPICS[name] ?? 0 };
    };
    return { version: -1, topicByName: shapeOf, topic: () => undefined, topicNames: () => [] };
  }

  /**
   * Sweeps as a shard does that has read its partition, or has heard of deleted topics. Returns how many steps were
   * taken.
   */
  sweep(begin: GroupDecision<void>): number {
    this.take(begin);
    let steps = 0;
    for (let next = this.timers.get('stale offsets'); next?.kind === 'set'; next = this.timers.get('stale offsets')) {
      this.timers.delete('stale offsets');
      this.take(next.fire(this.state, this.now(), this.state));
      steps++;
    }
    return steps;
  }

  load(): number {
    const timers = this.model.loaded(this.state, this.now()).filter(({ key }) => key === 'stale offsets');
    return this.sweep({ records: [], response: undefined, timers });
  }

  now(): Now {
    return { monotonicMs: this.wallMs - 1_000_000_000_000, wallMs: this.wallMs };
  }

  take<Response>(decision: GroupDecision<Response>, producerId?: ProducerId): Response {
    for (const timer of decision.timers ?? []) this.timers.set(timer.key, timer);
    if (decision.records.length > 0 && this.refuses) {
      this.refuses = false;
      const after = decision.settled?.('COORDINATOR_NOT_AVAILABLE', this.state, this.now());
      if (after !== undefined) this.take(after);
      return decision.response;
    }
    for (const record of decision.records) {
      this.written.push(record);
      const place = { offset: this.nextOffset++, producerId };
      // The record goes through the bytes of the log and back.
      const { key, value } = this.model.encode(record);
      const decoded = this.model.decode(key, value);
      if (decoded === undefined) throw new Error('what is written can be read');
      this.state = this.model.replay(this.state, decoded, place);
    }
    const next = decision.settled?.(undefined, this.state, this.now());
    if (next !== undefined) this.take(next);
    return decision.response;
  }

  do<Response>(work: (turn: Turn) => Response, producerId?: ProducerId): Response {
    return this.take(Turn.of(this.state, this.now(), work), producerId);
  }

  commit(
    topic: string,
    partition: number,
    offset: number,
    more: { metadata?: string; retentionTimeMs?: Millis; producerId?: ProducerId } = {},
  ) {
    return this.do((turn) => {
      const { metadata = '', retentionTimeMs } = more;
      const partitions = [{ partition, offset, leaderEpoch: 5, metadata }];
      const member = { memberId: '', generationId: -1, groupInstanceId: undefined, memberEpochKnown: true };
      const request = { groupId: 'g', ...member, retentionTimeMs, topics: [{ topic, partitions }] };
      const settings = { metadataBytesMax: 10, topicIdOf: (name: string) => this.topicIds.get(name) };
      const plan = planCommit(request, gate, settings, this.now());
      for (const record of plan.records) turn.write(record);
      return plan.response.topics[0]?.partitions[0]?.failure;
    }, more.producerId);
  }

  /** In a transaction of the producer. */
  commitIn(producerId: ProducerId, topic: string, partition: number, offset: number) {
    return this.commit(topic, partition, offset, { producerId });
  }

  /** The marker of the producer's transaction. */
  end(kind: 'commit' | 'abort', producerId: ProducerId): void {
    const marker = { kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 };
    this.state = this.model.transactions.replay(this.state, marker);
    this.nextOffset++;
  }

  /** A member that subscribes to these topics; the group is stable with it alone. */
  join(topics: string, protocolType = 'consumer'): string {
    let memberId = '';
    const request = {
      groupId: 'g',
      memberId: '',
      groupInstanceId: undefined,
      clientId: 'c',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      protocolType,
      protocols: [{ name: 'range', metadata: Buffer.from(topics) }],
      memberIdRequired: false,
      skipAssignmentSupported: false,
      reason: undefined,
    };
    this.take(this.model.classic.join(this.state, this.now(), request, (response) => (memberId = response.memberId)));
    const sync = { protocolType: undefined, protocolName: undefined, groupInstanceId: undefined };
    const generationId = this.model.classic.get('g')?.generationId ?? -1;
    this.take(
      this.model.classic.sync(
        this.state,
        this.now(),
        { groupId: 'g', memberId, generationId, assignments: [], ...sync },
        () => {},
      ),
    );
    return memberId;
  }

  leave(memberId: string): void {
    const members = [{ memberId, groupInstanceId: undefined, reason: undefined }];
    this.take(this.model.classic.leave(this.state, this.now(), { groupId: 'g', members }));
  }

  clean(afterMs: Millis): void {
    this.wallMs += afterMs;
    this.do((turn) => this.model.cleanUp(turn));
  }

  fetch(topic: string, partition: number): number | undefined {
    const topics = [{ topic, partitions: [partition] }];
    const request = { groupId: 'g', member: undefined, topics, requireStable: false };
    return this.fetchAll(request).topics[0]?.partitions[0]?.offset;
  }

  /** What a consumer that wants only what is stable is told. */
  fetchStable(topic: string, partition: number): ErrorCode | number | undefined {
    const topics = [{ topic, partitions: [partition] }];
    const request = { groupId: 'g', member: undefined, topics, requireStable: true };
    const answer = this.fetchAll(request).topics[0]?.partitions[0];
    return answer?.failure ?? answer?.offset;
  }

  fetchAll(request: OffsetFetchRequest): OffsetFetchResponse {
    return fetchOffsets(this.state, request, (name) => this.topicIds.get(name));
  }

  deleteOffset(topic: string, partition: number) {
    const request = { groupId: 'g', topics: [{ topic, partitions: [partition] }] };
    return this.do((turn) => deleteOffsets(turn, this.model.classic, gate, request));
  }

  deleteGroup(groupId = 'g'): ErrorCode | undefined {
    return this.do((turn) => deleteGroup(turn, this.model.classic, groupId));
  }

  get exists(): boolean {
    return (
      [...groupIdsFrom({ state: this.state, classic: this.model.classic }, 'g')].includes('g') ||
      this.state.classic.has('g')
    );
  }
}
