import type { Bytes } from '@drave/base';
import { DiskQuota } from '../disk-quota.js';
import { sizeOfDirectory } from './directory-size.js';
import { nodeClock } from './time.js';

/** A quota over everything in a directory and below it. */
export function quotaBelow(root: string, quotaBytes: Bytes): DiskQuota {
  return new DiskQuota({
    bytesMax: () => quotaBytes,
    measure: () => sizeOfDirectory(root),
    monotonicMs: () => nodeClock.monotonicMs(),
  });
}
