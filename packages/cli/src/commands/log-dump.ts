import { DraveError, isDraveError } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import {
  decodeProducerSnapshot,
  decodeTransactionIndex,
  offsetFromName,
  readOffsetIndex,
  readSegment,
  readTimeIndex,
  suffix,
} from '@drave/log/inspect';
import { parsePartition, UsageError } from '../parse.js';
import { decoderFor, type DumpDecoder } from '../records/coordinator-record.js';
import { dumpedBatch, dumpedEnd, dumpedRecords } from '../records/dumped.js';
import { type DumpLine, DumpPrinter, type DumpFormat } from '../records/dump-printer.js';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';

export interface LogDumpOptions extends ConnectOptions {
  readonly output: DumpFormat;
  readonly decode: DumpDecoder;
  readonly printData?: boolean;
  /** Where `topic/partition` lies; undefined asks the cluster for its leader's directory. */
  readonly dataDir?: string;
}

/**
 * `drave log dump`: prints the files of a partition as they are, one piece after the other, without holding more than
 * one batch of them. Resolves with the exit code: 1 when some of it is no sound batch.
 */
export async function logDump(terminal: Terminal, what: string, options: LogDumpOptions): Promise<number> {
  const env = createNodeEnv({ logger: silentLogger });
  try {
    const printer = new DumpPrinter(terminal, options.output);
    const { decode, printData = false } = options;
    if (decode === 'metadata' || (decode === 'auto' && (await holdsMetadata(env, what)))) {
      const { dumpMetadata } = await import('./metadata-dump.js');
      await printer.begin();
      await dumpMetadata(terminal, withoutSlash(what), printer, decode === 'metadata' || printData);
      await printer.end();
      return 0;
    }
    const files = await filesOf(env, terminal, what, options);
    let sound = true;
    await printer.begin();
    for (const file of files) {
      await printer.file(file);
      for await (const line of linesOf(env, file, options)) {
        sound &&= line.kind !== 'unreadable' && (line.kind !== 'batch' || line.isValid);
        await printer.print(line);
      }
    }
    await printer.end();
    return sound ? 0 : 1;
  } finally {
    env.close();
  }
}

