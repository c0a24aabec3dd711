import { describe, expect, it } from 'vitest';
import { raftTimerProfiles } from '../timers.js';
import { DETECTION_EXTRA_MS_MAX, Detection } from './detection.js';

const { local, real } = raftTimerProfiles;

describe('Detection', () => {
  it('is what was configured on a healthy machine', () => {
    for (const timers of [local, real]) {
      const detection = new Detection(timers);
      for (let nowMs = 0; nowMs < 60_000; nowMs += timers.fetchMaxWaitMs) {
        detection.observeSilence(timers.fetchMaxWaitMs + 3, timers.fetchMaxWaitMs, nowMs);
        detection.observeLateness(2, nowMs);
      }
      expect(detection.fetchTimeoutMs(60_000)).toBe(timers.fetchTimeoutMs);
      expect(detection.checkQuorumMs(60_000)).toBe(timers.fetchTimeoutMs * 1.5);
      expect(detection.electionTimeoutMs(60_000)).toBe(timers.electionTimeoutMs);
      expect(detection.callTimeoutMs(timers.requestTimeoutMs, 60_000)).toBe(timers.requestTimeoutMs);
    }
  });

  it('grows with what is late, within its bound, and comes back', () => {
    const detection = new Detection(local);
    let nowMs = 0;
    for (let index = 0; index < 10; index++) detection.observeLateness(300, (nowMs += 300));
    expect(detection.fetchTimeoutMs(nowMs)).toBe(400 + 1_800);
    expect(detection.electionTimeoutMs(nowMs)).toBe(200 + 1_800);
    for (let index = 0; index < 10; index++) detection.observeSilence(9_000, 100, (nowMs += 9_000));
    expect(detection.fetchTimeoutMs(nowMs)).toBe(400 + DETECTION_EXTRA_MS_MAX);
    expect(detection.fetchTimeoutMs(nowMs + 300_000)).toBe(400);
  });

  it('takes its own lateness for a habit the third time in a row, however much was in time between', () => {
    const detection = new Detection(local);
    const apartMs = local.fetchTimeoutMs * 3;
    const late = (lateMs: number, atMs: number): number => {
      detection.observeLateness(lateMs, atMs);
      for (let index = 0; index < 100; index++) detection.observeSilence(0, 0, atMs);
      return detection.ownExtraMs(atMs);
    };
    expect(late(300, 1_000)).toBe(0);
    expect(late(200, 1_000 + apartMs)).toBe(0);
    expect(late(250, 1_000 + 2 * apartMs)).toBe(200 * 6);
  });

  it('takes two pauses that follow each other for accidents', () => {
    const detection = new Detection(local);
    let nowMs = 0;
    for (let round = 0; round < 10; round++) {
      for (const lateMs of [1_700, 880]) {
        detection.observeLateness(lateMs, (nowMs += 1_100));
        for (let index = 0; index < 20; index++) detection.observeSilence(0, 0, nowMs);
        expect(detection.extraMs(nowMs)).toBe(0);
      }
      nowMs += 2_000;
    }
  });

  it('takes rare lateness of its own for accidents', () => {
    const detection = new Detection(local);
    const apartMs = local.fetchTimeoutMs * 3 + 1;
    let nowMs = 0;
    for (let round = 0; round < 20; round++) {
      detection.observeLateness(5_000, (nowMs += apartMs));
      for (let index = 0; index < 20; index++) detection.observeSilence(0, 0, nowMs);
      expect(detection.extraMs(nowMs)).toBe(0);
    }
  });

  it('waits as long as a majority says, and does not say so in its own name', () => {
    const detection = new Detection(local);
    detection.quorumSaid(2_000, 0);
    expect(detection.fetchTimeoutMs(0)).toBe(local.fetchTimeoutMs + 2_000);
    expect(detection.ownExtraMs(0)).toBe(0);
    detection.quorumSaid(1_000_000, 0);
    expect(detection.fetchTimeoutMs(0)).toBe(local.fetchTimeoutMs + DETECTION_EXTRA_MS_MAX);
    expect(detection.fetchTimeoutMs(300_000)).toBe(local.fetchTimeoutMs);
  });

  it('doubles the election timeout by every failed election, up to a bound, until a stable time has passed', () => {
    const detection = new Detection(local);
    const timeouts: number[] = [];
    let nowMs = 0;
    for (let failed = 0; failed < 7; failed++) {
      timeouts.push(detection.electionTimeoutMs(nowMs));
      detection.electionFailed((nowMs += 500));
    }
    expect(timeouts).toEqual([200, 400, 800, 1_600, 3_200, 4_000, 4_000]);
    expect(detection.electionTimeoutMs(nowMs + 79_000)).toBe(4_000);
    expect(detection.electionTimeoutMs(nowMs + 80_000)).toBe(200);
    detection.electionFailed(nowMs + 80_001);
    expect(detection.electionTimeoutMs(nowMs + 80_002)).toBe(400);
  });

  it('keeps a configured election timeout that is larger than the bound', () => {
    const detection = new Detection({ ...local, electionTimeoutMs: 10_000 });
    detection.electionFailed(1);
    expect(detection.electionTimeoutMs(2)).toBe(10_000);
  });

  it('gives grace for lateness until it is used up, and anew once somebody was heard', () => {
    const detection = new Detection(local);
    let given = 0;
    for (let index = 0; index < 100; index++) given += detection.graceUntilMs(1_000) - 1_000;
    expect(given).toBe(DETECTION_EXTRA_MS_MAX);
    detection.heard();
    expect(detection.graceUntilMs(1_000)).toBe(1_200);
  });
});
