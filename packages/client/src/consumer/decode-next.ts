import { DraveError } from '@drave/base';
import type { Compute } from '@drave/env';
import {
  batchCrcIsValid,
  type BatchInfo,
  decodeControlBatch,
  type DecodedRecord,
  decodeRecords,
  readBatchInfo,
} from '@drave/records';
import type { AssignedPartition, FetchedChunk } from './assigned-partition.js';

export interface DecodeRules {
  readonly checkCrcs: boolean;
  readonly readCommitted: boolean;
}

/**
 * Decodes the next batch of what was fetched into `partition.current`, or goes past it when it holds nothing for the
 * application (control batches, aborted transactions, records below the position).
 * @throws DraveError CORRUPT_MESSAGE, UNSUPPORTED_COMPRESSION_TYPE.
 */
export async function decodeNext(partition: AssignedPartition, rules: DecodeRules, compute: Compute): Promise<void> {
  const next = partition.peekChunk();
  if (next === undefined || partition.position === undefined) return;
  const { chunk, at } = next;
  const { bytes } = chunk;
  if (rules.checkCrcs && !batchCrcIsValid(bytes, at)) {
    throw new DraveError(
      'CORRUPT_MESSAGE',
      `${partition.name}: the batch for offset ${partition.position} failed its checksum`,
    );
  }
  const info = readBatchInfo(bytes, at);
  const wanted = info.lastOffset >= partition.position && isVisible(info, chunk, at, rules);
  const records = wanted ? await decodeRecords(bytes, at, compute) : [];
  // A seek or a truncation while the codec worked has dropped the chunk.
  if (partition.peekChunk()?.chunk !== chunk) return;
  partition.advanceChunk(info.sizeBytes);
  const first = firstAtOrAfter(records, partition.position);
  partition.current = { records, lastOffset: info.lastOffset, leaderEpoch: info.partitionLeaderEpoch, next: first };
  partition.doubts = 0;
}

/** Under read committed, whether a batch belongs to no aborted transaction. Each chunk names those that touch it. */
function isVisible(info: BatchInfo, chunk: FetchedChunk, at: number, rules: DecodeRules): boolean {
  if (info.control) return false;
  if (!rules.readCommitted || !info.transactional) return true;
  const begun = chunk.aborted.filter(
    ({ producerId, firstOffset }) => producerId === info.producerId && firstOffset <= info.lastOffset,
  );
  if (begun.length === 0) return true;
  // The producer's markers between the transaction's start and this batch end that many transactions.
  return markersBefore(chunk, info, at) >= begun.length;
}

function markersBefore(chunk: FetchedChunk, info: BatchInfo, end: number): number {
  let markers = 0;
  for (let at = 0; at < end; ) {
    const other = readBatchInfo(chunk.bytes, at);
    if (other.control && other.producerId === info.producerId) {
      if (decodeControlBatch(chunk.bytes, at)?.kind === 'abort') markers++;
    }
    at += other.sizeBytes;
  }
  return markers;
}

function firstAtOrAfter(records: readonly DecodedRecord[], offset: number): number {
  const index = records.findIndex((record) => record.offset >= offset);
  return index < 0 ? records.length : index;
}
