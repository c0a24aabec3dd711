import { describe, expect, it } from 'vitest';
import { ReplicaCluster } from './testing/replica-cluster.js';

describe('retention', () => {
  it('may look at any moment at a follower that begins anew at its leader’s log start', async () => {
    const c = await ReplicaCluster.start();
    await c.write('a');
    await c.settle();
    c.broker(3).crash({ loseUnsynced: false });
    c.controller.fence(3);
    await c.write('b', 'c');
    await c.write('d');
    const leader = c.leader();
    if (leader === undefined) throw new Error('there is a leader');
    await c.world.finish(leader.deleteRecordsBefore(3));
    await c.world.finish(c.broker(3).start());
    const follower = c.partition(3);
    let [seenEarly, looks] = [false, 0];
    while (follower.core.logStartOffset < 3 && looks++ < 100_000) {
      seenEarly ||= follower.log.logStartOffset > follower.core.writtenEndOffset;
      follower.logStartMayHaveMoved();
      await c.world.runFor(0.01);
    }
    expect(seenEarly).toBe(true);
    await c.settle();
    await c.assertReplicasEqual();
    expect(follower.core).toMatchObject({ logStartOffset: 3, writtenEndOffset: 4 });
    await c.close();
  });
});
