import { DraveError } from '@drave/base';
import type { Broker, RequestContext } from '@drave/broker';
import type { FetchedOffset } from '@drave/coordinator';
import { page, type Page } from '@drave/controller';
import type { adminV1, CallContext } from '@drave/rpc';
import type { ForwardingPorts } from './forwarding.js';
import { lagOf, ownersOf, partitionName } from './group-messages.js';
import { findPositions } from './partition-positions.js';

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Committed offsets of a group and assigned partitions, a page at a time, with their lag. */
export async function listOffsets(
  ports: ForwardingPorts,
  call: CallContext,
  broker: Broker,
  caller: RequestContext,
  group: adminV1.Group,
  { pageSize, pageToken, topic: wanted }: adminV1.ListGroupOffsetsRequest,
): Promise<Page<adminV1.GroupOffset>> {
  const committed = await committedOffsets(broker, caller, group.groupId);
  const owners = ownersOf(group);
  const places = new Map<string, Place>();
  for (const [name, { topic, partition }] of committed) places.set(name, { topic, partition });
  for (const { assigned } of group.members) {
    for (const { topic, partitions } of assigned) {
      for (const partition of partitions) places.set(partitionName(topic, partition), { topic, partition });
    }
  }
  const sorted = [...places.values()].filter(({ topic }) => wanted === '' || topic === wanted).sort(comparePlaces);
  const found = page(
    { pageSize, pageToken, query: ['groupOffsets', group.groupId, wanted] },
    (key) => sorted.filter((place) => key === undefined || sortKey(place) > key),
    sortKey,
  );
  const positions = await findPositions(
    ports,
    call,
    found.items.flatMap((place) => [
      { ...place, position: 'start' as const },
      { ...place, position: 'end' as const },
    ]),
  );
  const items = found.items.map(({ topic, partition }, index) => {
    const name = partitionName(topic, partition);
    const { offset = -1, leaderEpoch = -1, metadata = '' } = committed.get(name) ?? {};
    const logStartOffset = positions[2 * index] ?? -1;
    const logEndOffset = positions[2 * index + 1] ?? -1;
    const lag = lagOf(offset, logStartOffset, logEndOffset);
    const memberId = owners.get(name) ?? '';
    return {
      topic,
      partition,
      committedOffset: offset,
      leaderEpoch,
      metadata,
      logStartOffset,
      logEndOffset,
      lag,
      memberId,
    };
  });
  return { items, nextPageToken: found.nextPageToken };
}

/** By `topic-partition`. An open transaction changes nothing: what it commits is not committed yet. */
export async function committedOffsets(
  broker: { readonly groups: Pick<Broker['groups'], 'fetchOffsets'> },
  caller: RequestContext,
  groupId: string,
): Promise<ReadonlyMap<string, FetchedOffset & { readonly topic: string }>> {
  const request = { groupId, member: undefined, topics: 'all' as const, requireStable: false };
  const { failure, topics } = await broker.groups.fetchOffsets(caller, request);
  if (failure !== undefined) throw new DraveError(failure);
  return new Map(
    topics.flatMap(({ topic, partitions }) =>
      partitions.map((one) => [partitionName(topic, one.partition), { topic, ...one }] as const),
    ),
  );
}

function comparePlaces(a: Place, b: Place): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sorts as topic and number do: no topic name has a space. */
function sortKey({ topic, partition }: Place): string {
  return `${topic} ${String(partition).padStart(10, '0')}`;
}
