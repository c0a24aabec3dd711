import { assert, type Millis, type Offset, type ProducerId } from '@drave/base';
import { type BatchInfo, type ControlRecord, sequenceAfter } from '@drave/records';
import type { ProducerBatch, ProducerDecision, ProducerDescription, ProducerStates } from './contract.js';

/** How many batches a producer may have in flight, and so how far back a retry is recognised (KIP-98, KAFKA-5494). */
export const PRODUCER_WINDOW_BATCHES = 5;

/** One appended batch, as far as recognising its retry needs it. */
export interface ProducerWindowBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly lastOffset: Offset;
  /** Last offset minus first offset. */
  readonly offsetDelta: number;
  readonly timestamp: Millis;
}

/**
 * What is known of one producer in this partition. An entry is replaced, never changed, so that a snapshot is a shallow
 * copy of the map.
 */
export interface ProducerEntry {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  /** Oldest first; at most five; all of `producerEpoch`. Empty after a transaction marker with a newer epoch. */
  readonly window: readonly ProducerWindowBatch[];
  readonly lastTimestamp: Millis;
  /** -1: no marker was seen. */
  readonly coordinatorEpoch: number;
  readonly currentTransactionFirstOffset: Offset | undefined;
}

/** A transaction that an abort marker has just ended. */
export interface CompletedTransaction {
  readonly producerId: ProducerId;
  readonly firstOffset: Offset;
  readonly lastOffset: Offset;
  readonly aborted: boolean;
}

/**
 * All idempotent producers that this partition remembers. `decide` is pure; `apply` records what was appended, in
 * order, on leaders and followers alike.
 */
export class ProducerTable implements ProducerStates {
  private entries = new Map<ProducerId, ProducerEntry>();
  /** First offsets of the open transactions, in their order: each begins behind those before it. */
  private open = new Map<ProducerId, Offset>();
  /**
   * Transactions ended by a marker that is not known to be replicated, in the order of the markers. Until then no
   * client may be told that their records are decided: the marker may still be taken back, and where it is only queued
   * the index does not have the abort yet.
   */
  private undecided: CompletedTransaction[] = [];
  /** Were found old at an earlier look, and have not been replaced since. */
  private readonly foundOld = new WeakSet<ProducerEntry>();

  get size(): number {
    return this.entries.size;
  }

  get(producerId: ProducerId): ProducerEntry | undefined {
    return this.entries.get(producerId);
  }

  decide(batch: ProducerBatch): ProducerDecision {
    if (batch.producerId < 0) return APPEND;
    return decideOne(this.entries.get(batch.producerId), batch);
  }

  decideAll(batches: readonly ProducerBatch[]): ProducerDecision {
    if (batches.length === 1 && batches[0] !== undefined) return this.decide(batches[0]);
    const changed = new Map<ProducerId, ProducerEntry>();
    let verdict: ProducerDecision | undefined;
    for (const batch of batches) {
      if (batch.producerId < 0) continue;
      const entry = changed.get(batch.producerId) ?? this.entries.get(batch.producerId);
      const decision = decideOne(entry, batch);
      if (decision.kind === 'reject') return decision;
      if (verdict !== undefined && verdict.kind !== decision.kind) return partlyDuplicate(batch);
      verdict = joined(verdict, decision);
      if (decision.kind === 'append') changed.set(batch.producerId, afterData(entry, batch, 0));
    }
    return verdict ?? APPEND;
  }

  /** Data and marker batches alike; `control` says what a control batch holds. */
  apply(batch: BatchInfo, control: ControlRecord | undefined): CompletedTransaction | undefined {
    if (batch.producerId < 0) return undefined;
    const entry = this.entries.get(batch.producerId);
    if (!batch.control) {
      this.put(afterData(entry, batch, batch.maxTimestamp));
      return undefined;
    }
    if (control?.kind === 'unknown') return undefined;
    if (control === undefined) {
      // The cleaner leaves an empty one where it is all that tells of the epoch.
      if (batch.producerEpoch > (entry?.producerEpoch ?? -1)) this.put(afterMarker(entry, batch, -1));
      return undefined;
    }
    const firstOffset = entry?.currentTransactionFirstOffset;
    this.put(afterMarker(entry, batch, control.coordinatorEpoch));
    if (firstOffset === undefined) return undefined;
    const aborted = control.kind === 'abort';
    const completed = { producerId: batch.producerId, firstOffset, lastOffset: batch.lastOffset, aborted };
    this.undecided.push(completed);
    return completed;
  }

