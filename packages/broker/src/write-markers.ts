import type { ErrorCode, Millis, PartitionIndex, TopicName } from '@drave/base';
import type { MarkerResult, SentMarker } from '@drave/coordinator';
import { encodeEndTransactionMarker } from '@drave/records';
import type { BrokerDomain } from './domain.js';
import { resolvePartition } from './resolve.js';

/** How long a marker may wait for the replicas; the coordinator asks again. */
const MARKER_TIMEOUT_MS: Millis = 5_000;

/**
 * Ends transactions in the partitions that this broker leads: one marker in each. The answer comes when every marker is
 * replicated or has failed.
 */
export function writeMarkers(domain: BrokerDomain, markers: readonly SentMarker[]): Promise<readonly MarkerResult[]> {
  const results: Promise<MarkerResult>[] = [];
  for (const marker of markers)
    for (const [topic, indexes] of marker.partitions)
      for (const partition of indexes) results.push(answer(domain, marker, topic, partition));
  return Promise.all(results);
}

async function answer(
  domain: BrokerDomain,
  marker: SentMarker,
  topic: TopicName,
  partition: PartitionIndex,
): Promise<MarkerResult> {
  const failure = await write(domain, marker, topic, partition);
  return { producerId: marker.producerId, topic, partition, failure };
}

async function write(
  domain: BrokerDomain,
  marker: SentMarker,
  topic: TopicName,
  index: PartitionIndex,
): Promise<ErrorCode | undefined> {
  const resolved = resolvePartition(domain.image(), { topic, partition: index });
  if (resolved.kind === 'failed') return resolved.failure.code;
  const partition = domain.replicas.partitionOf(resolved.topic.id, index);
  if (partition === undefined) return 'NOT_LEADER_OR_FOLLOWER';
  const { producerId, producerEpoch, result, transactionVersion } = marker;
  // What is a leader epoch of `__transaction_state` is no more than a number to fence by in other logs.
  const coordinatorEpoch: number = marker.coordinatorEpoch;
  const ticket = partition.append({
    origin: 'marker',
    bytes: encodeEndTransactionMarker(
      { kind: result, producerId, producerEpoch, coordinatorEpoch },
      domain.clock.wallMs(),
    ),
    transactionVersion: transactionVersion >= 2 ? 2 : 0,
    acks: -1,
    timeoutMs: MARKER_TIMEOUT_MS,
  });
  const outcome = ticket.kind === 'enqueued' ? await ticket.acked : ticket;
  return outcome.kind === 'acked' ? undefined : outcome.error;
}
