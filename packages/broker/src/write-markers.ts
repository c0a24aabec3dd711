import type { ErrorCode, Millis, PartitionIndex, Steps, TopicName } from '@drave/base';
import { CONSUMER_OFFSETS_TOPIC, type GroupCoordinator, type MarkerResult, type SentMarker } from '@drave/coordinator';
import { inSlices, type Compute } from '@drave/env';
import { isInternalTopic } from '@drave/metadata';
import { encodeEndTransactionMarker, type EndTransactionMarker } from '@drave/records';
import type { BrokerDomain } from './domain.js';
import { resolvePartition } from './resolve.js';

/** How long a marker may wait for the replicas; the coordinator asks again. */
const MARKER_TIMEOUT_MS: Millis = 5_000;

/** The partitions that this broker leads. */
type MarkedPartitions = Pick<BrokerDomain, 'image' | 'replicas' | 'clock'>;

/** Who ends transactions in `__consumer_offsets`, whose partitions are written by nobody else. */
export type OffsetsPort = Pick<GroupCoordinator, 'endTransaction'>;

/**
 * Ends transactions in the partitions that this broker leads: one marker in each. The answer comes when every marker is
 * replicated or has failed. However many they are, they are begun in slices.
 */
export async function writeMarkers(
  domain: MarkedPartitions,
  compute: Pick<Compute, 'slices'>,
  groups: OffsetsPort,
  markers: readonly SentMarker[],
): Promise<readonly MarkerResult[]> {
  return Promise.all(await inSlices(compute, begin(domain, groups, markers)));
}

/** One marker is one step. */
function* begin(
  domain: MarkedPartitions,
  groups: OffsetsPort,
  markers: readonly SentMarker[],
): Steps<Promise<MarkerResult>[]> {
  const results: Promise<MarkerResult>[] = [];
  for (const marker of markers)
    for (const [topic, indexes] of marker.partitions)
      for (const partition of indexes) {
        results.push(answer(domain, groups, marker, topic, partition));
        yield;
      }
  return results;
}

async function answer(
  domain: MarkedPartitions,
  groups: OffsetsPort,
  marker: SentMarker,
  topic: TopicName,
  partition: PartitionIndex,
): Promise<MarkerResult> {
  const failure = await write(domain, groups, marker, topic, partition);
  return { producerId: marker.producerId, topic, partition, failure };
}

async function write(
  domain: MarkedPartitions,
  groups: OffsetsPort,
  marker: SentMarker,
  topic: TopicName,
  index: PartitionIndex,
): Promise<ErrorCode | undefined> {
  const resolved = resolvePartition(domain.image(), { topic, partition: index });
  if (resolved.kind === 'failed') return resolved.failure.code;
  const partition = domain.replicas.partitionOf(resolved.topic.id, index);
  if (partition === undefined) return 'NOT_LEADER_OR_FOLLOWER';
  const { producerId, producerEpoch, result } = marker;
  // What is a leader epoch of `__transaction_state` is no more than a number to fence by in other logs.
  const coordinatorEpoch: number = marker.coordinatorEpoch;
  const end: EndTransactionMarker = { kind: result, producerId, producerEpoch, coordinatorEpoch };
  const transactionVersion = marker.transactionVersion >= 2 ? 2 : 0;
  // Its answer says, too, that the offsets can be fetched.
  if (topic === CONSUMER_OFFSETS_TOPIC) return groups.endTransaction(index, end, transactionVersion);
  // No transaction writes to any other, and their coordinators count on being the only ones who do.
  if (isInternalTopic(topic)) return 'INVALID_REQUEST';
  const ticket = partition.append({
    origin: 'marker',
    bytes: encodeEndTransactionMarker(end, domain.clock.wallMs()),
    transactionVersion,
    acks: -1,
    timeoutMs: MARKER_TIMEOUT_MS,
  });
  const outcome = ticket.kind === 'enqueued' ? await ticket.acked : ticket;
  return outcome.kind === 'acked' ? undefined : outcome.error;
}
