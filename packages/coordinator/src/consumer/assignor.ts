import type { PartitionIndex, TopicId } from '@drave/base';
import type { TopicPartitions } from './topic-partitions.js';

export interface AssignorMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** Topics that exist; sorted. */
  readonly topicIds: readonly TopicId[];
  /** The member's target so far. */
  readonly target: TopicPartitions;
}

export interface AssignorInput {
  /** Sorted by member id. */
  readonly members: readonly AssignorMember[];
  /** The partition counts of every topic that a member subscribes to. */
  readonly partitionCounts: ReadonlyMap<TopicId, number>;
}

/** A member may be missing from the result: it gets nothing. */
export type AssignorResult = ReadonlyMap<string, TopicPartitions>;

/** Server-side assignor (KIP-848): pure and deterministic. */
export type Assignor = (input: AssignorInput) => AssignorResult;

/** Collects partitions one by one, for assignors. */
export class AssignmentBuilder {
  private readonly byMember = new Map<string, Map<TopicId, PartitionIndex[]>>();

  add(memberId: string, topicId: TopicId, partition: PartitionIndex): void {
    let topics = this.byMember.get(memberId);
    if (topics === undefined) this.byMember.set(memberId, (topics = new Map<TopicId, PartitionIndex[]>()));
    const partitions = topics.get(topicId);
    if (partitions === undefined) topics.set(topicId, [partition]);
    else partitions.push(partition);
  }

  build(): AssignorResult {
    const result = new Map<string, TopicPartitions>();
    for (const [memberId, topics] of this.byMember) {
      const sorted = [...topics].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [, partitions] of sorted) partitions.sort((a, b) => a - b);
      result.set(memberId, new Map(sorted));
    }
    return result;
  }
}
