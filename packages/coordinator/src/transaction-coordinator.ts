import {
  DraveError,
  isDraveError,
  type ErrorCode,
  type Millis,
  type NodeId,
  type PartitionIndex,
  type ProducerId,
  type TopicName,
} from '@drave/base';
import { requireAccess, type Authorizer, type Caller, type Operation } from '@drave/base/access';
import type { TransactionConfig } from '@drave/config';
import { inSlices, type Env } from '@drave/env';
import { isInternalTopic, TRANSACTION_FEATURE, type MetadataImage } from '@drave/metadata';
import type { DeadlineQueue, Partition } from '@drave/replica';
import type { InternalTopicPort, InternalTopicSpec } from './coordinator-finder.js';
import type { CoordinatorLocation } from './coordinator-location.js';
import type { ReadinessPort } from './coordinator-readiness.js';
import { CoordinatorRouter } from './coordinator-router.js';
import type { OwnedShard } from './runtime/shard-set.js';
import { TRANSACTION_STATE_TOPIC } from './topic.js';
import { offsetsPartitionsOf, type AddPartitionsRequest } from './transaction/decide/add-partitions.js';
import type { EndTransactionRequest } from './transaction/decide/end-transaction.js';
import { expectedProducerOf } from './transaction/decide/init-producer-id.js';
import type { ProducerIdentity } from './transaction/decide/view.js';
import type { MarkerJob, MarkerResult, SentMarker } from './transaction/markers/marker-queues.js';
import { ExpectedEnds } from './transaction/expected-ends.js';
import { MarkerDestinations } from './transaction/markers/marker-destinations.js';
import { MarkerSender } from './transaction/markers/marker-sender.js';
import type { TransactionPartitions } from './transaction/transaction-partitions.js';
import {
  descriptionOf,
  listTransactions,
  type ListTransactionsRequest,
  type ListTransactionsResponse,
  type TransactionDescription,
} from './transaction/transaction-queries.js';
import { TransactionsModel } from './transaction/transactions-model.js';
import type { TransactionalId, TransactionRecord, TransactionsState } from './transaction/transaction.js';

/** How long a record may wait for the replicas before whoever asked for it is told to try again. */
const APPEND_TIMEOUT_MS: Millis = 5_000;

/** Where producer ids come from. */
export interface ProducerIdSource {
  /** Undefined when an id is at hand, else resolves when it is. @throws DraveError what the controller answers. */
  whenAtHand(): Promise<void> | undefined;
  /** @throws DraveError COORDINATOR_LOAD_IN_PROGRESS while no id is at hand. */
  take(): ProducerId;
}

interface TransactionCoordinatorOptions {
  readonly env: Env;
  readonly nodeId: NodeId;
  /** The broker's queue: one heap of deadlines for everything that waits on it. */
  readonly deadlines: DeadlineQueue;
  readonly config: TransactionConfig;
  readonly image: () => MetadataImage;
  readonly authorizer: Authorizer;
  readonly internalTopics: InternalTopicPort;
  readonly readiness: ReadinessPort;
  /**
   * Resolves when the image has every change that was acknowledged before the call. @throws DraveError when that is not
   * known in time.
   */
  readonly catchUp: (deadlineMs: Millis) => Promise<void>;
  readonly producerIds: ProducerIdSource;
  /** Where an id is not known its first producer begins with this epoch; 0 by default. */
  readonly firstProducerEpoch?: number | undefined;
  /** How many partitions `__consumer_offsets` has, which is made when it does not exist. @throws DraveError. */
  readonly offsetsPartitionCount: (caller: Caller) => Promise<number>;
  /** To the broker that leads partitions, which may be this one. @throws DraveError when it has not answered. */
  readonly sendMarkers: (to: NodeId, markers: readonly SentMarker[]) => Promise<readonly MarkerResult[]>;
  readonly onFatal: (reason: unknown) => void;
}

interface InitTransactionalIdRequest {
  readonly transactionalId: TransactionalId;
  readonly timeoutMs: Millis;
  /** Both -1 for a producer that had none (KIP-360). */
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
}

/** Who produces, and in which transaction. */
interface TransactionOfProducer extends ProducerIdentity {
  readonly transactionalId: TransactionalId;
}

