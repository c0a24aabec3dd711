import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@drave/base';
import type { BenchCluster } from './bench-cluster.js';
import { anonymousBytes, measureBareNode, processActivity, residentBytes, type ProcessActivity } from './machine.js';
import { round, type Measurement } from './measurement.js';

const SETTLE_MS = 10_000;

/**
 * Measures what an idle cluster costs: the processor time of the busiest controller and broker and of their supervisor
 * (this process), in units of one `node -e 0` on this machine; and how often they wake up, write and sync.
 */
export async function measureIdle(bench: BenchCluster, seconds: number): Promise<Measurement[]> {
  const bareSeconds = measureBareNode().cpuSeconds;
  const memory = memoryOf(bench);
  // The first scrape of a node loads code, which must not be part of the measurement.
  await syncsOf(bench);
  // A supervisor that is not asked anything has no connections to the nodes either.
  await bench.cluster.view.close();
  await sleep(SETTLE_MS);
  const [syncsBefore, before] = [await syncsOf(bench), activityOf(bench)];
  await sleep(seconds * 1_000);
  const [after, syncsAfter] = [activityOf(bench), await syncsOf(bench)];
  const found: Measurement[] = [...memory];
  for (const kind of ['controller', 'broker', 'supervisor'] as const) {
    const processes = after.flatMap((now, index) => {
      const then = before[index];
      assert(then !== undefined && then.processId === now.processId, 'nobody comes or goes while nothing happens');
      return now.kind === kind ? [perSecond(then, now, seconds)] : [];
    });
    const most = (pick: (one: ProcessActivity) => number): number => round(Math.max(...processes.map(pick)));
    const cpuRatio = most(({ cpuSeconds }) => (cpuSeconds * 60) / bareSeconds);
    const notes = {
      'CPU ms/s': most(({ cpuSeconds }) => cpuSeconds * 1_000),
      'bare node, CPU ms': bareSeconds * 1_000,
    };
    found.push(
      { name: `idle ${kind} CPU of a minute, in bare nodes`, value: cpuRatio, unit: 'ratio', better: 'lower', notes },
      { name: `idle ${kind} wake-ups`, value: most((one) => one.wakeUps), unit: '1/s', better: 'lower' },
      { name: `idle ${kind} preemptions`, value: most((one) => one.preemptions), unit: '1/s', better: 'lower' },
      { name: `idle ${kind} bytes to disk`, value: most((one) => one.bytesToDisk), unit: 'B/s', better: 'lower' },
    );
    if (kind === 'supervisor') continue;
    const syncs = syncsAfter.flatMap((now, index) => {
      const then = syncsBefore[index];
      assert(then !== undefined, 'nobody comes or goes while nothing happens');
      return now.kind === kind ? [(now.syncs - then.syncs) / seconds] : [];
    });
    found.push({ name: `idle ${kind} syncs`, value: round(Math.max(...syncs)), unit: '1/s', better: 'lower' });
  }
  return found;
}

interface Watched extends ProcessActivity {
  readonly processId: number;
  readonly kind: 'controller' | 'broker' | 'supervisor';
}

function activityOf(bench: BenchCluster): Watched[] {
  const nodes = bench.cluster.nodes.map(({ processId, roles }) => {
    assert(processId !== undefined, 'every node runs');
    return { processId, kind: roles.includes('controller') ? ('controller' as const) : ('broker' as const) };
  });
  return [...nodes, { processId: process.pid, kind: 'supervisor' as const }].map((one) => {
    const activity = processActivity(one.processId);
    assert(activity !== undefined, 'this system tells what processes do (Linux)');
    return { ...one, ...activity };
  });
}

function perSecond(then: ProcessActivity, now: ProcessActivity, seconds: number): ProcessActivity {
  return {
    cpuSeconds: (now.cpuSeconds - then.cpuSeconds) / seconds,
    wakeUps: (now.wakeUps - then.wakeUps) / seconds,
    preemptions: (now.preemptions - then.preemptions) / seconds,
    bytesToDisk: (now.bytesToDisk - then.bytesToDisk) / seconds,
  };
}

/** Resident and anonymous memory of the largest controller and broker, right after the start of the cluster. */
function memoryOf(bench: BenchCluster): Measurement[] {
  const rows: Measurement[] = [];
  for (const role of ['controller', 'broker'] as const) {
    const ids = bench.cluster.nodes.filter(({ roles }) => roles.includes(role)).map(({ processId }) => processId ?? 0);
    const largest = (of: (id: number) => number | undefined): number =>
      round(Math.max(...ids.map((id) => of(id) ?? 0)) / 1e6);
    rows.push(
      { name: `started ${role} resident`, value: largest(residentBytes), unit: 'MB', better: 'lower' },
      { name: `started ${role} anonymous`, value: largest(anonymousBytes), unit: 'MB', better: 'lower' },
    );
  }
  return rows;
}

/** The number of syncs of files, directories and stores of each node since its start, from its metrics. */
function syncsOf(bench: BenchCluster): Promise<{ readonly kind: 'controller' | 'broker'; readonly syncs: number }[]> {
  return Promise.all(
    bench.cluster.nodes.map(async ({ http: { host, port }, roles }) => {
      const response = await fetch(`http://${host}:${port}/metrics`);
      const syncs = /^drave_fsync_seconds_count (\d+)$/m.exec(await response.text())?.[1];
      assert(syncs !== undefined, 'every node tells how often it has synced');
      return { kind: roles.includes('controller') ? 'controller' : 'broker', syncs: Number(syncs) };
    }),
  );
}
