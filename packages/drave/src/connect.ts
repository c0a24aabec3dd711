import { DraveError, type Endpoint } from '@drave/base';
import { Client, type ClientOptions } from '@drave/client';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';

export interface ConnectOptions extends Omit<ClientOptions, 'env' | 'transport' | 'bootstrap'> {
  /** Any brokers: `'127.0.0.1:20001'`, several separated by commas, or a list of addresses. */
  readonly bootstrap: string | readonly Endpoint[];
}

/**
 * A client of a cluster, over gRPC, in this process. Connects with its first call. @throws DraveError INVALID_CONFIG.
 */
export function connect(options: ConnectOptions): Client {
  const { bootstrap, ...rest } = options;
  const endpoints = typeof bootstrap === 'string' ? bootstrap.split(',').map(parseEndpoint) : bootstrap;
  return new Client({
    ...rest,
    env: createNodeEnv({ logger: silentLogger }),
    transport: new GrpcTransport(),
    bootstrap: endpoints,
  });
}

function parseEndpoint(text: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  throw new DraveError(
    'INVALID_CONFIG',
    `bootstrap: '${text}' is no address: expected host:port, e.g. 127.0.0.1:20001`,
  );
}
