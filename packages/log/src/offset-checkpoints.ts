import type { Offset } from '@drave/base';
import type { Disk } from '@drave/env';
import { readWhole, writeAtomically } from './atomic-file.js';
import { partitionFromKey, partitionKey } from './file-names.js';
import { decodeCheckpoint, encodeCheckpoint, wholeNumber } from './text-checkpoint.js';

/** The checkpoints that Kafka keeps per data directory, one line per partition: topic, partition, offset. */
export const offsetCheckpoints = {
  highWatermarks: 'replication-offset-checkpoint',
  recoveryPoints: 'recovery-point-offset-checkpoint',
  logStarts: 'log-start-offset-checkpoint',
  cleaned: 'cleaner-offset-checkpoint',
} as const;

/** By `partitionKey`. A missing or damaged file knows nothing: every user has a safe answer to that. */
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

export function writeOffsets(
  disk: Disk,
  directory: string,
  name: string,
  offsets: ReadonlyMap<string, Offset>,
): Promise<void> {
  const entries: string[][] = [];
  for (const key of [...offsets.keys()].sort()) {
    const topicPartition = partitionFromKey(key);
    const offset = offsets.get(key);
    if (topicPartition === undefined || offset === undefined) continue;
    entries.push([topicPartition.topic, String(topicPartition.partition), String(offset)]);
  }
  return writeAtomically(disk, directory, name, encodeCheckpoint({ version: 0, entries }));
}
