import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './bad-input/node-run.js';
import { drave, startDrave, type RunningCommand } from './command-line.js';

interface Planned {
  readonly nodes: readonly { readonly name: string; readonly grpc: string; readonly file: string }[];
}

/** The first of so many ports in a row that are free. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const servers: Server[] = [];
    try {
      for (let port = first; port < first + count; port++) {
        const server = createServer().listen(port, '127.0.0.1');
        servers.push(server);
        await once(server, 'listening');
      }
      return first;
    } catch (reason) {
      if (!(reason instanceof Error && 'code' in reason && reason.code === 'EADDRINUSE')) throw reason;
    } finally {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    }
  }
}

describe('drave storage plan', () => {
  let home: string;
  const nodes: RunningCommand[] = [];
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
  });
  afterAll(async () => {
    for (const { child } of nodes) {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(home, { recursive: true });
  });

  it('writes a cluster that is formatted and started as it is', async () => {
    const basePort = await freePorts(6);
    const options = ['--controllers', '1', '--brokers', '1', '--base-port', String(basePort), '--directory', home];
    const planned = await drave(home, ['storage', 'plan', ...options, '-o', 'json']);
    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    const plan = JSON.parse(planned.stdout) as Planned;
    for (const { file } of plan.nodes) {
      const formatted = await drave(home, ['storage', 'format', '--initial-controllers', '--config', file]);
      expect(formatted).toMatchObject({ exitCode: 0 });
      nodes.push(startDrave(home, ['server', '--config', file]));
    }
    const broker = plan.nodes.find(({ name }) => name === 'b1')?.grpc ?? '';
    const created = await drave(home, ['topic', 'create', 'orders', '-p', '1', '-o', 'name', '--bootstrap', broker]);
    expect(created).toMatchObject({ exitCode: 0, stdout: 'orders\n' });
    const typed = ['topic', 'describe', '--bootstrap', broker, '--timeout', '1m', 'ord'];
    const completed = await drave(home, ['complete', '--', ...typed]);
    expect(completed).toEqual({ exitCode: 0, stdout: 'orders\n', stderr: '' });
  });
});
