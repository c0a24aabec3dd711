import type { NodeId, Offset, TopicName, TopicPartition } from '@drave/base';
import type { KafkaCluster } from '@drave/kafka-client';
import { apis } from '@drave/kafka-protocol';
import { inChunks } from './in-chunks.js';
import type { SampleFailures } from './sample-failures.js';

/** Of ListOffsets: the end of what consumers may see, and the start of the log. */
export const LATEST = -1;
export const EARLIEST = -2;

/** Partitions in one request. */
const PARTITIONS_MAX = 5_000;
/** Version 1 is the first that answers with one offset; later ones than 7 add what is not needed here. */
const VERSION_MAX = 7;

/**
 * Asks the leaders for the ends, or the starts, of their partitions: one request to each broker for every five thousand
 * of them. Resolves with whether any partition has moved, so that the metadata are to be asked again.
 */
export async function askOffsets(
  cluster: KafkaCluster,
  byLeader: ReadonlyMap<NodeId, readonly TopicPartition[]>,
  timestamp: typeof LATEST | typeof EARLIEST,
  failures: SampleFailures,
  onOffset: (place: TopicPartition, offset: Offset) => void,
): Promise<boolean> {
  let hasMoved = false;
  const requests = [...byLeader].flatMap(([leader, places]) =>
    inChunks(places, PARTITIONS_MAX).map((chunk) => ({ leader, chunk })),
  );
  await Promise.all(
    requests.map(async ({ leader, chunk }) => {
      const answered = await failures.attempt(`log ends of broker ${leader}`, async () => {
        const topics = [...byTopic(chunk)].map(([name, partitions]) => ({
          name,
          partitions: partitions.map((partitionIndex) => ({ partitionIndex, timestamp })),
        }));
        const response = await cluster.request(
          leader,
          apis.ListOffsets,
          () => ({ replicaId: -1, topics }),
          VERSION_MAX,
        );
        for (const { name: topic, partitions } of response.topics)
          for (const { partitionIndex: partition, errorCode, offset } of partitions) {
            if (errorCode === 0 && offset >= 0) onOffset({ topic, partition }, offset);
            if (errorCode !== 0) failures.answered(errorCode, 'partitions in ListOffsets');
            hasMoved ||= errorCode !== 0;
          }
      });
      hasMoved ||= !answered;
    }),
  );
  return hasMoved;
}

function byTopic(places: Iterable<TopicPartition>): ReadonlyMap<TopicName, number[]> {
  const topics = new Map<TopicName, number[]>();
  for (const { topic, partition } of places) {
    const partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, [partition]);
    else partitions.push(partition);
  }
  return topics;
}
