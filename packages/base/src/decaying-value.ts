import { assert } from './assert.js';
import type { Millis } from './brands.js';

/** What nothing confirms any more halves in this time. */
const HALF_LIFE_MS = 30_000;

/** A span of time that fades as it ages. No clock: the caller says what time it is. Instants are monotonic. */
export class DecayingValue {
  private heldMs: Millis = 0;
  private heldSinceMs: Millis = 0;

  valueMs(nowMs: Millis): Millis {
    if (this.heldMs === 0) return 0;
    assert(nowMs >= this.heldSinceMs, 'monotonic time does not go back');
    return this.heldMs * 2 ** (-(nowMs - this.heldSinceMs) / HALF_LIFE_MS);
  }

  set(valueMs: Millis, nowMs: Millis): void {
    assert(valueMs >= 0, 'no span is negative');
    this.heldMs = valueMs;
    this.heldSinceMs = nowMs;
  }

  /** Keeps what there is where that is still more. */
  raise(valueMs: Millis, nowMs: Millis): void {
    if (valueMs >= this.valueMs(nowMs)) this.set(valueMs, nowMs);
  }
}