export interface AddedPartition {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly failure: ErrorCode | undefined;
}

/** What a partition's leader asks before a transaction begins there. */
export interface LeaderQuestion extends TransactionOfProducer {
  readonly partitions: TransactionPartitions;
  /** Adds nothing: only tells whether the partitions belong to the transaction. */
  readonly verifyOnly: boolean;
}

interface CoordinatedTransactions extends ListTransactionsResponse {
  /** Of `__transaction_state`: those whose transactions are told. */
  readonly coordinatedPartitions: readonly PartitionIndex[];
}

type Owned = OwnedShard<TransactionsState, TransactionRecord, TransactionsModel>;

/**
 * Transactions, as far as this broker coordinates them: what clients and other brokers ask. The broker reports roles of
 * partitions and new metadata.
 */
export class TransactionCoordinator {
  private readonly options: TransactionCoordinatorOptions;
  private readonly router: CoordinatorRouter<TransactionsState, TransactionRecord, TransactionsModel>;
  private readonly ends: ExpectedEnds;
  private readonly markers: MarkerSender;
  private readonly counts = { committed: 0, aborted: 0 };

  constructor(options: TransactionCoordinatorOptions) {
    const { env, image, onFatal } = options;
    this.options = options;
    const directory = new MarkerDestinations({
      env,
      image,
      catchUp: options.catchUp,
      found: () => this.markers.metadataChanged(),
      onFatal,
    });
    this.markers = new MarkerSender({
      timers: env.timers,
      directory,
      isInService: (broker) => image().broker(broker)?.fenced === false,
      send: (to, markers) => this.sendMarkers(to, markers),
      coordinatorOf: (job) => this.coordinatorOf(job),
      onFatal,
    });
    this.ends = new ExpectedEnds(options.deadlines);
    this.router = new CoordinatorRouter({
      ...options,
      coordinator: 'transaction',
      topic: topicOf(options.config),
      appendTimeoutMs: APPEND_TIMEOUT_MS,
      readBytesMax: options.config.transactionStateLogLoadBufferSize,
      compression: 'none',
      createModel: (statePartition, coordinatorEpoch) => this.createModel(statePartition, coordinatorEpoch),
    });
    this.registerMetrics();
  }

  /** A replica of this broker took up a role, or gave one up. */
  roleChanged(partition: Partition): void {
    this.router.roleChanged(partition);
  }

  metadataChanged(): void {
    if (this.markers.size > 0) this.markers.metadataChanged();
  }

  async close(): Promise<void> {
    this.markers.close();
    await this.router.shards.close();
  }

  /** The finalized level of `transaction.version`. */
  get clusterVersion(): number {
    return this.options.image().features().get(TRANSACTION_FEATURE) ?? 0;
  }

  /** Which broker to ask about this transactional id. The first question makes `__transaction_state`. */
  async coordinatorFor(caller: Caller, transactionalId: TransactionalId): Promise<CoordinatorLocation> {
    try {
      this.require(caller, 'describe', transactionalId);
    } catch (reason) {
      const { code, message } = DraveError.from(reason);
      return { kind: 'failed', failure: code, message };
    }
    return this.router.find(caller, transactionalId);
  }

  /** The broker that coordinates the id; undefined while there is none. */
  leaderFor(transactionalId: TransactionalId): NodeId | undefined {
    return this.router.leaderFor(transactionalId);
  }

  /**
   * Gives the id to a producer; see `decideInitProducerId`.
   * @throws DraveError what that throws, TRANSACTIONAL_ID_AUTHORIZATION_FAILED, and why this broker does not answer for
   * the id.
   */
  async initProducerId(caller: Caller, request: InitTransactionalIdRequest): Promise<ProducerIdentity> {
    const { transactionalId, timeoutMs, producerId, producerEpoch } = request;
    this.require(caller, 'write', transactionalId);
    const expected = expectedProducerOf(producerId, producerEpoch);
    await this.whenProducerIdAtHand();
    const { shard, model } = await this.ownedFor(caller, transactionalId);
    const response = await shard.write(model.initProducerId({ transactionalId, timeoutMs, expected }));
    if (response.kind === 'refused')
      throw new DraveError(response.failure, 'what the producer before has left is aborted');
    return { producerId: response.producerId, producerEpoch: response.producerEpoch };
  }

