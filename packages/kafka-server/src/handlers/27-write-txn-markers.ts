import { transactionPartitionsOf, type SentMarker } from '@drave/coordinator';
import { apis, type WriteTxnMarkersRequest, type WriteTxnMarkersResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * WriteTxnMarkers, versions 1 and 2.
 *
 * Ends transactions in the partitions that this broker leads, for operators whose transactions hang; it needs the right
 * to act for the cluster or to alter it. Coordinators here have a service of their own for that.
 *
 * Deviations: none known.
 */
export const writeTxnMarkersRow: HandlerRow<WriteTxnMarkersRequest, WriteTxnMarkersResponseInput> = {
  api: apis.WriteTxnMarkers,
  minVersion: 1,
  maxVersion: 2,
  handle,
  refuse: (errorCode, _message, request) => answerOf(request, () => errorCode),
};

async function handle(context: HandlerContext, request: WriteTxnMarkersRequest): Promise<WriteTxnMarkersResponseInput> {
  const denied = denyCluster(context, 'alter') && denyCluster(context, 'clusterAction');
  if (denied !== undefined) return answerOf(request, () => denied.errorCode);
  // One after the other: the same producer may be ended twice, and each answer is its own.
  const codes: ReadonlyMap<string, number>[] = [];
  for (const marker of request.markers) {
    const written = await context.domain.broker.transactions.writeMarkers([markerOf(marker)]);
    codes.push(
      new Map(written.map(({ topic, partition, failure }) => [`${partition} ${topic}`, kafkaCodeOf(failure)])),
    );
  }
  return answerOf(request, (at, topic, partition) => codes[at]?.get(`${partition} ${topic}`) ?? 0);
}

function markerOf({ topics, transactionResult, ...marker }: WriteTxnMarkersRequest['markers'][number]): SentMarker {
  return {
    ...marker,
    result: transactionResult ? 'commit' : 'abort',
    partitions: transactionPartitionsOf(topics.map(({ name, partitionIndexes }) => [name, partitionIndexes] as const)),
  };
}

function answerOf(
  { markers }: WriteTxnMarkersRequest,
  codeOf: (marker: number, topic: string, partition: number) => number,
): WriteTxnMarkersResponseInput {
  return {
    markers: markers.map(({ producerId, topics }, at) => ({
      producerId,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => {
          return { partitionIndex, errorCode: codeOf(at, name, partitionIndex) };
        }),
      })),
    })),
  };
}
