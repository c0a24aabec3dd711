import type { BenchCluster } from './bench-cluster.js';
import { round, type Measurement } from './measurement.js';

const IN_FLIGHT = 32;

/** Many topics of one partition, 32 requests at a time, replication 3: until the last is committed, and in sync. */
export async function measureManyTopics(bench: BenchCluster, count: number): Promise<Measurement[]> {
  const startedMs = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await bench.orderTopic(`many-${index}`, 1, 3);
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

/** One wide topic, replication 3: until the request is answered, and until every replica is in sync and led. */
export async function measureWideTopic(bench: BenchCluster, partitions: number): Promise<Measurement[]> {
  const startedMs = performance.now();
  await bench.orderTopic('wide', partitions, 3);
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
