import { assert } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { expect, it } from 'vitest';
import { stateOf } from './consumer-group.js';
import { GroupUnderTest, reread } from './testing/group-under-test.js';
import { MemberModel } from './testing/member-model.js';
import { partitionCount } from './testing/partition-count.js';
import { TransactionalProgress } from './testing/transactional-progress.js';

/**
 * Members that follow the protocol join, leave, crash, miss answers and change their minds while topics come and grow.
 * All the while they commit in transactions what they have read, also those that were taken for dead and wake up.
 */
class RandomRun {
  readonly group = new GroupUnderTest();
  private readonly members: MemberModel[] = [];
  /** Members that have crashed: they work on what they own until their session ends. */
  private readonly silent: MemberModel[] = [];
  private readonly random: SeededRandom;
  readonly progress: TransactionalProgress;
  private created = 0;
  private highestEpoch = 0;
  private readonly alike: boolean;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.progress = new TransactionalProgress(this.group, new SeededRandom(seed));
    this.alike = this.random.integer(2) === 0;
    this.group.topics.set('t0', 1 + this.random.integer(8));
    this.group.topics.set('t1', 1 + this.random.integer(4));
  }

  step(): void {
    const member = this.members[this.random.integer(Math.max(1, this.members.length))];
    const dice = this.random.integer(20);
    if (member === undefined || (dice === 0 && this.members.length < 8)) this.join();
    else if (dice === 1) this.leave(member);
    else if (dice === 2) this.crash(member);
    else if (dice === 3) this.endSession();
    else if (dice === 4) this.changeTopics();
    else if (dice === 5 && !this.alike) member.topics = this.someTopics();
    else if (dice === 6) member.beat({ loseAnswer: true });
    else if (dice === 7) this.restart(member);
    else if (dice < 14) member.beat();
    else member.work();
    this.check();
    for (const one of this.members) this.progress.letGo(one);
    if (member !== undefined && this.members.includes(member)) this.progress.read(member);
    this.progress.goOn((one) => this.members.includes(one));
  }

  /** There are no more faults: all members send heartbeats and work until nothing moves. */
  settle(): void {
    while (this.silent.length > 0) this.endSession();
    for (let round = 0; round < 20; round++) {
      for (const member of this.members) {
        member.beat();
        member.work();
        this.check();
      }
    }
  }

  checkSettled(): void {
    const { existing } = this.group;
    if (this.members.length === 0) {
      expect(stateOf(existing)).toBe('Empty');
      return;
    }
    expect(stateOf(existing)).toBe('Stable');
    for (const member of this.members) {
      expect(existing.targets.get(member.memberId)).toEqual(member.owned);
      expect(member.memberEpoch).toBe(existing.epoch);
    }
    const counts = this.members.map(({ owned }) => partitionCount(owned));
    if (this.alike) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    const subscribed = new Set(this.members.flatMap(({ topics }) => topics));
    let total = 0;
    for (const topic of subscribed) total += this.group.topics.view.topicByName(topic)?.partitionCount ?? 0;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
    expect(reread(this.group.records)?.members.toJS()).toEqual(existing.members.toJS());
  }

  private check(): void {
    const owners = new Map<string, string>();
    for (const { memberId, owned } of [...this.members, ...this.silent]) {
      for (const [topicId, partitions] of owned) {
        for (const partition of partitions) {
          const name = `${topicId}-${partition}`;
          assert(!owners.has(name), `${name} is owned by ${owners.get(name)} and ${memberId}`);
          owners.set(name, memberId);
        }
      }
    }
    const epoch = this.group.group?.epoch ?? 0;
    assert(epoch >= this.highestEpoch, `the epoch went back to ${epoch}`);
    this.highestEpoch = epoch;
    for (const member of this.members) assert(member.highestEpoch <= epoch, 'no member is ahead of its group');
  }

  private someTopics(): string[] {
    if (this.alike) return [...this.group.topics.names];
    return this.group.topics.names.filter(() => this.random.integer(3) > 0);
  }

  private join(): void {
    const topics = this.alike ? ['t0', 't1', 't2', 't3'] : this.someTopics();
    const member = new MemberModel(this.group, `m${this.created++}`, topics);
    this.members.push(member);
    member.beat();
  }

  private leave(member: MemberModel): void {
    this.members.splice(this.members.indexOf(member), 1);
    if (this.group.existing.members.has(member.memberId)) member.leave();
    else member.forget();
  }

  private crash(member: MemberModel): void {
    this.members.splice(this.members.indexOf(member), 1);
    this.silent.push(member);
  }

  private endSession(): void {
    const member = this.silent.pop();
    if (member === undefined) return;
    member.forget();
    this.group.sessionEnds(member.memberId);
  }

  /** The process starts again under the same member id. */
  private restart(member: MemberModel): void {
    member.forget();
    this.progress.letGo(member, true);
    member.beat();
  }

  private changeTopics(): void {
    const { topics } = this.group;
    const grown = topics.names[this.random.integer(topics.names.length)];
    const shape = grown === undefined ? undefined : topics.view.topicByName(grown);
    if (shape !== undefined && this.random.integer(3) > 0) topics.set(shape.name, shape.partitionCount + 1);
    else topics.set(`t${this.random.integer(4)}`, 1 + this.random.integer(8), `id-${this.random.integer(1e9)}`);
  }
}

it('no partition has two owners, and nobody commits in a transaction what another one went on from', () => {
  let accepted = 0;
  let fenced = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const run = new RandomRun(seed);
    for (let step = 0; step < 150; step++) run.step();
    run.settle();
    run.checkSettled();
    accepted += run.progress.accepted;
    fenced += run.progress.fenced;
  }
  expect(accepted).toBeGreaterThan(1_000);
  expect(fenced).toBeGreaterThan(100);
});
