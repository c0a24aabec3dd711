import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCluster } from './bench-cluster.js';
import { median, quantile, round, type Measurement } from './measurement.js';
import { CommittedReader } from './wire/committed-reader.js';
import { KafkaClient } from './wire/kafka-client.js';
import { KafkaProducer, type TransactionProtocol } from './wire/kafka-producer.js';

interface RateLoad {
  readonly records: number;
  readonly partitions: number;
  readonly producers: number;
  readonly protocol: TransactionProtocol;
}

const RATE_VALUE_BYTES = 100;
const KIB = 1024;
/** The interval between commits, in the loads whose transactions end by time. */
const COMMIT_INTERVAL_MS = 100;
const RATIO_PARTITIONS = 6;
const RATIO_BATCH_RECORDS = 128;
/** The most requests of one producer to one partition at a time, which is what idempotence allows (KIP-98). */
const IN_FLIGHT_MAX = 5;
const RATIO_ROUNDS = 5;
const LATENCY_RECORDS_PER_SECOND = 1_000;
const LATENCY_LINGER_MS = 5;

/** Loads with 1, 10 and 100 records in a transaction, in one partition and in six; and with many producers at once. */
export function rateLoads(): readonly RateLoad[] {
  const loads: RateLoad[] = [];
  for (const protocol of [2, 1] as const)
    for (const records of [1, 10, 100])
      for (const partitions of [1, 6]) loads.push({ records, partitions, producers: 1, protocol });
  for (const protocol of [2, 1] as const) loads.push({ records: 10, partitions: 6, producers: 50, protocol });
  return loads;
}

export function nameOfRate({ records, partitions, producers, protocol }: RateLoad): string {
  const many = producers === 1 ? '' : ` ${producers} producers`;
  return `transactions v${protocol} ${records} records ${partitions} partitions${many}`;
}

/**
 * Measures transactions one after another, each with its records spread over the partitions in one request to each
 * leader: the rate, the time from the first record to the answer to the commit, and the processor time.
 */
export async function measureTransactionRate(
  bench: BenchCluster,
  load: RateLoad,
  seconds: number,
): Promise<Measurement[]> {
  const name = nameOfRate(load);
  const topic = name.replaceAll(' ', '-');
  await bench.createTopic(topic, load.partitions, 3);
  const client = new KafkaClient(bench.cluster.bootstrap);
  const starting = Array.from({ length: load.producers }, (_, number) =>
    KafkaProducer.start(client, { topic, transactionalId: `${topic}-${number}`, protocol: load.protocol }),
  );
  const producers = await Promise.all(starting);
  const batches = batchesOf(load);
  const run = async (forMs: number): Promise<number[]> => {
    const endMs = performance.now() + forMs;
    const took: number[] = [];
    const one = async (producer: KafkaProducer): Promise<void> => {
      for (let startMs = performance.now(); startMs < endMs; startMs = performance.now()) {
        await producer.produce(batches);
        await producer.end('commit');
        took.push(performance.now() - startMs);
      }
    };
    await Promise.all(producers.map(one));
    return took;
  };
  await run(1_000 + 200 * seconds);
  const meter = bench.meter();
  const startMs = performance.now();
  const before = refusalsOf(producers);
  const took = await run(seconds * 1_000);
  const tookSeconds = (performance.now() - startMs) / 1_000;
  const use = meter.read();
  await client.close();
  await bench.deleteTopic(topic);
  const notes = {
    'p50 ms': round(quantile(took, 0.5)),
    'p99 ms': round(quantile(took, 0.99)),
    'told to wait': round((refusalsOf(producers) - before) / took.length),
    'foreign CPU': `${round((100 * use.otherProcesses) / tookSeconds)} %`,
  };
  const costNotes = {
    'brokers ms': round((1_000 * use.brokers) / took.length),
    'client ms': round((1_000 * use.client) / took.length),
  };
  const cost = round((1_000 * use.used) / took.length);
  return [
    { name, value: round(took.length / tookSeconds), unit: '1/s', better: 'higher', notes },
    { name: `${name} cost`, value: cost, unit: 'CPU ms', better: 'lower', notes: costNotes },
  ];
}

