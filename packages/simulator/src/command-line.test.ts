import { describe, expect, it } from 'vitest';
import { readCommandLine, unknownCommand, USAGE } from './command-line.js';

describe('the command line of drave-simulate', () => {
  it.each([['--help'], ['-h'], ['help'], ['cluster', '--help']])('%s %s asks for help', (...words) => {
    expect(readCommandLine(words)).toEqual({ kind: 'help' });
  });

  it('an option that there is not, or without its value, is told in words, with what to do next', () => {
    for (const [words, text] of [
      [['cluster', '--form', '1'], "Unknown option '--form'"],
      [['cluster', '--from'], "Option '--from <value>' argument missing"],
    ] as const) {
      const read = readCommandLine(words);
      expect(read).toMatchObject({ kind: 'wrong', text: expect.stringContaining(text) });
      expect(read).toMatchObject({ text: expect.stringContaining('drave-simulate --help') });
    }
  });

  it('seeds begin where the words say, else where they are told to begin', () => {
    expect(readCommandLine(['cluster', '--from', '7'], '3')).toMatchObject({ commandLine: { values: { from: '7' } } });
    expect(readCommandLine(['cluster'], '3')).toMatchObject({
      commandLine: { values: { from: '3' }, positionals: ['cluster'] },
    });
  });

  it('an unknown command is named; without one it is the usage', () => {
    expect(unknownCommand('clutser')).toContain("there is no 'clutser' to simulate\ndrave-simulate --help");
    expect(unknownCommand(undefined)).toBe(USAGE);
  });
});
