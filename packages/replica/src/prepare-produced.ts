import { isDraveError, type Millis } from '@drave/base';
import type { Compute } from '@drave/env';
import {
  codecById,
  openSection,
  RecordCheck,
  recompressBatch,
  rewriteMaxTimestamp,
  type BatchFault,
  type BatchInfo,
  type CompressionType,
  type RecordRules,
} from '@drave/records';
import type { AppendFailure, ProduceSettings } from './append.js';

/** What a topic demands that cannot be judged, or done, from the headers of the batches. */
interface Demands {
  readonly compressionType: CompressionType | 'producer';
  readonly batchBytesMax: number;
  /** The log stamps the batches itself: what their headers say of time does not count. */
  readonly logAppendTime: boolean;
  readonly records: RecordRules;
}

export function demandsOf(produce: ProduceSettings, wallMs: Millis): Demands {
  const { compressionType, batchBytesMax, keyRequired } = produce;
  const logAppendTime = produce.timestampType === 'LogAppendTime';
  const bounds = logAppendTime
    ? {}
    : { timestampMin: wallMs - produce.timestampBeforeMaxMs, timestampMax: wallMs + produce.timestampAfterMaxMs };
  return { compressionType, batchBytesMax, logAppendTime, records: { keyRequired, ...bounds } };
}

export type Prepared = { readonly kind: 'ok'; readonly bytes: Buffer } | AppendFailure;

/**
 * What a producer sent for one partition, on its way into the log. Every record is judged, as in Kafka's LogValidator:
 * what is stored is read by others than its producer (time lookups, the cleaner, consumers in other languages), and
 * none of them may find a batch that cannot be opened. Then the batches get the topic's codec, and headers that say the
 * truth about time.
 *
 * Few plain records are judged at once (`now`); for many, or compressed ones, the work goes on in `later`.
 */
export class ProducedBatches {
  private readonly bytes: Buffer;
  private readonly batches: readonly BatchInfo[];
  private readonly demands: Demands;
  private unitsLeft = UNITS_AT_ONCE;
  /** The batches that have been judged so far; the others wait for `later`. */
  private readonly parts: Buffer[] = [];
  private underWay: RecordCheck | undefined;
  private recordsBefore = 0;

  constructor(bytes: Buffer, batches: readonly BatchInfo[], demands: Demands) {
    this.bytes = bytes;
    this.batches = batches;
    this.demands = demands;
  }

  /** Undefined: it takes a codec, or longer than a turn of the event loop should. */
  now(): Prepared | undefined {
    while (this.parts.length < this.batches.length) {
      const batch = this.batches[this.parts.length] as BatchInfo;
      if (batch.codecId !== 0 || this.mustRecompress(batch)) return undefined;
      const check = (this.underWay ??= RecordCheck.ofPlain(this.bytes, batch, this.demands.records));
      const units = Math.min(this.unitsLeft, UNITS_PER_STEP);
      this.unitsLeft -= units;
      if (units === 0) return undefined;
      if (check.step(units) === 'more') continue;
      const failure = this.judged(batch, check);
      if (failure !== undefined) return failure;
      this.parts.push(this.bytes.subarray(batch.position, batch.position + batch.sizeBytes));
    }
    return { kind: 'ok', bytes: this.bytes };
  }

  /** The rest, with a turn for others in between. Never rejects because of what the producer sent. */
  async later(compute: Compute): Promise<Prepared> {
    try {
      while (this.parts.length < this.batches.length) {
        const part = await this.prepare(this.batches[this.parts.length] as BatchInfo, compute);
        if (!Buffer.isBuffer(part)) return part;
        this.parts.push(part);
      }
    } catch (reason) {
      return failureOf(reason);
    }
    const { batchBytesMax } = this.demands;
    const tooLarge = this.parts.find((part) => part.length > batchBytesMax);
    if (tooLarge !== undefined) {
      const message = `the batch has ${tooLarge.length} bytes under the topic's compression.type, max.message.bytes is ${batchBytesMax}`;
      return { kind: 'failed', error: 'MESSAGE_TOO_LARGE', message };
    }
    return { kind: 'ok', bytes: joined(this.bytes, this.parts) };
  }

  private async prepare(batch: BatchInfo, compute: Compute): Promise<Buffer | AppendFailure> {
    const { bytes, demands } = this;
    const section = await openSection(bytes, batch.position, compute);
    const check = this.underWay ?? new RecordCheck(batch, section, demands.records);
    await compute.slices(() => check.step(UNITS_PER_STEP) === 'more');
    const failure = this.judged(batch, check);
    if (failure !== undefined) return failure;
    const { compressionType } = demands;
    if (compressionType !== 'producer' && this.mustRecompress(batch))
      return recompressBatch(bytes, batch.position, section, compressionType, compute);
    return bytes.subarray(batch.position, batch.position + batch.sizeBytes);
  }

  private judged(batch: BatchInfo, check: RecordCheck): AppendFailure | undefined {
    this.underWay = undefined;
    const { fault } = check;
    if (fault !== undefined) return refusal(fault, this.recordsBefore);
    this.recordsBefore += batch.recordCount;
    // Time lookups, retention and rolling go by the header, as in Kafka, and that is the producer's word.
    if (!this.demands.logAppendTime && check.maxTimestamp !== batch.maxTimestamp)
      rewriteMaxTimestamp(this.bytes, batch.position, check.maxTimestamp);
    return undefined;
  }

  private mustRecompress(batch: BatchInfo): boolean {
    const { compressionType } = this.demands;
    return compressionType !== 'producer' && codecById(batch.codecId) !== compressionType;
  }
}

/** Records and headers that one append may look at before it lets others run: well below a millisecond. */
const UNITS_AT_ONCE = 4_096;
const UNITS_PER_STEP = 1_024;

function refusal(fault: BatchFault, recordsBefore: number): AppendFailure {
  const { code, message, records } = fault;
  const recordErrors = records.map((record) => ({ batchIndex: recordsBefore + record.index, message: record.message }));
  return { kind: 'failed', error: code, message, ...(recordErrors.length === 0 ? {} : { recordErrors }) };
}

/** Joins the parts to one buffer again; returns the original one when nothing changed. */
function joined(bytes: Buffer, parts: readonly Buffer[]): Buffer {
  if (parts.every((part) => part.buffer === bytes.buffer)) return bytes;
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** What a codec says of bytes from outside. Anything else is our own mistake. */
function failureOf(reason: unknown): AppendFailure {
  if (!isDraveError(reason)) throw reason;
  return { kind: 'failed', error: reason.code, message: reason.message };
}
