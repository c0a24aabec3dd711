import { assert, DraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { simEndpoint, type SimMember } from './testing/sim-member.js';
import { SimQuorum } from './testing/sim-quorum.js';
import { raftTimerProfiles } from './timers.js';
import type { Voter } from './types.js';

const voterOf = ({ nodeId, directoryId }: SimMember): Voter => ({ nodeId, directoryId, endpoint: simEndpoint(nodeId) });

/** How the change ended: `ok`, or the code and words of the refusal. */
const outcomeOf = (change: Promise<void> | undefined): Promise<string> => {
  assert(change !== undefined, 'a node that runs was asked');
  return change.then(
    () => 'ok',
    (reason: unknown) => {
      const { code, message } = DraveError.from(reason);
      return `${code}: ${message}`;
    },
  );
};

const votersOf = (member: SimMember): readonly number[] =>
  member.node?.status().voters.map((voter) => voter.nodeId) ?? [];

/** Writes another entry every few milliseconds, until told to stop; what one costs is not the subject. */
function keepBusy(quorum: SimQuorum, leader: SimMember, everyMs: number): () => void {
  let running = true;
  const write = (): void => {
    if (!running || leader.node === undefined) return;
    const { epoch } = leader.node.status();
    leader.node.propose(epoch, [Buffer.from('load')]).committed.catch(() => undefined);
    quorum.world.schedule(everyMs, write, undefined, 'load');
  };
  write();
  return () => {
    running = false;
  };
}

describe('adding a voter', () => {
  it.each([1, 5, 10])('works while an entry is written every %i ms to disks that need 5', async (everyMs) => {
    const quorum = await SimQuorum.start({ voters: 3, observers: 1 });
    quorum.world.links.set('*', '*', { delayMsMin: 0.5, delayMsJitter: 0.05 });
    for (const member of quorum.members) member.host.storeFaults({ syncLatencyMs: 5, latencyMs: 0.02 });
    const leader = await quorum.leader();
    const joiner = quorum.member(4);
    const stop = keepBusy(quorum, leader, everyMs);
    await quorum.world.runFor(200);
    expect(await quorum.world.finish(outcomeOf(leader.node?.addVoter(voterOf(joiner), 1_000)))).toBe('ok');
    expect(votersOf(leader)).toEqual([1, 2, 3, 4]);
    for (const voter of leader.node?.status().voters ?? [])
      expect(voter.lastCaughtUpAgoMs).toBeLessThan(raftTimerProfiles.local.fetchTimeoutMs);
    stop();
  });
});

describe('what members support', () => {
  it('is known to the leader, of itself and of everybody who fetches', async () => {
    const features = [{ name: 'metadata.version', minLevel: 1, maxLevel: 2 }];
    const quorum = await SimQuorum.start({ voters: 3, brokers: 1, features });
    const leader = await quorum.leader();
    await quorum.world.runFor(500);
    const { voters, observers } = leader.node?.status() ?? { voters: [], observers: [] };
    expect([...voters, ...observers].map((member) => member.features)).toEqual([1, 2, 3, 4].map(() => features));
  });
});

describe('adding what cannot be a voter', () => {
  it('a broker never votes: it is refused, and the quorum goes on without it', async () => {
    const quorum = await SimQuorum.start({ voters: 1, brokers: 1 });
    const leader = await quorum.leader();
    await quorum.world.runFor(500);
    const said = await quorum.world.finish(outcomeOf(leader.node?.addVoter(voterOf(quorum.member(2)), 3_000)));
    expect(said).toMatch(
      /^INVALID_REQUEST: node 2 never votes: .* Only a node with the role 'controller' can be added$/,
    );
    expect(votersOf(leader)).toEqual([1]);
    leader.crash({ loseUnsynced: false });
    await quorum.world.finish(leader.restart());
    expect(await quorum.leader()).toBe(leader);
  });

  it('a broker that starts only after it was asked for is refused as soon as it fetches', async () => {
    const quorum = await SimQuorum.start({ voters: 1, brokers: 1 });
    const leader = await quorum.leader();
    const broker = quorum.member(2);
    broker.crash({ loseUnsynced: false });
    leader.crash({ loseUnsynced: false });
    await quorum.world.finish(leader.restart());
    await quorum.leader();
    const asked = outcomeOf(leader.node?.addVoter(voterOf(broker), 30_000));
    await quorum.world.finish(broker.restart());
    expect(await quorum.world.finish(asked)).toMatch(/^INVALID_REQUEST: node 2 never votes/);
  });

  it('a controller that does not answer where it is said to be', async () => {
    const quorum = await SimQuorum.start({ voters: 3, observers: 1 });
    const leader = await quorum.leader();
    await quorum.world.runFor(500);
    const voter = voterOf(quorum.member(4));
    const elsewhere = { ...voter, endpoint: { host: 'nowhere', port: 9093 } };
    const said = await quorum.world.finish(outcomeOf(leader.node?.addVoter(elsewhere, 1_000)));
    expect(said).toBe('REQUEST_TIMED_OUT: node 4 does not answer the leader at nowhere:9093; nothing was changed');
    const another = { ...voter, endpoint: simEndpoint(leader.nodeId === 1 ? 2 : 1) };
    const refused = await quorum.world.finish(outcomeOf(leader.node?.addVoter(another, 1_000)));
    expect(refused).toMatch(/^INVALID_VOTER_KEY: the node at n[12]:9093 is not node 4 with directory/);
    expect(votersOf(leader)).toEqual([1, 2, 3]);
    expect(await quorum.world.finish(outcomeOf(leader.node?.addVoter(voter, 1_000)))).toBe('ok');
  });
});

describe('a voter whose disk was wiped and formatted again with its old configuration', () => {
  it('elects nobody who lacks what it once acknowledged, and counts again when it has joined', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const { world } = quorum;
    const leader = await quorum.leader();
    const [wiped, behind] = quorum.members.filter((member) => member !== leader) as [SimMember, SimMember];
    await quorum.settled(await quorum.write(leader, 'a'));
    const cut = (blocked: boolean): void => {
      for (const member of [leader, wiped]) {
        world.links.set(member.host, behind.host, { blocked });
        world.links.set(behind.host, member.host, { blocked });
      }
    };
    cut(true);
    const end = await quorum.write(leader, 'b', 'c', 'd');
    await world.finish(wiped.reformat());
    leader.crash({ loseUnsynced: false });
    cut(false);
    const led = (): boolean => [wiped, behind].some((one) => one.node?.inspect().state.role.kind === 'leader');
    expect(await world.runUntil(led, 20_000)).toBe(false);
    await world.finish(leader.restart());
    await quorum.settled(end);
    // No client writes: the leader sees to it that there is something to join by.
    expect(await world.runUntil(() => wiped.node?.inspect().state.joining === false, 20_000)).toBe(true);
    const first = await quorum.leader();
    first.crash({ loseUnsynced: false });
    const next = await quorum.leader(first);
    await quorum.settled(await quorum.write(next, 'e'));
  });

  it('in an instant, before its leader has noticed: what it acknowledged is not counted any more', async () => {
    const quorum = await SimQuorum.start({ voters: 3 });
    const leader = await quorum.leader();
    const [wiped] = quorum.members.filter((member) => member !== leader) as [SimMember];
    await quorum.settled(await quorum.write(leader, 'a', 'b'));
    await quorum.world.finish(wiped.reformat());
    await quorum.world.runUntil(() => wiped.node?.status().leaderId !== undefined, 5_000);
    await quorum.settled(await quorum.write(leader, 'c'));
    const joined = (): boolean => wiped.node?.inspect().state.joining === false;
    expect(await quorum.world.runUntil(joined, 5_000)).toBe(true);
    expect(quorum.exits).toEqual([]);
  });
});

