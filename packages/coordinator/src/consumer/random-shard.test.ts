import { assert, type Offset, type TopicName } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { readBatchInfo } from '@drave/records';
import { expect, it } from 'vitest';
import { RETENTION_MS } from '../offsets/testing/groups-in-time.js';
import { OffsetsShard } from '../offsets/testing/offsets-shard.js';
import { keyedRecords } from '../runtime/testing/scripted-log.js';
import type { CommittedOffset, GroupId, GroupRecord } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import { decodeGroupRecord } from '../state/record-codec.js';
import { type ConsumerGroup, stateOf } from './consumer-group.js';
import { partitionCount } from './testing/partition-count.js';
import { ShardMember } from './testing/shard-member.js';

/** Of members. */
const GROUP = 'g';
/** Nobody's: it keeps offsets, and nothing else. */
const PLAIN = 'plain';
const TOPICS = ['orders', 'payments'];
const SESSION_MS = 45_000;

/**
 * A group of type consumer and a group without members, in a shard of which appends are refused, late and lost, and
 * which is ended and loaded again, here or by a leader that lacks what was not replicated. Groups and offsets are
 * deleted, and offsets grow old. After every step what clients see is what the log says in the plainest reading of it:
 * of each key the last record. Whatever was refused has left no trace then, nor has what was lost.
 */
class RandomRun {
  /** How often something of each kind was seen. */
  readonly counts = { expired: 0, kept: 0, ended: 0, deleted: 0, refused: 0, reloads: 0 };
  private current = new OffsetsShard();
  private readonly random: SeededRandom;
  private members: ShardMember[] = [];
  /** Those that have crashed: they work on what they own until their session ends. */
  private silent: ShardMember[] = [];
  private created = 0;
  private nextOffset: Offset = 1;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  async step(): Promise<void> {
    const member = this.pick(this.members);
    const dice = this.random.integer(36);
    if (dice < (this.members.length === 0 ? 4 : 1)) this.join();
    else if (dice < 14) member?.beat(this.current);
    else if (dice < 18) member?.work();
    else if (dice < 21) this.commit(member);
    else await this.act(dice - 21, member);
    if (this.random.integer(2) === 0) await this.current.idle();
    if (this.random.integer(3) > 0) this.current.log.replicate();
    await this.hear();
    await this.check();
    if (this.random.integer(4) === 0) await this.checkReread();
  }

  private async act(dice: number, member: ShardMember | undefined): Promise<void> {
    const { current, random } = this;
    const { log } = current;
    if (dice === 0) this.leave(this.members.filter((one) => one === member || random.integer(3) === 0));
    else if (dice === 1) this.crash(member);
    else if (dice === 2) await this.pass(random.integer(15_000));
    else if (dice === 3) current.commit(PLAIN, this.topic(), random.integer(4), this.nextOffset++);
    else if (dice < 6) current.jump(random.integer(RETENTION_MS));
    else if (dice < 8) await this.cleanUp();
    else if (dice === 8) await this.deleteGroup(random.integer(3) === 0 ? PLAIN : GROUP);
    else if (dice === 9) current.deleteOffset(random.integer(2) === 0 ? PLAIN : GROUP, this.topic(), random.integer(4));
    else if (dice === 10) log.refusals.push('NOT_ENOUGH_REPLICAS');
    else if (dice === 11) log.failWaiting('REQUEST_TIMED_OUT');
    else if (dice === 12) log.lose('KAFKA_STORAGE_ERROR');
    else if (dice === 13) await this.desert();
    else await this.reload(random.integer(2) === 0);
  }

  /** There are no more faults: every member sends heartbeats and works until nothing moves. */
  async calmDown(): Promise<void> {
    this.current.log.refusals.length = 0;
    for (let round = 0; round < 12; round++) {
      await this.pass(10_000);
      for (const member of this.members) member.work();
      await this.check();
    }
    await this.checkReread();
    const group = groupOf(this.current.shard.readAll());
    if (this.members.length === 0) return;
    assert(group !== undefined, 'who has members is there');
    expect(stateOf(group)).toBe('Stable');
    expect([...group.members.keys()].toSorted()).toEqual(this.members.map(({ memberId }) => memberId).toSorted());
    for (const { isSettled, memberEpoch } of this.members)
      expect([isSettled, memberEpoch]).toEqual([true, group.epoch]);
    const subscribed = new Set(this.members.flatMap(({ topics }) => topics));
    const owned = this.members.reduce((sum, one) => sum + partitionCount(one.owned), 0);
    expect(owned).toBe(subscribed.size * 4);
  }

  /** Everybody crashes, and time passes: in the end no key is left in the log but those of tombstones. */
  async checkEnd(): Promise<void> {
    this.silent.push(...this.members.splice(0));
    await this.pass(SESSION_MS + 1_000);
    await this.current.settle();
    assert((groupOf(this.current.shard.readAll())?.members.size ?? 0) === 0, 'every session has ended');
    this.current.jump(RETENTION_MS);
    this.current.cleanUp();
    await this.current.settle();
    expect(this.current.log.compacted().batchCount).toBe(0);
  }

