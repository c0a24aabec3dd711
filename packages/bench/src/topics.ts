import type { BenchCluster } from './bench-cluster.js';
import { round, type Measurement } from './measurement.js';

const IN_FLIGHT = 32;

/**
 * Measures the creation of many topics of one partition with replication 3, 32 requests at a time: the time until the
 * last is committed, and until all are in sync.
 */
export async function measureManyTopics(bench: BenchCluster, count: number): Promise<Measurement[]> {
  const startedMs = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await bench.requestTopic(`many-${index}`, 1, 3);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const committedMs = performance.now() - startedMs;
  await bench.cluster.waitForInSync(120_000);
  const wholeMs = performance.now() - startedMs;
  return [
    { name: `create ${count} topics committed`, value: round(committedMs / 1000), unit: 's', better: 'lower' },
    { name: `create ${count} topics in sync`, value: round(wholeMs / 1000), unit: 's', better: 'lower' },
  ];
}

/**
 * Measures the creation of one topic of many partitions with replication 3: the time until the request is answered,
 * until all replicas are in sync, and until every partition was written to.
 */
export async function measureWideTopic(bench: BenchCluster, partitions: number): Promise<Measurement[]> {
  const startedMs = performance.now();
  await bench.requestTopic('wide', partitions, 3);
  const committedMs = performance.now() - startedMs;
  await bench.waitForTopic('wide', partitions, 3, 240_000);
  const wholeMs = performance.now() - startedMs;
  await bench.firstWrites('wide', partitions);
  const writtenMs = performance.now() - startedMs;
  const name = `create ${partitions} partitions`;
  return [
    { name: `${name} committed`, value: round(committedMs / 1000), unit: 's', better: 'lower' },
    { name: `${name} in sync`, value: round(wholeMs / 1000), unit: 's', better: 'lower' },
    { name: `${name} all written to`, value: round(writtenMs / 1000), unit: 's', better: 'lower' },
  ];
}
