import { runSteps, type Steps } from '@drave/base';
import { SortedTexts } from '@drave/metadata';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storedClassicGroups } from './classic/classic-groups.js';
import {
  listCommits,
  listGroups,
  type CommitsShard,
  type GroupCommit,
  type ListCommitsRequest,
  type ListGroupsRequest,
} from './group-lists.js';
import type { GroupRecord } from './state/group-record.js';
import {
  emptyGroups,
  isKept,
  replayGroupRecord,
  replayTransactionEnd,
  type GroupsState,
} from './state/groups-state.js';

const PLACE = { offset: 0, producerId: undefined };

function commit(groupId: string, topic = 'orders', partition = 0, offset: number | undefined = 7): GroupRecord {
  const value = { offset, leaderEpoch: 1, metadata: 'm', commitTimestampMs: 5, expireTimestampMs: undefined };
  return { kind: 'offset', groupId, topic, partition, value: { ...value, topicId: undefined } };
}

function forgotten(groupId: string): GroupRecord {
  return { kind: 'offset', groupId, topic: 'orders', partition: 0, value: undefined };
}

function classicGroup(groupId: string, isThere: boolean): GroupRecord {
  const value = {
    ...{ protocolType: 'consumer', generationId: 1, protocolName: undefined, leaderId: undefined },
    ...{ currentStateTimestampMs: 0, members: [] },
  };
  return { kind: 'classicGroup', groupId, value: isThere ? value : undefined };
}

function shardOf(state: GroupsState): CommitsShard {
  const classic = storedClassicGroups(state, () => undefined);
  return { state, classic, read: () => state, topicIdOf: () => 'orders-id' };
}

function shardWith(records: readonly GroupRecord[]): CommitsShard {
  return shardOf(records.reduce((state, record) => replayGroupRecord(state, record, PLACE), emptyGroups));
}

function idsOf(shards: readonly CommitsShard[], request: Partial<ListGroupsRequest> = {}): readonly string[] {
  const steps = listGroups(shards, { states: [], types: [], ...request }, () => true);
  return runSteps(steps).map(({ groupId }) => groupId);
}

/** How many pieces the work has. */
function countSteps(steps: Steps<unknown>): number {
  let count = 0;
  while (steps.next().done !== true) count++;
  return count;
}

describe('the ids of groups', () => {
  it('are those of which anything is kept, whatever the order of records and ends of transactions', () => {
    const names = ['a', 'ab', 'b', 'c'] as const;
    const step = fc.record({
      what: fc.constantFrom('commit', 'forget', 'pending', 'end', 'abort', 'classic', 'noClassic'),
      groupId: fc.constantFrom(...names),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = emptyGroups;
        for (const { what, groupId } of steps) {
          if (what === 'end' || what === 'abort') {
            const kind = what === 'end' ? 'commit' : 'abort';
            state = replayTransactionEnd(state, { kind, producerId: 9, producerEpoch: 0, coordinatorEpoch: 0 });
          } else if (what === 'pending')
            state = replayGroupRecord(state, commit(groupId), { offset: 0, producerId: 9 });
          else if (what === 'commit') state = replayGroupRecord(state, commit(groupId), PLACE);
          else if (what === 'forget') state = replayGroupRecord(state, forgotten(groupId), PLACE);
          else state = replayGroupRecord(state, classicGroup(groupId, what === 'classic'), PLACE);
          expect([...state.ids]).toEqual(names.filter((name) => isKept(state, name)));
        }
      }),
    );
  });
});

