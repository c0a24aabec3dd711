import type { Millis, NodeId, Offset, PartitionIndex, TopicName, TopicPartition } from '@drave/base';
import type { Env } from '@drave/env';
import { KafkaCluster, type KafkaClusterOptions } from '@drave/kafka-client';
import { BASELINE_ORDER, type ClusterHistory } from '../history/cluster-history.js';
import { isWatched } from '../history/name-filter.js';
import { fetchCommitted } from './committed-offsets.js';
import { describeGroups, listGroups, type GroupMembers, type ListedGroup } from './group-listing.js';
import type { ClusterFacts, GroupSource, PartitionFacts, SampleReport } from './group-source.js';
import { OFFSETS_TOPIC, OffsetsTopicReader, type OffsetsTopicPartition } from './offsets-topic.js';
import { askOffsets, EARLIEST, LATEST } from './partition-ends.js';
import { SampleFailures } from './sample-failures.js';

export interface KafkaSourceOptions extends KafkaClusterOptions {
  /** How often topics, leaders, log starts and members are asked, ms. */
  readonly topicRefreshMs: Millis;
  /**
   * `topic` reads `__consumer_offsets`, so that every commit has its own time. `poll` asks coordinators for what is
   * committed with each sample: a repeated commit cannot be seen then, and a member that owns a partition counts as
   * one that commits. Where the topic may not be read, `topic` is `poll`.
   */
  readonly commits: 'topic' | 'poll';
}

/** Topics without partitions that are remembered. */
const MISSING_TOPICS_MAX = 10_000;

interface Topology {
  readonly partitions: Map<TopicName, PartitionFacts[]>;
  readonly byLeader: ReadonlyMap<NodeId, readonly TopicPartition[]>;
}

/** Any Kafka cluster, over Kafka's protocol. What a sample costs grows with brokers, not with groups or partitions. */
export class KafkaSource implements GroupSource {
  private readonly env: Pick<Env, 'clock' | 'timers' | 'network' | 'compute' | 'random'>;
  private readonly options: KafkaSourceOptions;
  private readonly cluster: KafkaCluster;
  private readonly reader: OffsetsTopicReader | undefined;
  private topology: Topology | undefined;
  /** Whether the metadata are asked with the next sample, before their time. */
  private isStale = true;
  private refreshedAtMs: Millis = 0;
  private isReading = false;
  private samples = 0;
  private listed: ReadonlyMap<string, ListedGroup> = new Map();
  private readonly members = new Map<string, GroupMembers>();
  /** Groups that have committed offsets of topics that were not known yet. */
  private readonly unplaced = new Set<string>();
  /** Topics of commits that the metadata did not have; they are looked for once before their time. */
  private readonly missing = new Set<TopicName>();

  constructor(env: Pick<Env, 'clock' | 'timers' | 'network' | 'compute' | 'random'>, options: KafkaSourceOptions) {
    this.env = env;
    this.options = options;
    this.cluster = new KafkaCluster(env, options);
    this.reader = options.commits === 'topic' ? new OffsetsTopicReader(this.cluster, env.compute) : undefined;
  }

  async sample(history: ClusterHistory): Promise<SampleReport> {
    const failures = new SampleFailures();
    const isDue = this.isRefreshDue();
    const topology =
      isDue || this.isStale || this.topology === undefined ? await this.refresh(history, failures) : this.topology;
    const coordinated = new Map<PartitionIndex, Offset>();
    const hasMoved = await askOffsets(this.cluster, topology.byLeader, LATEST, failures, (place, end) => {
      history.addEnd(place, this.env.clock.wallMs(), end);
      if (place.topic === OFFSETS_TOPIC) coordinated.set(place.partition, end);
    });
    // Leaders have changed, or a broker is gone: the next sample asks for them.
    this.isStale ||= hasMoved;
    await this.sampleGroups(history, offsetsTopicOf(topology, coordinated), isDue, failures);
    return { facts: this.factsOf(topology), failures: failures.all() };
  }

  close(): void {
    this.cluster.close();
  }

  private isRefreshDue(): boolean {
    const { clock } = this.env;
    return this.samples === 0 || clock.monotonicMs() - this.refreshedAtMs >= this.options.topicRefreshMs;
  }

  private async refresh(history: ClusterHistory, failures: SampleFailures): Promise<Topology> {
    const metadata = await this.cluster.metadata();
    const partitions = new Map<TopicName, PartitionFacts[]>();
    const byLeader = new Map<NodeId, TopicPartition[]>();
    for (const { name: topic, partitions: ofTopic } of metadata.topics) {
      if (topic === null) continue;
      const facts: PartitionFacts[] = [];
      for (const { partitionIndex: partition, leaderId: leader, replicaNodes: replicas, isrNodes: inSync } of ofTopic) {
        facts[partition] = { leader, replicas, inSync };
        if (!this.cluster.brokers.has(leader)) continue;
        const led = byLeader.get(leader);
        if (led === undefined) byLeader.set(leader, [{ topic, partition }]);
        else led.push({ topic, partition });
      }
      partitions.set(topic, facts);
    }
    for (const topic of this.missing) if (partitions.has(topic)) this.missing.delete(topic);
    history.setTopics(new Map([...partitions].map(([topic, facts]) => [topic, facts.length])));
    await askOffsets(this.cluster, byLeader, EARLIEST, failures, ({ topic, partition }, logStart) => {
      const facts = partitions.get(topic);
      const known = facts?.[partition];
      if (facts !== undefined && known !== undefined) facts[partition] = { ...known, logStart };
    });
    this.refreshedAtMs = this.env.clock.monotonicMs();
    this.isStale = false;
    this.topology = { partitions, byLeader };
    return this.topology;
  }

