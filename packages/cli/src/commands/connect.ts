import { deferred, DraveError, present, type Endpoint, type Millis } from '@drave/base';
import { Client } from '@drave/client';
import { Contexts, projectContext, Registry } from '@drave/cluster/running';
import { silentLogger, type TlsClientOptions } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import type { UnaryMethod } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { parseEndpoints } from '../parse.js';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';
import { describeLocal } from './local-verbs.js';
import { probeEndpoint } from './probe-endpoint.js';

const TIMEOUT_MS_DEFAULT = 60_000;
/**
 * Asks the node at an address, and no other one in its place. Tries once: `withClient`'s client is for the cluster as a
 * whole. @throws DraveError NETWORK_EXCEPTION, REQUEST_TIMED_OUT when it does not answer.
 */
export type AskNode = <Request, Response>(
  endpoint: Endpoint,
  method: UnaryMethod<Request, Response>,
  request: Request,
  deadlineMs: Millis,
) => Promise<Response>;

/** After this time without an answer the command prints why; a cluster that runs answers much sooner. */
const SILENCE_NOTED_AFTER_MS = 3_000;
/** After this time without an answer a given address is looked at: it may be that of a Kafka listener. */
const ANSWER_EXPECTED_MS = 250;
/** The timeout of a question that a node answers from its own metadata. */
const OWN_VIEW_TIMEOUT_MS = 1_000;

/**
 * Runs `body` with a client, and closes the client at the end. While no node answers, it prints the reason after three
 * seconds; when every address is one that can never answer, the command fails.
 */
export async function withClient<T>(
  terminal: Terminal,
  options: ConnectOptions,
  body: (client: Client, env: NodeEnv, askNode: AskNode) => Promise<T>,
): Promise<T> {
  const place = await placeOf(terminal, options);
  const tls = await tlsOf(terminal, place);
  const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
  const timeoutMs = options.timeout ?? TIMEOUT_MS_DEFAULT;
  const transport = new GrpcTransport();
  const askNode: AskNode = async (endpoint, method, request, deadlineMs) => {
    const channel = transport.connect(endpoint, { purpose: 'control', ...present({ tls }) });
    try {
      return await channel.unary(method, request, { deadlineMs });
    } finally {
      channel.close();
    }
  };
  const connect = (endpoints: readonly Endpoint[]): Client =>
    new Client({
      env,
      transport,
      bootstrap: endpoints,
      apiTimeoutMs: timeoutMs,
      ...(tls === undefined ? {} : { tls }),
    });
  let { bootstrap } = place;
  let client = connect(bootstrap);
  const other = place.isGiven ? await grpcInstead(env, client, bootstrap) : undefined;
  if (other !== undefined) {
    await client.close();
    bootstrap = parseEndpoints(other);
    client = connect(bootstrap);
  }
  const givenUp = deferred<never>();
  const timer = env.timers.set(SILENCE_NOTED_AFTER_MS, () => {
    if (client.hasAnswered) return;
    void explainSilence(terminal, env, client, bootstrap, timeoutMs - SILENCE_NOTED_AFTER_MS).catch(givenUp.reject);
  });
  try {
    return await Promise.race([body(client, env, askNode), givenUp.promise]);
  } finally {
    env.timers.clear(timer);
    await client.close();
    env.close();
  }
}

/**
 * The gRPC addresses of the cluster whose Kafka listeners were given; undefined for other addresses, and where they are
 * not known. Looks only when no node has answered for a moment, because nothing else is meant to connect there.
 */
