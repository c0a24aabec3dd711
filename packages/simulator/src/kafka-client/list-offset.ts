import { assert, DraveError, type Offset } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { kafkaError, type KafkaClient } from './kafka-client.js';

export const TIMESTAMP_LATEST = -1;
export const TIMESTAMP_EARLIEST = -2;
/** KIP-734. */
export const TIMESTAMP_MAX = -3;

interface FoundOffset {
  /** −1 when no record is that late. */
  readonly offset: Offset;
  readonly timestamp: number;
}

/** @throws DraveError what the leader answers, or that there is none. */
export async function listOffset(
  client: KafkaClient,
  topic: string,
  partition: number,
  timestamp: number,
): Promise<Offset> {
  return (await findOffset(client, topic, partition, timestamp)).offset;
}

/** @throws DraveError what the leader answers, or that there is none. */
export async function findOffset(
  client: KafkaClient,
  topic: string,
  partition: number,
  timestamp: number,
): Promise<FoundOffset> {
  const leader = client.leaderOf(topic, partition);
  if (leader === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', `${topic}-${partition}`);
  const partitions = [{ partitionIndex: partition, timestamp }];
  const body = { replicaId: -1, topics: [{ name: topic, partitions }] };
  const { response } = await client.request(leader, apis.ListOffsets, body);
  const answer = response.topics[0]?.partitions[0];
  assert(answer !== undefined, `ListOffsets has left out ${topic}-${partition}`);
  if (answer.errorCode !== 0) throw kafkaError(answer.errorCode, `ListOffsets of ${topic}-${partition}`);
  // Version 0 answers with a list.
  return { offset: answer.oldStyleOffsets[0] ?? answer.offset, timestamp: answer.timestamp };
}
