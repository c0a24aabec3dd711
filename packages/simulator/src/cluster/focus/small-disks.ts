import { ExpiringLoad } from './expiring-load.js';
import type { Focus } from './focus.js';
import { retentionFocus } from './retention.js';

/**
 * Disks so small that the load fills them, and the metadata lies on them as well: writes are refused until records
 * expire, and then all goes on without anybody's help (KAFKA-10174). Nobody makes a disk larger in the end.
 */
export const smallDisksFocus: Focus = {
  weight: 1,
  adapt: (climate, random) => {
    const expiring = retentionFocus.adapt(climate, random);
    return {
      ...expiring,
      recordBytes: 2_000,
      compression: 'none',
      diskBudgetBytes: 250_000 + random.integer(250_000),
      diskReserveBytesMax: 50_000,
      weights: { ...expiring.weights, fullDisk: 0, shortOfSpace: 0 },
    };
  },
  begin: (cluster, { partitionNames }) => new ExpiringLoad(cluster, partitionNames),
};
