import { TestMetadata } from '@drave/metadata/testing';
import { expect, it } from 'vitest';
import { currentBroker } from './broker-epoch.js';

const EPOCH = 7;
const metadata = new TestMetadata();
metadata.apply(metadata.registration(1, { brokerEpoch: EPOCH, fenced: true }));
const { image } = metadata;

it('a sender with the epoch of its registration is known, fenced or not', () => {
  expect(currentBroker(image, { brokerId: 1, brokerEpoch: EPOCH })).toEqual({ kind: 'ok', value: image.broker(1) });
});

it.each<[name: string, brokerId: number, brokerEpoch: number, code: string]>([
  ['an earlier incarnation', 1, EPOCH - 1, 'STALE_BROKER_EPOCH'],
  ['a broker that has no epoch yet', 1, -1, 'STALE_BROKER_EPOCH'],
  ['a broker that a later controller has registered', 1, EPOCH + 1, 'NOT_CONTROLLER'],
  ['a broker that is not registered', 2, EPOCH, 'BROKER_ID_NOT_REGISTERED'],
])('%s is refused', (_name, brokerId, brokerEpoch, code) => {
  expect(currentBroker(image, { brokerId, brokerEpoch })).toMatchObject({ kind: 'rejected', code });
});
