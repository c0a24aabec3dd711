import type { Offset, Steps } from '@drave/base';
import { inSlices, type Disk, type Env } from '@drave/env';
import { readWhole, writeAtomically } from './atomic-file.js';
import { partitionFromKey, partitionKey } from './file-names.js';
import { decodeCheckpoint, encodeLines, wholeNumber } from './text-checkpoint.js';

/** The checkpoints that Kafka keeps per data directory, one line per partition: topic, partition, offset. */
export const offsetCheckpoints = {
  highWatermarks: 'replication-offset-checkpoint',
  recoveryPoints: 'recovery-point-offset-checkpoint',
  logStarts: 'log-start-offset-checkpoint',
  cleaned: 'cleaner-offset-checkpoint',
} as const;

/** The offsets by `partitionKey`. A missing or damaged file knows nothing: every user has a safe answer to that. */
export async function readOffsets(disk: Disk, directory: string, name: string): Promise<Map<string, Offset>> {
  const bytes = await readWhole(disk, `${directory}/${name}`);
  const checkpoint = bytes === undefined ? undefined : decodeCheckpoint(bytes, 3);
  const offsets = new Map<string, Offset>();
  if (checkpoint === undefined || checkpoint.version !== 0) return offsets;
  for (const [topic, partitionWord, offsetWord] of checkpoint.entries) {
    const partition = wholeNumber(partitionWord);
    const offset = wholeNumber(offsetWord);
    if (topic === undefined || partition === undefined || offset === undefined || offset < 0) return new Map();
    offsets.set(partitionKey({ topic, partition }), offset);
  }
  return offsets;
}

export async function writeOffsets(
  env: Pick<Env, 'disk' | 'compute'>,
  directory: string,
  name: string,
  offsets: ReadonlyMap<string, Offset>,
): Promise<void> {
  await writeAtomically(env.disk, directory, name, await inSlices(env.compute, encodeOffsets(offsets)));
}

/** Encodes with one step for each partition. What the map loses or gets meanwhile may be there or not. */
function* encodeOffsets(offsets: ReadonlyMap<string, Offset>): Steps<Buffer> {
  const lines: string[] = [];
  for (const [key, offset] of offsets) {
    yield;
    const topicPartition = partitionFromKey(key);
    if (topicPartition !== undefined) lines.push(`${topicPartition.topic} ${topicPartition.partition} ${offset}`);
  }
  return yield* encodeLines(0, lines);
}
