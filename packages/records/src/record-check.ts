import type { ErrorCode, Millis } from '@drave/base';
import { BATCH_HEADER_BYTES, type BatchInfo, NO_TIMESTAMP } from './header.js';

/** What a topic demands of every single record. */
export interface RecordRules {
  /** The topic is compacted: a record without a key could never be told from another. */
  readonly keyRequired: boolean;
  /**
   * Wall-clock bounds, for producers that set the time themselves; absent means unbounded. Records without a timestamp
   * are not judged.
   */
  readonly timestampMin?: Millis | undefined;
  readonly timestampMax?: Millis | undefined;
}

/** Why one record of a batch is at fault. */
interface RecordFault {
  /** The record's place in the batch, from 0. */
  readonly index: number;
  readonly message: string;
}

export interface BatchFault {
  /** INVALID_RECORD (framing, offset delta, missing key) or INVALID_TIMESTAMP. */
  readonly code: ErrorCode;
  readonly message: string;
  /** Empty when the framing itself is broken: then there are no records to name. At most `RECORD_FAULTS_MAX`. */
  readonly records: readonly RecordFault[];
}

/** So many faults are reported; a producer that sends more of them has one fault, not thousands. */
const RECORD_FAULTS_MAX = 1_000;

/**
 * Judges the records of one produced batch, as Kafka's LogValidator does: every length fits, offset deltas count from 0
 * without a gap, their number is the header's, nothing follows the last one, keys and timestamps are what the topic
 * demands. Makes no object per record. `section` is the records section, uncompressed; it is only read.
 *
 * It works in steps, because a batch may hold millions of records: `step` until it says `done`.
 */
export class RecordCheck {
  /** The largest timestamp of the records so far, -1 when none has one. What the header says is the producer's word. */
  maxTimestamp: Millis = NO_TIMESTAMP;
  private readonly info: BatchInfo;
  private readonly section: Buffer;
  private readonly rules: RecordRules;
  private at = 0;
  private seen = 0;
  private bodyEnd = 0;
  /** Headers of the record under way that are still to be passed. */
  private headersLeft = 0;
  private broken: string | undefined;
  private readonly keyless: RecordFault[] = [];
  private keylessCount = 0;
  private readonly untimely: RecordFault[] = [];
  private untimelyCount = 0;

  constructor(info: BatchInfo, section: Buffer, rules: RecordRules) {
    this.info = info;
    this.section = section;
    this.rules = rules;
  }

  /** Makes a check over the records of an uncompressed batch, where it lies. */
  static ofPlain(bytes: Buffer, info: BatchInfo, rules: RecordRules): RecordCheck {
    const section = bytes.subarray(info.position + BATCH_HEADER_BYTES, info.position + info.sizeBytes);
    return new RecordCheck(info, section, rules);
  }

  /** Looks at about `unitsMax` records and record headers more. */
  step(unitsMax: number): 'more' | 'done' {
    for (let units = 0; units < unitsMax; ) {
      if (this.broken !== undefined) return 'done';
      if (this.headersLeft > 0) {
        const passed = Math.min(this.headersLeft, unitsMax - units);
        for (let count = 0; count < passed; count++) this.passHeader();
        this.headersLeft -= passed;
        units += passed;
        if (this.headersLeft === 0) this.endRecord();
      } else {
        if (this.seen === this.info.recordCount) return this.endBatch();
        this.beginRecord();
        units++;
      }
    }
    return 'more';
  }

  /** The fault, once `step` is done: undefined when the batch may be stored. */
  get fault(): BatchFault | undefined {
    if (this.broken !== undefined) return { code: 'INVALID_RECORD', message: this.broken, records: [] };
    if (this.keylessCount > 0) {
      const message = `${this.keylessCount} of ${this.seen} records have no key, which a compacted topic demands; none was written`;
      return { code: 'INVALID_RECORD', message, records: this.keyless };
    }
    if (this.untimelyCount > 0) {
      const message = `${this.untimelyCount} of ${this.seen} records are earlier or later than message.timestamp.before.max.ms and message.timestamp.after.max.ms allow; none was written`;
      return { code: 'INVALID_TIMESTAMP', message, records: this.untimely };
    }
    return undefined;
  }

