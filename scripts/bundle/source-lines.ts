import type { SourceLines } from '@drave/env/bundle';

/** As much of a source map as is looked at. */
export interface LineMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf = new Map(Array.from(DIGITS, (digit, value) => [digit.charCodeAt(0), value]));
const semicolon = ';'.charCodeAt(0);
const comma = ','.charCodeAt(0);
/** Of a segment: its column, source, line in the source, column there, name; each relative to the one before. */
const FIELDS_MAX = 5;

/**
 * A source map without its columns: a thirtieth of its size, and a statement has a line of its own. Of the segments of
 * a line the one counts that its first character, after the indentation, belongs to.
 */
export function sourceLinesOf(code: string, { sources, mappings }: LineMap): SourceLines {
  const indentations = code.split('\n').map((text) => text.length - text.trimStart().length);
  const lines: number[] = [];
  let [column, source, line] = [0, 0, 0];
  let taken: readonly [source: number, line: number] | undefined;
  const fields = new Array<number>(FIELDS_MAX).fill(0);
  let [field, value, shift] = [0, 0, 0];
  const endSegment = (): void => {
    if (field > 0) column += fields[0] ?? 0;
    if (field >= 3) {
      source += fields[1] ?? 0;
      line += fields[2] ?? 0;
      if (column <= (indentations[lines.length / 2] ?? 0)) taken = [source, line + 1];
    }
    field = 0;
  };
  const endLine = (): void => {
    endSegment();
    lines.push(...(taken ?? [-1, 0]));
    [taken, column] = [undefined, 0];
  };
  for (let index = 0; index < mappings.length; index += 1) {
    const character = mappings.charCodeAt(index);
    if (character === semicolon) endLine();
    else if (character === comma) endSegment();
    else {
      const digit = valueOf.get(character);
      if (digit === undefined) throw new Error(`a source map with '${mappings[index]}' in its mappings`);
      value += (digit & 31) << shift;
      shift += 5;
      if ((digit & 32) !== 0) continue;
      fields[field] = (value & 1) === 0 ? value >> 1 : -(value >> 1);
      [field, value, shift] = [field + 1, 0, 0];
    }
  }
  while (lines.length < 2 * indentations.length) endLine();
  return { sources, lines };
}
