import { numberedBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FetchedOutcome, FetchedRecords } from './follower-log.js';
import type { Partition } from './partition.js';
import { ReplicaCluster } from './testing/replica-cluster.js';

/** Broker 2 follows broker 1 and hears nothing from it; the test plays the leader. */
describe('FollowerLog', () => {
  let c: ReplicaCluster;
  let partition: Partition;

  beforeEach(async () => {
    c = await ReplicaCluster.start({ brokers: 2, minInsyncReplicas: 1 });
    await c.until(() => c.partition(2).core.roleKind === 'follower', 'broker 2 follows');
    c.world.links.partition([['broker-1'], ['broker-2']]);
    partition = c.partition(2);
  });

  afterEach(async () => {
    await c.close();
  });

  function records(
    fetchOffset: number,
    count: number,
    epoch = 0,
    change: Partial<FetchedRecords> = {},
  ): FetchedRecords {
    return {
      leaderEpoch: 0,
      fetchOffset,
      records: [numberedBatch(fetchOffset, count, { partitionLeaderEpoch: epoch })],
      highWatermark: 0,
      logStartOffset: 0,
      ...change,
    };
  }

  it('appends what continues its log and takes the high watermark as far as it reaches', async () => {
    const outcome = await c.world.finish(partition.follower.append(records(0, 3, 0, { highWatermark: 2 })));
    expect(outcome).toEqual({ kind: 'applied', endOffset: 3 });
    expect(partition.highWatermark).toBe(2);
    const bare = { ...records(3, 1), records: [], highWatermark: 9 };
    expect(await c.world.finish(partition.follower.append(bare))).toEqual({ kind: 'applied', endOffset: 3 });
    expect(partition.highWatermark).toBe(3);
  });

  it('A8: takes neither an answer to an earlier question nor one that leaves a gap', async () => {
    await c.world.finish(partition.follower.append(records(0, 3)));
    expect(await c.world.finish(partition.follower.append(records(0, 3)))).toEqual({ kind: 'stale' });
    expect(await c.world.finish(partition.follower.append(records(5, 1)))).toEqual({ kind: 'stale' });
    expect(partition.log.logEndOffset).toBe(3);
  });

  it.each([
    ['cut', 2, () => partition.follower.truncate(0, { epoch: 0, endOffset: 2 })],
    ['emptied', 40, () => partition.follower.restartAt(0, 40)],
  ] as const)('gives up records that come while the log is being %s, and follows on', async (_, newEnd, change) => {
    await c.world.finish(partition.follower.append(records(0, 1)));
    await c.world.finish(partition.follower.append(records(1, 1)));
    await c.world.finish(partition.follower.append(records(2, 1)));
    let [changed, early] = [false, 0];
    const changing = change().then(() => {
      changed = true;
    });
    const outcomes: Promise<FetchedOutcome>[] = [];
    while (!changed) {
      if (partition.log.logEndOffset === newEnd) {
        outcomes.push(partition.follower.append(records(newEnd, 1)));
        early += 1;
      }
      await c.world.runFor(0.005);
    }
    await c.world.finish(changing);
    expect(early).toBeGreaterThan(0);
    const kinds = (await c.world.finish(Promise.all(outcomes))).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['stale']));
    expect(partition.core.roleKind).toBe('follower');
    const next = await c.world.finish(partition.follower.append(records(newEnd, 1)));
    expect(next).toEqual({ kind: 'applied', endOffset: newEnd + 1 });
  });

  it('ignores leaders of another epoch, in whatever they say', async () => {
    await c.world.finish(partition.follower.append(records(0, 3)));
    const stranger = records(3, 1, 0, { leaderEpoch: 1, highWatermark: 3 });
    expect(await c.world.finish(partition.follower.append(stranger))).toEqual({ kind: 'stale' });
    await c.world.finish(partition.follower.truncate(1, { epoch: 0, endOffset: 1 }));
    await c.world.finish(partition.follower.restartAt(1, 100));
    expect(partition.log.logEndOffset).toBe(3);
    expect(partition.highWatermark).toBe(0);
  });

  it('several appends may be under way; each counts only when it is written', async () => {
    const first = partition.follower.append(records(0, 2));
    const second = partition.follower.append(records(2, 2));
    expect(partition.core.writtenEndOffset).toBe(0);
    // A position acknowledges: while the disk works there is none (found by cluster seed 20).
    expect(partition.follower.isWriting).toBe(true);
    expect(() => partition.follower.position()).toThrow('a position is what is written');
    expect(await c.world.finish(Promise.all([first, second]))).toMatchObject([{ kind: 'applied' }, { endOffset: 4 }]);
    expect(partition.follower.position()).toMatchObject({ fetchOffset: 4 });
  });

  it('KIP-279: cuts back to the last epoch that both may share, which need not be the one the leader named', async () => {
    await c.world.finish(partition.follower.append(records(0, 3, 0)));
    await c.world.finish(partition.follower.append(records(3, 3, 2)));
    expect(partition.follower.position()).toMatchObject({ fetchOffset: 6, lastFetchedEpoch: 2 });
    // The leader never had epoch 2; its largest below is 1, which we never had.
    await c.world.finish(partition.follower.truncate(0, { epoch: 1, endOffset: 5 }));
    expect(partition.log.writtenEndOffset).toBe(3);
    expect(partition.follower.position()).toMatchObject({ fetchOffset: 3, lastFetchedEpoch: 0 });
    await c.world.finish(partition.follower.truncate(0, { epoch: 0, endOffset: 2 }));
    expect(partition.core.writtenEndOffset).toBeLessThanOrEqual(2);
  });

  it('reports the epoch of its last record, never one without records', async () => {
    await c.world.finish(partition.follower.append(records(0, 3, 0)));
    partition.log.leaderEpochs.assign(4, 3);
    expect(partition.follower.position()).toMatchObject({ fetchOffset: 3, lastFetchedEpoch: 0 });
  });

  it('A18: empties its log only below the start of its present leader', async () => {
    await c.world.finish(partition.follower.append(records(0, 3)));
    await c.world.finish(partition.follower.restartAt(0, 3));
    expect(partition.log.writtenEndOffset).toBe(3);
    await c.world.finish(partition.follower.restartAt(0, 10));
    expect(partition.core).toMatchObject({ logStartOffset: 10, writtenEndOffset: 10, highWatermark: 10 });
  });

  it("follows its leader's deletions", async () => {
    await c.world.finish(partition.follower.append(records(0, 3)));
    await c.world.finish(partition.follower.append({ ...records(3, 1), logStartOffset: 2, highWatermark: 4 }));
    await c.until(() => partition.core.logStartOffset === 2, 'the start moves');
    expect(partition.log.logStartOffset).toBe(2);
  });
});
