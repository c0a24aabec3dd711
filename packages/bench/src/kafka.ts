import type { BenchCluster } from './bench-cluster.js';
import type { Measurement } from './measurement.js';
import { measurementsOf } from './produce.js';
import type { RdkafkaLoad, RdkafkaPerformance } from './rdkafka-performance.js';

interface KafkaLoad extends Omit<RdkafkaLoad, 'records'> {
  readonly replication: number;
  readonly partitions: number;
  /** Bytes of values in the timed run. An equal run before it warms up client and brokers. */
  readonly totalBytes: number;
}

/** Every combination of record size, replication, acks and codec that is measured. */
export function kafkaLoads(): readonly KafkaLoad[] {
  const loads: KafkaLoad[] = [];
  for (const recordBytes of [100, 1024, 16_384]) {
    const totalBytes = recordBytes < 1024 ? 200e6 : 800e6;
    for (const replication of [1, 3]) {
      for (const acks of [1, 'all'] as const) {
        for (const codec of ['none', 'lz4'] as const) {
          loads.push({ recordBytes, replication, acks, codec, partitions: 6, totalBytes });
        }
      }
    }
  }
  return loads;
}

export function nameOfKafka({ recordBytes, replication, acks, codec }: KafkaLoad): string {
  const size = recordBytes >= 1024 ? `${recordBytes / 1024}KiB` : `${recordBytes}B`;
  return `${size} r${replication} acks=${acks}${codec === 'none' ? '' : ` ${codec}`}`;
}

/**
 * Measures librdkafka over the Kafka listener: it writes a topic, and then reads it from its beginning without a group.
 * MB count the values before compression.
 */
export async function measureKafka(
  bench: BenchCluster,
  tool: RdkafkaPerformance,
  load: KafkaLoad,
  which: { readonly produce: boolean; readonly consume: boolean },
): Promise<Measurement[]> {
  const { recordBytes, partitions, replication, totalBytes } = load;
  const records = Math.ceil(totalBytes / recordBytes);
  const bytes = records * recordBytes;
  const name = nameOfKafka(load);
  const found: Measurement[] = [];
  await bench.createTopic('warm', partitions, replication);
  await bench.createTopic('timed', partitions, replication);
  if (which.produce) await tool.produce('warm', { ...load, records });
  const produced = bench.meter();
  const { seconds } = await tool.produce('timed', { ...load, records });
  if (which.produce)
    found.push(...measurementsOf(`kafka produce ${name}`, { records, bytes, seconds, use: produced.read() }));
  if (which.consume) {
    await tool.consume('timed', partitions, records);
    const consumed = bench.meter();
    const outcome = await tool.consume('timed', partitions, records);
    const use = consumed.read();
    found.push(...measurementsOf(`kafka consume ${name}`, { records, bytes, seconds: outcome.seconds, use }));
  }
  await bench.deleteTopic('warm');
  await bench.deleteTopic('timed');
  return found;
}
