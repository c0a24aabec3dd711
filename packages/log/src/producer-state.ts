import type { Millis, Offset, ProducerId } from '@drave/base';
import type { BatchInfo, ControlRecord, EndTransactionMarker } from '@drave/records';
import type {
  ProducerBatch,
  ProducerDecision,
  ProducerDescription,
  ProducerStates,
  TransactionVersion,
  VerificationStart,
} from './contract.js';
import {
  APPEND,
  decideData,
  decideMarker,
  hasOpenTransaction,
  joined,
  partlyDuplicate,
  staleEpoch,
} from './producer-decisions.js';
import { afterData, afterMarker, type ProducerEntry } from './producer-entry.js';
import { type EndedTransaction, UnstableTransactions } from './unstable-transactions.js';
import { Verifications } from './verification.js';
import type { VerificationGuard } from './verification-guard.js';

/** A transaction that a marker has just ended. */
interface CompletedTransaction extends EndedTransaction {
  readonly aborted: boolean;
}

/** What was known of a producer before a batch. */
export interface ProducerBefore {
  readonly producerId: ProducerId;
  readonly entry: ProducerEntry | undefined;
}

/** The producers at some end of the log: what a snapshot file holds. */
export interface ProducerContent {
  /** In order of producer id, so that equal states make equal bytes. */
  readonly entries: readonly ProducerEntry[];
  /** Ended by markers that are not known to be replicated, in the order of their beginnings. */
  readonly ended: readonly EndedTransaction[];
}

/**
 * All idempotent producers that this partition remembers. `decide` is pure; `apply` records what was appended, in
 * order, on leaders and followers alike.
 */
export class ProducerTable implements ProducerStates {
  private entries = new Map<ProducerId, ProducerEntry>();
  private readonly unstable = new UnstableTransactions();
  private readonly verifications = new Verifications();
  /** Were found old at an earlier look, and have not been replaced since. */
  private readonly foundOld = new WeakSet<ProducerEntry>();

  get size(): number {
    return this.entries.size;
  }

  get(producerId: ProducerId): ProducerEntry | undefined {
    return this.entries.get(producerId);
  }

  decide(batch: ProducerBatch, guard?: VerificationGuard): ProducerDecision {
    const { producerId } = batch;
    if (producerId < 0) return APPEND;
    return decideData(
      { entry: this.entries.get(producerId), verification: this.verifications.get(producerId), guard },
      batch,
    );
  }

  decideAll(batches: readonly ProducerBatch[], guard?: VerificationGuard): ProducerDecision {
    if (batches.length === 1 && batches[0] !== undefined) return this.decide(batches[0], guard);
    const changed = new Map<ProducerId, ProducerEntry>();
    let verdict: ProducerDecision | undefined;
    for (const batch of batches) {
      const { producerId } = batch;
      if (producerId < 0) continue;
      const before = changed.get(producerId);
      const entry = before ?? this.entries.get(producerId);
      // Behind a batch of the same request its transaction is open, and nothing waits any more.
      const verification = before === undefined ? this.verifications.get(producerId) : undefined;
      const decision = decideData({ entry, verification, guard }, batch);
      if (decision.kind === 'reject') return decision;
      if (verdict !== undefined && verdict.kind !== decision.kind) return partlyDuplicate(batch);
      verdict = joined(verdict, decision);
      if (decision.kind === 'append') changed.set(producerId, afterData(entry, batch, 0));
    }
    return verdict ?? APPEND;
  }

  decideMarker(marker: EndTransactionMarker, version: TransactionVersion): ProducerDecision {
    return decideMarker(this.entries.get(marker.producerId), marker, version);
  }

  beginVerification(batch: ProducerBatch, supportsEpochBump: boolean, nowWallMs: Millis): VerificationStart {
    const entry = this.entries.get(batch.producerId);
    const stale = entry && staleEpoch(entry, batch);
    if (stale !== undefined) return stale;
    if (hasOpenTransaction(entry, batch)) return { kind: 'open' };
    return { kind: 'ask', guard: this.verifications.begin(batch, supportsEpochBump, nowWallMs) };
  }

  /** Data and marker batches alike; `control` says what a control batch holds. */
  apply(batch: BatchInfo, control: ControlRecord | undefined): CompletedTransaction | undefined {
    const { producerId, producerEpoch, lastOffset } = batch;
    if (producerId < 0) return undefined;
    const entry = this.entries.get(producerId);
    if (!batch.control) {
      const next = afterData(entry, batch, batch.maxTimestamp);
      this.entries.set(producerId, next);
      const firstOffset = next.currentTransactionFirstOffset;
      if (firstOffset !== undefined && !this.unstable.isOpen(producerId)) this.unstable.begin(producerId, firstOffset);
      this.verifications.appended(batch);
      return undefined;
    }
    if (control?.kind === 'unknown') return undefined;
    if (control === undefined) {
      // The cleaner leaves an empty one where it is all that tells of the epoch.
      if (producerEpoch > (entry?.producerEpoch ?? -1)) this.entries.set(producerId, afterMarker(entry, batch, -1));
      return undefined;
    }
    const firstOffset = entry?.currentTransactionFirstOffset;
    this.entries.set(producerId, afterMarker(entry, batch, control.coordinatorEpoch));
    this.verifications.appended(batch);
    if (firstOffset === undefined) return undefined;
    this.unstable.end(producerId, lastOffset);
    return { producerId, firstOffset, lastOffset, aborted: control.kind === 'abort' };
  }

