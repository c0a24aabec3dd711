import { DraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { print, table, type OutputOptions, type View } from './output.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

interface Thing {
  readonly name: string;
  readonly size: number | null;
  readonly isWell: boolean;
}

const things: readonly Thing[] = [
  { name: 'a', size: 12, isWell: true },
  { name: 'longer', size: null, isWell: false },
];
const view: View = {
  document: things,
  names: things.map(({ name }) => name),
  parts: [
    'two things',
    table(things, {
      name: ({ name }) => name,
      size: ({ size }) => size,
      well: { wide: true, cell: ({ isWell }) => isWell, colour: ({ isWell }) => (isWell ? 'green' : 'red') },
    }),
  ],
};

async function printed(output: OutputOptions['output'], shown = view): Promise<readonly string[]> {
  const terminal = recordedTerminal();
  expect(await print(terminal, { output }, shown)).toBe(0);
  return terminal.lines;
}

describe('a result', () => {
  it('has a form for people, for programs, and for other commands', async () => {
    expect(await printed('table')).toEqual(['two things', 'NAME    SIZE', 'a         12', 'longer     -']);
    expect(await printed('wide')).toEqual([
      'two things',
      'NAME    SIZE  WELL',
      'a         12  true',
      'longer     -  false',
    ]);
    expect(await printed('json')).toEqual([
      '[{"name":"a","size":12,"isWell":true},{"name":"longer","size":null,"isWell":false}]',
    ]);
    expect(await printed('yaml')).toEqual([
      '- name: a',
      '  size: 12',
      '  isWell: true',
      '- name: longer',
      '  size: null',
      '  isWell: false',
    ]);
    expect(await printed('name')).toEqual(['a', 'longer']);
  });

  it('has bigints as strings, in JSON and in YAML', async () => {
    const large: View = { document: { at: 2n ** 62n }, names: [], parts: [] };
    expect(await printed('json', large)).toEqual(['{"at":"4611686018427387904"}']);
    expect(await printed('yaml', large)).toEqual(['at: "4611686018427387904"']);
  });

  it('is coloured for a person at a terminal only, and not where NO_COLOR refuses it', async () => {
    const lines = async (isInteractive: boolean, environment: Record<string, string>): Promise<string> => {
      const terminal = { ...recordedTerminal('', environment), isInteractive };
      await print(terminal, { output: 'wide' }, view);
      return terminal.lines.join('\n');
    };
    expect(await lines(true, {})).toContain('\u001B[31mfalse\u001B[39m');
    for (const plain of [lines(false, {}), lines(true, { NO_COLOR: '1' }), lines(true, { TERM: 'dumb' })])
      expect(await plain).not.toContain('\u001B');
  });

  it('with failures is printed all the same, and they are told on standard error in the same form', async () => {
    const failures = [{ error: new DraveError('BROKER_NOT_AVAILABLE', 'it is gone'), subject: 'broker 3' }];
    const terminal = recordedTerminal();
    expect(await print(terminal, { output: 'table' }, { ...view, failures })).toBe(1);
    expect(terminal.lines).toHaveLength(4);
    expect(terminal.notes).toEqual(['drave: broker 3: it is gone; drave broker ls shows which brokers run']);
    for (const output of ['json', 'yaml'] as const) {
      const program = recordedTerminal();
      expect(await print(program, { output }, { ...view, failures })).toBe(1);
      expect(JSON.parse(program.notes.join(''))).toMatchObject({ error: { code: 'BROKER_NOT_AVAILABLE' } });
    }
  });
});
