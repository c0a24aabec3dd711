import type { Millis, Offset, PartitionIndex, TopicName, TopicPartition } from '@drave/base';
import type { Commit } from '../evaluator/evaluate-partition.js';
import type { GroupPartition } from '../evaluator/evaluate-group.js';
import { CommitWindow } from './commit-window.js';
import { EndHistory } from './end-history.js';
import { isWatched, type NameFilterSettings } from './name-filter.js';

export interface HistorySettings {
  /** Commits and log ends that are held of a partition. */
  readonly intervals: number;
  /** A group that has committed nothing for so long is forgotten, ms. */
  readonly expireGroupMs: Millis;
  /** Commits closer together than this count as one, ms. */
  readonly minDistanceMs: Millis;
  readonly groups: NameFilterSettings;
  /**
   * How long nothing is said against a partition of which only the commit is known where the watch began, while a
   * member owns it, ms: whether it moves is not known yet.
   */
  readonly settleMs: Millis;
  /** Partitions of groups that are held in all; what comes beyond is counted and left out. */
  readonly groupPartitionsMax: number;
}

/** A committed offset, as a source learned of it. */
export interface CommitSeen extends TopicPartition, Omit<Commit, 'lag'> {
  readonly group: string;
}

/** The order of a commit that was there when the watch began: before all others. */
export const BASELINE_ORDER = -1;

/**
 * The same for a partition that nobody owns: until the rules, which count in whole seconds, say that it has stopped. In
 * the second of its only commit they would say that it stalls.
 */
const UNOWNED_SETTLE_MS = 2_000;

/** Who reads a partition. */
export interface Owner {
  readonly host: string;
  readonly clientId: string;
}

interface PartitionState {
  window: CommitWindow | undefined;
  owner: Owner | undefined;
}

interface GroupState {
  readonly topics: Map<TopicName, Map<PartitionIndex, PartitionState>>;
  lastCommitMs: Millis;
  memberCount: number;
}

/**
 * All that is held of one cluster: log ends by partition, and commits by group. It is bounded, has no clock, and does
 * no I/O. Times are wall clock.
 */
export class ClusterHistory {
  readonly settings: HistorySettings;
  private readonly ends = new Map<TopicName, EndHistory[]>();
  private readonly groups = new Map<string, GroupState>();
  private heldPartitions = 0;
  private leftOut = 0;

  constructor(settings: HistorySettings) {
    this.settings = settings;
  }

  /** Partitions of groups that found no room, since the start. */
  get leftOutCount(): number {
    return this.leftOut;
  }

  get groupPartitionCount(): number {
    return this.heldPartitions;
  }

  /** The topics that exist, with their numbers of partitions. What is held of others is forgotten. */
  setTopics(counts: ReadonlyMap<TopicName, number>): void {
    for (const topic of this.ends.keys()) if (!counts.has(topic)) this.deleteTopic(topic);
    for (const [topic, count] of counts) {
      const held = this.ends.get(topic) ?? [];
      // Fewer partitions than before: it is another topic of that name.
      if (held.length > count) this.deleteTopic(topic);
      const kept = held.length > count ? [] : held;
      while (kept.length < count) kept.push(new EndHistory());
      this.ends.set(topic, kept);
    }
  }

  /** A sample of a log end, of a partition that `setTopics` has told. */
  addEnd({ topic, partition }: TopicPartition, atMs: Millis, end: Offset): void {
    this.ends.get(topic)?.[partition]?.add({ atMs, end }, this.settings.intervals);
  }

  /** Takes a commit; drops what is too old, not watched, or of a partition whose end is not known yet. */
  addCommit({ group, topic, partition, ...commit }: CommitSeen): void {
    const { intervals, expireGroupMs, minDistanceMs, groups } = this.settings;
    if (commit.timestampMs < commit.observedAtMs - expireGroupMs || !isWatched(group, groups)) return;
    const ends = this.ends.get(topic)?.[partition];
    if (ends?.newest === undefined) return;
    // As it was known when the offset was committed, and not as it is known by now.
    const end = ends.at(commit.timestampMs);
    const state = this.partitionOf(group, topic, partition);
    if (state === undefined) return;
    state.window ??= new CommitWindow(intervals);
    state.window.add({ ...commit, lag: end === undefined ? null : Math.max(0, end - commit.offset) }, minDistanceMs);
    const held = this.groups.get(group);
    if (held !== undefined) held.lastCommitMs = Math.max(held.lastCommitMs, commit.timestampMs);
  }

  /** The members of a group: who owns which of its partitions. Those that are not named have no owner. */
  setMembers(group: string, memberCount: number, owners: Iterable<TopicPartition & Owner>): void {
    const held = this.groups.get(group);
    if (held === undefined) return;
    held.memberCount = memberCount;
    for (const partitions of held.topics.values()) for (const state of partitions.values()) state.owner = undefined;
    for (const { topic, partition, host, clientId } of owners) {
      // Only of topics that it has committed, as everything else here.
      if (!held.topics.has(topic) || this.ends.get(topic)?.[partition] === undefined) continue;
      const state = this.partitionOf(group, topic, partition);
      if (state !== undefined) state.owner = { host, clientId };
    }
  }

