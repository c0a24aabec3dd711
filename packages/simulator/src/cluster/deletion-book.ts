import { assert, type Offset } from '@drave/base';
import type { Partition } from '@drave/replica';

interface YoungRecord {
  readonly offset: Offset;
  readonly sentWallMs: number;
  /** The key of a record in a compacted partition. */
  readonly key: string | undefined;
}

/** A write of a key in a compacted partition. */
interface KeyWrite {
  readonly key: string;
  readonly number: number;
  /** No other write can come to stand behind it, but one that is begun later. */
  readonly isLast: boolean;
}

interface Deletions {
  /** A client has asked for the deletion of everything below. */
  requested: Offset;
  /** How many requests for the deletion of all that is committed may be carried out now or later. */
  toTheEnd: number;
  /** Records that are older than this may go. */
  retentionMs: number | undefined;
  /** Acknowledged records of a partition that expires, which may not be old enough yet. */
  young: YoungRecord[];
  /** The writes of a compacted partition that were begun, by key, and those of them whose outcome is unknown. */
  readonly writes: Map<string, { begun: number; unknown: number }>;
  /** Everything below was deleted everywhere: some client was told so. */
  promised: Offset;
  /** The highest log start that any replica has had. */
  seen: Offset;
}

/**
 * Which records may be gone, and why: an entry of a partition that no client has asked for, or that is not old enough,
 * may not. Partitions by their names, `<topic>-<index>`.
 */
export class DeletionBook {
  private readonly partitions = new Map<string, Deletions>();
  private readonly startOf = new WeakMap<Partition, Offset>();
  private readonly committedEnd: (topicId: string, partition: number) => Offset;
  private readonly topicIdOf: (topic: string) => string | undefined;
  private readonly wallMs: () => number;

  constructor(
    committedEnd: (topicId: string, partition: number) => Offset,
    topicIdOf: (topic: string) => string | undefined,
    wallMs: () => number,
  ) {
    this.committedEnd = committedEnd;
    this.topicIdOf = topicIdOf;
    this.wallMs = wallMs;
  }

  /** A request is about to be sent; −1 stands for all that is committed. */
  requested(name: string, offset: Offset): void {
    const known = this.of(name);
    if (offset < 0) known.toTheEnd += 1;
    else known.requested = Math.max(known.requested, offset);
  }

  /** Records of this partition go when they are older than that (`retention.ms`). */
  expires(name: string, retentionMs: number): void {
    this.of(name).retentionMs = retentionMs;
  }

  /** A record was acknowledged; its timestamp is `sentWallMs` or later. */
  written(name: string, offset: Offset, sentWallMs: number, write?: KeyWrite): void {
    const known = this.of(name);
    const writes = write === undefined ? undefined : known.writes.get(write.key);
    if (writes !== undefined) writes.unknown -= 1;
    if (known.retentionMs === undefined) return;
    const isNewest = write === undefined || (write.isLast && writes?.begun === write.number);
    if (isNewest) known.young.push({ offset, sentWallMs, key: write?.key });
  }

  /**
   * A record of a compacted partition is about to be sent. From now on the cleaner may take every earlier one of its
   * key, and a segment is as old as what the cleaner has left in it.
   */
  rewritten(name: string, key: string): KeyWrite {
    const known = this.of(name);
    const writes = known.writes.get(key) ?? { begun: 0, unknown: 0 };
    known.writes.set(key, writes);
    writes.begun += 1;
    writes.unknown += 1;
    known.young = known.young.filter((record) => record.key !== key);
    return { key, number: writes.begun, isLast: writes.unknown === 1 };
  }

  /** A request for the deletion of all that is committed has been answered: whatever it did is done. */
  answeredToTheEnd(name: string): void {
    const known = this.of(name);
    known.toTheEnd -= 1;
    known.requested = Math.max(known.requested, this.committed(name));
  }

  /** Every replica has deleted what lies below `offset`. */
  acknowledged(name: string, offset: Offset): void {
    const known = this.of(name);
    known.promised = Math.max(known.promised, offset);
  }

  /** Below this offset a record may be gone. */
  mayBeGoneBelow(name: string): Offset {
    const known = this.partitions.get(name);
    if (known === undefined) return 0;
    if (known.toTheEnd > 0) return Math.max(known.requested, this.committed(name));
    return Math.max(known.requested, this.expiredBelow(name, known));
  }

  /**
   * Below this offset some replica had deleted the records, so that a consumer that came to it went on behind them.
   * Where no client was told of the deletion, the next leader may still have them.
   */
  deletedSomewhereBelow(name: string): Offset {
    return this.partitions.get(name)?.seen ?? 0;
  }

  /** Below this offset every record is gone, as clients were told. */
  promised(name: string): Offset {
    return this.partitions.get(name)?.promised ?? 0;
  }

  /** A replica as it is now: its log starts where it may, and never moves back. */
  look(partition: Partition, where: string): void {
    // The log of a follower that begins inside a batch reaches further back itself for a moment.
    const { logStartOffset } = partition.core;
    const before = this.startOf.get(partition) ?? 0;
    assert(logStartOffset >= before, `${where}: the log start moved back from ${before} to ${logStartOffset}`);
    if (logStartOffset === before) return;
    this.startOf.set(partition, logStartOffset);
    const { topic, partition: index } = partition.topicPartition;
    const name = `${topic}-${index}`;
    const known = this.of(name);
    known.seen = Math.max(known.seen, logStartOffset);
    const limit = this.mayBeGoneBelow(name);
    assert(logStartOffset <= limit, `${where}: starts at ${logStartOffset}; records may be gone below ${limit} only`);
  }

  private expiredBelow(name: string, known: Deletions): Offset {
    const { retentionMs } = known;
    if (retentionMs === undefined) return 0;
    const oldestWallMs = this.wallMs() - retentionMs;
    known.young = known.young.filter(({ sentWallMs }) => sentWallMs >= oldestWallMs);
    return known.young.reduce((lowest, { offset }) => Math.min(lowest, offset), this.committed(name));
  }

  private committed(name: string): Offset {
    const at = name.lastIndexOf('-');
    const topicId = this.topicIdOf(name.slice(0, at));
    return topicId === undefined ? 0 : this.committedEnd(topicId, Number(name.slice(at + 1)));
  }

  private of(name: string): Deletions {
    const known = this.partitions.get(name) ?? {
      requested: 0,
      toTheEnd: 0,
      retentionMs: undefined,
      young: [],
      writes: new Map(),
      promised: 0,
      seen: 0,
    };
    this.partitions.set(name, known);
    return known;
  }
}
