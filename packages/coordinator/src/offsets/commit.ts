import type { Bytes, ErrorCode } from '@drave/base';
import type { Now } from '../runtime/model.js';
import type { OffsetRecord } from '../state/group-record.js';
import type { OffsetCommitRequest, OffsetCommitResponse, PartitionGate } from './offset-requests.js';
import type { TopicIdOf } from './stale.js';

export interface OffsetSettings {
  /** `offset.metadata.max.bytes` */
  readonly metadataBytesMax: Bytes;
  readonly topicIdOf: TopicIdOf;
}

interface CommitPlan {
  readonly records: readonly OffsetRecord[];
  readonly response: OffsetCommitResponse;
}

/**
 * What a commit that its group lets through writes. A partition that cannot be committed is refused on its own: the
 * others go ahead.
 */
export function planCommit(
  request: Pick<OffsetCommitRequest, 'groupId' | 'retentionTimeMs' | 'topics'>,
  gate: PartitionGate,
  settings: OffsetSettings,
  now: Now,
): CommitPlan {
  const { groupId, retentionTimeMs } = request;
  const records: OffsetRecord[] = [];
  const expireTimestampMs = retentionTimeMs === undefined ? undefined : now.wallMs + retentionTimeMs;
  const response = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, offset, leaderEpoch, metadata }) => {
      const failure = gate(topic, partition) ?? refuseMetadata(metadata, settings);
      const topicId = settings.topicIdOf(topic);
      const value = { offset, leaderEpoch, metadata, commitTimestampMs: now.wallMs, expireTimestampMs, topicId };
      if (failure === undefined) records.push({ kind: 'offset', groupId, topic, partition, value });
      return { partition, failure };
    }),
  }));
  return { records, response: { topics: response } };
}

/** The answer of the gate for each partition, when it lets none through. */
export function refuseEach({ topics }: Pick<OffsetCommitRequest, 'topics'>, gate: PartitionGate): OffsetCommitResponse {
  return {
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, failure: gate(topic, partition) })),
    })),
  };
}

/** The same answer for every partition. */
export function refuseCommitRequest(
  request: Pick<OffsetCommitRequest, 'topics'>,
  failure: ErrorCode,
): OffsetCommitResponse {
  return {
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, failure })),
    })),
  };
}

function refuseMetadata(metadata: string, { metadataBytesMax }: OffsetSettings): ErrorCode | undefined {
  return Buffer.byteLength(metadata) > metadataBytesMax ? 'OFFSET_METADATA_TOO_LARGE' : undefined;
}
