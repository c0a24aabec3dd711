import { DraveError, type ErrorCode, isDraveError, type Offset } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { coordinatorBench } from '../testing/coordinator-bench.js';
import { GroupOffsets } from './group-offsets.js';
import { groupSettings } from './group-settings.js';
import { GroupMembership } from './membership.js';

const LIMIT_MS = 5000;
const T0 = { topic: 't', partition: 0 };
const T1 = { topic: 't', partition: 1 };

async function setUp() {
  const bench = await coordinatorBench();
  let membership: GroupMembership | undefined;
  const offsets = new GroupOffsets(bench.link, () => membership);
  /** Joins the group, and resolves when the coordinator has accepted the member. */
  const join = async () => {
    const settings = groupSettings({ groupId: 'g' });
    if (settings === undefined) throw new Error('there is a group');
    membership = new GroupMembership(bench.link, settings, { changed: () => {}, lost: () => {}, failed: () => {} });
    membership.subscribe({ topics: ['t'], topicRegex: '' });
    for (let ms = 0; ms < 1000 && !membership.joined; ms += 10) await bench.world.runFor(10);
    expect(membership.joined).toBe(true);
    return membership;
  };
  const commit = (offset: Offset) =>
    offsets
      .commit(() => [{ ...T0, offset, leaderEpoch: 3, metadata: 'm' }], LIMIT_MS)
      .then(
        () => 'committed',
        (reason: unknown) => DraveError.from(reason).code,
      );
  return { ...bench, offsets, join, commit };
}

