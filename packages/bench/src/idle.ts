import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@drave/base';
import type { BenchCluster } from './bench-cluster.js';
import {
  anonymousBytes,
  endedChildrenSeconds,
  processActivity,
  residentBytes,
  type ProcessActivity,
} from './machine.js';
import { round, type Measurement } from './measurement.js';

/** Enough of them that the kernel's ticks of 10 ms do not show. */
const bareNodes = 40;
const settleMs = 10_000;

/**
 * What a cluster costs that has nothing to do: processor time of the busiest controller and broker and of the process
 * that supervises them (this one), as a ratio to what one bare `node -e 0` takes on this machine; how often they wake
 * up, and what they write.
 */
export async function measureIdle(bench: BenchCluster, seconds: number): Promise<Measurement[]> {
  const bareSeconds = bareNodeSeconds();
  const memory = memoryOf(bench);
  await sleep(settleMs);
  const before = activityOf(bench);
  await sleep(seconds * 1_000);
  const after = activityOf(bench);
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

/** Of the largest controller and broker, right after the cluster has come up. */
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

function bareNodeSeconds(): number {
  const before = endedChildrenSeconds();
  for (let count = 0; count < bareNodes; count++) spawnSync(process.execPath, ['-e', '0']);
  const after = endedChildrenSeconds();
  assert(before !== undefined && after !== undefined, 'this system tells what children used (Linux)');
  return (after - before) / bareNodes;
}
