import { DraveError, type Millis } from '@drave/base';
import { Admin } from './admin/admin.js';
import { AdminCaller } from './admin/admin-call.js';
import { Backoff } from './backoff.js';
import { ClientMetrics, type ClientMetricsSnapshot } from './client-metrics.js';
import { BrokerChannels } from './cluster/broker-channels.js';
import { ClusterMetadata } from './cluster/cluster-metadata.js';
import type { BrokerView, TopicView } from './cluster/cluster-view.js';
import { InterceptorChain } from './interceptors.js';
import { RawConsumer } from './consumer/raw-consumer.js';
import { consumerSettings } from './consumer/consumer-settings.js';
import { Consumer, type DeserializerOptions } from './consumer/consumer.js';
import type { ClientOptions, ConsumerOptions, ProducerOptions, TransactionalProducerOptions } from './options.js';
import { RawProducer } from './producer/producer.js';
import { producerSettings, transactionSettings } from './producer/producer-settings.js';
import { Producer, type SerializerOptions } from './producer/typed-producer.js';
import type { Transaction } from './transaction/transaction.js';
import { TransactionalProducer } from './transaction/transactional-producer.js';
import { TopicProducer, type TypedTopic } from './typed-topic.js';

/** A client of one cluster: the channels and the metadata that its producers, consumers and admin share. */
export class Client {
  private readonly options: ClientOptions;
  private readonly channels: BrokerChannels;
  private readonly metadata: ClusterMetadata;
  private readonly backoff: Backoff;
  private readonly interceptors: InterceptorChain;
  private readonly measured: ClientMetrics;
  private readonly consumers = new Set<RawConsumer>();
  private readonly producers = new Set<RawProducer | TransactionalProducer<never, never>>();
  private readonly transactional = new Map<string, TransactionalProducer>();
  private readonly apiTimeoutMs: Millis;
  private deadLetters: RawProducer | undefined;
  private closing: Promise<void> | undefined;

  /** Connects with the first call, not here. @throws DraveError INVALID_CONFIG. */
  constructor(options: ClientOptions) {
    if (options.bootstrap.length === 0) {
      throw new DraveError(
        'INVALID_CONFIG',
        "bootstrap: no address; expected at least one, for example ['localhost:20000']",
      );
    }
    this.options = options;
    const { env, transport, tls } = options;
    this.apiTimeoutMs = options.apiTimeoutMs ?? 60_000;
    this.channels = new BrokerChannels(transport, tls);
    this.interceptors = new InterceptorChain(options.interceptors ?? [], env.logger);
    this.measured = new ClientMetrics(options.onMeasurement);
    const initialMs = options.retryBackoffMs ?? 50;
    this.backoff = new Backoff(initialMs, options.retryBackoffMaxMs ?? 1000, env.random.fork('backoff'));
    this.metadata = new ClusterMetadata(env, this.channels, {
      bootstrap: options.bootstrap,
      attemptTimeoutMs: Math.min(options.requestTimeoutMs ?? 30_000, METADATA_ATTEMPT_MS_MAX),
      maxAgeMs: options.metadataMaxAgeMs ?? 300_000,
      backoff: this.backoff,
      refreshPauseMs: initialMs,
    });
  }

  /**
   * Creates a producer of text, bytes, or what the serializers take. With a `transactionalId` its records belong to
   * transactions (`begin`).
   * @throws DraveError INVALID_CONFIG.
   */
  producer<Key = string | Uint8Array | null, Value = string | Uint8Array | null>(
    options: TransactionalProducerOptions & SerializerOptions<Key, Value>,
  ): TransactionalProducer<Key, Value>;
  producer<Key = string | Uint8Array | null, Value = string | Uint8Array | null>(
    options?: ProducerOptions & SerializerOptions<Key, Value>,
  ): Producer<Key, Value>;
  producer<Key = string | Uint8Array | null, Value = string | Uint8Array | null>(
    options: (ProducerOptions | TransactionalProducerOptions) & SerializerOptions<Key, Value> = {},
  ): Producer<Key, Value> | TransactionalProducer<Key, Value> {
    if ('transactionalId' in options) return this.transactionalProducer(options);
    return new Producer(this.rawProducer(options), options, this.interceptors);
  }

  /**
   * Begins a transaction under a transactional id: `await using tx = await client.transaction('billing-1')`. The client
   * keeps one producer for each id; `producer({ transactionalId })` has the options.
   * @throws DraveError as `TransactionalProducer.begin`.
   */
  transaction(transactionalId: string): Promise<Transaction> {
    let producer = this.transactional.get(transactionalId);
    if (producer === undefined) {
      producer = this.transactionalProducer<string | Uint8Array | null, string | Uint8Array | null>({
        transactionalId,
      });
      this.transactional.set(transactionalId, producer);
    }
    return producer.begin();
  }

  /** Creates a producer of bytes, which costs least per record. @throws DraveError INVALID_CONFIG. */
  rawProducer(options: ProducerOptions = {}): RawProducer {
    const { channels, metadata, backoff, measured: metrics } = this;
    const { env } = this.options;
    const settings = producerSettings(this.options, options, env);
    const { onBatch } = options;
    const onClosed = () => void this.producers.delete(producer);
    const ports = { env, channels, metadata, backoff, settings, metrics, onBatch, onClosed };
    const producer = new RawProducer(ports);
    this.producers.add(producer);
    return producer;
  }