  private pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.random.integer(Math.max(1, items.length))];
  }

  private topic(): TopicName {
    return this.pick(TOPICS) ?? '';
  }

  private join(): void {
    if (this.members.length === 5) return;
    const topics = this.random.integer(2) === 0 ? TOPICS : [this.topic()];
    const member = new ShardMember(`m${this.created++}`, topics);
    this.members.push(member);
    member.beat(this.current);
  }

  private leave(members: readonly ShardMember[]): void {
    this.members = this.members.filter((one) => !members.includes(one));
    for (const member of members) member.leave(this.current);
  }

  /** Everybody leaves, or is missed, and what is kept grows old. */
  private async desert(): Promise<void> {
    this.leave(this.members);
    await this.pass(SESSION_MS + 1_000);
    await this.cleanUp();
  }

  private crash(member: ShardMember | undefined): void {
    if (member === undefined) return;
    this.members = this.members.filter((one) => one !== member);
    this.silent.push(member);
  }

  /** A member commits as itself, or somebody without a name does. */
  private commit(member: ShardMember | undefined): void {
    const identity =
      member === undefined || this.random.integer(4) === 0
        ? undefined
        : { memberId: member.memberId, memberEpoch: member.memberEpoch };
    this.current.commit(GROUP, this.topic(), this.random.integer(4), this.nextOffset++, identity);
  }

  /** Those that are alive are heard of meanwhile. */
  private async pass(ms: number): Promise<void> {
    for (const member of this.members) member.beat(this.current);
    await this.current.settle();
    await this.hear();
    await this.current.pass(ms);
    await this.current.settle();
    await this.hear();
  }

  private async hear(): Promise<void> {
    for (const member of this.members) member.hear();
    if (this.current.broken.length > 0) await this.reload(false);
  }

  /** KIP-211: offsets of topics to which no member subscribes go when they are old, and groups that keep nothing. */
  private async cleanUp(): Promise<void> {
    if (this.random.integer(3) === 0) this.current.jump(RETENTION_MS);
    await this.current.settle();
    await this.hear();
    const before = readLog(this.current);
    const { wallMs } = this.current;
    if (this.random.integer(4) === 0) this.current.log.refusals.push('NOT_ENOUGH_REPLICAS');
    const outcome = this.current.cleanUp();
    await this.current.settle();
    const after = readLog(this.current);
    if (outcome.failure !== undefined) {
      this.counts.refused++;
      expect(after).toEqual(before);
      return;
    }
    const used = new Set([...before.members.values()].flat());
    const isOld = (value: CommittedOffset): boolean => wallMs - value.commitTimestampMs >= RETENTION_MS;
    const kept = [...before.offsets].filter(
      ([, { groupId, topic, value }]) => !isOld(value) || (groupId === GROUP && used.has(topic)),
    );
    expect([...after.offsets.keys()].toSorted()).toEqual(kept.map(([key]) => key).toSorted());
    this.counts.kept += kept.length;
    this.counts.expired += before.offsets.size - kept.length;
    const keeps = kept.some(([, { groupId }]) => groupId === GROUP) || before.members.size > 0;
    expect(after.epoch === undefined).toBe(before.epoch === undefined || !keeps);
    if (before.epoch !== undefined && !keeps) this.counts.ended++;
  }

  private async deleteGroup(groupId: GroupId): Promise<void> {
    await this.current.settle();
    await this.hear();
    const before = readLog(this.current);
    const outcome = this.current.deleteGroup(groupId);
    await this.current.settle();
    const after = readLog(this.current);
    if (outcome.failure !== undefined || outcome.response !== undefined) {
      expect(after).toEqual(before);
      return;
    }
    this.counts.deleted++;
    assert(groupId === PLAIN || before.members.size === 0, 'no group with members is deleted');
    expect([...after.offsets.values()].filter((one) => one.groupId === groupId)).toEqual([]);
    if (groupId === GROUP) expect(after.epoch).toBeUndefined();
  }

  /** Another leadership. The next leader may lack what was not replicated. */
  private async reload(loses: boolean): Promise<void> {
    this.counts.reloads++;
    const { log, shard, topics, wallMs } = this.current;
    log.loseLeadership();
    shard.end('NOT_COORDINATOR');
    await this.current.idle();
    this.current = new OffsetsShard({ log: log.successor(loses), topics, wallMs });
    await this.current.idle();
    this.current.log.replicate();
    await this.current.idle();
    for (const member of this.members) member.hear();
  }

  /** What reads see is what is replicated, and no partition has two owners that the group knows. */
  private async check(): Promise<void> {
    await this.current.idle();
    await this.hear();
    const state = this.current.shard.readAll();
    const group = groupOf(state);
    const said = readLog(this.current);
    expect(seenOf(state)).toEqual(said);
    const owners = new Map<string, string>();
    for (const { memberId, owned } of [...this.members, ...this.silent]) {
      if (group?.members.has(memberId) !== true) continue;
      for (const [topicId, partitions] of owned) {
        for (const partition of partitions) {
          const name = `${topicId}-${partition}`;
          assert(!owners.has(name), `${name} is owned by ${owners.get(name)} and ${memberId}`);
          owners.set(name, memberId);
        }
      }
    }
  }

  /** Another coordinator reads the same from the same log, also when that has been compacted. */
  private async checkReread(): Promise<void> {
    const { log, shard, topics, wallMs } = this.current;
    const here = plain(shard.readAll());
    for (const copy of [log.successor(true), log.compacted()]) {
      const other = new OffsetsShard({ log: copy, topics, wallMs });
      await other.idle();
      assert(other.shard.loaded, 'what is replicated can be loaded at once');
      expect(plain(other.shard.readAll())).toEqual(here);
      other.shard.end('NOT_COORDINATOR');
    }
  }
}

