import { assert } from '@drave/base';
import type { BenchCluster } from './bench-cluster.js';
import { measurementsOf } from './produce.js';
import type { Measurement } from './measurement.js';

interface ConsumeLoad {
  readonly recordBytes: number;
  readonly partitions: number;
  readonly totalBytes: number;
}

/** Measures one consumer that reads a topic from its beginning, right after it was written, so from the page cache. */
export async function measureConsume(bench: BenchCluster, load: ConsumeLoad, topic: string): Promise<Measurement[]> {
  const { recordBytes, partitions, totalBytes } = load;
  await bench.createTopic(topic, partitions, 3);
  const records = Math.ceil(totalBytes / recordBytes);
  await fill(bench, topic, recordBytes, records);
  const consumer = bench.client.rawConsumer();
  const meter = bench.meter();
  const startedMs = performance.now();
  consumer.assign(Array.from({ length: partitions }, (_, partition) => ({ topic, partition, from: 'earliest' })));
  let seen = 0;
  while (seen < records) {
    for (const group of await consumer.poll({ maxRecords: 5_000 })) seen += group.records.length;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const use = meter.read();
  await consumer.close();
  await bench.deleteTopic(topic);
  assert(seen === records, `${records} records were written, ${seen} read`);
  const size = recordBytes >= 1024 ? `${recordBytes / 1024}KiB` : `${recordBytes}B`;
  return measurementsOf(`consume ${size}`, { records, bytes: records * recordBytes, seconds, use });
}

async function fill(bench: BenchCluster, topic: string, recordBytes: number, records: number): Promise<void> {
  let failure: unknown;
  const producer = bench.client.rawProducer({ onBatch: (report) => (failure ??= report.error) });
  const record = { topic, key: null, value: Buffer.alloc(recordBytes, 'drave') };
  for (let sent = 0; sent < records; ) {
    if (producer.append(record)) sent++;
    else await producer.room();
  }
  await producer.flush();
  await producer.close();
  if (failure !== undefined) throw failure;
}
