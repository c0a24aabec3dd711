import { assert, type Offset, type ProducerId } from '@drave/base';

/** A transaction that was ended by a marker. */
export interface EndedTransaction {
  readonly producerId: ProducerId;
  readonly firstOffset: Offset;
  /** Offset of the marker. */
  readonly lastOffset: Offset;
}

interface Tracked {
  readonly producerId: ProducerId;
  readonly firstOffset: Offset;
  /** Offset of the marker; undefined while the transaction is open. */
  lastOffset: Offset | undefined;
}

/**
 * The transactions that hold back the last stable offset: those that are open, and those whose marker is not known to
 * be replicated. Until then no client may be told that their records are decided: the marker may still be taken back,
 * and where it is only queued the index does not have the abort yet.
 *
 * Each transaction begins behind those before it, so one list in the order of beginnings serves every question; what
 * is over is passed at its front, once. So a fetch costs the same whether ten producers are known or ten thousand.
 */
export class UnstableTransactions {
  private list: Tracked[] = [];
  /** What stands before is over: its marker is replicated. */
  private head = 0;
  /** Between `head` and here every transaction has its marker. */
  private openHead = 0;
  private readonly open = new Map<ProducerId, Tracked>();
  /** Markers below are replicated, and stay for good. */
  private replicatedEnd: Offset = 0;
  private seen = false;

  /** Whether there was ever a transaction: what is over is forgotten here, though a truncation may bring it back. */
  get anySeen(): boolean {
    return this.seen;
  }

  /** `ended`: whose markers may not be replicated. In any order. */
  load(
    open: readonly Pick<EndedTransaction, 'producerId' | 'firstOffset'>[],
    ended: readonly EndedTransaction[],
  ): void {
    this.list = [...open.map((transaction) => ({ ...transaction, lastOffset: undefined })), ...ended.map(copy)];
    this.list.sort((a, b) => a.firstOffset - b.firstOffset);
    this.seen = this.list.length > 0;
    this.head = 0;
    this.openHead = 0;
    this.open.clear();
    for (const each of this.list) if (each.lastOffset === undefined) this.open.set(each.producerId, each);
  }

  /** Takes the list of another one, for a log that ends at `endOffset`; what is replicated below that stays so. */
  adopt(other: UnstableTransactions, endOffset: Offset): void {
    this.replicatedEnd = Math.min(this.replicatedEnd, endOffset);
    this.seen = other.seen;
    this.list = other.list;
    this.head = other.head;
    this.openHead = other.openHead;
    this.open.clear();
    for (const [producerId, transaction] of other.open) this.open.set(producerId, transaction);
  }

  isOpen(producerId: ProducerId): boolean {
    return this.open.has(producerId);
  }

  begin(producerId: ProducerId, firstOffset: Offset): void {
    const last = this.list[this.list.length - 1];
    assert(last === undefined || last.firstOffset < firstOffset, 'a transaction begins behind those before it');
    assert(!this.open.has(producerId), 'a producer has one open transaction');
    const transaction = { producerId, firstOffset, lastOffset: undefined };
    this.seen = true;
    this.list.push(transaction);
    this.open.set(producerId, transaction);
  }

  end(producerId: ProducerId, lastOffset: Offset): void {
    const transaction = this.open.get(producerId);
    assert(transaction !== undefined, 'a transaction ends that was open');
    transaction.lastOffset = lastOffset;
    this.open.delete(producerId);
  }

  /** Whose transactions are open, in order of producer id. */
  openProducerIds(): ProducerId[] {
    return [...this.open.keys()].sort((a, b) => a - b);
  }

  /** Start of the oldest open transaction. */
  firstOpenOffset(): Offset | undefined {
    this.openHead = Math.max(this.openHead, this.head);
    while (this.list[this.openHead]?.lastOffset !== undefined) this.openHead++;
    return this.list[this.openHead]?.firstOffset;
  }

  /** Start of the oldest transaction that is open, or whose marker is not known to be replicated. */
  firstOffset(): Offset | undefined {
    for (let first = this.list[this.head]; first !== undefined; first = this.list[this.head]) {
      if (first.lastOffset === undefined || first.lastOffset >= this.replicatedEnd) return first.firstOffset;
      this.head++;
    }
    return undefined;
  }

  /** The high watermark, which never goes back but by a truncation. */
  replicatedUpTo(highWatermark: Offset): void {
    if (highWatermark <= this.replicatedEnd) return;
    this.replicatedEnd = highWatermark;
    this.firstOffset();
    if (this.head < SWEPT_MIN || this.head * 2 < this.list.length) return;
    this.list.splice(0, this.head);
    this.openHead = Math.max(0, this.openHead - this.head);
    this.head = 0;
  }

  /** The log ends at `offset` now: what began at or above is gone, and what had its marker there is open again. */
  truncateTo(offset: Offset): void {
    this.replicatedEnd = Math.min(this.replicatedEnd, offset);
    for (let last = this.list[this.list.length - 1]; last !== undefined && last.firstOffset >= offset; ) {
      this.list.pop();
      if (this.open.get(last.producerId) === last) this.open.delete(last.producerId);
      last = this.list[this.list.length - 1];
    }
    this.head = Math.min(this.head, this.list.length);
    for (const transaction of this.list.slice(this.head)) {
      if (transaction.lastOffset === undefined || transaction.lastOffset < offset) continue;
      transaction.lastOffset = undefined;
      this.open.set(transaction.producerId, transaction);
    }
    this.openHead = this.head;
  }

  /** Those whose marker stands below `offset` and is not known to be replicated. */
  endedBelow(offset: Offset): EndedTransaction[] {
    return this.list.slice(this.head).flatMap(({ producerId, firstOffset, lastOffset }) => {
      const counts = lastOffset !== undefined && lastOffset < offset && lastOffset >= this.replicatedEnd;
      return counts ? [{ producerId, firstOffset, lastOffset }] : [];
    });
  }
}

function copy({ producerId, firstOffset, lastOffset }: EndedTransaction): Tracked {
  return { producerId, firstOffset, lastOffset };
}

/** Fewer than this at the front are not worth moving the others for. */
const SWEPT_MIN = 64;
