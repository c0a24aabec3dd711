import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '@drave/base';
import { errnoOf } from './disk-error.js';

/** What the files below a directory take in all. */
export async function sizeOfDirectory(path: string): Promise<Bytes> {
  let sum = 0;
  for (const entry of await ignoreMissing(readdir(path, { withFileTypes: true }), [])) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) sum += await sizeOfDirectory(child);
    else if (entry.isFile()) sum += (await ignoreMissing(stat(child), { size: 0 })).size;
  }
  return sum;
}

/** Files come and go while they are counted. */
async function ignoreMissing<T>(promise: Promise<T>, missing: NoInfer<T> | { size: number }): Promise<T> {
  try {
    return await promise;
  } catch (reason) {
    if (errnoOf(reason) === 'ENOENT') return missing as T;
    throw reason;
  }
}
