import { errors } from '@drave/base';
import { apis, type OffsetForLeaderEpochRequest, type OffsetForLeaderEpochResponseInput } from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * OffsetForLeaderEpoch, versions 2 to 4.
 *
 * Where the records of a leader epoch end, for consumers that look for a truncation after a change of leader (KIP-320).
 * Only leaders answer.
 *
 * Deviations: the replica id is not looked at, since replicas do not ask over this protocol.
 */
export const offsetForLeaderEpochRow: HandlerRow<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponseInput> = {
  api: apis.OffsetForLeaderEpoch,
  minVersion: 2,
  maxVersion: 4,
  handle,
  refuse: (errorCode, _message, { topics }) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ errorCode, partition })),
    })),
  }),
};

async function handle(
  { domain, caller }: HandlerContext,
  { topics }: OffsetForLeaderEpochRequest,
): Promise<OffsetForLeaderEpochResponseInput> {
  const { partitions: found } = await domain.broker.leaderEpochs(caller, {
    partitions: topics.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
        return {
          topic,
          partition,
          leaderEpoch,
          currentLeaderEpoch: currentLeaderEpoch < 0 ? undefined : currentLeaderEpoch,
        };
      }),
    ),
  });
  let at = 0;
  return {
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => {
        const { failure, leaderEpoch = -1, endOffset = -1 } = found[at++] ?? {};
        return { errorCode: failure === undefined ? 0 : errors[failure.code].kafka, partition, leaderEpoch, endOffset };
      }),
    })),
  };
}