describe('a voter that never ran before', () => {
  it('joins a cluster that has gone on without it', async () => {
    const quorum = await SimQuorum.start({ voters: 3, down: [3] });
    const late = quorum.member(3);
    const leader = await quorum.leader();
    const end = await quorum.write(leader, 'a', 'b');
    await quorum.world.finish(late.restart());
    expect(await quorum.world.runUntil(() => late.node?.inspect().state.joining === false, 5_000)).toBe(true);
    await quorum.settled(end);
    leader.crash({ loseUnsynced: false });
    await quorum.write(await quorum.leader(leader), 'c');
  });
});

describe('a leader that removes itself', () => {
  /** The removed leader's entries reach no other node, and then all nodes restart. */
  const restartAll = async (quorum: SimQuorum, removed: SimMember, others: readonly SimMember[]): Promise<void> => {
    const running = [removed, ...others];
    for (const member of running) member.crash({ loseUnsynced: false });
    for (const other of others) quorum.world.links.set(removed.host, other.host, { blocked: false });
    for (const member of running) await quorum.world.finish(member.restart());
  };

  const onItsDiskAlone = (removed: SimMember, from: number) => (): boolean => {
    const { state, store } = removed.node?.inspect() ?? {};
    return state !== undefined && state.log.endOffset > from && store?.log.endOffset === state.log.endOffset;
  };

  it.each([
    { voters: 2, down: 0 },
    { voters: 4, down: 1 },
  ])('brings its removal to an end after two restarts: $voters voters, $down down', async ({ voters, down }) => {
    const quorum = await SimQuorum.start({ voters });
    const { world } = quorum;
    const removed = await quorum.leader();
    const others = quorum.members.filter((member) => member !== removed);
    await quorum.settled(await quorum.write(removed, 'a', 'b'));
    const cut = (): void => {
      for (const other of others) world.links.set(removed.host, other.host, { blocked: true });
    };
    let end = removed.node?.status().logEndOffset ?? 0;
    cut();
    const asked = outcomeOf(removed.node?.removeVoter(voterOf(removed), 5_000));
    expect(await world.runUntil(onItsDiskAlone(removed, end), 300)).toBe(true);
    for (const member of others.splice(0, down)) member.crash({ loseUnsynced: false });
    await restartAll(quorum, removed, others);
    // The others elect it; the entry of its second leadership stays with it, too.
    expect(await world.runUntil(() => removed.node?.inspect().state.role.kind === 'leader', 20_000)).toBe(true);
    end = removed.node?.status().logEndOffset ?? 0;
    cut();
    expect(await world.runUntil(onItsDiskAlone(removed, end - 1), 300)).toBe(true);
    await restartAll(quorum, removed, others);
    const led = (): boolean => others.some((other) => other.alive && other.machine?.leadership.kind === 'leader');
    expect(await world.runUntil(led, 20_000)).toBe(true);
    const leader = others.find((other) => other.machine?.leadership.kind === 'leader') as SimMember;
    expect(votersOf(leader)).not.toContain(removed.nodeId);
    void asked;
  });
});
