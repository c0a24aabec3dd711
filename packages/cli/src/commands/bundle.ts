import { DraveError, type Bytes, type Endpoint, type Millis } from '@drave/base';
import type { Admin, ConfigTarget } from '@drave/client';
import { askSupervisor, Registry, tailLines, type NodeDescription, type RegistryEntry } from '@drave/cluster/running';
import { silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { tarOf, type ArchivedFile } from '../support-bundle/tar.js';
import { withoutSecrets } from '../support-bundle/without-secrets.js';
import { printJson, type OutputOptions } from '../output.js';
import { parseEndpoints, UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { readHealth } from './health.js';
import { describeLocal } from './local-verbs.js';

export interface BundleOptions extends ConnectOptions, OutputOptions {
  /** Lines of each log. */
  readonly lines: number;
}

/** Asks for one piece of a bundle. */
interface Piece {
  /** Below the directory of the bundle. */
  readonly path: string;
  /** What is in it, for people. */
  readonly about: string;
  readonly read: () => Promise<unknown>;
}

const CLUSTER_TIMEOUT_MS: Millis = 10_000;
const PAGE_TIMEOUT_MS: Millis = 5_000;
const PAGE_BYTES_MAX: Bytes = 32 * 1024 * 1024;
const TOPICS_MAX = 1_000;

/**
 * `drave bundle`: writes what helps to understand a cluster into one archive: what it says of itself, and of a local
 * one also its timeline, and metrics, configuration and log of each node. A piece that cannot be had is told in it.
 * @throws DraveError when there is none at all.
 */
export async function bundle(terminal: Terminal, file: string | undefined, options: BundleOptions): Promise<void> {
  const env = createNodeEnv({ logger: silentLogger, root: terminal.directory, timersKeepAlive: true });
  try {
    const local = await localOf(options);
    const stamp = new Date(terminal.wallMs()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const name = `drave-bundle-${local?.name ?? 'cluster'}-${stamp}`;
    const path = file ?? `${name}.tar.gz`;
    await refuseExisting(env, path);
    const gathered = [
      ...(await clusterPieces(terminal, options)),
      ...(local === undefined ? [] : await gather(await localPieces(env, local, options.lines))),
    ];
    if (gathered.every(({ error }) => error !== undefined)) throw gathered[0]?.error ?? nothing();
    const machine = { about: 'the machine and the program that made this', path: 'machine.json' };
    const files = [...gathered, { ...machine, bytes: jsonBytes(terminal.machine()), error: undefined }];
    const all = [{ path: `${name}/README.txt`, bytes: readmeOf(files, stamp) }, ...archived(name, files)];
    const bytes = await env.compute.compress('gzip', tarOf(all, terminal.wallMs()));
    await write(env, path, bytes);
    report(terminal, path, bytes.length, files, options);
  } finally {
    env.close();
  }
}

interface Gathered {
  readonly path: string;
  readonly about: string;
  readonly bytes: Uint8Array;
  /** Why there is nothing. */
  readonly error: DraveError | undefined;
}

async function gather(pieces: readonly Piece[]): Promise<readonly Gathered[]> {
  const found: Gathered[] = [];
  for (const { path, about, read } of pieces) {
    try {
      const content = await read();
      const bytes = content instanceof Uint8Array ? content : jsonBytes(withoutSecrets(content));
      found.push({ path, about, bytes, error: undefined });
    } catch (reason) {
      const error = DraveError.from(reason);
      found.push({ path, about, bytes: Buffer.alloc(0), error });
    }
  }
  return found;
}

/** What the cluster says of itself over gRPC. One piece tells the reason when it does not answer. */
async function clusterPieces(terminal: Terminal, options: BundleOptions): Promise<readonly Gathered[]> {
  const timeout = options.timeout ?? CLUSTER_TIMEOUT_MS;
  try {
    return await withClient(terminal, { ...options, timeout }, (client) => gather(adminPieces(client.admin())));
  } catch (reason) {
    const about = 'what the cluster says of itself';
    return [{ path: 'cluster.json', about, bytes: Buffer.alloc(0), error: DraveError.from(reason) }];
  }
}

function adminPieces(admin: Admin): readonly Piece[] {
  const overrides = async (target: ConfigTarget) => {
    const { entries } = await admin.configs.get(target);
    return entries
      .filter(({ source }) => source !== 'DEFAULT')
      .map(({ documentation: _, value, ...entry }) => ({ ...entry, value: entry.sensitive ? null : value }));
  };
  return [
    { path: 'cluster.json', about: 'cluster id, versions, brokers, counts', read: () => admin.cluster.get(true) },
    { path: 'health.json', about: 'whether it is healthy, and why not', read: () => readHealth(admin) },
    { path: 'quorum.json', about: 'controllers: leader, epoch, how far each is', read: () => admin.quorum.get(true) },
    { path: 'brokers.json', about: 'brokers with state, listeners, racks', read: () => admin.brokers.list(true) },
    { path: 'features.json', about: 'feature levels', read: () => admin.features.get(true) },
    { path: 'topics.json', about: 'topics', read: () => admin.topics.list() },
    { path: 'partitions.json', about: 'leaders, replicas and ISRs', read: () => admin.partitions.list() },
    { path: 'reassignments.json', about: 'moves under way', read: () => admin.partitions.listReassignments() },
    { path: 'groups.json', about: 'groups of consumers', read: () => admin.groups.list() },
    { path: 'transactions.json', about: 'transactional ids', read: () => admin.transactions.list() },
    { path: 'config/cluster.json', about: 'settings of all brokers', read: () => overrides({ broker: 'all' }) },
    {
      path: 'config/brokers.json',
      about: 'settings of each broker, without secrets',
      read: async () => {
        const ids = (await admin.brokers.list(true)).map(({ id }) => id);
        return Promise.all(ids.map(async (broker) => ({ broker, settings: await overrides({ broker }) })));
      },
    },
    {
      path: 'config/topics.json',
      about: `settings that topics have of their own; of the first ${TOPICS_MAX} topics`,
      read: async () => {
        const names = (await admin.topics.list()).map(({ name }) => name).slice(0, TOPICS_MAX);
        const all = [];
        for (const topic of names) {
          const settings = (await overrides({ topic })).filter(({ source }) => source === 'TOPIC');
          if (settings.length > 0) all.push({ topic, settings });
        }
        return all;
      },
    },
  ];
}

/** The local cluster that is meant; undefined where another one is, or none runs. */
async function localOf(options: BundleOptions): Promise<RegistryEntry | undefined> {
  if (options.bootstrap !== undefined || options.context !== undefined) return undefined;
  const registry = new Registry();
  if (options.cluster !== undefined) return registry.find(options.cluster);
  const [only, ...others] = registry.list();
  return others.length === 0 ? only : undefined;
}

/** What the supervisor and the files of a local cluster tell. */
async function localPieces(env: NodeEnv, entry: RegistryEntry, lines: number): Promise<readonly Piece[]> {
  const described = await describeLocal(entry);
  return [
    { path: 'local.json', about: 'nodes: processes, addresses, directories', read: async () => described },
    {
      path: 'events.json',
      about: 'what has happened, with times',
      read: () => askSupervisor(entry, { verb: 'events' }),
    },
    { path: 'faults.json', about: 'faults of requests in force', read: () => askSupervisor(entry, { verb: 'faults' }) },
    ...described.nodes.flatMap((node) => nodePieces(env, node, lines)),
  ];
}

function nodePieces(env: NodeEnv, node: NodeDescription, lines: number): readonly Piece[] {
  const { name, configFile, logFile, http } = node;
  return [
    {
      path: `nodes/${name}/config.json`,
      about: 'configuration file, without secrets',
      read: async () => JSON.parse(await textOf(env, configFile)) as unknown,
    },
    {
      path: `nodes/${name}/log.ndjson`,
      about: `the last ${lines} lines of its log`,
      read: async () => {
        const found: string[] = [];
        for await (const line of tailLines(logFile, { lines, follow: undefined })) found.push(`${line}\n`);
        return Buffer.from(found.join(''));
      },
    },
    {
      path: `nodes/${name}/metrics.txt`,
      about: 'its metrics, as Prometheus reads them',
      read: async () => {
        const [endpoint] = parseEndpoints(http);
        if (endpoint === undefined) throw new DraveError('INVALID_CONFIG', `${name} has no HTTP listener`);
        return pageOf(env, endpoint, '/metrics');
      },
    },
  ];
}

async function textOf({ disk }: NodeEnv, path: string): Promise<string> {
  const file = await disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(Math.min(await file.size(), PAGE_BYTES_MAX));
    return bytes.toString('utf8', 0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}

/**
 * A page over HTTP/1.0, whose end is that of the connection. @throws DraveError NETWORK_EXCEPTION, REQUEST_TIMED_OUT.
 */
async function pageOf({ network, timers }: NodeEnv, endpoint: Endpoint, page: string): Promise<Uint8Array> {
  const connection = await network.connect(endpoint, { timeoutMs: PAGE_TIMEOUT_MS });
  const late = timers.set(PAGE_TIMEOUT_MS, () => connection.destroy());
  try {
    await connection.write([Buffer.from(`GET ${page} HTTP/1.0\r\nhost: ${endpoint.host}\r\n\r\n`)]);
    const parts: Uint8Array[] = [];
    let size = 0;
    for (let part = await connection.read(); part !== undefined; part = await connection.read()) {
      parts.push(part);
      size += part.length;
      if (size > PAGE_BYTES_MAX)
        throw new DraveError('INVALID_REQUEST', `${page} is larger than ${PAGE_BYTES_MAX} bytes`);
    }
    const whole = Buffer.concat(parts);
    const bodyAt = whole.indexOf('\r\n\r\n');
    const [status = ''] = whole.toString('latin1', 0, Math.max(0, bodyAt)).split('\r\n', 1);
    if (!/^HTTP\/1\.\d 200/.test(status))
      throw new DraveError('NETWORK_EXCEPTION', `${page} was not answered: ${status === '' ? 'no status' : status}`);
    return whole.subarray(bodyAt + 4);
  } finally {
    timers.clear(late);
    connection.destroy();
  }
}

function archived(name: string, files: readonly Gathered[]): readonly ArchivedFile[] {
  return files
    .filter(({ error }) => error === undefined)
    .map(({ path, bytes }) => ({ path: `${name}/${path}`, bytes }));
}

function readmeOf(files: readonly Gathered[], stamp: string): Buffer {
  const width = Math.max(...files.map(({ path }) => path.length));
  const lines = files.map(({ path, about, error }) => {
    return `${path.padEnd(width)}  ${about}${error === undefined ? '' : `: not there, ${error.code}: ${error.message}`}`;
  });
  const head = [
    `Made by drave bundle at ${stamp}. Values of settings that are secrets are left out; records are not in here,`,
    'but names of topics, groups, clients and machines are: look through it before you give it away.',
    '',
  ];
  return Buffer.from(`${[...head, ...lines].join('\n')}\n`);
}

function report(
  terminal: Terminal,
  path: string,
  sizeBytes: Bytes,
  files: readonly Gathered[],
  { output }: OutputOptions,
): void {
  const missing = files.filter(({ error }) => error !== undefined);
  if (output === 'json') {
    const contents = files.filter(({ error }) => error === undefined).map(({ path: file, about }) => ({ file, about }));
    const left = missing.map(({ path: file, error }) => ({ file, code: error?.code, message: error?.message }));
    printJson(terminal, { path, sizeBytes, contents, missing: left });
    return;
  }
  for (const { path: file, about, error } of files) if (error === undefined) terminal.line(`  ${file}  ${about}`);
  for (const { path: file, error } of missing) terminal.note(`${file} is missing: ${error?.message}`);
  terminal.line(`${path}, ${sizeBytes} bytes; look through it before you give it away`);
}

/** Before anything is asked for: a bundle takes its time. */
async function refuseExisting({ disk }: NodeEnv, path: string): Promise<void> {
  if ((await disk.stat(path)) !== undefined)
    throw new UsageError(`'${path}' is there already: give another name, or remove it`);
}

async function write({ disk }: NodeEnv, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'create');
  try {
    await file.write([bytes], 0);
  } finally {
    await file.close();
  }
}

function jsonBytes(document: unknown): Buffer {
  const text = JSON.stringify(document, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part), 2);
  return Buffer.from(`${text}\n`);
}

function nothing(): DraveError {
  return new DraveError('UNKNOWN_SERVER_ERROR', 'nothing could be gathered');
}