  private async sampleGroups(
    history: ClusterHistory,
    coordinated: readonly OffsetsTopicPartition[],
    isDue: boolean,
    failures: SampleFailures,
  ): Promise<void> {
    const { groups: filter } = history.settings;
    const { groups, isComplete } = await listGroups(this.cluster, (group) => isWatched(group, filter), failures);
    const before = this.listed;
    this.listed = groups;
    if (this.reader !== undefined && groups.size > 0) this.lookFor(OFFSETS_TOPIC);
    if (isComplete) {
      history.retainGroups(new Set(groups.keys()));
      for (const group of this.members.keys()) if (!groups.has(group)) this.members.delete(group);
    }
    await this.describe([...groups.values()], before, isDue, failures);
    for (const group of groups.keys()) this.tellMembers(history, group);
    const { isFirst, toAsk } = await this.readTopic(history, coordinated, failures);
    const asksAll = isFirst || !this.isReading;
    const again = new Set(this.unplaced);
    this.unplaced.clear();
    const asked = [...groups.values()].filter(
      ({ group }) => asksAll || toAsk.has(group) || again.has(group) || !before.has(group),
    );
    await this.askCommitted(history, asked, asksAll ? undefined : toAsk, failures);
    for (const { group } of asked) this.tellMembers(history, group);
    this.samples += 1;
  }

  /** Whoever has no members needs no request. */
  private async describe(
    groups: readonly ListedGroup[],
    before: ReadonlyMap<string, ListedGroup>,
    isDue: boolean,
    failures: SampleFailures,
  ): Promise<void> {
    const wanted: ListedGroup[] = [];
    for (const one of groups) {
      if (one.state === 'Empty' || one.state === 'Dead') this.members.set(one.group, { count: 0, owners: [] });
      else if (isDue || before.get(one.group)?.state !== one.state || !this.members.has(one.group)) wanted.push(one);
    }
    await describeGroups(this.cluster, wanted, failures, (group, members) => this.members.set(group, members));
  }

  private tellMembers(history: ClusterHistory, group: string): void {
    const members = this.members.get(group);
    if (members !== undefined) history.setMembers(group, members.count, members.owners);
  }

  /** The first time it only notes where the topic ends: what came before is asked of the coordinators. */
  private async readTopic(
    history: ClusterHistory,
    partitions: readonly OffsetsTopicPartition[],
    failures: SampleFailures,
  ): Promise<{ readonly isFirst: boolean; readonly toAsk: ReadonlySet<string> }> {
    const { reader } = this;
    const none = { isFirst: false, toAsk: new Set<string>() };
    if (reader === undefined || reader.isRefused) {
      this.isReading = false;
      return none;
    }
    if (!this.isReading) {
      this.isReading = true;
      reader.begin(partitions);
      return { ...none, isFirst: true };
    }
    const { commits, toAsk } = await reader.read(partitions, failures);
    const observedAtMs = this.env.clock.wallMs();
    for (const commit of commits) {
      history.addCommit({ ...commit, observedAtMs });
      this.lookFor(commit.topic, commit.group);
    }
    return { isFirst: false, toAsk };
  }

  /**
   * Takes what coordinators say. Without a topic to read it is a commit where the offset has changed, or where a member
   * owns the partition. `transactional` are groups whose commits in the topic do not count by themselves.
   */
  private async askCommitted(
    history: ClusterHistory,
    groups: readonly ListedGroup[],
    transactional: ReadonlySet<string> | undefined,
    failures: SampleFailures,
  ): Promise<void> {
    if (groups.length === 0) return;
    await fetchCommitted(this.cluster, groups, failures, (group, place, offset) => {
      this.lookFor(place.topic, group);
      const newest = history.newestCommit(group, place);
      const nowMs = this.env.clock.wallMs();
      const seen = { group, ...place, offset, timestampMs: nowMs, observedAtMs: nowMs };
      if (newest === undefined) history.addCommit({ ...seen, order: BASELINE_ORDER });
      else if (this.isReading && transactional?.has(group) !== true) return;
      else if (newest.offset !== offset || (!this.isReading && history.isOwned(group, place)))
        history.addCommit({ ...seen, order: newest.order + 1 });
    });
  }

  /** A topic that is newer than the metadata: they are asked again, and so is the group. */
  private lookFor(topic: TopicName, group?: string): void {
    if (this.topology?.partitions.has(topic) === true || this.missing.has(topic)) return;
    if (this.missing.size >= MISSING_TOPICS_MAX) return;
    this.missing.add(topic);
    if (group !== undefined) this.unplaced.add(group);
    this.isStale = true;
  }

  private factsOf({ partitions: topics }: Topology): ClusterFacts {
    const brokers = [...this.cluster.brokers].map(([id, { host, port }]) => ({ id, address: `${host}:${port}` }));
    return { brokers, topics };
  }
}

/** The partitions of the topic of offsets that have a leader and told their ends. */
function offsetsTopicOf(
  { partitions }: Topology,
  ends: ReadonlyMap<PartitionIndex, Offset>,
): readonly OffsetsTopicPartition[] {
  const facts = partitions.get(OFFSETS_TOPIC) ?? [];
  return [...ends].flatMap(([partition, end]) => {
    const leader = facts[partition]?.leader;
    return leader === undefined ? [] : [{ partition, leader, end }];
  });
}
