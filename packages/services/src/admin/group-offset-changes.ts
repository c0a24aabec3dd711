import { DraveError, type Offset } from '@drave/base';
import type { Broker, RequestContext } from '@drave/broker';
import type { adminV1, CallContext } from '@drave/rpc';
import { requireRight } from './admin-domain.js';
import type { ForwardingPorts } from './forwarding.js';
import { partitionName } from './group-messages.js';
import { committedOffsets } from './group-offset-list.js';
import { findPositions, type Position } from './partition-positions.js';
import { invalidField } from './explained.js';

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Sets committed offsets of a group that has no members. All or none: a partition that cannot be judged fails it. */
export async function resetOffsets(
  ports: ForwardingPorts,
  call: CallContext,
  broker: Broker,
  caller: RequestContext,
  request: adminV1.ResetGroupOffsetsRequest,
): Promise<adminV1.OffsetChange[]> {
  checkTarget(request);
  const committed = await committedOffsets(broker, caller, request.groupId);
  const named = request.target === 'OFFSETS' ? request.offsets.map(asSelection) : request.topics;
  const places = named.length === 0 ? [...committed.values()] : selected(ports, call, named);
  const changes = await newOffsets(ports, call, request, places, (place) => {
    return committed.get(partitionName(place.topic, place.partition))?.offset ?? -1;
  });
  if (!request.validateOnly && changes.length > 0) await commit(broker, caller, request.groupId, changes);
  return changes;
}

/** Forgets committed offsets of topics that no member subscribes to. */
export async function deleteOffsets(
  ports: ForwardingPorts,
  call: CallContext,
  broker: Broker,
  caller: RequestContext,
  group: adminV1.Group,
  request: adminV1.DeleteGroupOffsetsRequest,
): Promise<adminV1.OffsetChange[]> {
  if (request.topics.length === 0) throw invalidField('topics', 'name at least one');
  const committed = await committedOffsets(broker, caller, request.groupId);
  const changes = selected(ports, call, request.topics).flatMap(({ topic, partition }) => {
    const known = committed.get(partitionName(topic, partition));
    return known === undefined ? [] : { topic, partition, oldOffset: known.offset, newOffset: -1 };
  });
  const inUse = new Set(group.members.flatMap(({ subscribedTopics }) => subscribedTopics));
  const used = request.topics.find(({ topic }) => inUse.has(topic));
  if (used !== undefined) {
    throw new DraveError('GROUP_SUBSCRIBED_TO_TOPIC', `members of '${request.groupId}' subscribe to '${used.topic}'`);
  }
  if (request.validateOnly || changes.length === 0) return changes;
  const topics = changes.map(({ topic, partition }) => ({ topic, partitions: [partition] }));
  const response = await broker.groups.deleteOffsets(caller, { groupId: request.groupId, topics });
  const failure =
    response.failure ?? response.topics.flatMap((one) => one.partitions).find((one) => one.failure)?.failure;
  if (failure !== undefined) throw new DraveError(failure);
  return changes;
}

function asSelection({ topic, partition }: adminV1.PartitionOffset): adminV1.GroupPartitions {
  return { topic, partitions: [partition] };
}

function checkTarget({ target, value, topics, offsets }: adminV1.ResetGroupOffsetsRequest): void {
  if ((target === 'OFFSETS') !== offsets.length > 0)
    throw invalidField('offsets', 'they go with the target OFFSETS, which needs at least one');
  if (target === 'OFFSETS' && topics.length > 0)
    throw invalidField('topics', 'the offsets name their partitions themselves');
  const names = new Set(offsets.map(({ topic, partition }) => partitionName(topic, partition)));
  if (names.size < offsets.length) throw invalidField('offsets', 'a partition is named twice');
  const negative = offsets.find(({ offset }) => offset < 0);
  if (negative !== undefined) throw invalidField('offsets', `${negative.offset} is no offset of ${negative.topic}`);
  if (target === 'UNSPECIFIED') throw invalidField('target', 'say where the offsets shall go');
  if ((target === 'OFFSET' || target === 'TIMESTAMP') && value < 0) {
    throw invalidField('value', `${value} is no ${target.toLowerCase()}`);
  }
}

