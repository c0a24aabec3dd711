import { inProcessRuntime, LocalCluster } from '@drave/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from './main.js';
import { everyClusterCommand, withoutProgress, type ClusterCommand } from './testing/every-cluster-command.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

interface Outcome extends ClusterCommand {
  readonly exitCode: number;
  readonly printed: string;
  readonly notes: readonly string[];
}

/**
 * They go on until they are ended, read the files of a node or a password, are a page of help, or write what there is.
 */
const others = ['monitor', 'meta diff', 'user add', 'connection', 'bundle'];
/** The state of the cluster is what they print, so that it is no failure that there is none. */
const judges = ['health', 'doctor', 'quorum status'];
/** Brokers answer them on their own: they keep the groups, and a copy of the metadata. */
const askBrokersOnly = ['group ls', 'group seek', 'meta tail'];
/** What to do: a command, what there is instead, or a setting. */
const NEXT_STEP = /\bdrave [a-z]|: there (is|are) |: set /;

let cluster: LocalCluster;
let bootstrap: string;

beforeAll(async () => {
  cluster = await LocalCluster.start(inProcessRuntime({ storage: 'memory' }), { controllers: 1, brokers: 1 });
  bootstrap = cluster.grpcBootstrap.map(({ host, port }) => `${host}:${port}`).join(',');
});
afterAll(() => cluster.close());

async function run(command: ClusterCommand, timeout: string): Promise<Outcome> {
  const terminal = recordedTerminal();
  const runtime = (): Promise<never> => Promise.reject(new Error('no command here runs a node'));
  const parameters = [...command.words, '--bootstrap', bootstrap, '--timeout', timeout];
  const exitCode = await main(parameters, { terminal, runtime, version: '0' });
  const printed = terminal.lines.join('\n') + Buffer.concat(terminal.written).toString();
  return { ...command, exitCode, printed, notes: withoutProgress(terminal.notes) };
}

const commands = everyClusterCommand(others);
/** The topic of the examples, which this cluster does not have; a right may be about what is not there. */
const withTopic = commands.filter(
  ({ path, words }) =>
    words.some((word) => /\borders\b(?!-\d)/.test(word)) && !path.endsWith(' create') && !path.startsWith('acl '),
);

describe('every command that is about a topic', () => {
  it.each(withTopic)('drave $path: which topic is not there, what to do next, and exit code 1', async (command) => {
    const { exitCode, printed, notes } = await run(command, '20s');
    const said = [printed, ...notes].join('\n');
    expect([exitCode, said]).toEqual([expect.toBeOneOf([1, 2]), expect.stringMatching(/orders|billing/)]);
    expect(said).toMatch(NEXT_STEP);
    expect(said).not.toMatch(/^ +at /m);
  });
});

describe('every command, while the quorum has no leader', () => {
  beforeAll(() => cluster.kill('c1', { wait: false }));

  it('says so in one sentence with a next step, and ends with exit code 1', async () => {
    const asking = commands.filter(({ path }) => ![...judges, ...askBrokersOnly].includes(path));
    const outcomes = await Promise.all(asking.map((command) => run(command, '3s')));
    const wrong = outcomes.filter(
      ({ exitCode, printed, notes }) =>
        exitCode !== 1 || printed !== '' || notes.length !== 1 || !NEXT_STEP.test(notes[0] ?? ''),
    );
    expect(wrong).toEqual([]);
    // Groups are known without a quorum, and rights need an authorizer first; a slow machine may have no time left for
    // the reason.
    const silent = outcomes.filter(
      ({ path, notes }) => !/^(group|acl) /.test(path) && !/leader|voters|does not answer/.test(notes[0] ?? ''),
    );
    expect(silent).toEqual([]);
  });

  it.each(judges)('drave %s tells it as the state of the cluster, with exit code 1', async (path) => {
    const [command] = commands.filter((one) => one.path === path);
    const { exitCode, printed } = await run(command ?? { path, words: path.split(' ') }, '3s');
    expect(exitCode).toBe(1);
    expect(printed).toMatch(/unhealthy|controller|leader none/);
  });
});
