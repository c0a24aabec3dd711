import type { Mutant } from './mutant.js';

export interface MutantVerdict {
  readonly mutant: Mutant;
  readonly from: number;
  /** So many seeds were to find it, or had run when the time was over. */
  readonly count: number;
  /** Which one did; undefined for none of them. */
  readonly seed: number | undefined;
  /** What the seed complained about. */
  readonly how: string;
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
  const needed = verdicts.flatMap(({ seed, from }) => (seed === undefined ? [] : [Math.max(1, seed - from + 1)]));
  needed.sort((left, right) => left - right);
  const median = needed[Math.floor((needed.length - 1) / 2)];
  const survivors = verdicts.filter(({ seed }) => seed === undefined).map(({ mutant }) => mutant.name);
  const tail = survivors.length === 0 ? '' : `; not caught: ${survivors.join(', ')}`;
  return `${needed.length} of ${verdicts.length} mutants caught, median ${median ?? '-'} seeds${tail}`;
}

function describeVerdict({ mutant, count, seed, how }: MutantVerdict): string {
  const head = `${mutant.name} (${mutant.reference})`;
  const kind = mutant.focus === undefined ? mutant.kind : `${mutant.kind} ${mutant.focus}`;
  if (seed === undefined) return `${head}: NOT CAUGHT by ${count} ${kind} seeds`;
  return `${head}: ${kind} seed ${seed}: ${how}`;
}
