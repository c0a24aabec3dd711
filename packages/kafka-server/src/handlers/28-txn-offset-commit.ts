import { apis, type TxnOffsetCommitRequest, type TxnOffsetCommitResponseInput } from '@drave/kafka-protocol';
import { committedTopics, offsetsToCommit } from './08-offset-commit.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * TxnOffsetCommit, versions 0 to 5.
 *
 * Offsets that count when the transaction of the producer is committed. From version 3 on it tells which member commits
 * (KIP-447); from version 5 on the offsets become part of the transaction by it (KIP-890, part 2).
 *
 * Deviations: none known.
 */
export const txnOffsetCommitRow: HandlerRow<TxnOffsetCommitRequest, TxnOffsetCommitResponseInput> = {
  api: apis.TxnOffsetCommit,
  minVersion: 0,
  maxVersion: 5,
  handle,
  refuse: (errorCode, _message, request) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  }),
};

async function handle(
  { domain, caller, version }: HandlerContext,
  { topics, groupInstanceId, ...request }: TxnOffsetCommitRequest,
): Promise<TxnOffsetCommitResponseInput> {
  const response = await domain.broker.groups.commitTransactionalOffsets(caller, {
    ...request,
    version,
    groupInstanceId: groupInstanceId ?? undefined,
    topics: offsetsToCommit(topics),
  });
  return { topics: committedTopics(response.topics) };
}
