import type { PartitionIndex, ProducerId, TopicName } from '@drave/base';
import type { EndTransactionMarker } from '@drave/records';
import { SortedTexts } from '@drave/metadata';
import { Map as PersistentMap } from 'immutable';
import { type ConsumerGroup, replayConsumerGroup } from '../consumer/consumer-group.js';
import type { RecordPlace } from '../runtime/model.js';
import type { ClassicGroupValue, CommittedOffset, GroupId, GroupRecord, OffsetRecord } from './group-record.js';
import { removeOffset, setOffset, type OffsetStore } from './offset-store.js';
import { addPending, dropPending, endPending, noPendingOffsets, type PendingOffsets } from './pending-offsets.js';

/**
 * Everything that one partition of `__consumer_offsets` says. Immutable with structural sharing: the replicated and the
 * speculative state are two references.
 */
export interface GroupsState {
  readonly offsets: OffsetStore;
  /** What transactions have committed that have not ended. */
  readonly pending: PendingOffsets;
  readonly classic: PersistentMap<GroupId, ClassicGroupValue>;
  /** Groups of the protocol of KIP-848. An id is never in both. */
  readonly consumer: PersistentMap<GroupId, ConsumerGroup>;
  /** Every group that is in any of these. */
  readonly ids: SortedTexts;
}

export const emptyGroups: GroupsState = {
  offsets: PersistentMap(),
  pending: noPendingOffsets,
  classic: PersistentMap(),
  consumer: PersistentMap(),
  ids: SortedTexts.empty,
};

/** Beside `replayTransactionEnd` the only place that changes the state. */
export function replayGroupRecord(state: GroupsState, record: GroupRecord, place: RecordPlace): GroupsState {
  return listed(replayed(state, record, place), record.groupId);
}

function replayed(state: GroupsState, record: GroupRecord, place: RecordPlace): GroupsState {
  switch (record.kind) {
    case 'offset':
      return replayOffset(state, record, place);
    case 'classicGroup': {
      const { groupId, value } = record;
      const classic = value === undefined ? state.classic.delete(groupId) : state.classic.set(groupId, value);
      return { ...state, classic };
    }
    default: {
      const { groupId } = record;
      const group = replayConsumerGroup(state.consumer.get(groupId), record);
      const consumer = group === undefined ? state.consumer.delete(groupId) : state.consumer.set(groupId, group);
      return { ...state, consumer };
    }
  }
}

/**
 * What the producer's transaction has committed counts from here on, or never does. An offset whose record stands
 * behind that of the transaction stays: the last record counts, as it does for compaction.
 */
export function replayTransactionEnd(state: GroupsState, { producerId, kind }: EndTransactionMarker): GroupsState {
  const ended = state.pending.byProducer.get(producerId);
  if (ended === undefined) return state;
  let { offsets } = state;
  if (kind === 'commit')
    for (const [groupId, topics] of ended)
      for (const [topic, partitions] of topics)
        for (const [partition, value] of partitions) {
          const committed = offsets.get(groupId)?.get(topic)?.get(partition);
          if (committed === undefined || value.recordOffset > committed.recordOffset)
            offsets = setOffset(offsets, groupId, topic, partition, value);
        }
  let next: GroupsState = { ...state, offsets, pending: endPending(state.pending, producerId) };
  for (const groupId of ended.keys()) next = listed(next, groupId);
  return next;
}

/** With the id among all ids, or without it. */
function listed(state: GroupsState, groupId: GroupId): GroupsState {
  const ids = isKept(state, groupId) ? state.ids.with(groupId) : state.ids.without(groupId);
  return ids === state.ids ? state : { ...state, ids };
}

/** Whether anything is kept of the group. */
export function isKept(state: GroupsState, groupId: GroupId): boolean {
  return keepsOffsets(state, groupId) || state.classic.has(groupId) || state.consumer.has(groupId);
}

/** The groups for which a producer has offsets pending. */
export function groupsOfProducer(state: GroupsState, producerId: ProducerId): Iterable<GroupId> {
  return state.pending.byProducer.get(producerId)?.keys() ?? [];
}

/** Whether offsets are kept for the group, be it that a transaction has yet to commit them. */
export function keepsOffsets(state: GroupsState, groupId: GroupId): boolean {
  return state.offsets.has(groupId) || state.pending.producers.has(groupId);
}

export function offsetOf(
  state: GroupsState,
  groupId: GroupId,
  topic: TopicName,
  partition: PartitionIndex,
): CommittedOffset | undefined {
  return state.offsets.get(groupId)?.get(topic)?.get(partition);
}

function replayOffset(state: GroupsState, record: OffsetRecord, place: RecordPlace): GroupsState {
  const { groupId, topic, partition, value } = record;
  if (value === undefined) {
    const offsets = removeOffset(state.offsets, groupId, topic, partition);
    const pending = dropPending(state.pending, record);
    return offsets === state.offsets && pending === state.pending ? state : { ...state, offsets, pending };
  }
  const stored = { ...value, recordOffset: place.offset };
  if (place.producerId === undefined)
    return { ...state, offsets: setOffset(state.offsets, groupId, topic, partition, stored) };
  return { ...state, pending: addPending(state.pending, place.producerId, record, stored) };
}
