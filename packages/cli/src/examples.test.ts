import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeProgram } from './program.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

const context = {
  terminal: recordedTerminal(),
  runtime: () => Promise.reject(new Error('no example runs a node')),
  version: '0.1.0',
};
const visible = leavesOf(makeProgram(context).program)
  .map((command) => ({ path: pathOf(command), examples: examplesOf(command) }))
  .filter(({ path }) => !['connection', 'complete', 'local supervise'].includes(path));

describe('the examples in the help', () => {
  it.each(visible)('$path has some, and they are of that command', ({ path, examples }) => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(example).toContain(`drave ${path}`);
  });

  it.each(visible.flatMap(({ path, examples }) => examples.map((example) => ({ path, example }))))(
    '$example parses',
    ({ path, example }) => {
      const { program } = makeProgram(context);
      const command = leavesOf(program).find((one) => pathOf(one) === path);
      const seen: (readonly string[])[] = [];
      command?.exitOverride().action(() => void seen.push(command.args));
      program.exitOverride().parse(wordsOf(example, path), { from: 'user' });
      expect(seen).toHaveLength(1);
    },
  );

  it('the options of a connection are said once, and not in every help', () => {
    const { program } = makeProgram(context);
    const help = (path: string): string => {
      const found = leavesOf(program).find((one) => pathOf(one) === path);
      return found === undefined ? '' : helpOf(found);
    };
    expect(help('topic ls')).not.toContain('--ca-file');
    expect(help('topic ls')).toContain('drave help connection');
    expect(help('connection')).toContain('--ca-file');
    expect(help('connection')).toContain('--timeout');
  });
});

/** The commands without subcommands. */
function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

/** Such as `local up` for `drave local up`. */
function pathOf(command: Command): string {
  return command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim();
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

/** What stands in the help below its last title, which is that of the examples. */
function examplesOf(command: Command): readonly string[] {
  const [, below = ''] = helpOf(command).split(/^Examples?:$/m);
  return below.split('\n').flatMap((line) => (line.startsWith('  ') ? [line.trim()] : []));
}

/** The arguments that a shell would pass: the words after the last `drave`, up to a pipe, without quotes. */
function wordsOf(example: string, path: string): string[] {
  const from = example.lastIndexOf(`drave ${path}`) + 'drave '.length;
  const [text = ''] = example.slice(from).replace(/\)"$/, '').split(' | ');
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}
