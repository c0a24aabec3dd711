import { describe, expect, it } from 'vitest';
import { makeProgram } from '../program.js';
import { recordedTerminal } from '../testing/recorded-terminal.js';
import { candidatesFor } from './candidates.js';

const { program } = makeProgram({
  terminal: recordedTerminal(),
  runtime: () => Promise.reject(new Error('no completion runs a node')),
  version: '0',
});
/** What a line that ends at the cursor may become. */
const at = (line: string) => candidatesFor(program, line.split(' '));

describe('what a word may become', () => {
  it('a command, and below a group one of its own; nothing hidden', () => {
    expect(at('').words).toEqual(expect.arrayContaining(['topic', 'produce', 'local', 'doctor']));
    expect(at('').words).not.toContain('complete');
    expect(at('topic ').words).toEqual(expect.arrayContaining(['ls', 'describe', 'create']));
    expect(at('topic ').words).not.toContain('produce');
  });

  it('an option of the command, and one of its choices', () => {
    expect(at('topic ls --').words).toEqual(expect.arrayContaining(['--only', '--watch', '--bootstrap', '--help']));
    expect(at('topic ls -o ').words).toEqual(['table', 'json', 'yaml', 'wide', 'name']);
    expect(at('topic ls --output=j')).toMatchObject({ before: '--output=' });
    expect(at('completion ').words).toEqual(['bash', 'zsh', 'fish']);
  });

  it.each([
    ['topic describe ', 'topic'],
    ['topic describe orders ', 'topic'],
    ['topic describe -o json ', 'topic'],
    ['consume ', 'topic'],
    ['consume orders --group ', 'group'],
    ['group lag ', 'group'],
    ['group copy ', 'group'],
    ['broker disk ', 'broker'],
    ['lead ', 'partition'],
    ['lead orders/0 --to ', 'broker'],
    ['config get ', 'resource'],
    ['context use ', 'context'],
    ['local ps ', 'cluster'],
    ['topic ls --cluster ', 'cluster'],
    ['txn describe ', 'transaction'],
  ])('drave %s: a live name (%s)', (line, live) => {
    expect(at(line)).toMatchObject({ live });
  });

  it.each(['topic create ', 'group seek billing --to ', 'quorum status ', 'produce orders '])(
    'drave %s: nothing',
    (line) => {
      expect(at(line)).toEqual({ words: [], before: '' });
    },
  );
});
