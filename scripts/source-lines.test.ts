import { SourceMap, type SourceMapPayload } from 'node:module';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { sourceLinesOf } from './bundle/source-lines.js';

const text = `/** A comment that is gone. */
interface Gone { readonly a: number }

export function add(one: number, other: number): number {
  if (one > 0) {
    return one + other;
  }

  const both = { one, other };
  return both.one;
}
export const far = add(1, 2);
`;

describe('the table of source lines', () => {
  it('says of each line what the source map says of its first statement', () => {
    const { code, map } = transformSync(text, { loader: 'ts', sourcemap: 'external', sourcefile: 'x.ts' });
    const payload = JSON.parse(map) as SourceMapPayload;
    const { sources, lines } = sourceLinesOf(code, payload);
    expect(sources).toEqual(['x.ts']);
    const reference = new SourceMap(payload);
    code.split('\n').forEach((line, index) => {
      const indentation = line.length - line.trimStart().length;
      const entry = reference.findEntry(index, indentation);
      const wanted = 'originalLine' in entry && entry.generatedLine === index ? entry.originalLine + 1 : 0;
      expect([index, lines[2 * index + 1]]).toEqual([index, wanted]);
    });
    expect(lines).toContain(6);
  });

  it('knows lines that come from nowhere, and negative steps', () => {
    expect(sourceLinesOf('\nx\ny', { sources: ['a', 'b'], mappings: ';AACA,CCAA;ADDA' })).toEqual({
      sources: ['a', 'b'],
      lines: [-1, 0, 0, 2, 0, 1],
    });
  });

  it('refuses what is no source map', () => {
    expect(() => sourceLinesOf('', { sources: [], mappings: 'A!' })).toThrow("with '!' in its mappings");
  });
});
