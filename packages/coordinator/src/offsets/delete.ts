import type { ErrorCode, PartitionIndex, TopicName } from '@drave/base';
import { CONSUMER_PROTOCOL_TYPE } from '../classic/classic-group.js';
import type { ClassicGroups } from '../classic/classic-groups.js';
import { topicsInUse } from '../consumer/describe.js';
import { tombstonesOf } from '../consumer/tombstones.js';
import type { Turn } from '../classic/turn.js';
import type { GroupId } from '../state/group-record.js';
import { keepsOffsets, offsetOf } from '../state/groups-state.js';
import { pendingProducers } from '../state/pending-offsets.js';
import { offsetTombstones } from './expiry.js';
import type { OffsetDeleteRequest, OffsetDeleteResponse, PartitionGate } from './offset-requests.js';

/**
 * OffsetDelete (KIP-496): offsets of topics that no member is subscribed to, with what transactions have yet to commit
 * of them.
 */
export function deleteOffsets(
  turn: Turn,
  classic: ClassicGroups,
  gate: PartitionGate,
  request: OffsetDeleteRequest,
): OffsetDeleteResponse {
  const { groupId } = request;
  const group = classic.get(groupId);
  const ofConsumers = turn.state.consumer.get(groupId);
  if (group === undefined && ofConsumers === undefined && !keepsOffsets(turn.state, groupId))
    return { failure: 'GROUP_ID_NOT_FOUND', topics: [] };
  const inUse = ofConsumers === undefined ? undefined : topicsInUse(ofConsumers);
  const used = group !== undefined && group.state !== 'Empty';
  if (used && group.protocolType !== CONSUMER_PROTOCOL_TYPE) return { failure: 'NON_EMPTY_GROUP', topics: [] };
  // What members are subscribed to is not known between two generations, or may not be readable: then all is in use.
  const subscribed = (topic: TopicName): boolean =>
    inUse === undefined ? used && (group.subscribedTopics?.has(topic) ?? true) : inUse.has(topic);
  const deleteOne = (topic: TopicName, partition: PartitionIndex): ErrorCode | undefined => {
    const refusal = gate(topic, partition);
    if (refusal !== undefined) return refusal;
    if (subscribed(topic)) return 'GROUP_SUBSCRIBED_TO_TOPIC';
    const isPending = pendingProducers(turn.state.pending, groupId, topic, partition).size > 0;
    if (isPending || offsetOf(turn.state, groupId, topic, partition) !== undefined)
      turn.write({ kind: 'offset', groupId, topic, partition, value: undefined });
    return undefined;
  };
  return {
    failure: undefined,
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((partition) => ({ partition, failure: deleteOne(topic, partition) })),
    })),
  };
}

/** DeleteGroups: a group without members, with everything that it keeps. */
export function deleteGroup(turn: Turn, classic: ClassicGroups, groupId: GroupId): ErrorCode | undefined {
  const group = classic.get(groupId);
  const ofConsumers = turn.state.consumer.get(groupId);
  if (group === undefined && ofConsumers === undefined && !keepsOffsets(turn.state, groupId))
    return 'GROUP_ID_NOT_FOUND';
  if (group !== undefined && group.state !== 'Empty') return 'NON_EMPTY_GROUP';
  if (ofConsumers !== undefined && ofConsumers.members.size > 0) return 'NON_EMPTY_GROUP';
  for (const record of offsetTombstones(turn.state, groupId)) turn.write(record);
  if (group !== undefined) classic.remove(turn, group);
  for (const record of ofConsumers === undefined ? [] : tombstonesOf(ofConsumers)) turn.write(record);
  return undefined;
}
