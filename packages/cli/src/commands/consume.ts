import { DraveError, type Offset, type TopicPartition } from '@drave/base';
import type { RawConsumer, StartPosition } from '@drave/client';
import { parseOffsetRange, type OffsetPoint, type OffsetRange } from '../offset-range.js';
import type { OutputOptions } from '../output.js';
import { compileFormat, type RecordFormat } from '../records/record-format.js';
import { recordToJson } from '../records/record-json.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import { offsetsOf, partitionsOf } from './partition-offsets.js';
import type { ConnectOptions } from './connect-options.js';
import { UsageError } from '../parse.js';

export interface ConsumeOptions extends ConnectOptions, OutputOptions {
  readonly offset: string;
  readonly partitions?: string;
  readonly count?: number;
  readonly format: string;
  readonly group?: string;
}

/**
 * `drave consume`: prints records until the range, the count or the user ends it. One partition's records stay in
 * order.
 */
export async function consume(terminal: Terminal, topic: string, options: ConsumeOptions): Promise<void> {
  const range = parseOffsetRange(options.offset, terminal.wallMs());
  const show = options.output === 'json' ? jsonLine : compileFormat(options.format);
  if (options.group !== undefined) {
    await consumeAsMember(terminal, topic, options.group, range, options, show);
    return;
  }
  await withClient(terminal, options, async (client) => {
    const partitions = await partitionsOf(client, topic, options.partitions);
    const consumer = client.rawConsumer();
    const ends = await endsOf(consumer, partitions, range.until);
    const { from } = range;
    const starts = await startsOf(consumer, partitions, from);
    if (from.kind === 'offset')
      await reachOffset(terminal, consumer, partitions, starts, from.offset, range.until !== undefined);
    const open = new Map<number, Offset>();
    partitions.forEach(({ partition }, index) => open.set(partition, ends?.[index] ?? Number.POSITIVE_INFINITY));
    consumer.assign(partitions.map((where, index) => ({ ...where, from: starts[index] ?? 'earliest' })));
    const first = from.kind === 'offset' ? from.offset : 0;
    await pump(terminal, consumer, partitions, { open, first }, show, options.count ?? Number.POSITIVE_INFINITY);
  });
}

/**
 * Handles partitions that end before `offset`: they are read from their ends, and records below `offset` are not shown.
 * A note says so, because no record may come for a long time.
 * @throws DraveError OFFSET_OUT_OF_RANGE when the range is `bounded` and no record can be in it.
 */
async function reachOffset(
  terminal: Terminal,
  consumer: RawConsumer,
  partitions: readonly TopicPartition[],
  starts: StartPosition[],
  offset: Offset,
  bounded: boolean,
): Promise<void> {
  const ends = await consumer.endOffsets(partitions);
  const short = partitions.flatMap(({ topic, partition }, index) => {
    const end = ends[index] ?? 0;
    if (end >= offset) return [];
    starts[index] = end;
    return [`${topic}/${partition} ends at ${end}`];
  });
  if (short.length === 0) return;
  const said = short.slice(0, PARTITIONS_SHOWN_MAX).join(', ');
  if (!bounded) terminal.note(`${said}; waiting for ${offset}`);
  else if (short.length === partitions.length)
    throw new DraveError('OFFSET_OUT_OF_RANGE', `${said}: there is nothing at offset ${offset} yet`);
}

const PARTITIONS_SHOWN_MAX = 5;

/**
 * Consumes as a member of a group, until the count is reached or the user ends it. What was printed is committed, also
 * at the end.
 */
async function consumeAsMember(
  terminal: Terminal,
  topic: string,
  groupId: string,
  { from, until }: OffsetRange,
  { count, partitions, ...options }: ConsumeOptions,
  show: RecordFormat,
): Promise<void> {
  if ((from.kind !== 'start' && from.kind !== 'end') || until !== undefined || partitions !== undefined)
    throw new UsageError(
      '--group: the group says where to go on; --offset start or end is for what it has not committed yet',
    );
  await withClient(terminal, options, async (client) => {
    const autoOffsetReset = from.kind === 'start' ? 'earliest' : 'latest';
    const consumer = client.rawConsumer({
      groupId,
      autoOffsetReset,
      enableAutoCommit: false,
      clientId: 'drave-consume',
    });
    consumer.subscribe(topic);
    const interruption = terminal.interruption();
    let left = count ?? Number.POSITIVE_INFINITY;
    while (left > 0 && !interruption.aborted) {
      for (const { partition, records } of await consumer.poll({ timeoutMs: 200, maxRecords: Math.min(left, 500) })) {
        left -= records.length;
        await terminal.write(Buffer.concat(records.map((record) => show({ topic, partition, ...record }))));
      }
      await consumer.commit();
    }
    await consumer.close();
  });
}

interface ShownRange {
  /** The exclusive end offset of each partition that is still being read. */
  readonly open: Map<number, Offset>;
  /** Nothing below this offset is shown. */
  readonly first: Offset;
}

async function pump(
  terminal: Terminal,
  consumer: RawConsumer,
  partitions: readonly TopicPartition[],
  { open, first }: ShownRange,
  show: RecordFormat,
  countMax: number,
): Promise<void> {
  const interruption = terminal.interruption();
  let left = countMax;
  while (left > 0 && !interruption.aborted) {
    // A partition may have no record before its end, after compaction or because it is empty, so positions are checked
    // as well.
    for (const where of partitions) if (isAtEnd(consumer, where, open)) open.delete(where.partition);
    if (open.size === 0) return;
    for (const { partition, topic, records } of await consumer.poll({ timeoutMs: 200 })) {
      const end = open.get(partition);
      if (end === undefined) continue;
      const wanted = records.filter(({ offset }) => offset >= first && offset < end).slice(0, left);
      left -= wanted.length;
      if (wanted.length > 0)
        await terminal.write(Buffer.concat(wanted.map((record) => show({ topic, partition, ...record }))));
    }
  }
}

function isAtEnd(consumer: RawConsumer, where: TopicPartition, open: ReadonlyMap<number, Offset>): boolean {
  const end = open.get(where.partition);
  const position = consumer.position(where);
  return end !== undefined && position !== undefined && position >= end;
}

async function startsOf(
  consumer: RawConsumer,
  partitions: readonly TopicPartition[],
  point: OffsetPoint,
): Promise<StartPosition[]> {
  switch (point.kind) {
    case 'start':
      return partitions.map(() => 'earliest');
    case 'end':
      return consumer.endOffsets(partitions);
    case 'offset':
      return partitions.map(() => point.offset);
    default:
      return offsetsOf(consumer, partitions, point);
  }
}

async function endsOf(
  consumer: RawConsumer,
  partitions: readonly TopicPartition[],
  point: OffsetPoint | undefined,
): Promise<Offset[] | undefined> {
  return point === undefined ? undefined : offsetsOf(consumer, partitions, point);
}

const jsonLine: RecordFormat = (record) => Buffer.from(`${recordToJson(record)}\n`);
