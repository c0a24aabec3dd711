import { measureUnit, NORMAL_UNIT_MS, stretchOf } from './machine-unit.js';

/**
 * Bounds of tests that run on real machines. Each is written as what it is on a normal machine and grows with the unit
 * of this one; none shrinks. The unit comes from the environment, where the runner of the tests puts the latest
 * measurement, or is measured here; it is measured again when it has become old, and before a bound counts as missed: a
 * machine may become slow at any time.
 */
const UNIT_NAME = 'DRAVE_UNIT_MS';
const MEASURED_NAME = 'DRAVE_UNIT_MEASURED_MS';
const FRESH_MS = 30_000;
const told = new Set<string>();

if (!(Number(process.env[UNIT_NAME]) > 0)) await measureAgain();

/** Milliseconds that a unit took when it was measured last. */
export function unitMs(): number {
  return Number(process.env[UNIT_NAME]);
}

/** How many times slower than a normal machine this one is; at least 1. */
export function stretch(): number {
  return stretchOf(unitMs());
}

/** A bound in milliseconds; `normalMs` is its value on a normal machine. Says so once when it is longer here. */
export function boundMs(normalMs: number, what = ''): number {
  const factor = stretch();
  if (factor > 1) tell(normalMs, factor, what);
  return Math.round(normalMs * factor);
}

/** The time until the run wants its tests to have ended; infinite for a run without a deadline. */
export function leftMs(): number {
  const deadlineMs = Number(process.env['DRAVE_DEADLINE_MS'] ?? Number.POSITIVE_INFINITY);
  return Math.max(0, deadlineMs - Date.now());
}

/** Measures the unit unless that was done a moment ago. */
export async function keepUnitFresh(): Promise<void> {
  if (Date.now() - Number(process.env[MEASURED_NAME] ?? 0) > FRESH_MS) await measureAgain();
}

/**
 * A bound that is watched while it passes. Before it says that it is over, it looks whether the machine has become
 * slower than it was when the wait began.
 */
export class Deadline {
  private readonly normalMs: number;
  private readonly what: string;
  private readonly startedMs: number;
  private endMs: number;

  constructor(normalMs: number, what = '', startedMs: number = performance.now()) {
    this.normalMs = normalMs;
    this.what = what;
    this.startedMs = startedMs;
    this.endMs = startedMs + boundMs(normalMs, what);
  }

  /** What it has come to, in milliseconds from its start. */
  get withinMs(): number {
    return this.endMs - this.startedMs;
  }

  async isOver(): Promise<boolean> {
    if (performance.now() <= this.endMs) return false;
    await measureAgain();
    this.endMs = Math.max(this.endMs, this.startedMs + boundMs(this.normalMs, this.what));
    return performance.now() > this.endMs;
  }

  /** Whether something that took this long was in time. */
  async holds(tookMs: number): Promise<boolean> {
    if (tookMs <= this.withinMs) return true;
    await measureAgain();
    this.endMs = Math.max(this.endMs, this.startedMs + boundMs(this.normalMs, this.what));
    return tookMs <= this.withinMs;
  }
}

async function measureAgain(): Promise<void> {
  process.env[UNIT_NAME] = (await measureUnit()).toFixed(1);
  process.env[MEASURED_NAME] = `${Date.now()}`;
}

function tell(normalMs: number, factor: number, what: string): void {
  const line = `stretched: ${what === '' ? 'a bound' : what}: ${normalMs} ms to ${Math.round(normalMs * factor)} ms`;
  if (told.has(line)) return;
  told.add(line);
  console.log(`${line} (a unit takes ${unitMs()} ms here, ${NORMAL_UNIT_MS} ms on a normal machine)`);
}
