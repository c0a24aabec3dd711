import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.js';

/** Whether what was held back may run by now. */
async function isOver(held: Promise<void> | undefined): Promise<boolean> {
  return (await Promise.race([held?.then(() => true) ?? true, Promise.resolve().then(() => false)])) === true;
}

describe('Pacer', () => {
  it('lets nothing run while it does not play', async () => {
    const pacer = new Pacer();
    const held = pacer.before(1);
    pacer.pass(1_000, 0);
    expect(await isOver(held)).toBe(false);
    pacer.play();
    pacer.pass(1, 0);
    expect(await isOver(held)).toBe(true);
  });

  it('passes virtual time at its speed', () => {
    const pacer = new Pacer();
    pacer.speed = 0.1;
    pacer.play();
    pacer.pass(30, 0);
    expect(pacer.before(3)).toBe(undefined);
    expect(pacer.before(3.1)).not.toBe(undefined);
    expect(pacer.shownMs(2)).toBeCloseTo(3);
  });

  it('steps over any gap, one event at a time', async () => {
    const pacer = new Pacer();
    const first = pacer.before(5_000);
    pacer.step();
    expect(await isOver(first)).toBe(true);
    expect(pacer.before(5_001)).not.toBe(undefined);
  });

  it('owes no time where the machine is too slow', () => {
    const pacer = new Pacer();
    pacer.play();
    for (let tick = 0; tick < 100; tick += 1) pacer.pass(100, 0);
    expect(pacer.before(101)).not.toBe(undefined);
  });

  it('comes to an event that is far away', async () => {
    const pacer = new Pacer();
    pacer.play();
    const held = pacer.before(2_000);
    for (let tick = 0; tick < 19; tick += 1) pacer.pass(100, 0);
    expect(await isOver(held)).toBe(false);
    pacer.pass(100, 0);
    expect(await isOver(held)).toBe(true);
  });
});
