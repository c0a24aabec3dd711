import type { Mutant, SeedMutant, UnitMutant } from './mutant.js';

/** What came of the hunt for one mutant. */
export type MutantVerdict = SeedVerdict | UnitVerdict;

export interface SeedVerdict {
  readonly kind: 'seeds';
  readonly mutant: SeedMutant;
  readonly from: number;
  /** How many seeds were to find it, or had run when the time was over. */
  readonly count: number;
  /** Which one did; undefined for none of them. */
  readonly seed: number | undefined;
  /** What the seed complained about. */
  readonly how: string;
}

export interface UnitVerdict {
  readonly kind: 'unit';
  readonly mutant: UnitMutant;
  readonly noticed: boolean;
  /** What the test complained about. */
  readonly how: string;
}

export function isNoticed(verdict: MutantVerdict): boolean {
  return verdict.kind === 'unit' ? verdict.noticed : verdict.seed !== undefined;
}

/** Hunts every mutant, a few at a time; the verdicts come in the order of the mutants. */
export async function scoreMutants(
  mutants: readonly Mutant[],
  jobs: number,
  hunt: (mutant: Mutant) => Promise<MutantVerdict>,
  note: (line: string) => void,
): Promise<readonly MutantVerdict[]> {
  const verdicts: MutantVerdict[] = [];
  const left = [...mutants.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, mutant] = next;
      const verdict = await hunt(mutant);
      verdicts[index] = verdict;
      note(describeVerdict(verdict));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return verdicts;
}

export function describeScore(verdicts: readonly MutantVerdict[]): string {
  const needed = verdicts.flatMap((verdict) => {
    if (verdict.kind === 'unit' || verdict.seed === undefined) return [];
    return [Math.max(1, verdict.seed - verdict.from + 1)];
  });
  needed.sort((left, right) => left - right);
  const median = needed[Math.floor((needed.length - 1) / 2)];
  const survivors = verdicts.filter((verdict) => !isNoticed(verdict)).map(({ mutant }) => mutant.name);
  const tail = survivors.length === 0 ? '' : `; not caught: ${survivors.join(', ')}`;
  const caught = verdicts.length - survivors.length;
  return `${caught} of ${verdicts.length} mutants caught, median ${median ?? '-'} seeds${tail}`;
}

function describeVerdict(verdict: MutantVerdict): string {
  const { name, reference } = verdict.mutant;
  const head = `${name} (${reference})`;
  if (verdict.kind === 'unit') {
    const { file, name: test } = verdict.mutant.noticedBy;
    return `${head}: ${verdict.noticed ? '' : 'NOT CAUGHT by '}${file} > ${test}${verdict.noticed ? `: ${verdict.how}` : ''}`;
  }
  const { mutant, seed, count, how } = verdict;
  const kind = mutant.focus === undefined ? mutant.kind : `${mutant.kind} ${mutant.focus}`;
  if (seed === undefined) return `${head}: NOT CAUGHT by ${count} ${kind} seeds`;
  return `${head}: ${kind} seed ${seed}: ${how}`;
}
