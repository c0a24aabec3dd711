import { UUID_ZERO, type Bytes, type LeaderEpoch, type Millis, type Offset, type PartitionIndex } from '@drave/base';
import type { FetchedData } from '@drave/broker';

/**
 * A topic as the client names it: by id from version 13 of Fetch on, by name before. Beside an id stands the name that
 * the topic had when it was first asked for, or '' if there was none such.
 */
export interface FetchTopicKey {
  readonly topic: string;
  readonly topicId: string;
}

/** One partition that a client wants, and what it was told of it last. */
export interface FetchPosition extends FetchTopicKey {
  readonly partition: PartitionIndex;
  readonly fetchOffset: Offset;
  /** -1 for none; likewise `lastFetchedEpoch`. */
  readonly currentLeaderEpoch: LeaderEpoch;
  readonly lastFetchedEpoch: LeaderEpoch;
  readonly maxBytes: Bytes;
}

interface SessionPartition {
  position: FetchPosition;
  /** The high watermark that the client was told last; -1 for never, or for an error. */
  highWatermark: Offset;
  logStartOffset: Offset;
}

/**
 * What a client and this broker both remember between fetches (KIP-227): the client then sends changes only, and is
 * told only of partitions with new data. Partitions that were answered with records go to the back, so that none
 * starves.
 */
export class FetchSession {
  readonly id: number;
  readonly usesTopicIds: boolean;
  readonly createdMs: Millis;
  lastUsedMs: Millis;
  /** The one that the next request must carry. */
  epoch = 1;
  private readonly partitions = new Map<string, SessionPartition>();

  constructor(id: number, usesTopicIds: boolean, nowMs: Millis, positions: readonly FetchPosition[]) {
    this.id = id;
    this.usesTopicIds = usesTopicIds;
    this.createdMs = nowMs;
    this.lastUsedMs = nowMs;
    this.update(positions);
  }

  get size(): number {
    return this.partitions.size;
  }

  /** The positions in the order in which they are to be read. */
  positions(): FetchPosition[] {
    return Array.from(this.partitions.values(), ({ position }) => position);
  }

  update(positions: readonly FetchPosition[]): void {
    for (const position of positions) {
      const key = keyOf(position);
      const known = this.partitions.get(key);
      if (known === undefined) this.partitions.set(key, { position, highWatermark: -1, logStartOffset: -1 });
      else known.position = named(position, known.position.topic);
    }
  }

  forget(topic: FetchTopicKey, partitions: readonly PartitionIndex[]): void {
    for (const partition of partitions) this.partitions.delete(keyOf({ ...topic, partition }));
  }

  /** Notes what the client is told; true when something in it is new. */
  tell(position: FetchPosition, data: FetchedData): boolean {
    const key = keyOf(position);
    const known = this.partitions.get(key);
    // Forgotten by a request that came meanwhile: its client wants to hear no more of it.
    if (known === undefined) return false;
    const hasRecords = data.records.length > 0;
    const failed = data.failure !== undefined;
    const hasChanged =
      hasRecords ||
      failed ||
      data.diverging !== undefined ||
      data.preferredReadReplica !== undefined ||
      known.highWatermark !== data.highWatermark ||
      known.logStartOffset !== data.logStartOffset;
    // After an error everything counts as new.
    known.highWatermark = failed ? -1 : data.highWatermark;
    known.logStartOffset = failed ? -1 : data.logStartOffset;
    if (hasRecords) {
      this.partitions.delete(key);
      this.partitions.set(key, known);
    }
    return hasChanged;
  }
}

function named(position: FetchPosition, topic: string): FetchPosition {
  return topic === '' || topic === position.topic ? position : { ...position, topic };
}

function keyOf({ topic, topicId, partition }: FetchTopicKey & { readonly partition: PartitionIndex }): string {
  return `${topicId === UUID_ZERO ? topic : topicId}/${partition}`;
}
