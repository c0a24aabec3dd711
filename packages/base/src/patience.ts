import { assert } from './assert.js';
import type { Millis } from './brands.js';
import { DecayingValue } from './decaying-value.js';

interface PatienceSettings {
  /** Delays up to this are what a healthy machine shows; they change nothing. */
  readonly normalDelayMs: Millis;
  /** The extra patience never exceeds this, whatever was observed. */
  readonly extraMsMax: Millis;
}

/** Observations that the usual delay is taken from. */
const WINDOW = 64;
/** One in so many observations is late by the usual delay or more. */
const ONE_IN = 10;
/** The extra patience for each millisecond of usual delay: what is usual is exceeded by far now and then. */
const FACTOR = 6;
/** The extra patience for each millisecond of a silence that was wrongly taken for failure. */
const MISTAKE_FACTOR = 4;
/** Fewer late observations than this are no habit, however few there are in all. */
const LATE_MIN = 3;

/**
 * How much longer than configured to wait before silence counts as failure, judged by the delays of what did come: of
 * answers, of fetches, of the node's own timers. A failure detector that accrues evidence in the manner of phi
 * (Hayashibara et al.), with a quantile for the model, because the delays of a starved machine follow no bell curve.
 *
 * The delay counts that one in ten of the latest observations reaches. Single ones, however long (a suspended process,
 * a leader that was really gone), change nothing, so that a healthy machine notices failures as fast as configured.
 * What a starved machine taught is forgotten slowly. The bound keeps the detection of real failures finite.
 *
 * No clock: the caller says what time it is. Instants are monotonic.
 */
export class Patience {
  private readonly settings: PatienceSettings;
  /** The latest delays, 0 for what came in time, as a ring. */
  private readonly delays: Float64Array = new Float64Array(WINDOW);
  private observed = 0;
  private late = 0;
  private readonly held = new DecayingValue();

  constructor(settings: PatienceSettings) {
    assert(settings.normalDelayMs >= 0 && settings.extraMsMax >= 0, 'patience has no negative bounds');
    this.settings = settings;
  }

  /** Something came `delayMs` later than it was due; 0 or less when it came in time. */
  observe(delayMs: Millis, nowMs: Millis): void {
    const delay = delayMs > this.settings.normalDelayMs ? delayMs : 0;
    const slot = this.observed % WINDOW;
    if ((this.delays[slot] as number) > 0) this.late--;
    if (delay > 0) this.late++;
    this.delays[slot] = delay;
    this.observed++;
    if (delay === 0) return;
    this.hold(this.usualDelayMs() * FACTOR, nowMs);
  }

  /** A delay of `delayMs` is a habit, as the caller knows. */
  habitual(delayMs: Millis, nowMs: Millis): void {
    this.hold(delayMs * FACTOR, nowMs);
  }

  /** Silence of `silenceMs` was taken for failure, and was none: as good as a habit. */
  mistaken(silenceMs: Millis, nowMs: Millis): void {
    this.hold(silenceMs * MISTAKE_FACTOR, nowMs);
  }

  /** What to add to a configured timeout now: 0 on a healthy machine, never above `extraMsMax`. */
  extraMs(nowMs: Millis): Millis {
    const extraMs = this.held.valueMs(nowMs);
    return extraMs > this.settings.normalDelayMs ? extraMs : 0;
  }

  private hold(wantedMs: Millis, nowMs: Millis): void {
    this.held.raise(Math.min(this.settings.extraMsMax, wantedMs), nowMs);
  }

  /** The delay that one in `ONE_IN` observations reaches: 0 as long as fewer are late at all. */
  private usualDelayMs(): Millis {
    const count = Math.min(this.observed, WINDOW);
    const rank = Math.max(LATE_MIN, Math.ceil(count / ONE_IN));
    if (this.late < rank) return 0;
    const descending = this.delays.slice(0, count).sort().reverse();
    return descending[rank - 1] as Millis;
  }
}
