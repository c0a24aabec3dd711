import type { Bytes, Offset } from '@drave/base';
import type { Compute, Disk } from '@drave/env';
import { crc32c, decodeControlBatch } from '@drave/records';
import { readWhole } from '../atomic-file.js';
import type { AbortedTransaction } from '../contract.js';
import { offsetName, suffix } from '../file-names.js';
import { decodeSeal, SEALED_HEADER_BYTES, type SegmentSeal } from '../segment-seal.js';
import { decodeTransactionIndex } from '../transaction-index.js';
import type { Finding } from './findings.js';
import { type OffsetIndexEntry, readOffsetIndex, readTimeIndex, type TimeIndexEntry } from './index-reader.js';
import { readSegment, type StoredBatch, type UnreadableEnd } from './segment-reader.js';

/** What the check of one segment file tells about the log. */
export interface SegmentReport {
  readonly bytes: Bytes;
  readonly batchCount: number;
  readonly recordCount: number;
  /** Behind its last sound batch; its base offset when it has none. */
  readonly nextOffset: Offset;
  /** The first place where it stops making sense. */
  readonly fault: SegmentFault | undefined;
  readonly findings: readonly Finding[];
}

export interface SegmentFault {
  readonly position: number;
  readonly offset: Offset;
  readonly bytes: Bytes;
  readonly reason: string;
  readonly cutShort: boolean;
}

interface SegmentPlace {
  readonly disk: Disk;
  readonly compute: Compute;
  /** The path of the partition's directory, and its name. */
  readonly directory: string;
  readonly name: string;
  readonly baseOffset: Offset;
  /** Nothing is appended to it any more: another segment follows it, or the node ended in order. */
  readonly finished: boolean;
}

/**
 * Checks a segment against its index files and its seal. `onBatch` sees each batch up to the first fault, and may find
 * one by itself, which it returns.
 */
export async function checkSegment(
  place: SegmentPlace,
  onBatch: (batch: StoredBatch) => string | undefined,
): Promise<SegmentReport> {
  const { disk, compute, baseOffset } = place;
  const path = (ending: string): string => `${place.directory}/${offsetName(baseOffset)}${ending}`;
  const findings: Finding[] = [];
  const file = (ending: string): string => `${place.name}/${offsetName(baseOffset)}${ending}`;
  // Without their indexes a broker makes them anew, and so it does when they do not fit.
  const report: Report = (ending, text, severity = 'repair') => {
    const next = severity === 'repair' ? 'a broker makes it anew' : 'the records must come from another replica';
    findings.push({ severity, file: file(ending), text: `${text}; ${next}` });
  };
  const size = (await disk.stat(path(suffix.log)))?.size ?? 0;
  const checks = await openChecks(place, path, report);
  const found = { bytes: size, batchCount: 0, recordCount: 0, nextOffset: baseOffset };
  let fault: SegmentFault | undefined;
  for await (const step of readSegment(disk, compute, path(suffix.log))) {
    fault = faultOf(step, found.nextOffset, size, onBatch);
    if (fault !== undefined || step.kind !== 'batch') break;
    for (const check of checks) check.batch(step);
    found.batchCount += 1;
    found.recordCount += step.info.recordCount;
    found.nextOffset = step.info.lastOffset + 1;
  }
  for (const check of checks) check.end(fault === undefined ? size : fault.position, found.nextOffset);
  return { ...found, fault, findings };
}

function faultOf(
  step: StoredBatch | UnreadableEnd,
  offset: Offset,
  size: Bytes,
  onBatch: (batch: StoredBatch) => string | undefined,
): SegmentFault | undefined {
  const position = step.filePosition;
  const at = { position, offset, bytes: size - position };
  if (step.kind === 'unreadable') return { ...at, reason: step.reason, cutShort: step.cutShort };
  const { baseOffset } = step.info;
  let reason = step.crcIsValid ? undefined : `the checksum of the batch at offset ${baseOffset} fails`;
  if (baseOffset < offset) reason ??= `a batch at offset ${baseOffset} stands where ${offset} is next`;
  reason ??= onBatch(step);
  return reason === undefined ? undefined : { ...at, reason, cutShort: false };
}

/** One file beside the segment, which is compared with the batches as they come. */
interface CompanionCheck {
  batch(batch: StoredBatch): void;
  /** All sound batches were seen; they end at `position` and `nextOffset`. */
  end(position: number, nextOffset: Offset): void;
}

type Report = (ending: string, text: string, severity?: Finding['severity']) => void;

