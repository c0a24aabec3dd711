import { ExpiringLoad } from './expiring-load.js';
import { DiskNeighbour } from './disk-neighbour.js';
import { allOf, type Focus } from './focus.js';
import { retentionFocus } from './retention.js';

/**
 * Disks so small that the load fills them: writes are refused until records expire, and then all goes on without an
 * operator's help (KAFKA-10174). No disk is made larger in the end. In half of the seeds the metadata lies on them as
 * well; in the others it has a disk of its own, and another program takes the last byte of this one. A full disk is no
 * fault of the disk: no process ends of it.
 */
export const smallDisksFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => {
    const expiring = retentionFocus.adapt(conditions, random);
    return {
      ...expiring,
      recordBytes: 2_000,
      compression: 'none',
      diskBudgetBytes: 250_000 + random.integer(250_000),
      diskReserveBytesMax: random.next() < 0.5 ? 50_000 : 0,
      soundDisks: true,
      weights: {
        ...expiring.weights,
        fullDisk: 0,
        shortOfSpace: 0,
        failRead: 0,
        failWrite: 0,
        failSync: 0,
        flipBit: 0,
      },
    };
  },
  begin: (cluster, { partitionNames }) =>
    allOf([
      new ExpiringLoad(cluster, partitionNames),
      ...(cluster.conditions.diskReserveBytesMax > 0 ? [] : [new DiskNeighbour(cluster)]),
    ]),
};
