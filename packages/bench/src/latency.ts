import { setTimeout as sleep } from 'node:timers/promises';
import type { RawConsumer } from '@drave/client';
import type { BenchCluster } from './bench-cluster.js';
import { quantile, round, type Measurement } from './measurement.js';

interface LatencyLoad {
  readonly recordBytes: number;
  readonly recordsPerSecond: number;
  readonly partitions: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

const PAUSE_MS = 2;

/**
 * Measures the delay of a steady stream of records through a replicated topic with the SDK's defaults (acks=all, linger
 * 5 ms). Producer and consumer share this process and its clock: each record carries the time of its `append`, and its
 * delay ends when `poll` returns it.
 */
export async function measureLatency(bench: BenchCluster, load: LatencyLoad, topic: string): Promise<Measurement[]> {
  await bench.createTopic(topic, load.partitions, 3);
  const consumer = bench.client.rawConsumer();
  const { partitions } = load;
  consumer.assign(Array.from({ length: partitions }, (_, partition) => ({ topic, partition, from: 'earliest' })));
  const startedMs = performance.now();
  const fromMs = startedMs + load.warmUpSeconds * 1000;
  const delays = collect(consumer, fromMs);
  const acknowledged: number[] = [];
  const producer = bench.client.rawProducer({
    onBatch: ({ tokens }) => {
      const nowMs = performance.now();
      for (const token of tokens) if (Number(token) >= fromMs) acknowledged.push(nowMs - Number(token));
    },
  });
  const endMs = fromMs + load.seconds * 1000;
  let sent = 0;
  for (let nowMs = startedMs; nowMs < endMs; nowMs = performance.now()) {
    const due = ((nowMs - startedMs) / 1000) * load.recordsPerSecond;
    for (; sent < due; sent++) {
      const record = { topic, key: null, value: stamped(load.recordBytes) };
      while (!producer.append(record, performance.now())) await producer.room();
    }
    await sleep(PAUSE_MS);
  }
  await producer.flush();
  await producer.close();
  await sleep(200);
  await consumer.close();
  const seen = await delays;
  await bench.deleteTopic(topic);
  const name = `latency ${load.recordsPerSecond}/s`;
  const notes = { records: seen.length };
  return [
    { name: `${name} end-to-end p50`, value: round(quantile(seen, 0.5)), unit: 'ms', better: 'lower', notes },
    { name: `${name} end-to-end p99`, value: round(quantile(seen, 0.99)), unit: 'ms', better: 'lower' },
    { name: `${name} acknowledged p50`, value: round(quantile(acknowledged, 0.5)), unit: 'ms', better: 'lower' },
    { name: `${name} acknowledged p99`, value: round(quantile(acknowledged, 0.99)), unit: 'ms', better: 'lower' },
  ];
}

function stamped(bytes: number): Buffer {
  const value = Buffer.allocUnsafe(bytes);
  value.fill(0x78, 8);
  value.writeDoubleLE(performance.now(), 0);
  return value;
}

/** Resolves with the delays, in ms, of all records that were sent after `fromMs`, when the consumer is closed. */
async function collect(consumer: RawConsumer, fromMs: number): Promise<number[]> {
  const delays: number[] = [];
  for await (const { records } of consumer.batches()) {
    const nowMs = performance.now();
    for (const { value } of records) {
      const sentMs = value?.readDoubleLE(0) ?? 0;
      if (sentMs >= fromMs) delays.push(nowMs - sentMs);
    }
  }
  return delays;
}