  /**
   * Clients add partitions by themselves below `transaction.version` 2. One partition that may not be added keeps out
   * all.
   * @throws DraveError what `decideAddPartitions` throws, TRANSACTIONAL_ID_AUTHORIZATION_FAILED, and why this broker
   * does not answer for the id.
   */
  async addPartitions(
    caller: Caller,
    transaction: TransactionOfProducer,
    partitions: TransactionPartitions,
  ): Promise<readonly AddedPartition[]> {
    this.require(caller, 'write', transaction.transactionalId);
    const refused = await this.refusedOf(caller, partitions);
    if (refused.size > 0)
      return placesOf(partitions).map(({ topic, partition }) => {
        return { topic, partition, failure: refused.get(keyOf(topic, partition)) ?? 'OPERATION_NOT_ATTEMPTED' };
      });
    await this.add(caller, transaction, partitions);
    return placesOf(partitions).map((place) => ({ ...place, failure: undefined }));
  }

  /** AddOffsetsToTxn, whose caller has been asked for the right to the group. @throws DraveError as `addPartitions`. */
  async addOffsets(caller: Caller, transaction: TransactionOfProducer, groupId: string): Promise<void> {
    this.require(caller, 'write', transaction.transactionalId);
    const partitionCount = await this.options.offsetsPartitionCount(caller);
    await this.add(caller, transaction, offsetsPartitionsOf(groupId, partitionCount));
  }

  /**
   * Commits or aborts; see `decideEndTransaction`.
   * @throws DraveError what that throws, TRANSACTIONAL_ID_AUTHORIZATION_FAILED, and why this broker does not answer for
   * the id.
   */
  async endTransaction(caller: Caller, request: EndTransactionRequest): Promise<ProducerIdentity> {
    this.require(caller, 'write', request.transactionalId);
    if (request.raisesEpoch) await this.whenProducerIdAtHand();
    const { shard, model } = await this.ownedFor(caller, request.transactionalId);
    return shard.write(model.endTransaction(request));
  }

  /** What the leaders of partitions ask. One answer for each question, in their order; none waits for a load. */
  answerLeaders(questions: readonly LeaderQuestion[]): Promise<readonly (readonly AddedPartition[])[]> {
    return Promise.all(questions.map((question) => this.answerLeader(question)));
  }

  /** @throws DraveError COORDINATOR_LOAD_IN_PROGRESS, INVALID_REGULAR_EXPRESSION. */
  async list(caller: Caller, request: ListTransactionsRequest): Promise<CoordinatedTransactions> {
    const { env, authorizer } = this.options;
    const states: TransactionsState[] = [];
    for (const { shard } of this.router.shards.all()) {
      if (!shard.readable) throw new DraveError('COORDINATOR_LOAD_IN_PROGRESS');
      states.push(shard.readAll());
    }
    const coordinatedPartitions = [...this.router.shards.partitions()];
    const isVisible = (name: TransactionalId): boolean =>
      authorizer.allows(caller, 'describe', { kind: 'transactionalId', name }, 'passedOver');
    const listed = await inSlices(env.compute, listTransactions(states, request, env.clock.wallMs(), isVisible));
    return { ...listed, coordinatedPartitions };
  }

  /**
   * Aborts what the producer of the id has open, and puts it out; see `decideAbort`.
   * @throws DraveError what that throws, TRANSACTIONAL_ID_AUTHORIZATION_FAILED, and why this broker does not answer for
   * the id.
   */
  async abort(
    caller: Caller,
    transactionalId: TransactionalId,
    { validateOnly }: { readonly validateOnly: boolean },
  ): Promise<Extract<TransactionDescription, { kind: 'described' }>> {
    this.require(caller, 'write', transactionalId);
    await this.whenProducerIdAtHand();
    const { shard, model } = await this.ownedFor(caller, transactionalId);
    const one = await shard.write(model.abort(transactionalId, validateOnly));
    return descriptionOf(transactionalId, one, undefined);
  }