/** Named partitions; a topic without any stands for all of its own. @throws DraveError UNKNOWN_TOPIC_OR_PARTITION. */
function selected({ domain }: ForwardingPorts, call: CallContext, topics: readonly adminV1.GroupPartitions[]): Place[] {
  const { image } = domain.feed;
  return topics.flatMap(({ topic, partitions }) => {
    requireRight(domain, call, 'read', { kind: 'topic', name: topic });
    const count = image.topicByName(topic)?.partitionCount;
    if (count === undefined) throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${topic}'`);
    const wanted = partitions.length === 0 ? Array.from({ length: count }, (_, index) => index) : partitions;
    return [...new Set(wanted)].map((partition) => {
      if (partition >= 0 && partition < count) return { topic, partition };
      const message = `topic '${topic}' has the partitions 0 to ${count - 1}, not ${partition}`;
      throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', message);
    });
  });
}

async function newOffsets(
  ports: ForwardingPorts,
  call: CallContext,
  { target, value, offsets }: adminV1.ResetGroupOffsetsRequest,
  places: readonly Place[],
  committedOf: (place: Place) => Offset,
): Promise<adminV1.OffsetChange[]> {
  const asked: Position[] = ['start', 'end', ...(target === 'TIMESTAMP' ? [{ timestampMs: value }] : [])];
  const positions = await findPositions(
    ports,
    call,
    places.flatMap((place) => asked.map((position) => ({ topic: place.topic, partition: place.partition, position }))),
  );
  const ownOffsets = new Map(offsets.map((one) => [partitionName(one.topic, one.partition), one.offset]));
  return places.map((place, index) => {
    const { topic, partition } = place;
    const [start, end, atTime] = positions.slice(index * asked.length, (index + 1) * asked.length);
    if (start === undefined || end === undefined || (target === 'TIMESTAMP' && atTime === undefined)) {
      throw new DraveError('LEADER_NOT_AVAILABLE', `${topic}-${partition} has no leader that could be asked`);
    }
    const oldOffset = committedOf(place);
    const own = ownOffsets.get(partitionName(topic, partition)) ?? value;
    const wanted = wantedOffset(target, own, { start, end, atTime, committed: oldOffset });
    return { topic, partition, oldOffset, newOffset: Math.min(Math.max(wanted, start), end) };
  });
}

function wantedOffset(
  target: adminV1.ResetTarget,
  value: number,
  known: {
    readonly start: Offset;
    readonly end: Offset;
    readonly atTime: Offset | undefined;
    readonly committed: Offset;
  },
): Offset {
  switch (target) {
    case 'EARLIEST':
      return known.start;
    case 'OFFSET':
    case 'OFFSETS':
      return value;
    case 'TIMESTAMP':
      return known.atTime === undefined || known.atTime < 0 ? known.end : known.atTime;
    case 'SHIFT':
      return (known.committed < 0 ? known.start : known.committed) + value;
    default:
      return known.end;
  }
}

async function commit(
  broker: Broker,
  caller: RequestContext,
  groupId: string,
  changes: readonly adminV1.OffsetChange[],
): Promise<void> {
  const response = await broker.groups.commitOffsets(caller, {
    groupId,
    memberId: '',
    groupInstanceId: undefined,
    generationId: -1,
    memberEpochKnown: true,
    retentionTimeMs: undefined,
    topics: changes.map(({ topic, partition, newOffset }) => {
      return { topic, partitions: [{ partition, offset: newOffset, leaderEpoch: -1, metadata: '' }] };
    }),
  });
  const failure = response.topics.flatMap(({ partitions }) => partitions).find((one) => one.failure)?.failure;
  // A member has joined since we looked.
  if (failure === 'UNKNOWN_MEMBER_ID') throw new DraveError('NON_EMPTY_GROUP');
  if (failure !== undefined) throw new DraveError(failure);
}
