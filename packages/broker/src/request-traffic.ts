import type { ErrorCode } from '@drave/base';
import type { BrokerDomain } from './domain.js';
import type { PartitionRef } from './requests.js';
import { resolvePartition } from './resolve.js';

/** What sends a client elsewhere, or tells it of a mistake of its own before any partition is looked at. */
const EVERYDAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'NOT_LEADER_OR_FOLLOWER',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'OFFSET_OUT_OF_RANGE',
  'TOPIC_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
]);

/** Counts a partition of a request that failed, where this broker has a replica of it. */
export function countFailed(
  domain: BrokerDomain,
  what: 'failedProduceRequests' | 'failedFetchRequests',
  ref: PartitionRef,
  error: ErrorCode,
): void {
  if (EVERYDAY.has(error)) return;
  const resolved = resolvePartition(domain.image(), ref);
  if (resolved.kind === 'failed') return;
  const partition = domain.replicas.partitionOf(resolved.topic.id, ref.partition);
  if (partition !== undefined) partition.traffic[what]++;
}
