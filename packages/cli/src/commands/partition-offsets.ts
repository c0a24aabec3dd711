import { DraveError, type Offset, type TopicPartition } from '@drave/base';
import type { Client, RawConsumer } from '@drave/client';
import type { OffsetPoint } from '../offset-range.js';

/**
 * The partitions of a topic, or those that are listed, as in `0,2`.
 * @throws DraveError UNKNOWN_TOPIC_OR_PARTITION.
 */
export async function partitionsOf(
  client: Client,
  topic: string,
  listed: string | undefined,
): Promise<TopicPartition[]> {
  const view = await client.topic(topic);
  if (view === undefined)
    throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${topic}'; see drave topic ls`);
  const all = view.partitions.map(({ partition }) => partition);
  const wanted = listed === undefined ? all : listed.split(',').map(Number);
  const wrong = wanted.find((partition) => !all.includes(partition));
  if (wrong !== undefined)
    throw new DraveError(
      'UNKNOWN_TOPIC_OR_PARTITION',
      `${topic} has partitions 0 to ${all.length - 1}, not '${listed}'`,
    );
  return wanted.map((partition) => ({ topic, partition }));
}

/** The offset of `point` in each partition, limited to the range from its beginning to its end. */
export async function offsetsOf(
  consumer: RawConsumer,
  partitions: readonly TopicPartition[],
  point: OffsetPoint,
): Promise<Offset[]> {
  const [starts, ends] = [await consumer.beginningOffsets(partitions), await consumer.endOffsets(partitions)];
  const times = point.kind === 'time' ? await consumer.offsetsForTime(partitions, point.wallMs) : [];
  return partitions.map((_, index) => {
    const [start = 0, end = 0, time = -1] = [starts[index], ends[index], times[index]];
    const offset = placeOf(point, start, end, time);
    return Math.min(Math.max(offset, start), end);
  });
}

function placeOf(point: OffsetPoint, start: Offset, end: Offset, time: Offset): Offset {
  switch (point.kind) {
    case 'start':
      return start;
    case 'end':
      return end;
    case 'offset':
      return point.offset;
    case 'afterStart':
      return start + point.count;
    case 'beforeEnd':
      return end - point.count;
    case 'time':
      return time < 0 ? end : time;
  }
}
