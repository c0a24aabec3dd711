import {
  DraveError,
  uuidFrom,
  type ErrorCode,
  type Millis,
  type Offset,
  type PartitionIndex,
  type ProducerId,
  type TopicName,
} from '@drave/base';
import { SimWorld, type SimHost } from '@drave/env/sim';
import type { EndTransactionMarker } from '@drave/records';
import { DeadlineQueue } from '@drave/replica';
import { Turn, type GroupDecision } from '../../classic/turn.js';
import type { Now } from '../../runtime/model.js';
import { CoordinatorLatencies } from '../../runtime/coordinator-latencies.js';
import { Shard } from '../../runtime/shard.js';
import { ScriptedLog } from '../../runtime/testing/scripted-log.js';
import type { GroupsModel } from '../../groups-model.js';
import type { GroupId, GroupRecord } from '../../state/group-record.js';
import type { GroupsState } from '../../state/groups-state.js';
import { FakeTopics } from '../../consumer/testing/fake-topics.js';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from '../../consumer/heartbeat-messages.js';
import type { OffsetIdentity } from '../../consumer/offset-access.js';
import { wholeHeartbeat } from '../../consumer/testing/group-under-test.js';
import { planCommit } from '../commit.js';
import { deleteGroup, deleteOffsets } from '../delete.js';
import type { OffsetDeleteResponse, PartitionGate, TransactionalCommitRequest } from '../offset-requests.js';
import { commitInTransaction } from '../transactional-commit.js';
import { groupsModel } from './groups-in-time.js';

/** Settled or not, without waiting for it. */
export interface Outcome<Response> {
  response?: Response;
  failure?: ErrorCode;
}

const DEADLINE_MS = 1e9;
const METADATA_BYTES_MAX = 10;

/** The groups of one partition on a scripted log: one leadership of it. */
export class OffsetsShard {
  readonly topics: FakeTopics;
  readonly log: ScriptedLog;
  readonly model: GroupsModel;
  readonly shard: Shard<GroupsState, GroupRecord>;
  /** Why the shard gave up. */
  readonly broken: DraveError[] = [];
  private readonly world: SimWorld;
  private readonly host: SimHost;
  private ids = 0;

  /** `wallMs`: what the wall clock shows. */
  constructor(options: { readonly log?: ScriptedLog; readonly topics?: FakeTopics; readonly wallMs?: Millis } = {}) {
    const { wallMs } = options;
    this.world = new SimWorld({ seed: 1, ...(wallMs === undefined ? {} : { wallMsStart: wallMs }) });
    this.host = this.world.createHost('host');
    const { env } = this.host;
    this.log = options.log ?? new ScriptedLog();
    this.topics = options.topics ?? testTopics();
    this.model = groupsModel(
      () => this.topics.view,
      () => `${this.ids++}`,
    );
    this.shard = new Shard({
      model: this.model,
      log: this.log,
      leaderEpoch: 1,
      env,
      deadlines: new DeadlineQueue(env.clock, env.timers),
      latencies: new CoordinatorLatencies(env.metrics, 'group'),
      readBytesMax: 1_024,
      compression: 'none',
      onLoadEnded: () => {},
      onBroken: (reason) => this.broken.push(reason),
      onFatal: (reason) => {
        throw reason;
      },
    });
  }

  static async loaded(options: { readonly log?: ScriptedLog } = {}): Promise<OffsetsShard> {
    const shard = new OffsetsShard(options);
    await shard.idle();
    return shard;
  }

  /** Until nothing moves. */
  async idle(): Promise<void> {
    await this.pass(1);
  }

  async pass(ms: Millis): Promise<void> {
    await this.world.runUntil(() => false, ms);
  }

  get wallMs(): Millis {
    return this.host.wallMs();
  }

  /** Offsets age, and no session does. */
  jump(ms: Millis): void {
    this.host.clockStep(ms);
  }

  write<Response>(decide: (state: GroupsState, now: Now) => GroupDecision<Response>): Outcome<Response> {
    return outcome(this.shard.write(decide));
  }

  heartbeat(
    request: Partial<ConsumerHeartbeatRequest> & { readonly memberId: string },
  ): Outcome<ConsumerHeartbeatResponse> {
    return this.write((state, now) => this.model.consumer.heartbeat(state, now, wholeHeartbeat(request), () => true));
  }

