import type { Millis } from '@drave/base';

interface WaitLimits {
  /** The wait ends after so long, come what may. Undefined: it goes on as long as there is progress. */
  readonly timeoutMs: Millis | undefined;
  /** Without progress for so long, and without a `timeoutMs`, the wait ends. */
  readonly stallMs: Millis;
  /** Pause between two notes about what is still missing. */
  readonly noteEveryMs: Millis;
}

type Verdict =
  | { readonly kind: 'wait' }
  /** The caller says so, and waits on. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'giveUp'; readonly waitedMs: Millis };

/**
 * Decides how long something is waited for. What was not said to be missing before is progress: there are only so many
 * nodes and partitions to speak of, so that a cluster which goes round in circles is given up all the same.
 */
export class ProgressLimit {
  private readonly limits: WaitLimits;
  private readonly sinceMs: Millis;
  private readonly said = new Set<string>();
  private progressMs: Millis;
  private notedMs: Millis;

  constructor(limits: WaitLimits, nowMs: Millis) {
    this.limits = limits;
    this.sinceMs = nowMs;
    this.progressMs = nowMs;
    this.notedMs = nowMs;
  }

  /** `missing` is what is still missing; a question that failed is no progress, whatever its error says. */
  look(missing: string, isAnswer: boolean, nowMs: Millis): Verdict {
    if (isAnswer && !this.said.has(missing)) {
      this.said.add(missing);
      this.progressMs = nowMs;
    }
    const { timeoutMs, stallMs, noteEveryMs } = this.limits;
    const waitedMs = nowMs - this.sinceMs;
    const isOver = timeoutMs === undefined ? nowMs - this.progressMs >= stallMs : waitedMs >= timeoutMs;
    if (isOver) return { kind: 'giveUp', waitedMs };
    if (nowMs - this.notedMs < noteEveryMs) return { kind: 'wait' };
    this.notedMs = nowMs;
    return { kind: 'note', text: `${missing} (waiting for ${durationText(waitedMs)})` };
  }
}

/** `640 ms`, `4.2 s`, `3 min 20 s`: what people read, never more digits than they need. */
export function durationText(ms: Millis): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1_000);
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

interface MachineLoad {
  /** Processes that wanted to run, over the last minute. */
  readonly loadAverage: number;
  readonly cores: number;
  /** By how much this process was woken too late, at worst. */
  readonly lateMsMax: Millis;
}

/** What to do about a wait in vain when the machine is why; undefined when it is not. */
export function overloadAdvice({ loadAverage, cores, lateMsMax }: MachineLoad): string | undefined {
  if (loadAverage < 2 * cores && lateMsMax < 500) return undefined;
  const load = `load ${loadAverage.toFixed(1)} on ${cores} ${cores === 1 ? 'core' : 'cores'}`;
  const late = `this process was up to ${durationText(lateMsMax)} late`;
  return (
    `This machine is overloaded (${load}, ${late}): end something else, make the cluster smaller ` +
    '(--single, -c 1), or give it more time (--profile real, --wait 10m).'
  );
}
