import {
  DraveError,
  uuidFrom,
  type ErrorCode,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type TopicId,
  type TopicName,
} from '@drave/base';
import {
  refuseAccess,
  requireAccess,
  type AccessRefusal,
  type Authorizer,
  type Caller,
  type IfDenied,
} from '@drave/base/access';
import type { GroupConfig } from '@drave/config';
import type { Env } from '@drave/env';
import type { TransactionVersion } from '@drave/log';
import type { MetadataDelta, MetadataImage } from '@drave/metadata';
import type { EndTransactionMarker } from '@drave/records';
import type { DeadlineQueue, Partition } from '@drave/replica';
import { storedClassicGroups, type ClassicLookup } from './classic/classic-groups.js';
import {
  joinRefused,
  syncRefused,
  type HeartbeatRequest,
  type HeartbeatResponse,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from './classic/classic-requests.js';
import { topicsOfSubscription } from './classic/subscription.js';
import { Turn, type GroupDecision } from './classic/turn.js';
import type { ConsumerGroupDescription } from './consumer/describe.js';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from './consumer/heartbeat-messages.js';
import { overridesOfImages } from './consumer/group-overrides.js';
import { topicsOfImages } from './consumer/image-topics.js';
import { CoordinatedLists } from './coordinated-lists.js';
import type { InternalTopicPort } from './coordinator-finder.js';
import type { CoordinatorLocation } from './coordinator-location.js';
import type { ReadinessPort } from './coordinator-readiness.js';
import { CoordinatorRouter } from './coordinator-router.js';
import { GroupCensus, type GroupsHere } from './group-census.js';
import type { CommitsShard } from './group-lists.js';
import {
  describeGroup,
  noConsumerGroup,
  topicNamesOf,
  undescribed,
  type GroupDescription,
  type UndescribedConsumerGroup,
} from './group-queries.js';
import { GroupsModel } from './groups-model.js';
import { planCommit, refuseCommitRequest, refuseEach, type OffsetSettings } from './offsets/commit.js';
import { deleteGroup, deleteOffsets } from './offsets/delete.js';
import { fetchOffsets } from './offsets/fetch.js';
import type {
  FetchedOffset,
  OffsetCommitRequest,
  OffsetCommitResponse,
  OffsetDeleteRequest,
  OffsetDeleteResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
  PartitionGate,
  TransactionalCommitRequest,
} from './offsets/offset-requests.js';
import { admitsNone, commitInTransaction, transactionalCommitErrorOf } from './offsets/transactional-commit.js';
import type { Now } from './runtime/model.js';
import type { OwnedShard } from './runtime/shard-set.js';
import type { GroupId, GroupRecord } from './state/group-record.js';
import type { GroupsState } from './state/groups-state.js';
import { CONSUMER_OFFSETS_TOPIC } from './topic.js';

interface GroupCoordinatorOptions {
  readonly env: Env;
  readonly nodeId: NodeId;
  /** The broker's queue: one heap of deadlines for everything that waits on it. */
  readonly deadlines: DeadlineQueue;
  readonly config: GroupConfig;
  readonly image: () => MetadataImage;
  /** The offset of that image. */
  readonly metadataOffset: () => Offset;
  readonly authorizer: Authorizer;
  readonly internalTopics: InternalTopicPort;
  readonly readiness: ReadinessPort;
  readonly onFatal: (reason: unknown) => void;
}

type Owned = OwnedShard<GroupsState, GroupRecord, GroupsModel>;

/**
 * Consumer groups and committed offsets, as far as this broker coordinates them: what both listeners call. Every method
 * answers; none rejects. The broker reports roles of partitions and new metadata.
 */
export class GroupCoordinator {
  readonly lists: CoordinatedLists;
  private readonly options: GroupCoordinatorOptions;
  private readonly router: CoordinatorRouter<GroupsState, GroupRecord, GroupsModel>;
  private readonly counts = { rebalances: 0, commits: 0 };

  constructor(options: GroupCoordinatorOptions) {
    const { env, config, image } = options;
    this.options = options;
    this.lists = new CoordinatedLists({ ...options, shards: () => [...this.router.shards.all()].map(listedOf) });
    const random = env.random.fork('groups');
    const topics = topicsOfImages(image, options.metadataOffset);
    this.router = new CoordinatorRouter({
      ...options,
      coordinator: 'group',
      topic: {
        name: CONSUMER_OFFSETS_TOPIC,
        partitions: config.offsetsTopicNumPartitions,
        replicationFactor: config.offsetsTopicReplicationFactor,
        configs: {
          'cleanup.policy': 'compact',
          'compression.type': 'producer',
          'segment.bytes': String(config.offsetsTopicSegmentBytes),
        },
      },
      appendTimeoutMs: config.offsetsCommitTimeoutMs,
      readBytesMax: config.offsetsLoadBufferSize,
      compression: config.offsetsTopicCompressionCodec,
      createModel: () =>
        new GroupsModel({
          settings: {
            initialRebalanceDelayMs: config.groupInitialRebalanceDelayMs,
            sessionTimeoutMinMs: config.groupMinSessionTimeoutMs,
            sessionTimeoutMaxMs: config.groupMaxSessionTimeoutMs,
            groupSizeMax: config.groupMaxSize,
          },
          offsetsRetentionMs: config.offsetsRetentionMinutes * 60_000,
          retentionCheckIntervalMs: config.offsetsRetentionCheckIntervalMs,
          consumer: {
            config: {
              heartbeatIntervalMs: config.groupConsumerHeartbeatIntervalMs,
              sessionTimeoutMs: config.groupConsumerSessionTimeoutMs,
              maxSize: config.groupConsumerMaxSize,
              assignors: config.groupConsumerAssignors,
            },
            overridesOf: overridesOfImages(image, config),
            topics,
            migrationPolicy: config.groupConsumerMigrationPolicy,
          },
          readTopics: topicsOfSubscription,
          uniqueId: () => uuidFrom((length) => random.bytes(length)),
          rebalanced: ({ groupId, generationId, size, protocolName }) => {
            this.counts.rebalances++;
            env.logger.info({ groupId, generationId, members: size, protocol: protocolName }, 'a generation begins');
          },
        }),
    });
    this.registerMetrics();
  }

  /** A replica of this broker took up a role, or gave one up. */
  roleChanged(partition: Partition): void {
    this.router.roleChanged(partition);
  }

  /** Tells observers whether this broker coordinates the groups of that partition, and has read what it holds. */
  isLoaded(partition: PartitionIndex): boolean {
    return this.router.shards.isLoaded(partition);
  }

  /** What groups have committed for topics that are gone goes too. Who is still loading looks for it afterwards. */
  metadataChanged(delta: MetadataDelta): void {
    const gone = new Set<TopicName>();
    for (const { name } of delta.deletedTopics()) gone.add(name);
    if (gone.size === 0) return;
    for (const { shard, model } of this.router.shards.all()) {
      if (!shard.loaded) continue;
      // A shard that ends meanwhile is loaded again, here or elsewhere, and looks for it then.
      const failed = ({ code }: DraveError): void =>
        this.options.env.logger.info({ topics: [...gone], code }, 'offsets of deleted topics stay until the next load');
      shard.run(() => model.forgetTopics(gone), failed);
    }
  }

  close(): Promise<void> {
    return this.router.shards.close();
  }

  /** Which broker to ask about this group. */
  coordinatorFor(caller: Caller, groupId: GroupId): Promise<CoordinatorLocation> {
    const refusal = this.refuse(caller, 'describe', groupId);
    if (refusal !== undefined)
      return Promise.resolve({ kind: 'failed', failure: refusal.code, message: refusal.message });
    return this.router.find(caller, groupId);
  }

  joinGroup(caller: Caller, request: JoinGroupRequest): Promise<JoinGroupResponse> {
    const { groupId, memberId, reason } = request;
    if (reason !== undefined) this.options.env.logger.debug({ groupId, memberId, reason }, 'a member joins');
    return this.waitIn<JoinGroupResponse>(
      caller,
      request.groupId,
      true,
      (failure) => joinRefused(request.memberId, failure),
      ({ model }, state, now, reply) => model.join(state, now, request, reply),
    );
  }

  syncGroup(caller: Caller, request: SyncGroupRequest): Promise<SyncGroupResponse> {
    return this.waitIn<SyncGroupResponse>(
      caller,
      request.groupId,
      false,
      // What was going on is lost: to join again is enough, this is the right coordinator.
      (failure) => syncRefused(failure === 'COORDINATOR_LOAD_IN_PROGRESS' ? 'REBALANCE_IN_PROGRESS' : failure),
      ({ model }, state, now, reply) => model.sync(state, now, request, reply),
    );
  }

  heartbeat(caller: Caller, request: HeartbeatRequest): Promise<HeartbeatResponse> {
    return this.waitIn<HeartbeatResponse>(
      caller,
      request.groupId,
      false,
      (failure) => ({ failure: this.heartbeatFailure(request.groupId, failure) }),
      ({ model }, state, now, reply) => model.heartbeat(state, now, request, reply),
    );
  }

  leaveGroup(caller: Caller, request: LeaveGroupRequest): Promise<LeaveGroupResponse> {
    for (const { memberId, groupInstanceId, reason } of request.members)
      if (reason !== undefined)
        this.options.env.logger.debug(
          { groupId: request.groupId, memberId, groupInstanceId, reason },
          'a member leaves',
        );
    return this.waitIn<LeaveGroupResponse>(
      caller,
      request.groupId,
      true,
      (failure) => ({ failure, members: [] }),
      ({ model }, state, now, reply) => model.leave(state, now, request, reply),
    );
  }

  /**
   * The whole protocol of KIP-848.
   * @throws DraveError what `decideHeartbeat` throws; GROUP_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED, and why
   * this broker does not answer for the group.
   */
  async consumerGroupHeartbeat(caller: Caller, request: ConsumerHeartbeatRequest): Promise<ConsumerHeartbeatResponse> {
    if (!this.options.config.groupCoordinatorRebalanceProtocols.includes('consumer'))
      throw new DraveError('UNSUPPORTED_VERSION', 'group.coordinator.rebalance.protocols does not list consumer');
    const refusal = this.refuse(caller, 'read', request.groupId);
    if (refusal !== undefined) throw new DraveError(refusal.code, refusal.message);
    const hiddenTopic = request.subscribedTopicNames?.find((name) => !this.isVisible(caller, name));
    if (hiddenTopic !== undefined)
      throw new DraveError('TOPIC_AUTHORIZATION_FAILED', `${caller.principal} may not describe topic '${hiddenTopic}'`);
    const ready = this.whenReady(caller, request.groupId, 'read');
    if (ready !== undefined) await ready;
    const { shard, model } = this.shardOf(caller, 'read', request.groupId, false);
    // What its regular expression matches beyond that is left out.
    const visible = (name: TopicName): boolean => this.isVisible(caller, name, 'passedOver');
    return shard.write((state, now) => model.consumer.heartbeat(state, now, request, visible));
  }

  /** ConsumerGroupDescribe: one answer for each group, in the order of the request. */
  describeConsumerGroups(
    caller: Caller,
    groupIds: readonly GroupId[],
  ): Promise<readonly (ConsumerGroupDescription | UndescribedConsumerGroup)[]> {
    const one = (groupId: GroupId) =>
      this.answer<ConsumerGroupDescription | UndescribedConsumerGroup>(
        this.whenReady(caller, groupId, 'describe'),
        () => {
          const owned = this.shardOf(caller, 'describe', groupId, false);
          const nameOf = (id: TopicId) => this.options.image().topic(id)?.name;
          const state = owned.shard.read(groupId);
          const found = owned.model.consumer.describe(state, groupId, nameOf);
          if (found === undefined) return Promise.resolve(noConsumerGroup(state, classicOf(owned, state), groupId));
          const isHidden = topicNamesOf(found).some((name) => !this.isVisible(caller, name));
          return Promise.resolve(isHidden ? { groupId, failure: 'TOPIC_AUTHORIZATION_FAILED' } : found);
        },
        (failure) => ({ groupId, failure }),
      );
    return Promise.all(groupIds.map(one));
  }

  async commitOffsets(caller: Caller, request: OffsetCommitRequest): Promise<OffsetCommitResponse> {
    this.counts.commits++;
    const refused = (failure: ErrorCode): OffsetCommitResponse => refuseCommitRequest(request, failure);
    try {
      const ready = this.whenReady(caller, request.groupId, 'read');
      if (ready !== undefined) await ready;
      const { shard, model } = this.shardOf(caller, 'read', request.groupId, true);
      return await shard.write((state, now) =>
        Turn.of(state, now, (turn) => {
          const refusal = refuseCommit(turn, model, request);
          if (refusal !== undefined) return refused(refusal);
          const plan = planCommit(request, this.gate(caller, 'read'), this.settingsOf(model), now);
          for (const record of plan.records) turn.write(record);
          return plan.response;
        }),
      );
    } catch (reason) {
      const { code } = DraveError.from(reason);
      return refused(code === 'MESSAGE_TOO_LARGE' ? 'INVALID_COMMIT_OFFSET_SIZE' : code);
    }
  }

  /**
   * TxnOffsetCommit: what the request commits counts when the transaction of its producer is committed. Its coordinator
   * is asked first whether this partition of `__consumer_offsets` belongs to the transaction, or to add it (KIP-890).
   */
  async commitTransactionalOffsets(caller: Caller, request: TransactionalCommitRequest): Promise<OffsetCommitResponse> {
    this.counts.commits++;
    const { groupId, transactionalId } = request;
    const refused = (failure: ErrorCode): OffsetCommitResponse =>
      refuseCommitRequest(request, transactionalCommitErrorOf(request, failure));
    try {
      const { authorizer, env, config } = this.options;
      requireAccess(authorizer, caller, 'write', { kind: 'transactionalId', name: transactionalId });
      requireAccess(authorizer, caller, 'read', { kind: 'group', name: groupId });
      const gate = this.gate(caller, 'read');
      if (admitsNone(request, gate)) return refuseEach(request, gate);
      const ready = this.whenReady(caller, groupId, 'read');
      if (ready !== undefined) await ready;
      const owned = this.shardOf(caller, 'read', groupId, false);
      const deadlineMs = Math.min(caller.deadlineMs, env.clock.monotonicMs() + config.offsetsCommitTimeoutMs);
      return await commitInTransaction(owned, request, { gate, deadlineMs, settings: this.settingsOf(owned.model) });
    } catch (reason) {
      return refused(this.router.failureOf(reason));
    }
  }

  /**
   * The end of a producer's transaction in one partition of `__consumer_offsets`: writes its marker, and answers when
   * that is replicated and the offsets can be fetched, or are gone. Markers get into this topic in no other way.
   * Undefined is success; NOT_LEADER_OR_FOLLOWER stands for all that another try, here or elsewhere, may change.
   */
  async endTransaction(
    partition: PartitionIndex,
    marker: EndTransactionMarker,
    transactionVersion: TransactionVersion,
  ): Promise<ErrorCode | undefined> {
    try {
      await this.router.shards.get(partition).shard.endTransaction(marker, transactionVersion);
      return undefined;
    } catch (reason) {
      const code = this.router.failureOf(reason);
      const isRetried =
        code === 'NOT_COORDINATOR' || code === 'COORDINATOR_NOT_AVAILABLE' || code === 'COORDINATOR_LOAD_IN_PROGRESS';
      return isRetried ? 'NOT_LEADER_OR_FOLLOWER' : code;
    }
  }

  /** Answers from what is replicated: never less than what was acknowledged, never what may still be lost. */
  fetchOffsets(caller: Caller, request: OffsetFetchRequest): Promise<OffsetFetchResponse> {
    return this.answer(
      this.whenReady(caller, request.groupId, 'describe'),
      () => {
        const { shard, model } = this.shardOf(caller, 'describe', request.groupId, true);
        const { memberId = null, memberEpoch = -1 } = request.member ?? {};
        const identity = { memberId, memberEpoch };
        const state = shard.read(request.groupId);
        const classic = classicOf({ shard, model }, state);
        const refusal = model.consumer.refuseFetch(state, classic, request.groupId, identity);
        if (refusal !== undefined) return Promise.resolve({ failure: refusal, topics: [] });
        const response = fetchOffsets(state, request, (name) => model.topicIdOf(name));
        return Promise.resolve(this.hideTopics(caller, request, response));
      },
      (failure) => ({ failure, topics: [] }),
    );
  }

  /** One answer for each group, in the order of the request. */
  describeGroups(caller: Caller, groupIds: readonly GroupId[]): Promise<readonly GroupDescription[]> {
    const one = (groupId: GroupId): Promise<GroupDescription> =>
      this.answer(
        this.whenReady(caller, groupId, 'describe'),
        () => {
          const owned = this.shardOf(caller, 'describe', groupId, true);
          const state = owned.shard.read(groupId);
          return Promise.resolve(describeGroup(state, classicOf(owned, state), groupId));
        },
        (failure) => undescribed(groupId, failure),
      );
    return Promise.all(groupIds.map(one));
  }

  /** One answer for each group, in the order of the request; undefined is success. */
  deleteGroups(caller: Caller, groupIds: readonly GroupId[]): Promise<readonly (ErrorCode | undefined)[]> {
    const one = (groupId: GroupId): Promise<ErrorCode | undefined> =>
      this.answer(
        this.whenReady(caller, groupId, 'delete'),
        () => {
          const { shard, model } = this.shardOf(caller, 'delete', groupId, true);
          return shard.write((state, now) => Turn.of(state, now, (turn) => deleteGroup(turn, model.classic, groupId)));
        },
        (failure) => failure,
      );
    return Promise.all(groupIds.map(one));
  }

  deleteOffsets(caller: Caller, request: OffsetDeleteRequest): Promise<OffsetDeleteResponse> {
    return this.answer(
      this.whenReady(caller, request.groupId, 'delete'),
      () => {
        const { shard, model } = this.shardOf(caller, 'delete', request.groupId, true);
        return shard.write((state, now) =>
          Turn.of(state, now, (turn) => deleteOffsets(turn, model.classic, this.gate(caller, 'read'), request)),
        );
      },
      (failure) => ({ failure, topics: [] }),
    );
  }

  private settingsOf(model: GroupsModel): OffsetSettings {
    const { offsetMetadataMaxBytes: metadataBytesMax } = this.options.config;
    return { metadataBytesMax, topicIdOf: (name) => model.topicIdOf(name) };
  }

  /** Requests of members, which may wait for other members. */
  private waitIn<Response>(
    caller: Caller,
    groupId: GroupId,
    waits: boolean,
    refused: (failure: ErrorCode) => Response,
    decide: (owned: Owned, state: GroupsState, now: Now, reply: (response: Response) => void) => GroupDecision<void>,
  ): Promise<Response> {
    return this.answer(
      waits ? this.whenReady(caller, groupId, 'read') : undefined,
      () =>
        new Promise<Response>((resolve, reject) => {
          const owned = this.shardOf(caller, 'read', groupId, false);
          owned.shard.run((state, now) => decide(owned, state, now, resolve), reject);
        }),
      refused,
    );
  }

  /**
   * Asks at once, or when what must be ready is. Refusals become answers; anything else is a fault of our own and stays
   * one.
   */
  private async answer<Response>(
    ready: Promise<void> | undefined,
    ask: () => Promise<Response>,
    refused: (failure: ErrorCode) => Response,
  ): Promise<Response> {
    try {
      if (ready !== undefined) await ready;
      return await ask();
    } catch (reason) {
      return refused(this.router.failureOf(reason));
    }
  }

  /** @throws DraveError why this broker does not answer for the group. */
  private shardOf(
    caller: Caller,
    operation: 'read' | 'describe' | 'delete',
    groupId: GroupId,
    emptyAllowed: boolean,
  ): Owned {
    const refusal = this.refuse(caller, operation, groupId);
    if (refusal !== undefined) throw new DraveError(refusal.code, refusal.message);
    // Offsets may be kept under the empty id, as old consumers without a group do. No member joins it.
    if (groupId === '' && !emptyAllowed) throw new DraveError('INVALID_GROUP_ID');
    return this.router.shardOf(groupId);
  }

  /** Before `shardOf`: undefined when that has an answer already, to reads also from a shard that is still loading. */
  private whenReady(
    caller: Caller,
    groupId: GroupId,
    operation: 'read' | 'describe' | 'delete',
  ): Promise<void> | undefined {
    // Who may not is refused by `shardOf`.
    if (this.refuse(caller, operation, groupId, 'passedOver') !== undefined) return undefined;
    const { router } = this;
    return operation === 'describe'
      ? router.whenReadable(groupId, caller.deadlineMs)
      : router.whenReady(groupId, caller.deadlineMs);
  }

  /** Members have a whole session once the group is loaded. To wait is nothing that a heartbeat can be told. */
  private heartbeatFailure(groupId: GroupId, failure: ErrorCode): ErrorCode | undefined {
    if (failure !== 'COORDINATOR_LOAD_IN_PROGRESS' && failure !== 'COORDINATOR_NOT_AVAILABLE') return failure;
    if (this.router.partitionOf(groupId) === undefined) return 'NOT_COORDINATOR';
    return this.router.isLoading(groupId) ? undefined : failure;
  }

  private refuse(
    caller: Caller,
    operation: 'read' | 'describe' | 'delete',
    groupId: GroupId,
    ifDenied?: IfDenied,
  ): AccessRefusal | undefined {
    return refuseAccess(this.options.authorizer, caller, operation, { kind: 'group', name: groupId }, ifDenied);
  }

  private isVisible(caller: Caller, name: TopicName, ifDenied?: IfDenied): boolean {
    return this.options.authorizer.allows(caller, 'describe', { kind: 'topic', name }, ifDenied);
  }

  private gate(caller: Caller, operation: 'read' | 'describe'): PartitionGate {
    return (name, partition) => {
      if (!this.options.authorizer.allows(caller, operation, { kind: 'topic', name }))
        return 'TOPIC_AUTHORIZATION_FAILED';
      const topic = this.options.image().topicByName(name);
      const exists = topic !== undefined && partition >= 0 && partition < topic.partitionCount;
      return exists ? undefined : 'UNKNOWN_TOPIC_OR_PARTITION';
    };
  }

  /** What the caller may not see is refused where it was named, and left out where it was not. */
  private hideTopics(caller: Caller, request: OffsetFetchRequest, response: OffsetFetchResponse): OffsetFetchResponse {
    const ifDenied = request.topics === 'all' ? 'passedOver' : 'refused';
    const visible = (name: TopicName): boolean => this.isVisible(caller, name, ifDenied);
    if (request.topics === 'all') return { ...response, topics: response.topics.filter(({ topic }) => visible(topic)) };
    const topics = response.topics.map(({ topic, partitions }) =>
      visible(topic)
        ? { topic, partitions }
        : { topic, partitions: partitions.map(({ partition }) => hidden(partition)) },
    );
    return { ...response, topics };
  }

  private registerMetrics(): void {
    const { metrics } = this.options.env;
    const { counts } = this;
    metrics.counterFrom(
      'drave_groups_rebalances_total',
      'Generations that classic groups began.',
      () => counts.rebalances,
    );
    metrics.counterFrom('drave_groups_commit_requests_total', 'Offset commits asked for.', () => counts.commits);
    metrics.gauge(
      'drave_groups_shards',
      'Led partitions of __consumer_offsets.',
      () => [...this.router.shards.all()].length,
    );
    new GroupCensus(metrics, () => this.groupsHere());
  }

  private *groupsHere(): Iterable<GroupsHere> {
    for (const { shard, model } of this.router.shards.all())
      if (shard.loaded && shard.readable) yield { classic: model.classic, consumer: shard.readAll().consumer.values() };
  }
}

/** A group is of one type, or only keeps offsets. */
function refuseCommit(turn: Turn, model: GroupsModel, request: OffsetCommitRequest): ErrorCode | undefined {
  const { groupId, memberId, generationId, memberEpochKnown } = request;
  if (!turn.state.consumer.has(groupId)) return model.classic.refuseCommit(turn, request);
  return model.consumer.refuseCommit(turn.state, groupId, { memberId, memberEpoch: generationId }, memberEpochKnown);
}

/** Classic groups as a state tells of them that may be read from already, or as they are by now. */
function classicOf({ shard, model }: Owned, state: GroupsState): ClassicLookup {
  return shard.loaded ? model.classic : storedClassicGroups(state, topicsOfSubscription);
}

/** Undefined for one that cannot be read yet. */
function listedOf(owned: Owned): CommitsShard | undefined {
  const { shard, model } = owned;
  if (!shard.readable) return undefined;
  const state = shard.readAll();
  const read = (groupId: GroupId): GroupsState => shard.read(groupId);
  return { state, classic: classicOf(owned, state), read, topicIdOf: (name) => model.topicIdOf(name) };
}

function hidden(partition: PartitionIndex): FetchedOffset {
  return { partition, failure: 'TOPIC_AUTHORIZATION_FAILED', offset: -1, leaderEpoch: -1, metadata: '' };
}