describe('a list of groups', () => {
  it('is the same in pages as it is whole, over all shards and in order', () => {
    const ids = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 60 });
    const where = fc.record({ ids, pageSize: fc.integer({ min: 1, max: 20 }), prefix: fc.constantFrom('', 'a', ' ') });
    fc.assert(
      fc.property(where, ({ ids: all, pageSize, prefix }) => {
        const shards = [0, 1, 2].map((shard) =>
          shardWith(all.filter((_, at) => at % 3 === shard).map((id) => commit(id))),
        );
        expect(idsOf(shards)).toEqual([...all].sort());
        const seen: string[] = [];
        for (let after: string | undefined; ; after = seen.at(-1)) {
          const page = idsOf(shards, { page: { after, countMax: pageSize, prefix } });
          seen.push(...page);
          if (page.length < pageSize) break;
        }
        expect(seen).toEqual(all.filter((id) => id.startsWith(prefix)).sort());
      }),
    );
  });

  it('looks at what one page takes, however many groups there are', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `group-${String(index).padStart(4, '0')}`);
    const shards = [shardWith(ids.map((id) => commit(id))), shardWith([])];
    const page = { after: 'group-3000', countMax: 50, prefix: '' };
    expect(idsOf(shards, { page })).toEqual(ids.slice(3_001, 3_051));
    expect(countSteps(listGroups(shards, { states: [], types: [], page }, () => true))).toBeLessThan(60);
    const prefixed = { after: undefined, countMax: 50, prefix: 'group-499' };
    expect(countSteps(listGroups(shards, { states: [], types: [], page: prefixed }, () => true))).toBeLessThan(20);
  });

  it('has groups that no record tells of yet, each once, and none that has gone meanwhile', () => {
    const shard = shardWith([commit('b'), classicGroup('c', true)]);
    const joining = ['a', 'b', 'gone'].reduce((texts, id) => texts.with(id), SortedTexts.empty);
    const get = (id: string) => (id === 'a' ? shardWith([classicGroup('a', true)]).classic.get('a') : undefined);
    const shards = [{ ...shard, classic: { ...shard.classic, ids: joining, get } }];
    expect(idsOf(shards)).toEqual(['a', 'b', 'c']);
  });

  it('has those in the states and of the types that were asked for, and none that the caller may not see', () => {
    const shards = [shardWith([commit('a'), classicGroup('b', true)])];
    expect(idsOf(shards, { states: ['EMPTY'], types: ['Classic'] })).toEqual(['a', 'b']);
    expect(idsOf(shards, { states: ['Stable'] })).toEqual([]);
    expect(idsOf(shards, { types: ['consumer'] })).toEqual([]);
    const request = { states: [], types: [] };
    expect(runSteps(listGroups(shards, request, (id) => id === 'b')).map(({ groupId }) => groupId)).toEqual(['b']);
  });
});

describe('a list of committed offsets', () => {
  const shards = [
    shardWith([commit('b', 'pay', 10), commit('b', 'pay', 9), commit('b', 'orders', 1, 4), commit('a\0x')]),
    shardWith([commit('a'), commit('c', 'pay', 2)]),
  ];
  const gates = { group: (_: string) => true, topic: (_: string) => true };
  const listed = (request: Partial<ListCommitsRequest>, visible = gates): readonly GroupCommit[] => {
    const whole = { groupIds: undefined, topic: undefined, after: undefined, countMax: 100, ...request };
    return runSteps(listCommits(shards, whole, visible));
  };
  const placesOf = (commits: readonly GroupCommit[]): readonly string[] =>
    commits.map(({ groupId, topic, partition }) => `${groupId} ${topic} ${partition}`);
  const all = ['a orders 0', 'a\0x orders 0', 'b orders 1', 'b pay 9', 'b pay 10', 'c pay 2'];

  it('is in order of group, topic and number of the partition, and says what was committed', () => {
    expect(placesOf(listed({}))).toEqual(all);
    const known = { offset: 4, leaderEpoch: 1, metadata: 'm', commitTimestampMs: 5 };
    expect(listed({})[2]).toEqual({ groupId: 'b', topic: 'orders', partition: 1, ...known });
  });

  it('is the same in pages of any size', () => {
    for (let countMax = 1; countMax <= all.length; countMax++) {
      const seen: GroupCommit[] = [];
      for (;;) {
        const page = listed({ after: seen.at(-1), countMax });
        seen.push(...page);
        if (page.length < countMax) break;
      }
      expect(placesOf(seen)).toEqual(all);
    }
  });

  it('is of the groups and of the topic that were asked for, and of none that the caller may not see', () => {
    expect(placesOf(listed({ groupIds: new Set(['c', 'none', 'a']) }))).toEqual([all[0], all[5]]);
    expect(placesOf(listed({ topic: 'pay' }))).toEqual(all.slice(3));
    expect(placesOf(listed({}, { ...gates, topic: (name) => name !== 'pay' }))).toEqual(all.slice(0, 3));
    expect(placesOf(listed({}, { ...gates, group: (id) => id === 'c' }))).toEqual([all[5]]);
  });

  it('has nothing that was committed for another topic of the same name', () => {
    const stale = { ...commit('b'), value: { ...(commit('b') as { value: object }).value, topicId: 'old' } };
    const shard = { ...shardWith([stale as GroupRecord]), topicIdOf: () => 'new' };
    const request = { groupIds: undefined, topic: undefined, after: undefined, countMax: 9 };
    expect(runSteps(listCommits([shard], request, gates))).toEqual([]);
  });
});
