import { runSteps } from '@drave/base';
import { TestMetadata, testUuid } from '@drave/metadata/testing';
import { expect, it, vi } from 'vitest';
import { reject } from '../decision.js';
import { decideEachPartition } from './each-partition.js';

const metadata = new TestMetadata();
metadata.brokers(1, 2);
metadata.topic('orders', [
  { replicas: [1, 2], isr: [1] },
  { replicas: [2, 1], leaderEpoch: 3, partitionEpoch: 4 },
]);
const topicId = metadata.idOf('orders');
const other = testUuid(9);

/** Every partition of 'orders' is as it should be; of other topics nothing is known. */
function decideOne(item: { readonly topicId: string; readonly partition: number }) {
  return metadata.image.partition(item.topicId, item.partition) ?? reject('UNKNOWN_TOPIC_ID', 'which topic?');
}

it('answers for each partition alone, in the order of the request', () => {
  const items = [
    { topicId, partition: 1 },
    { topicId: other, partition: 1 },
    { topicId, partition: 0 },
  ];
  expect(runSteps(decideEachPartition(items, decideOne))).toEqual([
    { kind: 'committed', topicId, partition: 1, leaderId: 2, leaderEpoch: 3, partitionEpoch: 4, isr: [2, 1] },
    { kind: 'rejected', topicId: other, partition: 1, error: 'UNKNOWN_TOPIC_ID', message: 'which topic?' },
    { kind: 'committed', topicId, partition: 0, leaderId: 1, leaderEpoch: 0, partitionEpoch: 0, isr: [1] },
  ]);
});

it('looks at the first of two items for one partition only, be that refused', () => {
  const look = vi.fn<typeof decideOne>(decideOne);
  const items = [
    { topicId, partition: 0, round: 1 },
    { topicId, partition: 0, round: 2 },
    { topicId: other, partition: 0, round: 1 },
    { topicId: other, partition: 0, round: 2 },
  ];
  const results = runSteps(decideEachPartition(items, look));
  expect(results.map((result) => (result.kind === 'rejected' ? result.error : 'committed'))).toEqual([
    'committed',
    'INVALID_REQUEST',
    'UNKNOWN_TOPIC_ID',
    'INVALID_REQUEST',
  ]);
  expect(look.mock.calls.map(([item]) => item)).toEqual([items[0], items[2]]);
});

it('gives the event loop a turn after each item, repeated ones too', () => {
  const items = [0, 1, 1, 7].map((partition) => ({ topicId, partition }));
  const steps = decideEachPartition(items, decideOne);
  for (const _ of items) expect(steps.next()).toMatchObject({ done: false });
  expect(steps.next()).toMatchObject({ done: true });
});
