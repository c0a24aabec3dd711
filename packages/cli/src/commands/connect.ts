import type { Endpoint } from '@drave/base';
import { Client } from '@drave/client';
import { silentLogger, type TlsClientOptions } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import { parseEndpoints } from '../parse.js';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';
import { localBootstrap } from './local-verbs.js';

/** Runs `body` with a client and closes it, whatever happens. */
export async function withClient<T>(
  terminal: Terminal,
  options: ConnectOptions,
  body: (client: Client, env: NodeEnv) => Promise<T>,
): Promise<T> {
  const bootstrap = await bootstrapOf(terminal, options);
  const tls = await tlsOf(terminal, options);
  const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
  const client = new Client({
    env,
    transport: new GrpcTransport(),
    bootstrap,
    ...(tls === undefined ? {} : { tls }),
  });
  try {
    return await body(client, env);
  } finally {
    await client.close();
    env.close();
  }
}

/** What was typed wins over the environment, and both over whatever happens to run. */
async function bootstrapOf(terminal: Terminal, options: ConnectOptions): Promise<readonly Endpoint[]> {
  if (options.bootstrap !== undefined) return parseEndpoints(options.bootstrap);
  const inherited = terminal.environment['DRAVE_BOOTSTRAP'];
  if (options.cluster === undefined && inherited !== undefined && inherited !== '') return parseEndpoints(inherited);
  return parseEndpoints(await localBootstrap(options.cluster));
}

async function tlsOf(terminal: Terminal, options: ConnectOptions): Promise<TlsClientOptions | undefined> {
  const { caFile, certFile, keyFile } = options;
  if (caFile === undefined && certFile === undefined && keyFile === undefined) return undefined;
  const read = async (path: string): Promise<string> => Buffer.from(await terminal.readFile(path)).toString('utf8');
  return {
    ...(caFile === undefined ? {} : { caPem: await read(caFile) }),
    ...(certFile === undefined ? {} : { certificatePem: await read(certFile) }),
    ...(keyFile === undefined ? {} : { privateKeyPem: await read(keyFile) }),
  };
}
