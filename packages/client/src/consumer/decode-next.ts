import { DraveError } from '@drave/base';
import type { Compute } from '@drave/env';
import { batchCrcIsValid, type BatchInfo, decodeRecords, readBatchInfo } from '@drave/records';
import type { FetchedChunk } from './fetch-buffer.js';
import type { PartitionCursor } from './partition-cursor.js';

export interface DecodeRules {
  readonly checkCrcs: boolean;
  readonly readCommitted: boolean;
}

/**
 * Decodes the next batch of what was fetched, into the cursor. A batch that the application must not see (a control
 * batch, an aborted transaction) becomes one without records.
 * @throws DraveError CORRUPT_MESSAGE, UNSUPPORTED_COMPRESSION_TYPE.
 */
export async function decodeNext(cursor: PartitionCursor, rules: DecodeRules, compute: Compute): Promise<void> {
  const { position } = cursor;
  const place = cursor.undecoded();
  if (place === undefined || position === undefined) return;
  const { chunk, at } = place;
  const { bytes } = chunk;
  if (rules.checkCrcs && !batchCrcIsValid(bytes, at)) {
    throw new DraveError('CORRUPT_MESSAGE', `${cursor.name}: the batch for offset ${position} failed its checksum`);
  }
  const info = readBatchInfo(bytes, at);
  const wanted = info.lastOffset >= position && isVisible(info, chunk, at, rules);
  const records = wanted ? await decodeRecords(bytes, at, compute) : [];
  const { sizeBytes, lastOffset, partitionLeaderEpoch: leaderEpoch } = info;
  cursor.decoded(place, { sizeBytes, records, lastOffset, leaderEpoch });
}

/** Whether the application may see the batch. */
function isVisible(info: BatchInfo, chunk: FetchedChunk, at: number, rules: DecodeRules): boolean {
  if (info.control) return false;
  return !rules.readCommitted || !chunk.aborted.has(info, at);
}
