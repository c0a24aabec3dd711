import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { SessionTracker } from './session-tracker.js';

function cluster() {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2);
  return metadata.image;
}

describe('SessionTracker', () => {
  it('expires who was not heard of', () => {
    const tracker = new SessionTracker(1_000);
    tracker.reset(cluster(), 0, 5);
    tracker.touch(1, 1, 3, 900);
    expect(tracker.expired(999)).toEqual([]);
    expect(tracker.expired(1_000)).toEqual([{ brokerId: 2, brokerEpoch: 1 }]);
    expect(tracker.expired(1_900).map(({ brokerId }) => brokerId)).toEqual([1, 2]);
  });

  it('B13: our own lateness counts for nobody', () => {
    const tracker = new SessionTracker(1_000);
    tracker.reset(cluster(), 0, 5);
    tracker.extendAll(5_000);
    expect(tracker.expired(5_999)).toEqual([]);
    expect(tracker.expired(6_000)).toHaveLength(2);
  });

  it('B12: the offset of a shutdown does not move', () => {
    const tracker = new SessionTracker(1_000);
    tracker.touch(1, 7, 3, 0);
    tracker.beginShutdown(1, 7, 50);
    tracker.touch(1, 7, 60, 10);
    tracker.beginShutdown(1, 7, 99);
    expect(tracker.shutdownOffset(1)).toBe(50);
    tracker.touch(1, 8, 0, 20);
    expect(tracker.shutdownOffset(1)).toBeUndefined();
  });

  it('covers whoever is in service without a session', () => {
    const tracker = new SessionTracker(1_000);
    tracker.coverAll(cluster(), 500);
    expect(tracker.expired(1_499)).toEqual([]);
    tracker.coverAll(cluster(), 1_400);
    expect(tracker.expired(1_500)).toHaveLength(2);
  });

  it('knows what everybody in service has applied', () => {
    const image = cluster();
    const tracker = new SessionTracker(1_000);
    tracker.reset(image, 0, 5);
    expect(tracker.lowestAppliedOffset(image)).toBe(0);
    tracker.touch(1, 1, 40, 0);
    tracker.touch(2, 1, 30, 0);
    expect(tracker.lowestAppliedOffset(image)).toBe(30);
    tracker.touch(2, 1, 20, 0);
    expect(tracker.lowestAppliedOffset(image)).toBe(30);
  });
});
