import {
  DraveError,
  errorCodeFromKafka,
  errors,
  type ErrorCode,
  type Millis,
  type NodeId,
  type Offset,
} from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { BatchBuilder, type CompressionType } from '@drave/records';
import { findCoordinator, type CoordinatorKey } from './find-coordinator.js';
import type { GroupRequests, MemberIdentity, TopicPartition } from './group-requests.js';
import { RETRY_PAUSE_MS, type KafkaClient } from './kafka-client.js';

/**
 * What a client can do about an error: abort and begin another transaction, or nothing but to end, because another
 * producer has taken its place or for any other reason.
 */
type FailureRemedy = 'abort' | 'fenced' | 'end';

/** Why a transaction cannot go on. */
export class TransactionFailure extends Error {
  readonly code: ErrorCode;
  readonly remedy: FailureRemedy;

  constructor(what: string, code: ErrorCode, remedy: FailureRemedy) {
    super(`${what}: ${code}`);
    this.code = code;
    this.remedy = remedy;
  }
}

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

interface TransactionalProducerOptions {
  readonly transactionalId: string;
  /** Topics that exist, of which some leader is asked for the coordinator. */
  readonly topics: readonly string[];
  readonly timeoutMs: Millis;
  /** 2: as clients go by `transaction.version` 2 (KIP-890). */
  readonly protocol: 1 | 2;
  /** `delivery.timeout.ms` */
  readonly deliveryTimeoutMs: Millis;
  readonly compression: CompressionType;
}

/** Who is told what a producer cannot judge by itself. */
interface ProducerNotes {
  nowMs(): Millis;
  /** The identity from now on. `sentMs`: when the attempt was sent that was answered. */
  initialized(identity: ProducerIdentity, sentMs: Millis): void;
  /** An attempt to end the transaction, or one with offsets, was given up without an answer. */
  requestLost(): void;
}

/**
 * A producer that a process writes transactions with. Its owner calls one method at a time, but for `send` to different
 * partitions; all of them throw TransactionFailure.
 */
export interface TransactionalWriter {
  /** Who begins the next transaction. */
  readonly identity: ProducerIdentity;
  /** Since when it is known. */
  readonly identitySinceMs: Millis;
  /** Takes the transactional id over. */
  init(): Promise<void>;
  /** Resolves when the values are written. */
  send(topic: string, partition: number, values: readonly Uint8Array[]): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
  close(): void;
}

/** The newest versions of clients that do not go by `transaction.version` 2. */
const firstProtocolLimits = [
  [apis.Produce, 11],
  [apis.AddPartitionsToTxn, 3],
  [apis.TxnOffsetCommit, 4],
  [apis.EndTxn, 4],
] as const;

/** The first version of FindCoordinator that knows transactional ids. */
const TRANSACTIONAL_ID_VERSION = 1;
const PRODUCE_MS = 4_000;
/** The first version of InitProducerId in which a producer says who it was (KIP-360). */
const BUMP_VERSION = 3;
/** The first version of EndTxn that raises the epoch and tells it. */
const RAISES_EPOCH_VERSION = 5;
/** The first version of TxnOffsetCommit that tells which member consumes (KIP-447). */
const MEMBER_VERSION = 3;
/** What a client waits where the transaction before still ends. */
const CONCURRENT_PAUSE_MS = 20;

/** The same again, at the coordinator that is then found. */
const movesCoordinator: ReadonlySet<ErrorCode> = new Set([
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'REQUEST_TIMED_OUT',
  'LEADER_NOT_AVAILABLE',
] as const);

const isPassing: ReadonlySet<ErrorCode> = new Set([
  'COORDINATOR_LOAD_IN_PROGRESS',
  'CONCURRENT_TRANSACTIONS',
  'UNKNOWN_TOPIC_OR_PARTITION',
] as const);

/** Errors of coordinators that an abort mends; all others that do not pass end the producer. */
const isAbortable: ReadonlySet<ErrorCode> = new Set([
  'TRANSACTION_ABORTABLE',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
] as const);

/** Errors of Produce after which the producer is over; after all others the transaction is. */
const endsProducer: ReadonlySet<ErrorCode> = new Set([
  'INVALID_PRODUCER_ID_MAPPING',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
] as const);

/** Where a coordinator is looked for, and looked for anew. */
interface CoordinatorFinder {
  find(): Promise<NodeId>;
  forget(): void;
}

