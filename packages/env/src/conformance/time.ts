import { describe, expect, it } from 'vitest';
import { onFresh, type MakeSubject, rejectionOf } from './subject.js';

export function testTimers(name: string, make: MakeSubject): void {
  describe(`clock and timers (${name})`, () => {
    it(
      'a timer fires once, not early',
      onFresh(make, async ({ clock, timers }) => {
        const startMs = clock.monotonicMs();
        let fired = 0;
        await new Promise<void>((resolve) => {
          timers.set(15, () => {
            fired++;
            resolve();
          });
        });
        expect(clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(15);
        await timers.sleep(5);
        expect(fired).toBe(1);
      }),
    );

    it(
      'timers fire in order of their time; a cancelled one does not',
      onFresh(make, async ({ timers }) => {
        const order: string[] = [];
        timers.set(30, () => order.push('late'));
        const cancelled = timers.set(10, () => order.push('cancelled'));
        timers.set(5, () => order.push('early'));
        timers.set(0, () => order.push('at once'));
        timers.clear(cancelled);
        timers.clear(cancelled);
        await timers.sleep(60);
        expect(order).toEqual(['at once', 'early', 'late']);
        timers.clear(cancelled);
      }),
    );

    it(
      'a sleep ends with the reason of its signal',
      onFresh(make, async ({ clock, timers }) => {
        const controller = new AbortController();
        const startMs = clock.monotonicMs();
        timers.set(5, () => controller.abort(new Error('enough')));
        expect(await rejectionOf(timers.sleep(10_000, controller.signal))).toMatchObject({ message: 'enough' });
        expect(clock.monotonicMs() - startMs).toBeLessThan(5_000);
        expect(await rejectionOf(timers.sleep(10_000, controller.signal))).toMatchObject({ message: 'enough' });
      }),
    );

    it(
      'a yielded turn lets others run',
      onFresh(make, async ({ timers }) => {
        let others = false;
        timers.set(0, () => {
          others = true;
        });
        // A timer takes a millisecond at least, in which a machine has a thousand turns and more.
        for (let turn = 0; turn < 1_000_000 && !others; turn++) await timers.yieldTurn();
        expect(others).toBe(true);
      }),
    );

    it(
      'wall time is whole milliseconds of this era',
      onFresh(make, async ({ clock }) => {
        const wallMs = clock.wallMs();
        expect(Number.isSafeInteger(wallMs)).toBe(true);
        expect(wallMs).toBeGreaterThan(Date.UTC(2024));
      }),
    );
  });
}

export function testRandom(name: string, make: MakeSubject): void {
  describe(`random (${name})`, () => {
    it(
      'numbers are uniform in their range',
      onFresh(make, async ({ random }) => {
        const counts = new Array<number>(10).fill(0);
        let sum = 0;
        for (let draw = 0; draw < 20_000; draw++) {
          const value = random.integer(10);
          counts[value] = (counts[value] ?? 0) + 1;
          const fraction = random.next();
          expect(fraction >= 0 && fraction < 1).toBe(true);
          sum += fraction;
        }
        expect(counts.length).toBe(10);
        // Nine standard deviations: a sound generator fails this once in 10^18 runs.
        for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(400);
        expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.02);
      }),
    );

    it(
      'bytes have the length asked for and use all bits',
      onFresh(make, async ({ random }) => {
        const bytes = random.bytes(1_001);
        expect(bytes.length).toBe(1_001);
        expect(bytes.reduce((seen, byte) => seen | byte, 0)).toBe(255);
        expect(random.bytes(0).length).toBe(0);
        expect(Buffer.compare(random.bytes(16), random.bytes(16))).not.toBe(0);
      }),
    );

    it(
      'forks of one name draw the same numbers, of two names different ones',
      onFresh(make, async ({ random }) => {
        const draw = (name: string): number[] => {
          const fork = random.fork(name);
          return Array.from({ length: 8 }, () => fork.integer(1_000_000));
        };
        const first = draw('network');
        random.next();
        expect(draw('network')).toEqual(first);
        expect(draw('disk')).not.toEqual(first);
      }),
    );
  });
}
