import { assert, type LeaderEpoch, type Offset } from '@drave/base';
import type { EpochEnd, LeaderEpochEntry, LeaderEpochs } from './contract.js';
import { decodeCheckpoint, encodeCheckpoint, wholeNumber } from './text-checkpoint.js';

/** KIP-101, KIP-279. Epochs and start offsets both grow strictly from entry to entry. */
export class EpochHistory implements LeaderEpochs {
  private list: LeaderEpochEntry[] = [];
  private readonly logEndOffset: () => Offset;
  /** Grows with every change; the checkpoint writer compares it. */
  version = 0;

  constructor(logEndOffset: () => Offset, entries: readonly LeaderEpochEntry[] = []) {
    this.logEndOffset = logEndOffset;
    for (const { epoch, startOffset } of entries) this.assign(epoch, startOffset);
  }

  get entries(): readonly LeaderEpochEntry[] {
    return this.list;
  }

  get latestEpoch(): LeaderEpoch {
    return this.list[this.list.length - 1]?.epoch ?? -1;
  }

  assign(epoch: LeaderEpoch, startOffset: Offset): void {
    assert(epoch >= 0 && startOffset >= 0, `leader epoch ${epoch} at ${startOffset} is not valid`);
    const last = this.list[this.list.length - 1];
    if (last !== undefined && last.epoch === epoch) {
      assert(startOffset >= last.startOffset, 'an epoch does not start twice');
      return;
    }
    // An entry at or above the new one was never followed by a record of the log that we now hold (KAFKA-10706).
    while (this.list.length > 0 && this.conflicts(epoch, startOffset)) this.list.pop();
    this.version++;
    // What stood behind the dropped entries may be this very epoch, going on.
    if (this.latestEpoch !== epoch) this.list.push({ epoch, startOffset });
  }

  endOffsetFor(epoch: LeaderEpoch): EpochEnd {
    if (epoch < 0 || epoch > this.latestEpoch) return { epoch: -1, endOffset: -1 };
    if (epoch === this.latestEpoch) return { epoch, endOffset: this.logEndOffset() };
    const higher = this.list.findIndex((entry) => entry.epoch > epoch);
    const next = this.list[higher];
    assert(next !== undefined, 'the latest epoch is higher');
    return { epoch: this.list[higher - 1]?.epoch ?? epoch, endOffset: next.startOffset };
  }

  epochForOffset(offset: Offset): LeaderEpoch {
    for (let index = this.list.length - 1; index >= 0; index--) {
      const entry = this.list[index];
      if (entry !== undefined && entry.startOffset <= offset) return entry.epoch;
    }
    return -1;
  }

  /** Removes what starts at or above the new end. Also when the log itself has nothing to drop (KAFKA-10706). */
  truncateFromEnd(endOffset: Offset): void {
    const kept = this.list.filter((entry) => entry.startOffset < endOffset);
    if (kept.length === this.list.length) return;
    this.list = kept;
    this.version++;
  }

  /** Removes what ends at or below the new start; the epoch that covers the start begins there now. */
  truncateFromStart(startOffset: Offset): void {
    const covering = this.list.filter((entry) => entry.startOffset <= startOffset).pop();
    const first = this.list[0];
    if (covering === undefined || first === undefined || first.startOffset >= startOffset) return;
    const later = this.list.filter((entry) => entry.startOffset > startOffset);
    this.list = [{ epoch: covering.epoch, startOffset }, ...later];
    this.version++;
  }

  clear(): void {
    this.list = [];
    this.version++;
  }

  private conflicts(epoch: LeaderEpoch, startOffset: Offset): boolean {
    const last = this.list[this.list.length - 1];
    return last !== undefined && (last.epoch > epoch || last.startOffset >= startOffset);
  }
}

export function encodeLeaderEpochs(entries: readonly LeaderEpochEntry[]): Buffer {
  return encodeCheckpoint({
    version: 0,
    entries: entries.map((entry) => [String(entry.epoch), String(entry.startOffset)]),
  });
}

/** Undefined when the checkpoint is damaged; recovery then rebuilds it from the batches (KAFKA-16541). */
export function decodeLeaderEpochs(bytes: Buffer): LeaderEpochEntry[] | undefined {
  const checkpoint = decodeCheckpoint(bytes, 2);
  if (checkpoint === undefined || checkpoint.version !== 0) return undefined;
  const entries: LeaderEpochEntry[] = [];
  for (const [epochWord, offsetWord] of checkpoint.entries) {
    const epoch = wholeNumber(epochWord);
    const startOffset = wholeNumber(offsetWord);
    const last = entries[entries.length - 1];
    if (epoch === undefined || startOffset === undefined || epoch < 0 || startOffset < 0) return undefined;
    if (last !== undefined && (last.epoch >= epoch || last.startOffset >= startOffset)) return undefined;
    entries.push({ epoch, startOffset });
  }
  return entries;
}