async function grpcInstead(
  { network, timers }: NodeEnv,
  client: Client,
  bootstrap: readonly Endpoint[],
): Promise<string | undefined> {
  const late = deferred<'late'>();
  const timer = timers.set(ANSWER_EXPECTED_MS, () => late.resolve('late'));
  // The body makes its own calls, and tells what fails.
  const answered = client.brokers().catch(() => []);
  const outcome = await Promise.race([answered, late.promise]);
  timers.clear(timer);
  if (outcome !== 'late') return undefined;
  const found = await Promise.all(bootstrap.map((endpoint) => probeEndpoint(network, timers, endpoint)));
  return found.every(({ kind }) => kind === 'kafka') ? grpcAddressOf(bootstrap) : undefined;
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

/** Where a command finds its cluster. */
interface Place extends TlsFiles {
  readonly bootstrap: readonly Endpoint[];
  /** Whether somebody has written the addresses down, and not the cluster itself. */
  readonly isGiven: boolean;
  readonly login?: KafkaLogin;
}

type TlsFiles = Pick<ConnectOptions, 'caFile' | 'certFile' | 'keyFile'>;

const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** What a client shows on a Kafka listener with TLS and SASL. */
export interface KafkaLogin {
  readonly caFile: string;
  readonly mechanism: (typeof mechanisms)[number];
  readonly username: string;
  readonly passwordFile: string;
}

/** As whom a command speaks Kafka's protocol with the cluster that is meant; undefined without TLS and SASL. */
export async function kafkaLoginOf(terminal: Terminal, options: ConnectOptions): Promise<KafkaLogin | undefined> {
  return (await placeOf(terminal, options)).login;
}

/**
 * The cluster that is meant, in the order of `drave help context`.
 * @throws DraveError INVALID_REQUEST when no cluster is meant, or an unknown one.
 */
async function placeOf(terminal: Terminal, options: ConnectOptions): Promise<Place> {
  const { bootstrap, cluster, context } = options;
  if (bootstrap !== undefined) return given(bootstrap, options);
  if (cluster !== undefined) return localPlace(cluster, options);
  if (context !== undefined) return contextPlace(context, options);
  const { DRAVE_BOOTSTRAP: addresses = '', DRAVE_CONTEXT: named = '' } = terminal.environment;
  if (addresses !== '')
    return { ...given(addresses, options, tlsFilesIn(terminal)), ...present({ login: loginIn(terminal) }) };
  if (named !== '') return contextPlace(named, options);
  const project = projectContext(terminal.directory);
  if (project !== undefined)
    return 'context' in project ? contextPlace(project.context, options) : given(project.bootstrap, options, project);
  const { contexts, current } = new Contexts().read();
  const selected = current === undefined ? undefined : contexts[current];
  if (selected !== undefined) return given(selected.bootstrap, options, selected);
  // A local cluster that was selected may have ended since; then any that runs is meant.
  const isRunning = new Registry().list().some(({ name }) => name === current);
  return localPlace(isRunning ? current : undefined, options);
}

function given(bootstrap: string, options: TlsFiles, stored: TlsFiles = {}): Place {
  return { ...stored, ...tlsFilesOf(options), bootstrap: parseEndpoints(bootstrap), isGiven: true };
}

async function contextPlace(name: string, options: ConnectOptions): Promise<Place> {
  const stored = new Contexts().read().contexts[name];
  return stored === undefined ? localPlace(name, options) : given(stored.bootstrap, options, stored);
}

async function localPlace(name: string | undefined, options: ConnectOptions): Promise<Place> {
  const { grpcBootstrap, security } = await describeLocal(new Registry().find(name));
  const files = tlsFilesOf({ ...security, ...options });
  return {
    ...files,
    bootstrap: parseEndpoints(grpcBootstrap),
    isGiven: false,
    ...present({ login: security }),
  };
}

/** As `drave local env` sets them; they belong to the addresses beside them. */
function tlsFilesIn({ environment }: Terminal): TlsFiles {
  const [caFile, certFile, keyFile] = ['CA', 'CERT', 'KEY'].map((one) => environment[`DRAVE_${one}_FILE`] || undefined);
  return tlsFilesOf({ caFile, certFile, keyFile });
}

function loginIn({ environment }: Terminal): KafkaLogin | undefined {
  const {
    KAFKA_SSL_CA_FILE: caFile = '',
    KAFKA_SASL_USERNAME: username = '',
    KAFKA_SASL_PASSWORD_FILE: passwordFile = '',
  } = environment;
  const mechanism = mechanisms.find((one) => one === environment['KAFKA_SASL_MECHANISM']);
  if (mechanism === undefined || caFile === '' || username === '' || passwordFile === '') return undefined;
  return { caFile, mechanism, username, passwordFile };
}

function tlsFilesOf({ caFile, certFile, keyFile }: { [Name in keyof TlsFiles]?: string | undefined }): TlsFiles {
  return present({ caFile, certFile, keyFile });
}

async function tlsOf(terminal: Terminal, options: TlsFiles): Promise<TlsClientOptions | undefined> {
  const { caFile, certFile, keyFile } = options;
  if (caFile === undefined && certFile === undefined && keyFile === undefined) return undefined;
  const read = async (path: string): Promise<string> => Buffer.from(await terminal.readFile(path)).toString('utf8');
  return {
    ...(caFile === undefined ? {} : { caPem: await read(caFile) }),
    ...(certFile === undefined ? {} : { certificatePem: await read(certFile) }),
    ...(keyFile === undefined ? {} : { privateKeyPem: await read(keyFile) }),
  };
}
