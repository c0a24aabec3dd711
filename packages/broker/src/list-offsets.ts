import { findOffset } from '@drave/replica';
import type { BrokerDomain } from './domain.js';
import type { RequestContext } from './request-context.js';
import type { ListOffsetsRequest, ListOffsetsResponse, PartitionFailure, PartitionRef } from './requests.js';
import { leaderHint, refOf, resolvePartitionFor } from './resolve.js';

type Asked = ListOffsetsRequest['partitions'][number];
type Answer = ListOffsetsResponse['partitions'][number];

/** An unknown offset is an error, never a made-up 0 or end: a consumer would reset to it (docs/faults.md E12). */
export async function listOffsets(
  domain: BrokerDomain,
  context: RequestContext,
  request: ListOffsetsRequest,
): Promise<ListOffsetsResponse> {
  await domain.readiness.whenReadySoon(request.partitions, context.deadlineMs);
  const partitions: Answer[] = [];
  for (const asked of request.partitions) partitions.push(await answerOne(domain, context, request, asked));
  return { partitions };
}

export function refuseListOffsets(request: ListOffsetsRequest, failure: PartitionFailure): ListOffsetsResponse {
  return { partitions: request.partitions.map((asked) => refused(asked, failure)) };
}

async function answerOne(
  domain: BrokerDomain,
  context: RequestContext,
  request: ListOffsetsRequest,
  asked: Asked,
): Promise<Answer> {
  const image = domain.image();
  const resolved = resolvePartitionFor(domain, context, 'describe', asked);
  if (resolved.kind === 'failed') return refused(asked, resolved.failure);
  const { topic, registration } = resolved;
  const leader = leaderHint(image, registration, context.listener);
  const partition = domain.replicas.partitionOf(topic.id, registration.index);
  if (partition === undefined) {
    const message = 'this broker does not lead the partition';
    return { ...refused(asked, { code: 'NOT_LEADER_OR_FOLLOWER', message }), leader };
  }
  const found = await findOffset(partition, asked.query, asked.currentLeaderEpoch, request.isolation);
  if (found.kind === 'failed') return { ...refused(asked, { code: found.error, message: found.message }), leader };
  const { offset, timestampMs, leaderEpoch } = found;
  return { ...refOf(asked), failure: undefined, offset, timestampMs, leaderEpoch, leader: undefined };
}

function refused(asked: PartitionRef, failure: PartitionFailure): Answer {
  return { ...refOf(asked), failure, offset: -1, timestampMs: -1, leaderEpoch: -1, leader: undefined };
}
