import { DraveError, type NodeId } from '@drave/base';
import type { Admin } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { noteFailure, printJson, printTable, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

type BrokerOptions = ConnectOptions & OutputOptions;

export async function listBrokers(terminal: Terminal, options: BrokerOptions): Promise<void> {
  const brokers = await withClient(terminal, options, (client) => client.admin().brokers.list());
  if (options.output === 'json') {
    printJson(terminal, brokers);
    return;
  }
  printTable(
    terminal,
    ['id', 'state', 'rack', 'replicas', 'leaders', 'listen'],
    brokers.map((broker) => [
      broker.id,
      broker.state.toLowerCase().replaceAll('_', ' '),
      broker.rack === '' ? null : broker.rack,
      broker.replicaCount,
      broker.leaderCount,
      broker.listeners.map(listenerText).join(','),
    ]),
  );
}

/** A listener as Kafka writes it, such as `PLAINTEXT://127.0.0.1:9092`; that of the SDK is `grpc://…`. */
function listenerText({ name, endpoint: { host, port } }: adminV1.BrokerListener): string {
  return `${name === 'GRPC' ? 'grpc' : name}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export interface BrokerDiskOptions extends BrokerOptions {
  /** Over what sizes are summed; 'replica' lists each replica. */
  readonly by: 'directory' | 'topic' | 'replica';
  readonly topic?: string;
}

interface BrokerDisk {
  readonly brokerId: NodeId;
  readonly directories: readonly adminV1.LogDirectory[];
  readonly replicas: readonly adminV1.Replica[];
}

/**
 * Prints the contents of the log directories of running brokers. Resolves with the exit code: 1 when a broker did not
 * answer.
 */
export async function brokerDisk(
  terminal: Terminal,
  brokerIds: readonly NodeId[],
  options: BrokerDiskOptions,
): Promise<number> {
  const failures: { readonly brokerId: NodeId; readonly error: DraveError }[] = [];
  const disks = await withClient(terminal, options, async (client) => {
    const admin = client.admin();
    const found: BrokerDisk[] = [];
    for (const brokerId of brokerIds.length > 0 ? brokerIds : (await admin.brokers.list()).map(({ id }) => id)) {
      try {
        found.push(await readDisk(admin, brokerId, options));
      } catch (reason) {
        failures.push({ brokerId, error: DraveError.from(reason) });
      }
    }
    return found;
  });
  if (options.by === 'directory') printDirectories(terminal, disks, options);
  else if (options.by === 'topic') printTopics(terminal, disks, options);
  else printReplicas(terminal, disks, options);
  for (const { brokerId, error } of failures) noteFailure(terminal, options, error, `broker ${brokerId}`);
  return failures.length === 0 ? 0 : 1;
}

async function readDisk(admin: Admin, brokerId: NodeId, { by, topic }: BrokerDiskOptions): Promise<BrokerDisk> {
  if (by === 'directory' && topic === undefined)
    return { brokerId, directories: await admin.brokers.logDirectories(brokerId), replicas: [] };
  const replicas = await admin.brokers.replicas(brokerId, topic ?? '');
  const directories = by === 'directory' ? await admin.brokers.logDirectories(brokerId) : [];
  return { brokerId, directories: directories.map((one) => countedIn(one, replicas)), replicas };
}

/** The directory with the count and the bytes of only those of the replicas that are in it. */
function countedIn(directory: adminV1.LogDirectory, all: readonly adminV1.Replica[]): adminV1.LogDirectory {
  const replicas = all.filter((one) => one.directory === directory.path);
  return { ...directory, replicaCount: replicas.length, replicaBytes: bytesOf(replicas) };
}

function bytesOf(replicas: readonly adminV1.Replica[]): number {
  return replicas.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function printDirectories(terminal: Terminal, disks: readonly BrokerDisk[], options: BrokerOptions): void {
  const all = disks.flatMap(({ brokerId, directories }) => directories.map((one) => ({ brokerId, ...one })));
  if (options.output === 'json') {
    printJson(
      terminal,
      all.map((one) => ({ ...one, totalBytes: known(one.totalBytes), usableBytes: known(one.usableBytes) })),
    );
    return;
  }
  printTable(
    terminal,
    ['broker', 'directory', 'state', 'replicas', 'bytes', 'usable', 'total'],
    all.map((one) => [
      one.brokerId,
      one.path,
      one.errorCode === '' ? 'online' : one.errorMessage,
      one.replicaCount,
      one.replicaBytes,
      known(one.usableBytes),
      known(one.totalBytes),
    ]),
  );
}

function printTopics(terminal: Terminal, disks: readonly BrokerDisk[], options: BrokerOptions): void {
  const all = disks.flatMap(({ brokerId, replicas }) =>
    [...new Set(replicas.map(({ topic }) => topic))].map((topic) => {
      const its = replicas.filter((one) => one.topic === topic);
      return { brokerId, topic, replicaCount: its.length, replicaBytes: bytesOf(its) };
    }),
  );
  if (options.output === 'json') {
    printJson(terminal, all);
    return;
  }
  const rows = all.map((one) => [one.brokerId, one.topic, one.replicaCount, one.replicaBytes]);
  printTable(terminal, ['broker', 'topic', 'replicas', 'bytes'], rows);
}

function printReplicas(terminal: Terminal, disks: readonly BrokerDisk[], options: BrokerOptions): void {
  const all = disks.flatMap(({ brokerId, replicas }) => replicas.map((one) => ({ brokerId, ...one })));
  if (options.output === 'json') {
    printJson(terminal, all);
    return;
  }
  printTable(
    terminal,
    ['broker', 'topic', 'partition', 'directory', 'bytes', 'lag', 'state'],
    all.map((one) => [
      one.brokerId,
      one.topic,
      one.partition,
      one.directory,
      one.sizeBytes,
      one.offsetLag,
      one.future ? 'future log' : 'replica',
    ]),
  );
}

/** Null for -1, a size that the file system does not report. */
function known(bytes: number): number | null {
  return bytes < 0 ? null : bytes;
}
