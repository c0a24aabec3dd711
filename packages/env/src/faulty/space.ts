import type { Bytes } from '@drave/base';
import { DiskQuota } from '../disk-quota.js';
import type { Disk, DiskSpace } from '../disk.js';
import type { Clock } from '../time.js';
import { isAt, type FaultControl } from './control.js';

/** Disks that rules say are nearly full. */
export class FaultySpace {
  private readonly disk: Disk;
  private readonly clock: Clock;
  private readonly control: FaultControl;
  /** By the id of the rule. */
  private readonly quotas = new Map<number, DiskQuota>();

  constructor(disk: Disk, clock: Clock, control: FaultControl) {
    this.disk = disk;
    this.clock = clock;
    this.control = control;
  }

  /** @throws DraveError DISK_FULL. */
  async charge(growthBytes: Bytes, path: string): Promise<void> {
    for (const quota of this.quotasOf(path)) await quota.charge(growthBytes, path);
  }

  /** What is left where rules limit it. */
  async free(path: string, space: DiskSpace): Promise<DiskSpace> {
    let { freeBytes } = space;
    for (const quota of this.quotasOf(path)) freeBytes = Math.min(freeBytes, (await quota.space()).freeBytes);
    return { ...space, freeBytes };
  }

  isLimited(path: string): boolean {
    return this.quotasOf(path).length > 0;
  }

  private quotasOf(path: string): readonly DiskQuota[] {
    if (this.control.idle) return [];
    return this.control.list().flatMap(({ id, rule }) => {
      if (rule.target !== 'space' || !isAt(rule, path)) return [];
      const known = this.quotas.get(id);
      if (known !== undefined) return [known];
      const { directory, afterBytes } = rule;
      const made = new DiskQuota({
        bytesMax: (usedBytes) => usedBytes + afterBytes,
        measure: () => bytesBelow(this.disk, directory),
        monotonicMs: () => this.clock.monotonicMs(),
      });
      this.quotas.set(id, made);
      return [made];
    });
  }
}

async function bytesBelow(disk: Disk, path: string): Promise<Bytes> {
  let sum = 0;
  for (const name of await disk.list(path)) {
    const child = `${path}/${name}`;
    const stat = await disk.stat(child);
    if (stat?.kind === 'file') sum += stat.size;
    else if (stat?.kind === 'directory') sum += await bytesBelow(disk, child);
  }
  return sum;
}
