import { DraveError } from '@drave/base';
import type { Disk } from './disk.js';

/** Where a replacement is written before it takes the name. A leftover of a crash is overwritten by the next write. */
export const TEMPORARY_SUFFIX = '.tmp';

/**
 * Replaces a small file so that a crash at any moment leaves the old content or the new, never a mixture: temporary
 * name, sync, rename, directory sync. Durable when it resolves. At most one call per path may be under way.
 */
export async function writeFileAtomically(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = path + TEMPORARY_SUFFIX;
  const file = await disk.open(temporary, 'create');
  try {
    await file.truncate(0);
    await file.write([bytes], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(temporary, path);
  await disk.syncDirectory(parentOf(path));
}

/**
 * The whole content of a file, or undefined when it does not exist.
 * @throws DraveError CORRUPT_DATA when it is larger than `bytesMax`: a small file that grew is damaged or not ours.
 */
export async function readWholeFile(disk: Disk, path: string, bytesMax: number): Promise<Uint8Array | undefined> {
  const stat = await disk.stat(path);
  if (stat === undefined || stat.kind !== 'file') return undefined;
  const file = await disk.open(path, 'read');
  try {
    const size = await file.size();
    if (size > bytesMax)
      throw new DraveError('CORRUPT_DATA', `'${path}' has ${size} bytes; at most ${bytesMax} were expected`);
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const count = await file.read(bytes.subarray(length), length);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** The directory a path stands in; '.' for a bare name, '/' for what stands in the root. */
export function parentOf(path: string): string {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  const slash = trimmed.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : trimmed.slice(0, slash);
}
