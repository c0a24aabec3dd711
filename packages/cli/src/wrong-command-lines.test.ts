import { silentLogger, type Connection, type Listener } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leavesOf, pathOf } from './examples.js';
import { main } from './main.js';
import { makeProgram } from './program.js';
import { everyClusterCommand, withoutProgress } from './testing/every-cluster-command.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

interface Outcome {
  readonly exitCode: number;
  readonly printed: string[];
  readonly notes: string[];
}

function run(parameters: string): Promise<Outcome> {
  return runWords(parameters.split(' '));
}

async function runWords(parameters: readonly string[]): Promise<Outcome> {
  const terminal = recordedTerminal();
  const runtime = (): Promise<never> => Promise.reject(new Error('no command here runs a node'));
  const exitCode = await main(parameters, { terminal, runtime, version: '0' });
  return { exitCode, printed: terminal.lines, notes: withoutProgress(terminal.notes) };
}

/**
 * Runs a command against a port that refuses with more and more time, until it had enough for one attempt: a loaded
 * machine may not come to know within its timeout that a port refuses, and then says, truthfully, that nothing has
 * answered or that it cannot be connected to.
 */
async function runWithTime(words: readonly string[], address: string): Promise<Outcome> {
  for (let timeoutMs = 2_500; ; timeoutMs *= 2) {
    const result = await runWords([...words, '--bootstrap', address, '--timeout', `${timeoutMs}ms`]);
    if (timeoutMs > 30_000 || result.notes.some((note) => note.includes('ECONNREFUSED'))) return result;
  }
}

const everyCommand = leavesOf(
  makeProgram({ terminal: recordedTerminal(), runtime: () => Promise.reject(new Error('no')), version: '0' }).program,
)
  .map(pathOf)
  // These two take the words of other commands.
  .filter((path) => path !== 'local run' && path !== 'complete');

describe('a wrong command line', () => {
  it.each(everyCommand)('drave %s --qqqq: what is wrong, what to do next, and exit code 2', async (path) => {
    const { exitCode, printed, notes } = await run(`${path} --qqqq`);
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: [] });
    // What must be given and is not comes first.
    expect(notes.join('\n')).toMatch(
      /^error: (unknown option '--qqqq'|required option '.*' not specified)\n\(add --help for what is allowed\)$/,
    );
  });

  it.each([
    ['topci ls', "unknown command 'topci'", 'Did you mean topic?'],
    ['topic lst', "unknown command 'lst'", 'Did you mean list?|Did you mean ls?|--help'],
    ['topic create', "missing required argument 'name", '--help'],
    ['topic ls -o xml', "argument 'xml' is invalid", 'table, json'],
    ['topic ls --timeout soon', "'soon' is not a valid duration", 'e.g. 500ms, 20s'],
    ['quorum add one --directory d --endpoint e:1', "'one' is not a valid node id", 'a whole number from 0'],
    ['produce t x --rate fast', "'fast'", 'give'],
    ['topic ls --bootstrap nonsense', "'nonsense' is not a valid bootstrap address", 'host:port, e.g.'],
  ])('drave %s: %s', async (parameters, what, next) => {
    const { exitCode, printed, notes } = await run(parameters);
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: [] });
    const said = notes.join('\n');
    expect(said).toContain(what);
    expect(next.split('|').filter((one) => said.includes(one))).not.toEqual([]);
    expect(said).not.toContain(' at ');
  });
});

/**
 * They go on until they are ended, read the files of a node or a password, are a page of help, or judge what they find.
 */
const commands = everyClusterCommand(['monitor', 'meta diff', 'user add', 'connection', 'doctor', 'health']);

describe('an address where no cluster answers', () => {
  const env = createNodeEnv({ logger: silentLogger });
  const connections: Connection[] = [];
  let silent: Listener;
  let refused = 0;

  beforeAll(async () => {
    const listen = (): Promise<Listener> =>
      env.network.listen({ host: '127.0.0.1', port: 0 }, (connection) => void connections.push(connection));
    silent = await listen();
    const gone = await listen();
    refused = gone.endpoint.port;
    await gone.close();
  });
  afterAll(async () => {
    for (const connection of connections) connection.destroy();
    await silent.close();
    env.close();
  });

  // All commands at once, each with more and more time: this many attempts may not fit in a usual limit.
  const limit = { timeout: 200_000 };
  it(
    'a port that refuses is named, with what to do next, and exit code 1, whatever the command is',
    limit,
    async () => {
      const all = await Promise.all(
        commands.map(async ({ path, words }) => ({
          path,
          ...(await runWithTime(words, `127.0.0.1:${refused}`)),
        })),
      );
      const wrong = all.filter(
        ({ exitCode, printed, notes: [said = '', ...more] }) =>
          exitCode !== 1 ||
          printed.length > 0 ||
          more.length > 0 ||
          !said.startsWith('drave: ') ||
          !said.includes(`127.0.0.1:${refused} refuses connections (ECONNREFUSED)`) ||
          !said.includes('; drave doctor '),
      );
      expect(wrong).toEqual([]);
    },
  );

  it('is told as an object to programs', async () => {
    const { exitCode, notes } = await run(`topic ls -o json --bootstrap 127.0.0.1:${refused} --timeout 500ms`);
    expect([exitCode, notes.length]).toEqual([1, 1]);
    expect(JSON.parse(notes[0] ?? '')).toMatchObject({ error: { code: 'REQUEST_TIMED_OUT', retriable: true } });
  });

  it.each(['topic ls'])(
    'drave %s: a listener that is silent is named, with what to do next, and exit code 1',
    async (command) => {
      const { exitCode, printed, notes } = await run(
        `${command} --bootstrap 127.0.0.1:${silent.endpoint.port} --timeout 300ms`,
      );
      expect({ exitCode, printed }).toEqual({ exitCode: 1, printed: [] });
      expect(notes).toHaveLength(1);
      expect(notes[0]).toMatch(new RegExp(`^drave: .*127.0.0.1:${silent.endpoint.port} .*; drave doctor `));
    },
  );
});
