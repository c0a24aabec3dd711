import { TestMetadata } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { SessionTracker } from './session-tracker.js';

function cluster() {
  const metadata = new TestMetadata();
  metadata.brokers(1, 2);
  return metadata.image;
}

const timing = { timeoutMs: 1_000, heartbeatIntervalMs: 200, extraMs: () => 0 };

/** The look at `nowMs` comes `lateMs` after it was due. */
function late(tracker: SessionTracker, lateMs: number, nowMs: number): void {
  tracker.lookNextAt(nowMs - lateMs);
  tracker.noticeLateness(nowMs);
}

describe('SessionTracker', () => {
  it('expires who was not heard of', () => {
    const tracker = new SessionTracker(timing);
    tracker.reset(cluster(), 0, 5);
    tracker.touch(1, 1, 3, 900);
    expect(tracker.expired(999)).toEqual([]);
    expect(tracker.expired(1_000)).toEqual([{ brokerId: 2, brokerEpoch: 1 }]);
    expect(tracker.expired(1_900).map(({ brokerId }) => brokerId)).toEqual([1, 2]);
  });

  it('B13: our own lateness counts for nobody', () => {
    const tracker = new SessionTracker(timing);
    tracker.reset(cluster(), 0, 5);
    late(tracker, 5_000, 5_100);
    expect(tracker.expired(5_999)).toEqual([]);
    expect(tracker.expired(6_000)).toHaveLength(2);
  });

  it('B13: after our own lateness everybody has time to be read, once for each heartbeat', () => {
    const tracker = new SessionTracker(timing);
    tracker.reset(cluster(), 0, 5);
    tracker.touch(2, 1, 3, 900);
    late(tracker, 500, 1_490);
    expect(tracker.expired(1_739)).toEqual([]);
    expect(tracker.expired(1_740).map(({ brokerId }) => brokerId)).toEqual([1]);
    late(tracker, 500, 2_239);
    expect(tracker.expired(2_239)).toEqual([]);
    expect(tracker.expired(2_240).map(({ brokerId }) => brokerId)).toEqual([1]);
    late(tracker, 50, 2_300);
    expect(tracker.expired(2_300).map(({ brokerId }) => brokerId)).toEqual([1]);
  });

  it('gives longer sessions where heartbeats use to come late, within a bound, and only there', () => {
    const tracker = new SessionTracker(timing);
    tracker.touch(1, 1, 0, 0);
    let nowMs = 0;
    for (let beat = 0; beat < 100; beat++) tracker.touch(1, 1, 0, (nowMs += 240));
    expect(tracker.sessionMs(nowMs)).toBe(1_000);
    for (let beat = 0; beat < 20; beat++) tracker.touch(1, 1, 0, (nowMs += 700));
    expect(tracker.sessionMs(nowMs)).toBe(4_000);
    for (let beat = 0; beat < 20; beat++) tracker.touch(1, 1, 0, (nowMs += 9_000));
    expect(tracker.sessionMs(nowMs)).toBe(9_000);
  });

  it('B13: what it did not hear while it was paused lengthens no session, whether heartbeats or its timer come first', () => {
    for (const first of ['heartbeats', 'timer']) {
      const tracker = new SessionTracker(timing);
      let nowMs = 0;
      tracker.lookNextAt(100);
      const beat = (): void => [1, 2, 3, 4].forEach((id) => tracker.touch(id, 1, 0, nowMs));
      beat();
      nowMs = 2_300;
      if (first === 'timer') tracker.noticeLateness(nowMs);
      beat();
      tracker.noticeLateness(nowMs);
      expect(tracker.sessionMs(nowMs)).toBe(1_000);
      expect(tracker.expired(3_299)).toEqual([]);
      expect(tracker.expired(3_300)).toHaveLength(4);
    }
  });

  it('gives sessions what the quorum member adds to its own timeouts', () => {
    const tracker = new SessionTracker({ ...timing, extraMs: () => 3_000 });
    tracker.reset(cluster(), 0, 5);
    expect(tracker.expired(3_999)).toEqual([]);
    expect(tracker.expired(4_000)).toHaveLength(2);
  });

  it('B12: the offset of a shutdown does not move', () => {
    const tracker = new SessionTracker(timing);
    tracker.touch(1, 7, 3, 0);
    tracker.beginShutdown(1, 7, 50);
    tracker.touch(1, 7, 60, 10);
    tracker.beginShutdown(1, 7, 99);
    expect(tracker.shutdownOffset(1)).toBe(50);
    tracker.touch(1, 8, 0, 20);
    expect(tracker.shutdownOffset(1)).toBeUndefined();
  });

  it('covers whoever is in service without a session', () => {
    const tracker = new SessionTracker(timing);
    tracker.coverAll(cluster(), 500);
    expect(tracker.expired(1_499)).toEqual([]);
    tracker.coverAll(cluster(), 1_400);
    expect(tracker.expired(1_500)).toHaveLength(2);
  });

  it('knows what everybody in service has applied', () => {
    const image = cluster();
    const tracker = new SessionTracker(timing);
    tracker.reset(image, 0, 5);
    expect(tracker.lowestAppliedOffset(image)).toBe(0);
    tracker.touch(1, 1, 40, 0);
    tracker.touch(2, 1, 30, 0);
    expect(tracker.lowestAppliedOffset(image)).toBe(30);
    tracker.touch(2, 1, 20, 0);
    expect(tracker.lowestAppliedOffset(image)).toBe(30);
  });
});
