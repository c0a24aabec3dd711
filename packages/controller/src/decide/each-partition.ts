import type { PartitionIndex, Steps, TopicId } from '@drave/base';
import type { PartitionRegistration } from '@drave/metadata';
import type { AlterPartitionItemResult } from '@drave/metadata/controller';
import { reject, type Rejection } from '../decision.js';

/**
 * What a broker asks for several of its partitions: each item stands or falls on its own, and only the first of two for
 * one partition is looked at. `decideOne` gives the partition as it is afterwards; a step is taken after each.
 */
export function* decideEachPartition<Item extends { readonly topicId: TopicId; readonly partition: PartitionIndex }>(
  items: readonly Item[],
  decideOne: (item: Item) => PartitionRegistration | Rejection,
): Steps<readonly AlterPartitionItemResult[]> {
  const seen = new Set<string>();
  const results: AlterPartitionItemResult[] = [];
  for (const item of items) {
    const { topicId, partition } = item;
    const key = `${topicId}-${partition}`;
    const outcome = seen.has(key)
      ? reject('INVALID_REQUEST', 'the partition occurs twice in the request')
      : decideOne(item);
    seen.add(key);
    if ('kind' in outcome) {
      results.push({ kind: 'rejected', topicId, partition, error: outcome.code, message: outcome.message });
    } else {
      const { leader: leaderId, leaderEpoch, partitionEpoch, isr } = outcome;
      results.push({ kind: 'committed', topicId, partition, leaderId, leaderEpoch, partitionEpoch, isr });
    }
    yield;
  }
  return results;
}
