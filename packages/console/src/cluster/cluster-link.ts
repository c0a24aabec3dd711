import { DraveError, uuidFrom, type Endpoint, type Millis } from '@drave/base';
import { Client, type ClientOptions } from '@drave/client';
import type { TimerHandle, TlsClientOptions } from '@drave/env';
import type { RpcChannel, RpcStream, StreamMethod, Transport, UnaryMethod } from '@drave/rpc';

/** How the console reaches its cluster. */
export interface ClusterAccess {
  readonly env: ClientOptions['env'];
  /** Asks in the name of whoever uses the console. */
  readonly transport: Transport;
  /** Nodes to ask, the best first. */
  readonly nodes: () => readonly Endpoint[];
  /** Brokers to read from and write to, whatever `nodes` are. Default: `nodes`. */
  readonly brokers?: () => readonly Endpoint[];
  /** What is shown to nodes, where `transport` does not show it by itself. */
  readonly tls?: TlsClientOptions;
}

/** How long a node may take over one answer. */
const CALL_TIMEOUT_MS: Millis = 10_000;
/** What nobody has used for so long is closed: an open connection wakes both of its sides to show that it lives. */
const IDLE_MS: Millis = 60_000;

/**
 * The services of the cluster as every client has them, over connections that are there only while somebody looks. Each
 * question goes to one node after another until one answers.
 */
export class ClusterLink {
  readonly access: ClusterAccess;
  private readonly channels = new Map<string, RpcChannel>();
  private sdk: Client | undefined;
  private inUse = 0;
  private idle: TimerHandle | undefined;
  private closed = false;

  constructor(access: ClusterAccess) {
    this.access = access;
  }

  /** @throws DraveError what the cluster answers; BROKER_NOT_AVAILABLE where no node runs. */
  ask<Request, Response>(method: UnaryMethod<Request, Response>, request: Request): Promise<Response> {
    return this.used(async () => {
      let failure = new DraveError('BROKER_NOT_AVAILABLE', 'no node of the cluster runs');
      for (const endpoint of this.access.nodes()) {
        try {
          return await this.channel(endpoint).unary(method, request, { deadlineMs: CALL_TIMEOUT_MS });
        } catch (reason) {
          failure = DraveError.from(reason);
          // Only a node that cannot be reached says nothing for the others.
          if (failure.code !== 'NETWORK_EXCEPTION') throw failure;
        }
      }
      throw failure;
    });
  }

  /** One node, and no other. @throws DraveError. */
  askAt<Request, Response>(
    endpoint: Endpoint,
    method: UnaryMethod<Request, Response>,
    request: Request,
  ): Promise<Response> {
    return this.used(() => this.channel(endpoint).unary(method, request, { deadlineMs: CALL_TIMEOUT_MS }));
  }

  /** A stream from one node; the caller ends it, and `used` keeps the connection. */
  stream<Request, Response>(
    endpoint: Endpoint,
    method: StreamMethod<Request, Response>,
    signal: AbortSignal,
  ): RpcStream<Request, Response> {
    return this.channel(endpoint).stream(method, { signal });
  }

  /** For records. */
  client(): Client {
    const { env, transport, nodes, brokers = nodes } = this.access;
    const options = { env, transport, apiTimeoutMs: CALL_TIMEOUT_MS, ...this.tls };
    this.sdk ??= new Client({ ...options, bootstrap: brokers() });
    return this.sdk;
  }

  /** A new id for one change. */
  requestId(): string {
    return uuidFrom((length) => this.access.env.random.bytes(length));
  }

  /** Keeps the connections while `work` is under way. */
  async used<Result>(work: () => Promise<Result>): Promise<Result> {
    const { timers } = this.access.env;
    if (this.closed) throw new DraveError('CANCELLED', 'the console was closed');
    this.inUse++;
    if (this.idle !== undefined) timers.clear(this.idle);
    this.idle = undefined;
    try {
      return await work();
    } finally {
      this.inUse--;
      if (this.inUse === 0 && !this.closed) this.idle = timers.set(IDLE_MS, () => void this.drop());
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.idle !== undefined) this.access.env.timers.clear(this.idle);
    await this.drop();
  }

  private async drop(): Promise<void> {
    const { sdk } = this;
    this.idle = undefined;
    this.sdk = undefined;
    for (const channel of this.channels.values()) channel.close();
    this.channels.clear();
    await sdk?.close();
  }

  private get tls(): { readonly tls?: TlsClientOptions } {
    const { tls } = this.access;
    return tls === undefined ? {} : { tls };
  }

  private channel(endpoint: Endpoint): RpcChannel {
    const key = `${endpoint.host}:${endpoint.port}`;
    const known = this.channels.get(key);
    if (known !== undefined) return known;
    const opened = this.access.transport.connect(endpoint, this.tls);
    this.channels.set(key, opened);
    return opened;
  }
}