/** What is said of the two groups, in the plainest words. */
interface Said {
  /** By group, topic and partition. */
  readonly offsets: Map<string, { groupId: GroupId; topic: TopicName; value: CommittedOffset }>;
  /** Subscriptions of members. */
  readonly members: Map<string, readonly TopicName[]>;
  /** Epochs and partitions of members. */
  readonly assigned: Map<string, unknown>;
  readonly targets: Map<string, unknown>;
  epoch: number | undefined;
}

/** What is replicated of the log: of each key the last record. */
function readLog({ log }: OffsetsShard): Said {
  const last = new Map<string, GroupRecord>();
  for (const bytes of log.batches) {
    if (readBatchInfo(bytes, 0).lastOffset >= log.highWatermark) continue;
    for (const { key, value } of keyedRecords(bytes)) {
      const record = decodeGroupRecord(key, value);
      assert(record !== undefined, 'what is written can be read');
      last.set(key.toString('hex'), record);
    }
  }
  const said: Said = emptySaid();
  for (const record of last.values()) {
    if (record.value === undefined) continue;
    if (record.kind === 'offset') {
      const { groupId, topic, partition, value } = record;
      said.offsets.set(`${groupId} ${topic} ${partition}`, { groupId, topic, value });
    } else if (record.kind === 'consumerGroupMember')
      said.members.set(record.memberId, record.value.subscribedTopicNames);
    else if (record.kind === 'consumerGroupCurrent') {
      const { memberEpoch, assigned, pendingRevocation } = record.value;
      said.assigned.set(record.memberId, { memberEpoch, assigned, pendingRevocation });
    } else if (record.kind === 'consumerGroupTarget') said.targets.set(record.memberId, record.value.partitions);
    else if (record.kind === 'consumerGroupEpoch') said.epoch = record.value.epoch;
  }
  return said;
}

function seenOf(state: GroupsState): Said {
  const said: Said = emptySaid();
  for (const [groupId, topics] of state.offsets)
    for (const [topic, partitions] of topics)
      for (const [partition, { recordOffset: _, ...value }] of partitions)
        said.offsets.set(`${groupId} ${topic} ${partition}`, { groupId, topic, value });
  const group = groupOf(state);
  said.epoch = group?.epoch;
  for (const [memberId, one] of group?.members ?? []) {
    const { memberEpoch, assigned, pendingRevocation } = one;
    said.members.set(memberId, one.subscribedTopicNames);
    said.assigned.set(memberId, { memberEpoch, assigned, pendingRevocation });
  }
  for (const [memberId, partitions] of group?.targets ?? []) said.targets.set(memberId, partitions);
  return said;
}

function emptySaid(): Said {
  return { offsets: new Map(), members: new Map(), assigned: new Map(), targets: new Map(), epoch: undefined };
}

function groupOf(state: GroupsState): ConsumerGroup | undefined {
  return state.consumer.get(GROUP);
}

/** Everything that a state holds, for comparison. */
function plain(state: GroupsState): unknown {
  const groups = [...state.consumer.values()].map((group) => ({
    ...group,
    members: group.members.toJS(),
    staticMembers: group.staticMembers.toJS(),
    targets: group.targets.toJS(),
    regexes: group.regexes.toJS(),
    holders: group.holders.toJS(),
  }));
  return { offsets: state.offsets.toJS(), groups };
}

it('shows what is replicated and nothing else, whatever becomes of appends, coordinators, groups and offsets', async () => {
  const total = { expired: 0, kept: 0, ended: 0, deleted: 0, refused: 0, reloads: 0 };
  for (let seed = 1; seed <= 10; seed++) {
    const run = new RandomRun(seed);
    for (let step = 0; step < 150; step++) await run.step();
    await run.calmDown();
    await run.checkEnd();
    for (const kind of Object.keys(total) as (keyof typeof total)[]) total[kind] += run.counts[kind];
  }
  for (const [kind, count] of Object.entries(total)) assert(count >= 5, `${kind} was seen ${count} times only`);
});
