import { describe, expect, it } from 'vitest';
import { fillComments } from './comments/fill.js';
import { readText, workFiles } from './workspace.js';

const long = 'A sentence that goes on for so long that it cannot stand on one line of a hundred and twenty characters';

describe('fillComments', () => {
  it('fills the whole paragraph of a line that is too long, and leaves no remainder on a line of its own', () => {
    const before = ['/**', ` * ${long}, wherever else`, ' * it stands.', ' *', ' * Another one.', ' */'];
    const after = ['/**', ` * ${long}, wherever`, ' * else it stands.', ' *', ' * Another one.', ' */'];
    expect(fillComments(lines(before))).toBe(lines(after));
  });

  it('makes a block of a single line that is too long', () => {
    const block = ['  /**', `   * ${long},`, '   * incontrovertibly.', '   */'];
    expect(fillComments(`  /** ${long}, incontrovertibly. */`)).toBe(lines(block));
  });

  it('joins what an edit has broken, once', () => {
    const broken = ['// A newer leader epoch ends the', '// old', '// role before this returns.', 'const x = 1;'];
    const mended = lines(['// A newer leader epoch ends the old role before this returns.', 'const x = 1;']);
    expect(fillComments(lines(broken))).toBe(mended);
    expect(fillComments(mended)).toBe(mended);
  });

  it('leaves sentences, lists, tags, tables and code as their author broke them', () => {
    const before = [
      '/**',
      ' * First sentence.',
      ' * Second sentence, of the same paragraph:',
      ' * - one thing',
      ' * - another',
      ' * 1. a step',
      ' *   name    what it is',
      ' * ```',
      ' * run one',
      ' * run two',
      ' * ```',
      ' * @throws DraveError when it',
      ' * @throws DraveError otherwise',
      ' */',
      `const text = '${long}'; // ${long}`,
    ];
    expect(fillComments(lines(before))).toBe(lines(before));
  });

  it('does not fill across a change of indentation', () => {
    const before = ['// outer words', '  // inner words', '// outer again'];
    expect(fillComments(lines(before))).toBe(lines(before));
  });

  it('keeps every word of every comment in this repository, and is done after one pass', () => {
    const words = (text: string): string =>
      text.replaceAll(/^\s*(\/\*\*|\*\/|\*|\/\/)|\*\/$/gm, ' ').replaceAll(/\s+/g, ' ');
    const files = workFiles().filter((file) => /^packages\/(raft|replica|log)\/.*\.ts$/.test(file));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const before = readText(file);
      const narrow = before.replaceAll(/^(\s*\*) (\w+ \w+) (\w+)$/gm, '$1 $2\n$1 $3');
      const filled = fillComments(narrow);
      expect({ file, words: words(filled) }).toEqual({ file, words: words(before) });
      expect({ file, again: fillComments(filled) }).toEqual({ file, again: filled });
    }
  });
});

function lines(text: readonly string[]): string {
  return text.join('\n');
}