/**
 * A transactional producer, one batch per partition at a time, as real clients build it: what may pass is asked again
 * for ever, what an abort mends is thrown as such. Its owner calls one method at a time, but for `send` to different
 * partitions.
 */
export class TransactionalProducer implements TransactionalWriter {
  private readonly client: KafkaClient;
  private readonly options: TransactionalProducerOptions;
  private readonly notes: ProducerNotes;
  private readonly own: CoordinatorFinder;
  private current: ProducerIdentity = { producerId: -1, producerEpoch: -1 };
  /** Since when it is known. */
  private currentSinceMs: Millis = 0;
  private readonly sequences = new Map<string, number>();
  /** What the coordinator counts to the transaction. */
  private readonly added = new Set<string>();
  private adding: Promise<void> = Promise.resolve();
  /** The sequences of this epoch have a gap. */
  private needsEpoch = false;
  private isMapped = true;

  constructor(client: KafkaClient, options: TransactionalProducerOptions, notes: ProducerNotes) {
    this.client = client;
    this.options = options;
    this.notes = notes;
    const { transactionalId, topics } = options;
    this.own = coordinatorFinder(client, topics, 'transactionalId', transactionalId);
    client.limit(apis.FindCoordinator, TRANSACTIONAL_ID_VERSION);
    if (options.protocol === 1) for (const [api, to] of firstProtocolLimits) client.limit(api, 0, to);
  }

  get identity(): ProducerIdentity {
    return this.current;
  }

  get identitySinceMs(): Millis {
    return this.currentSinceMs;
  }

  /** Takes the transactional id over. @throws TransactionFailure. */
  init(): Promise<void> {
    return this.initialize(undefined);
  }

  /** Resolves when the values are written. @throws TransactionFailure. */
  async send(topic: string, partition: number, values: readonly Uint8Array[]): Promise<void> {
    const { protocol, compression } = this.options;
    const name = `${topic}-${partition}`;
    if (protocol === 1 && !this.added.has(name)) {
      // One request at a time, as clients do.
      const before = this.adding;
      const adding = before.then(() => this.addPartition(topic, partition));
      this.adding = adding.catch(() => undefined);
      await adding;
    }
    this.added.add(name);
    const baseSequence = this.sequences.get(name) ?? 0;
    this.sequences.set(name, baseSequence + values.length);
    const builder = new BatchBuilder();
    for (const value of values) builder.append(this.client.env.clock.wallMs(), null, value);
    const options = { ...this.current, baseSequence, transactional: true };
    const batch =
      compression === 'none'
        ? builder.finish(options)
        : await builder.finishCompressed(compression, this.client.env.compute, options);
    await this.deliver(topic, partition, batch);
  }

  /**
   * Makes offsets of a group part of the transaction; `member` consumes them (KIP-447), and is asked for its generation
   * at each attempt. Resolves when they are written. `sending` is called before each attempt, and what it returns when
   * that one has been taken.
   * @throws TransactionFailure.
   */
  async sendOffsets(
    group: GroupRequests,
    member: MemberIdentity,
    offsets: readonly (TopicPartition & { readonly offset: Offset })[],
    sending: () => () => void = () => () => {},
  ): Promise<void> {
    const { protocol, transactionalId, topics } = this.options;
    const { groupId, ...about } = { groupId: group.group, transactionalId, ...this.current };
    const name = `offsets of ${groupId}`;
    if (protocol === 1 && !this.added.has(name)) {
      await this.ask('AddOffsetsToTxn', async (coordinator) => {
        const { response } = await this.client.request(coordinator, apis.AddOffsetsToTxn, { ...about, groupId });
        return response.errorCode;
      });
    }
    this.added.add(name);
    // The producer asks by itself: what the member's client knows of brokers, its own does not.
    const finder = coordinatorFinder(this.client, topics, 'group', groupId);
    const attempt = async (coordinator: NodeId): Promise<number> => {
      const identity = memberOf(member);
      const taken = sending();
      const { response } = await this.orLost(coordinator, () =>
        this.client.request(coordinator, apis.TxnOffsetCommit, (version) => ({
          ...about,
          groupId,
          ...(version >= MEMBER_VERSION ? identity : {}),
          topics: byTopic(offsets),
        })),
      );
      const codes = response.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
      const code = codes.find((one) => one !== 0) ?? 0;
      if (code === 0) taken();
      return code;
    };
    await this.ask('TxnOffsetCommit', attempt, finder);
  }

