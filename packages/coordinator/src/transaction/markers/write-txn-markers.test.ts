import { apis, encodeRequestFrame } from '@drave/kafka-protocol';
import { expect, it } from 'vitest';
import { ordersPartitions } from '../testing/example-transaction.js';
import type { SentMarker } from './marker-queues.js';
import { markersRequestOf, markersResultsOf, markersVersionFor } from './write-txn-markers.js';

const marker: SentMarker = {
  coordinatorEpoch: 5,
  producerId: 7,
  producerEpoch: 4,
  result: 'commit',
  transactionVersion: 2,
  partitions: ordersPartitions,
};

function bytesOf(version: number): number {
  const frame = encodeRequestFrame(
    { correlationId: 1, clientId: '' },
    apis.WriteTxnMarkers,
    version,
    markersRequestOf([marker]),
  );
  return Buffer.concat(frame).length;
}

// D19: what a broker does not know it cannot write.
it('a broker is asked in the newest version that it knows (KAFKA-20322)', () => {
  expect([1, 2, 3].map(markersVersionFor)).toEqual([1, 2, 2]);
  // One byte for the level, where there is a place for it.
  expect(bytesOf(2)).toBe(bytesOf(1) + 1);
});

it('markers are asked for as they are', () => {
  expect(markersRequestOf([marker, { ...marker, result: 'abort' }]).markers).toMatchObject([
    { transactionResult: true, topics: [{ name: 'orders', partitionIndexes: [0, 2] }], coordinatorEpoch: 5 },
    { transactionResult: false, producerId: 7, producerEpoch: 4 },
  ]);
});

it('answers are told one by one', () => {
  const partitions = [
    { partitionIndex: 0, errorCode: 0 },
    { partitionIndex: 2, errorCode: 6 },
  ];
  const markers = [{ producerId: 7, topics: [{ name: 'orders', partitions }] }];
  expect(markersResultsOf({ markers })).toEqual([
    { producerId: 7, topic: 'orders', partition: 0, failure: undefined },
    { producerId: 7, topic: 'orders', partition: 2, failure: 'NOT_LEADER_OR_FOLLOWER' },
  ]);
});
