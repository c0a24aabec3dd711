import type { DraveError, TopicPartition } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { PartitionCursor } from '../consumer/partition-cursor.js';
import { coordinatorBench } from '../testing/coordinator-bench.js';
import { GroupSession, type RebalanceListener } from './group-session.js';
import { groupSettings } from './group-settings.js';

const API_TIMEOUT_MS = 10_000;
const COMMIT_INTERVAL_MS = 500;
const POLL_INTERVAL_MS_MAX = 2000;
const SUBSCRIPTION = { topics: ['t'], topicRegex: '' };

function listed(partitions: readonly TopicPartition[]): string {
  return partitions.map(({ topic, partition }) => `${topic}-${partition}`).join();
}

/** Sets up a session whose consumer reads nothing; the tests set how far each partition has got. */
async function setUp(options: { readonly enableAutoCommit?: boolean } = {}) {
  const bench = await coordinatorBench();
  const { world, cluster, group, env, link } = bench;
  const told: string[] = [];
  let cursors: readonly PartitionCursor[] = [];
  cluster.onGroupCall = (method) => {
    if (method === 'commit') told.push('commit');
    return undefined;
  };
  const settings = groupSettings({
    groupId: 'g',
    autoCommitIntervalMs: COMMIT_INTERVAL_MS,
    maxPollIntervalMs: POLL_INTERVAL_MS_MAX,
    ...options,
  });
  if (settings === undefined) throw new Error('there is a group');
  const host = {
    env,
    assigned: () => cursors,
    cursorFor: ({ topic, partition }: TopicPartition) => new PartitionCursor(topic, partition, 'earliest'),
    settle: async () => {},
    replace: (next: readonly PartitionCursor[]) => {
      for (const cursor of cursors) if (!next.includes(cursor)) cursor.revoke();
      cursors = next;
      told.push(`reads ${listed(next)}`);
    },
    wake: () => void told.push('wake'),
    wakePolls: () => {},
    fail: (error: DraveError) => void told.push(`fail ${error.code}`),
  };
  const session = new GroupSession(link, settings, host, API_TIMEOUT_MS);
  const listener: RebalanceListener = {
    assigned: (partitions) => void told.push(`assigned ${listed(partitions)}`),
    revoked: (partitions) => void told.push(`revoked ${listed(partitions)}`),
    lost: (partitions) => void told.push(`lost ${listed(partitions)}`),
  };
  /** Does what a poll of the consumer does before and after it hands out records. */
  const poll = async () => {
    session.beginPoll();
    await session.reconcile();
    session.endPoll();
  };
  const pollUntil = async (met: () => boolean) => {
    for (let ms = 0; ms < 5000 && !met(); ms += 20) {
      await world.finish(poll());
      await world.runFor(20);
    }
    expect(met()).toBe(true);
  };
  const join = async () => {
    session.subscribe(SUBSCRIPTION, listener);
    await pollUntil(() => cursors.length === 4 && cursors.every(({ awaitsCommitted }) => !awaitsCommitted));
    told.length = 0;
  };
  return { ...bench, session, told, listener, poll, pollUntil, join, cursors: () => cursors, group };
}

/** Notes that everything below `offset` was handed out. */
function deliver(cursor: PartitionCursor, offset: number): void {
  cursor.deliver({ offset: offset - 1, timestamp: 0, key: null, value: null, headers: [] });
}

/** Another member joins, so that partitions of this one are revoked. */
function join(group: Awaited<ReturnType<typeof setUp>>['group']): void {
  const about = { groupId: 'g', memberId: 'zzz', memberEpoch: 0, instanceId: undefined, rackId: undefined };
  group.heartbeat({ ...about, clientId: 'other', subscription: SUBSCRIPTION, owned: { topics: [] } });
}

