import type { Bytes, ErrorCode, Millis } from '@drave/base';
import {
  BATCH_HEADER_BYTES,
  BATCH_LENGTH_MIN,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  batchCrcIsValid,
  batchMagic,
  batchSizeBytes,
  type BatchInfo,
  DELETE_HORIZON_BIT,
  KNOWN_ATTRIBUTE_BITS,
  NO_TIMESTAMP,
  readBatchInfo,
  type TimestampType,
} from './header.js';
import { CODEC_ID_MAX } from './compression.js';

/** What a topic demands of the batches that producers send. */
export interface ProduceRules {
  /** `max.message.bytes`: the largest batch, header included. */
  readonly batchBytesMax: Bytes;
  /** `message.timestamp.type` of the topic. With LogAppendTime the producer's timestamps are not judged. */
  readonly timestampType: TimestampType;
  /** Wall-clock bounds from `message.timestamp.before.max.ms` and `.after.max.ms`; absent means unbounded. */
  readonly timestampMin?: Millis;
  readonly timestampMax?: Millis;
  /**
   * Whether a transaction coordinator vouches for the transaction of these batches. None does yet: a transaction that
   * cannot be ended would hold back the last stable offset, `read_committed` consumers and the cleaner for ever.
   */
  readonly transactionVerified?: boolean;
  /** How many batches one request may carry for one partition (Kafka's wire protocol: 1). Absent means any number. */
  readonly batchCountMax?: number;
}

type ValidatedBatches =
  | { readonly kind: 'ok'; readonly batches: readonly BatchInfo[]; readonly recordCount: number }
  | { readonly kind: 'invalid'; readonly code: ErrorCode; readonly message: string; readonly batchIndex: number };

/**
 * Judges what a producer sent for one partition: nothing but whole, well-formed, checksummed batches back to back. One
 * pass per batch, no work per record: `RecordCheck` judges those. Changes nothing; the first fault decides.
 *
 * Codes: CORRUPT_MESSAGE (checksum, length), INVALID_RECORD (a header that lies or claims what only brokers may),
 * INVALID_TXN_STATE (a transactional batch without a verified transaction), MESSAGE_TOO_LARGE, UNSUPPORTED_VERSION
 * (magic 0 or 1), UNSUPPORTED_COMPRESSION_TYPE, INVALID_TIMESTAMP.
 */
export function validateProducedBatches(bytes: Buffer, rules: ProduceRules): ValidatedBatches {
  const batches: BatchInfo[] = [];
  let recordCount = 0;
  let at = 0;
  while (at < bytes.length) {
    const batchIndex = batches.length;
    if (rules.batchCountMax !== undefined && batchIndex >= rules.batchCountMax) {
      return invalid('INVALID_RECORD', `a request may carry ${rules.batchCountMax} batch per partition`, batchIndex);
    }
    const frameFault = checkFrame(bytes, at, rules);
    if (frameFault !== undefined) return { kind: 'invalid', batchIndex, ...frameFault };
    const info = readBatchInfo(bytes, at);
    const headerFault = checkHeader(info, rules);
    if (headerFault !== undefined) return { kind: 'invalid', batchIndex, ...headerFault };
    batches.push(info);
    recordCount += info.recordCount;
    at += info.sizeBytes;
  }
  if (batches.length === 0) return invalid('INVALID_RECORD', 'the request carries no record batch', 0);
  return { kind: 'ok', batches, recordCount };
}

interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The smallest record: length, attributes, two deltas, null key, null value, no headers, one byte each. */
const RECORD_BYTES_MIN = 7;

function invalid(code: ErrorCode, message: string, batchIndex: number): ValidatedBatches {
  return { kind: 'invalid', code, message, batchIndex };
}

