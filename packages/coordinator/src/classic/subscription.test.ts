import { consumerProtocolSubscription, encodeVersioned } from '@drave/kafka-protocol';
import { expect, it } from 'vitest';
import { topicsOfSubscription } from './subscription.js';

it('reads the topics of a subscription as Kafka does: as version 0, whatever version it says', () => {
  const metadata = encodeVersioned(consumerProtocolSubscription, { topics: ['orders', 'payments'] }, 0);
  for (const version of [0, 1, 3, 9]) {
    metadata.writeInt16BE(version, 0);
    expect(topicsOfSubscription(metadata)).toEqual(['orders', 'payments']);
  }
});

it('knows no topics of what is no subscription', () => {
  expect(topicsOfSubscription(Buffer.alloc(0))).toBeUndefined();
  expect(topicsOfSubscription(Buffer.from('0000000000ff', 'hex'))).toBeUndefined();
});
