import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@drave/base';
import type { BenchCluster } from './bench-cluster.js';
import { quantile, round, type Measurement } from './measurement.js';

/**
 * How a node fails. `reset`: by SIGKILL, after which the kernel resets its connections. `blackHole`: by SIGSTOP, after
 * which its connections stay open and silent.
 */
type Loss = 'reset' | 'blackHole';

const PROBE_PAUSE_MS = 5;
const GIVE_UP_MS = 30_000;

/**
 * Measures the time from the signal to the active controller until the first metadata write (a topic) that was sent
 * after it, through any broker, is committed.
 */
export async function measureControllerFailover(
  bench: BenchCluster,
  loss: Loss,
  rounds: number,
): Promise<Measurement[]> {
  const { cluster } = bench;
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const victim = await cluster.waitForController();
    const startedMs = performance.now();
    const lost = lose(bench, victim, loss);
    const write = (broker: number): Promise<number> => firstWrite(bench, broker, startedMs);
    samples.push(await Promise.any(bench.brokers.map((_, broker) => write(broker))));
    await lost;
    await restore(bench, victim, loss);
    await sleep(500);
  }
  return summary(`controller failover ${loss}`, samples);
}

/**
 * Measures the time from the signal to the broker that leads most partitions until a write of the SDK with acks=all,
 * sent right after the signal, is acknowledged. There is one sample for each partition that lost its leader.
 */
export async function measureLeaderFailover(
  bench: BenchCluster,
  loss: Loss,
  rounds: number,
  partitions: number,
  topic: string,
): Promise<Measurement[]> {
  const { client } = bench;
  await bench.createTopic(topic, partitions, 3);
  const producer = client.rawProducer({ lingerMs: 0 });
  const value = Buffer.alloc(100, 'drave');
  const send = (partition: number): Promise<unknown> => producer.send({ topic, partition, key: null, value });
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await Promise.all(Array.from({ length: partitions }, (_, partition) => send(partition)));
    const { victim, led } = await busiestLeader(bench, topic);
    const startedMs = performance.now();
    const lost = lose(bench, victim, loss);
    await Promise.all(led.map((partition) => send(partition).then(() => samples.push(performance.now() - startedMs))));
    await lost;
    await restore(bench, victim, loss);
  }
  await producer.close();
  await bench.deleteTopic(topic);
  return summary(`leader failover ${loss} ${partitions} partitions`, samples);
}

async function lose(bench: BenchCluster, victim: string, loss: Loss): Promise<void> {
  if (loss === 'reset') await bench.cluster.kill(victim, { wait: false });
  else await bench.cluster.pause(victim, { wait: false });
}

async function restore(bench: BenchCluster, victim: string, loss: Loss): Promise<void> {
  if (loss === 'reset') await bench.cluster.start(victim, { timeoutMs: GIVE_UP_MS });
  else await bench.cluster.resume(victim, { timeoutMs: GIVE_UP_MS });
  await bench.cluster.waitForInSync(GIVE_UP_MS);
}

/** Milliseconds from `startedMs` until a write through this broker is committed. */
async function firstWrite(bench: BenchCluster, broker: number, startedMs: number): Promise<number> {
  for (;;) {
    try {
      await bench.writeMetadata(broker, randomUUID());
      return performance.now() - startedMs;
    } catch (reason) {
      if (performance.now() - startedMs > GIVE_UP_MS) throw reason;
      await sleep(PROBE_PAUSE_MS);
    }
  }
}

async function busiestLeader(bench: BenchCluster, topic: string): Promise<{ victim: string; led: readonly number[] }> {
  const byLeader = new Map<number, number[]>();
  for (const { leader, partition } of await bench.cluster.view.partitions(topic)) {
    if (leader === undefined) continue;
    const led = byLeader.get(leader);
    if (led === undefined) byLeader.set(leader, [partition]);
    else led.push(partition);
  }
  const [busiest] = [...byLeader].toSorted(([, one], [, other]) => other.length - one.length);
  const node = bench.cluster.nodes.find(({ id }) => id === busiest?.[0]);
  assert(node !== undefined && busiest !== undefined, 'a topic has a leader');
  return { victim: node.name, led: busiest[1] };
}

function summary(name: string, samples: readonly number[]): Measurement[] {
  const notes = { samples: samples.length, max: `${round(Math.max(...samples))} ms` };
  return [
    { name: `${name} p50`, value: round(quantile(samples, 0.5)), unit: 'ms', better: 'lower', notes },
    { name: `${name} p99`, value: round(quantile(samples, 0.99)), unit: 'ms', better: 'lower' },
  ];
}
