import { DraveError, isDraveError, type Offset, uuidFrom } from '@drave/base';
import { type Disk, silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { type LogEntry, StoredQuorum } from '@drave/raft';
import type { Terminal } from '../terminal.js';

/** How often a store is copied again that a running node has changed meanwhile. */
const ATTEMPTS = 5;
const CHUNK_BYTES = 1024 * 1024;

/** A stored metadata log, whose reading ends when the user wants it to. */
export class StoredEntries {
  readonly stored: StoredQuorum;
  private readonly interruption: AbortSignal;

  constructor(stored: StoredQuorum, interruption: AbortSignal) {
    this.stored = stored;
    this.interruption = interruption;
  }

  /** The entries of [from, upTo). @throws DraveError CORRUPT_DATA; CANCELLED after an interruption. */
  async *entries(from: Offset, upTo: Offset): AsyncGenerator<LogEntry, void, undefined> {
    for await (const entry of this.stored.entries(from, upTo)) {
      mustGoOn(this.interruption);
      yield entry;
    }
  }
}

function mustGoOn(interruption: AbortSignal): void {
  if (interruption.aborted) throw new DraveError('CANCELLED', 'interrupted');
}

/**
 * Runs `body` with the metadata log of a node, read from a copy of its store: the node may be running, and nothing of
 * its own is opened for writing. `directory` is its data directory, or the directory `metadata` in it.
 *
 * @throws DraveError KAFKA_STORAGE_ERROR when there is no store, or when it changes faster than it is copied;
 * CORRUPT_DATA when it is damaged; CANCELLED when the user ends it, which removes the copy as well.
 */
export async function withStoredQuorum<T>(
  terminal: Terminal,
  directory: string,
  body: (quorum: StoredEntries) => Promise<T>,
): Promise<T> {
  const { environment } = terminal;
  const interruption = terminal.interruption();
  const env = createNodeEnv({ logger: silentLogger });
  const temporary = environment['TMPDIR'] ?? environment['TEMP'] ?? '/tmp';
  const scratch = `${temporary}/drave-meta-${uuidFrom((length) => env.random.bytes(length))}`;
  try {
    const source = await storeIn(env, directory);
    const store = await openCopy(env, source, scratch, interruption);
    try {
      return await body(new StoredEntries(await StoredQuorum.open(store, source), interruption));
    } finally {
      await store.close();
    }
  } finally {
    await env.disk.remove(scratch);
    env.close();
  }
}

/**
 * Opens a copy of the store. A node that runs appends to its journal while it is copied, which the copy may have or
 * not. It also replaces a full journal by a table: files that came or went meanwhile make the copy one of no moment,
 * which could open and lack what lies between. Then it is copied again.
 */
async function openCopy(
  env: NodeEnv,
  source: string,
  scratch: string,
  interruption: AbortSignal,
): ReturnType<NodeEnv['store']['open']> {
  for (let attempt = 1; ; attempt++) {
    const copy = `${scratch}/${attempt}`;
    try {
      await copyStore(env.disk, source, copy, interruption);
      return await env.store.open(copy);
    } catch (reason) {
      const isMomentary = isDraveError(reason, 'CORRUPT_DATA') || isDraveError(reason, 'KAFKA_STORAGE_ERROR');
      if (attempt === ATTEMPTS || !isMomentary) throw reason;
    }
  }
}

async function copyStore(disk: Disk, source: string, copy: string, interruption: AbortSignal): Promise<void> {
  const filesOf = async (): Promise<readonly string[]> =>
    (await disk.list(source)).filter((name) => !NEVER_COPIED.has(name)).toSorted();
  await disk.makeDirectory(copy);
  const names = await filesOf();
  for (const name of names) {
    mustGoOn(interruption);
    await copyFile(disk, `${source}/${name}`, `${copy}/${name}`);
  }
  if ((await filesOf()).join() !== names.join())
    throw new DraveError('KAFKA_STORAGE_ERROR', `'${source}' changes while it is read: try again`);
}

/** What LevelDB writes for itself and does not read. */
const NEVER_COPIED: ReadonlySet<string> = new Set(['LOCK', 'LOG', 'LOG.old']);

async function copyFile(disk: Disk, source: string, target: string): Promise<void> {
  const from = await disk.open(source, 'read');
  try {
    const to = await disk.open(target, 'create');
    try {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      for (let position = 0; ; ) {
        const count = await from.read(buffer, position);
        if (count === 0) break;
        await to.write([buffer.subarray(0, count)], position);
        position += count;
      }
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

async function storeIn(env: NodeEnv, directory: string): Promise<string> {
  for (const path of [`${directory}/metadata/store`, `${directory}/store`])
    if ((await env.disk.stat(path))?.kind === 'directory') return path;
  throw new DraveError(
    'KAFKA_STORAGE_ERROR',
    `'${directory}' holds no metadata log: give the first of a node's dataDirectories, where 'metadata/store' lies`,
  );
}
