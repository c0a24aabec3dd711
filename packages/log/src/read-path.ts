import type { Bytes, Offset } from '@drave/base';
import { BATCH_HEADER_BYTES, type BatchInfo, type ScanStep, scanBatches } from '@drave/records';
import type { Corruption, ReadOptions, ReadResult } from './contract.js';
import { epochFault } from './corruption.js';
import type { LogCore } from './log-core.js';
import type { Segment } from './segment.js';
import { indexesOf, rebuildIndexes } from './segment-store.js';
import { readChunk } from './walk-batches.js';

/**
 * Whole batches from the one that holds `fromOffset`: from the tail cache, else from one segment file. Ends come from
 * the log's own account of what is written, never from a file's size (KAFKA-9835).
 */
export async function readLog(core: LogCore, fromOffset: Offset, options: ReadOptions): Promise<ReadResult> {
  for (;;) {
    core.assertUsable();
    const settled = readWithoutDisk(core, fromOffset, options);
    if (settled !== undefined) return settled;
    const generation = core.generation;
    const attempt = await readFromSegments(core, fromOffset, options).catch((reason: unknown): Attempt => {
      // An index that was looked for in vain, because the log was moved or cut meanwhile, is no fault.
      if (core.generation === generation) throw reason;
      return { kind: 'overtaken' };
    });
    // A truncation or a deletion overtook us: what was read may be gone, so it is neither served nor blamed.
    if (attempt.kind === 'overtaken' || core.generation !== generation) {
      await core.swapping;
      continue;
    }
    if (attempt.kind === 'corrupt') core.reportCorruption(attempt.corruption);
    return attempt;
  }
}

function readWithoutDisk(core: LogCore, fromOffset: Offset, options: ReadOptions): ReadResult | undefined {
  const { logStartOffset, writtenEndOffset, corruption } = core;
  if (corruption !== undefined && fromOffset >= corruption.offset) return { kind: 'corrupt', corruption };
  if (fromOffset < logStartOffset || fromOffset > writtenEndOffset) {
    return { kind: 'outOfRange', logStartOffset, logEndOffset: writtenEndOffset };
  }
  const upToOffset = Math.min(options.upToOffset, writtenEndOffset);
  if (fromOffset >= upToOffset) return nothing(fromOffset);
  const read = core.tail.read(fromOffset, upToOffset, options.bytesMax, options.minOneBatch);
  return read === undefined ? undefined : { kind: 'data', ...read };
}

type Attempt = ReadResult | { readonly kind: 'overtaken' };

async function readFromSegments(core: LogCore, fromOffset: Offset, options: ReadOptions): Promise<Attempt> {
  let segment: Segment | undefined = core.segments.floor(fromOffset);
  while (segment !== undefined) {
    const attempt = await readFromSegment(core, segment, fromOffset, options);
    if (attempt !== undefined) return attempt;
    // Compaction took everything from `fromOffset` to the end of this segment.
    segment = core.segments.after(segment);
  }
  return nothing(fromOffset);
}

async function readFromSegment(
  core: LogCore,
  segment: Segment,
  fromOffset: Offset,
  options: ReadOptions,
): Promise<Attempt | undefined> {
  if (segment.size === 0) return undefined;
  let start = await locate(core, segment, fromOffset);
  let bytesNeeded = 0;
  let indexRebuilt = false;
  for (;;) {
    if (segment.retired) return { kind: 'overtaken' };
    const rest = segment.size - start.position;
    const length = Math.min(Math.max(options.bytesMax, bytesNeeded, BATCH_HEADER_BYTES) + start.slack, rest);
    const bytes = await readOrJudge(core, segment, start.position, length);
    if (segment.retired || bytes === undefined) return { kind: 'overtaken' };
    const chunk = { bytes, start, fileIsShort: bytes.length < length, reachesEnd: length === rest };
    const found = select(core, segment, chunk, fromOffset, options);
    if (found.kind === 'advance') {
      start = found.start;
      bytesNeeded = found.bytesNeeded;
    } else if (found.kind === 'damaged') {
      if (indexRebuilt || start.position === 0) return { kind: 'corrupt', corruption: found.corruption };
      // Perhaps only the index led astray. The log itself is the truth: make the index anew and look again.
      segment.readHints.clear();
      segment.indexes = await rebuildIndexes(core, segment);
      indexRebuilt = true;
      start = await locate(core, segment, fromOffset);
    } else {
      return found.kind === 'none' ? undefined : found;
    }
  }
}

async function readOrJudge(
  core: LogCore,
  segment: Segment,
  position: number,
  length: number,
): Promise<Buffer | undefined> {
  try {
    return await readChunk(core.host.handles, segment.path(), position, length);
  } catch (reason) {
    if (segment.retired) return undefined;
    throw core.host.health.judge(reason);
  }
}

interface ReadStart {
  readonly position: number;
  /** A batch that the index names must end here; undefined when started elsewhere. */
  readonly lastOffset: Offset | undefined;
  /** The least base offset of the first batch, when it is known. */
  readonly expectedOffset: Offset | undefined;
  /** How much may lie between the position and the batch that is wanted. */
  readonly slack: Bytes;
}

async function locate(core: LogCore, segment: Segment, offset: Offset): Promise<ReadStart> {
  const atStart = { position: 0, lastOffset: undefined, expectedOffset: segment.baseOffset, slack: 0 };
  if (offset <= segment.baseOffset) return atStart;
  const hint = segment.readHints.get(offset);
  if (hint !== undefined && hint < segment.size) {
    return { position: hint, lastOffset: undefined, expectedOffset: offset, slack: 0 };
  }
  const indexes = await indexesOf(core, segment);
  const entry = indexes.offsets.lookup(offset);
  const slack = core.config.indexIntervalBytes * 2;
  if (entry === undefined) return { ...atStart, slack };
  return { position: entry.position, lastOffset: entry.lastOffset, expectedOffset: undefined, slack };
}

