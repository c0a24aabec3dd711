import { assert } from '@drave/base';
import type { BenchCluster } from './bench-cluster.js';
import { residentBytes } from './machine.js';
import { quantile, round, type Measurement } from './measurement.js';

const IN_FLIGHT = 32;
const QUESTIONS = 20;
const MB = 1_000_000;

/**
 * Measures how long the console of a broker takes over one page of its lists, in a cluster of many partitions and many
 * groups, and what it adds to the memory of that broker. The first look has to take in all of the metadata.
 */
export async function measureConsole(bench: BenchCluster, partitions: number, groups: number): Promise<Measurement[]> {
  await bench.requestTopic('wide', partitions, 1);
  await bench.waitForTopic('wide', partitions, 1, 240_000);
  await commitFor(bench, groups);
  const broker = bench.cluster.nodes.find(({ roles }) => roles.includes('broker'));
  assert(broker?.processId !== undefined, 'a broker runs');
  const { host, port } = broker.http;
  const { processId } = broker;
  const ask = async (place: string): Promise<number> => {
    const startedMs = performance.now();
    const answer = await fetch(`http://${host}:${port}/console/api/v1/${place}`);
    const text = await answer.text();
    assert(answer.ok, text);
    return performance.now() - startedMs;
  };
  const before = residentBytes(processId) ?? Number.NaN;
  await ask('session');
  const loaded = residentBytes(processId) ?? Number.NaN;
  const found: Measurement[] = [
    { name: 'console memory of its code', value: round((loaded - before) / MB), unit: 'MB', better: 'lower' },
    {
      name: `console first look at ${partitions} partitions`,
      value: round(await ask('topics')),
      unit: 'ms',
      better: 'lower',
    },
  ];
  const looking = residentBytes(processId) ?? Number.NaN;
  found.push({
    name: 'console memory while somebody looks',
    value: round((looking - before) / MB),
    unit: 'MB',
    better: 'lower',
  });
  const pages = [
    ['topics', 'topics'],
    [`${partitions} partitions`, 'partitions'],
    [`${groups} groups`, 'groups'],
    [`${groups} groups with lag`, 'groups?lag=true'],
    ['overview', 'overview'],
  ] as const;
  for (const [name, place] of pages) {
    const times: number[] = [];
    for (let count = 0; count < QUESTIONS; count++) times.push(await ask(place));
    const notes = { 'p90, ms': round(quantile(times, 0.9)) };
    found.push({
      name: `console page of ${name}`,
      value: round(quantile(times, 0.5)),
      unit: 'ms',
      better: 'lower',
      notes,
    });
  }
  return found;
}

/** Each has committed one offset, and has no members. */
async function commitFor({ client }: BenchCluster, groups: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < groups; index = next++) {
      const consumer = client.consumer({ groupId: `group-${index}`, enableAutoCommit: false });
      await consumer.commit([{ topic: 'wide', partition: index % 8, offset: 0 }]);
      await consumer.close();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
