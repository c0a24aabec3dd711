import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distOf, initialize, load } from './hooks.js';
import { mutate, type Mutant } from './mutant.js';
import { mutants } from './table.js';

const example: Mutant = {
  name: 'example',
  reference: 'none',
  bug: 'adds instead of subtracting',
  kind: 'cluster',
  module: 'log/example',
  find: 'return a - b;',
  replace: 'return a + b;',
};

describe('mutants', () => {
  it('have names of their own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s fits the source', (_, mutant) => {
    const [name = '', ...path] = mutant.module.split('/');
    const source = readFileSync(new URL(`../../../${name}/src/${path.join('/')}.ts`, import.meta.url), 'utf8');
    expect(mutate(mutant, withoutTypes(source))).not.toBe(source);
  });

  it('replace once, whatever the white space, or complain', () => {
    expect(mutate(example, 'f(a, b) {\n  return a\n    - b;\n}')).toBe('f(a, b) {\n  return a + b;\n}');
    expect(() => mutate(example, 'return b - a;')).toThrow('0 times');
    expect(() => mutate(example, 'return a - b; return a - b;')).toThrow('2 times');
  });

  it('are put into the one module that they name, when it is loaded', async () => {
    const mutant = mutants.find(({ name }) => name === 'duplicates-appended') as Mutant;
    initialize(mutant.name);
    const loadText = (source: string) => async () => ({ source: Buffer.from(source) });
    const url = `file:///somewhere/${distOf(mutant)}`;
    const changed = await load(url, {}, loadText(mutant.find));
    expect(changed.source).toBe(mutant.replace);
    const other = await load('file:///somewhere/packages/log/dist/log.js', {}, loadText(mutant.find));
    expect(String(other.source)).toBe(mutant.find);
    expect(() => initialize('nobody')).toThrow("'nobody'");
  });
});

/** Enough for what mutants replace: the annotations of parameters and results. */
function withoutTypes(source: string): string {
  return source.replace(/\((\w+): NodeId\) =>/g, '($1) =>').replace(/\): number \{/g, ') {');
}
