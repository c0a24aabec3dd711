import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundMs } from '../test-cluster/src/bounds.js';
import { countsIn } from './testing/results.js';
import { root } from './workspace.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drave-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(text: string, limitMs: number): SpawnSyncReturns<string> {
  const file = join(folder, 'program.mts');
  writeFileSync(file, text);
  return spawnSync(process.execPath, ['--import', 'tsx', file], { cwd: root, encoding: 'utf8', timeout: limitMs });
}

const moduleAt = (path: string): string => JSON.stringify(join(root, 'scripts/testing', path));

describe('a process of tests', () => {
  it('tells where its event loop is blocked, and ends', () => {
    const blockedMs = boundMs(500);
    const report = join(folder, 'report.jsonl');
    const text = `import { watchLoop } from ${moduleAt('blocked-loop.ts')};
      watchLoop('some.test.ts', ${blockedMs}, ${JSON.stringify(report)});
      // Between the turns of a loop without work whoever looks may find none of its frames.
      async function spin() { for (;;) { for (let turn = 0; turn < 1e6; turn++); await undefined; } }
      setTimeout(spin, ${blockedMs});`;
    const { signal, stderr } = run(text, blockedMs * 40);
    expect(stderr).toMatch(/^some\.test\.ts: the event loop was blocked for .*\n +at spin .*program\.mts/);
    expect(signal).toBe('SIGKILL');
    const [failure] = countsIn(readFileSync(report, 'utf8')).failures;
    expect(failure).toMatch(/^some\.test\.ts: the event loop was blocked .*\n +at spin /);
  });

  it('is not held, nor ended, by the watch while its timers run', () => {
    const watchedMs = boundMs(500);
    const text = `import { watchLoop } from ${moduleAt('blocked-loop.ts')};
      watchLoop('some.test.ts', ${watchedMs});
      setTimeout(() => console.log('done'), ${watchedMs * 2});`;
    expect(run(text, watchedMs * 40)).toMatchObject({ status: 0, stdout: 'done\n', stderr: '' });
  });
});

/** A consumer of two brokers, stopped while a change of their number waits for the answer of one. */
const stoppedWhileItRebalances = (mend: string): string => `
  import { createRequire } from 'node:module';
  ${mend}
  const Runner = createRequire(${JSON.stringify(join(root, 'test-cluster/package.json'))})('kafkajs/src/consumer/runner');
  let asked = 0;
  const debug = (text: string) => {
    if (text.includes('not running') && (asked += 1) > 100_000) { console.log('spins'); process.exit(0); }
  };
  const logger = { namespace: () => logger, debug, info() {}, warn() {}, error() {} };
  let nodeIds = [1, 2];
  const waiting = new Map<number, () => void>();
  const nothing = () => Promise.resolve();
  const runner = new Runner({
    logger, concurrency: 1, onCrash: console.error, instrumentationEmitter: { emit() {} },
    consumerGroup: {
      getNodeIds: () => nodeIds, connect: nothing, joinAndSync: nothing, heartbeat: nothing, leave: nothing,
      fetch: (nodeId: number) => new Promise((resolve) => waiting.set(nodeId, () => resolve([]))),
    },
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await runner.start();
  await turn();
  nodeIds = [1];
  waiting.get(1)?.();
  await turn();
  const stopped = runner.stop();
  waiting.get(2)?.();
  await stopped;
  console.log('stopped');
`;

describe('a consumer of kafkajs that is stopped while it makes its fetchers anew', () => {
  const limitMs = (): number => boundMs(20_000);
  const mend = `import { letConsumersStop } from ${moduleAt('kafkajs-stops.ts')};
    letConsumersStop(${JSON.stringify(join(root, 'test-cluster/package.json'))});`;

  it('stops, and by itself would hold the event loop for good', () => {
    expect(run(stoppedWhileItRebalances(mend), limitMs()).stdout).toBe('stopped\n');
    expect(run(stoppedWhileItRebalances(''), limitMs()).stdout).toBe('spins\n');
  });
});
