import { deferred, DraveError, type Endpoint } from '@drave/base';
import { Client } from '@drave/client';
import { Registry } from '@drave/cluster/running';
import { silentLogger, type TlsClientOptions } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import { parseEndpoints } from '../parse.js';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';
import { describeLocal, localBootstrap } from './local-verbs.js';
import { probeEndpoint } from './probe-endpoint.js';

const TIMEOUT_MS_DEFAULT = 60_000;
/** After this time without an answer the command prints why; a cluster that runs answers much sooner. */
const SILENCE_NOTED_AFTER_MS = 3_000;
/** The timeout of a question that a node answers from its own metadata. */
const OWN_VIEW_TIMEOUT_MS = 1_000;

/**
 * Runs `body` with a client, and closes the client at the end. While no node answers, it prints the reason after three
 * seconds; when every address is one that can never answer, the command fails.
 */
export async function withClient<T>(
  terminal: Terminal,
  options: ConnectOptions,
  body: (client: Client, env: NodeEnv) => Promise<T>,
): Promise<T> {
  const bootstrap = await bootstrapOf(terminal, options);
  const tls = await tlsOf(terminal, options);
  const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
  const timeoutMs = options.timeout ?? TIMEOUT_MS_DEFAULT;
  const client = new Client({
    env,
    transport: new GrpcTransport(),
    bootstrap,
    apiTimeoutMs: timeoutMs,
    ...(tls === undefined ? {} : { tls }),
    onClose: () => env.close(),
  });
  const givenUp = deferred<never>();
  const timer = env.timers.set(SILENCE_NOTED_AFTER_MS, () => {
    if (client.hasAnswered) return;
    void explainSilence(terminal, env, client, bootstrap, timeoutMs - SILENCE_NOTED_AFTER_MS).catch(givenUp.reject);
  });
  try {
    return await Promise.race([body(client, env), givenUp.promise]);
  } finally {
    env.timers.clear(timer);
    await client.close();
  }
}

/** @throws DraveError INVALID_REQUEST when no address can ever answer a client over gRPC. */
async function explainSilence(
  terminal: Terminal,
  env: NodeEnv,
  client: Client,
  bootstrap: readonly Endpoint[],
  leftMs: number,
): Promise<void> {
  const found = await Promise.all(bootstrap.map((endpoint) => probeEndpoint(env.network, env.timers, endpoint)));
  const texts = found.map((finding) => finding.text).join(', ');
  if (found.every((finding) => finding.kind === 'kafka')) {
    const known = await grpcAddressOf(bootstrap);
    const advice = known === undefined ? 'give the address of its gRPC listener' : `its gRPC address is ${known}`;
    throw new DraveError('INVALID_REQUEST', `${texts}, and this command speaks gRPC; ${advice} (drave local env)`);
  }
  const isSilent = found.some((finding) => finding.kind === 'silent');
  const why = (isSilent ? await whyLeaderless(client, env) : undefined) ?? texts;
  if (leftMs > 0) terminal.note(`${why}; still trying for ${Math.round(leftMs / 1_000)} s (--timeout changes that)`);
}

/**
 * Why the cluster has no active controller, from the answering node's own view; undefined when no node answers, or when
 * there is one.
 */
async function whyLeaderless(client: Client, env: NodeEnv): Promise<string | undefined> {
  const asked = client.admin().quorum.get(true);
  const late = env.timers.sleep(OWN_VIEW_TIMEOUT_MS).then(() => undefined);
  const view = await Promise.race([asked.catch(() => undefined), late]);
  if (view === undefined || view.leaderId >= 0) return undefined;
  return `the cluster has no active controller: its ${view.voters.length} voters elect one, or too few of them run`;
}

/** The gRPC addresses of the local cluster that these Kafka listeners belong to. */
async function grpcAddressOf(kafka: readonly Endpoint[]): Promise<string | undefined> {
  const wanted = kafka.map(({ host, port }) => `${host}:${port}`);
  const clusters = await Promise.allSettled(new Registry().list().map(describeLocal));
  return clusters
    .flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    .find((cluster) => wanted.some((address) => cluster.bootstrap.split(',').includes(address)))?.grpcBootstrap;
}

/**
 * The addresses of the cluster: from the options, else from the environment, else those of the one local cluster that
 * runs.
 */
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
