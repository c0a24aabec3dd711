import type { TopicName } from '@drave/base';
import type { RawRecord } from '../options.js';
import { type HandlerFailure, messageOf } from './handler-failure.js';
import type { TakenRecord } from './record-runner.js';

/**
 * The record that is written to the dead-letter topic for one that could not be handled: the same key, value and
 * headers, and headers that tell where it comes from and what was wrong. Their values are text in UTF-8.
 *
 * | header | |
 * |---|---|
 * | `dlq.topic`, `dlq.partition`, `dlq.offset` | where the record is |
 * | `dlq.timestamp` | its timestamp, in ms since 1970 |
 * | `dlq.group` | the group whose member has read it; absent without one |
 * | `dlq.attempts` | how often the handler was tried; 0 when the record could not be deserialized |
 * | `dlq.error` | the message of the last error, at most 1,000 characters |
 */
export function deadLetterOf(
  topic: TopicName,
  groupId: string | undefined,
  { cursor, record }: TakenRecord,
  { error, attempts }: HandlerFailure,
): RawRecord {
  const told: [key: string, value: string][] = [
    ['dlq.topic', cursor.topic],
    ['dlq.partition', `${cursor.partition}`],
    ['dlq.offset', `${record.offset}`],
    ['dlq.timestamp', `${record.timestamp}`],
    ['dlq.attempts', `${attempts}`],
    ['dlq.error', messageOf(error).slice(0, ERROR_LENGTH_MAX)],
  ];
  if (groupId !== undefined) told.push(['dlq.group', groupId]);
  // A dead letter that was read again and failed again tells of the last time.
  const names = new Set(told.map(([key]) => key));
  const kept = record.headers.filter(({ key }) => !names.has(key));
  const added = told.map(([key, value]) => ({ key, value: Buffer.from(value, 'utf8') }));
  return { topic, key: record.key, value: record.value, headers: [...kept, ...added] };
}

const ERROR_LENGTH_MAX = 1000;
