import { readFileSync } from 'node:fs';
import { DraveError, type Endpoint } from '@drave/base';
import type { ChannelOptions, RpcChannel, RpcServer, ServeOptions, ServiceImplementation, Transport } from '@drave/rpc';
import * as z from 'zod';

const routesFile = z.record(z.string(), z.string().regex(/^.+:\d{1,5}$/));

/**
 * A transport that reaches some addresses by others: `faults.routesFile` says which, as `host:port` to `host:port`. Who
 * runs a cluster for tests puts a proxy of its own between each two nodes this way, while the addresses that the nodes
 * tell each other stay what they are. The file is read for each new channel, because nodes may join the cluster.
 */
export class RoutedTransport implements Transport {
  private readonly inner: Transport;
  private readonly file: string;

  /** @throws DraveError INVALID_CONFIG. */
  constructor(inner: Transport, file: string) {
    this.inner = inner;
    this.file = file;
    readRoutes(file);
  }

  serve(endpoint: Endpoint, services: readonly ServiceImplementation[], options?: ServeOptions): Promise<RpcServer> {
    return this.inner.serve(endpoint, services, options);
  }

  connect(target: Endpoint, options?: ChannelOptions): RpcChannel {
    return this.inner.connect(readRoutes(this.file).get(`${target.host}:${target.port}`) ?? target, options);
  }
}

function readRoutes(file: string): ReadonlyMap<string, Endpoint> {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (reason) {
    throw mistake(file, (reason as Error).message, reason);
  }
  const parsed = routesFile.safeParse(raw);
  if (!parsed.success) throw mistake(file, 'it is no mapping of host:port to host:port', parsed.error);
  return new Map(Object.entries(parsed.data).map(([target, through]) => [target, endpointOf(through)]));
}

function endpointOf(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

function mistake(file: string, text: string, cause: unknown): DraveError {
  return new DraveError('INVALID_CONFIG', `'faults.routesFile' ${file}: ${text}`, { cause });
}