  /** Creates a consumer of bytes, or of what the deserializers return. @throws DraveError INVALID_CONFIG. */
  consumer<Key = Buffer | null, Value = Buffer | null>(
    options: ConsumerOptions & DeserializerOptions<Key, Value> = {},
  ): Consumer<Key, Value> {
    const { interceptors, measured: metrics } = this;
    const { clock } = this.options.env;
    const deadLetters = () => this.deadLetterProducer();
    return new Consumer(this.rawConsumer(options), options, { clock, interceptors, metrics, deadLetters });
  }

  /** Creates a consumer whose records are views into fetched memory. @throws DraveError INVALID_CONFIG. */
  rawConsumer(options: ConsumerOptions = {}): RawConsumer {
    const { channels, metadata, backoff, measured: metrics } = this;
    const settings = consumerSettings(this.options, options);
    const { env } = this.options;
    const onClosed = () => void this.consumers.delete(consumer);
    const consumer = new RawConsumer({ env, channels, metadata, backoff, settings, metrics, onClosed });
    this.consumers.add(consumer);
    return consumer;
  }

  /** Creates a producer for one typed topic. @throws DraveError INVALID_CONFIG. */
  topicProducer<Key, Value>(topic: TypedTopic<Key, Value>, options: ProducerOptions = {}): TopicProducer<Key, Value> {
    const serializers = { keySerializer: topic.key.serializer, valueSerializer: topic.value.serializer };
    return new TopicProducer(topic, this.producer<Key, Value>({ ...options, ...serializers }));
  }

  /**
   * Creates a consumer of one typed topic. With a `groupId` it is subscribed to the topic; without one its partitions
   * are to be assigned.
   * @throws DraveError INVALID_CONFIG.
   */
  topicConsumer<Key, Value>(topic: TypedTopic<Key, Value>, options: ConsumerOptions = {}): Consumer<Key, Value> {
    const deserializers = { keyDeserializer: topic.key.deserializer, valueDeserializer: topic.value.deserializer };
    const consumer = this.consumer<Key, Value>({ ...options, ...deserializers });
    if (options.groupId !== undefined) consumer.subscribe(topic.name);
    return consumer;
  }

  /** What all producers and consumers of this client have done since it was made. */
  metrics(): ClientMetricsSnapshot {
    const lags = [...this.consumers].flatMap((consumer) => consumer.recordsLagMax() ?? []);
    const buffered = [...this.producers].map(({ bufferedBytes }) => bufferedBytes);
    return {
      ...this.measured.snapshot(),
      bufferedBytes: buffered.reduce((sum, bytes) => sum + bytes, 0),
      recordsLagMax: lags.length === 0 ? undefined : Math.max(...lags),
    };
  }

  /** The administration of the cluster. It owns nothing that needs closing. */
  admin(): Admin {
    const { channels, metadata, backoff } = this;
    const { env, requestTimeoutMs } = this.options;
    const { apiTimeoutMs } = this;
    const attemptTimeoutMs = Math.min(requestTimeoutMs ?? 30_000, ADMIN_ATTEMPT_MS_MAX);
    const ports = { env, channels, metadata, backoff, attemptTimeoutMs, apiTimeoutMs };
    return new Admin(new AdminCaller(ports));
  }

  /** True once any node of the cluster has answered. */
  get hasAnswered(): boolean {
    return this.metadata.reachability.hasAnswered;
  }

  /**
   * Fetches metadata and resolves with the unfenced brokers. @throws DraveError REQUEST_TIMED_OUT after `apiTimeoutMs`.
   */
  async brokers(): Promise<readonly BrokerView[]> {
    await this.metadata.refresh(this.apiTimeoutMs);
    return [...this.metadata.view.brokers.values()].sort((a, b) => a.id - b.id);
  }

  /**
   * Fetches metadata and resolves with a topic, its partitions and leaders; undefined when it does not exist.
   * @throws DraveError REQUEST_TIMED_OUT after `apiTimeoutMs`.
   */
  async topic(name: string): Promise<TopicView | undefined> {
    this.metadata.want(name);
    await this.metadata.refresh(this.apiTimeoutMs);
    return this.metadata.view.topic(name);
  }

  /**
   * Closes every consumer and then every producer of this client, as their `close` does, and its connections at last.
   * Further calls resolve with the first.
   */
  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  /** Closes it: `await using client = connect({ bootstrap })`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private transactionalProducer<Key, Value>(
    options: TransactionalProducerOptions & SerializerOptions<Key, Value>,
  ): TransactionalProducer<Key, Value> {
    const { channels, metadata, backoff, interceptors, measured: metrics } = this;
    const { env } = this.options;
    const transaction = transactionSettings(options);
    const settings = producerSettings(this.options, options, env);
    const { onBatch } = options;
    const shared = { env, channels, metadata, backoff, settings, interceptors, metrics };
    const onClosed = () => void this.producers.delete(producer);
    const producer = new TransactionalProducer({ ...shared, ...transaction, onBatch, onClosed }, options);
    this.producers.add(producer);
    return producer;
  }

  /** One for all consumers, made with the first dead letter. */
  private deadLetterProducer(): RawProducer {
    this.deadLetters ??= this.rawProducer({ lingerMs: 0 });
    return this.deadLetters;
  }

  private async closeOnce(): Promise<void> {
    try {
      // Handlers that finish while their consumer is closed may still write.
      for (const consumer of [...this.consumers]) await consumer.close();
      for (const producer of [...this.producers]) await producer.close();
    } finally {
      await this.metadata.close();
      this.channels.close();
      this.options.onClose?.();
    }
  }
}

/** A broker that hangs must not hold up the search for a new leader. */
const METADATA_ATTEMPT_MS_MAX = 2000;

/** How long one node may take before another one is asked; the request id makes that safe. */
const ADMIN_ATTEMPT_MS_MAX = 10_000;
