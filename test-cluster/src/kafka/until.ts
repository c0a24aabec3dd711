import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from '../bounds.js';

/** Looks again and again until `missing` finds nothing missing; the bound is what it is on a normal machine. */
export async function until(
  when: string,
  missing: () => Promise<string | undefined> | string | undefined,
  withinMs: number,
): Promise<void> {
  const deadline = new Deadline(withinMs, when);
  for (;;) {
    const what = await missing();
    if (what === undefined) return;
    if (await deadline.isOver()) throw new Error(`${when}: ${what} after ${deadline.withinMs} ms`);
    await sleep(20);
  }
}
