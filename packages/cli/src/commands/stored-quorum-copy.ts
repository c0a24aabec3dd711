import { DraveError, isDraveError, uuidFrom } from '@drave/base';
import { type Disk, silentLogger } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { StoredQuorum } from '@drave/raft';
import type { Terminal } from '../terminal.js';

/** How often a store is copied again that a running node has changed meanwhile. */
const ATTEMPTS = 5;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Runs `body` with the metadata log of a node, read from a copy of its store: the node may be running, and nothing of
 * its own is opened for writing. `directory` is its data directory, or the directory `metadata` in it.
 *
 * @throws DraveError KAFKA_STORAGE_ERROR when there is no store, CORRUPT_DATA when it is damaged.
 */
export async function withStoredQuorum<T>(
  { environment }: Terminal,
  directory: string,
  body: (quorum: StoredQuorum) => Promise<T>,
): Promise<T> {
  const env = createNodeEnv({ logger: silentLogger });
  const temporary = environment['TMPDIR'] ?? environment['TEMP'] ?? '/tmp';
  const scratch = `${temporary}/drave-meta-${uuidFrom((length) => env.random.bytes(length))}`;
  try {
    const source = await storeIn(env, directory);
    const store = await openCopy(env, source, scratch);
    try {
      return await body(await StoredQuorum.open(store, source));
    } finally {
      await store.close();
    }
  } finally {
    await env.disk.remove(scratch);
    env.close();
  }
}

/** A node that runs removes files while they are copied, and appends to others; then they are copied again. */
async function openCopy(env: NodeEnv, source: string, scratch: string): ReturnType<NodeEnv['store']['open']> {
  for (let attempt = 1; ; attempt++) {
    const copy = `${scratch}/${attempt}`;
    try {
      await env.disk.makeDirectory(copy);
      for (const name of await env.disk.list(source))
        if (name !== 'LOCK') await copyFile(env.disk, `${source}/${name}`, `${copy}/${name}`);
      return await env.store.open(copy);
    } catch (reason) {
      const isMomentary = isDraveError(reason, 'CORRUPT_DATA') || isDraveError(reason, 'KAFKA_STORAGE_ERROR');
      if (attempt === ATTEMPTS || !isMomentary) throw reason;
    }
  }
}

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
