import { compareReplicas } from '@drave/cluster';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { boundMs } from '../bounds.js';

/**
 * DeleteRecords at every offset of a batch, by a client of another make; then each way in which a replica may have to
 * begin there. Partition n loses everything below offset 10 + n of the batches 0 to 9, 10 to 19, 20 to 29.
 */
const topic = 'purged';
const partitions = 11;
const batchRecords = 10;
const replicas = ['b1', 'b2', 'b3'];
let test: ClusterUnderTest;
let admin: Admin;
let ends = 0;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 3 });
  const brokers = test.cluster.bootstrap.map(({ host, port }) => `${host}:${port}`);
  admin = new Kafka({ clientId: 'test', brokers, logLevel: logLevel.NOTHING, retry: { retries: 20 } }).admin();
  await admin.connect();
  const assignments = Array.from({ length: partitions }, () => idsOf(replicas));
  await test.client.admin().topics.create(topic, { assignments });
  await writeBatch();
});
afterAll(async () => {
  await admin.disconnect();
  await test.close();
});

function idsOf(names: readonly string[]): number[] {
  return names.map((name) => test.cluster.node(name).id);
}

/** One batch of ten records into every partition. */
async function writeBatch(): Promise<void> {
  const producer = test.client.producer({ batchSize: 1_000_000 });
  try {
    for (let partition = 0; partition < partitions; partition += 1)
      await Promise.all(
        Array.from({ length: batchRecords }, (_, at) => producer.send({ topic, partition, value: `${ends + at}` })),
      );
  } finally {
    await producer.close();
  }
  ends += batchRecords;
}

async function deleteUpTo(offsetOf: (partition: number) => number): Promise<void> {
  const all = Array.from({ length: partitions }, (_, partition) => ({ partition, offset: `${offsetOf(partition)}` }));
  // kafkajs looks for leaders among what it has heard of, and has to ask for that before.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: all });
}

/** Every replica is in sync and equal, the records that are left are readable, and no node has ended. */
async function expectWhole(names: readonly string[], startOf: (partition: number) => number): Promise<void> {
  await test.cluster.waitForInSync(boundMs(30_000, 'all replicas are in sync'));
  const directories = names.map((name) => test.cluster.node(name).dataDirectory);
  for (let partition = 0; partition < partitions; partition += 1) {
    await test.cluster.waitUntil(
      `the replicas of partition ${partition} are equal`,
      () => {
        const { equal, replicas: found } = compareReplicas(directories, topic, partition, ends);
        return equal ? undefined : JSON.stringify([...found.values()]);
      },
      boundMs(10_000, 'replicas are equal'),
    );
    const left = Array.from({ length: ends - startOf(partition) }, (_, at) => `${startOf(partition) + at}`);
    expect(await test.readAll(topic, partition)).toEqual(left);
  }
  expect(test.cluster.events.filter(({ detail }) => detail.includes('nobody asked'))).toEqual([]);
}

describe('a partition whose records are deleted up to the middle of a batch', () => {
  const startOf = (partition: number): number => batchRecords + partition;

  it('is whole again when a replica comes back that was away meanwhile', async () => {
    await test.cluster.kill('b3');
    await writeBatch();
    await writeBatch();
    await deleteUpTo(startOf);
    await test.cluster.start('b3', { timeoutMs: boundMs(30_000, 'b3 is back') });
    await expectWhole(replicas, startOf);
  });

  it('is copied to an empty disk', async () => {
    await test.cluster.kill('b2');
    await test.cluster.start('b2', { wipe: true, timeoutMs: boundMs(30_000, 'b2 is back') });
    await expectWhole(replicas, startOf);
  });

  it('is moved to a new broker, which then leads', async () => {
    const added = await test.cluster.add('broker', { timeoutMs: boundMs(30_000, 'a broker is added') });
    const moved = [added, 'b2', 'b3'];
    await admin.alterPartitionReassignments({
      topics: [
        {
          topic,
          partitionAssignment: Array.from({ length: partitions }, (_, partition) => ({
            partition,
            replicas: idsOf(moved),
          })),
        },
      ],
    });
    await test.cluster.waitUntil(
      'the reassignment is done',
      async (view) => {
        const wanted = idsOf(moved).toSorted().join();
        const found = (await view.partitions(topic)).filter((one) => [...one.isr].toSorted().join() !== wanted);
        return found.length === 0 ? undefined : `${found.length} partitions are on their way`;
      },
      boundMs(30_000, 'the reassignment is done'),
    );
    await expectWhole(moved, startOf);
    await test.cluster.kill('b2');
    await test.cluster.kill('b3');
    await test.cluster.start(['b2', 'b3'], { timeoutMs: boundMs(30_000, 'b2 and b3 are back') });
    await expectWhole(moved, startOf);
  });
});
