import type { FocusName } from '../cluster/focus/focus-names.js';
import type { SeedKind } from '../seed-kind.js';

/** A known bug of this family, put back into one module of the product by replacing a piece of its text. */
interface PutBack {
  /** For the command line. */
  readonly name: string;
  /** Where the field met it: a ticket, a proposal, a paper. */
  readonly reference: string;
  /** What the code does wrong then. */
  readonly bug: string;
  /** `<package>/<path below src, without suffix>`. */
  readonly module: string;
  /**
   * Occurs exactly once in the module, whatever the white space; free of types, so that the compiled text has it too.
   */
  readonly find: string;
  readonly replace: string;
}

/** The simulator must notice. */
export interface SeedMutant extends PutBack {
  /** The seeds that have to find it. */
  readonly kind: SeedKind;
  /** All of those cluster seeds are about this subject, because too few of any others are. */
  readonly focus?: FocusName;
}

/**
 * No run of the simulator gets there, or one in so many that none is kept: it would take offsets 2^31 apart, faults
 * that are not simulated, or a chance that the product has made rare by other means. One unit test must notice.
 */
export interface UnitMutant extends PutBack {
  readonly kind: 'unit';
  readonly noticedBy: UnitTest;
}

export interface UnitTest {
  /** The path from the root of the repository. */
  readonly file: string;
  /** The name with the suites around it: `suite > test`. */
  readonly name: string;
}

export type Mutant = SeedMutant | UnitMutant;

/** Where the module lies, from the root of the repository. */
export function sourceOf({ module }: Mutant): string {
  const [name = '', ...path] = module.split('/');
  return `packages/${name}/src/${path.join('/')}.ts`;
}

/** @throws Error unless the text to replace occurs exactly once: then the code has moved on and the mutant has not. */
export function mutate(mutant: Mutant, source: string): string {
  const pattern = new RegExp(mutant.find.trim().split(/\s+/).map(escaped).join('\\s+'), 'g');
  const found = [...source.matchAll(pattern)];
  if (found.length !== 1)
    throw new Error(`mutant ${mutant.name}: ${mutant.module} holds its text ${found.length} times, expected once`);
  return source.replace(pattern, () => mutant.replace);
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
