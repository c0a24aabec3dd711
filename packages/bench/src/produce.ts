import type { Acks, RawProducer } from '@drave/client';
import type { BenchCluster, ProcessorUse } from './bench-cluster.js';
import { round, type Measurement } from './measurement.js';

interface ProduceLoad {
  readonly recordBytes: number;
  readonly replication: number;
  readonly acks: Acks;
  readonly partitions: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

interface ProduceOutcome {
  readonly records: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly use: ProcessorUse;
  /** The number of batches of the producer; undefined for loads without a producer. */
  readonly batches?: number;
}

/** Every combination of record size, replication and acks that the produce benchmark measures. */
export function produceLoads(seconds: number): readonly ProduceLoad[] {
  const loads: ProduceLoad[] = [];
  for (const recordBytes of [100, 1024, 16_384]) {
    for (const replication of [1, 3]) {
      for (const acks of [1, 'all'] as const) {
        loads.push({ recordBytes, replication, acks, partitions: 6, seconds, warmUpSeconds: 5 });
      }
    }
  }
  return loads;
}

export function nameOf({ recordBytes, replication, acks }: ProduceLoad): string {
  const size = recordBytes >= 1024 ? `${recordBytes / 1024}KiB` : `${recordBytes}B`;
  return `produce ${size} r${replication} acks=${acks}`;
}

/** Measures one load on a topic of its own. */
export async function measureProduce(bench: BenchCluster, load: ProduceLoad, topic: string): Promise<Measurement[]> {
  await bench.createTopic(topic, load.partitions, load.replication);
  const outcome = await produce(bench, load, topic);
  await bench.deleteTopic(topic);
  return measurementsOf(nameOf(load), outcome);
}

export function measurementsOf(name: string, outcome: ProduceOutcome): Measurement[] {
  const { records, bytes, batches, seconds, use } = outcome;
  const perGb = (spent: number): number => round(spent / (bytes / 1e9));
  const notes = {
    'foreign CPU': `${round((100 * use.otherProcesses) / seconds)} %`,
    ...(batches === undefined ? {} : { 'KiB a batch': round(bytes / batches / 1024) }),
  };
  const parts = {
    client: perGb(use.client),
    brokers: perGb(use.brokers),
    controllers: perGb(use.controllers),
    'of all, in the kernel': perGb(use.system),
  };
  return [
    { name, value: round(bytes / seconds / 1e6), unit: 'MB/s', better: 'higher', notes },
    { name: `${name} records`, value: Math.round(records / seconds), unit: 'records/s', better: 'higher' },
    { name: `${name} cost`, value: perGb(use.used), unit: 'CPU s/GB', better: 'lower', notes: parts },
  ];
}

/**
 * Produces as fast as the producer takes records, and counts what was acknowledged from the end of the warm-up to the
 * last answer.
 */
async function produce(bench: BenchCluster, load: ProduceLoad, topic: string): Promise<ProduceOutcome> {
  let acknowledged = 0;
  let batches = 0;
  let failure: unknown;
  const producer = bench.client.rawProducer({
    acks: load.acks,
    onBatch: (report) => {
      batches++;
      if (report.error === undefined) acknowledged += report.recordCount;
      else failure ??= report.error;
    },
  });
  const value = Buffer.alloc(load.recordBytes, 'drave');
  await produceFor(producer, topic, value, load.warmUpSeconds);
  await producer.flush();
  acknowledged = 0;
  batches = 0;
  const meter = bench.meter();
  const startedMs = performance.now();
  await produceFor(producer, topic, value, load.seconds);
  await producer.flush();
  const seconds = (performance.now() - startedMs) / 1000;
  const use = meter.read();
  await producer.close();
  if (failure !== undefined) throw failure;
  return {
    records: acknowledged,
    bytes: acknowledged * load.recordBytes,
    batches,
    seconds,
    use,
  };
}

/** Appends until the time is over, waiting only when the buffer is full. */
export async function produceFor(producer: RawProducer, topic: string, value: Buffer, seconds: number): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  const record = { topic, key: null, value };
  while (performance.now() < endMs) {
    for (let count = 0; count < 64; count++) {
      while (!producer.append(record)) await producer.room();
    }
  }
}
