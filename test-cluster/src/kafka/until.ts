import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until `missing` finds nothing missing. */
export async function until(when: string, missing: () => string | undefined, withinMs: number): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const what = missing();
    if (what === undefined) return;
    if (performance.now() > deadlineMs) throw new Error(`${when}: ${what} after ${withinMs} ms`);
    await sleep(20);
  }
}