function batchesOf({ records, partitions }: RateLoad) {
  const value = Buffer.alloc(RATE_VALUE_BYTES, 'drave');
  const batches = Array.from({ length: Math.min(records, partitions) }, (_, partition) => {
    return { partition, values: [] as Buffer[] };
  });
  for (let record = 0; record < records; record++) batches[record % batches.length]?.values.push(value);
  return batches;
}

function refusalsOf(producers: readonly KafkaProducer[]): number {
  return producers.reduce((sum, { refusals }) => sum + refusals, 0);
}

/**
 * Measures the throughput of 1 KiB records in transactions of 100 ms, in turn with the same load without transactions.
 */
export async function measureTransactionalProduce(bench: BenchCluster, seconds: number): Promise<Measurement[]> {
  const client = new KafkaClient(bench.cluster.bootstrap);
  const rates = { idempotent: [] as number[], transactional: [] as number[] };
  const costs = { idempotent: [] as number[], transactional: [] as number[] };
  const ratios: number[] = [];
  for (let round = 0; round <= RATIO_ROUNDS; round++) {
    const kinds =
      round % 2 === 0 ? (['idempotent', 'transactional'] as const) : (['transactional', 'idempotent'] as const);
    const found = { idempotent: 0, transactional: 0 };
    const cost = { idempotent: 0, transactional: 0 };
    for (const kind of kinds) {
      const topic = `${kind}-${round}`;
      await bench.createTopic(topic, RATIO_PARTITIONS, 3);
      const identity = kind === 'transactional' ? { transactionalId: topic } : {};
      const producer = await KafkaProducer.start(client, { topic, ...identity });
      const meter = bench.meter();
      const produced = await produceFor(producer, kind === 'transactional', (seconds * 1_000) / RATIO_ROUNDS);
      found[kind] = produced.bytes / produced.tookMs / 1_000;
      cost[kind] = (meter.read().used * 1e9) / produced.bytes;
      await bench.deleteTopic(topic);
    }
    // The first round is the warm-up.
    if (round === 0) continue;
    rates.idempotent.push(found.idempotent);
    rates.transactional.push(found.transactional);
    costs.idempotent.push(cost.idempotent);
    costs.transactional.push(cost.transactional);
    ratios.push(found.transactional / found.idempotent);
  }
  await client.close();
  const name = 'produce 1KiB r3 acks=all in transactions of 100 ms';
  const noteOf = (kind: keyof typeof rates): string =>
    `${round(median(rates[kind]))} MB/s, ${round(median(costs[kind]))} CPU s/GB`;
  const notes = {
    transactional: noteOf('transactional'),
    idempotent: noteOf('idempotent'),
    ratios: ratios.map(round).join(' '),
  };
  return [{ name, value: round(median(ratios)), unit: 'ratio', better: 'higher', notes }];
}

/** Produces for `forMs`, and resolves with the bytes of values and the time until all were acknowledged. */
async function produceFor(
  producer: KafkaProducer,
  inTransactions: boolean,
  forMs: number,
): Promise<{ readonly bytes: number; readonly tookMs: number }> {
  const values = Array.from({ length: RATIO_BATCH_RECORDS }, () => Buffer.alloc(KIB, 'drave'));
  const startMs = performance.now();
  const endMs = startMs + forMs;
  let batches = 0;
  const produceUntil = async (partition: number, untilMs: number): Promise<void> => {
    const inFlight = new Set<Promise<void>>();
    while (performance.now() < untilMs) {
      const sent = producer.produce([{ partition, values }]).then(() => {
        batches++;
        inFlight.delete(sent);
      });
      inFlight.add(sent);
      if (inFlight.size >= IN_FLIGHT_MAX) await Promise.race(inFlight);
    }
    await Promise.all(inFlight);
  };
  while (performance.now() < endMs) {
    const untilMs = inTransactions ? Math.min(endMs, performance.now() + COMMIT_INTERVAL_MS) : endMs;
    await Promise.all(Array.from({ length: RATIO_PARTITIONS }, (_, partition) => produceUntil(partition, untilMs)));
    if (inTransactions) await producer.end('commit');
  }
  return { bytes: batches * RATIO_BATCH_RECORDS * KIB, tookMs: performance.now() - startMs };
}

