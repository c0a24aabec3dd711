import type { Millis, TopicName } from '@drave/base';
import type { CommittedOffset, GroupId, OffsetRecord } from '../state/group-record.js';
import { offsetOf, type GroupsState } from '../state/groups-state.js';
import { pendingPartitions, pendingProducers } from '../state/pending-offsets.js';

/** When a group's offsets begin to age (KIP-211). */
export type OffsetAging =
  /** Each offset ages from its commit: the group is used for nothing but to keep offsets. */
  | { readonly kind: 'sinceCommit' }
  /** All of them from the moment at which the last member left; each from its commit when that is not known (-1). */
  | { readonly kind: 'sinceEmpty'; readonly wallMs: Millis }
  /** Offsets age from their commit, but only those of topics that no member subscribes to. */
  | { readonly kind: 'unsubscribed'; readonly subscribed: (topic: TopicName) => boolean }
  /** Offsets do not age: the group has members, and what they use is not known. */
  | { readonly kind: 'never' };

/**
 * Tombstones for what has outlived `retentionMs`, or the time that its commit asked for. As long as a transaction has
 * another offset of the partition pending they wait: a tombstone would take that along (KAFKA-19163).
 */
export function expiredOffsets(
  state: GroupsState,
  groupId: GroupId,
  aging: OffsetAging,
  retentionMs: Millis,
  nowWallMs: Millis,
): OffsetRecord[] {
  const expired: OffsetRecord[] = [];
  if (aging.kind === 'never') return expired;
  for (const [topic, offsets] of state.offsets.get(groupId) ?? []) {
    if (aging.kind === 'unsubscribed' && aging.subscribed(topic)) continue;
    for (const [partition, value] of offsets)
      if (
        isExpired(value, aging, retentionMs, nowWallMs) &&
        pendingProducers(state.pending, groupId, topic, partition).size === 0
      )
        expired.push({ kind: 'offset', groupId, topic, partition, value: undefined });
  }
  return expired;
}

function isExpired(value: CommittedOffset, aging: OffsetAging, retentionMs: Millis, nowWallMs: Millis): boolean {
  if (value.expireTimestampMs !== undefined) return nowWallMs >= value.expireTimestampMs;
  const since = aging.kind === 'sinceEmpty' && aging.wallMs >= 0 ? aging.wallMs : value.commitTimestampMs;
  return nowWallMs - since >= retentionMs;
}

/** Tombstones for everything that the group has committed, and for what transactions have yet to commit. */
export function offsetTombstones(state: GroupsState, groupId: GroupId): OffsetRecord[] {
  const tombstones: OffsetRecord[] = [];
  for (const [topic, offsets] of state.offsets.get(groupId) ?? []) {
    for (const partition of offsets.keys())
      tombstones.push({ kind: 'offset', groupId, topic, partition, value: undefined });
  }
  for (const { topic, partition } of pendingPartitions(state.pending, groupId))
    if (offsetOf(state, groupId, topic, partition) === undefined)
      tombstones.push({ kind: 'offset', groupId, topic, partition, value: undefined });
  return tombstones;
}
