import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCluster, type LocalCluster } from 'drave/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addingPartitions } from '../examples/adding-partitions.js';
import { deliveryGuarantees } from '../examples/delivery-guarantees.js';
import { queueAndEvents } from '../examples/queue-and-events.js';
import { onStage } from '../examples/run-example.js';
import { truckGps } from '../examples/truck-gps.js';
import { vipRides } from '../examples/vip-partitioner.js';
import { boundMs } from './bounds.js';

describe('the examples', () => {
  let cluster: LocalCluster;
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(text);
  beforeAll(async () => {
    cluster = await startCluster({ controllers: 1, brokers: 3 });
  });
  afterAll(() => cluster.close());

  it('trucks: two groups read every position, each truck in its order, while a leader is killed', async () => {
    const all = { read: 200, inOrder: true };
    expect(await onStage(cluster, say, truckGps)).toMatchObject([
      { name: 'dashboard', ...all },
      { name: 'alerts', ...all, instances: 1 },
    ]);
  });

  it('the VIP partitioner keeps eight of ten partitions for VIPs', async () => {
    const counts = await onStage(cluster, say, vipRides);
    expect(counts.map(({ vips, others }) => [vips > 0, others > 0])).toEqual([
      ...Array.from({ length: 8 }, () => [true, false]),
      ...Array.from({ length: 2 }, () => [false, true]),
    ]);
  });

  it('a queue shares its records between workers, events reach every group', async () => {
    expect(await onStage(cluster, say, queueAndEvents)).toEqual({ packed: 60, told: [60, 60] });
  });

  it('at most once loses, at least once doubles, exactly once does neither, when leader and worker die', async () => {
    const results = await onStage(cluster, say, deliveryGuarantees);
    const [most, least] = [results['at most once']?.inHand, results['at least once']?.inHand];
    expect(most).toBeGreaterThan(0);
    expect(least).toBeGreaterThan(0);
    expect(results).toMatchObject({
      'at most once': { lost: most, doubled: 0 },
      'at least once': { lost: 0, doubled: least },
      'exactly once': { lost: 0, doubled: 0 },
    });
  });

  it('new partitions get keys of old ones, and are there for good', async () => {
    const { moved, refusal, partitions } = await onStage(cluster, say, addingPartitions);
    expect(moved).toBeGreaterThan(0);
    expect(refusal).toContain('6');
    expect(Math.max(...partitions)).toBeGreaterThan(2);
    expect(lines.length).toBeGreaterThan(10);
  });
});

describe('a test that kills a leader', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'drave-runners-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('passes in node:test, and fails when its expectation is wrong', async () => {
    const files = twins('node-test', 'assert.equal(stats.read, stats.acknowledged)', 'assert.equal(stats.read, -1)');
    const { exitCode, output } = await run(['--import', 'tsx', '--test', '--test-reporter', 'tap', ...files]);
    expect(output).toMatch(/^# pass 1$/m);
    expect(output).toMatch(/^# fail 1$/m);
    expect(output).toMatch(/ !== -1/);
    expect(exitCode).toBe(1);
  });

  // What tests import has a realm of its own there, as it always has in Jest: errors of Node's modules are no instances
  // of its `Error`.
  it('passes in Vitest, and fails when its expectation is wrong', async () => {
    twins('vitest', 'toBe(stats.acknowledged)', 'toBe(-1)');
    const testTimeout = boundMs(60_000, 'a leader is killed in Vitest');
    const settings = `{ testTimeout, include: ['vitest*'], pool: 'vmThreads', server: { deps: { external: [/packages/] } } }`;
    const config = `const testTimeout = ${testTimeout};\nexport default { test: ${settings} };\n`;
    writeFileSync(join(folder, 'vitest.config.mjs'), config);
    const { exitCode, output } = await run([join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--no-color']);
    expect(output).toMatch(/Tests +1 failed \| 1 passed/);
    expect(output).toMatch(/expected \d+ to be -1/);
    expect(exitCode).toBe(1);
  });

  /** The example and a copy that expects what is not so, side by side. */
  function twins(name: string, right: string, wrong: string): readonly string[] {
    const example = join(root, 'test-cluster/examples/runners', `${name}.test.ts`);
    const text = readFileSync(example, 'utf8');
    expect(text).toContain(right);
    const [copy, twin] = [join(folder, `${name}.test.ts`), join(folder, `${name}-wrong.test.ts`)];
    cpSync(example, copy);
    writeFileSync(twin, text.replace(right, wrong));
    return [copy, twin];
  }

  function run(parameters: readonly string[]): Promise<{ exitCode: unknown; output: string }> {
    // The runner of this test tells those it starts what it is.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
    return new Promise((resolve) => {
      execFile(process.execPath, parameters, { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : error.code, output: stdout + stderr }),
      );
    });
  }
});
