import { DraveError, errors, errorCodeFromKafka, type Endpoint, type ErrorCode } from '@drave/base';
import { apis, versionOf, type Api } from '@drave/kafka-protocol';
import { BatchBuilder, openPlainRecords, readBatchInfo } from '@drave/records';
import { KafkaWire } from '../bad-input/kafka-wire.js';
import { Deadline } from '../bounds.js';

const FEATURE = 'transaction.version';
const TRANSACTION_KEY = 1;
const TIMEOUT_MS = 60_000;
const SETTLES_WITHIN_MS = 30_000;
const NO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';
/** Downgrades of features that lose nothing (KIP-584). */
const SAFE_DOWNGRADE = 2;
const UPGRADE = 1;

/** What a client asks again after, of somebody else if need be. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONCURRENT_TRANSACTIONS',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'LEADER_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'NOT_COORDINATOR',
  'NOT_ENOUGH_REPLICAS',
  'NOT_LEADER_OR_FOLLOWER',
  'REQUEST_TIMED_OUT',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

type Find = (any: KafkaWire) => Promise<Endpoint>;

/**
 * A transactional producer of one partition that goes by the level of `transaction.version` as Kafka's own client does:
 * it looks at it before each transaction, ends each by the protocol that it began with, and takes a new epoch when it
 * goes over to version 2.
 */
export class LevelClient {
  producerId = -1;
  producerEpoch = -1;
  private readonly bootstrap: () => readonly Endpoint[];
  private readonly transactionalId: string;
  private readonly topic: string;
  private sequence = 0;
  /** The protocol of the transaction that is open, or was the last one. */
  private protocol: 1 | 2 = 1;
  private readonly coordinator: Find;
  private readonly leader: Find;

  constructor(bootstrap: () => readonly Endpoint[], transactionalId: string, topic: string) {
    this.bootstrap = bootstrap;
    this.transactionalId = transactionalId;
    this.topic = topic;
    this.coordinator = (any) => coordinatorOf(any, transactionalId);
    this.leader = (any) => leaderOf(any, topic, 0);
  }

  /** Moves the level, up or down; asked again where a broker ends before it answers, which changes nothing more. */
  async setLevel(level: number, way: 'up' | 'down'): Promise<void> {
    const upgradeType = way === 'up' ? UPGRADE : SAFE_DOWNGRADE;
    const body = { featureUpdates: [{ feature: FEATURE, maxVersionLevel: level, upgradeType }], validateOnly: false };
    const anybody: Find = () => this.living();
    await this.ask(anybody, apis.UpdateFeatures, 1, body, ({ errorCode }) => errorCode);
  }

  /** The level that a broker tells. */
  async levelAt(endpoint: Endpoint): Promise<number> {
    const wire = await KafkaWire.connect(endpoint);
    const software = { clientSoftwareName: 'level-client', clientSoftwareVersion: '1' };
    const answer = await wire.request(apis.ApiVersions, 3, software).finally(() => wire.destroy());
    return answer.finalizedFeatures.find(({ name }) => name === FEATURE)?.maxVersionLevel ?? 0;
  }

  async init(): Promise<void> {
    const { transactionalId, producerId, producerEpoch } = this;
    const body = { transactionalId, transactionTimeoutMs: TIMEOUT_MS, producerId, producerEpoch };
    const answer = await this.ask(this.coordinator, apis.InitProducerId, 4, body, ({ errorCode }) => errorCode);
    this.become(answer);
  }

  /** Begins a transaction with one record. Which protocol it goes by is decided here. */
  async begin(value: string): Promise<void> {
    const level = await this.levelAt(await this.living());
    const protocol = level >= 2 ? 2 : 1;
    if (protocol === 2 && this.protocol === 1) await this.init();
    this.protocol = protocol;
    if (protocol === 1) await this.add();
    const { producerId, producerEpoch, sequence: baseSequence } = this;
    const builder = new BatchBuilder();
    builder.append(0, null, Buffer.from(value));
    const records = builder.finish({ producerId, producerEpoch, baseSequence, transactional: true });
    const topicData = [{ name: this.topic, partitionData: [{ index: 0, records }] }];
    const body = { transactionalId: this.transactionalId, acks: -1, timeoutMs: TIMEOUT_MS, topicData };
    const version = protocol === 2 ? 12 : 11;
    await this.ask(
      this.leader,
      apis.Produce,
      version,
      body,
      (answer) => answer.responses[0]?.partitionResponses[0]?.errorCode,
    );
    this.sequence++;
  }

  async end(result: 'commit' | 'abort'): Promise<void> {
    const { transactionalId, producerId, producerEpoch, protocol } = this;
    const body = { transactionalId, producerId, producerEpoch, committed: result === 'commit' };
    const version = protocol === 2 ? 5 : 4;
    const answer = await this.ask(this.coordinator, apis.EndTxn, version, body, ({ errorCode }) => errorCode);
    if (protocol === 2) this.become(answer);
  }

