import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { decideAllocateProducerIds } from './allocate-producer-ids.js';

const BLOCK_SIZE = 1_000;

function cluster(nextProducerId?: number): TestMetadata {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2);
  if (nextProducerId !== undefined) {
    metadata.apply({ kind: 'producerIds', brokerId: 1, brokerEpoch: epochOf(metadata, 1), nextProducerId });
  }
  return metadata;
}

function epochOf(metadata: TestMetadata, brokerId: number): number {
  return metadata.image.broker(brokerId)?.epoch ?? expect.unreachable();
}

/** Takes a block for the broker, and gives the first id of it. */
function take(metadata: TestMetadata, brokerId: number): number {
  const brokerEpoch = epochOf(metadata, brokerId);
  const decision = decideAllocateProducerIds(metadata.image, { brokerId, brokerEpoch });
  if (decision.kind === 'rejected') throw new Error(decision.message);
  const { firstProducerId, count } = decision.response;
  expect(count).toBe(BLOCK_SIZE);
  const nextProducerId = firstProducerId + count;
  expect(decision.records).toEqual([{ kind: 'producerIds', brokerId, brokerEpoch, nextProducerId }]);
  metadata.apply(...decision.records);
  return firstProducerId;
}

describe('a block of producer ids', () => {
  it('is never handed out twice, be it to the same broker', () => {
    const metadata = cluster();
    expect([take(metadata, 1), take(metadata, 2), take(metadata, 2), take(metadata, 1)]).toEqual([
      0, 1_000, 2_000, 3_000,
    ]);
  });

  it('may end at the largest id there is, and not behind it', () => {
    const last = Number.MAX_SAFE_INTEGER - BLOCK_SIZE;
    const metadata = cluster(last);
    expect(take(metadata, 1)).toBe(last);
    const request = { brokerId: 1, brokerEpoch: epochOf(metadata, 1) };
    const refused = { kind: 'rejected', code: 'UNKNOWN_SERVER_ERROR', message: 'producer ids are used up' };
    expect(decideAllocateProducerIds(metadata.image, request)).toEqual(refused);
    expect(decideAllocateProducerIds(cluster(last + 1).image, request)).toEqual(refused);
  });

  it.each<[name: string, brokerId: number, epochsLate: number, code: string]>([
    ['an earlier incarnation', 1, 1, 'STALE_BROKER_EPOCH'],
    ['a later incarnation than this controller knows', 1, -1, 'NOT_CONTROLLER'],
    ['a stranger', 3, 0, 'BROKER_ID_NOT_REGISTERED'],
  ])('is not given to %s', (_name, brokerId, epochsLate, code) => {
    const metadata = cluster();
    const request = { brokerId, brokerEpoch: epochOf(metadata, 1) - epochsLate };
    expect(decideAllocateProducerIds(metadata.image, request)).toMatchObject({ kind: 'rejected', code });
  });
});
