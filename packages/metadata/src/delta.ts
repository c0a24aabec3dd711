import type { NodeId, PartitionIndex, TopicId, TopicName } from '@drave/base';
import { compareText, MetadataImage, parseConfigResourceKey, type TopicImage } from './image.js';
import type { ConfigResource } from './record.js';
import type { BrokerRegistration, PartitionRegistration } from './registration.js';

/** One partition that differs. `before` is undefined when it is new, `after` when its topic was deleted. */
export interface PartitionDelta {
  readonly topicId: TopicId;
  readonly topic: TopicName;
  readonly index: PartitionIndex;
  readonly before: PartitionRegistration | undefined;
  readonly after: PartitionRegistration | undefined;
}

interface LeaderChange {
  readonly before: PartitionRegistration;
  readonly after: PartitionRegistration;
}

interface BrokerDelta {
  readonly id: NodeId;
  readonly before: BrokerRegistration | undefined;
  readonly after: BrokerRegistration | undefined;
}

/** What differs between two images, in a fixed order, computed when first asked for. */
export class MetadataDelta {
  readonly before: MetadataImage;
  readonly after: MetadataImage;
  private readonly touched: Touched;
  private partitionDeltas: readonly PartitionDelta[] | undefined;

  constructor(before: MetadataImage, after: MetadataImage, touched: Touched) {
    this.before = before;
    this.after = after;
    this.touched = touched;
  }

  /** The difference between any two images, as when a snapshot replaces everything. */
  static between(before: MetadataImage, after: MetadataImage): MetadataDelta {
    const touched = new Touched();
    for (const id of before.state.topics.keys()) touched.removed.add(id);
    for (const image of [before, after]) {
      for (const id of image.state.topics.keys()) touched.topics.set(id, 'all');
      for (const id of image.state.brokers.keys()) touched.brokers.add(id);
      for (const key of image.state.configs.keys()) touched.configs.add(key);
    }
    return new MetadataDelta(before, after, touched);
  }

  /** Topics that are new, by name. */
  createdTopics(): readonly TopicImage[] {
    return topicsOnlyIn(this.touched.topics.keys(), this.after, this.before);
  }

  /** Topics that are gone, by name, as they were. A topic deleted and made anew has another id and is in both lists. */
  deletedTopics(): readonly TopicImage[] {
    return topicsOnlyIn(this.touched.removed, this.before, this.after);
  }

  /** The partitions that differ, by topic name, then index; those of created and deleted topics are included. */
  partitions(): readonly PartitionDelta[] {
    this.partitionDeltas ??= this.findPartitions();
    return this.partitionDeltas;
  }

  /** The same as `partitions`, one after another as they are asked for, topics in the order in which they changed. */
  *changedPartitions(): Iterable<PartitionDelta> {
    for (const [id, indexes] of this.touched.topics) {
      const topic = this.touchedTopic(id, indexes);
      if (topic !== undefined) yield* this.partitionsOf(topic);
    }
  }

  /** The partitions that were there before and have another leader now, or none, as they are asked for. */
  *leaderChanges(): Iterable<LeaderChange> {
    for (const [id, indexes] of this.touched.topics) {
      if (this.before.topic(id) === undefined || this.after.topic(id) === undefined) continue;
      const topic = this.touchedTopic(id, indexes);
      if (topic === undefined) continue;
      for (const { before, after } of this.partitionsOf(topic))
        if (before !== undefined && after !== undefined && before.leader !== after.leader) yield { before, after };
    }
  }

  brokers(): readonly BrokerDelta[] {
    const deltas: BrokerDelta[] = [];
    for (const id of [...this.touched.brokers].sort((a, b) => a - b)) {
      const before = this.before.broker(id);
      const after = this.after.broker(id);
      if (before !== after) deltas.push({ id, before, after });
    }
    return deltas;
  }

  /** Resources whose own settings changed; those of deleted topics included. */
  configResources(): readonly ConfigResource[] {
    return [...this.touched.configs]
      .sort(compareText)
      .filter((key) => this.before.state.configs.get(key) !== this.after.state.configs.get(key))
      .map(parseConfigResourceKey);
  }

  /** How many partitions, brokers and settings may differ: what it costs to keep this or to look at all of it. */
  get touchedCount(): number {
    let count = this.touched.brokers.size + this.touched.configs.size;
    for (const [id, indexes] of this.touched.topics) {
      const whole = Math.max(this.before.topic(id)?.partitionCount ?? 0, this.after.topic(id)?.partitionCount ?? 0);
      count += 1 + (indexes === 'all' ? whole : indexes.size);
    }
    return count;
  }

  get featuresChanged(): boolean {
    return this.before.level !== this.after.level || this.before.state.features !== this.after.state.features;
  }

  private findPartitions(): readonly PartitionDelta[] {
    const topics: TouchedTopic[] = [];
    for (const [id, indexes] of this.touched.topics) {
      const topic = this.touchedTopic(id, indexes);
      if (topic !== undefined) topics.push(topic);
    }
    // Of a deleted and a created topic with one name the deleted one comes first.
    topics.sort((a, b) => byName(a.topic, b.topic) || this.isCreated(a.topic) - this.isCreated(b.topic));
    return topics.flatMap((topic) => [...this.partitionsOf(topic)]);
  }

  private touchedTopic(id: TopicId, indexes: Set<PartitionIndex> | 'all'): TouchedTopic | undefined {
    const before = this.before.topic(id);
    const after = this.after.topic(id);
    const topic = after ?? before;
    if (topic === undefined || before === after) return undefined;
    const count = Math.max(before?.partitionCount ?? 0, after?.partitionCount ?? 0);
    const all = indexes === 'all' || before === undefined || after === undefined;
    return { topic, indexes: all ? Array(count).keys() : [...indexes].sort((a, b) => a - b) };
  }

  private *partitionsOf({ topic, indexes }: TouchedTopic): Iterable<PartitionDelta> {
    for (const index of indexes) {
      const before = this.before.partition(topic.id, index);
      const after = this.after.partition(topic.id, index);
      if (before !== after) yield { topicId: topic.id, topic: topic.name, index, before, after };
    }
  }

  private isCreated(topic: TopicImage): number {
    return this.before.topic(topic.id) === undefined ? 1 : 0;
  }
}

interface TouchedTopic {
  readonly topic: TopicImage;
  readonly indexes: Iterable<PartitionIndex>;
}

/** Where to look for differences: a superset of what changed, noted record by record (`noteTouched`). */
export class Touched {
  readonly topics: Map<TopicId, Set<PartitionIndex> | 'all'> = new Map();
  /** The topics among `topics` that may be gone. */
  readonly removed: Set<TopicId> = new Set();
  readonly brokers: Set<NodeId> = new Set();
  /** The resources whose settings may differ, by `configResourceKey`. */
  readonly configs: Set<string> = new Set();
}

function topicsOnlyIn(ids: Iterable<TopicId>, inside: MetadataImage, outside: MetadataImage): readonly TopicImage[] {
  const found: TopicImage[] = [];
  for (const id of ids) {
    const topic = inside.topic(id);
    if (topic !== undefined && outside.topic(id) === undefined) found.push(topic);
  }
  return found.sort(byName);
}

function byName(a: TopicImage, b: TopicImage): number {
  return compareText(a.name, b.name);
}
