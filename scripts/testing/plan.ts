/** A piece of a test run that is run, or left out, as a whole: a tier. */
export interface Work {
  readonly name: string;
  /** What has more is run first, and is left out last. */
  readonly value: number;
  /** What it is expected to cost, in units of the machine. */
  readonly units: number;
  /** For work that ends early with what it has done until then: with less than this it is not worth a start. */
  readonly unitsMin?: number;
  /** Work that must have passed before. */
  readonly needs?: readonly string[];
  /** For work with bounds of its own in seconds: it is not judged on a machine that is slower than normal by more. */
  readonly stretchMax?: number;
}

export interface Conditions {
  /** What a unit takes now. */
  readonly unitMs: number;
  /** How many times slower than normal the machine is. */
  readonly stretch: number;
  readonly leftMs: number;
  readonly passed: ReadonlySet<string>;
  /** Work that was left out, or did not pass: whatever needs it is left out too. */
  readonly missing: ReadonlySet<string>;
}

export type Decision<W extends Work> =
  | { readonly kind: 'run'; readonly work: W; readonly expectedMs: number; readonly shareMs: number }
  | { readonly kind: 'leaveOut'; readonly work: W; readonly why: string };

/** Expectations are rough: work may take so many times what it was expected to. */
const slack = 3;

/**
 * What to do with each piece of work, in the order in which it would be run. Work takes its expected cost from what is
 * left, in order of value; what does not fit is left out, and less valuable work that does fit is run all the same. The
 * share is when it is ended from outside: three times its expectation, never beyond what is left; without end where all
 * is.
 */
export function plan<W extends Work>(works: readonly W[], conditions: Conditions): readonly Decision<W>[] {
  const { unitMs, stretch } = conditions;
  const missing = new Set(conditions.missing);
  const available = new Set(conditions.passed);
  let leftMs = conditions.leftMs;
  return inOrder(works).map((work): Decision<W> => {
    const leaveOut = (why: string): Decision<W> => {
      missing.add(work.name);
      return { kind: 'leaveOut', work, why };
    };
    const lacks = work.needs?.find((name) => missing.has(name) || !available.has(name));
    if (lacks !== undefined) return leaveOut(`needs ${lacks}, which has not passed`);
    if (work.stretchMax !== undefined && stretch > work.stretchMax)
      return leaveOut(`has bounds of its own in seconds, and this machine is ${stretch.toFixed(1)} times slower`);
    const wholeMs = work.units * unitMs;
    const leastMs = (work.unitsMin ?? work.units) * unitMs;
    if (leastMs > leftMs) return leaveOut(`needs about ${minutes(leastMs)}, ${minutes(leftMs)} are left`);
    const expectedMs = Math.min(wholeMs, leftMs);
    const shareMs = Number.isFinite(leftMs) ? Math.min(expectedMs * slack, leftMs) : Number.POSITIVE_INFINITY;
    leftMs -= expectedMs;
    available.add(work.name);
    return { kind: 'run', work, expectedMs, shareMs };
  });
}

/** By value; but what another piece needs comes before it, whatever it is worth by itself. */
function inOrder<W extends Work>(works: readonly W[]): readonly W[] {
  const left = works.toSorted((one, other) => other.value - one.value);
  const names = new Set(works.map(({ name }) => name));
  const ordered: W[] = [];
  const placed = new Set<string>();
  while (left.length > 0) {
    const index = left.findIndex(({ needs = [] }) => needs.every((name) => placed.has(name) || !names.has(name)));
    const [next] = left.splice(index, 1);
    if (index === -1 || next === undefined)
      throw new Error(`a circle among ${left.map(({ name }) => name).join(', ')}`);
    ordered.push(next);
    placed.add(next.name);
  }
  return ordered;
}

export function minutes(milliseconds: number): string {
  if (milliseconds < 90_000) return `${Math.round(milliseconds / 1_000)} s`;
  return `${(milliseconds / 60_000).toFixed(1)} min`;
}
