import type { Offset, TopicPartition } from '@drave/base';
import { parseOffsetPoint, type OffsetPoint } from '../offset-range.js';
import { known, print, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { offsetsOf, partitionsOf } from './partition-offsets.js';
import { show, type ShowOptions } from './show.js';

export interface TopicOffsetOptions extends ShowOptions {
  /** As `parseOffsetPoint` reads it; the start and the end of every partition where it is not given. */
  readonly at?: string;
  readonly partitions?: string;
}

/** Prints where the partitions of topics begin and end, or where a point in them is. */
export function topicOffsets(
  terminal: Terminal,
  names: readonly string[],
  options: TopicOffsetOptions,
): Promise<number> {
  const point = options.at === undefined ? undefined : pointOf('--at', options.at, terminal.wallMs());
  return show(terminal, options, async (client) => {
    const consumer = client.rawConsumer();
    const found: PartitionOffsets[] = [];
    for (const name of names) {
      const where = await partitionsOf(client, name, options.partitions);
      const [starts, ends] = await Promise.all([consumer.beginningOffsets(where), consumer.endOffsets(where)]);
      const offsets = point === undefined ? [] : await offsetsOf(consumer, where, point);
      for (const [index, partition] of where.entries())
        found.push({ ...partition, start: starts[index] ?? -1, end: ends[index] ?? -1, offset: offsets[index] });
    }
    await consumer.close();
    return {
      document: found,
      names: found.map(({ topic, partition }) => `${topic}/${partition}`),
      parts: [
        table(found, {
          topic: ({ topic }) => topic,
          partition: ({ partition }) => partition,
          start: ({ start }) => known(start),
          end: ({ end }) => known(end),
          records: ({ start, end }) => end - start,
          ...(options.at === undefined ? {} : { [options.at]: ({ offset }: PartitionOffsets) => offset }),
        }),
      ],
    };
  });
}

interface PartitionOffsets extends TopicPartition {
  readonly start: Offset;
  readonly end: Offset;
  readonly offset: Offset | undefined;
}

export interface TrimOptions extends ConnectOptions, OutputOptions {
  readonly to: string;
  readonly partitions?: string;
  readonly validateOnly?: boolean;
}

/** Deletes the records of a topic before a point. Resolves with the exit code: 1 when a partition refused. */
export async function trimTopic(terminal: Terminal, topic: string, options: TrimOptions): Promise<number> {
  const point = pointOf('--to', options.to, terminal.wallMs());
  const { validateOnly = false } = options;
  const outcomes = await withClient(terminal, options, async (client) => {
    const where = await partitionsOf(client, topic, options.partitions);
    const consumer = client.rawConsumer();
    const [starts, offsets] = [await consumer.beginningOffsets(where), await offsetsOf(consumer, where, point)];
    await consumer.close();
    const asked = where.map((partition, index) => ({ ...partition, offset: offsets[index] ?? 0 }));
    const results = await client.admin().partitions.deleteRecords(asked, { validateOnly });
    return results.map(({ partition, logStartOffset, errorCode, errorMessage }, index) => ({
      topic,
      partition,
      oldStart: starts[index] ?? -1,
      start: known(logStartOffset),
      error: errorCode === '' ? null : `${errorCode}: ${errorMessage}`,
    }));
  });
  const hasFailures = outcomes.some(({ error }) => error !== null);
  type Trimmed = (typeof outcomes)[number];
  await print(terminal, options, {
    document: outcomes,
    names: outcomes.filter(({ error }) => error === null).map((one) => `${one.topic}/${one.partition}`),
    parts: [
      table(outcomes, {
        topic: (one) => one.topic,
        partition: ({ partition }) => partition,
        'old start': ({ oldStart }) => known(oldStart),
        start: ({ start }) => start,
        [validateOnly ? 'would be deleted' : 'deleted']: ({ oldStart, start }: Trimmed) =>
          start === null ? null : start - oldStart,
        ...(hasFailures ? { error: { cell: ({ error }: Trimmed) => error, colour: () => 'red' as const } } : {}),
      }),
    ],
  });
  return hasFailures ? 1 : 0;
}

/** @throws UsageError. */
function pointOf(option: string, text: string, nowWallMs: number): OffsetPoint {
  const point = parseOffsetPoint(text, nowWallMs);
  if (point !== undefined) return point;
  throw new UsageError(`${option} '${text}': expected start, end, 250, +10, -10, or a time such as @-1h`);
}
