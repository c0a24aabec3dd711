import { DraveError, limits } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { simEndpoint } from './testing/sim-member.js';
import { SimQuorum } from './testing/sim-quorum.js';

const rejection = (promise: Promise<unknown>): Promise<DraveError | undefined> =>
  promise.then(
    () => undefined,
    (reason: unknown) => DraveError.from(reason),
  );

describe('raft node', () => {
  it.each([1, 3, 5, 7])('a quorum of %i elects, commits and fails over', async (voters) => {
    const quorum = await SimQuorum.start({ voters });
    const first = await quorum.leader();
    const end = await quorum.write(first, 'a', 'b');
    await quorum.settled(end);
    if (voters === 1) return;
    first.crash({ loseUnsynced: true });
    const second = await quorum.leader(first);
    const later = await quorum.write(second, 'c');
    await quorum.world.finish(first.restart());
    await quorum.settled(later);
    expect(new Set(quorum.members.map((member) => member.machine?.hash)).size).toBe(1);
  });

  it('a killed leader is replaced fast: the reset starts pre-votes at once', async () => {
    const times: number[] = [];
    for (let seed = 1; seed <= 15; seed++) {
      const quorum = await SimQuorum.start({ voters: 3, seed });
      const first = await quorum.leader();
      await quorum.write(first, 'a');
      await quorum.world.runFor(50);
      const atMs = quorum.world.nowMs();
      first.crash({ loseUnsynced: false });
      await quorum.leader(first);
      times.push(quorum.world.nowMs() - atMs);
    }
    times.sort((left, right) => left - right);
    expect(times[7]).toBeLessThan(150);
    expect(times[14]).toBeLessThan(700);
  });

  it('refuses proposals without effect: not the leader (with a hint), too large', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    const follower = quorum.members.find((member) => member !== leader);
    const { epoch } = leader.node?.status() ?? { epoch: 0 };
    await quorum.world.runFor(50);
    let thrown: unknown;
    try {
      follower?.node?.propose(epoch, [Buffer.from('x')]);
    } catch (reason) {
      thrown = reason;
    }
    expect(DraveError.from(thrown).code).toBe('NOT_CONTROLLER');
    expect(DraveError.from(thrown).details.leaderId).toBe(leader.nodeId);
    const before = leader.node?.status().logEndOffset;
    expect(() => leader.node?.propose(epoch, [Buffer.from('x'), Buffer.alloc(limits.raftEntryBytesMax + 1)])).toThrow(
      /above the limit/,
    );
    expect(leader.node?.status().logEndOffset).toBe(before);
  });

  it('an unfinished proposal of a deposed leader is reported as unknown', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    quorum.world.links.set('*', leader.host, { blocked: true });
    quorum.world.links.set(leader.host, '*', { blocked: true });
    const { node } = leader;
    const outcome = rejection(node?.propose(node.status().epoch, [Buffer.from('x')]).committed ?? Promise.resolve());
    const error = await quorum.world.finish(outcome);
    expect(error?.code).toBe('REQUEST_TIMED_OUT');
    expect(error?.message).toMatch(/outcome is unknown/);
  });

  it('C22: after a restart entries are applied once, from the snapshot on', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    const end = await quorum.write(leader, 'a', 'b', 'c');
    await quorum.settled(end);
    const { node } = leader;
    const snapshot = leader.machine?.snapshot();
    if (snapshot !== undefined)
      await quorum.world.finish(node?.writeSnapshot(snapshot.offset, snapshot.chunks) ?? Promise.resolve());
    leader.crash({ loseUnsynced: true });
    await quorum.leader(leader);
    await quorum.world.finish(leader.restart());
    // The machine asserts that offsets follow each other, from the snapshot on; the hash covers all of them.
    await quorum.settled(await quorum.write(await quorum.leader(), 'd'));
    expect(leader.machine?.applied).toBeGreaterThan(end);
    expect(new Set(quorum.members.map((member) => member.machine?.hash)).size).toBe(1);
  });

  it('C17, C18: a new observer of a log that starts late gets the snapshot, then what follows', async () => {
    const quorum = await SimQuorum.start({ voters: 3, observers: 1 });
    const observer = quorum.member(4);
    observer.crash({ loseUnsynced: true });
    const leader = await quorum.leader();
    for (let round = 0; round < 3; round++) {
      const end = await quorum.write(leader, 'a', 'b', 'c');
      await quorum.settled(end);
      const snapshot = leader.machine?.snapshot();
      if (snapshot !== undefined)
        await quorum.world.finish(leader.node?.writeSnapshot(snapshot.offset, snapshot.chunks) ?? Promise.resolve());
    }
    expect(leader.node?.status().logStartOffset).toBeGreaterThan(0);
    const end = await quorum.write(leader, 'd');
    await quorum.world.finish(observer.restart());
    await quorum.settled(end);
    expect(quorum.marks.has('snapshot.installed')).toBe(true);
    expect(observer.machine?.hash).toBe(leader.machine?.hash);
  });

  it('C24: a leader whose disk is full says so and ends; another one leads', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    leader.host.storeState.failNext();
    const { node } = leader;
    const outcome = rejection(node?.propose(node.status().epoch, [Buffer.from('x')]).committed ?? Promise.resolve());
    const error = await quorum.world.finish(outcome);
    expect(error?.code).toBe('REQUEST_TIMED_OUT');
    expect(quorum.exits.map((exit) => exit.code)).toEqual(['KAFKA_STORAGE_ERROR']);
    const atMs = quorum.world.nowMs();
    const next = await quorum.leader(leader);
    // The leader sent EndQuorumEpoch before it ended, so no node waited for a timeout.
    expect(quorum.world.nowMs() - atMs).toBeLessThan(300);
    await quorum.write(next, 'y');
  });

  it('C31: a state machine that gives up makes the leader resign', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    leader.node?.resign(leader.node.status().epoch);
    const next = await quorum.leader(leader);
    expect(next).not.toBe(leader);
    expect(leader.machine?.leadership.kind).not.toBe('leader');
  });

  it('C33: with snapshots the log stays bounded through resignations', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const lengths: number[] = [];
    for (let round = 0; round < 6; round++) {
      const leader = await quorum.leader();
      const end = await quorum.write(leader, 'a', 'b', 'c', 'd');
      await quorum.settled(end);
      for (const member of quorum.members) {
        const snapshot = member.machine?.snapshot();
        if (snapshot !== undefined)
          await quorum.world.finish(member.node?.writeSnapshot(snapshot.offset, snapshot.chunks) ?? Promise.resolve());
        const status = member.node?.status();
        lengths.push((status?.logEndOffset ?? 0) - (status?.logStartOffset ?? 0));
      }
      leader.node?.resign(leader.node.status().epoch);
      await quorum.world.runFor(20);
    }
    expect(Math.max(...lengths)).toBeLessThan(20);
  });

  it('C23: a leader whose disk hangs is replaced while it hangs', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    const hang = { stalledUntilMs: quorum.world.nowMs() + 10_000 };
    leader.host.storeFaults(hang);
    leader.host.diskFaults(hang);
    const { node } = leader;
    const outcome = rejection(node?.propose(node.status().epoch, [Buffer.from('x')]).committed ?? Promise.resolve());
    const next = await quorum.leader(leader);
    expect(quorum.world.nowMs()).toBeLessThan(5_000);
    await quorum.write(next, 'y');
    expect((await quorum.world.finish(outcome))?.code).toBe('REQUEST_TIMED_OUT');
  });

  it('C28: all nodes lose power at once; what was acknowledged is there', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const quorum = await SimQuorum.start({ voters: 3, seed });
      const leader = await quorum.leader();
      const end = await quorum.write(leader, 'a', 'b');
      for (const member of quorum.members) member.crash({ loseUnsynced: true });
      for (const member of quorum.members) await quorum.world.finish(member.restart());
      const next = await quorum.leader();
      await quorum.settled(end);
      expect(await quorum.world.finish(next.node?.readBarrier(1_000) ?? Promise.resolve(0))).toBeGreaterThanOrEqual(
        end,
      );
    }
  });

  it('F20: a controller is added and another removed through an even size, under load (KIP-853)', async () => {
    const quorum = await SimQuorum.start({ voters: 3, observers: 1 });
    const leader = await quorum.leader();
    const added = quorum.member(4);
    let writing = true;
    const load = (async () => {
      let count = 0;
      while (writing) {
        const node = quorum.members.find((member) => member.machine?.leadership.kind === 'leader')?.node;
        if (node?.status().role === 'leader')
          await node.propose(node.status().epoch, [Buffer.from(`w${count++}`)]).committed.catch(() => undefined);
        await new Promise<void>((resolve) => quorum.world.schedule(5, resolve, undefined, 'client'));
      }
      return count;
    })();
    await quorum.world.runFor(50);
    const follower = quorum.members.find((member) => member !== leader && member !== added);
    // A follower is asked, which forwards.
    const { directoryId } = added;
    await quorum.world.finish(
      follower?.node?.addVoter({ nodeId: 4, directoryId, endpoint: simEndpoint(4) }, 2_000) ?? Promise.resolve(),
    );
    expect(leader.node?.status().voters).toHaveLength(4);
    await quorum.world.finish(follower?.node?.removeVoter(leader, 2_000) ?? Promise.resolve());
    const next = await quorum.leader(leader);
    writing = false;
    expect(await quorum.world.finish(load)).toBeGreaterThan(2);
    expect(next.node?.status().voters.map((voter) => voter.nodeId)).not.toContain(leader.nodeId);
    await quorum.world.runUntil(() => leader.node?.status().role === 'observer', 2_000);
    expect(leader.node?.status().role).toBe('observer');
  });

  it('C6: a voter on a new disk votes and counts for nothing until it is added again', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    const other = quorum.members.find((member) => member !== leader);
    const third = quorum.members.find((member) => member !== leader && member !== other);
    if (other === undefined || third === undefined) throw new Error('three members');
    await quorum.settled(await quorum.write(leader, 'a'));
    await quorum.world.finish(other.replaceDisk('new-directory-id-aaaaa'));
    third.crash({ loseUnsynced: true });
    const outcome = rejection(quorum.write(leader, 'b'));
    const error = await quorum.world.finish(outcome);
    // Two of three run, but the one on the new disk is a stranger: no majority.
    expect(error?.code).toBe('REQUEST_TIMED_OUT');
    expect(other.node?.status().role).toBe('observer');
    await quorum.world.finish(third.restart());
    await quorum.leader();
  });
});
