import type { Offset } from '@drave/base';
import type { EpochEnd } from '@drave/log';

/**
 * Up to where the leader's history and ours may be the same, going by the largest epoch that it names and by the
 * largest of ours not above it. The leader knows no epoch below its log start, and we none in an empty log: then only
 * the offset counts.
 */
export function sharedEnd(diverging: EpochEnd, ours: EpochEnd): Offset {
  if (diverging.epoch < 0 || ours.epoch < 0) return diverging.endOffset;
  return ours.epoch === diverging.epoch ? Math.min(diverging.endOffset, ours.endOffset) : ours.endOffset;
}