/** Length, magic, size and checksum: whether the bytes are a batch at all. */
function checkFrame(bytes: Buffer, at: number, rules: ProduceRules): Fault | undefined {
  const available = bytes.length - at;
  if (available < BATCH_HEADER_BYTES) {
    return { code: 'CORRUPT_MESSAGE', message: `${available} bytes are too few for a batch header (61)` };
  }
  const magic = batchMagic(bytes, at);
  if (magic !== BATCH_MAGIC) {
    if (magic === 0 || magic === 1) {
      return { code: 'UNSUPPORTED_VERSION', message: `message format ${magic} is not supported: send format 2` };
    }
    return { code: 'CORRUPT_MESSAGE', message: `unknown message format ${magic}` };
  }
  const sizeBytes = batchSizeBytes(bytes, at);
  if (sizeBytes < BATCH_LENGTH_MIN + BATCH_OVERHEAD_BYTES) {
    return { code: 'CORRUPT_MESSAGE', message: `batch length ${sizeBytes} is smaller than its header` };
  }
  if (sizeBytes > rules.batchBytesMax) {
    const message = `the batch has ${sizeBytes} bytes, max.message.bytes is ${rules.batchBytesMax}`;
    return { code: 'MESSAGE_TOO_LARGE', message };
  }
  if (sizeBytes > available) {
    return { code: 'CORRUPT_MESSAGE', message: `the batch says ${sizeBytes} bytes, only ${available} are there` };
  }
  if (!batchCrcIsValid(bytes, at)) return { code: 'CORRUPT_MESSAGE', message: 'the batch failed its CRC-32C' };
  return undefined;
}

function checkHeader(info: BatchInfo, rules: ProduceRules): Fault | undefined {
  const fault = (message: string): Fault => ({ code: 'INVALID_RECORD', message });
  if (info.baseOffset !== 0) return fault(`a producer's base offset must be 0, got ${info.baseOffset}`);
  if (info.recordCount <= 0) return fault(`a batch must hold records, got a count of ${info.recordCount}`);
  if (info.lastOffset !== info.recordCount - 1) {
    return fault(`last offset delta ${info.lastOffset} does not match ${info.recordCount} records`);
  }
  if (info.control) return fault('only brokers may write control batches');
  if ((info.attributes & ~KNOWN_ATTRIBUTE_BITS) !== 0 || (info.attributes & DELETE_HORIZON_BIT) !== 0) {
    return fault(`attributes 0x${(info.attributes & 0xffff).toString(16)} carry bits that producers may not set`);
  }
  if (info.codecId > CODEC_ID_MAX) {
    return { code: 'UNSUPPORTED_COMPRESSION_TYPE', message: `compression type ${info.codecId} is not supported` };
  }
  if (info.codecId === 0 && info.recordCount > (info.sizeBytes - BATCH_HEADER_BYTES) / RECORD_BYTES_MIN) {
    return fault(`${info.recordCount} records cannot fit into ${info.sizeBytes} bytes`);
  }
  return checkProducer(info) ?? checkTransaction(info, rules) ?? checkTimestamps(info, rules);
}

function checkProducer(info: BatchInfo): Fault | undefined {
  const fault = (message: string): Fault => ({ code: 'INVALID_RECORD', message });
  if (!Number.isSafeInteger(info.producerId) || info.producerId < -1) return fault('the producer id is out of range');
  if (info.producerId === -1) {
    return info.transactional ? fault('a transactional batch needs a producer id') : undefined;
  }
  if (info.producerEpoch < 0) return fault(`producer epoch ${info.producerEpoch} is negative`);
  if (info.baseSequence < 0) return fault(`base sequence ${info.baseSequence} is negative`);
  return undefined;
}

/** Kafka's answer when no transaction is open for this producer and epoch (KIP-890). */
function checkTransaction(info: BatchInfo, rules: ProduceRules): Fault | undefined {
  if (!info.transactional || rules.transactionVerified === true) return undefined;
  return {
    code: 'INVALID_TXN_STATE',
    message: `producer ${info.producerId} has no open transaction here: this cluster has no transaction coordinator, write without a transaction`,
  };
}

/** Judged by the header: the first and the largest timestamp. */
function checkTimestamps(info: BatchInfo, rules: ProduceRules): Fault | undefined {
  const fault = (message: string): Fault => ({ code: 'INVALID_TIMESTAMP', message });
  if (!Number.isSafeInteger(info.maxTimestamp) || !Number.isSafeInteger(info.baseTimestamp)) {
    return fault('a timestamp is out of range');
  }
  if (rules.timestampType === 'LogAppendTime') return undefined;
  if (info.timestampType === 'LogAppendTime') return fault('producers may not set the log-append-time bit');
  if (info.maxTimestamp === NO_TIMESTAMP) return undefined;
  if (rules.timestampMax !== undefined && info.maxTimestamp > rules.timestampMax) {
    return fault(`timestamp ${info.maxTimestamp} is later than message.timestamp.after.max.ms allows`);
  }
  if (rules.timestampMin !== undefined && info.baseTimestamp < rules.timestampMin) {
    return fault(`timestamp ${info.baseTimestamp} is earlier than message.timestamp.before.max.ms allows`);
  }
  return undefined;
}
