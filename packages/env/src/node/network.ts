import net from 'node:net';
import tls from 'node:tls';
import { DraveError, type Endpoint } from '@drave/base';
import type {
  ConnectOptions,
  Listener,
  ListenOptions,
  Network,
  TlsClientOptions,
  TlsServerOptions,
} from '../network.js';
import type { Logger } from '../logger.js';
import { NodeConnection } from './connection.js';
import { errnoOf } from './disk-error.js';
import { networkError } from './network-error.js';

const BACKLOG = 511;
/** This option is documented for `tls.connect` and missing in its types. */
const HALF_OPEN: object = { allowHalfOpen: true };

/** TCP and TLS sockets of this machine. */
export class NodeNetwork implements Network {
  private readonly logger: Logger;
  private readonly keepsAlive: boolean;

  /** Without `keepsAlive` no socket of it keeps the process alive. */
  constructor(logger: Logger, { keepsAlive = true }: { readonly keepsAlive?: boolean } = {}) {
    this.logger = logger;
    this.keepsAlive = keepsAlive;
  }

  async listen(
    endpoint: Endpoint,
    onConnection: (connection: NodeConnection) => void,
    options: ListenOptions = {},
  ): Promise<Listener> {
    const accept = (socket: net.Socket): void => onConnection(new NodeConnection(this.ours(socket)));
    const server = options.tls === undefined ? this.plainServer(accept) : this.tlsServer(options.tls, accept);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (reason) => reject(listenError(reason, endpoint)));
      server.listen({ host: endpoint.host, port: endpoint.port, backlog: BACKLOG }, resolve);
    });
    server.removeAllListeners('error');
    server.on('error', (error) => this.logger.error({ error, ...endpoint }, 'a listener failed'));
    if (!this.keepsAlive) server.unref();
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : endpoint.port;
    return {
      endpoint: { host: endpoint.host, port },
      close() {
        // The callback of `close` waits for every connection; accepting stops at once.
        server.close();
        return Promise.resolve();
      },
    };
  }

  connect(endpoint: Endpoint, options: ConnectOptions = {}): Promise<NodeConnection> {
    return new Promise((resolve, reject) => {
      const { host, port } = endpoint;
      const secure = options.tls !== undefined;
      const socket = secure
        ? tls.connect({ host, port, ...tlsClient(options.tls, host) })
        : net.connect({ host, port, allowHalfOpen: true });
      const timer =
        options.timeoutMs === undefined
          ? undefined
          : setTimeout(
              () => fail(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
              options.timeoutMs,
            );
      const fail = (reason: Error): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(networkError(reason, `cannot connect to ${host}:${port}`));
      };
      socket.on('error', fail);
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        socket.off('error', fail);
        resolve(new NodeConnection(this.ours(socket), endpoint));
      });
    });
  }

  private ours(socket: net.Socket): net.Socket {
    return this.keepsAlive ? socket : socket.unref();
  }

  private plainServer(accept: (socket: net.Socket) => void): net.Server {
    return net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: false }, accept);
  }

  private tlsServer(options: TlsServerOptions, accept: (socket: net.Socket) => void): net.Server {
    const server = tls.createServer({ ...tlsServer(options), allowHalfOpen: true, noDelay: true });
    server.on('secureConnection', accept);
    server.on('tlsClientError', (error, socket) => {
      this.logger.info({ error, host: socket.remoteAddress }, 'a TLS handshake failed');
      socket.destroy();
    });
    return server;
  }
}

function tlsServer(options: TlsServerOptions): tls.TlsOptions {
  const mutual =
    options.clientCaPem === undefined ? {} : { ca: options.clientCaPem, requestCert: true, rejectUnauthorized: true };
  return { cert: options.certificatePem, key: options.privateKeyPem, minVersion: 'TLSv1.2', ...mutual };
}

function tlsClient(options: TlsClientOptions | undefined, host: string): tls.ConnectionOptions {
  const serverName = options?.serverName ?? (net.isIP(host) === 0 ? host : undefined);
  return {
    minVersion: 'TLSv1.2',
    ...HALF_OPEN,
    ...(options?.caPem === undefined ? {} : { ca: options.caPem }),
    ...(options?.certificatePem === undefined ? {} : { cert: options.certificatePem }),
    ...(options?.privateKeyPem === undefined ? {} : { key: options.privateKeyPem }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

function listenError(reason: Error, endpoint: Endpoint): DraveError {
  const where = `${endpoint.host}:${endpoint.port}`;
  if (errnoOf(reason) === 'EADDRINUSE')
    return new DraveError('ADDRESS_IN_USE', `the address ${where} is in use; choose another port`, { cause: reason });
  return networkError(reason, `cannot listen on ${where}`);
}
