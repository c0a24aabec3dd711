import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, errors, type Millis, type ProducerId } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { BatchBuilder } from '@drave/records';
import { expectNone, type KafkaClient } from './kafka-client.js';
import type { KafkaConnection } from './kafka-connection.js';

/**
 * The transaction.version. 1: the client adds partitions to a transaction, and keeps its epoch. 2: partitions are added
 * by being written to, and each end raises the epoch (KIP-890).
 */
export type TransactionProtocol = 1 | 2;

/** The options of a producer; without a `transactionalId` it is only idempotent. */
interface KafkaProducerOptions {
  readonly topic: string;
  readonly transactionalId?: string;
  readonly protocol?: TransactionProtocol;
  /** The leaders of the topic, where they are known; else they are asked for. */
  readonly leaders?: readonly KafkaConnection[];
}

/** The records of one batch for one partition. */
interface PartitionBatch {
  readonly partition: number;
  readonly values: readonly Buffer[];
}

/** The pause of a client after CONCURRENT_TRANSACTIONS, as in Kafka's client. */
const CONCURRENT_BACKOFF_MS: Millis = 20;
const TRIES_MAX = 500;
const TRANSACTION_TIMEOUT_MS: Millis = 60_000;
const PRODUCE_TIMEOUT_MS: Millis = 30_000;
const ALL = -1;
/** The versions of InitProducerId and AddPartitionsToTxn, and those of Produce and EndTxn by protocol. */
const INIT_VERSION = 4;
const ADD_VERSION = 3;
const versions = { 1: { produce: 11, end: 4 }, 2: { produce: 12, end: 5 } } as const;

/** A producer with acks=all that sends the same requests as Kafka's client, and no others. */
export class KafkaProducer {
  /** How often the answer was CONCURRENT_TRANSACTIONS. */
  refusals = 0;
  private readonly topic: string;
  private readonly transactionalId: string | null;
  private readonly protocol: TransactionProtocol;
  private readonly leaders: readonly KafkaConnection[];
  private readonly coordinator: KafkaConnection | undefined;
  private producerId: ProducerId = -1;
  private producerEpoch = -1;
  private readonly sequences = new Map<number, number>();
  /** By partition, the answer to the request that adds it to the transaction, with protocol 1. */
  private readonly added = new Map<number, Promise<unknown>>();
  /** By partition, the end of the newest batch. */
  private readonly newest = new Map<number, Promise<unknown>>();
  private isOpen = false;

  private constructor(
    { topic, transactionalId, protocol }: KafkaProducerOptions,
    leaders: readonly KafkaConnection[],
    coordinator: KafkaConnection | undefined,
  ) {
    this.topic = topic;
    this.transactionalId = transactionalId ?? null;
    this.protocol = protocol ?? 2;
    this.leaders = leaders;
    this.coordinator = coordinator;
  }

  static async start(client: KafkaClient, options: KafkaProducerOptions): Promise<KafkaProducer> {
    const leaders = options.leaders ?? (await client.leadersOf(options.topic));
    const { transactionalId } = options;
    const coordinator = transactionalId === undefined ? undefined : await client.coordinatorOf(transactionalId);
    const producer = new KafkaProducer(options, leaders, coordinator);
    await producer.init();
    return producer;
  }

