import type { SeededRandom } from '@drave/env/sim';
import { faultKinds, type Conditions, type FaultKind } from './conditions.js';

/**
 * One fault, as drawn before the run. What it meets when its time comes decides what it does; it always ends on its
 * own.
 */
export interface Fault {
  /** The fault's place in the plan of its seed. */
  readonly number: number;
  readonly kind: FaultKind;
  /** Virtual milliseconds after the chaos began. */
  readonly atMs: number;
  readonly lastsMs: number;
  /** Prefers the node that leads at that moment. */
  readonly atLeader: boolean;
  /** A number in [0, 1) that picks the node. */
  readonly target: number;
  /** A number in [0, 1) that decides whatever else is to be chosen. */
  readonly choice: number;
}

const QUIET_PROBABILITY = 0.25;
const QUIET_MS = 1_500;
const LASTS_MS_MAX = 2_500;

/** All faults of a seed, in order of time. Drawn without a look at the run, so that leaving one out moves no other. */
export function drawFaults(random: SeededRandom, conditions: Conditions): Fault[] {
  const faults: Fault[] = [];
  let atMs = 0;
  for (;;) {
    const pauseMs = -Math.log(1 - random.next()) * conditions.faultIntervalMs;
    const quiet = random.next() < QUIET_PROBABILITY / 4;
    atMs += Math.round(pauseMs) + (quiet ? QUIET_MS : 0);
    const kind = drawKind(random, conditions.weights);
    const lastsMs = 200 + random.integer(LASTS_MS_MAX);
    const atLeader = random.next() < 0.4;
    const [target, choice] = [random.next(), random.next()];
    if (atMs >= conditions.chaosMs || kind === undefined) return faults;
    faults.push({ number: faults.length, kind, atMs, lastsMs, atLeader, target, choice });
  }
}

function drawKind(random: SeededRandom, weights: Conditions['weights']): FaultKind | undefined {
  let left = random.next() * faultKinds.reduce((sum, kind) => sum + weights[kind], 0);
  return faultKinds.find((kind) => {
    left -= weights[kind];
    return weights[kind] > 0 && left < 0;
  });
}

/** `where` is in [0, 1). */
export function choose<T>(items: readonly T[], where: number): T {
  return items[Math.floor(where * items.length)] as T;
}
