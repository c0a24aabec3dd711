import { assert, type Offset } from '@drave/base';
import type { Partition } from '@drave/replica';

interface Deletions {
  /** Somebody has asked for the deletion of everything below. */
  requested: Offset;
  /** So many requests for the deletion of all that is committed may be carried out now or later. */
  toTheEnd: number;
  /** Everything below was deleted everywhere: some client was told so. */
  promised: Offset;
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

  constructor(
    committedEnd: (topicId: string, partition: number) => Offset,
    topicIdOf: (topic: string) => string | undefined,
  ) {
    this.committedEnd = committedEnd;
    this.topicIdOf = topicIdOf;
  }

  /** A request is about to be sent; −1 stands for all that is committed. */
  requested(name: string, offset: Offset): void {
    const known = this.of(name);
    if (offset < 0) known.toTheEnd += 1;
    else known.requested = Math.max(known.requested, offset);
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
    return known.toTheEnd > 0 ? Math.max(known.requested, this.committed(name)) : known.requested;
  }

  /** Below this offset every record is gone, as clients were told. */
  promised(name: string): Offset {
    return this.partitions.get(name)?.promised ?? 0;
  }

  /** A replica as it is now: its log starts where it may, and never moves back. */
  look(partition: Partition, where: string): void {
    // Of a follower that begins inside a batch the log itself reaches further back for a moment.
    const { logStartOffset } = partition.core;
    const before = this.startOf.get(partition) ?? 0;
    assert(logStartOffset >= before, `${where}: the log start moved back from ${before} to ${logStartOffset}`);
    if (logStartOffset === before) return;
    this.startOf.set(partition, logStartOffset);
    const { topic, partition: index } = partition.topicPartition;
    const name = `${topic}-${index}`;
    const limit = this.mayBeGoneBelow(name);
    assert(logStartOffset <= limit, `${where}: starts at ${logStartOffset}; records may be gone below ${limit} only`);
  }

  private committed(name: string): Offset {
    const at = name.lastIndexOf('-');
    const topicId = this.topicIdOf(name.slice(0, at));
    return topicId === undefined ? 0 : this.committedEnd(topicId, Number(name.slice(at + 1)));
  }

  private of(name: string): Deletions {
    const known = this.partitions.get(name) ?? { requested: 0, toTheEnd: 0, promised: 0 };
    this.partitions.set(name, known);
    return known;
  }
}