type Selected =
  | ReadResult
  | { readonly kind: 'advance'; readonly start: ReadStart; readonly bytesNeeded: Bytes }
  | { readonly kind: 'damaged'; readonly corruption: Corruption }
  | { readonly kind: 'none' };

/** Finds the wanted batches in what was read, and checks every batch on the way. */
function select(core: LogCore, segment: Segment, chunk: Chunk, fromOffset: Offset, options: ReadOptions): Selected {
  const upToOffset = Math.min(options.upToOffset, core.writtenEndOffset);
  const run = new BatchRun(segment, chunk, fromOffset);
  for (const step of scanChunk(core, chunk)) {
    const fault = faultOf(core, step, run.position === 0 ? chunk.start.lastOffset : undefined, chunk);
    if (fault !== undefined) return run.started ? run.served() : run.damaged(fault);
    if (step.kind !== 'batch')
      return run.started ? run.served() : run.advance(step.kind === 'incomplete' ? step.bytesNeeded : 0);
    const { info } = step;
    if (info.lastOffset < fromOffset) {
      run.skip(info);
      continue;
    }
    const tooMuch = run.sizeWith(info) > options.bytesMax && (run.started || !options.minOneBatch);
    if (info.lastOffset >= upToOffset || tooMuch) return run.served();
    run.take(info);
  }
  if (run.started) return run.served();
  if (chunk.fileIsShort) return run.damaged(FILE_IS_SHORT);
  return chunk.reachesEnd ? { kind: 'none' } : run.advance(0);
}

interface Chunk {
  readonly bytes: Buffer;
  readonly start: ReadStart;
  /** The file holds less than the log has written to it. */
  readonly fileIsShort: boolean;
  /** Nothing written lies behind this chunk in the segment. */
  readonly reachesEnd: boolean;
}

/** The batches that one read will answer with, as they are found. */
class BatchRun {
  /** Behind the last sound batch, in the chunk. */
  position = 0;
  private runStart = -1;
  private startOffset: Offset;
  private nextOffset: Offset | undefined;
  private readonly segment: Segment;
  private readonly chunk: Chunk;
  private readonly fromOffset: Offset;

  constructor(segment: Segment, chunk: Chunk, fromOffset: Offset) {
    this.segment = segment;
    this.chunk = chunk;
    this.fromOffset = fromOffset;
    this.startOffset = fromOffset;
    this.nextOffset = chunk.start.expectedOffset;
  }

  get started(): boolean {
    return this.runStart >= 0;
  }

  sizeWith(info: BatchInfo): Bytes {
    return info.position + info.sizeBytes - (this.started ? this.runStart : info.position);
  }

  skip(info: BatchInfo): void {
    this.position = info.position + info.sizeBytes;
    this.nextOffset = info.lastOffset + 1;
  }

  take(info: BatchInfo): void {
    if (!this.started) {
      this.runStart = info.position;
      this.startOffset = info.baseOffset;
    }
    this.skip(info);
  }

  served(): ReadResult {
    if (!this.started || this.nextOffset === undefined) return nothing(this.fromOffset);
    this.segment.rememberHint(this.nextOffset, this.chunk.start.position + this.position);
    const bytes = this.chunk.bytes.subarray(this.runStart, this.position);
    const { startOffset, nextOffset } = this;
    return { kind: 'data', parts: [bytes], byteLength: bytes.length, startOffset, nextOffset };
  }

  advance(bytesNeeded: Bytes): Selected {
    const position = this.chunk.start.position + this.position;
    const start = { position, lastOffset: undefined, expectedOffset: this.nextOffset, slack: 0 };
    return { kind: 'advance', start, bytesNeeded };
  }

  damaged(reason: string): Selected {
    const position = this.chunk.start.position + this.position;
    const offset = Math.min(this.nextOffset ?? this.fromOffset, this.fromOffset);
    return { kind: 'damaged', corruption: { offset, path: this.segment.path(), position, reason } };
  }
}

function scanChunk(core: LogCore, chunk: Chunk): Generator<ScanStep, void, undefined> {
  const { expectedOffset } = chunk.start;
  return scanBatches(chunk.bytes, {
    verifyCrc: true,
    contiguous: !core.gapsExpected,
    ...(expectedOffset === undefined ? {} : { expectedBaseOffset: expectedOffset }),
  });
}

/** Undefined: sound, or the chunk just ends inside a batch. `indexed` is what the index says of the first batch. */
function faultOf(core: LogCore, step: ScanStep, indexed: Offset | undefined, chunk: Chunk): string | undefined {
  if (step.kind === 'corrupt') return step.reason;
  if (step.kind === 'incomplete') {
    if (chunk.fileIsShort) return FILE_IS_SHORT;
    return chunk.reachesEnd ? 'a batch reaches beyond what was written' : undefined;
  }
  const { info } = step;
  if (indexed !== undefined && info.lastOffset !== indexed) return `the index names offset ${indexed} here`;
  return epochFault(core, info);
}

function nothing(fromOffset: Offset): ReadResult {
  return { kind: 'data', parts: [], byteLength: 0, startOffset: fromOffset, nextOffset: fromOffset };
}

const FILE_IS_SHORT = 'the file is shorter than what was written';