  /** One answer for each id, in the order of the request. */
  describe(caller: Caller, transactionalIds: readonly TransactionalId[]): Promise<readonly TransactionDescription[]> {
    const one = async (transactionalId: TransactionalId): Promise<TransactionDescription> => {
      try {
        this.require(caller, 'describe', transactionalId);
        const { shard, model } = await this.ownedFor(caller, transactionalId);
        return model.describe(shard.read(transactionalId), transactionalId);
      } catch (reason) {
        return { kind: 'failed', transactionalId, failure: this.router.failureOf(reason) };
      }
    };
    return Promise.all(transactionalIds.map(one));
  }

  private async add(
    caller: Caller,
    transaction: TransactionOfProducer,
    partitions: TransactionPartitions,
  ): Promise<void> {
    const owned = await this.ownedFor(caller, transaction.transactionalId);
    const { addPartitionsToTxnRetryBackoffMaxMs: waitMsMax } = this.options.config;
    await this.addAfterEnd(owned, { ...transaction, partitions, transactionVersion: 0 }, waitMsMax);
  }

  /**
   * Adds; while the transaction before still ends, it waits for that, so that the client need not come again.
   * @throws DraveError CONCURRENT_TRANSACTIONS when that takes too long, and what `decideAddPartitions` throws.
   */
  private async addAfterEnd({ shard, model }: Owned, request: AddPartitionsRequest, waitMsMax: Millis): Promise<void> {
    const deadlineMs = this.options.env.clock.monotonicMs() + waitMsMax;
    for (;;) {
      const end = this.ends.expect(request.transactionalId);
      try {
        await shard.write(model.addPartitions(request));
        return;
      } catch (reason) {
        if (!isDraveError(reason, 'CONCURRENT_TRANSACTIONS') || !(await end.by(deadlineMs))) throw reason;
      } finally {
        end.forget();
      }
    }
  }

  private async answerLeader(question: LeaderQuestion): Promise<readonly AddedPartition[]> {
    const { transactionalId, partitions, verifyOnly } = question;
    try {
      const owned = this.router.shardOf(transactionalId);
      if (verifyOnly) return owned.model.verifyPartitions(owned.shard.read(transactionalId), question);
      // Not longer: other questions of the same request wait for this one.
      const { addPartitionsToTxnRetryBackoffMs: waitMsMax } = this.options.config;
      await this.addAfterEnd(owned, { ...question, transactionVersion: 2 }, waitMsMax);
      return placesOf(partitions).map((place) => ({ ...place, failure: undefined }));
    } catch (reason) {
      const failure = this.router.failureOf(reason);
      return placesOf(partitions).map((place) => ({ ...place, failure }));
    }
  }

  /** By `keyOf`. What the image does not have is looked for once more when that is up to date. */
  private async refusedOf(caller: Caller, partitions: TransactionPartitions): Promise<ReadonlyMap<string, ErrorCode>> {
    const { authorizer, image, readiness } = this.options;
    const places = placesOf(partitions);
    const refused = new Map<string, ErrorCode>();
    for (const { topic, partition } of places) {
      const isAllowed = authorizer.allows(caller, 'write', { kind: 'topic', name: topic }) && !isInternalTopic(topic);
      if (!isAllowed) refused.set(keyOf(topic, partition), 'TOPIC_AUTHORIZATION_FAILED');
    }
    const allowed = places.filter(({ topic, partition }) => !refused.has(keyOf(topic, partition)));
    const isKnown = ({ topic, partition }: (typeof places)[number]): boolean =>
      image().topicByName(topic)?.partition(partition) !== undefined;
    const unknown = allowed.filter((place) => !isKnown(place));
    if (unknown.length > 0) await readiness.whenReadySoon(unknown, caller.deadlineMs);
    for (const place of unknown)
      if (!isKnown(place)) refused.set(keyOf(place.topic, place.partition), 'UNKNOWN_TOPIC_OR_PARTITION');
    return refused;
  }

  /** The shard of the id, once it decides. @throws DraveError why this broker does not answer for the id. */
  private async ownedFor(caller: Caller, transactionalId: TransactionalId): Promise<Owned> {
    if (transactionalId === '') throw new DraveError('INVALID_REQUEST', 'a transactional id is not empty');
    const ready = this.router.whenReady(transactionalId, caller.deadlineMs);
    if (ready !== undefined) await ready;
    return this.router.shardOf(transactionalId);
  }

