import { DraveError, type Offset, type TopicPartition } from '@drave/base';
import type { Client, RawConsumer, RawProducer } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import { print, type OutputOptions } from '../output.js';
import { progressOn } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { partitionsOf } from './partition-offsets.js';

export interface CloneOptions extends ConnectOptions, OutputOptions {
  /** Whether the records that are there at the start are copied, each to the partition of the same number. */
  readonly withData?: boolean;
  readonly validateOnly?: boolean;
}

/** Makes a topic with the partitions, replicas and settings of another one. */
export async function cloneTopic(
  terminal: Terminal,
  source: string,
  target: string,
  options: CloneOptions,
): Promise<number> {
  const { withData = false, validateOnly = false } = options;
  const startedMs = terminal.wallMs();
  const result = await withClient(terminal, options, async (client, env) => {
    const { topics } = client.admin();
    const { partitionCount: partitions, replicationFactor, configs } = await topics.get(source);
    const shape = { partitions, replicationFactor, configs: Object.fromEntries(configs) };
    await topics.create(target, { ...shape, validateOnly });
    const records = withData && !validateOnly ? await copyRecords(terminal, client, env, source, target) : 0;
    return { partitions, replicas: replicationFactor, records };
  });
  const state = validateOnly ? 'valid' : 'created';
  const tookMs = terminal.wallMs() - startedMs;
  const copied = withData && !validateOnly ? `, ${result.records} records copied` : '';
  return print(terminal, options, {
    document: { topic: target, from: source, state, ...result, tookMs },
    names: [target],
    parts: [`${target}  ${state}  ${result.partitions} partitions, ${result.replicas} replicas${copied}`],
  });
}

/**
 * Copies the committed records that are there at this moment, with their keys, headers and times. Resolves with their
 * number. @throws DraveError CANCELLED when the user ended it, and what the producer says.
 */
async function copyRecords(
  terminal: Terminal,
  client: Client,
  env: NodeEnv,
  source: string,
  target: string,
): Promise<number> {
  const consumer = client.rawConsumer({ isolationLevel: 'read_committed' });
  const failures: DraveError[] = [];
  const producer = client.rawProducer({ onBatch: ({ error }) => error !== undefined && failures.push(error) });
  const interruption = terminal.interruption();
  const where = await partitionsOf(client, source, undefined);
  const [starts, ends] = [await consumer.beginningOffsets(where), await consumer.endOffsets(where)];
  const total = ends.reduce((sum, end, index) => sum + end - (starts[index] ?? 0), 0);
  const progress = progressOn(terminal, env.clock, `copying ${source} to ${target}`);
  const open = new Map(where.map(({ partition }, index) => [partition, ends[index] ?? 0]));
  consumer.assign(where.map((partition) => ({ ...partition, from: 'earliest' as const })));
  let copied = 0;
  try {
    for (;;) {
      closeEnded(consumer, where, open);
      if (open.size === 0) break;
      copied += await copySome(consumer, producer, target, open);
      if (interruption.aborted) throw new DraveError('CANCELLED', `interrupted after ${copied} records were copied`);
      const [failure] = failures;
      if (failure !== undefined) throw failure;
      progress.advance(copied, total);
    }
    await producer.flush();
  } finally {
    progress.end();
    await producer.close();
    await consumer.close();
  }
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return copied;
}

async function copySome(
  consumer: RawConsumer,
  producer: RawProducer,
  topic: string,
  open: ReadonlyMap<number, Offset>,
): Promise<number> {
  let copied = 0;
  for (const { partition, records } of await consumer.poll({ timeoutMs: POLL_MS })) {
    const end = open.get(partition) ?? 0;
    for (const { key, value, headers, timestamp, offset } of records) {
      if (offset >= end) break;
      while (!producer.append({ topic, partition, key, value, headers, timestamp })) await producer.room();
      copied += 1;
    }
  }
  return copied;
}

const POLL_MS = 200;

/** A partition may have no record right before its end, so its position tells that all of it was read. */
function closeEnded(consumer: RawConsumer, where: readonly TopicPartition[], open: Map<number, Offset>): void {
  for (const partition of where) {
    const position = consumer.position(partition);
    const end = open.get(partition.partition);
    if (end !== undefined && (end === 0 || (position !== undefined && position >= end)))
      open.delete(partition.partition);
  }
}
