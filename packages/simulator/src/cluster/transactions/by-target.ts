import type { ReadRecord } from '../../kafka-client/partition-reader.js';
import { nameOfValue } from '../producing-client.js';

/** The values of the records, by the partition of the output that they go to. */
export function byTarget(records: readonly ReadRecord[], partitions: number): ReadonlyMap<number, string[]> {
  const targets = new Map<number, string[]>();
  for (const { offset, value } of records) {
    const partition = offset % partitions;
    targets.set(partition, [...(targets.get(partition) ?? []), nameOfValue(value)]);
  }
  return targets;
}