  /** @throws TransactionFailure: then it is not committed, unless the failure is no `abort`. */
  async commit(): Promise<void> {
    await this.end(true);
  }

  /** The next transaction may begin. @throws TransactionFailure: then the producer is over. */
  async abort(): Promise<void> {
    // A coordinator that does not know the producer would not end anything for it.
    if (this.isMapped) await this.end(false);
    if (!this.needsEpoch) return;
    if (this.options.protocol === 2 && this.isMapped) throw new Error('an end has not raised the epoch');
    if (this.client.newestOf(apis.InitProducerId) < BUMP_VERSION)
      throw new TransactionFailure('the client cannot raise its epoch', 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'end');
    await this.initialize(this.current);
  }

  close(): void {
    this.client.close();
  }

  private async initialize(current: ProducerIdentity | undefined): Promise<void> {
    const { transactionalId, timeoutMs: transactionTimeoutMs } = this.options;
    const { producerId = -1, producerEpoch = -1 } = current ?? {};
    await this.ask('InitProducerId', async (coordinator) => {
      const sentMs = this.notes.nowMs();
      const { response } = await this.client.request(coordinator, apis.InitProducerId, (version) => ({
        transactionalId,
        transactionTimeoutMs,
        ...(version >= BUMP_VERSION ? { producerId, producerEpoch } : {}),
      }));
      if (response.errorCode === 0) {
        this.become(response);
        this.notes.initialized(this.current, sentMs);
      }
      return response.errorCode;
    });
    this.added.clear();
    this.isMapped = true;
  }

  private async addPartition(topic: string, partition: number): Promise<void> {
    const { transactionalId: v3AndBelowTransactionalId } = this.options;
    const { producerId: v3AndBelowProducerId, producerEpoch: v3AndBelowProducerEpoch } = this.current;
    await this.ask('AddPartitionsToTxn', async (coordinator) => {
      const { response } = await this.client.request(coordinator, apis.AddPartitionsToTxn, {
        transactions: [],
        v3AndBelowTransactionalId,
        v3AndBelowProducerId,
        v3AndBelowProducerEpoch,
        v3AndBelowTopics: [{ name: topic, partitions: [partition] }],
      });
      const answer = response.resultsByTopicV3AndBelow[0]?.resultsByPartition[0];
      if (answer === undefined) throw new Error('AddPartitionsToTxn has answered for nobody');
      return answer.partitionErrorCode;
    });
  }

  /** Where nothing was begun, nobody is asked. */
  private async end(committed: boolean): Promise<void> {
    if (this.added.size > 0) {
      const { transactionalId } = this.options;
      await this.ask('EndTxn', async (coordinator) => {
        const body = { transactionalId, ...this.current, committed };
        const { response, version } = await this.orLost(coordinator, () =>
          this.client.request(coordinator, apis.EndTxn, body),
        );
        if (version >= RAISES_EPOCH_VERSION && response.errorCode === 0) this.become(response);
        return response.errorCode;
      });
    }
    this.added.clear();
  }

  /** A request that was sent and has failed may have arrived, or may yet. */
  private async orLost<Answer>(coordinator: NodeId, request: () => Promise<Answer>): Promise<Answer> {
    await this.client.connect(coordinator);
    try {
      return await request();
    } catch (reason) {
      this.notes.requestLost();
      throw reason;
    }
  }

  private become({ producerId, producerEpoch }: ProducerIdentity): void {
    const before = this.current;
    this.currentSinceMs = this.notes.nowMs();
    if (before.producerId === producerId && before.producerEpoch === producerEpoch) return;
    this.current = { producerId, producerEpoch };
    this.sequences.clear();
    this.needsEpoch = false;
  }

  /** Asks the coordinator until it has an answer. `attempt` tells its error code. @throws TransactionFailure. */
  private async ask(what: string, attempt: (coordinator: NodeId) => Promise<number>, finder = this.own): Promise<void> {
    for (;;) {
      const code = await this.codeOf(async () => attempt(await finder.find()));
      if (code === undefined) return;
      if (movesCoordinator.has(code)) finder.forget();
      else if (!isPassing.has(code)) throw this.failureOf(what, code);
      await this.client.env.timers.sleep(code === 'CONCURRENT_TRANSACTIONS' ? CONCURRENT_PAUSE_MS : RETRY_PAUSE_MS);
    }
  }