  /** Start of the oldest open transaction. */
  firstOpenOffset(): Offset | undefined {
    return this.unstable.firstOpenOffset();
  }

  /** Start of the oldest transaction that is open, or whose marker is not known to be replicated (`replicatedUpTo`). */
  firstUnstableOffset(): Offset | undefined {
    return this.unstable.firstOffset();
  }

  /** The high watermark: markers below it stay for good. */
  replicatedUpTo(highWatermark: Offset): void {
    this.unstable.replicatedUpTo(highWatermark);
  }

  /** Undoes the newest batches, so that the log ends at `endOffset`. `before`: of each of them, in their order. */
  takeBack(before: readonly ProducerBefore[], endOffset: Offset): void {
    for (const { producerId, entry } of [...before].reverse()) {
      if (entry === undefined) this.entries.delete(producerId);
      else this.entries.set(producerId, entry);
    }
    this.unstable.truncateTo(endOffset);
  }

  /**
   * Takes back what was appended at or above `offset`. False when that cannot be told from memory (a window would run
   * empty, an epoch or a transaction would have to come back): the caller rebuilds from a snapshot and the log.
   */
  truncateTo(offset: Offset): boolean {
    if (this.unstable.anySeen) return false;
    const kept: ProducerEntry[] = [];
    for (const entry of this.entries.values()) {
      const last = entry.window[entry.window.length - 1];
      // A marker may have brought the epoch, whose producer is known from before by the log alone.
      if (last === undefined || entry.coordinatorEpoch >= 0) return false;
      if (last.lastOffset < offset) continue;
      const window = entry.window.filter((batch) => batch.lastOffset < offset);
      const newest = window[window.length - 1];
      if (newest === undefined) return false;
      kept.push({ ...entry, window, lastTimestamp: newest.timestamp });
    }
    for (const entry of kept) this.entries.set(entry.producerId, entry);
    this.unstable.truncateTo(offset);
    return true;
  }

  /**
   * Forgets producers that were idle too long (`producer.id.expiration.ms`), never one with an open transaction. The
   * times are those of the records, which may be old when they are written: so a producer that is forgotten has not
   * written since the call before this one either, or a retry of what was just written would be taken for new.
   */
  expire(nowWallMs: Millis, expirationMs: Millis): number {
    this.verifications.expire(nowWallMs, expirationMs);
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

  /** The state with which the log ended at `endOffset`. `before`: of the batches since, in their order. */
  contentAt(endOffset: Offset, before: readonly ProducerBefore[] = []): ProducerContent {
    let entries = this.entries;
    if (before.length > 0) {
      entries = new Map(entries);
      for (const { producerId, entry } of [...before].reverse()) {
        if (entry === undefined) entries.delete(producerId);
        else entries.set(producerId, entry);
      }
    }
    return { entries: sorted(entries), ended: this.unstable.endedBelow(endOffset) };
  }

  load({ entries, ended }: ProducerContent): void {
    this.entries = new Map(entries.map((entry) => [entry.producerId, entry]));
    const open = entries.flatMap(({ producerId, currentTransactionFirstOffset: firstOffset }) =>
      firstOffset === undefined ? [] : [{ producerId, firstOffset }],
    );
    this.unstable.load(open, ended);
  }

  /**
   * Takes the state that was read from the disk for a log that ends at `endOffset`, at once: who asks while it is being
   * read must not be told that a transaction is decided. What producers have asked their coordinators stays.
   */
  adopt(other: ProducerTable, endOffset: Offset): void {
    this.entries = other.entries;
    this.unstable.adopt(other.unstable, endOffset);
  }

  /** The log begins anew, with nothing in it. */
  clear(): void {
    this.adopt(new ProducerTable(), 0);
    this.verifications.clear();
  }

  describe(): readonly ProducerDescription[] {
    return sorted(this.entries).map(descriptionOf);
  }

  describeOpen(): readonly ProducerDescription[] {
    return this.unstable.openProducerIds().flatMap((producerId) => {
      const entry = this.entries.get(producerId);
      return entry === undefined ? [] : [descriptionOf(entry)];
    });
  }
}

function sorted(entries: ReadonlyMap<ProducerId, ProducerEntry>): ProducerEntry[] {
  return [...entries.values()].sort((a, b) => a.producerId - b.producerId);
}

function descriptionOf(entry: ProducerEntry): ProducerDescription {
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
}
