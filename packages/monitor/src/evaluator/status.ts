/**
 * What became of one partition of a group, with Burrow's numbers. WARN: it reads, and falls behind. STOP: it commits no
 * more. STALL: it commits, and always the same offset. REWIND: it went back, and has not caught up with where it was.
 */
export type PartitionStatus = 'OK' | 'WARN' | 'STOP' | 'STALL' | 'REWIND';

/** ERR stands for any of STOP, STALL and REWIND. NOTFOUND: nothing is known of such a group. */
export type GroupStatus = 'NOTFOUND' | 'OK' | 'WARN' | 'ERR';

/** Burrow's numbers: thresholds and metrics compare them. */
export const statusNumbers = {
  NOTFOUND: 0,
  OK: 1,
  WARN: 2,
  ERR: 3,
  STOP: 4,
  STALL: 5,
  REWIND: 6,
} as const satisfies Record<PartitionStatus | GroupStatus, number>;
