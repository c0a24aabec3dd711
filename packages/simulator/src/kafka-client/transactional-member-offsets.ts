import type { Offset } from '@drave/base';
import { nameOf, type GroupRequests, type TopicPartition } from './group-requests.js';
import type { MemberNotes } from './member-notes.js';
import { MemberOffsets, type Membership } from './member-offsets.js';
import type { PartitionReader, ReadRecord } from './partition-reader.js';

/** What a member has consumed, and how far it has come with that. */
export interface ConsumedBatch {
  /** In whose name the offsets are committed: as it is by then. */
  readonly membership: Membership;
  readonly requests: GroupRequests;
  readonly records: readonly ReadRecord[];
  readonly offsets: readonly (TopicPartition & { readonly offset: Offset })[];
}

/** Writes what it makes of a batch, and commits that together with the offsets. False: nothing was committed. */
export type BatchTransform = (batch: ConsumedBatch) => Promise<boolean>;

/** A member whose offsets are committed in transactions of a producer beside it, and by nobody else (KIP-447). */
export class TransactionalMemberOffsets extends MemberOffsets {
  private readonly transform: BatchTransform;

  constructor(
    requests: GroupRequests,
    reader: PartitionReader,
    notes: MemberNotes,
    topics: readonly string[],
    transform: BatchTransform,
  ) {
    super(requests, reader, notes, topics, true);
    this.transform = transform;
  }

  /** One transaction at most. After one that was aborted the member goes on where the group has come to. */
  override async round(membership: Membership, hasEpoch: boolean): Promise<void> {
    const { reader, requests, notes } = this;
    const before = reader.next;
    const records = await reader.poll();
    const { next } = reader;
    const offsets = membership.assigned.flatMap((one) => {
      const offset = next.get(nameOf(one));
      return offset === undefined ? [] : [{ ...one, offset }];
    });
    if (records.length > 0 && !(await this.transform({ membership, requests, records, offsets }))) {
      reader.assign([]);
      await this.position(membership, hasEpoch);
      return;
    }
    for (const { offset, ...one } of offsets) notes.passed?.(one, before.get(nameOf(one)) ?? offset, offset);
  }

  override async commit(): Promise<void> {}

  override async commitLate(): Promise<void> {}
}
