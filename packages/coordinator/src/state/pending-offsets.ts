import { assert, type PartitionIndex, type ProducerId, type TopicName } from '@drave/base';
import { Map as PersistentMap, Set as PersistentSet } from 'immutable';
import type { GroupId, OffsetRecord } from './group-record.js';
import { removeOffset, setOffset, type OffsetStore, type StoredOffset } from './offset-store.js';

/**
 * What transactions have committed that have not ended: nobody's offsets, until the marker of the producer comes.
 * Immutable, as the offsets are, and part of the same state: when a write is taken back, both are.
 */
export interface PendingOffsets {
  readonly byProducer: PersistentMap<ProducerId, OffsetStore>;
  /** The same, the other way round: who has a pending offset of a partition. No level is ever empty. */
  readonly producers: PersistentMap<GroupId, PersistentMap<TopicName, PersistentMap<PartitionIndex, Producers>>>;
}

type Producers = PersistentSet<ProducerId>;

export const noPendingOffsets: PendingOffsets = { byProducer: PersistentMap(), producers: PersistentMap() };

const NO_PRODUCERS: Producers = PersistentSet();

/** Whose transactions have committed an offset of the partition that is still pending. */
export function pendingProducers(
  pending: PendingOffsets,
  groupId: GroupId,
  topic: TopicName,
  partition: PartitionIndex,
): Producers {
  return pending.producers.get(groupId)?.get(topic)?.get(partition) ?? NO_PRODUCERS;
}

export function pendingOffsetOf(
  pending: PendingOffsets,
  producerId: ProducerId,
  { groupId, topic, partition }: Pick<OffsetRecord, 'groupId' | 'topic' | 'partition'>,
): StoredOffset | undefined {
  return pending.byProducer.get(producerId)?.get(groupId)?.get(topic)?.get(partition);
}

/** The partitions of which the group has pending offsets. */
export function* pendingPartitions(
  pending: PendingOffsets,
  groupId: GroupId,
): Iterable<Pick<OffsetRecord, 'topic' | 'partition'>> {
  for (const [topic, partitions] of pending.producers.get(groupId) ?? [])
    for (const partition of partitions.keys()) yield { topic, partition };
}

export function addPending(
  pending: PendingOffsets,
  producerId: ProducerId,
  { groupId, topic, partition }: OffsetRecord,
  value: StoredOffset,
): PendingOffsets {
  const store: OffsetStore = pending.byProducer.get(producerId) ?? PersistentMap();
  const byProducer = pending.byProducer.set(producerId, setOffset(store, groupId, topic, partition, value));
  const before = pendingProducers(pending, groupId, topic, partition);
  return { byProducer, producers: withProducers(pending.producers, groupId, topic, partition, before.add(producerId)) };
}

/** A tombstone takes along what is pending of the partition, whosever it is. */
export function dropPending(
  pending: PendingOffsets,
  { groupId, topic, partition }: Pick<OffsetRecord, 'groupId' | 'topic' | 'partition'>,
): PendingOffsets {
  let { byProducer } = pending;
  const dropped = pendingProducers(pending, groupId, topic, partition);
  if (dropped.size === 0) return pending;
  for (const producerId of dropped) {
    const known = pendingOffsetOf(pending, producerId, { groupId, topic, partition });
    assert(known !== undefined, 'a pending offset is known by its producer');
    const left = removeOffset(byProducer.get(producerId) ?? PersistentMap(), groupId, topic, partition);
    byProducer = left.size === 0 ? byProducer.delete(producerId) : byProducer.set(producerId, left);
  }
  return { byProducer, producers: withProducers(pending.producers, groupId, topic, partition, NO_PRODUCERS) };
}

/** The producer's transaction has ended: nothing of it is pending any more. */
export function endPending(pending: PendingOffsets, producerId: ProducerId): PendingOffsets {
  let { producers } = pending;
  for (const [groupId, topics] of pending.byProducer.get(producerId) ?? [])
    for (const [topic, partitions] of topics)
      for (const partition of partitions.keys()) {
        const before = producers.get(groupId)?.get(topic)?.get(partition) ?? NO_PRODUCERS;
        assert(before.has(producerId), 'who has a pending offset is known by its partition');
        producers = withProducers(producers, groupId, topic, partition, before.delete(producerId));
      }
  return { byProducer: pending.byProducer.delete(producerId), producers };
}

function withProducers(
  all: PendingOffsets['producers'],
  groupId: GroupId,
  topic: TopicName,
  partition: PartitionIndex,
  producers: Producers,
): PendingOffsets['producers'] {
  const topics = all.get(groupId) ?? PersistentMap<TopicName, PersistentMap<PartitionIndex, Producers>>();
  const before = topics.get(topic) ?? PersistentMap<PartitionIndex, Producers>();
  const after = producers.size === 0 ? before.delete(partition) : before.set(partition, producers);
  const left = after.size === 0 ? topics.delete(topic) : topics.set(topic, after);
  return left.size === 0 ? all.delete(groupId) : all.set(groupId, left);
}
