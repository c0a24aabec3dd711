import type { PartitionIndex } from '@drave/base';
import type { CommittedOffset } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import type { FetchedOffset, OffsetFetchRequest, OffsetFetchResponse } from './offset-requests.js';

/** What is committed. A group that nobody has heard of has committed nothing, which is no error. */
export function fetchOffsets(state: GroupsState, request: OffsetFetchRequest): OffsetFetchResponse {
  const offsets = state.offsets.get(request.groupId);
  if (request.topics !== 'all') {
    const topics = request.topics.map(({ topic, partitions }) => {
      const ofTopic = offsets?.get(topic);
      return { topic, partitions: partitions.map((partition) => fetched(partition, ofTopic?.get(partition))) };
    });
    return { failure: undefined, topics };
  }
  const topics: OffsetFetchResponse['topics'][number][] = [];
  for (const [topic, ofTopic] of offsets ?? []) {
    const partitions = [...ofTopic].map(([partition, value]) => fetched(partition, value));
    topics.push({ topic, partitions: partitions.sort((a, b) => a.partition - b.partition) });
  }
  return { failure: undefined, topics: topics.sort((a, b) => (a.topic < b.topic ? -1 : 1)) };
}

function fetched(partition: PartitionIndex, value: CommittedOffset | undefined): FetchedOffset {
  if (value === undefined) return { partition, failure: undefined, offset: -1, leaderEpoch: -1, metadata: '' };
  const { offset, leaderEpoch, metadata } = value;
  return { partition, failure: undefined, offset, leaderEpoch, metadata };
}
