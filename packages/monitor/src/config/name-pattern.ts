/** Longer patterns are refused. */
const PATTERN_LENGTH_MAX = 500;
/** Parts without a bound of their own, such as `.*`; a start that is not fixed by `^` counts as one. */
const UNBOUNDED_MAX = 3;

/**
 * Why a regular expression is not taken; undefined for one that is. Group names come from clients, and an expression
 * that backtracks without a limit would let a name hold up the monitor: so repetitions of groups are refused, and
 * back-references, and more than three parts without a bound. With them a name of 255 characters takes milliseconds.
 */
export function patternMistake(pattern: string): string | undefined {
  if (pattern.length > PATTERN_LENGTH_MAX) return `it has more than ${PATTERN_LENGTH_MAX} characters`;
  try {
    new RegExp(pattern);
  } catch (reason) {
    if (reason instanceof SyntaxError) return reason.message;
    throw reason;
  }
  const escapes = pattern.match(/\\./g) ?? [];
  if (escapes.some((escape) => /^\\[1-9k]$/.test(escape))) return 'it refers back to a group';
  // Without escaped characters and what stands in brackets, every sign means what it says.
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\)[*+{]/.test(plain)) return 'it repeats a group, which may take without end on some names';
  const unbounded = (plain.match(/[*+]|\{\d+,\}/g) ?? []).length + (plain.startsWith('^') ? 0 : 1);
  if (unbounded > UNBOUNDED_MAX) return `it has more than ${UNBOUNDED_MAX} parts without a bound, such as .*`;
  return undefined;
}
