import { describe, expect, it } from 'vitest';
import { examplesOf, leavesOf, pathOf } from './examples.js';
import { makeProgram } from './program.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

const context = {
  terminal: recordedTerminal(),
  runtime: () => Promise.reject(new Error('no example runs a node')),
  version: '0.1.0',
};
const visible = leavesOf(makeProgram(context).program)
  .map((command) => ({ command, path: pathOf(command) }))
  .filter(({ path }) => path !== 'connection' && path !== 'local supervise');

describe('the examples in the help', () => {
  it.each(visible)('$path has some, and they are of that command', ({ command, path }) => {
    const examples = examplesOf(command);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(example).toContain(`drave ${path}`);
  });

  it.each(visible.flatMap(({ command, path }) => examplesOf(command).map((example) => ({ path, example }))))(
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
      let text = '';
      found?.configureOutput({ writeOut: (part) => (text += part) });
      found?.outputHelp();
      return text;
    };
    expect(help('topic ls')).not.toContain('--ca-file');
    expect(help('topic ls')).toContain('drave help connection');
    expect(help('connection')).toContain('--ca-file');
    expect(help('connection')).toContain('--timeout');
  });
});

/** The arguments that a shell would pass: the words after the last `drave`, up to a pipe, without quotes. */
function wordsOf(example: string, path: string): string[] {
  const from = example.lastIndexOf(`drave ${path}`) + 'drave '.length;
  const [text = ''] = example.slice(from).replace(/\)"$/, '').split(' | ');
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}
