import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { deferred, DraveError, type Endpoint, type Millis, isError } from '@drave/base';
import { resetSocket } from '@drave/env/reset-socket';
import { Server, ServerInterceptingCall } from '@grpc/grpc-js';
import type { MethodEntry } from '../dispatch.js';
import type { HealthService } from '../health.js';
import type { RpcServer, ServeOptions } from '../transport.js';
import { serverCredentials } from './credentials.js';
import { grpcServerOptions, type ResolvedOptions } from './options.js';
import { type CallHost, ServerCall } from './server-call.js';
import { neverKeepAlive, SocketWatch } from './socket-watch.js';

/** Time for the last statuses to leave before connections are dropped. */
const GOODBYE_MS = 50;

/**
 * grpc-js speaks HTTP/2 on connections that we accept ourselves: so we count them before any client is authenticated,
 * know how each was lost, and can drop them all.
 */
export class GrpcServer implements RpcServer, CallHost {
  endpoint: Endpoint = { host: '', port: 0 };
  readonly messageBytesMax: number;
  readonly calls = new Set<ServerCall>();
  refusal: DraveError | undefined;
  private readonly options: ResolvedOptions;
  private readonly health: HealthService;
  private readonly table: ReadonlyMap<string, MethodEntry>;
  private readonly listener: NetServer;
  private readonly server: Server;
  private readonly connections = new Map<string, SocketWatch>();
  private closing: Promise<void> | undefined;

  constructor(
    table: ReadonlyMap<string, MethodEntry>,
    health: HealthService,
    options: ResolvedOptions,
    serveOptions: ServeOptions,
  ) {
    this.table = table;
    this.health = health;
    this.options = options;
    this.messageBytesMax = options.messageBytesMax;
    this.server = new Server({
      ...grpcServerOptions(options),
      interceptors: [
        (definition, next) => {
          const entry = this.table.get(definition.path);
          return entry === undefined ? new ServerInterceptingCall(next) : new ServerCall(next, entry, this);
        },
      ],
    });
    // The handler itself never runs: ServerCall stands in front of it.
    for (const path of table.keys()) this.server.register(path, () => {}, identity, identity, 'bidi');
    const injector = this.server.createConnectionInjector(serverCredentials(serveOptions.tls));
    this.listener = createServer({ noDelay: true }, (socket) => {
      if (!options.keepsAlive) neverKeepAlive(socket);
      if (this.admit(socket)) injector.injectConnection(socket);
    });
  }

  /** @throws DraveError ADDRESS_IN_USE. */
  async listen(endpoint: Endpoint): Promise<void> {
    const bound = deferred();
    this.listener.once('error', (error: NodeJS.ErrnoException) => bound.reject(listenError(endpoint, error)));
    this.listener.listen({ host: endpoint.host, port: endpoint.port, exclusive: true }, () => bound.resolve());
    await bound.promise;
    if (!this.options.keepsAlive) this.listener.unref();
    this.listener.removeAllListeners('error');
    this.listener.on('error', (error) =>
      this.options.logger.error({ error: error.message }, 'accepting connections failed'),
    );
    const address = this.listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : endpoint.port;
    this.endpoint = { host: endpoint.host, port };
  }

  setHealth(service: string, serving: boolean): void {
    this.health.set(service, serving);
  }

  connectionOf(peer: string): SocketWatch | undefined {
    return this.connections.get(peer);
  }

  onUnexpected(path: string, reason: unknown, fatal: boolean): void {
    const stack = isError(reason) ? reason.stack : String(reason);
    this.options.logger.error({ method: path, error: stack }, 'a handler failed unexpectedly');
    // A broken promise of our own code must stop the process (see AssertionFailure).
    if (fatal)
      setImmediate(() => {
        throw reason;
      });
  }

  close(graceMs: Millis): Promise<void> {
    this.closing ??= this.shutDown(graceMs);
    return this.closing;
  }

  /** Drops every connection without a word to the peers. Resolves when the port is free. */
  abandon(): Promise<void> {
    this.closing ??= this.drop();
    return this.closing;
  }

  private admit(socket: Socket): boolean {
    if (this.connections.size >= this.options.connectionsMax || this.refusal !== undefined) {
      socket.destroy();
      return false;
    }
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    const watch = new SocketWatch(socket, () => {
      if (this.connections.get(peer) === watch) this.connections.delete(peer);
    });
    this.connections.set(peer, watch);
    return true;
  }

  private async drop(): Promise<void> {
    const stopped = deferred();
    this.listener.close(() => stopped.resolve());
    this.refusal = new DraveError('SHUTTING_DOWN');
    for (const { socket } of [...this.connections.values()]) resetSocket(socket);
    await stopped.promise;
    this.server.forceShutdown();
  }

  private async shutDown(graceMs: Millis): Promise<void> {
    const stopped = deferred();
    this.listener.close(() => stopped.resolve());
    this.refusal = new DraveError('SHUTTING_DOWN');
    const graceEndsMs = performance.now() + graceMs;
    while (this.calls.size > 0 && performance.now() < graceEndsMs) await pause(Math.min(10, graceMs));
    for (const call of this.calls) call.fail(this.refusal);
    if (this.connections.size > 0) await pause(GOODBYE_MS);
    this.server.forceShutdown();
    for (const { socket } of this.connections.values()) socket.destroy();
    await stopped.promise;
  }
}

function identity(bytes: Buffer): Buffer {
  return bytes;
}

function pause(ms: Millis): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function listenError(endpoint: Endpoint, error: NodeJS.ErrnoException): DraveError {
  const where = `${endpoint.host}:${endpoint.port}`;
  if (error.code === 'EADDRINUSE')
    return new DraveError('ADDRESS_IN_USE', `${where} is in use by another process; choose another port`, {
      cause: error,
    });
  return new DraveError('INVALID_CONFIG', `cannot listen on ${where}: ${error.message}`, { cause: error });
}
