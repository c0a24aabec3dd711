import type { Bytes, ErrorCode } from '@drave/base';
import type { Now } from '../runtime/model.js';
import type { OffsetRecord } from '../state/group-record.js';
import type {
  OffsetCommitPartition,
  OffsetCommitRequest,
  OffsetCommitResponse,
  TopicLookup,
} from './offset-requests.js';

export interface OffsetSettings {
  /** `offset.metadata.max.bytes` */
  readonly metadataBytesMax: Bytes;
}

export interface CommitPlan {
  readonly records: readonly OffsetRecord[];
  readonly response: OffsetCommitResponse;
}

/**
 * What a commit that its group lets through writes. A partition that cannot be committed is refused on its own: the
 * others go ahead.
 */
export function planCommit(
  request: OffsetCommitRequest,
  topics: TopicLookup,
  settings: OffsetSettings,
  now: Now,
): CommitPlan {
  const { groupId, retentionTimeMs } = request;
  const records: OffsetRecord[] = [];
  const response = request.topics.map(({ topic, partitions }) => {
    const found = topics.find(topic);
    return {
      topic,
      partitions: partitions.map((one) => {
        const failure = refusePartition(one, found, settings);
        if (failure === undefined)
          records.push({
            kind: 'offset',
            groupId,
            topic,
            partition: one.partition,
            value: {
              offset: one.offset,
              leaderEpoch: one.leaderEpoch,
              metadata: one.metadata,
              commitTimestampMs: now.wallMs,
              expireTimestampMs: retentionTimeMs === undefined ? undefined : now.wallMs + retentionTimeMs,
            },
          });
        return { partition: one.partition, failure };
      }),
    };
  });
  return { records, response: { topics: response } };
}

/** The same answer for every partition. */
export function refuseCommitRequest(request: OffsetCommitRequest, failure: ErrorCode): OffsetCommitResponse {
  return {
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, failure })),
    })),
  };
}

function refusePartition(
  { partition, metadata }: OffsetCommitPartition,
  found: { readonly partitionCount: number } | undefined,
  { metadataBytesMax }: OffsetSettings,
): ErrorCode | undefined {
  if (found === undefined || partition < 0 || partition >= found.partitionCount) return 'UNKNOWN_TOPIC_OR_PARTITION';
  return Buffer.byteLength(metadata) > metadataBytesMax ? 'OFFSET_METADATA_TOO_LARGE' : undefined;
}