  /** Undefined for success. */
  private async codeOf(attempt: () => Promise<number>): Promise<ErrorCode | undefined> {
    try {
      const code = await attempt();
      return code === 0 ? undefined : errorCodeFromKafka(code);
    } catch (reason) {
      if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
      return isPassing.has(reason.code) ? reason.code : 'NETWORK_EXCEPTION';
    }
  }

  private failureOf(what: string, code: ErrorCode): TransactionFailure {
    const { protocol, transactionalId } = this.options;
    const text = `${what} of ${transactionalId}`;
    if (code === 'PRODUCER_FENCED' || code === 'INVALID_PRODUCER_EPOCH')
      return new TransactionFailure(text, code, 'fenced');
    if (isAbortable.has(code)) return new TransactionFailure(text, code, 'abort');
    if (code === 'INVALID_PRODUCER_ID_MAPPING' && protocol === 1 && this.current.producerId >= 0) {
      this.needsEpoch = true;
      this.isMapped = false;
      return new TransactionFailure(text, code, 'abort');
    }
    return new TransactionFailure(text, code, 'end');
  }

  /** The same batch again and again, until it is written or will not be. @throws TransactionFailure. */
  private async deliver(topic: string, partition: number, batch: Buffer): Promise<void> {
    const { deliveryTimeoutMs } = this.options;
    const endMs = this.notes.nowMs() + deliveryTimeoutMs;
    const where = `producing to ${topic}-${partition}`;
    for (;;) {
      const code = await this.codeOf(() => this.produce(topic, partition, batch));
      // Another attempt has come first.
      if (code === undefined || code === 'DUPLICATE_SEQUENCE_NUMBER') return;
      if (!errors[code].retriable) {
        if (endsProducer.has(code)) throw new TransactionFailure(where, code, 'end');
        this.needsEpoch = true;
        throw new TransactionFailure(where, code, 'abort');
      }
      if (this.notes.nowMs() > endMs) {
        this.needsEpoch = true;
        throw new TransactionFailure(`${where} for ${deliveryTimeoutMs} ms`, code, 'abort');
      }
      await this.pause(topic, code === 'CONCURRENT_TRANSACTIONS' ? CONCURRENT_PAUSE_MS : RETRY_PAUSE_MS);
    }
  }

  private async produce(topic: string, partition: number, records: Buffer): Promise<number> {
    const leader = this.client.leaderOf(topic, partition);
    if (leader === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', `${topic}-${partition}`);
    const { transactionalId } = this.options;
    const topicData = [{ ...this.client.topicRef(topic), partitionData: [{ index: partition, records }] }];
    const body = { transactionalId, acks: -1, timeoutMs: PRODUCE_MS / 2, topicData };
    const { response } = await this.client.request(leader, apis.Produce, body, PRODUCE_MS);
    const answer = response.responses[0]?.partitionResponses[0];
    if (answer === undefined) throw new Error('Produce has answered for nobody');
    return answer.errorCode;
  }

  private async pause(topic: string, pauseMs: Millis): Promise<void> {
    await this.client.env.timers.sleep(pauseMs);
    try {
      await this.client.refresh([topic]);
    } catch (reason) {
      if (!(reason instanceof DraveError) || !reason.retriable) throw reason;
    }
  }
}

function coordinatorFinder(
  client: KafkaClient,
  topics: readonly string[],
  what: CoordinatorKey,
  key: string,
): CoordinatorFinder {
  let known: NodeId | undefined;
  return {
    find: async () => (known ??= await findCoordinator(client, topics, what, key)),
    forget: () => {
      known = undefined;
    },
  };
}

function memberOf({ memberId, instanceId: groupInstanceId, generation: generationId }: MemberIdentity) {
  return { memberId, groupInstanceId, generationId };
}

function byTopic(offsets: readonly (TopicPartition & { readonly offset: Offset })[]) {
  return [...new Set(offsets.map(({ topic }) => topic))].map((name) => ({
    name,
    partitions: offsets
      .filter(({ topic }) => topic === name)
      .map(({ partition, offset }) => {
        return { partitionIndex: partition, committedOffset: offset, committedMetadata: '' };
      }),
  }));
}