  /** Start of the oldest open transaction. */
  firstOpenOffset(): Offset | undefined {
    for (const offset of this.open.values()) return offset;
    return undefined;
  }

  /** Start of the oldest transaction that is open, or whose marker is not known to be replicated (`replicatedUpTo`). */
  firstUnstableOffset(): Offset | undefined {
    return this.undecided.reduce(
      (first: Offset | undefined, { firstOffset }) => Math.min(first ?? firstOffset, firstOffset),
      this.firstOpenOffset(),
    );
  }

  /** The high watermark: markers below it stay for good. */
  replicatedUpTo(highWatermark: Offset): void {
    while (this.undecided[0] !== undefined && this.undecided[0].lastOffset < highWatermark) this.undecided.shift();
  }

  /**
   * Takes back what was appended at or above `offset`. False when that cannot be told from memory (a window would run
   * empty, an epoch or a transaction would have to come back): the caller rebuilds from a snapshot and the log.
   */
  truncateTo(offset: Offset): boolean {
    const before = this.snapshotBelow(offset);
    if (before === undefined) return false;
    for (const entry of before) this.put(entry);
    this.undecided = this.undecided.filter(({ lastOffset }) => lastOffset < offset);
    return true;
  }

  /** `snapshot` as it was when the log ended at `offset`; undefined when memory does not reach back so far. */
  snapshotBelow(offset: Offset): ProducerEntry[] | undefined {
    const before: ProducerEntry[] = [];
    for (const entry of this.snapshot()) {
      const last = entry.window[entry.window.length - 1];
      const touchesTransaction = entry.currentTransactionFirstOffset !== undefined || entry.coordinatorEpoch >= 0;
      if (last === undefined || touchesTransaction) return undefined;
      const window =
        last.lastOffset < offset ? entry.window : entry.window.filter((batch) => batch.lastOffset < offset);
      const newest = window[window.length - 1];
      if (newest === undefined) return undefined;
      before.push(newest === last ? entry : { ...entry, window, lastTimestamp: newest.timestamp });
    }
    return before;
  }

  /**
   * Forgets producers that were idle too long (`producer.id.expiration.ms`), never one with an open transaction. The
   * times are those of the records, which may be old when they are written: so a producer that is forgotten has not
   * written since the call before this one either, or a retry of what was just written would be taken for new.
   */
  expire(nowWallMs: Millis, expirationMs: Millis): number {
    let count = 0;
    for (const entry of this.entries.values()) {
      if (entry.currentTransactionFirstOffset !== undefined) continue;
      if (nowWallMs - entry.lastTimestamp < expirationMs) continue;
      if (!this.foundOld.has(entry)) {
        this.foundOld.add(entry);
        continue;
      }
      this.entries.delete(entry.producerId);
      count++;
    }
    return count;
  }

  /** The entries in order of producer id, so that equal states make equal bytes. */
  snapshot(): ProducerEntry[] {
    return [...this.entries.values()].sort((a, b) => a.producerId - b.producerId);
  }

  /** `endOffset`: of the markers that are not known to be replicated, those below it are still there. */
  load(entries: readonly ProducerEntry[], endOffset: Offset = 0): void {
    this.entries = new Map(entries.map((entry) => [entry.producerId, entry]));
    const open = entries.flatMap(({ producerId, currentTransactionFirstOffset: offset }) =>
      offset === undefined ? [] : [[producerId, offset] as const],
    );
    this.open = new Map(open.sort((a, b) => a[1] - b[1]));
    this.undecided = this.undecided.filter(({ lastOffset }) => lastOffset < endOffset);
  }

  private put(entry: ProducerEntry): void {
    const { producerId, currentTransactionFirstOffset: offset } = entry;
    this.entries.set(producerId, entry);
    if (offset === undefined) this.open.delete(producerId);
    else if (!this.open.has(producerId)) this.open.set(producerId, offset);
  }

  describe(): readonly ProducerDescription[] {
    return this.snapshot().map((entry) => {
      const last = entry.window[entry.window.length - 1];
      return {
        producerId: entry.producerId,
        producerEpoch: entry.producerEpoch,
        lastSequence: last?.lastSequence ?? -1,
        lastOffset: last?.lastOffset ?? -1,
        lastTimestamp: entry.lastTimestamp,
        coordinatorEpoch: entry.coordinatorEpoch,
        currentTransactionFirstOffset: entry.currentTransactionFirstOffset,
      };
    });
  }
}

