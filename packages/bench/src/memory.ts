import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCluster } from './bench-cluster.js';
import { residentBytes } from './machine.js';
import { round, type Measurement } from './measurement.js';
import { produceFor } from './produce.js';

/**
 * Measures the resident memory of the largest controller and broker: idle, at the peak of a load, and 10 s after it.
 */
export async function measureMemory(
  bench: BenchCluster,
  idleSeconds: number,
  loadSeconds: number,
): Promise<Measurement[]> {
  await sleep(idleSeconds * 1000);
  const idle = largest(bench);
  await bench.createTopic('memory', 6, 3);
  const producer = bench.client.rawProducer();
  const peak = { ...idle };
  const watch = setInterval(() => {
    const now = largest(bench);
    peak.controller = Math.max(peak.controller, now.controller);
    peak.broker = Math.max(peak.broker, now.broker);
  }, 100);
  await produceFor(producer, 'memory', Buffer.alloc(1024, 'drave'), loadSeconds);
  await producer.flush();
  clearInterval(watch);
  await producer.close();
  await sleep(10_000);
  const after = largest(bench);
  const entry = (name: string, value: number): Measurement => {
    return { name: `memory ${name}`, value: round(value / 1e6), unit: 'MB', better: 'lower' };
  };
  return [
    entry('controller idle', idle.controller),
    entry('broker idle', idle.broker),
    entry('controller loaded', peak.controller),
    entry('broker loaded', peak.broker),
    entry('controller after load', after.controller),
    entry('broker after load', after.broker),
  ];
}

function largest(bench: BenchCluster): { controller: number; broker: number } {
  const of = (role: 'controller' | 'broker'): number =>
    Math.max(
      ...bench.cluster.nodes
        .filter((node) => node.roles.includes(role))
        .map((node) => (node.processId === undefined ? 0 : (residentBytes(node.processId) ?? 0))),
    );
  return { controller: of('controller'), broker: of('broker') };
}
