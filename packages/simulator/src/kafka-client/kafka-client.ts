import { DraveError, errorCodeFromKafka, UUID_ZERO, type Endpoint, type ErrorCode, type NodeId } from '@drave/base';
import type { Env } from '@drave/env';
import type { SeededRandom } from '@drave/env/sim';
import { BrokerConnection } from '@drave/kafka-client';
import { apis, type Api } from '@drave/kafka-protocol';

const CONNECT_MS = 2_000;
const REQUEST_MS = 3_000;
/** The pause between two attempts that failed. */
export const RETRY_PAUSE_MS = 100;

interface KafkaPartition {
  readonly partition: number;
  readonly leader: NodeId;
  readonly leaderEpoch: number;
}

interface KafkaTopic {
  readonly name: string;
  /** UUID_ZERO when this client's version of Metadata does not tell. */
  readonly topicId: string;
  readonly partitions: readonly KafkaPartition[];
}

interface Dialled {
  readonly connection: BrokerConnection;
  /** The versions that both sides speak, by API key. */
  readonly versions: ReadonlyMap<number, number>;
}

/** The newest versions in which a client still names topics. */
const versionsByName = [
  [apis.Fetch, 12],
  [apis.Produce, 12],
  [apis.OffsetCommit, 9],
  [apis.OffsetFetch, 9],
] as const;
const METADATA_WITH_IDS = 10;
/** Before, asking for a topic that is missing may create it. */
const EXPLICIT_CREATION = 4;

/**
 * A small Kafka client, as honest as a real one: it learns versions, brokers and leaders over the wire and believes
 * nothing else. How old its protocol is, is drawn API by API, so that clients of all ages meet one cluster.
 */
export class KafkaClient {
  readonly env: Env;
  readonly name: string;
  private readonly bootstrap: readonly Endpoint[];
  private readonly random: SeededRandom;
  /** The newest version that this client knows, by API key. */
  private readonly versionsMax = new Map<number, number>();
  private brokers = new Map<NodeId, Endpoint>();
  private topics = new Map<string, KafkaTopic>();
  private readonly dialled = new Map<string, Promise<Dialled>>();
  private closed = false;

  /** `ages`: of which age the client may be. */
  constructor(
    env: Env,
    name: string,
    bootstrap: readonly Endpoint[],
    random: SeededRandom,
    ages: 'newest' | 'any' = 'any',
  ) {
    this.env = env;
    this.name = name;
    this.bootstrap = bootstrap;
    this.random = random;
    for (const api of Object.values<Api>(apis)) {
      const drawn = drawVersion(random, api);
      this.versionsMax.set(api.key, ages === 'newest' ? api.maxVersion : drawn);
    }
    const metadata = this.versionsMax.get(apis.Metadata.key) ?? 0;
    if (metadata >= METADATA_WITH_IDS) return;
    for (const [api, max] of versionsByName) this.versionsMax.set(api.key, Math.min(this.newestOf(api), max));
  }

  /** The newest version that this client knows is one of these. */
  limit({ key, maxVersion }: Pick<Api, 'key' | 'maxVersion'>, from: number, to = maxVersion): void {
    this.versionsMax.set(key, Math.min(to, Math.max(from, this.newestOf({ key }))));
  }

  /** The newest version that this client knows. */
  newestOf({ key }: Pick<Api, 'key'>): number {
    return this.versionsMax.get(key) ?? -1;
  }

  topic(name: string): KafkaTopic | undefined {
    return this.topics.get(name);
  }

  /** How a request tells a topic, whichever of both its version has. An id that is not known yet is zero. */
  topicRef(name: string): { readonly name: string; readonly topicId: string } {
    return { name, topicId: this.topics.get(name)?.topicId ?? UUID_ZERO };
  }

  leaderOf(topic: string, partition: number): NodeId | undefined {
    const leader = this.topics.get(topic)?.partitions.find((one) => one.partition === partition)?.leader;
    return leader !== undefined && this.brokers.has(leader) ? leader : undefined;
  }

  /** Asks brokers in turn until one answers for all of the topics; throws the last error when none does. */
  async refresh(topics: readonly string[]): Promise<void> {
    const known = [...this.brokers.values()];
    const first = this.random.integer(this.bootstrap.length);
    let failure: unknown;
    for (const endpoint of [...known, ...this.bootstrap.slice(first), ...this.bootstrap.slice(0, first)]) {
      try {
        await this.refreshFrom(endpoint, topics);
        return;
      } catch (reason) {
        failure = DraveError.from(reason);
      }
    }
    throw failure;
  }

