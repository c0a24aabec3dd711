import type { Compute } from '@drave/env';
import type { StoredBatch, UnreadableEnd } from '@drave/log/inspect';
import {
  codecById,
  type DecodedRecord,
  decodeControlBatch,
  DELETE_HORIZON_BIT,
  openRecords,
  sequenceAfter,
} from '@drave/records';
import { decodeCoordinatorRecord, type RecordDecoder } from './coordinator-record.js';
import { bytesField } from './record-json.js';

/** One line of `log dump -o ndjson`: a batch as its header says it. */
export interface DumpedBatch {
  readonly kind: 'batch';
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly count: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly partitionLeaderEpoch: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  /** Null unless the cleaner has set one. */
  readonly deleteHorizonMs: number | null;
  /** Where it begins in the file, bytes. */
  readonly position: number;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  /** The largest of its records. */
  readonly timestamp: number;
  readonly size: number;
  readonly magic: number;
  readonly compression: string;
  readonly crc: number;
  readonly isValid: boolean;
}

/** A record; its line in the output has key and value, or what was decoded of them. */
export interface DumpedRecord {
  readonly kind: 'record';
  readonly offset: number;
  readonly timestamp: number;
  /** Bytes; -1 for null. */
  readonly keySize: number;
  readonly valueSize: number;
  /** -1 where the batch has none. */
  readonly sequence: number;
  readonly [field: string]: unknown;
}

/** What does not fit a segment, from here to its end. */
export interface DumpedEnd {
  readonly kind: 'unreadable';
  readonly position: number;
  readonly bytes: number;
  readonly reason: string;
}

export function dumpedBatch({ info, buffer, filePosition, crcIsValid }: StoredBatch): DumpedBatch {
  const { baseOffset, lastOffset, recordCount, baseSequence, producerId, producerEpoch } = info;
  return {
    kind: 'batch',
    baseOffset,
    lastOffset,
    count: recordCount,
    baseSequence,
    lastSequence: baseSequence < 0 ? -1 : sequenceAfter(baseSequence, lastOffset - baseOffset),
    producerId,
    producerEpoch,
    partitionLeaderEpoch: info.partitionLeaderEpoch,
    isTransactional: info.transactional,
    isControl: info.control,
    deleteHorizonMs: (info.attributes & DELETE_HORIZON_BIT) === 0 ? null : info.baseTimestamp,
    position: filePosition,
    timestampType: info.timestampType,
    timestamp: info.maxTimestamp,
    size: info.sizeBytes,
    magic: buffer.readInt8(info.position + 16),
    compression: codecById(info.codecId) ?? `unknown (${info.codecId})`,
    crc: buffer.readUInt32BE(info.position + 17),
    isValid: crcIsValid,
  };
}

export function dumpedEnd({ filePosition, bytes, reason }: UnreadableEnd): DumpedEnd {
  return { kind: 'unreadable', position: filePosition, bytes, reason };
}

/**
 * The records of a batch.
 * @throws DraveError CORRUPT_MESSAGE, UNSUPPORTED_COMPRESSION_TYPE when it cannot be opened.
 */
export async function* dumpedRecords(
  { info, buffer }: StoredBatch,
  compute: Compute,
  decoder: RecordDecoder,
): AsyncGenerator<DumpedRecord, void, undefined> {
  const cursor = await openRecords(buffer, info.position, compute);
  for (let record = cursor.next(); record !== undefined; record = cursor.next()) {
    const { offset, timestamp, key, value } = record;
    const delta = offset - info.baseOffset;
    yield {
      kind: 'record',
      offset,
      timestamp,
      keySize: key?.length ?? -1,
      valueSize: value?.length ?? -1,
      sequence: info.baseSequence < 0 ? -1 : sequenceAfter(info.baseSequence, delta),
      ...contentOf(record, info.control ? decodeControlBatch(buffer, info.position) : undefined, decoder),
    };
  }
}

function contentOf(
  { key, value, headers }: DecodedRecord,
  control: ReturnType<typeof decodeControlBatch>,
  decoder: RecordDecoder,
): Record<string, unknown> {
  if (control !== undefined) {
    if (control.kind === 'unknown') return { controlType: control.type };
    return { endTxnMarker: control.kind.toUpperCase(), coordinatorEpoch: control.coordinatorEpoch };
  }
  const decoded = decoder === 'none' ? undefined : decodeCoordinatorRecord(decoder, key, value);
  if (decoded !== undefined) return { decoded };
  const named = headers.map((header) => [header.key, header.value?.toString('utf8') ?? null]);
  const plain = { ...bytesField('key', key), ...bytesField('value', value) };
  return headers.length === 0 ? plain : { ...plain, headers: named };
}
