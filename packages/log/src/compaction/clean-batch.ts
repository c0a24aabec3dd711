import type { Millis } from '@drave/base';
import type { Compute } from '@drave/env';
import { BatchBuilder, type BatchInfo, codecById, DELETE_HORIZON_BIT, type DecodedRecord } from '@drave/records';
import { readStored } from '../stored-records.js';
import type { KeyOffsets } from './key-offsets.js';
import type { TransactionVerdict } from './transaction-filter.js';

export interface CleanRules {
  readonly keys: KeyOffsets;
  readonly nowWallMs: Millis;
  readonly deleteRetentionMs: Millis;
  readonly compute: Compute;
}

interface CleanedBatch {
  /** Undefined: nothing of the batch stays. */
  readonly bytes: Buffer | undefined;
  readonly recordsKept: number;
  readonly recordsDropped: number;
}

/**
 * What stays of one batch: the newest record of every key, tombstones until their delete horizon has passed (KIP-534),
 * and markers until it has passed and their transaction has no data left. A batch that keeps everything is copied as it
 * is, and so is one that cannot be opened: no key of it is known, so none of it is known to be superseded.
 *
 * `lastOfProducer`: the batch carries the last sequence of a producer; without records it stays as an empty one, or a
 * restart would forget the sequence.
 */
export async function cleanBatch(
  buffer: Buffer,
  info: BatchInfo,
  verdict: TransactionVerdict,
  lastOfProducer: boolean,
  rules: CleanRules,
): Promise<CleanedBatch> {
  const horizonMs = (info.attributes & DELETE_HORIZON_BIT) === 0 ? undefined : info.baseTimestamp;
  const horizonPassed = horizonMs !== undefined && horizonMs <= rules.nowWallMs;
  const whole = buffer.subarray(info.position, info.position + info.sizeBytes);
  const stored = await readStored(buffer, info.position, rules.compute);
  if (stored.kind === 'unreadable' && verdict !== 'aborted')
    return { bytes: whole, recordsKept: info.recordCount, recordsDropped: 0 };
  const records = stored.kind === 'readable' ? stored.records : [];
  const kept =
    verdict === 'aborted' ? [] : records.filter((record) => stays(record, info, verdict, horizonPassed, rules));
  const recordsDropped = records.length - kept.length;
  if (kept.length === 0) {
    const bytes = lastOfProducer ? rebuild([], info, horizonMs) : undefined;
    // Its time stays: producers are forgotten by the time of their last batch.
    const header = { ...headerOf(info), emptyTimestamp: info.maxTimestamp };
    return { bytes: bytes?.finish(header), recordsKept: 0, recordsDropped };
  }
  const needsHorizon =
    horizonMs === undefined &&
    (verdict === 'emptyMarker' || (!info.control && kept.some((record) => record.value === null)));
  if (recordsDropped === 0 && !needsHorizon) return { bytes: whole, recordsKept: kept.length, recordsDropped };
  const builder = rebuild(kept, info, needsHorizon ? rules.nowWallMs + rules.deleteRetentionMs : horizonMs);
  const codec = codecById(info.codecId);
  const bytes =
    codec === undefined || codec === 'none'
      ? builder.finish(headerOf(info))
      : await builder.finishCompressed(codec, rules.compute, headerOf(info));
  return { bytes, recordsKept: kept.length, recordsDropped };
}

function stays(
  record: DecodedRecord,
  info: BatchInfo,
  verdict: TransactionVerdict,
  horizonPassed: boolean,
  rules: CleanRules,
): boolean {
  if (info.control) return !(verdict === 'emptyMarker' && horizonPassed);
  if (record.offset > rules.keys.latestOffset) return true;
  if (record.key === null) return false;
  const newest = rules.keys.get(record.key);
  if (newest !== undefined && record.offset < newest) return false;
  return record.value !== null || !horizonPassed;
}

function rebuild(kept: readonly DecodedRecord[], info: BatchInfo, deleteHorizonMs: Millis | undefined): BatchBuilder {
  const builder = new BatchBuilder({
    initialBytes: Math.max(info.sizeBytes, 256),
    ...(deleteHorizonMs === undefined ? {} : { deleteHorizonMs }),
  });
  for (const { offset, timestamp, key, value, headers } of kept) {
    builder.appendAt(offset - info.baseOffset, timestamp, key, value, headers);
  }
  return builder;
}

function headerOf(info: BatchInfo) {
  return {
    baseOffset: info.baseOffset,
    partitionLeaderEpoch: info.partitionLeaderEpoch,
    producerId: info.producerId,
    producerEpoch: info.producerEpoch,
    baseSequence: info.baseSequence,
    transactional: info.transactional,
    control: info.control,
    lastOffsetDelta: info.lastOffset - info.baseOffset,
    ...(info.timestampType === 'LogAppendTime' ? { logAppendTimeMs: info.maxTimestamp } : {}),
  };
}
