import type { Millis, Offset } from '@drave/base';
import { BatchBuilder, type BatchOptions } from '../builder.js';
import { type BatchInfo, sequenceAfter } from '../header.js';

export { bombBatch, type Poison, poisonBatch, poisons } from './poison.js';

interface TestRecord {
  readonly key?: string | Uint8Array | null;
  readonly value?: string | Uint8Array | null;
  readonly timestamp?: Millis;
}

/** An uncompressed batch of the given records, for other packages' tests. */
export function testBatch(records: readonly TestRecord[], options: BatchOptions = {}): Buffer {
  const builder = new BatchBuilder({ initialBytes: 256 });
  for (const record of records) builder.append(record.timestamp ?? 0, bytesOf(record.key), bytesOf(record.value));
  return builder.finish(options);
}

/** A batch of `count` records whose values are `<prefix><offset>`. */
export function numberedBatch(baseOffset: Offset, count: number, options: BatchOptions = {}, prefix = 'v'): Buffer {
  const records = Array.from({ length: count }, (_, index) => ({ value: `${prefix}${baseOffset + index}` }));
  return testBatch(records, { ...options, baseOffset });
}

/** The sequence of the last record of an idempotent producer's batch. */
export function lastSequence({ baseSequence, baseOffset, lastOffset }: BatchInfo): number {
  return sequenceAfter(baseSequence, lastOffset - baseOffset);
}

function bytesOf(input: string | Uint8Array | null | undefined): Uint8Array | null {
  if (input === undefined || input === null) return null;
  return typeof input === 'string' ? Buffer.from(input) : input;
}
