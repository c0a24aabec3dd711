import { silentLogger, type Connection, type Listener } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leavesOf, pathOf } from './examples.js';
import { main } from './main.js';
import { makeProgram } from './program.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

async function run(parameters: string): Promise<{ exitCode: number; printed: string[]; notes: string[] }> {
  const terminal = recordedTerminal();
  const runtime = (): Promise<never> => Promise.reject(new Error('no command here runs a node'));
  const exitCode = await main(parameters.split(' '), { terminal, runtime, version: '0' });
  return { exitCode, printed: terminal.lines, notes: terminal.notes };
}

/**
 * Runs a command against `address` with more and more time, until it had enough for one attempt: a loaded machine may
 * not come to know within its timeout that a port refuses, and then says, truthfully, that nothing has answered.
 */
async function runWithTime(command: string, address: string): ReturnType<typeof run> {
  for (let timeoutMs = 2_500; ; timeoutMs *= 2) {
    const result = await run(`${command} --bootstrap ${address} --timeout ${timeoutMs}ms`);
    if (timeoutMs > 60_000 || !result.notes.some((note) => note.includes(`${address} does not answer`))) return result;
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

/** Of each kind one; where nobody answers, all of them fail before they come to what is particular about them. */
const mainCommands = [
  'topic ls',
  'topic create orders',
  'topic describe orders',
  'config get topic/orders',
  'produce orders x',
  'consume orders',
  'group ls',
  'group lag billing',
  'txn ls',
  'partition move orders/0:1',
  'lead orders/0 --to 1',
  'broker ls',
  'quorum status',
  'meta ls',
  'feature ls',
  'acl ls',
  'user ls',
  'health -o json',
];

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

  it('a port that refuses is named, with what to do next, and exit code 1, whatever the command is', async () => {
    const all = await Promise.all(
      mainCommands.map(async (command) => ({
        command,
        ...(await runWithTime(command, `127.0.0.1:${refused}`)),
      })),
    );
    for (const { command, exitCode, printed, notes } of all) {
      expect({ command, exitCode, printed, count: notes.length }).toEqual({
        command,
        exitCode: 1,
        printed: [],
        count: 1,
      });
      expect(notes[0]).toContain(`127.0.0.1:${refused} refuses connections (ECONNREFUSED)`);
      if (!command.endsWith('json')) expect(notes[0]).toMatch(/^drave: .*; drave doctor /);
    }
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
