import type { Mutant } from './mutant.js';
import type { MutantVerdict } from './score.js';

/**
 * The table of `mutants.md`: which seed noticed which bug when it was hunted last. A later hunt begins with that seed,
 * and a run of some mutants keeps the rows of the others.
 */
export interface ScoreRow {
  readonly name: string;
  readonly bug: string;
  readonly reference: string;
  readonly kind: string;
  /** The seed that noticed, or why there is none. */
  readonly seed: number | string;
}

const head = ['mutant', 'the bug', 'met before as', 'seeds', 'noticed by'];
const preface = `# Mutants and the seeds that noticed them

Written by \`drave-simulate mutants --write\`. A hunt begins with the seed that is told here.
`;

export function renderScore(rows: readonly ScoreRow[]): string {
  const lines = rows.map(({ name, bug, reference, kind, seed }) => [
    `\`${name}\``,
    bug,
    reference,
    kind,
    typeof seed === 'number' ? `${seed}` : seed,
  ]);
  const caught = rows.filter(({ seed }) => typeof seed === 'number').length;
  const cells = [head, head.map(() => '---'), ...lines].map((line) => `| ${line.map(escaped).join(' | ')} |`);
  return `${preface}\n${caught} of ${rows.length} are noticed.\n\n${cells.join('\n')}\n`;
}

/** The seed that noticed each mutant, by its name; nothing for those that none did. */
export function readScore(text: string): ReadonlyMap<string, number> {
  const found = [...text.matchAll(/^\| `([\w-]+)` \|.*\| (\d+) \|$/gm)];
  return new Map(found.map(([, name = '', seed = '']) => [name, Number(seed)]));
}

/** Why no seed is told, for the mutants that have a row without one. */
export function readReasons(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/^\| `([\w-]+)` \|.*\| (no [^|]*) \|$/gm)];
  return new Map(found.map(([, name = '', reason = '']) => [name, reason]));
}

export function rowOf({ mutant, seed, count }: MutantVerdict): ScoreRow {
  return { ...columnsOf(mutant), seed: seed ?? `no seed of ${count}` };
}

/** All of a row but what came of the hunt. */
export function columnsOf({ name, bug, reference, kind, focus }: Mutant): Omit<ScoreRow, 'seed'> {
  return { name, bug, reference, kind: focus === undefined ? kind : `${kind}, ${focus}` };
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
