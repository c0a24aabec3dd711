import type { PartitionIndex } from '@drave/base';
import type { CommittedOffset } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import type { FetchedOffset, OffsetFetchRequest, OffsetFetchResponse } from './offset-requests.js';
import { isStale, type TopicIdOf } from './stale.js';

/**
 * What is committed. A group that is not known has committed nothing, which is no error. Nor is anything
 * committed for a topic that only has the name of the one that was committed for.
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
      return { topic, partitions: partitions.map((partition) => fetched(partition, valueOf(partition))) };
    });
    return { failure: undefined, topics };
  }
  const topics: OffsetFetchResponse['topics'][number][] = [];
  for (const [topic, ofTopic] of offsets ?? []) {
    const current = topicIdOf(topic);
    const partitions = [...ofTopic]
      .filter(([, value]) => !isStale(value, current))
      .map(([partition, value]) => fetched(partition, value));
    if (partitions.length > 0) topics.push({ topic, partitions: partitions.sort((a, b) => a.partition - b.partition) });
  }
  return { failure: undefined, topics: topics.sort((a, b) => (a.topic < b.topic ? -1 : 1)) };
}

function fetched(partition: PartitionIndex, value: CommittedOffset | undefined): FetchedOffset {
  if (value === undefined) return { partition, failure: undefined, offset: -1, leaderEpoch: -1, metadata: '' };
  const { offset, leaderEpoch, metadata } = value;
  return { partition, failure: undefined, offset, leaderEpoch, metadata };
}