/**
 * Measures the delay of a steady stream in transactions that are committed every 100 ms, to a consumer of committed
 * records in the same process: from the creation of a record until it is read, and the part of that after the answer to
 * the commit.
 */
export async function measureCommittedLatency(bench: BenchCluster, seconds: number): Promise<Measurement[]> {
  const topic = 'committed-latency';
  await bench.createTopic(topic, RATIO_PARTITIONS, 3);
  const client = new KafkaClient(bench.cluster.bootstrap);
  const delays: number[] = [];
  const afterCommit: number[] = [];
  const committedAtMs = new Map<number, number>();
  const fromMs = performance.now() + 2_000;
  // The reader has connections of its own, because a fetch that waits delays later requests on its connection.
  const reading = new KafkaClient(bench.cluster.bootstrap);
  const reader = await CommittedReader.start(reading, topic, (value) => {
    const madeAtMs = value.readDoubleLE(0);
    if (madeAtMs < fromMs) return;
    const nowMs = performance.now();
    delays.push(nowMs - madeAtMs);
    const answeredAtMs = committedAtMs.get(value.readDoubleLE(8));
    // A record may be read before the answer to its commit arrives.
    afterCommit.push(answeredAtMs === undefined ? 0 : nowMs - answeredAtMs);
  });
  const producer = await KafkaProducer.start(client, { topic, transactionalId: topic });
  const endMs = fromMs + seconds * 1_000;
  let sent = 0;
  let transaction = 0;
  const startMs = performance.now();
  while (performance.now() < endMs) {
    transaction++;
    const untilMs = performance.now() + COMMIT_INTERVAL_MS;
    while (performance.now() < untilMs) {
      const due = ((performance.now() - startMs) / 1_000) * LATENCY_RECORDS_PER_SECOND;
      const batches = Array.from({ length: RATIO_PARTITIONS }, (_, partition) => ({
        partition,
        values: [] as Buffer[],
      }));
      for (; sent < due; sent++) batches[sent % RATIO_PARTITIONS]?.values.push(stamped(transaction));
      await producer.produce(batches.filter(({ values }) => values.length > 0));
      await sleep(LATENCY_LINGER_MS);
    }
    await producer.end('commit');
    committedAtMs.set(transaction, performance.now());
  }
  await sleep(500);
  await reader.close();
  await reading.close();
  await client.close();
  await bench.deleteTopic(topic);
  const name = 'latency committed each 100 ms';
  const notes = { records: delays.length };
  return [
    { name: `${name} end-to-end p50`, value: round(quantile(delays, 0.5)), unit: 'ms', better: 'lower', notes },
    { name: `${name} end-to-end p99`, value: round(quantile(delays, 0.99)), unit: 'ms', better: 'lower' },
    { name: `${name} after commit p50`, value: round(quantile(afterCommit, 0.5)), unit: 'ms', better: 'lower' },
    { name: `${name} after commit p99`, value: round(quantile(afterCommit, 0.99)), unit: 'ms', better: 'lower' },
  ];
}

function stamped(transaction: number): Buffer {
  const value = Buffer.alloc(KIB, 'drave');
  value.writeDoubleLE(performance.now(), 0);
  value.writeDoubleLE(transaction, 8);
  return value;
}