describe('committed offsets', () => {
  it('are fetched as they were committed, in the order of the question, undefined where there is none', async () => {
    const { offsets, world, commit } = await setUp();
    expect(await world.finish(commit(7))).toBe('committed');
    expect(await world.finish(offsets.fetch([T1, T0], LIMIT_MS))).toEqual([
      { ...T1, offset: undefined, leaderEpoch: undefined, metadata: '' },
      { ...T0, offset: 7, leaderEpoch: 3, metadata: 'm' },
    ]);
    expect(await world.finish(offsets.fetch([], LIMIT_MS))).toEqual([]);
  });

  it('go to the coordinator one commit after another, and are looked at when it is their turn', async () => {
    const { offsets, world, group, cluster } = await setUp();
    let refusals = 2;
    cluster.onGroupCall = (method) =>
      method === 'commit' && refusals-- > 0 ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined;
    let now = 1;
    const both = [1, 2].map(() => offsets.commit(() => [{ ...T0, offset: now }], LIMIT_MS));
    now = 2;
    await world.finish(Promise.all(both));
    expect(group.commits.map(({ offset }) => offset)).toEqual([2, 2]);
    now = 3;
    const third = offsets.commit(() => [{ ...T0, offset: now }], LIMIT_MS);
    await world.finish(third);
    expect(group.commits).toHaveLength(3);
  });

  it('wait for the end of the commit before, not for its success', async () => {
    const { commit, world, cluster } = await setUp();
    let first = true;
    cluster.onGroupCall = (method) => {
      if (method !== 'commit' || !first) return undefined;
      first = false;
      return 'GROUP_AUTHORIZATION_FAILED';
    };
    expect(await world.finish(Promise.all([commit(1), commit(2)]))).toEqual([
      'GROUP_AUTHORIZATION_FAILED',
      'committed',
    ]);
  });

  it('without an offset ask nobody', async () => {
    const { offsets, world, cluster } = await setUp();
    cluster.onGroupCall = () => 'GROUP_AUTHORIZATION_FAILED';
    await world.finish(offsets.commit(() => [], LIMIT_MS));
  });

  it('are committed in the name of the member, under its epoch', async () => {
    const { join, commit, world, group } = await setUp();
    const { memberId } = await join();
    expect(await world.finish(commit(4))).toBe('committed');
    expect(group.commits).toEqual([{ memberId, partition: 't-0', offset: 4 }]);
  });

  it.each<ErrorCode>(['STALE_MEMBER_EPOCH', 'UNSTABLE_OFFSET_COMMIT', 'NOT_COORDINATOR'])(
    'are tried again after %s',
    async (code) => {
      const { commit, world, cluster } = await setUp();
      let refusals = 3;
      cluster.onGroupCall = (method) => (method === 'commit' && refusals-- > 0 ? code : undefined);
      expect(await world.finish(commit(4))).toBe('committed');
    },
  );

  it('are not committed by one that has lost its place, has come back, or has become a member meanwhile', async () => {
    const { join, commit, world, cluster, group } = await setUp();
    const membership = await join();
    let held = true;
    cluster.onGroupCall = (method) => (method === 'commit' && held ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined);
    const { membershipNumber } = membership;
    const late = commit(4);
    await world.runFor(50);
    group.remove(membership.memberId);
    for (let ms = 0; ms < 3000 && (membership.membershipNumber === membershipNumber || !membership.joined); ms += 10)
      await world.runFor(10);
    expect(membership.joined).toBe(true);
    held = false;
    expect(await world.finish(late)).toBe('UNKNOWN_MEMBER_ID');
    expect(group.commits).toEqual([]);
  });

  it('of one that assigned itself are not committed once it has joined', async () => {
    const { join, commit, world, cluster, group } = await setUp();
    let held = true;
    cluster.onGroupCall = (method) => (method === 'commit' && held ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined);
    const late = commit(4);
    await world.runFor(50);
    await join();
    held = false;
    expect(await world.finish(late)).toBe('UNKNOWN_MEMBER_ID');
    expect(group.commits).toEqual([]);
  });

  it.each<[ErrorCode, boolean]>([
    ['NOT_COORDINATOR', true],
    ['COORDINATOR_NOT_AVAILABLE', true],
    ['COORDINATOR_LOAD_IN_PROGRESS', true],
    ['NETWORK_EXCEPTION', true],
    ['REQUEST_TIMED_OUT', true],
    ['STALE_MEMBER_EPOCH', true],
    ['UNKNOWN_MEMBER_ID', false],
    ['FENCED_MEMBER_EPOCH', false],
    ['FENCED_INSTANCE_ID', false],
    ['ILLEGAL_GENERATION', false],
    ['GROUP_ID_NOT_FOUND', false],
    ['GROUP_AUTHORIZATION_FAILED', false],
    ['INVALID_COMMIT_OFFSET_SIZE', false],
    ['UNKNOWN_SERVER_ERROR', false],
  ])('refused once with %s are tried again: %s, alike in commits and in fetches', async (code, again) => {
    const { offsets, commit, world, cluster } = await setUp();
    const refused = new Set<string>();
    cluster.onGroupCall = (method) => {
      if (method === 'findCoordinator' || refused.has(method)) return undefined;
      refused.add(method);
      return code;
    };
    expect(await world.finish(commit(4))).toBe(again ? 'committed' : code);
    const fetching = offsets.fetch([T0], LIMIT_MS).then(
      () => 'fetched',
      (reason: unknown) => DraveError.from(reason).code,
    );
    expect(await world.finish(fetching)).toBe(again ? 'fetched' : code);
  });

  it('refused for one partition name it, and what was committed beside it stays', async () => {
    const { offsets, world, cluster, group } = await setUp();
    cluster.onGroupPartition = (_method, partition) => (partition === 't-1' ? 'TOPIC_AUTHORIZATION_FAILED' : undefined);
    const both = [T0, T1].map((where) => ({ ...where, offset: 9 }));
    const refused = offsets.commit(() => both, LIMIT_MS).catch((reason: unknown) => reason);
    expect(await world.finish(refused)).toMatchObject({
      code: 'TOPIC_AUTHORIZATION_FAILED',
      message: expect.stringContaining('t-1 not committed'),
    });
    expect(group.commits.map(({ partition }) => partition)).toEqual(['t-0']);
    const outcome = offsets.fetch([T0, T1], LIMIT_MS).catch((reason: unknown) => reason);
    expect(isDraveError(await world.finish(outcome), 'TOPIC_AUTHORIZATION_FAILED')).toBe(true);
  });

  it('of a partition with an open transaction are awaited, for as long as the caller waits', async () => {
    const { offsets, commit, world, cluster, env } = await setUp();
    await world.finish(commit(7));
    let open = true;
    cluster.onGroupPartition = (method, partition) =>
      method === 'fetch' && partition === 't-0' && open ? 'UNSTABLE_OFFSET_COMMIT' : undefined;
    const late = offsets.fetch([T1, T0], LIMIT_MS);
    await world.runFor(LIMIT_MS / 2);
    open = false;
    expect((await world.finish(late)).map(({ offset }) => offset)).toEqual([undefined, 7]);

    open = true;
    const startedMs = env.clock.monotonicMs();
    const outcome = offsets.fetch([T0], 1000).catch((reason: unknown) => reason);
    expect(isDraveError(await world.finish(outcome), 'UNSTABLE_OFFSET_COMMIT')).toBe(true);
    expect(env.clock.monotonicMs() - startedMs).toBeGreaterThan(500);
    expect(env.clock.monotonicMs() - startedMs).toBeLessThanOrEqual(1000);
  });

  it('do not wait longer than they may for the commit before, and go in their order all the same', async () => {
    const { offsets, world, cluster, env, group } = await setUp();
    let held = true;
    cluster.onGroupCall = (method) => (method === 'commit' && held ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined);
    const startedMs = env.clock.monotonicMs();
    const first = offsets.commit(() => [{ ...T0, offset: 1 }], LIMIT_MS);
    const second = offsets.commit(() => [{ ...T0, offset: 2 }], 1000).catch((reason: unknown) => reason);
    const third = offsets.commit(() => [{ ...T0, offset: 3 }], LIMIT_MS);
    expect(isDraveError(await world.finish(second), 'REQUEST_TIMED_OUT')).toBe(true);
    expect(env.clock.monotonicMs() - startedMs).toBeLessThanOrEqual(1001);
    held = false;
    await world.finish(Promise.all([first, third]));
    expect(group.commits.map(({ offset }) => offset)).toEqual([1, 3]);
  });

  it('end in time', async () => {
    const { offsets, world, cluster, env } = await setUp();
    cluster.onGroupCall = (method) => (method === 'fetch' ? 'COORDINATOR_LOAD_IN_PROGRESS' : undefined);
    const startedMs = env.clock.monotonicMs();
    const outcome = offsets.fetch([T0], 1000).catch((reason: unknown) => reason);
    expect(isDraveError(await world.finish(outcome), 'COORDINATOR_LOAD_IN_PROGRESS')).toBe(true);
    expect(env.clock.monotonicMs() - startedMs).toBeLessThanOrEqual(1000);
  });
});