  private async whenProducerIdAtHand(): Promise<void> {
    try {
      await this.options.producerIds.whenAtHand();
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      throw new DraveError('COORDINATOR_LOAD_IN_PROGRESS', `no producer id is at hand: ${reason.message}`);
    }
  }

  private require(caller: Caller, operation: Operation, name: TransactionalId): void {
    requireAccess(this.options.authorizer, caller, operation, { kind: 'transactionalId', name });
  }

  private createModel(statePartition: PartitionIndex, coordinatorEpoch: number): TransactionsModel {
    const { config, producerIds, firstProducerEpoch = 0 } = this.options;
    return new TransactionsModel({
      statePartition,
      coordinatorEpoch,
      settings: {
        timeoutMsMax: config.transactionMaxTimeoutMs,
        abortIntervalMs: config.transactionAbortTimedOutTransactionCleanupIntervalMs,
        expirationMs: config.transactionalIdExpirationMs,
        expirationIntervalMs: config.transactionRemoveExpiredTransactionCleanupIntervalMs,
      },
      clusterVersion: () => this.clusterVersion,
      takeProducerId: () => producerIds.take(),
      firstProducerEpoch,
      markers: {
        begin: (job) => this.beginMarkers(job),
        drop: (partition) => this.markers.drop(partition),
        unmarked: (partition, transactionalId) => this.markers.unmarked(partition, transactionalId),
      },
      completed: (transactionalId) => this.ends.complete(transactionalId),
    });
  }

  /** Undefined when the broker has not answered. */
  private async sendMarkers(to: NodeId, markers: readonly SentMarker[]): Promise<readonly MarkerResult[] | undefined> {
    try {
      return await this.options.sendMarkers(to, markers);
    } catch (reason) {
      if (!(reason instanceof DraveError)) this.options.onFatal(reason);
      const { code, message } = DraveError.from(reason);
      this.options.env.logger.info({ broker: to, code }, `markers are sent again: ${message}`);
      return undefined;
    }
  }

  /** Another coordinator, or a later one of this broker, begins the end anew. */
  private coordinatorOf({ statePartition, coordinatorEpoch }: MarkerJob): Owned | undefined {
    if (!this.router.shards.has(statePartition)) return undefined;
    const owned = this.router.shards.get(statePartition);
    return owned.shard.leaderEpoch === coordinatorEpoch ? owned : undefined;
  }

  private beginMarkers(job: MarkerJob): void {
    this.counts[job.result === 'commit' ? 'committed' : 'aborted']++;
    this.markers.begin(job);
  }

  private registerMetrics(): void {
    const { metrics } = this.options.env;
    const { counts } = this;
    metrics.counterFrom(
      'drave_transactions_committed_total',
      'Commits whose markers began to be written, again after a change of coordinator.',
      () => counts.committed,
    );
    metrics.counterFrom(
      'drave_transactions_aborted_total',
      'Aborts whose markers began to be written, again after a change of coordinator.',
      () => counts.aborted,
    );
    metrics.gauge(
      'drave_transactions_ending',
      'Transactions whose markers are being written.',
      () => this.markers.size,
    );
    metrics.gauge(
      'drave_transactions_shards',
      'Led partitions of __transaction_state.',
      () => [...this.router.shards.all()].length,
    );
  }
}

function topicOf(config: TransactionConfig): InternalTopicSpec {
  const replicationFactor = config.transactionStateLogReplicationFactor;
  return {
    name: TRANSACTION_STATE_TOPIC,
    partitions: config.transactionStateLogNumPartitions,
    replicationFactor,
    configs: {
      'cleanup.policy': 'compact',
      'compression.type': 'uncompressed',
      'min.insync.replicas': String(Math.min(config.transactionStateLogMinIsr, replicationFactor)),
      'segment.bytes': String(config.transactionStateLogSegmentBytes),
      'unclean.leader.election.enable': 'false',
    },
  };
}

interface Place {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
}

function placesOf(partitions: TransactionPartitions): Place[] {
  return [...partitions].flatMap(([topic, indexes]) => indexes.map((partition) => ({ topic, partition })));
}

function keyOf(topic: TopicName, partition: PartitionIndex): string {
  return `${partition} ${topic}`;
}
