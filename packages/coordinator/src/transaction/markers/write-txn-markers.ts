import { errorCodeFromKafka } from '@drave/base';
import type { WriteTxnMarkersRequestInput, WriteTxnMarkersResponse } from '@drave/kafka-protocol';
import type { MarkerResult, SentMarker } from './marker-queues.js';

/** From this version on a marker tells the level of `transaction.version` of its transaction (KIP-1228). */
const TELLS_VERSION = 2;
const WITHOUT_VERSION = 1;

/**
 * The version of WriteTxnMarkers for a broker that knows them up to `versionMax`. Asked for every request: while a
 * cluster is upgraded, one broker knows more than another (KAFKA-20322).
 */
export function markersVersionFor(versionMax: number): number {
  return versionMax >= TELLS_VERSION ? TELLS_VERSION : WITHOUT_VERSION;
}

/** For both versions: what the older one has no place for is left out. */
export function markersRequestOf(markers: readonly SentMarker[]): WriteTxnMarkersRequestInput {
  return {
    markers: markers.map((marker) => ({
      producerId: marker.producerId,
      producerEpoch: marker.producerEpoch,
      transactionResult: marker.result === 'commit',
      topics: [...marker.partitions].map(([name, partitionIndexes]) => ({ name, partitionIndexes })),
      coordinatorEpoch: marker.coordinatorEpoch,
      transactionVersion: marker.transactionVersion,
    })),
  };
}

export function markersResultsOf({ markers }: WriteTxnMarkersResponse): readonly MarkerResult[] {
  return markers.flatMap(({ producerId, topics }) =>
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, errorCode }) => ({
        producerId,
        topic: name,
        partition: partitionIndex,
        failure: errorCode === 0 ? undefined : errorCodeFromKafka(errorCode),
      })),
    ),
  );
}
