import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeRuntime } from '../testing/fake-node.js';
import { withCluster } from './with-cluster.js';

const options = { controllers: 1, brokers: 1 };

it('ends the cluster after the body, and removes its files', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
  const cluster = await withCluster(fakeRuntime(scratch), options, async (running) => running);
  expect(cluster.nodes.map((node) => node.state)).toEqual(['down', 'down']);
  expect(existsSync(cluster.directory)).toBe(false);
  rmSync(scratch, { recursive: true });
});

it('tells the timeline with a failure, and keeps the files', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
  const running = withCluster(fakeRuntime(scratch), options, async (cluster) => {
    await cluster.kill('b1');
    throw new Error('two records are missing');
  });
  const message = await running.then(
    () => '',
    (reason: Error) => reason.message,
  );
  expect(message).toMatch(/^two records are missing\nTimeline:\n/);
  expect(message).toMatch(/ {2}\d+ ms {2}b1 killed SIGKILL/);
  expect(message).toContain('b1 (down), last lines:\n  an ordinary line');
  const kept = /kept in (.*)$/.exec(message)?.[1] ?? '';
  expect(existsSync(kept)).toBe(true);
  rmSync(kept, { recursive: true });
  rmSync(scratch, { recursive: true });
});
