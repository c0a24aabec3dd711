import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeRuntime } from '@drave/cluster/testing';
import { readNodeConfig } from '@drave/node/process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from './main.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

interface PlannedNode {
  readonly name: string;
  readonly host: string;
  readonly kafka: string | null;
  readonly grpc: string;
  readonly file: string;
}

describe('drave storage', () => {
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-cli-'));
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  const directoryId = (voter: number): string => `${'a'.repeat(21)}${'AQgw'[voter]}`;

  async function format(voters: number, ...flags: string[]): Promise<{ exitCode: number; said: string }> {
    const config = JSON.stringify({
      cluster: { id: 'b'.repeat(21) + 'A', name: 'shop' },
      node: { id: 0, name: 'c1', roles: ['controller'] },
      dataDirectories: ['data'],
      listeners: { grpc: { port: 20_001 } },
      quorum: {
        voters: Array.from({ length: voters }, (_, id) => ({ id, host: 'x', port: 1, directoryId: directoryId(id) })),
      },
    });
    const file = join(scratch, 'node.json');
    writeFileSync(file, config);
    const terminal = recordedTerminal();
    const context = { terminal, runtime: async () => fakeRuntime(scratch), version: '0' };
    const exitCode = await main(['storage', 'format', '--config', file, ...flags], context);
    return { exitCode, said: [...terminal.lines, ...terminal.notes].join('\n') };
  }

  it('formats an empty directory, once', async () => {
    expect(await format(1, '--initial-controllers')).toEqual({
      exitCode: 0,
      said: `${scratch}/data/metadata belongs to node 0 (c1) of cluster ${'b'.repeat(21)}A, with directory ${directoryId(0)}`,
    });
    const again = await format(1, '--initial-controllers');
    expect(again.exitCode).toBe(1);
    expect(again.said).toContain('is formatted already. Nothing was changed');
    const kept = (await format(1, '--initial-controllers', '--ignore-formatted', '-o', 'json')).said;
    expect(kept).toContain('"name":"c1"');
    expect(kept).not.toContain('directoryId');
  });

  it('what a format writes is a snapshot, which log dump decodes', async () => {
    await format(1, '--initial-controllers');
    const dump = async (...parameters: string[]) => {
      const terminal = recordedTerminal();
      const context = { terminal, runtime: async () => fakeRuntime(scratch), version: '0' };
      const exitCode = await main(['log', 'dump', join(scratch, 'data'), ...parameters], context);
      return { exitCode, text: Buffer.concat(terminal.written).toString().trim() };
    };
    const { exitCode, text } = await dump('--decode', 'metadata', '-o', 'ndjson');
    expect(exitCode).toBe(0);
    expect(JSON.parse(text)).toEqual({
      file: join(scratch, 'data'),
      kind: 'snapshot',
      offset: 0,
      epoch: 0,
      records: 0,
    });
    expect((await dump()).text).toMatch(/^.*data\n {2}snapshot {2}offset 0 {2}epoch 0 {2}records 0$/);
  });

  it('refuses an even quorum before it touches the disk', async () => {
    expect((await format(2, '--initial-controllers')).said).toContain(
      '2 controllers tolerate 0 failures, the same as 1',
    );
    expect(existsSync(join(scratch, 'data'))).toBe(false);
    expect((await format(2, '--initial-controllers', '--allow-even')).exitCode).toBe(0);
  });

  const quorumState = (): { directoryId: string } => {
    const text = readFileSync(join(scratch, 'data/metadata/quorum-state')).toString('latin1');
    // The checksum before the text may hold a byte that reads as a brace.
    return JSON.parse(/\{".*?\}/.exec(text)?.[0] ?? '') as { directoryId: string };
  };

  it('a controller among the voters: first format of a new cluster, or not, is said by the caller', async () => {
    const { exitCode, said } = await format(3);
    expect(exitCode).toBe(1);
    expect(said).toContain("'quorum.voters' names node 0: say whether this is the first format of a new cluster");
    expect(existsSync(join(scratch, 'data'))).toBe(false);
    expect((await format(3, '--initial-controllers')).exitCode).toBe(0);
    expect(quorumState().directoryId).toBe(directoryId(0));
  });

  it('a lost disk of a controller gets another directory id each time it is formatted', async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 3; round++) {
      expect((await format(3, '--no-initial-controllers', '--ignore-formatted')).exitCode).toBe(0);
      ids.add(quorumState().directoryId);
      rmSync(join(scratch, 'data'), { recursive: true });
    }
    expect(ids).not.toContain(directoryId(0));
    expect(ids.size).toBe(3);
  });

  async function plan(...flags: string[]): Promise<{ exitCode: number; said: string }> {
    const terminal = { ...recordedTerminal(), directory: scratch };
    const context = { terminal, runtime: async () => fakeRuntime(scratch), version: '0' };
    const exitCode = await main(['storage', 'plan', ...flags], context);
    return { exitCode, said: [...terminal.lines, ...terminal.notes].join('\n') };
  }

  it('plan: the files of a whole cluster, each of which can be formatted', async () => {
    const { exitCode, said } = await plan('--hosts', 'a,b,c', '--racks', 'r1,r2', '-o', 'json', '--directory', 'nodes');
    expect(exitCode).toBe(0);
    const { clusterId, nodes } = JSON.parse(said) as { clusterId: string; nodes: PlannedNode[] };
    expect(nodes.map(({ name, host, kafka, grpc }) => `${name} ${host} ${kafka} ${grpc}`)).toEqual([
      'c1 a null a:9093',
      'c2 b null b:9093',
      'c3 c null c:9093',
      'b1 a a:9095 a:9096',
      'b2 b b:9095 b:9096',
      'b3 c c:9095 c:9096',
    ]);
    for (const { name, file } of nodes) {
      const config = readNodeConfig(join(scratch, file));
      expect(config).toMatchObject({ cluster: { id: clusterId }, node: { name }, profile: 'real' });
      expect(config.quorum.voters.map(({ id, host, port }) => `${id} ${host}:${port}`)).toEqual([
        '1 a:9093',
        '2 b:9093',
        '3 c:9093',
      ]);
      expect(config.listeners.grpc).toMatchObject({
        host: '0.0.0.0',
        advertisedHost: expect.stringMatching(/^[abc]$/),
      });
      const formatted = await main(['storage', 'format', '--initial-controllers', '--config', join(scratch, file)], {
        terminal: recordedTerminal(),
        runtime: async () => fakeRuntime(scratch),
        version: '0',
      });
      expect(formatted).toBe(0);
      expect(existsSync(join(scratch, 'nodes', 'data', name, 'metadata'))).toBe(true);
    }
  });

  it('plan: writes over nothing, and says what is wrong before it writes anything', async () => {
    expect((await plan('-c', '1', '-b', '1')).exitCode).toBe(0);
    const before = readFileSync(join(scratch, 'c1.yaml'), 'utf8');
    const again = await plan('-c', '1', '-b', '2');
    expect(again).toMatchObject({ exitCode: 1, said: expect.stringContaining("c1.yaml' exists") });
    expect(readFileSync(join(scratch, 'c1.yaml'), 'utf8')).toBe(before);
    expect(existsSync(join(scratch, 'b2.yaml'))).toBe(false);
    expect((await plan('-c', '2', '--directory', 'even')).said).toContain('2 controllers tolerate 0 failures');
    expect((await plan('--base-port', '65530', '--directory', 'high')).exitCode).toBe(2);
    expect((await plan('--config', 'num.partitions=-1', '--directory', 'wrong')).said).toContain('num.partitions');
    for (const directory of ['even', 'high', 'wrong']) expect(existsSync(join(scratch, directory))).toBe(false);
  });

  it('makes ids', async () => {
    const terminal = recordedTerminal();
    await main(['storage', 'id'], { terminal, runtime: async () => fakeRuntime(scratch), version: '0' });
    expect(terminal.lines[0]).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });
});
