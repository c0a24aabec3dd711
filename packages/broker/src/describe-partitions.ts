import type { Operation } from '@drave/base/access';
import { endOfLeaderEpoch, type Partition } from '@drave/replica';
import type { BrokerDomain } from './domain.js';
import type { RequestContext } from './request-context.js';
import type {
  DescribeProducersRequest,
  DescribeProducersResponse,
  LeaderEpochsRequest,
  LeaderEpochsResponse,
  PartitionFailure,
  PartitionRef,
} from './requests.js';
import { refOf, resolvePartitionFor } from './resolve.js';

/** OffsetForLeaderEpoch (KIP-101, KIP-320): where each asked epoch ends in the leader's log. */
export async function leaderEpochs(
  domain: BrokerDomain,
  context: RequestContext,
  request: LeaderEpochsRequest,
): Promise<LeaderEpochsResponse> {
  await domain.readiness.whenReadySoon(request.partitions, context.deadlineMs);
  const partitions = request.partitions.map((asked): LeaderEpochsResponse['partitions'][number] => {
    const found = lookUp(domain, context, 'describe', asked);
    if (found.kind === 'failed') return { ...refOf(asked), failure: found.failure, leaderEpoch: -1, endOffset: -1 };
    const end = endOfLeaderEpoch(found.partition, asked.leaderEpoch, asked.currentLeaderEpoch);
    if (end.kind === 'failed') {
      const failure = { code: end.error, message: end.message };
      return { ...refOf(asked), failure, leaderEpoch: -1, endOffset: -1 };
    }
    return { ...refOf(asked), failure: undefined, leaderEpoch: end.epoch, endOffset: end.endOffset };
  });
  return { partitions };
}

export function refuseLeaderEpochs(request: LeaderEpochsRequest, failure: PartitionFailure): LeaderEpochsResponse {
  const partitions = request.partitions.map((asked) => ({
    ...refOf(asked),
    failure,
    leaderEpoch: -1,
    endOffset: -1,
  }));
  return { partitions };
}

/** The idempotent producers that this broker's replica of each partition remembers (KIP-664). */
export async function describeProducers(
  domain: BrokerDomain,
  context: RequestContext,
  request: DescribeProducersRequest,
): Promise<DescribeProducersResponse> {
  await domain.readiness.whenReadySoon(request.partitions, context.deadlineMs);
  const partitions = request.partitions.map((asked): DescribeProducersResponse['partitions'][number] => {
    const found = lookUp(domain, context, 'read', asked);
    if (found.kind === 'failed') return { ...refOf(asked), failure: found.failure, producers: [] };
    return { ...refOf(asked), failure: undefined, producers: found.partition.log.producers.describe() };
  });
  return { partitions };
}

export function refuseDescribeProducers(
  request: DescribeProducersRequest,
  failure: PartitionFailure,
): DescribeProducersResponse {
  return { partitions: request.partitions.map((asked) => ({ ...refOf(asked), failure, producers: [] })) };
}

const NOT_HERE: PartitionFailure = {
  code: 'NOT_LEADER_OR_FOLLOWER',
  message: 'this broker has no replica of the partition',
};

function lookUp(
  domain: BrokerDomain,
  context: RequestContext,
  operation: Operation,
  asked: PartitionRef,
):
  | { readonly kind: 'ok'; readonly partition: Partition }
  | { readonly kind: 'failed'; readonly failure: PartitionFailure } {
  const resolved = resolvePartitionFor(domain, context, operation, asked);
  if (resolved.kind === 'failed') return resolved;
  const { topic, registration } = resolved;
  const partition = domain.replicas.partitionOf(topic.id, registration.index);
  return partition === undefined ? { kind: 'failed', failure: NOT_HERE } : { kind: 'ok', partition };
}
