import { unreachable, type Millis, type NodeId, type Offset } from '@drave/base';
import { isInternalTopic } from '@drave/metadata';
import type { Deadline, Partition, PartitionObserver } from '@drave/replica';
import type { BrokerDomain } from './domain.js';
import type { RequestContext } from './request-context.js';
import type { DeleteRecordsRequest, DeleteRecordsResponse, PartitionFailure, PartitionRef } from './requests.js';
import { refOf, resolvePartitionFor } from './resolve.js';

type Asked = DeleteRecordsRequest['partitions'][number];
type Answer = DeleteRecordsResponse['partitions'][number];

/**
 * Raises the log start of every partition of the request that this broker leads, and waits until no replica on a living
 * broker holds anything below it. Partitions that do not get there in time answer REQUEST_TIMED_OUT; the deletion
 * itself stands.
 */
export async function deleteRecords(
  domain: BrokerDomain,
  context: RequestContext,
  request: DeleteRecordsRequest,
): Promise<DeleteRecordsResponse> {
  const nowMs = domain.clock.monotonicMs();
  const deadlineMs = Math.min(nowMs + Math.max(0, request.timeoutMs), context.deadlineMs);
  await domain.readiness.whenReady(request.partitions, deadlineMs);
  const partitions = await Promise.all(
    request.partitions.map((asked) => deleteOne(domain, context, asked, deadlineMs)),
  );
  return { partitions };
}

export function refuseDeleteRecords(request: DeleteRecordsRequest, failure: PartitionFailure): DeleteRecordsResponse {
  return { partitions: request.partitions.map((asked) => refused(asked, failure)) };
}

async function deleteOne(
  domain: BrokerDomain,
  context: RequestContext,
  asked: Asked,
  deadlineMs: Millis,
): Promise<Answer> {
  const resolved = resolvePartitionFor(domain, context, 'delete', asked);
  if (resolved.kind === 'failed') return refused(asked, resolved.failure);
  const { topic, registration } = resolved;
  if (isInternalTopic(topic.name)) {
    const message = `records of the internal topic '${topic.name}' are not deleted by clients`;
    return refused(asked, { code: 'INVALID_TOPIC_EXCEPTION', message });
  }
  const partition = domain.replicas.partitionOf(topic.id, registration.index);
  if (partition === undefined || !partition.isLeader) return refused(asked, NOT_LEADER);
  const wanted = asked.offset === HIGH_WATERMARK ? partition.highWatermark : asked.offset;
  const unfit = refuseOffset(partition, wanted);
  if (unfit !== undefined) return refused(asked, unfit);
  try {
    await partition.deleteRecordsBefore(wanted);
  } catch (reason) {
    partition.storageFailed(reason);
    return refused(asked, { code: 'KAFKA_STORAGE_ERROR', message: 'the log start could not be moved' });
  }
  return awaitReplicas(domain, asked, partition, wanted, deadlineMs);
}

/** What the request's offset means instead of an offset. */
const HIGH_WATERMARK = -1;

const NOT_LEADER: PartitionFailure = {
  code: 'NOT_LEADER_OR_FOLLOWER',
  message: 'this broker does not lead the partition',
};

function refuseOffset(partition: Partition, wanted: Offset): PartitionFailure | undefined {
  const { log } = partition.settings;
  if (!log.cleanupDelete) {
    const message = 'cleanup.policy of the topic does not allow that records are deleted';
    return { code: 'POLICY_VIOLATION', message };
  }
  if (wanted >= 0 && wanted <= partition.highWatermark) return undefined;
  const message = `offset ${wanted} is outside 0 to ${partition.highWatermark}, the high watermark`;
  return { code: 'OFFSET_OUT_OF_RANGE', message };
}

type Progress = 'reached' | 'waiting' | 'leadershipEnded';

async function awaitReplicas(
  domain: BrokerDomain,
  asked: Asked,
  partition: Partition,
  wanted: Offset,
  deadlineMs: Millis,
): Promise<Answer> {
  const { leaderEpoch } = partition;
  const counts = (id: NodeId): boolean => domain.image().broker(id)?.fenced === false;
  const progress = (): Progress => {
    if (!partition.isLeader || partition.leaderEpoch !== leaderEpoch) return 'leadershipEnded';
    return partition.lowWatermark(counts) >= wanted ? 'reached' : 'waiting';
  };
  const outcome = await settled(domain, partition, progress, deadlineMs);
  switch (outcome) {
    case 'reached':
      return { ...refOf(asked), failure: undefined, lowWatermark: partition.lowWatermark(counts) };
    case 'leadershipEnded':
      return refused(asked, NOT_LEADER);
    case 'waiting': {
      const message = `a replica still holds records below offset ${wanted}`;
      return refused(asked, { code: 'REQUEST_TIMED_OUT', message });
    }
    default:
      return unreachable(outcome);
  }
}

/** Looks again whenever the partition moves; 'waiting' when the time is up. */
function settled(
  domain: BrokerDomain,
  partition: Partition,
  progress: () => Progress,
  deadlineMs: Millis,
): Promise<Progress> {
  const { deadlines } = domain.replicas;
  const now = progress();
  if (now !== 'waiting') return Promise.resolve(now);
  return new Promise((resolve) => {
    const finish = (outcome: Progress): void => {
      if (entry.settled) return;
      entry.settled = true;
      deadlines.noteSettled();
      partition.unobserve(observer);
      resolve(outcome);
    };
    const observer: PartitionObserver = {
      changed: (_, what) => {
        if (what === 'end') return;
        const outcome = progress();
        if (outcome !== 'waiting') finish(outcome);
      },
    };
    const entry: Deadline & { settled: boolean } = { deadlineMs, settled: false, expire: () => finish(progress()) };
    partition.observe(observer);
    deadlines.add(entry);
  });
}

function refused(asked: PartitionRef, failure: PartitionFailure): Answer {
  return { ...refOf(asked), failure, lowWatermark: -1 };
}
