import { DraveError } from '@drave/base';
import { Level } from 'level';
import type { DiskLock } from '../disk.js';
import { causeCodeOf, storeError } from './store-error.js';

/**
 * An exclusive lock that the kernel holds for this process and drops when it ends, however it ends. Node offers no file
 * locks, LevelDB does (fcntl on POSIX, LockFileEx on Windows): the lock is an empty database of its own. No stale file
 * to clean up after `kill -9`, nothing that a reused process id could fool.
 */
export async function lockWithLevel(path: string, fullPath: string): Promise<DiskLock> {
  const database = new Level<string, string>(fullPath);
  try {
    await database.open();
  } catch (reason) {
    if (causeCodeOf(reason) === 'LEVEL_LOCKED')
      throw new DraveError('DATA_DIRECTORY_LOCKED', `'${path}' is locked by another process; stop it first`, {
        metadata: { path },
        cause: reason,
      });
    throw storeError(reason, path);
  }
  return { release: () => database.close() };
}