describe('a session', () => {
  it('takes partitions up before it tells of them, and then looks for their positions', async () => {
    const { session, told, listener, pollUntil, cursors } = await setUp();
    session.subscribe(SUBSCRIPTION, listener);
    await pollUntil(() => cursors().length === 4);
    const all = 't-0,t-1,t-2,t-3';
    expect(told.slice(0, 2)).toEqual([`reads ${all}`, `assigned ${all}`]);
    await pollUntil(() => told.includes('wake'));
    expect(cursors().map(({ awaitsCommitted }) => awaitsCommitted)).toEqual([false, false, false, false]);
  });

  it('finds positions that are committed, but not where the listener has sought', async () => {
    const { session, listener, pollUntil, cursors, group, told } = await setUp();
    for (const partition of [0, 1]) {
      group.offsets.set(`t-${partition}`, { offset: 40, leaderEpoch: 1, metadata: '' });
    }
    session.subscribe(SUBSCRIPTION, { ...listener, assigned: () => void cursors()[1]?.seek(7) });
    await pollUntil(() => told.includes('wake'));
    expect(cursors().map(({ position }) => position)).toEqual([40, 7, undefined, undefined]);
  });

  it('lets go in this order: hands out no more, commits, tells, reads no more', async () => {
    const { join: joinGroup, told, group, pollUntil, cursors, session } = await setUp();
    await joinGroup();
    for (const cursor of cursors()) {
      cursor.seek(0);
      deliver(cursor, 5);
    }
    const held: boolean[] = [];
    const taken = cursors();
    session.subscribe(SUBSCRIPTION, {
      revoked: (partitions) => {
        const names = listed(partitions).split(',');
        held.push(...taken.filter(({ name }) => names.includes(name)).map((cursor) => cursor.held));
        told.push('revoked');
      },
    });
    join(group);
    await pollUntil(() => cursors().length === 2);
    const firsts = told.filter((line, index) => told.indexOf(line) === index && line !== 'wake');
    expect(firsts.map((line) => line.split(' ')[0])).toEqual(['commit', 'revoked', 'reads']);
    expect(held).toEqual([true, true]);
    expect(group.commits.every(({ offset }) => offset === 5)).toBe(true);
  });

  it('commits automatically what the application came back from, once', async () => {
    const { join: joinGroup, group, world, cursors, poll, told } = await setUp();
    await joinGroup();
    const [cursor] = cursors();
    cursor?.seek(0);
    // A position that was sought is committed like any other. What is delivered counts only after the next poll.
    if (cursor !== undefined) deliver(cursor, 3);
    await world.runFor(2 * COMMIT_INTERVAL_MS);
    expect(group.commits.map(({ offset }) => offset)).toEqual([0]);
    await world.finish(poll());
    await world.runFor(COMMIT_INTERVAL_MS);
    expect(group.commits.map(({ offset }) => offset)).toEqual([0, 3]);
    told.length = 0;
    await world.finish(poll());
    await world.runFor(2 * COMMIT_INTERVAL_MS);
    expect(told).toEqual([]);
  });

  it('commits by hand what was handed out, and afterwards nothing of it automatically', async () => {
    const { join: joinGroup, group, world, cursors, session, poll } = await setUp();
    await joinGroup();
    const [cursor] = cursors();
    cursor?.seek(0);
    if (cursor !== undefined) deliver(cursor, 8);
    await world.finish(session.commit());
    expect(group.commits.map(({ offset }) => offset)).toEqual([8]);
    await world.finish(poll());
    await world.runFor(2 * COMMIT_INTERVAL_MS);
    expect(group.commits).toHaveLength(1);
    // Offsets that the application names count as well.
    await world.finish(session.commit([{ topic: 't', partition: 0, offset: 9 }]));
    if (cursor !== undefined) deliver(cursor, 9);
    await world.finish(poll());
    await world.runFor(2 * COMMIT_INTERVAL_MS);
    expect(group.commits).toHaveLength(2);
  });

  it('goes on when an automatic commit fails', async () => {
    const { join: joinGroup, cluster, group, world, cursors } = await setUp();
    await joinGroup();
    cursors()[0]?.seek(6);
    let refusals = 1;
    cluster.onGroupCall = (method) =>
      method === 'commit' && refusals-- > 0 ? 'GROUP_AUTHORIZATION_FAILED' : undefined;
    await world.runFor(3 * COMMIT_INTERVAL_MS);
    expect(group.commits.map(({ offset }) => offset)).toEqual([6]);
  });

  it('reads nothing more at once when its membership is lost, and tells with the next poll', async () => {
    const {
      join: joinGroup,
      group,
      session,
      told,
      world,
      pollUntil,
      cursors,
    } = await setUp({ enableAutoCommit: false });
    await joinGroup();
    const before = cursors();
    group.remove(session.memberId ?? '');
    for (let ms = 0; ms < 1000 && cursors().length > 0; ms++) await world.runFor(1);
    expect(told).toEqual(['reads ']);
    expect(before.every(({ revoked }) => revoked)).toBe(true);
    await pollUntil(() => cursors().length === 4);
    const lines = told.filter((line) => line !== 'wake').map((line) => line.split(' ')[0]);
    expect(lines).toEqual(['reads', 'lost', 'reads', 'assigned']);
  });

  it('that loses its membership while the listener is told gives up what it began', async () => {
    const { join: joinGroup, group, session, world, cursors, poll } = await setUp({ enableAutoCommit: false });
    await joinGroup();
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let asked = false;
    session.subscribe(SUBSCRIPTION, {
      revoked: () => {
        asked = true;
        return gate;
      },
      lost: () => {},
    });
    join(group);
    for (let ms = 0; ms < 1000 && !asked; ms += 20) {
      void poll();
      await world.runFor(20);
    }
    expect(asked).toBe(true);
    group.remove(session.memberId ?? '');
    for (let ms = 0; ms < 1000 && cursors().length > 0; ms++) await world.runFor(1);
    release();
    await world.runFor(1);
    expect(cursors()).toEqual([]);
  });

  it('leaves the group when nobody polls for too long, and joins again with the next poll', async () => {
    const { join: joinGroup, group, world, told, pollUntil, cursors, poll } = await setUp({ enableAutoCommit: false });
    await joinGroup();
    await world.finish(poll());
    await world.runFor(POLL_INTERVAL_MS_MAX - 100);
    expect(group.members.size).toBe(1);
    await world.runFor(200);
    expect(group.members.size).toBe(0);
    expect(cursors()).toEqual([]);
    await pollUntil(() => cursors().length === 4);
    expect(told.some((line) => line.startsWith('lost'))).toBe(true);
  });

  it('that closes commits what was processed, tells, and leaves', async () => {
    const { join: joinGroup, group, world, told, cursors, session } = await setUp();
    await joinGroup();
    cursors()[2]?.seek(4);
    await world.finish(session.close());
    expect(group.commits.map(({ partition, offset }) => `${partition}: ${offset}`)).toEqual(['t-2: 4']);
    expect(told).toEqual(['commit', 'revoked t-0,t-1,t-2,t-3', 'reads ']);
    expect(group.members.size).toBe(0);
    await world.finish(session.close());
    expect(told).toHaveLength(3);
  });

  it('passes on that offsets may not be read, and waits where they cannot be', async () => {
    const { session, listener, cluster, told, pollUntil, cursors, world } = await setUp();
    let code: 'COORDINATOR_LOAD_IN_PROGRESS' | 'GROUP_AUTHORIZATION_FAILED' = 'COORDINATOR_LOAD_IN_PROGRESS';
    cluster.onGroupCall = (method) => (method === 'fetch' ? code : undefined);
    session.subscribe(SUBSCRIPTION, listener);
    await pollUntil(() => cursors().length === 4);
    await world.runFor(300);
    expect(told.some((line) => line.startsWith('fail'))).toBe(false);
    code = 'GROUP_AUTHORIZATION_FAILED';
    await world.runFor(2000);
    expect(told).toContain('fail GROUP_AUTHORIZATION_FAILED');
    expect(cursors().every(({ awaitsCommitted }) => awaitsCommitted)).toBe(true);
  });
});