  private beginRecord(): void {
    const bodyBytes = this.varint();
    this.bodyEnd = this.at + bodyBytes;
    if (bodyBytes < RECORD_BYTES_MIN - 1 || this.bodyEnd > this.section.length) {
      return this.breaks(`record ${this.seen} says ${bodyBytes} bytes`);
    }
    this.at++; // Attributes: no bit is assigned.
    const timestampDelta = this.varlong();
    const offsetDelta = this.varint();
    if (offsetDelta !== this.seen) return this.breaks(`offset delta ${offsetDelta} where ${this.seen} follows`);
    const keyBytes = this.passBytes(-1);
    this.passBytes(-1);
    const headerCount = this.varint();
    // Two bytes each at least; a count beyond is refused before anything is done about it.
    if (headerCount < 0 || headerCount > (this.bodyEnd - this.at) / 2) {
      return this.breaks(`record ${this.seen} says ${headerCount} headers`);
    }
    this.judge(keyBytes >= 0, this.info.baseTimestamp + timestampDelta);
    this.headersLeft = headerCount;
    if (headerCount === 0) this.endRecord();
  }

  private endRecord(): void {
    if (this.at !== this.bodyEnd) this.breaks(`record ${this.seen} does not end where it says`);
    this.seen++;
  }

  private endBatch(): 'done' {
    const rest = this.section.length - this.at;
    if (rest !== 0) this.breaks(`${rest} bytes follow the last of ${this.seen} records`);
    return 'done';
  }

  private passHeader(): void {
    this.passBytes(0);
    this.passBytes(-1);
  }

  private judge(hasKey: boolean, timestamp: Millis): void {
    const { keyRequired, timestampMin, timestampMax } = this.rules;
    if (!timestampIsSane(timestamp)) return this.breaks(`the timestamp of record ${this.seen} is out of range`);
    if (timestamp > this.maxTimestamp) this.maxTimestamp = timestamp;
    if (!hasKey && keyRequired) {
      this.keylessCount++;
      this.name(this.keyless, 'the topic is compacted: every record needs a key');
    }
    if (timestamp === NO_TIMESTAMP) return;
    const early = timestampMin !== undefined && timestamp < timestampMin;
    const late = timestampMax !== undefined && timestamp > timestampMax;
    if (!early && !late) return;
    this.untimelyCount++;
    const setting = early ? 'message.timestamp.before.max.ms' : 'message.timestamp.after.max.ms';
    this.name(this.untimely, `timestamp ${timestamp} is beyond ${setting}`);
  }

  private name(faults: RecordFault[], message: string): void {
    if (faults.length < RECORD_FAULTS_MAX) faults.push({ index: this.seen, message });
  }

  /** The first break decides; nothing behind it can be told from noise. */
  private breaks(what: string): void {
    this.broken ??= `the batch is malformed: ${what}`;
  }

  /** Passes a length and so many bytes; returns the length. `lengthMin` is -1 where the field may be null. */
  private passBytes(lengthMin: number): number {
    const length = this.varint();
    if (length < lengthMin || length > this.bodyEnd - this.at)
      this.breaks(`a field of record ${this.seen} says ${length} bytes`);
    else if (length > 0) this.at += length;
    return length;
  }

  private varint(): number {
    const { section } = this;
    const first = this.at < section.length ? (section[this.at] as number) : 0xff;
    if (first < 0x80) {
      this.at++;
      return (first >>> 1) ^ -(first & 1);
    }
    let raw = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      if (this.at >= section.length) return this.endsInsideNumber();
      const byte = section[this.at++] as number;
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
    }
    this.breaks('a number is longer than 5 bytes');
    return NO_NUMBER;
  }

  private varlong(): number {
    const { section } = this;
    const first = this.at < section.length ? (section[this.at] as number) : 0xff;
    if (first < 0x80) {
      this.at++;
      return (first >>> 1) ^ -(first & 1);
    }
    let raw = 0;
    let scale = 1;
    for (let length = 1; length <= 10; length++) {
      if (this.at >= section.length) return this.endsInsideNumber();
      const byte = section[this.at++] as number;
      raw += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte >= 0x80) continue;
      // What a reader would refuse must not pass here.
      if (!Number.isSafeInteger(raw)) break;
      return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
    }
    this.breaks('a timestamp delta is out of range');
    return NO_NUMBER;
  }

  private endsInsideNumber(): number {
    this.breaks('the records end inside a number');
    return NO_NUMBER;
  }
}

/** Beyond this, no difference of two of them is sure to fit a record any more; the year 73,326 does. */
export function timestampIsSane(timestamp: Millis): boolean {
  return Number.isSafeInteger(timestamp) && Math.abs(timestamp) <= TIMESTAMP_MAX;
}

const TIMESTAMP_MAX: Millis = 2 ** 51;
/** Fits nothing that is asked for: no length, no count, no offset delta. */
const NO_NUMBER = -0x8000_0000;
/** The smallest record: length, attributes, two deltas, null key, null value, no headers, one byte each. */
const RECORD_BYTES_MIN = 7;
