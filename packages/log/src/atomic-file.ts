import { parentOf, type Disk } from '@drave/env';
import { TEMPORARY_SUFFIX } from './file-names.js';

/**
 * Replaces `directory/name` so that a crash leaves the old content or the new, never a mix: temporary name, sync,
 * rename, directory sync (KAFKA-16541, KAFKA-3968).
 */
export async function writeAtomically(disk: Disk, directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = `${directory}/${name}`;
  try {
    await writeSynced(disk, `${path}${TEMPORARY_SUFFIX}`, bytes);
  } catch (reason) {
    // Half a file would keep room of a full disk until the next start.
    await disk.remove(`${path}${TEMPORARY_SUFFIX}`).catch(() => undefined);
    throw reason;
  }
  await disk.rename(`${path}${TEMPORARY_SUFFIX}`, path);
  await disk.syncDirectory(directory);
}

/** Makes or overwrites a file; its content is durable when it resolves, its name is not. */
export async function writeSynced(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'create');
  try {
    await file.write([bytes], 0);
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The whole file, or undefined when there is none. */
export async function readWhole(disk: Disk, path: string): Promise<Buffer | undefined> {
  const stat = await disk.stat(path);
  if (stat === undefined || stat.kind !== 'file') return undefined;
  const file = await disk.open(path, 'read');
  try {
    const bytes = Buffer.allocUnsafeSlow(await file.size());
    const count = await file.read(bytes, 0);
    return bytes.subarray(0, count);
  } finally {
    await file.close();
  }
}

/** Makes the directory and its missing parents so that a power loss does not take them away again. */
export async function makeDurableDirectory(disk: Disk, path: string): Promise<void> {
  const parents: string[] = [];
  for (let at = path; (await disk.stat(at)) === undefined && !isRoot(at); at = parentOf(at)) parents.push(parentOf(at));
  await disk.makeDirectory(path);
  for (const parent of parents.reverse()) await disk.syncDirectory(parent);
}

/** Nothing lies above; a root that does not exist yet comes to be with the directory. */
function isRoot(path: string): boolean {
  return path === '.' || path === '/';
}
