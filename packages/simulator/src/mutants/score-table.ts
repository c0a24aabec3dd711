import type { Mutant } from './mutant.js';
import type { MutantVerdict } from './score.js';

/**
 * The table of `mutants.md`: which seed or which unit test noticed which bug when it was hunted last. A later hunt
 * begins with that seed, and a run of some mutants keeps the rows of the others.
 */
interface ScoreRow {
  readonly name: string;
  readonly bug: string;
  readonly reference: string;
  /** What had to notice: a kind of seeds, perhaps with their subject, or `unit`. */
  readonly kind: string;
  /** The seed, or `unit: FILE > TEST`; or why there is neither, which begins with `no `. */
  readonly noticedBy: string;
}

/** A mutant that has no row yet. */
const NOT_HUNTED = 'no hunt yet';

const head = ['mutant', 'the bug', 'met before as', 'seeds', 'noticed by'];
const PREFACE = `# Mutants and what noticed them

Written by \`drave-simulate mutants --write\`, all of it; a unit test compares. A hunt begins with the seed that is told
here. \`unit\` are the mutants that no run of the simulator can reach, or too few, and
the unit test that notices instead.
`;

export function renderScore(rows: readonly ScoreRow[]): string {
  const lines = rows.map(({ name, bug, reference, kind, noticedBy }) => [
    `\`${name}\``,
    bug,
    reference,
    kind,
    noticedBy,
  ]);
  const noticed = rows.filter(({ noticedBy }) => !noticedBy.startsWith('no ')).length;
  const cells = [head, head.map(() => '---'), ...lines].map((line) => `| ${line.map(escaped).join(' | ')} |`);
  return `${PREFACE}\n${noticed} of ${rows.length} are noticed.\n\n${cells.join('\n')}\n`;
}

/** The rows by the name of the mutant. */
function readScore(text: string): ReadonlyMap<string, ScoreRow> {
  const lines = text.split('\n').filter((line) => line.startsWith('| `'));
  const rows = lines.map((line): ScoreRow => {
    const cells = line.slice(2, -2).split(/(?<!\\) \| /);
    const [name = '', bug = '', reference = '', kind = '', noticedBy = ''] = cells.map(unescaped);
    return { name: name.slice(1, -1), bug, reference, kind, noticedBy };
  });
  return new Map(rows.map((row) => [row.name, row]));
}

/** One row for each mutant, in their order; those that were not hunted keep what the table said. */
export function rowsOf(mutants: readonly Mutant[], verdicts: readonly MutantVerdict[], before: string): ScoreRow[] {
  const known = readScore(before);
  return mutants.map((mutant) => {
    const verdict = verdicts.find((one) => one.mutant === mutant);
    const { name, bug, reference } = mutant;
    const kind = kindOf(mutant);
    const noticedBy = verdict === undefined ? stillTrue(mutant, known.get(name)) : outcomeOf(verdict);
    return { name, bug, reference, kind, noticedBy };
  });
}

/** The seed to begin with; undefined where none has noticed the mutant before. */
export function knownSeedOf(mutant: Mutant, table: string): number | undefined {
  const noticedBy = stillTrue(mutant, readScore(table).get(mutant.name));
  return /^\d+$/.test(noticedBy) ? Number(noticedBy) : undefined;
}

/** A row tells nothing any more when something else is to notice now. */
function stillTrue(mutant: Mutant, row: ScoreRow | undefined): string {
  if (row === undefined || row.kind !== kindOf(mutant)) return NOT_HUNTED;
  const other = mutant.kind === 'unit' && row.noticedBy !== testOf(mutant) && row.noticedBy !== `no ${testOf(mutant)}`;
  return other ? NOT_HUNTED : row.noticedBy;
}

function outcomeOf(verdict: MutantVerdict): string {
  if (verdict.kind === 'unit') return `${verdict.noticed ? '' : 'no '}${testOf(verdict.mutant)}`;
  return verdict.seed === undefined ? `no seed of ${verdict.count}` : String(verdict.seed);
}

function testOf({ noticedBy }: Extract<Mutant, { kind: 'unit' }>): string {
  return `unit: ${noticedBy.file} > ${noticedBy.name}`;
}

function kindOf(mutant: Mutant): string {
  return mutant.kind === 'unit' || mutant.focus === undefined ? mutant.kind : `${mutant.kind}, ${mutant.focus}`;
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

function unescaped(cell: string): string {
  return cell.replaceAll('\\|', '|');
}
