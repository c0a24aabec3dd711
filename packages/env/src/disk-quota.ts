import { DraveError, type Bytes, type Millis } from '@drave/base';
import type { DiskSpace } from './disk.js';

const MEASURE_MS_MIN: Millis = 100;
const MEASURE_MS_MAX: Millis = 5_000;

interface DiskQuotaOptions {
  /** What may be used in all, when so much is used at the first measurement. */
  readonly bytesMax: (usedBytes: Bytes) => Bytes;
  /** What is used now, by whoever writes there. */
  readonly measure: () => Promise<Bytes>;
  readonly monotonicMs: () => Millis;
}

/**
 * Bytes that a node may have on its disk, for tests and for hosts shared by several nodes. Growth is added up as it
 * happens; what was removed is found by measuring, at the latest when the quota seems exhausted. So it may refuse a
 * little early, never late by more than what other writers (the stores) added since the last measurement.
 */
export class DiskQuota {
  private readonly options: DiskQuotaOptions;
  private usedBytes: Bytes = 0;
  private bytesMax: Bytes | undefined;
  private measuredMs = Number.NEGATIVE_INFINITY;
  private measuring: Promise<Bytes> | undefined;

  constructor(options: DiskQuotaOptions) {
    this.options = options;
  }

  /** Charges what a file grows by. @throws DraveError DISK_FULL with errno ENOSPC. */
  async charge(growthBytes: Bytes, path: string): Promise<void> {
    let bytesMax = await this.measured(MEASURE_MS_MAX);
    if (this.usedBytes + growthBytes > bytesMax) bytesMax = await this.measured(MEASURE_MS_MIN);
    if (this.usedBytes + growthBytes > bytesMax)
      throw new DraveError(
        'DISK_FULL',
        `ENOSPC: the disk quota of ${bytesMax} bytes is used up ('${path}'); free space or raise the quota`,
        { metadata: { errno: 'ENOSPC', path } },
      );
    this.usedBytes += growthBytes;
  }

  async space(): Promise<DiskSpace> {
    const bytesMax = await this.measured(MEASURE_MS_MIN);
    return { totalBytes: bytesMax, freeBytes: Math.max(0, bytesMax - this.usedBytes) };
  }

  /** What may be used, with a measurement that is no older than this. */
  private async measured(ageMsMax: Millis): Promise<Bytes> {
    if (this.bytesMax !== undefined && this.options.monotonicMs() - this.measuredMs <= ageMsMax) return this.bytesMax;
    this.measuring ??= this.measure().finally(() => {
      this.measuring = undefined;
    });
    return this.measuring;
  }

  private async measure(): Promise<Bytes> {
    this.usedBytes = await this.options.measure();
    this.measuredMs = this.options.monotonicMs();
    this.bytesMax ??= this.options.bytesMax(this.usedBytes);
    return this.bytesMax;
  }
}
