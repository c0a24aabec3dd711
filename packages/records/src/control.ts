import { type Epoch, isDraveError, type Millis, type Offset, type ProducerId } from '@drave/base';
import { BatchBuilder } from './builder.js';
import { openPlainRecords, type RecordCursor } from './decode.js';
import type { DecodedRecord } from './record.js';

/** The end of a transaction in one partition, as the coordinator writes it. */
export interface EndTransactionMarker {
  readonly kind: 'commit' | 'abort';
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: Epoch;
}

/**
 * A control batch with one marker. Key: version i16 = 0, type i16 (0 abort, 1 commit). Value: version i16 = 0,
 * coordinator epoch i32.
 */
export function encodeEndTransactionMarker(
  marker: EndTransactionMarker,
  timestamp: Millis,
  baseOffset: Offset = 0,
): Buffer {
  const key = Buffer.alloc(4);
  key.writeInt16BE(marker.kind === 'commit' ? TYPE_COMMIT : TYPE_ABORT, 2);
  const value = Buffer.alloc(6);
  value.writeInt32BE(marker.coordinatorEpoch, 2);
  const builder = new BatchBuilder({ initialBytes: 256 });
  builder.append(timestamp, key, value);
  const { producerId, producerEpoch } = marker;
  return builder.finish({ producerId, producerEpoch, transactional: true, control: true, baseOffset });
}

export type ControlRecord =
  | EndTransactionMarker
  /** A type or version we do not know, which readers skip. */
  | { readonly kind: 'unknown'; readonly type: number };

/**
 * What the control batch at `at` says; undefined when it holds no record (the cleaner keeps empty ones). One whose
 * record is malformed is of an unknown type: it ends no transaction that could be named.
 */
export function decodeControlBatch(buffer: Buffer, at: number): ControlRecord | undefined {
  let cursor: RecordCursor | undefined;
  let record: DecodedRecord | undefined;
  try {
    cursor = openPlainRecords(buffer, at);
    record = cursor?.next();
  } catch (reason) {
    if (!isDraveError(reason, 'CORRUPT_MESSAGE')) throw reason;
    return { kind: 'unknown', type: -1 };
  }
  if (cursor === undefined || record === undefined) return undefined;
  if (record.key === null || record.key.length < 4) return { kind: 'unknown', type: -1 };
  const type = record.key.readInt16BE(2);
  const known = (type === TYPE_COMMIT || type === TYPE_ABORT) && record.value !== null && record.value.length >= 6;
  if (!known || record.value === null) return { kind: 'unknown', type };
  const { producerId, producerEpoch } = cursor.info;
  const coordinatorEpoch = record.value.readInt32BE(2);
  return { kind: type === TYPE_COMMIT ? 'commit' : 'abort', producerId, producerEpoch, coordinatorEpoch };
}

const TYPE_ABORT = 0;
const TYPE_COMMIT = 1;
