import { describe, expect, it } from 'vitest';
import type { SimMember } from './testing/sim-member.js';
import { SimQuorum } from './testing/sim-quorum.js';

/** Makes three voters of which the last is down, and a log that begins above 0 at the others. */
async function withLateVoter(): Promise<{ quorum: SimQuorum; leader: SimMember; late: SimMember }> {
  const quorum = await SimQuorum.start({ voters: 3, observers: 1, down: [4] });
  const leader = await quorum.leader();
  await cutSnapshots(quorum, leader, 3);
  return { quorum, leader, late: quorum.member(4) };
}

/** Cuts snapshots on every voter, so that the next leader offers the same ones. */
async function cutSnapshots(quorum: SimQuorum, leader: SimMember, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await quorum.settled(await quorum.write(leader, 'a', 'b', 'c'));
    for (const { alive, machine, node } of quorum.members) {
      const snapshot = alive ? machine?.snapshot() : undefined;
      if (snapshot !== undefined && node !== undefined)
        await quorum.world.finish(node.writeSnapshot(snapshot.offset, snapshot.chunks));
    }
  }
}

const positionOf = (member: SimMember): number => member.node?.inspect().state.download?.position ?? 0;
const incompleteChunks = (quorum: SimQuorum, member: SimMember): Promise<readonly unknown[]> =>
  quorum.world.finish(member.node?.inspect().store.snapshots.incompleteChunks() ?? Promise.resolve([]));

describe('a snapshot that is being loaded', () => {
  it('goes on where it was under the next leader', async () => {
    const { quorum, leader, late } = await withLateVoter();
    quorum.world.links.set('*', late.host, { delayMsMin: 20 });
    await quorum.world.finish(late.restart());
    expect(await quorum.world.runUntil(() => positionOf(late) > 0, 5_000)).toBe(true);
    const before = positionOf(late);
    leader.crash({ loseUnsynced: false });
    expect(await quorum.world.runUntil(() => quorum.marks.has('snapshot.resumed'), 5_000)).toBe(true);
    expect(positionOf(late)).toBeGreaterThanOrEqual(before);
    const next = await quorum.leader(leader);
    await quorum.world.finish(leader.restart());
    await quorum.settled(await quorum.write(next, 'd'));
    expect(late.machine?.hash).toBe(next.machine?.hash);
    expect(await incompleteChunks(quorum, late)).toEqual([]);
  });

  it('leaves nothing behind when another one takes its place', async () => {
    const { quorum, leader, late } = await withLateVoter();
    quorum.world.links.set('*', late.host, { delayMsMin: 20 });
    await quorum.world.finish(late.restart());
    expect(await quorum.world.runUntil(() => positionOf(late) > 0, 5_000)).toBe(true);
    // After two more snapshots the leader has let the one go that is being loaded.
    late.host.pause();
    await cutSnapshots(quorum, leader, 0);
    for (let round = 0; round < 2; round++) {
      const end = await quorum.write(leader, 'x', 'y', 'z');
      await quorum.world.runUntil(() => leader.machine?.applied === end, 5_000);
      const snapshot = leader.machine?.snapshot();
      if (snapshot !== undefined)
        await quorum.world.finish(leader.node?.writeSnapshot(snapshot.offset, snapshot.chunks) ?? Promise.resolve());
    }
    late.host.resume();
    expect(await quorum.world.runUntil(() => quorum.marks.has('snapshot.givenUp'), 5_000)).toBe(true);
    await quorum.settled(await quorum.write(leader, 'd'));
    expect(await incompleteChunks(quorum, late)).toEqual([]);
  });
});

describe('a snapshot of our own', () => {
  it('that cannot be finished leaves nothing behind', async () => {
    const quorum = await SimQuorum.start({ voters: 1 });
    const leader = await quorum.leader();
    const end = await quorum.write(leader, 'a', 'b');
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.alloc(1_000);
      throw new Error('the state machine is gone');
    }
    const written = leader.node?.writeSnapshot(end, broken()).catch((reason: unknown) => String(reason));
    expect(await quorum.world.finish(written ?? Promise.resolve(''))).toContain('the state machine is gone');
    await quorum.write(leader, 'c');
    expect(await incompleteChunks(quorum, leader)).toEqual([]);
  });
});
