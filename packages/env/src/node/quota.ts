import type { DiskSpace } from '../disk.js';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DraveError } from '@drave/base';
import { errnoOf } from './disk-error.js';

const SCAN_MS_MIN = 100;
const SCAN_MS_MAX = 5_000;

/**
 * Bytes that a node may have on its disk, for tests and for hosts shared by several nodes. Growth is added up as it
 * happens; what was removed is found by scanning, at the latest when the quota seems exhausted. So it may refuse a
 * little early, never late by more than what other writers (the stores) added since the last scan.
 */
export class DiskQuota {
  readonly bytesMax: number;
  private readonly root: string;
  private usedBytes = 0;
  private scannedMs = Number.NEGATIVE_INFINITY;
  private scanning: Promise<void> | undefined;

  constructor(root: string, bytesMax: number) {
    this.root = root;
    this.bytesMax = bytesMax;
  }

  /** Charges what a file grows by. @throws DraveError DISK_FULL with errno ENOSPC. */
  async charge(growthBytes: number, path: string): Promise<void> {
    if (performance.now() - this.scannedMs > SCAN_MS_MAX) await this.scan();
    if (this.usedBytes + growthBytes > this.bytesMax && performance.now() - this.scannedMs > SCAN_MS_MIN)
      await this.scan();
    if (this.usedBytes + growthBytes > this.bytesMax)
      throw new DraveError(
        'DISK_FULL',
        `ENOSPC: the disk quota of ${this.bytesMax} bytes is used up ('${path}'); free space or raise the quota`,
        { metadata: { errno: 'ENOSPC', path } },
      );
    this.usedBytes += growthBytes;
  }

  async space(): Promise<DiskSpace> {
    if (performance.now() - this.scannedMs > SCAN_MS_MIN) await this.scan();
    return { totalBytes: this.bytesMax, freeBytes: Math.max(0, this.bytesMax - this.usedBytes) };
  }

  private scan(): Promise<void> {
    this.scanning ??= sizeOfDirectory(this.root).then(
      (bytes) => {
        this.usedBytes = bytes;
        this.scannedMs = performance.now();
        this.scanning = undefined;
      },
      (reason: unknown) => {
        this.scanning = undefined;
        throw reason;
      },
    );
    return this.scanning;
  }
}

async function sizeOfDirectory(path: string): Promise<number> {
  let sum = 0;
  for (const entry of await ignoreMissing(readdir(path, { withFileTypes: true }), [])) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) sum += await sizeOfDirectory(child);
    else if (entry.isFile()) sum += (await ignoreMissing(stat(child), { size: 0 })).size;
  }
  return sum;
}

/** Files come and go while the scan runs. */
async function ignoreMissing<T>(promise: Promise<T>, missing: NoInfer<T> | { size: number }): Promise<T> {
  try {
    return await promise;
  } catch (reason) {
    if (errnoOf(reason) === 'ENOENT') return missing as T;
    throw reason;
  }
}