  deleteGroup(group: string): void {
    const held = this.groups.get(group);
    if (held === undefined) return;
    for (const partitions of held.topics.values()) this.heldPartitions -= partitions.size;
    this.groups.delete(group);
  }

  deleteGroupTopic(group: string, topic: TopicName): void {
    const held = this.groups.get(group);
    const partitions = held?.topics.get(topic);
    if (held === undefined || partitions === undefined) return;
    this.heldPartitions -= partitions.size;
    held.topics.delete(topic);
    if (held.topics.size === 0) this.groups.delete(group);
  }

  /** Forgets the groups that the cluster does not have any more. */
  retainGroups(existing: ReadonlySet<string>): void {
    for (const group of this.groups.keys()) if (!existing.has(group)) this.deleteGroup(group);
  }

  /** In order. */
  topicNames(): readonly TopicName[] {
    return [...this.ends.keys()].toSorted(compare);
  }

  /** The log ends of a topic in order of its partitions; null where none was sampled. Undefined: no such topic. */
  topicEnds(topic: TopicName): readonly (Offset | null)[] | undefined {
    return this.ends.get(topic)?.map(({ newest }) => newest ?? null);
  }

  /** In order, without those that have expired. */
  groupNames(nowMs: Millis): readonly string[] {
    for (const group of [...this.groups.keys()]) this.expire(group, nowMs);
    return [...this.groups.keys()].toSorted(compare);
  }

  /** In order. */
  groupsOfTopic(topic: TopicName, nowMs: Millis): readonly string[] {
    return this.groupNames(nowMs).filter((group) => this.groups.get(group)?.topics.has(topic));
  }

  memberCount(group: string): number {
    return this.groups.get(group)?.memberCount ?? 0;
  }

  /**
   * The partitions of a group in order of topic and index: for each topic that it has committed all up to the last one
   * that exists, committed or not. Undefined for a group that is not known, or has expired, which is then forgotten.
   */
  groupPartitions(group: string, nowMs: Millis): readonly GroupPartition[] | undefined {
    this.expire(group, nowMs);
    const held = this.groups.get(group);
    if (held === undefined) return undefined;
    const topics = [...held.topics].toSorted(([one], [other]) => compare(one, other));
    return topics.flatMap(([topic, partitions]) =>
      (this.ends.get(topic) ?? []).map((ends, partition) =>
        this.groupPartition({ topic, partition }, partitions.get(partition), ends, nowMs),
      ),
    );
  }

  /** Whether somebody reads the partition, as far as is known. */
  isOwned(group: string, { topic, partition }: TopicPartition): boolean {
    return this.groups.get(group)?.topics.get(topic)?.get(partition)?.owner !== undefined;
  }

  /** The newest commit that is held of a partition of a group. */
  newestCommit(group: string, { topic, partition }: TopicPartition): Commit | undefined {
    return this.groups.get(group)?.topics.get(topic)?.get(partition)?.window?.newest;
  }

  private groupPartition(
    place: TopicPartition,
    state: PartitionState | undefined,
    { ends, points, newest: end }: EndHistory,
    nowMs: Millis,
  ): GroupPartition {
    const { window, owner } = state ?? {};
    const committed = window?.newest?.offset;
    return {
      ...place,
      commits: window?.commits ?? [],
      windowSize: window === undefined ? 0 : this.settings.intervals,
      ends,
      endPoints: points,
      currentLag: committed === undefined || end === undefined ? 0 : Math.max(0, end - committed),
      isSettling: this.isSettling(window, owner, nowMs),
      owner: owner?.host ?? '',
      clientId: owner?.clientId ?? '',
    };
  }

  private isSettling(window: CommitWindow | undefined, owner: Owner | undefined, nowMs: Millis): boolean {
    const newest = window?.newest;
    const settleMs = owner === undefined ? UNOWNED_SETTLE_MS : this.settings.settleMs;
    return newest?.order === BASELINE_ORDER && nowMs - newest.timestampMs < settleMs;
  }

  /** The state of a partition of a group, which is there from now on; undefined where there is no more room. */
  private partitionOf(group: string, topic: TopicName, partition: PartitionIndex): PartitionState | undefined {
    const held = this.groups.get(group);
    const known = held?.topics.get(topic)?.get(partition);
    if (known !== undefined) return known;
    if (this.heldPartitions >= this.settings.groupPartitionsMax) {
      this.leftOut += 1;
      return undefined;
    }
    const made: GroupState = held ?? { topics: new Map(), lastCommitMs: 0, memberCount: 0 };
    const partitions = made.topics.get(topic) ?? new Map<PartitionIndex, PartitionState>();
    const state: PartitionState = { window: undefined, owner: undefined };
    made.topics.set(topic, partitions.set(partition, state));
    this.groups.set(group, made);
    this.heldPartitions += 1;
    return state;
  }

  private deleteTopic(topic: TopicName): void {
    this.ends.delete(topic);
    for (const group of [...this.groups.keys()]) this.deleteGroupTopic(group, topic);
  }

  private expire(group: string, nowMs: Millis): void {
    const held = this.groups.get(group);
    if (held !== undefined && held.lastCommitMs < nowMs - this.settings.expireGroupMs) this.deleteGroup(group);
  }
}

/** By code units, as every list of names is sorted here. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