async function openChecks(
  place: SegmentPlace,
  path: (ending: string) => string,
  report: Report,
): Promise<readonly CompanionCheck[]> {
  const { disk, baseOffset, finished } = place;
  const checks: CompanionCheck[] = [];
  const offsets = await readOffsetIndex(disk, path(suffix.offsetIndex), baseOffset);
  const times = await readTimeIndex(disk, path(suffix.timeIndex), baseOffset);
  const missing = (ending: string): void => {
    // That of the active segment is written when the segment is finished or the node ends.
    if (finished) report(ending, 'is missing');
  };
  if (offsets === undefined) missing(suffix.offsetIndex);
  else checks.push(new OffsetIndexCheck(offsets, (text) => report(suffix.offsetIndex, text)));
  if (times === undefined) missing(suffix.timeIndex);
  else checks.push(new TimeIndexCheck(times, (text) => report(suffix.timeIndex, text)));
  const transactionBytes = await readWhole(disk, path(suffix.transactionIndex));
  const aborted = transactionBytes === undefined ? [] : decodeTransactionIndex(transactionBytes);
  if (aborted === undefined) report(suffix.transactionIndex, 'is no index of transactions');
  else checks.push(new AbortCheck(aborted, finished, (text) => report(suffix.transactionIndex, text)));
  const sealBytes = await readWhole(disk, path(suffix.seal));
  const seal = sealBytes === undefined ? undefined : decodeSeal(sealBytes);
  if (sealBytes !== undefined && seal === undefined) report(suffix.seal, 'fails its checksum');
  if (seal !== undefined && finished) checks.push(new SealCheck(seal, report));
  return checks;
}

/** Each entry must name a batch by its last offset, where it begins. */
class OffsetIndexCheck implements CompanionCheck {
  private readonly entries: readonly OffsetIndexEntry[];
  private readonly report: (text: string) => void;
  private slot = 0;
  private failed = false;

  constructor(entries: readonly OffsetIndexEntry[], report: (text: string) => void) {
    this.entries = entries;
    this.report = report;
  }

  batch({ info, filePosition }: StoredBatch): void {
    const entry = this.entries[this.slot];
    if (this.failed || entry === undefined || entry.position > filePosition) return;
    if (entry.position < filePosition) this.fail(entry, 'no batch begins there');
    else if (entry.offset !== info.lastOffset) this.fail(entry, `the batch there ends at offset ${info.lastOffset}`);
    else this.slot += 1;
  }

  end(position: number): void {
    const entry = this.entries[this.slot];
    if (this.failed || entry === undefined) return;
    this.fail(entry, entry.position >= position ? `the log ends at byte ${position}` : 'no batch begins there');
  }

  private fail({ offset, position }: OffsetIndexEntry, why: string): void {
    this.failed = true;
    this.report(`says that offset ${offset} is at byte ${position}, but ${why}`);
  }
}

/** Each entry must name a batch with that timestamp as its largest; both must grow. */
class TimeIndexCheck implements CompanionCheck {
  private readonly entries: readonly TimeIndexEntry[];
  private readonly report: (text: string) => void;
  private slot = 0;
  private failed = false;

  constructor(entries: readonly TimeIndexEntry[], report: (text: string) => void) {
    this.entries = entries;
    this.report = report;
  }

  batch({ info }: StoredBatch): void {
    const entry = this.entries[this.slot];
    if (this.failed || entry === undefined || entry.offset > info.lastOffset) return;
    if (entry.offset < info.baseOffset) this.fail(entry, 'no batch holds that offset');
    else if (entry.timestamp !== info.maxTimestamp) this.fail(entry, `the batch there says ${info.maxTimestamp}`);
    else this.slot += 1;
  }

  end(_position: number, nextOffset: Offset): void {
    const entry = this.entries[this.slot];
    if (this.failed || entry === undefined) return;
    this.fail(entry, `the log ends at offset ${nextOffset}`);
  }

  private fail({ timestamp, offset }: TimeIndexEntry, why: string): void {
    this.failed = true;
    this.report(`says that timestamp ${timestamp} is at offset ${offset}, but ${why}`);
  }
}

/** The index of transactions lists the abort markers of the segment, and nothing else. */
class AbortCheck implements CompanionCheck {
  private readonly listed: Set<Offset>;
  /** A list that is not finished may lack some. */
  private readonly finished: boolean;
  private readonly report: (text: string) => void;
  private unlisted: Offset | undefined;

  constructor(aborted: readonly AbortedTransaction[], finished: boolean, report: (text: string) => void) {
    this.finished = finished;
    this.listed = new Set(aborted.map(({ lastOffset }) => lastOffset));
    this.report = report;
  }

  batch({ info, buffer }: StoredBatch): void {
    if (!info.control || decodeControlBatch(buffer, info.position)?.kind !== 'abort') return;
    if (!this.listed.delete(info.lastOffset) && this.finished) this.unlisted ??= info.lastOffset;
  }

  end(_position: number, nextOffset: Offset): void {
    if (this.unlisted !== undefined) this.report(`does not list the abort at offset ${this.unlisted}`);
    const [beyond] = this.listed;
    if (beyond === undefined) return;
    const why = beyond >= nextOffset ? `the log ends at offset ${nextOffset}` : 'no abort stands there';
    this.report(`lists an abort at offset ${beyond}, but ${why}`);
  }
}

class SealCheck implements CompanionCheck {
  private readonly seal: SegmentSeal;
  private readonly report: Report;
  private headersCrc = 0;

  constructor(seal: SegmentSeal, report: Report) {
    this.seal = seal;
    this.report = report;
  }

  batch({ info, buffer }: StoredBatch): void {
    this.headersCrc = crc32c(buffer, info.position, info.position + SEALED_HEADER_BYTES, this.headersCrc);
  }

  end(position: number): void {
    const { seal } = this;
    // One of an earlier life of the segment is recognised by its size, and nobody believes it.
    if (seal.size !== position || seal.headersCrc === this.headersCrc) return;
    this.report(suffix.log, 'does not fit its seal: offset, length or leader epoch of a batch has changed', 'damage');
  }
}
