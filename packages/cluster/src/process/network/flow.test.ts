import { describe, expect, it } from 'vitest';
import { Flow, noFaults } from './flow.js';

describe('Flow', () => {
  it('delays nothing without a fault', () => {
    const flow = new Flow(() => 0);
    expect(flow.arrivalMs(1_000_000, 50)).toBe(50);
    expect(flow.handshakeMs()).toBe(0);
  });

  it('adds the latency, and a chance of the jitter', () => {
    const flow = new Flow(() => 0.5);
    flow.faults = { ...noFaults, latencyMs: 200, jitterMs: 50 };
    expect(flow.arrivalMs(1, 1_000)).toBe(1_225);
    expect(flow.handshakeMs()).toBe(200);
  });

  it('lets all pieces share its rate, in the order in which they are sent', () => {
    const flow = new Flow(() => 0);
    flow.faults = { ...noFaults, bytesPerSecond: 1_000 };
    expect([flow.arrivalMs(500, 0), flow.arrivalMs(500, 0), flow.arrivalMs(100, 5_000)]).toEqual([500, 1_000, 5_100]);
  });

  it('sends what is lost again after 200 ms, then twice as long, and a first packet after a second', () => {
    const chances = [0.1, 0.1, 0.9, 0.1, 0.9, 0.9];
    const flow = new Flow(() => chances.shift() ?? 0.9);
    flow.faults = { ...noFaults, lossShare: 0.5 };
    expect(flow.arrivalMs(1, 0)).toBe(600);
    expect(flow.handshakeMs()).toBe(1_000);
    expect(flow.arrivalMs(1, 0)).toBe(0);
  });

  it('lets every piece arrive in the end, however many are lost', () => {
    const flow = new Flow(() => 0);
    flow.faults = { ...noFaults, lossShare: 0.99 };
    expect(flow.arrivalMs(1, 0)).toBe(200 * (2 ** 6 - 1));
  });

  it('tells of each change, until nobody wants to hear it', () => {
    const flow = new Flow(() => 0);
    let heard = 0;
    const forget = flow.onChange(() => (heard += 1));
    flow.faults = { ...noFaults, cut: true };
    forget();
    flow.faults = noFaults;
    expect(heard).toBe(1);
  });
});
