import { describe, expect, it } from 'vitest';
import { readCommandLine, unknownCommand, USAGE } from './command-line.js';

const parsed = (help: boolean, ...positionals: string[]) => ({ values: { help }, positionals });

describe('the command line of drave-simulate', () => {
  it('asks for help by an option or by a word', () => {
    for (const commandLine of [parsed(true), parsed(true, 'cluster'), parsed(false, 'help')])
      expect(readCommandLine(() => commandLine)).toEqual({ kind: 'help' });
    const commandLine = parsed(false, 'cluster');
    expect(readCommandLine(() => commandLine)).toEqual({ kind: 'run', commandLine });
  });

  it('an option that there is not is told in words, with what to do next, and a bug as what it is', () => {
    const wrong = (code: string) => () => {
      throw Object.assign(new TypeError("Unknown option '--form'"), { code });
    };
    const read = readCommandLine(wrong('ERR_PARSE_ARGS_UNKNOWN_OPTION'));
    expect(read).toEqual({
      kind: 'wrong',
      text: "Unknown option '--form'\ndrave-simulate --help says what there is",
    });
    expect(() => readCommandLine(wrong('ERR_INVALID_ARG_TYPE'))).toThrow(TypeError);
  });

  it('an unknown command is named; without one it is the usage', () => {
    expect(unknownCommand('clutser')).toBe(
      "there is no 'clutser' to simulate\ndrave-simulate --help says what there is",
    );
    expect(unknownCommand(undefined)).toBe(USAGE);
  });
});
