import { Client } from '@drave/client';
import { withCluster, type LocalCluster } from '@drave/cluster';
import { assertNoLoss, RecordLedger } from '@drave/cluster/checkers';
import { createNodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import { describe, expect, it } from 'vitest';
import { boundMs, Deadline } from '../bounds.js';
import { isLong } from '../cluster.js';
import { RecordLoad } from '../faults/record-load.js';
import { holdCpu, throttledPeriods } from './held-cpu.js';

/** The share for six nodes together; a CI runner whose neighbours are busy leaves no more. */
const shareOfOneCore = 0.15;
const calmMs = isLong ? 300_000 : 45_000;
/** The time between two looks at the quorum; in each of them something must be acknowledged. */
const lookMs = 15_000;
const electionsMax = 2;
const upMs = 240_000;
const backMs = 90_000;
const drainMs = 120_000;
const topic = 'slowly';
const partitions = 3;
const recordsPerSecond = 2;

/** Its parts have limits of their own; together they take longer than a test may without saying so. */
const testTimeoutMs = calmMs + boundMs(upMs + 3 * backMs + drainMs, 'all of it');

describe('six nodes that share a seventh of one core', () => {
  const limit = { timeout: testTimeoutMs };
  it('come up, keep their controller, make progress, and survive the end of the active controller', limit, async () => {
    const name = `drave-starved-${process.pid}`;
    const held = holdCpu(name, shareOfOneCore);
    const startedMs = performance.now();
    try {
      const options = { readyTimeoutMs: boundMs(upMs, 'six nodes come up') };
      await withCluster(held.runtime, options, async (cluster) => {
        console.log(`${held.how}: up after ${seconds(performance.now() - startedMs)} s`);
        await underLightLoad(cluster, async (records) => {
          await stayCalm(cluster, records);
          await surviveController(cluster, records);
        });
        const throttled = throttledPeriods(name);
        console.log(`the nodes had to wait ${throttled ?? 'an unknown number of'} times for the processor`);
        if (throttled !== undefined) expect(throttled, 'the nodes were really held').toBeGreaterThan(0);
      });
    } finally {
      held.release();
    }
  });
});

async function stayCalm(cluster: LocalCluster, records: RecordLoad): Promise<void> {
  const first = await epoch(cluster);
  const startedMs = performance.now();
  while (performance.now() - startedMs < calmMs) {
    const before = records.acknowledged;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    const elections = (await epoch(cluster)) - first;
    const passed = seconds(performance.now() - startedMs);
    console.log(`after ${passed} s: ${elections} elections, ${records.acknowledged} records acknowledged`);
    expect(elections, `elections within ${passed} s, although nothing failed`).toBeLessThanOrEqual(electionsMax);
    const progress = new Deadline(backMs, 'a record is acknowledged');
    while (records.acknowledged === before) {
      if (await progress.isOver()) throw new Error(`no record was acknowledged for ${progress.withinMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function surviveController(cluster: LocalCluster, records: RecordLoad): Promise<void> {
  const killedMs = performance.now();
  const [killed] = await cluster.kill('controller', { wait: false });
  const timeoutMs = boundMs(backMs, 'another controller is active');
  const active = await cluster.waitForController({ ...(killed === undefined ? {} : { not: killed }), timeoutMs });
  console.log(`${killed} killed: ${active} is active after ${seconds(performance.now() - killedMs)} s`);
  const back = new Deadline(backMs, 'every partition acknowledges', killedMs);
  while (records.backAfter(killedMs) === undefined) {
    if (await back.isOver()) throw new Error(`not every partition acknowledged anything within ${back.withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(cluster.nodes.filter((node) => node.state === 'down').map((node) => node.name)).toEqual([killed]);
}

/** Everything acknowledged is read back, once and in order. */
async function underLightLoad(cluster: LocalCluster, body: (records: RecordLoad) => Promise<void>): Promise<void> {
  const env = createNodeEnv({ logger: { level: 'silent' } });
  const client = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
  const ledger = new RecordLedger();
  try {
    await client.admin().topics.create(topic, { partitions, replicationFactor: 3 });
    const records = new RecordLoad(client, ledger, topic, partitions, recordsPerSecond);
    try {
      await body(records);
      await records.drain(new Deadline(drainMs, 'everything is read'));
    } finally {
      await records.stop();
    }
  } finally {
    await client.close();
    env.close();
  }
  const verdict = assertNoLoss(ledger, { drained: true, duplicatesAllowed: false, ordered: true });
  expect(verdict.acknowledged).toBeGreaterThan(0);
}

async function epoch(cluster: LocalCluster): Promise<number> {
  return (await cluster.view.quorum()).epoch;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
