import type { NodeId, Offset, TopicPartition } from '@drave/base';
import type { KafkaCluster } from '@drave/kafka-client';
import { apis, type OffsetFetchResponse } from '@drave/kafka-protocol';
import { groupedBy, type ListedGroup } from './group-listing.js';
import { inChunks } from './in-chunks.js';
import type { SampleFailures } from './sample-failures.js';

/** Groups that one request asks for, from version 8 on (Kafka 3.0). */
const GROUPS_MAX = 200;
const SEVERAL_GROUPS_VERSION = 8;
/** The last version that names topics. */
const VERSION_MAX = 9;
/** Null for all that a group has committed; version 1 has no word for it. */
const ALL_TOPICS_VERSION = 2;

type OnCommitted = (group: string, place: TopicPartition, offset: Offset) => void;

/**
 * Asks the coordinators for all that these groups have committed: one request for every two hundred groups of a broker.
 * Brokers before Kafka 3.0 have to be asked for each group.
 */
export async function fetchCommitted(
  cluster: KafkaCluster,
  groups: readonly ListedGroup[],
  failures: SampleFailures,
  onCommitted: OnCommitted,
): Promise<void> {
  const byCoordinator = groupedBy(groups, ({ coordinator }) => `${coordinator}`);
  await Promise.all(
    byCoordinator.map(async (ofOne) => {
      const coordinator = ofOne[0]?.coordinator;
      if (coordinator === undefined) return;
      await failures.attempt(`committed offsets of broker ${coordinator}`, async () => {
        const version = await cluster.versionFor(coordinator, apis.OffsetFetch, VERSION_MAX);
        const perRequest = version >= SEVERAL_GROUPS_VERSION ? GROUPS_MAX : 1;
        // One after the other: a broker answers one request of a connection at a time.
        for (const chunk of inChunks(ofOne, perRequest)) {
          const ids = chunk.map(({ group }) => group);
          take(await request(cluster, coordinator, ids), ids, failures, onCommitted);
        }
      });
    }),
  );
}

function request(cluster: KafkaCluster, coordinator: NodeId, ids: readonly string[]): Promise<OffsetFetchResponse> {
  const [first = ''] = ids;
  return cluster.request(
    coordinator,
    apis.OffsetFetch,
    (version) =>
      version >= SEVERAL_GROUPS_VERSION
        ? { groups: ids.map((groupId) => ({ groupId, topics: null })) }
        : { groupId: first, topics: version >= ALL_TOPICS_VERSION ? null : [] },
    VERSION_MAX,
  );
}

function take(
  response: OffsetFetchResponse,
  [asked = '']: readonly string[],
  failures: SampleFailures,
  onCommitted: OnCommitted,
): void {
  const { errorCode, topics } = response;
  const groups = response.groups.length > 0 ? response.groups : [{ groupId: asked, errorCode, topics }];
  for (const one of groups) {
    if (one.errorCode !== 0) failures.answered(one.errorCode, 'groups in OffsetFetch');
    else
      for (const { name: topic, partitions } of one.topics)
        for (const { partitionIndex: partition, committedOffset, errorCode: code } of partitions) {
          if (code !== 0) failures.answered(code, 'partitions in OffsetFetch');
          else if (committedOffset >= 0) onCommitted(one.groupId, { topic, partition }, committedOffset);
        }
  }
}