/** Whether this is the data directory of a node, or its directory `metadata`. */
async function holdsMetadata({ disk }: NodeEnv, path: string): Promise<boolean> {
  for (const store of ['metadata/store', 'store'])
    if ((await disk.stat(`${withoutSlash(path)}/${store}`))?.kind === 'directory') return true;
  return false;
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

const ENDINGS = [suffix.log, suffix.offsetIndex, suffix.timeIndex, suffix.transactionIndex, suffix.producerSnapshot];

/** The files that are meant, in order. @throws DraveError when there are none. */
async function filesOf(
  env: NodeEnv,
  terminal: Terminal,
  what: string,
  options: LogDumpOptions,
): Promise<readonly string[]> {
  const stat = await env.disk.stat(what);
  if (stat?.kind === 'file') {
    if (ENDINGS.some((ending) => what.endsWith(ending))) return [what];
    throw new UsageError(`'${what}' is no file of a log: give one that ends in ${ENDINGS.join(', ')}`);
  }
  const directory = stat === undefined ? await directoryOf(terminal, what, options) : withoutSlash(what);
  const names = await env.disk.list(directory);
  const segments = names.filter((name) => offsetFromName(name, suffix.log) !== undefined);
  if (segments.length > 0) return segments.map((name) => `${directory}/${name}`);
  if (names.length > 0)
    throw new UsageError(`'${directory}' holds no segments: give the directory of one partition, such as orders-0`);
  throw new DraveError('KAFKA_STORAGE_ERROR', `'${directory}' is not on this machine, or is empty`);
}

/** The directory of `topic/partition`. */
async function directoryOf(terminal: Terminal, what: string, options: LogDumpOptions): Promise<string> {
  if (what.startsWith('/') || what.startsWith('.') || !/^[^/]+\/\d+$/.test(what))
    throw new UsageError(`there is no '${what}': give a file, the directory of a partition, or topic/partition`);
  const { topic, partition } = parsePartition(what);
  if (options.dataDir !== undefined) return `${options.dataDir}/${topic}-${partition}`;
  const { withClient } = await import('./connect.js');
  return withClient(terminal, options, async (client) => {
    const admin = client.admin();
    const { leaderId } = await admin.partitions.get(topic, partition);
    if (leaderId < 0)
      throw new DraveError(
        'LEADER_NOT_AVAILABLE',
        `${what} has no leader that could say where it lies: give --data-dir`,
      );
    const replicas = await admin.brokers.replicas(leaderId, topic);
    const found = replicas.find((one) => one.partition === partition && !one.future);
    if (found === undefined)
      throw new DraveError('REPLICA_NOT_AVAILABLE', `broker ${leaderId} says that it has no ${what}: try again`);
    terminal.note(`${what} of broker ${leaderId}, in ${found.directory}`);
    return `${found.directory}/${topic}-${partition}`;
  });
}

/** What one file holds. */
async function* linesOf(
  env: NodeEnv,
  path: string,
  options: LogDumpOptions,
): AsyncGenerator<DumpLine, void, undefined> {
  const { disk } = env;
  const [directory = '', name = ''] = [path.split('/').at(-2), path.split('/').at(-1)];
  const baseOffset = Number(/^\d+/.exec(name)?.[0] ?? 0);
  if (name.endsWith(suffix.log)) {
    yield* segmentLines(env, path, directory, options);
  } else if (name.endsWith(suffix.offsetIndex)) {
    for (const entry of (await readOffsetIndex(disk, path, baseOffset)) ?? []) yield { kind: 'offset index', ...entry };
  } else if (name.endsWith(suffix.timeIndex)) {
    for (const entry of (await readTimeIndex(disk, path, baseOffset)) ?? []) yield { kind: 'time index', ...entry };
  } else if (name.endsWith(suffix.transactionIndex)) {
    const aborted = decodeTransactionIndex(await readFile(env, path));
    if (aborted === undefined) yield unreadable('it is no index of transactions');
    for (const entry of aborted ?? []) yield { kind: 'aborted transaction', ...entry };
  } else {
    const snapshot = decodeProducerSnapshot(await readFile(env, path));
    if (snapshot === undefined) yield unreadable('it is no producer snapshot of version 1, or its checksum fails');
    for (const { window, currentTransactionFirstOffset, ...producer } of snapshot?.entries ?? []) {
      const { firstSequence = -1, lastSequence = -1, lastOffset = -1, offsetDelta = 0 } = window.at(-1) ?? {};
      const last = { firstSequence, lastSequence, lastOffset, offsetDelta };
      yield { kind: 'producer', ...producer, ...last, openTransactionOffset: currentTransactionFirstOffset ?? null };
    }
  }
}

async function* segmentLines(
  env: NodeEnv,
  path: string,
  directory: string,
  { decode, printData = false }: LogDumpOptions,
): AsyncGenerator<DumpLine, void, undefined> {
  const decoder = decode === 'auto' || decode === 'metadata' ? decoderFor(directory) : decode;
  const withRecords = printData || (decode !== 'auto' && decode !== 'none');
  for await (const step of readSegment(env.disk, env.compute, path)) {
    if (step.kind === 'unreadable') {
      yield dumpedEnd(step);
      continue;
    }
    yield dumpedBatch(step);
    if (!withRecords) continue;
    try {
      yield* dumpedRecords(step, env.compute, decoder);
    } catch (reason) {
      // What a client wrote, or damage: the batch says which of them by its checksum. The next batch can be read.
      if (!isDraveError(reason, 'CORRUPT_MESSAGE') && !isDraveError(reason, 'UNSUPPORTED_COMPRESSION_TYPE'))
        throw reason;
      yield { kind: 'unreadable', position: step.filePosition, bytes: step.info.sizeBytes, reason: reason.message };
    }
  }
}

function unreadable(reason: string): DumpLine {
  return { kind: 'unreadable', position: 0, bytes: 0, reason };
}

/** Indexes of transactions and snapshots are read whole by their brokers, too. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

async function readFile({ disk }: NodeEnv, path: string): Promise<Buffer> {
  const file = await disk.open(path, 'read');
  try {
    const size = await file.size();
    if (size > FILE_BYTES_MAX) throw new DraveError('INVALID_REQUEST', `'${path}' is too large for what it is`);
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}