  /** What was decided is replicated, and what follows from it. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await this.idle();
      this.log.replicate();
    }
    await this.idle();
  }

  commit(
    groupId: GroupId,
    topic: TopicName,
    partition: PartitionIndex,
    offset: Offset,
    identity: OffsetIdentity = { memberId: '', memberEpoch: -1 },
  ): Outcome<ErrorCode | undefined> {
    const topics = [{ topic, partitions: [{ partition, offset, leaderEpoch: -1, metadata: '' }] }];
    return outcome(
      this.shard.write((state, now) =>
        Turn.of(state, now, (turn) => {
          const refusal = this.model.consumer.refuseCommit(state, groupId, identity, true);
          if (refusal !== undefined) return refusal;
          const plan = planCommit({ groupId, retentionTimeMs: undefined, topics }, this.gate, this.settings, now);
          for (const record of plan.records) turn.write(record);
          return plan.response.topics[0]?.partitions[0]?.failure;
        }),
      ),
    );
  }

  /** TxnOffsetCommit of the newest version and of nobody who is a member; the answer of the first partition. */
  commitIn(
    producerId: ProducerId,
    request: Partial<TransactionalCommitRequest>,
    offset: Offset = 1,
  ): Outcome<ErrorCode | undefined> {
    const whole: TransactionalCommitRequest = {
      version: 5,
      transactionalId: `id-${producerId}`,
      producerId,
      producerEpoch: 0,
      groupId: 'g',
      memberId: '',
      generationId: -1,
      groupInstanceId: undefined,
      topics: [{ topic: 'orders', partitions: [{ partition: 0, offset, leaderEpoch: -1, metadata: '' }] }],
      ...request,
    };
    const terms = { gate: this.gate, deadlineMs: DEADLINE_MS, settings: this.settings };
    return outcome(
      commitInTransaction(this, whole, terms).then((response) => response.topics[0]?.partitions[0]?.failure),
    );
  }

  end(kind: EndTransactionMarker['kind'], producerId: ProducerId): Outcome<void> {
    return outcome(this.shard.endTransaction({ kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 }, 1));
  }

  /** Everything of a group without members. */
  deleteGroup(groupId: GroupId): Outcome<ErrorCode | undefined> {
    return this.write((state, now) => Turn.of(state, now, (turn) => deleteGroup(turn, this.model.classic, groupId)));
  }

  deleteOffset(groupId: GroupId, topic: TopicName, partition: PartitionIndex): Outcome<OffsetDeleteResponse> {
    const request = { groupId, topics: [{ topic, partitions: [partition] }] };
    return this.write((state, now) =>
      Turn.of(state, now, (turn) => deleteOffsets(turn, this.model.classic, this.gate, request)),
    );
  }

  /** What the shard does by itself from time to time. */
  cleanUp(): Outcome<void> {
    return this.write((state, now) => Turn.of(state, now, (turn) => this.model.cleanUp(turn)));
  }

  /** A request that is answered otherwise. */
  run(decide: (state: GroupsState, now: Now) => GroupDecision<void>): void {
    this.shard.run(decide, (reason) => {
      throw reason;
    });
  }

  private readonly gate: PartitionGate = (topic, partition) => {
    const count = this.topics.view.topicByName(topic)?.partitionCount ?? 0;
    return partition < count ? undefined : 'UNKNOWN_TOPIC_OR_PARTITION';
  };

  private get settings() {
    return { metadataBytesMax: METADATA_BYTES_MAX, topicIdOf: (name: TopicName) => this.model.topicIdOf(name) };
  }
}

function testTopics(): FakeTopics {
  const topics = new FakeTopics();
  for (const name of ['orders', 'payments'])
    topics.set(
      name,
      4,
      uuidFrom((length) => Buffer.alloc(length, name)),
    );
  return topics;
}

function outcome<Response>(promise: Promise<Response>): Outcome<Response> {
  const seen: Outcome<Response> = {};
  promise.then(
    (response) => {
      seen.response = response;
    },
    (reason: unknown) => {
      seen.failure = DraveError.from(reason).code;
    },
  );
  return seen;
}