const APPEND: ProducerDecision = { kind: 'append' };

function decideOne(entry: ProducerEntry | undefined, batch: ProducerBatch): ProducerDecision {
  // Nothing is known (new, expired, or its records were deleted): any sequence is accepted, as in Kafka since KIP-360.
  if (entry === undefined) return APPEND;
  const { producerId, producerEpoch, baseSequence } = batch;
  if (producerEpoch < entry.producerEpoch) {
    return reject(
      'INVALID_PRODUCER_EPOCH',
      `producer ${producerId} uses epoch ${producerEpoch}, the partition has seen ${entry.producerEpoch}`,
    );
  }
  if (producerEpoch > entry.producerEpoch) {
    if (baseSequence === 0) return APPEND;
    return outOfOrder(`producer ${producerId} starts epoch ${producerEpoch} at sequence ${baseSequence}, not 0`);
  }
  const lastSequence = lastSequenceOf(batch);
  const duplicate = entry.window.find(
    (known) => known.firstSequence === baseSequence && known.lastSequence === lastSequence,
  );
  if (duplicate !== undefined) {
    const { lastOffset, offsetDelta, timestamp } = duplicate;
    return { kind: 'duplicate', baseOffset: lastOffset - offsetDelta, lastOffset, timestamp };
  }
  const last = entry.window[entry.window.length - 1];
  const expected = last === undefined ? 0 : sequenceAfter(last.lastSequence, 1);
  if (baseSequence === expected) return APPEND;
  return outOfOrder(`producer ${producerId} sent sequence ${baseSequence}, expected ${expected}`);
}

function afterData(entry: ProducerEntry | undefined, batch: ProducerBatch, timestamp: Millis): ProducerEntry {
  const sameEpoch = entry !== undefined && entry.producerEpoch === batch.producerEpoch;
  const known = sameEpoch ? entry.window : [];
  const appended: ProducerWindowBatch = {
    firstSequence: batch.baseSequence,
    lastSequence: lastSequenceOf(batch),
    lastOffset: batch.lastOffset,
    offsetDelta: batch.lastOffset - batch.baseOffset,
    timestamp,
  };
  const transactional = 'transactional' in batch && batch.transactional === true;
  return {
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    window: [...known.slice(known.length < PRODUCER_WINDOW_BATCHES ? 0 : 1), appended],
    lastTimestamp: timestamp,
    coordinatorEpoch: entry?.coordinatorEpoch ?? -1,
    currentTransactionFirstOffset:
      entry?.currentTransactionFirstOffset ?? (transactional ? batch.baseOffset : undefined),
  };
}

/**
 * A marker may carry a newer epoch (it fences); it also refreshes the timestamp, or idle state would expire
 * (KAFKA-9144).
 */
function afterMarker(entry: ProducerEntry | undefined, batch: BatchInfo, coordinatorEpoch: number): ProducerEntry {
  const sameEpoch = entry !== undefined && entry.producerEpoch === batch.producerEpoch;
  return {
    producerId: batch.producerId,
    producerEpoch: Math.max(batch.producerEpoch, entry?.producerEpoch ?? -1),
    window: sameEpoch ? entry.window : [],
    lastTimestamp: batch.maxTimestamp,
    coordinatorEpoch: Math.max(coordinatorEpoch, entry?.coordinatorEpoch ?? -1),
    currentTransactionFirstOffset: undefined,
  };
}

function lastSequenceOf(batch: ProducerBatch): number {
  assert(batch.baseSequence >= 0, 'an idempotent batch has a sequence');
  return sequenceAfter(batch.baseSequence, batch.lastOffset - batch.baseOffset);
}

function joined(verdict: ProducerDecision | undefined, decision: ProducerDecision): ProducerDecision {
  if (verdict?.kind !== 'duplicate' || decision.kind !== 'duplicate') return decision;
  return { ...decision, baseOffset: verdict.baseOffset };
}

function partlyDuplicate(batch: ProducerBatch): ProducerDecision {
  return outOfOrder(`producer ${batch.producerId} repeats some batches of a request and not others`);
}

function outOfOrder(message: string): ProducerDecision {
  return reject('OUT_OF_ORDER_SEQUENCE_NUMBER', message);
}

function reject(code: 'OUT_OF_ORDER_SEQUENCE_NUMBER' | 'INVALID_PRODUCER_EPOCH', message: string): ProducerDecision {
  return { kind: 'reject', code, message };
}
