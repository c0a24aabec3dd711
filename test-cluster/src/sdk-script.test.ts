import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { onCluster } from './cluster.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a module of its own with nothing but the SDK in it: no test runner keeps its event loop alive. */
async function runScript(text: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

describe('a script that uses the SDK and nothing else', () => {
  it('sends, reads back and ends by itself once the client is closed', async () => {
    await onCluster({ controllers: 1, combined: true }, async (cluster) => {
      const [broker] = cluster.grpcBootstrap;
      const { exitCode, stdout, stderr } = await runScript(`
        import { connect } from 'drave';
        const client = connect({ bootstrap: '${broker?.host}:${broker?.port}' });
        const { offset } = await client.producer().send({ topic: 'orders', value: 'sdk' });
        const consumer = client.consumer({ autoOffsetReset: 'earliest' });
        const { partitions } = await client.topic('orders');
        consumer.assign(partitions.map(({ partition }) => ({ topic: 'orders', partition })));
        for await (const record of consumer) {
          console.log(offset, record.value.toString());
          break;
        }
        await client.close();
      `);
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '0 sdk\n', stderr: '' });
    });
  });

  it('hears that nobody answers, instead of ending in the middle of await', async () => {
    const { exitCode, stdout, stderr } = await runScript(`
      import { connect } from 'drave';
      const client = connect({ bootstrap: '127.0.0.1:1' });
      const producer = client.producer({ maxBlockMs: 1500 });
      const error = await producer.send({ topic: 'orders', value: 'sdk' }).catch((reason) => reason);
      console.log(error.code, error.message);
      await client.close();
    `);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^[A-Z_]+ .*127\.0\.0\.1:1/);
  });
});
