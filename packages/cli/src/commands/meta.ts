import { DraveError, type Offset } from '@drave/base';
import { decodeBatch, StoredMetadata } from '@drave/metadata';
import type { StoredQuorum } from '@drave/raft';
import { printJson, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import {
  differencesOf,
  filesBelow,
  findPath,
  isDirectory,
  type MetadataFile,
  type MetadataTree,
  treeOfImage,
} from '../records/metadata-tree.js';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';

export interface MetaOptions extends ConnectOptions, OutputOptions {
  /** Reads the files of a node instead of asking the cluster. */
  readonly dataDir?: string;
  /** With `dataDir`: as of this offset of the metadata log, exclusive. */
  readonly at?: Offset;
}

/** `drave meta ls`: the names at a path; a directory ends in a slash. */
export async function metaLs(terminal: Terminal, path: string, options: MetaOptions): Promise<void> {
  const found = findPath(await treeFor(terminal, options), path);
  const names = isDirectory(found)
    ? Object.entries(found).map(([name, child]) => (isDirectory(child) ? `${name}/` : name))
    : [path];
  if (options.output === 'json') printJson(terminal, names);
  else for (const name of names) terminal.line(name);
}

/** `drave meta cat`: what is at a path, with all that is below it. */
export async function metaCat(terminal: Terminal, path: string, options: MetaOptions): Promise<void> {
  const found = findPath(await treeFor(terminal, options), path);
  if (options.output === 'json') printJson(terminal, found);
  else terminal.line(typeof found === 'string' ? found : JSON.stringify(found, null, 2));
}

/** `drave meta tree`: every file below a path with what it holds. */
export async function metaTree(terminal: Terminal, path: string, options: MetaOptions): Promise<void> {
  const found = findPath(await treeFor(terminal, options), path);
  if (options.output === 'json') printJson(terminal, found);
  else for (const line of treeLines(found, '')) terminal.line(line);
}

function* treeLines(node: MetadataTree | MetadataFile, indent: string): Generator<string> {
  if (!isDirectory(node)) {
    yield `${indent}${JSON.stringify(node)}`;
    return;
  }
  for (const [name, child] of Object.entries(node)) {
    if (!isDirectory(child)) yield `${indent}${name}  ${JSON.stringify(child)}`;
    else {
      yield `${indent}${name}/`;
      yield* treeLines(child, `${indent}  `);
    }
  }
}

export interface DiffOptions extends MetaOptions {
  readonly from: Offset;
  readonly to: Offset;
}

/** `drave meta diff`: what has changed between two offsets of the metadata log of a node. */
export async function metaDiff(terminal: Terminal, path: string, options: DiffOptions): Promise<void> {
  const { from, to, dataDir } = options;
  if (dataDir === undefined)
    throw new UsageError(
      'a cluster answers with its metadata of now: give --data-dir of a node, whose log has both offsets',
    );
  const [before, after] = await withStored(terminal, dataDir, async (quorum) => [
    await imageTree(quorum, from),
    await imageTree(quorum, to),
  ]);
  const found = differencesOf(subtree(before ?? {}, path), subtree(after ?? {}, path));
  if (options.output === 'json') {
    printJson(terminal, found);
    return;
  }
  for (const { path: below, before: older, after: newer } of found) {
    if (older !== null) terminal.line(`- ${below}  ${older}`);
    if (newer !== null) terminal.line(`+ ${below}  ${newer}`);
  }
  if (found.length === 0) terminal.line(`nothing differs between offsets ${from} and ${to}`);
}

/** The part of a tree at a path, as a tree with that path; empty where there is none, which is a difference too. */
function subtree(tree: MetadataTree, path: string): MetadataTree {
  const wanted = `/${path
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`;
  const all = [...filesBelow(tree)].filter(
    ([file]) => wanted === '/' || file === wanted || file.startsWith(`${wanted}/`),
  );
  return Object.fromEntries(all.map(([file, text]) => [file.slice(1), JSON.parse(text) as MetadataFile]));
}

export interface TailOptions extends MetaOptions {
  readonly follow?: boolean;
  /** Where to begin; undefined: at the start of what there is. */
  readonly from?: Offset;
}

/** `drave meta tail`: the records of a node's metadata log, or, of a cluster, each change as it comes. */
export async function metaTail(terminal: Terminal, options: TailOptions): Promise<void> {
  const { dataDir } = options;
  if (dataDir === undefined) {
    if (options.from !== undefined) throw new UsageError('--from needs --data-dir: a cluster tells its state of now');
    const { tailCluster } = await import('./meta-cluster.js');
    await tailCluster(terminal, options);
    return;
  }
  if (options.follow === true)
    throw new UsageError('the files of a node are read once: leave out --data-dir to follow a cluster');
  await withStored(terminal, dataDir, async (quorum) => {
    const from = Math.max(options.from ?? quorum.startOffset, quorum.startOffset);
    for await (const { offset, epoch, kind, appendTimestampMs, payload } of quorum.entries(from, quorum.endOffset)) {
      const place = { offset, epoch, timestamp: new Date(appendTimestampMs).toISOString() };
      const records = kind === 'data' ? decodeBatch(payload) : [];
      if (options.output === 'json') printJson(terminal, { ...place, kind, records });
      else {
        const lines = records.map(({ kind: type, ...fields }) => `${type} ${JSON.stringify(fields)}`);
        for (const line of kind === 'data' ? lines : ['the voters of the quorum'])
          terminal.line(`${offset}  ${epoch}  ${place.timestamp}  ${line}`);
      }
    }
  });
}

async function treeFor(terminal: Terminal, options: MetaOptions): Promise<MetadataTree> {
  const { dataDir, at } = options;
  if (dataDir !== undefined)
    return withStored(terminal, dataDir, (quorum) => imageTree(quorum, at ?? quorum.endOffset));
  if (at !== undefined) throw new UsageError('--at needs --data-dir: a cluster answers with its metadata of now');
  const { treeOfCluster } = await import('./meta-cluster.js');
  return treeOfCluster(terminal, options);
}

async function withStored<T>(
  terminal: Terminal,
  directory: string,
  body: (quorum: StoredQuorum) => Promise<T>,
): Promise<T> {
  const { withStoredQuorum } = await import('./stored-quorum-copy.js');
  return withStoredQuorum(terminal, directory.replace(/(?<=.)\/+$/, ''), body);
}

/** @throws DraveError OFFSET_OUT_OF_RANGE for what the log has not yet, or has no more. */
async function imageTree(quorum: StoredQuorum, offset: Offset): Promise<MetadataTree> {
  const snapshot = quorum.snapshotBelow(offset);
  if (offset > quorum.endOffset || snapshot === undefined)
    throw new DraveError(
      'OFFSET_OUT_OF_RANGE',
      `this node's metadata log goes from ${quorum.startOffset} to ${quorum.endOffset}; ${offset} is outside`,
    );
  const stored = await StoredMetadata.fromSnapshot(quorum.snapshotBytes(snapshot));
  for await (const entry of quorum.entries(snapshot.offset, offset))
    if (entry.kind === 'data') stored.apply(entry.offset, entry.payload);
  return treeOfImage(stored.image);
}
