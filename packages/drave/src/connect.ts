import { DraveError, type Endpoint } from '@drave/base';
import { Client, type ClientOptions } from '@drave/client';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';

export interface ConnectOptions extends Omit<ClientOptions, 'env' | 'transport' | 'bootstrap' | 'onClose'> {
  /** One or more brokers of the cluster: `'127.0.0.1:20001'`, several separated by commas, or a list of addresses. */
  readonly bootstrap: string | readonly Endpoint[];
}

/**
 * Makes a client of a cluster, over gRPC. It connects with its first call, and keeps the process alive until `close()`.
 * @throws DraveError INVALID_CONFIG when an address is not `host:port`, or an option is out of range.
 */
export function connect(options: ConnectOptions): Client {
  const { bootstrap, ...rest } = options;
  const endpoints = typeof bootstrap === 'string' ? bootstrap.split(',').map(parseEndpoint) : bootstrap;
  // Between two attempts only a timer is pending. If that did not keep the process alive, Node would end a script in
  // the middle of an `await`, with exit code 13.
  const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
  const transport = new GrpcTransport();
  try {
    return new Client({ ...rest, env, transport, bootstrap: endpoints, onClose: () => env.close() });
  } catch (reason) {
    env.close();
    throw reason;
  }
}

function parseEndpoint(text: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  throw new DraveError(
    'INVALID_CONFIG',
    `bootstrap: '${text}' is not an address; expected host:port, for example 127.0.0.1:20001`,
  );
}
