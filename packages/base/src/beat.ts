import { assert } from './assert.js';
import type { Millis } from './brands.js';

/**
 * The next multiple of `spanMs`: at most so long from now, and less the first time. What nobody is in a hurry for waits
 * for one of these instants, so that it wakes its process together with everything else that does: to be woken costs an
 * idle process more than what it has to do (docs/benchmarks.md, "Idle").
 */
export function nextBeatMs(nowMs: Millis, spanMs: Millis): Millis {
  assert(spanMs > 0, 'beats lie apart');
  return (Math.floor(nowMs / spanMs) + 1) * spanMs;
}
