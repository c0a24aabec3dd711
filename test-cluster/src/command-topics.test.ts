import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from './bounds.js';
import { drave, draveProgram, startDrave, type CommandResult } from './command-line.js';

/** Commands about topics, settings and groups, against one node that is a cluster. */
describe('drave, of topics, settings and groups', () => {
  let home: string;
  const run = (parameters: string, input = ''): Promise<CommandResult> => drave(home, parameters.split(' '), input);
  /** The result, with what differs from run to run by its kind. */
  const json = async (parameters: string): Promise<unknown> => {
    const { stdout, exitCode } = await run(`${parameters} -o json`);
    expect({ parameters, exitCode }).toEqual({ parameters, exitCode: 0 });
    return JSON.parse(stdout, (key, value: unknown) => (unsteady.has(key) ? `a ${typeof value}` : value));
  };
  const unsteady = new Set(['topicId', 'directories', 'leaderEpoch', 'partitionEpoch', 'tookMs']);

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    expect(await run('local up -d --single --ports auto --cluster topics')).toMatchObject({ exitCode: 0 });
    await run('topic create orders -p 2 -c retention.ms=86400000');
    await run('produce orders -p 0 a{{n}} -n 4');
    await run('produce orders -p 1 b{{n}} -n 2');
  });
  afterAll(async () => {
    await run('local down --all');
    rmSync(home, { recursive: true });
  });

  it('prints steady JSON of what it lists and describes', async () => {
    await run('group seek billing --to start -t orders --yes');
    const found: Record<string, unknown> = {};
    for (const command of [
      'topic ls',
      'topic describe orders',
      'topic offsets orders --at +1',
      'topic ls --only leaderless',
      'config get topic/orders',
      'group ls',
      'group describe billing',
      'group lag billing',
      'txn ls',
    ])
      found[command] = await json(command);
    expect(found).toMatchSnapshot();
  });

  it('clones a topic, with its settings, and with its records where they were', async () => {
    expect((await run('topic clone orders shape')).stdout).toBe('shape  created  2 partitions, 1 replicas\n');
    expect(await json('config get topic/shape retention.ms')).toMatchObject({ settings: [{ value: '86400000' }] });
    expect(await json('topic clone orders full --with-data')).toMatchObject({ records: 6, partitions: 2 });
    expect((await run('consume full -p 0 --offset :end')).stdout).toBe('a0\na1\na2\na3\n');
    expect((await run('consume full -p 1 --offset :end')).stdout).toBe('b0\nb1\n');
    const refused = await run('topic clone orders full');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('full');
  });

  it('trims a topic to an offset, and says what would be deleted', async () => {
    await run('topic create trimmed -p 1');
    await run('produce trimmed t{{n}} -n 5');
    expect(await json('topic trim trimmed --to 3 --validate-only')).toMatchObject([{ oldStart: 0, start: 3 }]);
    expect(await json('topic offsets trimmed')).toMatchObject([{ start: 0, end: 5 }]);
    expect((await run('topic trim trimmed --to -2')).stdout).toMatch(/^trimmed +0 +0 +3 +3$/m);
    expect(await json('topic offsets trimmed --at earliest')).toMatchObject([{ start: 3, end: 5, offset: 3 }]);
    expect((await run('consume trimmed --offset :end')).stdout).toBe('t3\nt4\n');
    expect(await run('topic trim trimmed --to soon')).toMatchObject({ exitCode: 2 });
  });

  it('gets, sets, edits and compares settings', async () => {
    await run('topic create settled -p 1');
    expect((await run('config set topic/settled cleanup.policy=compact retention.ms=1000')).exitCode).toBe(0);
    expect(await json('config diff topic/settled topic/trimmed')).toMatchObject([
      { key: 'cleanup.policy', 'topic/settled': 'compact', 'topic/trimmed': 'delete' },
      { key: 'retention.ms' },
    ]);
    const editor = join(home, 'editor');
    writeFileSync(editor, '#!/bin/sh\nsed -i -e "s/^retention.ms=.*/retention.ms=2000/" -e "/^cleanup/d" "$1"\n');
    chmodSync(editor, 0o755);
    const edited = await drave(home, ['config', 'edit', 'topic/settled', '--yes'], '', { EDITOR: editor });
    expect(edited).toMatchObject({ exitCode: 0, stderr: '' });
    expect(edited.stdout.split('\n').slice(0, 3)).toEqual([
      '- retention.ms=1000',
      '+ retention.ms=2000',
      '- cleanup.policy=compact',
    ]);
    expect(await json('config get topic/settled')).toMatchObject({
      settings: expect.arrayContaining([
        expect.objectContaining({ key: 'retention.ms', value: '2000', source: 'TOPIC' }),
        expect.objectContaining({ key: 'min.insync.replicas', source: 'STATIC', default: '1' }),
      ]),
    });
    expect(await run('config set topic/settled retention.ms=soon')).toMatchObject({ exitCode: 1, stdout: '' });
    expect((await run('config get nothing')).stderr).toContain(
      'give topic/orders, group/billing, broker/2, or cluster',
    );
  });

  it('moves the offsets of a group after the plan was printed, copies them, and waits', async () => {
    await run('group seek mover --to end -t orders --yes');
    const plan = await run('group seek mover --to -1');
    expect(plan).toMatchObject({ exitCode: 0, stderr: 'Nothing was changed: add --yes to do it.\n' });
    expect(plan.stdout).toMatch(/^orders +0 +4 +3 +-1$/m);
    expect(await json('group lag mover')).toMatchObject([{ committed: 4 }, { committed: 2 }]);
    expect(await run('group seek mover --to +0 --to-group billing')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await json('group copy mover twin --yes')).toMatchObject([{ new: 4 }, { new: 2 }]);
    expect(await json('group wait twin --state Empty --lag 0')).toMatchObject({ state: 'Empty', lag: 0 });
    const late = await run('group wait twin --members 2 --timeout 1s');
    expect(late).toMatchObject({ exitCode: 1, stdout: '' });
    expect(late.stderr).toContain("group 'twin' has 0 members, not 2");
  });

  it('finds its cluster by a context, and by the address of a Kafka listener', async () => {
    const [cluster] = (await json('local ps')) as { bootstrap: string; grpcBootstrap: string }[];
    expect(await json('context ls')).toEqual([{ name: 'topics', current: true, kind: 'local', bootstrap: null }]);
    expect((await run(`context add nobody 127.0.0.1:1 --use`)).exitCode).toBe(0);
    expect((await run('topic ls --timeout 1s')).stderr).toContain('127.0.0.1:1');
    expect((await run('topic ls --context topics')).exitCode).toBe(0);
    expect((await run('context use -')).stdout).toBe('context topics\n');
    expect(await json(`topic ls orders --bootstrap ${cluster?.bootstrap}`)).toMatchObject([{ name: 'orders' }]);
    expect((await run('context rm nobody')).exitCode).toBe(0);
  });

  it('completes commands and live names in bash, by the script that it prints', async () => {
    const programs = join(home, 'programs');
    mkdirSync(programs);
    const program = `#!/bin/sh\nexec '${process.execPath}' '${draveProgram}' "$@"\n`;
    writeFileSync(join(programs, 'drave'), program, { mode: 0o700 });
    const script = join(home, 'completion.bash');
    writeFileSync(script, (await run('completion bash')).stdout);
    const complete = async (...words: string[]): Promise<string[]> => {
      const typed = `COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _drave; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const environment = { ...process.env, DRAVE_HOME: home, PATH: `${programs}:${process.env['PATH'] ?? ''}` };
      const parameters = ['-c', `source '${script}'; ${typed}`, 'bash', 'drave', ...words];
      const { stdout } = await promisify(execFile)('bash', parameters, { env: environment });
      return stdout.trimEnd().split('\n');
    };
    expect(await complete('topic', 'desc')).toEqual(['describe']);
    expect(await complete('partition', 'move', 'orders')).toEqual(['orders/0', 'orders/1']);
    expect(await complete('topic', 'describe', 'nothing-like-it')).toEqual(['']);
  });

  it.each([
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ])('prints a completion script that %s understands, where that is installed', async (shell, checksOnly) => {
    const script = join(home, `completion.${shell}`);
    writeFileSync(script, (await run(`completion ${shell}`)).stdout);
    try {
      await promisify(execFile)(shell, [checksOnly, script]);
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
      console.log(`${shell} is not installed: its completion script was not checked`);
    }
  });

  it('records what Kafka clients send, and sends it again', async () => {
    const [cluster] = (await json('local ps')) as { bootstrap: string }[];
    await run('topic create recorded -p 1');
    const file = join(home, 'requests.bin');
    const recording = startDrave(home, ['local', 'record', file, '--api', 'Produce', '-o', 'json']);
    const closed = once(recording.child, 'close');
    await recording.saysOnStderr('recording into ');
    const kafka = new kafkajs.Kafka({
      brokers: cluster?.bootstrap.split(',') ?? [],
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    for (const value of ['one', 'two']) await producer.send({ topic: 'recorded', messages: [{ value }] });
    await producer.disconnect();
    // A broker tells of a request after it has answered it.
    const hasBoth = (): boolean => readFileSync(file).includes('two');
    await expect.poll(hasBoth, { timeout: boundMs(30_000, 'both requests are recorded') }).toBe(true);
    recording.child.kill('SIGINT');
    expect(await closed).toEqual([0, null]);
    expect(JSON.parse(recording.stdout())).toMatchObject({ requests: 2, dropped: 0 });
    expect(await json(`local replay ${file} --pace answered`)).toMatchObject({
      requests: 2,
      sent: 2,
      answered: 2,
      differing: 0,
    });
    expect((await run('consume recorded --offset :end')).stdout).toBe('one\ntwo\none\ntwo\n');
    const damaged = await run(`local replay ${join(home, 'completion.bash')}`);
    expect(damaged).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it('does the same to several topics, and says of each what came of it', async () => {
    const { exitCode, stdout } = await run('topic delete shape nowhere full');
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'TOPIC STATE ERROR',
      'shape deleted -',
      expect.stringMatching(/^nowhere failed .*nowhere/),
      'full deleted -',
      '',
    ]);
    expect(await json('topic add-partitions trimmed -n 2')).toMatchObject([{ state: 'extended', partitions: 3 }]);
  });
});
