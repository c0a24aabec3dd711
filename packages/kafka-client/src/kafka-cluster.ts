import { DraveError, type Endpoint, type Millis, type NodeId, errorCodeFromKafka } from '@drave/base';
import type { Env, TlsClientOptions } from '@drave/env';
import { apis, type Api, type MetadataResponse } from '@drave/kafka-protocol';
import { BrokerConnection } from './broker-connection.js';
import { ScramClient, type ScramMechanismName } from './scram-client.js';

/** Who asks, where listeners want SASL. */
interface KafkaCredentials {
  readonly username: string;
  readonly password: string;
  /** Default: PLAIN. */
  readonly mechanism?: 'PLAIN' | ScramMechanismName;
}

export interface KafkaClusterOptions {
  readonly bootstrap: readonly Endpoint[];
  readonly clientId: string;
  /** For one request, and for opening a connection, ms. */
  readonly requestTimeoutMs: Millis;
  readonly tls?: TlsClientOptions;
  readonly credentials?: KafkaCredentials;
}

interface Dialled {
  readonly connection: BrokerConnection;
  /** What the broker speaks, by API key. */
  readonly versions: ReadonlyMap<number, readonly [min: number, max: number]>;
}

/** The newest version in which SaslHandshake and Metadata are used: nothing newer is needed. */
const HANDSHAKE_VERSION = 1;

/** The brokers of one cluster. It learns of them by metadata, and keeps one connection to each that it asks. */
export class KafkaCluster {
  private readonly env: Pick<Env, 'timers' | 'network' | 'random'>;
  private readonly options: KafkaClusterOptions;
  private readonly dialled = new Map<string, Promise<Dialled>>();
  private known = new Map<NodeId, Endpoint>();
  private isClosed = false;

  constructor(env: Pick<Env, 'timers' | 'network' | 'random'>, options: KafkaClusterOptions) {
    this.env = env;
    this.options = options;
  }

  /** The brokers of the last metadata, in order of their ids. */
  get brokers(): ReadonlyMap<NodeId, Endpoint> {
    return this.known;
  }

  /**
   * All brokers, topics and partitions, as one broker sees them. Brokers are asked in turn until one answers, bootstrap
   * addresses last.
   * @throws DraveError of the last broker when none answers.
   */
  async metadata(): Promise<MetadataResponse> {
    let failure = new DraveError('BROKER_NOT_AVAILABLE', 'no broker is known');
    for (const endpoint of [...this.known.values(), ...this.options.bootstrap]) {
      try {
        const response = await this.requestAt(endpoint, apis.Metadata, (version) =>
          version === 0 ? { topics: [] } : { topics: null, allowAutoTopicCreation: false },
        );
        const brokers = response.brokers.toSorted((one, other) => one.nodeId - other.nodeId);
        this.known = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
        return response;
      } catch (reason) {
        failure = DraveError.from(reason);
      }
    }
    throw failure;
  }

  /**
   * Asks one broker, in the newest version that both sides speak and that is no newer than `versionMax`. The body may
   * depend on the version.
   * @throws DraveError BROKER_NOT_AVAILABLE, NETWORK_EXCEPTION, UNSUPPORTED_VERSION, UNAUTHENTICATED.
   */
  async request<Request, Input, Response, ResponseInput>(
    broker: NodeId,
    api: Api<Request, Input, Response, ResponseInput>,
    body: (version: number) => Input,
    versionMax?: number,
  ): Promise<Response> {
    const endpoint = this.known.get(broker);
    if (endpoint === undefined) throw new DraveError('BROKER_NOT_AVAILABLE', `broker ${broker} is not in the metadata`);
    return this.requestAt(endpoint, api, body, versionMax);
  }

  /** The version in which a broker would be asked. @throws DraveError as `request` does. */
  async versionFor(broker: NodeId, api: Pick<Api, 'key' | 'name' | 'minVersion' | 'maxVersion'>, versionMax?: number) {
    const endpoint = this.known.get(broker);
    if (endpoint === undefined) throw new DraveError('BROKER_NOT_AVAILABLE', `broker ${broker} is not in the metadata`);
    return versionOf(await this.connectionTo(endpoint), api, endpoint, versionMax);
  }

  close(): void {
    this.isClosed = true;
    // One that cannot be opened has told so to those who wanted it.
    for (const dialled of this.dialled.values())
      dialled.then(({ connection }) => connection.close()).catch(() => undefined);
    this.dialled.clear();
  }

