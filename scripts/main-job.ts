import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type RawProducer } from '@drave/client';
import { compareReplicas, nodeRuntime, withCluster, type LocalCluster } from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import { faultsFor, strike } from './main-job/faults.js';
import { SequenceLedger } from './main-job/sequence-ledger.js';
import { textRecords } from './main-job/text-source.js';
import { boundMs, Deadline } from '../test-cluster/src/bounds.js';
import { root } from './workspace.js';

/**
 * The main job on real input. Text that nobody made for the purpose (every text file under node_modules, one record a
 * line, the path as key, as many rounds as it takes) is streamed with acks=all into ten partitions with three replicas,
 * while a partition leader, the active controller and a follower die by SIGKILL and come back. Then everything is read
 * again: every acknowledged record exactly once, the order of each key kept, the replicas equal byte for byte.
 *
 *   tsx scripts/main-job.ts [megabytes]
 */
const TOPIC = 'text';
const PARTITION_COUNT = 10;
const LINE_BYTES_MAX = 512 * 1024;
const streamBytesMin = Number(process.argv[2] ?? 100) * 1_000_000;
const startedMs = performance.now();

await withCluster(nodeRuntime, { controllers: 3, brokers: 3, profile: 'local' }, async (cluster) => {
  const env = createNodeEnv({ logger: silentLogger });
  const client = new Client({ env, transport: new GrpcTransport(), bootstrap: cluster.grpcBootstrap });
  try {
    await client.admin().topics.create(TOPIC, { partitions: PARTITION_COUNT, replicationFactor: 3 });
    const ledger = await stream(cluster, client);
    const ends = await readBack(client, ledger);
    await cluster.waitForInSync(boundMs(60_000, 'replicas are in sync'));
    judge(ledger);
    await compare(cluster, ends);
  } finally {
    await client.close();
    env.close();
  }
});
say('passed');

async function stream(cluster: LocalCluster, client: Client): Promise<SequenceLedger> {
  const ledger = new SequenceLedger();
  const progress = { bytes: 0, acknowledged: 0, failures: [] as string[] };
  const producer = client.rawProducer({
    acks: 'all',
    onBatch({ recordCount, error, partition }) {
      if (error === undefined) progress.acknowledged += recordCount;
      else progress.failures.push(`${recordCount} records of partition ${partition}: ${error.message}`);
    },
  });
  const reached = async (share: number): Promise<void> => {
    while (progress.bytes < share * streamBytesMin) await sleep(20);
  };
  let isOver = false;
  const faults = strike(cluster, faultsFor(TOPIC), reached, say).finally(() => (isOver = true));
  const sentMs = performance.now();
  // The stream goes on while faults are still to come or to heal: a kill without load would prove nothing.
  for (let pass = 1; progress.bytes < streamBytesMin || !isOver; pass += 1)
    await sendPass(producer, pass, ledger, progress, () => isOver);
  await faults;
  await producer.flush();
  await producer.close();
  const seconds = (performance.now() - sentMs) / 1_000;
  const megabytes = progress.bytes / 1_000_000;
  say(
    `${ledger.sent} records, ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s ` +
      `(${(megabytes / seconds).toFixed(1)} MB/s, kills included), ${progress.acknowledged} acknowledged`,
  );
  if (progress.failures.length > 0) throw new Error(`batches failed:\n${progress.failures.slice(0, 10).join('\n')}`);
  if (progress.acknowledged !== ledger.sent) throw new Error('not every record was acknowledged');
  return ledger;
}

async function sendPass(
  producer: RawProducer,
  pass: number,
  ledger: SequenceLedger,
  progress: { bytes: number },
  isOver: () => boolean,
): Promise<void> {
  for (const { key, value } of textRecords(join(root, 'node_modules'), pass, LINE_BYTES_MAX)) {
    if (progress.bytes >= streamBytesMin && isOver()) return;
    const record = { topic: TOPIC, key: Buffer.from(key), value };
    while (!producer.append(record)) await producer.room();
    ledger.send(key, value);
    progress.bytes += value.length + key.length;
  }
}

/** Reads every partition from its beginning to its end; resolves with the ends, which are the high watermarks. */
async function readBack(client: Client, ledger: SequenceLedger): Promise<readonly number[]> {
  const readMs = performance.now();
  const consumer = client.rawConsumer({ autoOffsetReset: 'earliest', maxPollRecords: 10_000 });
  const partitions = Array.from({ length: PARTITION_COUNT }, (_, partition) => ({ topic: TOPIC, partition }));
  const ends = await consumer.endOffsets(partitions);
  consumer.assign(partitions.map((where) => ({ ...where, from: 'earliest' })));
  const left = new Set(
    partitions.filter(({ partition }) => (ends[partition] ?? 0) > 0).map(({ partition }) => partition),
  );
  const newPatience = (): Deadline => new Deadline(60_000, 'the next records come');
  let patience = newPatience();
  while (left.size > 0) {
    const groups = await consumer.poll({ timeoutMs: 1_000 });
    if (groups.length > 0) patience = newPatience();
    else if (await patience.isOver())
      throw new Error(
        `nothing came for ${patience.withinMs} ms; partitions ${[...left].join(', ')} are not at their end`,
      );
    for (const { partition, records } of groups) {
      for (const { key, value } of records) ledger.receive(key?.toString() ?? '', value ?? Buffer.alloc(0));
      if ((consumer.position({ topic: TOPIC, partition }) ?? 0) >= (ends[partition] ?? 0)) left.delete(partition);
    }
  }
  await consumer.close();
  say(`${ledger.read} records read back in ${((performance.now() - readMs) / 1_000).toFixed(1)} s`);
  return ends;
}

function judge(ledger: SequenceLedger): void {
  const findings = ledger.check();
  if (findings.length > 0) throw new Error(`the records read are not the records sent:\n${findings.join('\n')}`);
  say('every acknowledged record came back exactly once, in the order of its key');
}

/** After a kill of all brokers at once: what counts is what their files hold, not what a shutdown would tidy up. */
async function compare(cluster: LocalCluster, ends: readonly number[]): Promise<void> {
  await cluster.kill('brokers', { wait: false });
  const directories = cluster.nodes.filter((node) => node.roles.includes('broker')).map((node) => node.dataDirectory);
  let bytes = 0;
  for (const [partition, end] of ends.entries()) {
    const { equal, replicas } = compareReplicas(directories, TOPIC, partition, end);
    if (!equal) throw new Error(`partition ${partition}: the replicas differ: ${JSON.stringify([...replicas])}`);
    for (const content of replicas.values()) bytes += content.bytes;
  }
  say(
    `the ${directories.length} replicas of ${ends.length} partitions are equal, ${(bytes / 1_000_000).toFixed(0)} MB in all`,
  );
}

function say(line: string): void {
  console.log(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
}
