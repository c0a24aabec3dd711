import type { Millis } from '@drave/base';
import type { Clock } from '@drave/env';
import type { Terminal } from './terminal.js';

/** Work that has taken less is done before anybody asks how far it is. */
const SHOWN_AFTER_MS = 2_000;
/** How often the line of a terminal is written anew. */
const SHOWN_EVERY_MS = 200;

/** How far a piece of work is, on the terminal of a person who waits for it. */
interface Progress {
  /** How much is done, of how much; the time that is left is worked out from that. */
  advance(done: number, total: number): void;
  /** What is being waited for, where it cannot be counted. */
  tell(text: string): void;
  /** Takes the line away; what is printed next stands in its place. */
  end(): void;
}

/** Shows the progress of `what` on standard error, from two seconds after this call on, and only on a terminal. */
export function progressOn(terminal: Pick<Terminal, 'status'>, clock: Clock, what: string): Progress {
  const startedMs = clock.monotonicMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const showLine = (text: () => string): void => {
    const nowMs = clock.monotonicMs();
    if (nowMs - startedMs < SHOWN_AFTER_MS || nowMs - shownMs < SHOWN_EVERY_MS) return;
    shownMs = nowMs;
    isShown = true;
    terminal.status(`${what}: ${text()}`);
  };
  return {
    advance: (done, total) => showLine(() => amountText(done, total, clock.monotonicMs() - startedMs)),
    tell: (text) => showLine(() => text),
    end() {
      if (isShown) terminal.status('');
    },
  };
}

/** Such as `4200 of 10000 (42 %), about 12 s left`. */
function amountText(done: number, total: number, elapsedMs: Millis): string {
  const share = total <= 0 ? 1 : Math.min(1, done / total);
  const left = share === 0 ? 'time not known yet' : `about ${durationText((elapsedMs * (1 - share)) / share)} left`;
  return `${done} of ${total} (${Math.floor(share * 100)} %), ${left}`;
}

function durationText(durationMs: Millis): string {
  const seconds = Math.ceil(durationMs / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