  /** `body` may depend on the version. @throws DraveError NETWORK_EXCEPTION, UNSUPPORTED_VERSION. */
  async request<Request, Input, Response, ResponseInput>(
    node: NodeId | Endpoint,
    api: Api<Request, Input, Response, ResponseInput>,
    body: Input | ((version: number) => Input),
    timeoutMs = REQUEST_MS,
  ): Promise<{ readonly response: Response; readonly version: number }> {
    const endpoint = this.endpointOf(node);
    const { connection, versions } = await this.dial(endpoint);
    const version = versions.get(api.key);
    if (version === undefined)
      throw new DraveError('UNSUPPORTED_VERSION', `${endpoint.host} does not serve ${api.name}`);
    const input = typeof body === 'function' ? (body as (version: number) => Input)(version) : body;
    return { response: await connection.request(api, version, input, timeoutMs), version };
  }

  /** So that what fails later may have arrived. @throws DraveError NETWORK_EXCEPTION. */
  async connect(node: NodeId): Promise<void> {
    await this.dial(this.endpointOf(node));
  }

  addBroker(node: NodeId, endpoint: Endpoint): void {
    this.brokers.set(node, endpoint);
  }

  close(): void {
    this.closed = true;
    for (const dialled of this.dialled.values()) {
      dialled.then(
        ({ connection }) => connection.close(),
        // It never came about.
        () => undefined,
      );
    }
    this.dialled.clear();
  }

  private endpointOf(node: NodeId | Endpoint): Endpoint {
    const endpoint = typeof node === 'number' ? this.brokers.get(node) : node;
    if (endpoint === undefined) throw new DraveError('NETWORK_EXCEPTION', `no address of broker ${String(node)}`);
    return endpoint;
  }

  private async refreshFrom(endpoint: Endpoint, names: readonly string[]): Promise<void> {
    const topics = names.map((name) => ({ name, topicId: UUID_ZERO }));
    const { response } = await this.request(endpoint, apis.Metadata, (version) =>
      version >= EXPLICIT_CREATION ? { topics, allowAutoTopicCreation: false } : { topics },
    );
    for (const topic of response.topics) {
      if (topic.errorCode !== 0) throw kafkaError(topic.errorCode, `Metadata of ${String(topic.name)}`);
    }
    this.brokers = new Map(response.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    for (const { name, topicId, partitions } of response.topics) {
      if (name === null) continue;
      const known = partitions.map(({ partitionIndex, leaderId, leaderEpoch }) => {
        return { partition: partitionIndex, leader: leaderId, leaderEpoch };
      });
      this.topics.set(name, { name, topicId, partitions: known });
    }
  }

  private async dial(endpoint: Endpoint): Promise<Dialled> {
    if (this.closed) throw new DraveError('NETWORK_EXCEPTION', 'the client is closed');
    const key = `${endpoint.host}:${endpoint.port}`;
    const known = this.dialled.get(key);
    if (known !== undefined) {
      const dialled = await known;
      if (dialled.connection.isOpen) return dialled;
      if (this.dialled.get(key) === known) this.dialled.delete(key);
      return this.dial(endpoint);
    }
    const dialling = this.open(endpoint);
    this.dialled.set(key, dialling);
    try {
      return await dialling;
    } catch (reason) {
      if (this.dialled.get(key) === dialling) this.dialled.delete(key);
      throw reason;
    }
  }

  private async open(endpoint: Endpoint): Promise<Dialled> {
    const connection = await BrokerConnection.open(this.env, endpoint, {
      clientId: this.name,
      timeoutMs: CONNECT_MS,
    });
    const about = { clientSoftwareName: 'drave-simulator', clientSoftwareVersion: '1.0' };
    const ours = this.versionsMax.get(apis.ApiVersions.key) ?? 0;
    const { apiKeys } = await connection.request(apis.ApiVersions, ours, ours >= 3 ? about : {}, REQUEST_MS);
    const versions = new Map<number, number>();
    for (const { apiKey, minVersion, maxVersion } of apiKeys) {
      const version = Math.min(maxVersion, this.versionsMax.get(apiKey) ?? -1);
      if (version >= minVersion) versions.set(apiKey, version);
    }
    return { connection, versions };
  }
}

/** Draws mostly the newest version, else any that living clients use. */
function drawVersion(random: SeededRandom, { key, minVersion, maxVersion }: Api): number {
  const newest = random.next() < 0.6;
  const lowest = Math.max(minVersion, key === apis.Produce.key ? 3 : key === apis.Metadata.key ? 1 : 0);
  const drawn = lowest + random.integer(maxVersion - lowest + 1);
  return newest ? maxVersion : drawn;
}

export function kafkaError(code: number, what: string): DraveError {
  const name: ErrorCode = errorCodeFromKafka(code);
  return new DraveError(name, `${what}: ${name}`);
}
