import type { PartitionIndex, TopicId, TopicName } from '@drave/base';
import type { CommittedOffset } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import { pendingOffsetOf, pendingProducers } from '../state/pending-offsets.js';
import type { FetchedOffset, OffsetFetchRequest, OffsetFetchResponse } from './offset-requests.js';
import { isStale, type TopicIdOf } from './stale.js';

/**
 * What is committed. A group that is not known has committed nothing, which is no error. Nor is anything
 * committed for a topic that only has the name of the one that was committed for.
 *
 * To whoever wants only what is stable a partition is none of which a transaction has an offset pending (KIP-447). The
 * replicated state is enough for that: a member that has taken over a partition was told so behind everything that the
 * member before had written.
 */
export function fetchOffsets(
  state: GroupsState,
  request: OffsetFetchRequest,
  topicIdOf: TopicIdOf,
): OffsetFetchResponse {
  const offsets = state.offsets.get(request.groupId);
  if (request.topics !== 'all') {
    const topics = request.topics.map(({ topic, partitions }) => {
      const ofTopic = offsets?.get(topic);
      const current = topicIdOf(topic);
      const valueOf = (partition: PartitionIndex): CommittedOffset | undefined => {
        const value = ofTopic?.get(partition);
        return value === undefined || isStale(value, current) ? undefined : value;
      };
      const fetchedOf = (partition: PartitionIndex): FetchedOffset =>
        isUnstable(state, request, topic, partition, current)
          ? unstable(partition)
          : fetched(partition, valueOf(partition));
      return { topic, partitions: partitions.map(fetchedOf) };
    });
    return { failure: undefined, topics };
  }
  const topics: OffsetFetchResponse['topics'][number][] = [];
  for (const [topic, ofTopic] of offsets ?? []) {
    const current = topicIdOf(topic);
    const partitions = [...ofTopic]
      .filter(([, value]) => !isStale(value, current))
      .map(([partition, value]) =>
        isUnstable(state, request, topic, partition, current) ? unstable(partition) : fetched(partition, value),
      );
    if (partitions.length > 0) topics.push({ topic, partitions: partitions.sort((a, b) => a.partition - b.partition) });
  }
  return { failure: undefined, topics: topics.sort((a, b) => (a.topic < b.topic ? -1 : 1)) };
}

function fetched(partition: PartitionIndex, value: CommittedOffset | undefined): FetchedOffset {
  if (value === undefined) return { partition, failure: undefined, offset: -1, leaderEpoch: -1, metadata: '' };
  const { offset, leaderEpoch, metadata } = value;
  return { partition, failure: undefined, offset, leaderEpoch, metadata };
}

function isUnstable(
  { pending }: GroupsState,
  { groupId, requireStable }: OffsetFetchRequest,
  topic: TopicName,
  partition: PartitionIndex,
  current: TopicId | undefined,
): boolean {
  if (!requireStable) return false;
  return pendingProducers(pending, groupId, topic, partition).some((producerId) => {
    const value = pendingOffsetOf(pending, producerId, { groupId, topic, partition });
    return value !== undefined && !isStale(value, current);
  });
}

/** The client asks again until the transaction has ended. */
function unstable(partition: PartitionIndex): FetchedOffset {
  return { partition, failure: 'UNSTABLE_OFFSET_COMMIT', offset: -1, leaderEpoch: -1, metadata: '' };
}
