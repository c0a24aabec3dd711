import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drave, startDrave, type CommandResult } from './command-line.js';

interface Diagnosis {
  readonly findings: readonly { readonly check: string; readonly subject: string; readonly verdict: string }[];
}

interface QuorumStatus {
  readonly leaderId: number;
  readonly epoch: number;
  readonly voters: readonly { readonly nodeId: number; readonly own: { readonly votedFor: number | null } }[];
}

/** The commands people type, against one cluster of real nodes, each as a process of its own. */
describe('drave', () => {
  let home: string;
  const run = (parameters: string, input = ''): Promise<CommandResult> => drave(home, parameters.split(' '), input);
  const json = async (parameters: string): Promise<unknown> => {
    const { stdout, stderr, exitCode } = await run(`${parameters} -o json`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    const up = await run('local up -d --config num.partitions=2');
    // On a slow machine it says meanwhile whom it waits for, on standard error.
    expect(up).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await run('local down --all');
    rmSync(home, { recursive: true });
  });

  it('topic: create, ls, describe, alter, delete', async () => {
    expect(await json('topic create plain')).toEqual([
      { topic: 'plain', state: 'created', partitions: 2, replicas: 3 },
    ]);
    expect((await run('topic create wide -p 4 -r 2 -c retention.ms=60000')).stdout).toMatch(
      /^TOPIC {2}STATE {4}PARTITIONS {2}REPLICAS\nwide {3}created {11}4 {9}2\n$/,
    );
    expect(await json('topic ls')).toMatchObject([{ name: 'plain' }, { name: 'wide', partitionCount: 4 }]);
    const [wide] = (await json('topic describe wide')) as { configs: object; partitions: { isr: number[] }[] }[];
    expect(wide?.configs).toEqual({ 'retention.ms': '60000' });
    expect(wide?.partitions.map((partition) => partition.isr.length)).toEqual([2, 2, 2, 2]);
    expect((await run('topic alter wide -p 6 --delete-config retention.ms')).stdout).toMatch(
      /^TOPIC {2}STATE\nwide {3}altered\n$/,
    );
    expect(await json('topic describe wide')).toMatchObject([{ partitionCount: 6, configs: {} }]);
    expect((await run('topic delete wide plain -o name')).stdout).toBe('wide\nplain\n');
    expect(await json('topic ls')).toEqual([]);
  });

  it.each([
    ['topic create bad/name', 1, "'bad/name' is not a topic name"],
    ['topic create big -r 4', 1, 'replication'],
    ['topic describe nowhere', 1, 'nowhere'],
    ['topic create x -c retention.ms=soon', 1, 'retention.ms'],
    ['topic create x -c retention.mss=1', 1, 'retention.mss'],
    ['consume nowhere', 1, "there is no topic 'nowhere'; see drave topic ls"],
    ['consume nowhere --offset yesterday', 2, "'yesterday' is no offset range"],
    ['topic ls --bootstrap nonsense', 2, "'nonsense' is not a valid bootstrap address"],
    ['quorum remove 9', 1, 'controller 9 is no voter; the voters are 1, 2, 3'],
    ['topic offsets nowhere', 1, 'drave topic ls'],
    ['config get topic/nowhere', 1, 'drave topic ls'],
    ['lead nowhere/0 --to 4', 1, 'drave topic ls'],
  ])('refuses "%s" with exit code %d and one clear line', async (parameters, expected, text) => {
    const { exitCode, stdout, stderr } = await run(parameters);
    expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: '' });
    expect(stderr).toContain(text);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('topic describe: what there is, and an error for what is not there', async () => {
    await run('topic create described -p 1');
    const { exitCode, stdout, stderr } = await run('topic describe described nowhere');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "drave: no topic is named 'nowhere'; drave topic ls lists the topics\n",
    });
    expect(stdout).toMatch(/^described {2}id \S+ {2}cleanup.policy=delete min.insync.replicas=2 /);
    await run('produce described one two');
    expect(await json('topic describe -r descr.*')).toMatchObject([
      { name: 'described', partitions: [{ startOffset: 0, endOffset: 2 }] },
    ]);
    expect(await json('topic describe --only under-replicated')).toEqual([]);
    expect(await json('topic ls -r descr.*')).toMatchObject([{ name: 'described' }]);
  });

  it('produce: asks before it makes a topic, and says what was written before a bad line', async () => {
    const refused = await run('produce unmade x');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(
      "there is no topic 'unmade'; make it with drave topic create unmade, or give --create",
    );
    expect((await run('produce unmade --create x')).exitCode).toBe(0);
    await run('topic create careful -p 1');
    const separated = await run('produce careful -K :', 'a:1\nb\n');
    expect(separated.exitCode).toBe(1);
    expect(separated.stderr).toContain("line 2 of the input has no key separator ':'");
    expect(separated.stderr).toContain('1 record before it was written');
    const asJson = await run('produce careful --input json', '{"value":"2"}\n{"value":"3"}\nno\n');
    expect(asJson.stderr).toContain(
      'line 3 of the input is no record: it is not JSON; 2 records before it were written',
    );
    expect((await run('produce careful -K : --key-optional', 'c:4\nd\n')).exitCode).toBe(0);
    expect((await run('consume careful --offset :end')).stdout).toBe('1\n2\n3\n4\nd\n');
  });

  it('consume: says when it waits for an offset beyond the end, and refuses a range that holds nothing', async () => {
    await run('topic create short -p 1');
    await run('produce short a b c');
    const beyond = await run('consume short --offset 99:100');
    expect(beyond).toMatchObject({ exitCode: 1, stdout: '' });
    expect(beyond.stderr).toContain('short/0 ends at 3: there is nothing at offset 99 yet');
    const waiting = startDrave(home, ['consume', 'short', '--offset', '4', '-n', '1']);
    const ended = once(waiting.child, 'close');
    await waiting.saysOnStderr('short/0 ends at 3; waiting for 4');
    await run('produce short d e');
    const [exitCode] = (await ended) as [number];
    expect({ exitCode, stdout: waiting.stdout() }).toEqual({ exitCode: 0, stdout: 'e\n' });
  });

  it('topic ls without an active controller says so, and works again when there is one', async () => {
    await run('local kill controllers');
    const { exitCode, stdout, stderr } = await run('topic ls --timeout 6s');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('the cluster has no active controller: its 3 voters elect one, or too few of them run');
    const quorum = await run('quorum status');
    expect(quorum).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('the quorum has no leader: 0 of 3 voters answer, and it takes 2: start 1, 2, 3'),
    });
    expect(quorum.stdout).toMatch(/^leader none .*\nID {2}ROLE {4}EPOCH {2}VOTE .*\n 1 {2}silent {6}- {5}- /);
    const looked = await run('doctor -o json');
    expect(looked.exitCode).toBe(1);
    expect((JSON.parse(looked.stdout) as Diagnosis).findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'active controller', verdict: 'fail', detail: 'there is none' }),
        expect.objectContaining({
          check: 'address',
          subject: expect.stringMatching(/^controller 1, /),
          verdict: 'fail',
        }),
      ]),
    );
    await run('local start controllers');
    expect((await run('topic ls')).exitCode).toBe(0);
  });

  it('doctor: every address answers, one controller is active, nothing fails', async () => {
    const { exitCode, stdout } = await run('doctor -o json');
    const { findings } = JSON.parse(stdout) as Diagnosis;
    // What the disk of this machine has left, and how many files it allows, is not for this test.
    const ofCluster = findings.filter(({ check }) => !['disk room', 'open files', 'ports'].includes(check));
    expect(ofCluster.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    const addresses = ofCluster.filter(({ check }) => check === 'address').map(({ subject }) => subject);
    // Three controllers, and of three brokers the gRPC and the Kafka listener.
    expect(addresses).toHaveLength(9);
    const checks = ofCluster.map(({ check }) => check);
    expect(checks).toEqual(expect.arrayContaining(['active controller', 'versions', 'clocks', 'partitions']));
    expect(exitCode).toBe(findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0);
  });

  it('a failure beside a result is told in the form that was asked for', async () => {
    const { exitCode, stdout, stderr } = await run('topic describe nowhere -o json');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '[]\n' });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'UNKNOWN_TOPIC_OR_PARTITION' } });
  });

  it('quorum add of a node that is not there says why nothing was changed', async () => {
    const { exitCode, stderr } = await run(
      'quorum add 9 --directory 3Q1x0oq5TYqjvRLIbK1rDg --endpoint 127.0.0.1:1 --timeout 8s',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Nothing was changed');
    expect(stderr).not.toContain('eadline exceeded');
  });

  it('a wrong address: who does not answer, and why', async () => {
    const nobody = await run('topic ls --bootstrap 127.0.0.1:1 --timeout 12s');
    expect(nobody).toMatchObject({ exitCode: 1, stdout: '' });
    expect(nobody.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:1 refuses connections \(ECONNREFUSED\); still trying for 9 s/),
      // A slow machine may have no time left for the last attempt, which then tells of no answer.
      expect.stringMatching(
        /^drave: no broker has answered within 12 s: 127\.0\.0\.1:1 (refuses .+|does not answer); drave doctor shows /,
      ),
    ]);
  });

  it("a local cluster's Kafka address leads to its gRPC address", async () => {
    const [cluster] = (await json('local ps')) as { bootstrap: string; grpcBootstrap: string }[];
    const [kafka] = cluster?.bootstrap.split(',') ?? [];
    expect(await json(`broker ls --bootstrap ${kafka}`)).toEqual(await json('broker ls'));
  });

  it('topic alter: partitions never go down, and nothing else happens', async () => {
    await run('topic create grown -p 3');
    const { exitCode, stderr } = await run('topic alter grown -p 2');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('partitions are only ever added');
    expect(await json('topic describe grown')).toMatchObject([{ partitionCount: 3 }]);
  });

  it('produce and consume: keys, headers, ranges, formats, JSON out and in again', async () => {
    await run('topic create records -p 1');
    const lines = Array.from({ length: 20 }, (_, index) => `k${index % 3}:value ${index}`);
    const written = await run('produce records -K : -H a=b -o json', `${lines.join('\n')}\n`);
    expect(JSON.parse(written.stdout)).toMatchObject({ acknowledged: 20, failed: 0 });
    const all = await drave(home, ['consume', 'records', '--offset', ':end', '-f', '%o %k:%v %h\\n']);
    expect(all.stdout.trimEnd().split('\n')).toEqual(lines.map((line, index) => `${index} ${line} a=b`));
    expect((await run('consume records --offset 5:7')).stdout).toBe('value 5\nvalue 6\n');
    expect((await run('consume records --offset -2:end')).stdout).toBe('value 18\nvalue 19\n');
    expect((await run('consume records -n 1')).stdout).toBe('value 0\n');
    expect((await run('consume records --offset @-1h:end')).stdout.trimEnd().split('\n')).toHaveLength(20);
    const asJson = (await run('consume records --offset :end -o json')).stdout;
    await run('topic create copy -p 1');
    await run('produce copy --input json', asJson);
    const copied = (await run('consume copy --offset :end -o json')).stdout;
    expect(copied).toBe(asJson.replaceAll('"topic":"records"', '"topic":"copy"'));
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('produce --compression %s', async (codec) => {
    await run(`topic create packed-${codec} -p 1`);
    await run(`produce packed-${codec} --compression ${codec} hello-{{n}} -n 100`);
    expect((await run(`consume packed-${codec} --offset 98:end`)).stdout).toBe('hello-98\nhello-99\n');
  });

  it('quorum and broker', async () => {
    expect(await json('quorum status')).toMatchObject({
      voters: [{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }],
      observers: [{ nodeId: 4 }, { nodeId: 5 }, { nodeId: 6 }],
    });
    expect(await json('broker ls')).toMatchObject([4, 5, 6].map((id) => ({ id, state: 'RUNNING' })));
    const { leaderId, epoch, voters } = (await json('quorum status')) as QuorumStatus;
    for (const { nodeId, own } of voters)
      expect(own).toMatchObject({ role: nodeId === leaderId ? 'leader' : 'follower', epoch, leaderId });
    // Whoever has voted in the epoch of the leader has voted for it, as the leader has, or for itself and in vain.
    const votes = voters.map(({ nodeId, own }) => (own.votedFor === nodeId ? null : own.votedFor));
    expect(votes.filter((vote) => vote !== null && vote !== leaderId)).toEqual([]);
    expect(voters.some(({ own }) => own.votedFor === leaderId)).toBe(true);
    expect((await run('quorum step-down')).stdout).toBe('the active controller gave way\n');
    expect((await run(`local kill c${leaderId}`)).exitCode).toBe(0);
    expect(await json('quorum status')).not.toMatchObject({ leaderId });
    expect((await run(`local start c${leaderId}`)).exitCode).toBe(0);
  });
});