  /** The versions of the values in one partition of `__transaction_state`, tombstones left out, by their order. */
  async stateVersions(partition: number): Promise<readonly number[]> {
    const topic = '__transaction_state';
    const versions: number[] = [];
    let fetchOffset = 0;
    for (;;) {
      const one = { partition, fetchOffset, partitionMaxBytes: 1_048_576, replicaDirectoryId: NO_UUID };
      const body = { maxWaitMs: 0, minBytes: 0, topics: [{ topic, topicId: NO_UUID, partitions: [one] }] };
      const find: Find = (any) => leaderOf(any, topic, partition);
      const answer = await this.ask(
        find,
        apis.Fetch,
        12,
        body,
        ({ responses }) => responses[0]?.partitions[0]?.errorCode,
      );
      const records = answer.responses[0]?.partitions[0]?.records ?? EMPTY;
      if (records.length === 0) return versions;
      for (let at = 0; at < records.length; at += readBatchInfo(records, at).sizeBytes) {
        fetchOffset = readBatchInfo(records, at).lastOffset + 1;
        const cursor = openPlainRecords(records, at);
        for (let next = cursor?.next(); next !== undefined; next = cursor?.next())
          if (next.value !== null) versions.push(versionOf(next.value));
      }
    }
  }

  private become({ producerId, producerEpoch }: { readonly producerId: number; readonly producerEpoch: number }): void {
    if (producerEpoch !== this.producerEpoch || producerId !== this.producerId) this.sequence = 0;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }

  private async add(): Promise<void> {
    const body = {
      transactions: [],
      v3AndBelowTransactionalId: this.transactionalId,
      v3AndBelowProducerId: this.producerId,
      v3AndBelowProducerEpoch: this.producerEpoch,
      v3AndBelowTopics: [{ name: this.topic, partitions: [0] }],
    };
    await this.ask(
      this.coordinator,
      apis.AddPartitionsToTxn,
      3,
      body,
      (answer) => answer.resultsByTopicV3AndBelow[0]?.resultsByPartition[0]?.partitionErrorCode,
    );
  }

  /** Asks whoever it is at the moment, again while what it hears may pass. */
  private async ask<Request, RequestInput, Response, ResponseInput>(
    find: Find,
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    body: RequestInput,
    codeOf: (response: Response) => number | undefined,
  ): Promise<Response> {
    const deadline = new Deadline(SETTLES_WITHIN_MS, api.name);
    let last = '';
    while (!(await deadline.isOver())) {
      try {
        const response = await this.askOnce(find, api, version, body);
        const code = codeOf(response) ?? errors.UNKNOWN_SERVER_ERROR.kafka;
        if (code === 0) return response;
        last = errorCodeFromKafka(code);
        if (!PASSING.has(errorCodeFromKafka(code))) throw refused(code, api.name);
      } catch (reason) {
        // What the broker has said is final; a connection that broke is not.
        if (reason instanceof DraveError && !PASSING.has(reason.code)) throw reason;
        last = String(reason);
      }
    }
    throw new DraveError('REQUEST_TIMED_OUT', `${api.name} v${version}: ${last}`);
  }

  private async askOnce<Request, RequestInput, Response, ResponseInput>(
    find: Find,
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    const any = await this.any();
    const endpoint = await find(any).finally(() => any.destroy());
    const wire = await KafkaWire.connect(endpoint);
    return wire.request(api, version, body).finally(() => wire.destroy());
  }

  private async any(): Promise<KafkaWire> {
    return KafkaWire.connect(await this.living());
  }

  private async living(): Promise<Endpoint> {
    for (const endpoint of this.bootstrap()) {
      try {
        await this.levelAt(endpoint);
        return endpoint;
      } catch {
        // It is down; another one is not.
      }
    }
    throw new DraveError('NETWORK_EXCEPTION', 'no broker answers');
  }
}

async function coordinatorOf(any: KafkaWire, transactionalId: string): Promise<Endpoint> {
  const body = { key: '', keyType: TRANSACTION_KEY, coordinatorKeys: [transactionalId] };
  const [found] = (await any.request(apis.FindCoordinator, 4, body)).coordinators;
  if (found === undefined || found.errorCode !== 0) throw refused(found?.errorCode ?? -1, 'a coordinator');
  return found;
}

async function leaderOf(any: KafkaWire, topic: string, partition: number): Promise<Endpoint> {
  const topics = [{ topicId: NO_UUID, name: topic }];
  const body = { topics, allowAutoTopicCreation: false, includeTopicAuthorizedOperations: false };
  const answer = await any.request(apis.Metadata, 12, body);
  const found = answer.topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition);
  const broker = answer.brokers.find(({ nodeId }) => nodeId === found?.leaderId);
  if (broker === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', `${topic}-${partition}`);
  return broker;
}

function refused(errorCode: number, what: string): DraveError {
  return new DraveError(errorCodeFromKafka(errorCode), what);
}

const EMPTY: Buffer = Buffer.alloc(0);
