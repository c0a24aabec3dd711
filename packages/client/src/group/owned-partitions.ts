import type { PartitionIndex, TopicId, TopicName } from '@drave/base';
import type { dataV1 } from '@drave/rpc';

/** A partition as groups name it: with the id of its topic, which another topic of the same name does not have. */
export interface OwnedPartition {
  readonly topicId: TopicId;
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
}

/** An immutable set of partitions. */
export class PartitionSet {
  static readonly none = new PartitionSet([]);
  private readonly byKey: ReadonlyMap<string, OwnedPartition>;

  constructor(partitions: Iterable<OwnedPartition>) {
    this.byKey = new Map([...partitions].map((partition) => [keyOf(partition), partition]));
  }

  static fromMessage(assignment: dataV1.GroupAssignment): PartitionSet {
    return new PartitionSet(
      assignment.topics.flatMap(({ topicId, topic, partitions }) =>
        partitions.map((partition) => ({ topicId, topic, partition })),
      ),
    );
  }

  get size(): number {
    return this.byKey.size;
  }

  has(partition: OwnedPartition): boolean {
    return this.byKey.has(keyOf(partition));
  }

  /** The partitions, in order of topic and index. */
  list(): OwnedPartition[] {
    return [...this.byKey.values()].sort((a, b) =>
      a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
    );
  }

  without(other: PartitionSet): PartitionSet {
    return new PartitionSet([...this.byKey.values()].filter((partition) => !other.has(partition)));
  }

  and(other: PartitionSet): PartitionSet {
    return new PartitionSet([...this.byKey.values()].filter((partition) => other.has(partition)));
  }

  plus(other: PartitionSet): PartitionSet {
    return other.size === 0 ? this : new PartitionSet([...this.byKey.values(), ...other.byKey.values()]);
  }

  equals(other: PartitionSet): boolean {
    return this.size === other.size && this.without(other).size === 0;
  }

  toMessage(): dataV1.OwnedPartitions {
    const topics = new Map<TopicId, PartitionIndex[]>();
    for (const { topicId, partition } of this.list()) {
      const list = topics.get(topicId);
      if (list === undefined) topics.set(topicId, [partition]);
      else list.push(partition);
    }
    return { topics: [...topics].map(([topicId, partitions]) => ({ topicId, partitions })) };
  }
}

function keyOf({ topicId, partition }: OwnedPartition): string {
  return `${topicId}-${partition}`;
}