  private async requestAt<Request, Input, Response, ResponseInput>(
    endpoint: Endpoint,
    api: Api<Request, Input, Response, ResponseInput>,
    body: (version: number) => Input,
    versionMax?: number,
  ): Promise<Response> {
    const dialled = await this.connectionTo(endpoint);
    const version = versionOf(dialled, api, endpoint, versionMax);
    return dialled.connection.request(api, version, body(version), this.options.requestTimeoutMs);
  }

  private async connectionTo(endpoint: Endpoint): Promise<Dialled> {
    if (this.isClosed) throw new DraveError('NETWORK_EXCEPTION', 'the client is closed');
    const address = addressOf(endpoint);
    const known = this.dialled.get(address);
    if (known !== undefined) {
      const dialled = await known;
      if (dialled.connection.isOpen) return dialled;
      // Unless another request has opened the next one meanwhile.
      if (this.dialled.get(address) === known) this.dialled.delete(address);
      return this.connectionTo(endpoint);
    }
    const opening = this.dial(endpoint);
    this.dialled.set(address, opening);
    try {
      return await opening;
    } catch (reason) {
      if (this.dialled.get(address) === opening) this.dialled.delete(address);
      throw reason;
    }
  }

  private async dial(endpoint: Endpoint): Promise<Dialled> {
    const { clientId, requestTimeoutMs: timeoutMs, tls, credentials } = this.options;
    const options = { clientId, timeoutMs, ...(tls === undefined ? {} : { tls }) };
    const connection = await BrokerConnection.open(this.env, endpoint, options);
    try {
      const { errorCode, apiKeys } = await connection.request(apis.ApiVersions, 0, {}, timeoutMs);
      if (errorCode !== 0) throw new DraveError(errorCodeFromKafka(errorCode), `${addressOf(endpoint)}: ApiVersions`);
      const versions = new Map(
        apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion] as const]),
      );
      if (credentials !== undefined) await this.authenticate(connection, endpoint, credentials);
      return { connection, versions };
    } catch (reason) {
      connection.close();
      throw reason;
    }
  }

  private async authenticate(
    connection: BrokerConnection,
    endpoint: Endpoint,
    { username, password, mechanism = 'PLAIN' }: KafkaCredentials,
  ): Promise<void> {
    const { requestTimeoutMs } = this.options;
    const handshake = await connection.request(apis.SaslHandshake, HANDSHAKE_VERSION, { mechanism }, requestTimeoutMs);
    if (handshake.errorCode !== 0) {
      const offered = handshake.mechanisms.join(', ');
      const message = `${addressOf(endpoint)} does not take SASL ${mechanism}; it offers ${offered === '' ? 'none' : offered}`;
      throw new DraveError(errorCodeFromKafka(handshake.errorCode), message);
    }
    const say = async (token: Buffer): Promise<Buffer> => {
      const body = { authBytes: token };
      const { errorCode, errorMessage, authBytes } = await connection.request(
        apis.SaslAuthenticate,
        AUTHENTICATE_VERSION,
        body,
        requestTimeoutMs,
      );
      if (errorCode === 0) return authBytes;
      const message = `${addressOf(endpoint)} refuses '${username}': ${errorMessage}`;
      throw new DraveError(errorCodeFromKafka(errorCode), message);
    };
    if (mechanism === 'PLAIN') {
      await say(Buffer.from(`\0${username}\0${password}`));
      return;
    }
    const nonce = Buffer.from(this.env.random.bytes(NONCE_BYTES)).toString('base64url');
    const scram = new ScramClient(mechanism, username, password, nonce);
    const challenge = await say(scram.first());
    scram.finish(await say(scram.final(challenge)));
  }
}

/** A client of this version is told of no end of its session, and so there is none (KIP-368). */
const AUTHENTICATE_VERSION = 0;
const NONCE_BYTES = 24;

function versionOf(
  { versions }: Dialled,
  api: Pick<Api, 'key' | 'name' | 'minVersion' | 'maxVersion'>,
  endpoint: Endpoint,
  versionMax = Number.POSITIVE_INFINITY,
): number {
  const [min, max] = versions.get(api.key) ?? [0, -1];
  const version = Math.min(max, api.maxVersion, versionMax);
  if (version < Math.max(min, api.minVersion)) {
    const message = `${addressOf(endpoint)} speaks ${api.name} ${max < 0 ? 'in no version' : `${min} to ${max}`}; ${api.minVersion} to ${Math.min(api.maxVersion, versionMax)} are known here`;
    throw new DraveError('UNSUPPORTED_VERSION', message);
  }
  return version;
}

function addressOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