  /**
   * Writes the batches, in one request to each leader; with a transactional id in the open transaction, or in a new
   * one. Callers may send more before it resolves. When the broker refuses the first batch of a transaction for a
   * moment, it finds those behind it out of sequence: each of them is then sent again after the one before it.
   */
  async produce(batches: readonly PartitionBatch[]): Promise<void> {
    if (this.protocol === 1) await this.add(batches.map(({ partition }) => partition));
    const byLeader = new Map<KafkaConnection, PartitionBatch[]>();
    for (const batch of batches) {
      const leader = this.leaders[batch.partition];
      if (leader === undefined) throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `${this.topic}-${batch.partition}`);
      const some = byLeader.get(leader) ?? [];
      byLeader.set(leader, some);
      some.push(batch);
    }
    this.isOpen = this.transactionalId !== null;
    await Promise.all([...byLeader].map(([leader, some]) => this.send(leader, some)));
  }

  /** Ends the transaction. Resolves when the coordinator has decided the end; consumers may see it a moment later. */
  async end(result: 'commit' | 'abort'): Promise<void> {
    const { coordinator, transactionalId } = this;
    if (!this.isOpen || coordinator === undefined || transactionalId === null) return;
    const body = { transactionalId, ...this.identity(), committed: result === 'commit' };
    const { producerId, producerEpoch } = await this.untilAllowed(`a ${result}`, () =>
      coordinator.request(apis.EndTxn, versions[this.protocol].end, body),
    );
    this.isOpen = false;
    this.added.clear();
    if (this.protocol === 1) return;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.sequences.clear();
  }

  /** Adds partitions to the open transaction, or to a new one, as clients do that go by protocol 1. */
  async add(partitions: readonly number[]): Promise<void> {
    const { coordinator, transactionalId } = this;
    const unknown = partitions.filter((partition) => !this.added.has(partition));
    if (coordinator === undefined || transactionalId === null) return;
    this.isOpen = true;
    const body = {
      v3AndBelowTransactionalId: transactionalId,
      v3AndBelowProducerId: this.producerId,
      v3AndBelowProducerEpoch: this.producerEpoch,
      v3AndBelowTopics: [{ name: this.topic, partitions: unknown }],
      transactions: [],
    };
    const ask = async (): Promise<{ readonly errorCode: number }> => {
      const answer = await coordinator.request(apis.AddPartitionsToTxn, ADD_VERSION, body);
      const codes = answer.resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) =>
        resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode),
      );
      return { errorCode: firstError(codes) };
    };
    if (unknown.length > 0) {
      const answered = this.untilAllowed('a partition of a transaction', ask);
      for (const partition of unknown) this.added.set(partition, answered);
    }
    await Promise.all(partitions.flatMap((partition) => this.added.get(partition) ?? []));
  }

  private async init(): Promise<void> {
    const { transactionalId } = this;
    const [anyLeader] = this.leaders;
    const asked = this.coordinator ?? anyLeader;
    if (asked === undefined) throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', this.topic);
    const body = { transactionalId, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS };
    const { producerId, producerEpoch } = await this.untilAllowed('a producer id', () =>
      asked.request(apis.InitProducerId, INIT_VERSION, body),
    );
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }

  private async send(leader: KafkaConnection, batches: readonly PartitionBatch[]): Promise<void> {
    const partitionData = batches.map(({ partition, values }) => ({
      index: partition,
      records: this.batchOf(partition, values),
    }));
    const body = {
      transactionalId: this.transactionalId,
      acks: ALL,
      timeoutMs: PRODUCE_TIMEOUT_MS,
      topicData: [{ name: this.topic, partitionData }],
    };
    const ask = async (): Promise<{ readonly errorCode: number }> => {
      const answer = await leader.request(apis.Produce, versions[this.protocol].produce, body);
      const codes = answer.responses.flatMap(({ partitionResponses }) =>
        partitionResponses.map(({ errorCode }) => errorCode),
      );
      return { errorCode: firstError(codes) };
    };
    const before = Promise.all(batches.flatMap(({ partition }) => this.newest.get(partition) ?? []));
    const written = this.untilAllowed('a batch', ask, before);
    for (const { partition } of batches) this.newest.set(partition, written);
    await written;
  }

  private batchOf(partition: number, values: readonly Buffer[]): Buffer {
    const builder = new BatchBuilder({ initialBytes: 1_024 });
    const nowMs = Date.now();
    for (const value of values) builder.append(nowMs, null, value);
    const baseSequence = this.sequences.get(partition) ?? 0;
    this.sequences.set(partition, baseSequence + values.length);
    return builder.finish({ ...this.identity(), baseSequence, transactional: this.transactionalId !== null });
  }

  private identity() {
    return { producerId: this.producerId, producerEpoch: this.producerEpoch };
  }

  /**
   * Repeats a request until the transaction before is completed and the coordinator is ready, and once after `before`
   * when the broker has found it out of sequence. @throws DraveError for any other refusal.
   */
  private async untilAllowed<Answer extends { readonly errorCode: number }>(
    what: string,
    ask: () => Promise<Answer>,
    before?: Promise<unknown>,
  ): Promise<Answer> {
    let toAwait = before;
    for (let tries = 1; ; tries++) {
      const answer = await ask();
      if (answer.errorCode === errors.OUT_OF_ORDER_SEQUENCE_NUMBER.kafka && toAwait !== undefined) {
        await toAwait;
        toAwait = undefined;
        continue;
      }
      const isConcurrent = answer.errorCode === errors.CONCURRENT_TRANSACTIONS.kafka;
      const isPassing = isConcurrent || answer.errorCode === errors.COORDINATOR_LOAD_IN_PROGRESS.kafka;
      if (!isPassing || tries === TRIES_MAX) {
        expectNone(answer.errorCode, what);
        return answer;
      }
      if (isConcurrent) this.refusals++;
      await sleep(CONCURRENT_BACKOFF_MS);
    }
  }
}

/** 0 when there is none. */
function firstError(codes: readonly number[]): number {
  return codes.find((code) => code !== 0) ?? 0;
}
