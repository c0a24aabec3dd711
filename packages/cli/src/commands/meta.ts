import { DraveError, type Offset } from '@drave/base';
import { decodeBatch, StoredMetadata, withoutSecrets } from '@drave/metadata';
import { print, printJson, type OutputOptions } from '../output.js';
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
import type { StoredEntries } from './stored-quorum-copy.js';

export interface MetaOptions extends ConnectOptions, OutputOptions {
  /** Reads the files of a node instead of asking the cluster. */
  readonly dataDir?: string;
  /** With `dataDir`: the metadata before this offset of the log, that is, of all entries below it. */
  readonly at?: Offset;
}

/** `drave meta ls`: the names at a path; a directory ends in a slash. */
export async function metaLs(terminal: Terminal, path: string, options: MetaOptions): Promise<number> {
  const found = findPath(await treeFor(terminal, options), path);
  const names = isDirectory(found)
    ? Object.entries(found).map(([name, child]) => (isDirectory(child) ? `${name}/` : name))
    : [path];
  return print(terminal, options, { document: names, names, parts: names });
}

/** `drave meta cat`: what is at a path, with all that is below it. */
export async function metaCat(terminal: Terminal, path: string, options: MetaOptions): Promise<number> {
  const found = findPath(await treeFor(terminal, options), path);
  const text = typeof found === 'string' ? found : JSON.stringify(found, null, 2);
  return print(terminal, options, { document: found, names: namesBelow(found), parts: [text] });
}

/** `drave meta tree`: every file below a path with what it holds. */
export async function metaTree(terminal: Terminal, path: string, options: MetaOptions): Promise<number> {
  const found = findPath(await treeFor(terminal, options), path);
  return print(terminal, options, { document: found, names: namesBelow(found), parts: [...treeLines(found, '')] });
}

/** The paths of the files below a node, one for each line of `-o name`. */
function namesBelow(node: MetadataTree | MetadataFile): readonly string[] {
  return [...filesBelow(node)].map(([path]) => path);
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
export async function metaDiff(terminal: Terminal, path: string, options: DiffOptions): Promise<number> {
  const { from, to, dataDir } = options;
  if (dataDir === undefined)
    throw new UsageError(
      'a cluster answers with its metadata of now: give --data-dir of a node, whose log has both offsets',
    );
  const found = await withStored(terminal, dataDir, async (quorum) => {
    const [older, newer] = [await imageTree(quorum, from), await imageTree(quorum, to)];
    const [before, after] = [subtree(older, path), subtree(newer, path)];
    // What is nowhere is a mistake in the path, and no lack of differences.
    if (Object.keys(before).length === 0 && Object.keys(after).length === 0) findPath(newer, path);
    return differencesOf(before, after);
  });
  const lines = found.flatMap(({ path: below, before: older, after: newer }) => [
    ...(older === null ? [] : [`- ${below}  ${older}`]),
    ...(newer === null ? [] : [`+ ${below}  ${newer}`]),
  ]);
  return print(terminal, options, {
    document: found,
    names: found.map(({ path: below }) => below),
    parts: lines.length === 0 ? [`nothing differs between offsets ${from} and ${to}`] : lines,
  });
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
    const { startOffset, endOffset } = quorum.stored;
    const from = Math.max(options.from ?? startOffset, startOffset);
    for await (const { offset, epoch, kind, appendTimestampMs, payload } of quorum.entries(from, endOffset)) {
      const place = { offset, epoch, timestamp: new Date(appendTimestampMs).toISOString() };
      const records = kind === 'data' ? decodeBatch(payload).map(withoutSecrets) : [];
      if (options.output === 'json') printJson(terminal, { ...place, kind, records });
      else {
        const lines = records.map(lineOf);
        for (const line of kind === 'data' ? lines : ['the voters of the quorum'])
          terminal.line(`${offset}  ${epoch}  ${place.timestamp}  ${line}`);
      }
    }
  });
}

function lineOf({ kind, ...fields }: { readonly kind: string }): string {
  return `${kind} ${JSON.stringify(fields)}`;
}

async function treeFor(terminal: Terminal, options: MetaOptions): Promise<MetadataTree> {
  const { dataDir, at } = options;
  if (dataDir !== undefined)
    return withStored(terminal, dataDir, (quorum) => imageTree(quorum, at ?? quorum.stored.endOffset));
  if (at !== undefined) throw new UsageError('--at needs --data-dir: a cluster answers with its metadata of now');
  const { treeOfCluster } = await import('./meta-cluster.js');
  return treeOfCluster(terminal, options);
}

async function withStored<T>(
  terminal: Terminal,
  directory: string,
  body: (quorum: StoredEntries) => Promise<T>,
): Promise<T> {
  const { withStoredQuorum } = await import('./stored-quorum-copy.js');
  return withStoredQuorum(terminal, directory.replace(/(?<=.)\/+$/, ''), body);
}

/** @throws DraveError OFFSET_OUT_OF_RANGE for what the log has not yet, or has no more. */
async function imageTree(quorum: StoredEntries, offset: Offset): Promise<MetadataTree> {
  const { stored } = quorum;
  const snapshot = stored.snapshotBelow(offset);
  if (offset > stored.endOffset || snapshot === undefined)
    throw new DraveError(
      'OFFSET_OUT_OF_RANGE',
      `this node's metadata log goes from ${stored.startOffset} to ${stored.endOffset}; ${offset} is outside`,
    );
  const metadata = await StoredMetadata.fromSnapshot(stored.snapshotBytes(snapshot));
  for await (const entry of quorum.entries(snapshot.offset, offset))
    if (entry.kind === 'data') metadata.apply(entry.offset, entry.payload);
  return treeOfImage(metadata.image);
}
