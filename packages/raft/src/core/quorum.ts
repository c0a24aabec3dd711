import { assert, type Millis, type Offset } from '@drave/base';

/** The least number of members that intersects every other majority. 0 members have no majority: 1. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/**
 * The largest value that a majority has reached: the committed offset, or the time of the last contact with a majority.
 */
export function majorityReached<T extends Offset | Millis>(values: readonly T[]): T {
  assert(values.length > 0, 'a quorum has members');
  const descending = [...values].sort((left, right) => right - left);
  return descending[majorityOf(values.length) - 1] as T;
}
