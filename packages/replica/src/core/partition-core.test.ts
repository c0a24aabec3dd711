import { describe, expect, it } from 'vitest';
import { CoreHarness } from '../testing/core-harness.js';

describe('high watermark', () => {
  it('is what every member of the ISR holds', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2, 3], minInsyncReplicas: 2 });
    core.append(10);
    core.fetched(2, 10);
    expect(core.highWatermark).toBe(0);
    core.fetched(3, 7);
    expect(core.highWatermark).toBe(7);
    core.fetched(3, 10);
    expect(core.highWatermark).toBe(10);
  });

  it('does not count what the leader has assigned and not yet written', () => {
    const core = new CoreHarness({ replicas: [1], isr: [1], minInsyncReplicas: 1 });
    core.assign(5);
    expect(core.highWatermark).toBe(0);
    core.written();
    expect(core.highWatermark).toBe(5);
  });

  it('A12: stands still while the committed ISR is below min.insync.replicas', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2, 3], minInsyncReplicas: 2 });
    core.append(5);
    core.fetched(2, 5);
    core.fetched(3, 5);
    core.ineligible.add(2).add(3);
    core.metadata({ isr: [1], partitionEpoch: 1 });
    core.assign(5, 1);
    core.written();
    core.pass(60_000);
    expect(core.highWatermark).toBe(5);
    core.ineligible.delete(2);
    core.fetched(2, 10);
    expect(core.highWatermark).toBe(5);
    core.commitPending();
    expect(core.isr).toEqual([1, 2]);
    expect(core.highWatermark).toBe(10);
  });

  it('bounds min.insync.replicas by the replication factor', () => {
    const core = new CoreHarness({ replicas: [1], isr: [1], minInsyncReplicas: 2 });
    core.append(3);
    expect(core.highWatermark).toBe(3);
  });

  it('B1: counts the maximal ISR while an admission is in doubt', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 1 });
    core.append(10);
    core.fetched(2, 10);
    core.fetched(3, 10);
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2, 3]);
    core.append(5);
    core.fetched(2, 15);
    // Broker 3 is proposed: the controller may elect it already, so nothing it lacks may count.
    core.pass(120_000);
    expect(core.highWatermark).toBe(10);
  });

  it('B9: moves when a member leaves, and tells the waiters', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2, 3], minInsyncReplicas: 2 });
    core.append(10);
    core.fetched(2, 10);
    core.pass(40_000);
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2]);
    expect(core.highWatermark).toBe(0);
    const effects = core.commitPending();
    expect(core.highWatermark).toBe(10);
    expect(effects.some((effect) => effect.kind === 'progress')).toBe(true);
  });

  it('B9: a commit that moves nothing still makes the waiters look again', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 2 });
    core.append(10);
    const effects = core.metadata({ isr: [1], partitionEpoch: 1 });
    expect(effects).toContainEqual({ kind: 'progress', highWatermark: 0 });
  });

  it('B10: does not wait for a replica that keeps up but may not join', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 1 });
    core.ineligible.add(3);
    core.append(10);
    core.fetched(3, 5);
    core.fetched(2, 10);
    expect(core.highWatermark).toBe(10);
  });

  it('waits for a replica that keeps up and may join, so that a busy leader can admit it', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 1 });
    core.becomeBusyWithJoiner();
    expect(core.highWatermark).toBe(15);
    core.fetched(3, 15);
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2, 3]);
  });

  it('B10: a fencing releases what waited for the fenced replica', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 1 });
    core.becomeBusyWithJoiner();
    expect(core.highWatermark).toBe(15);
    core.ineligible.add(3);
    core.step({ kind: 'brokersChanged', nowMs: core.nowMs });
    expect(core.highWatermark).toBe(20);
  });
});

describe('ISR', () => {
  it('B6: admits only at the start of the leader epoch, however low the high watermark is', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 2, endOffset: 100 });
    core.fetched(3, 50);
    expect(core.highWatermark).toBe(0);
    expect(core.pending).toBeUndefined();
    core.fetched(3, 100);
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2, 3]);
  });

  it('B3: does not propose a fenced broker', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1], minInsyncReplicas: 1 });
    core.ineligible.add(2);
    core.fetched(2, 0);
    expect(core.pending).toBeUndefined();
    core.ineligible.clear();
    core.step({ kind: 'brokersChanged', nowMs: core.nowMs });
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2]);
  });

  it('B4: a delayed fetch of an older registration neither joins nor counts', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1], minInsyncReplicas: 1 });
    core.brokerEpochs.set(2, 20);
    core.fetched(2, 0, { brokerEpoch: 10 });
    expect(core.pending).toBeUndefined();
    core.append(5);
    core.fetched(2, 2, { brokerEpoch: 20 });
    core.fetched(2, 5, { brokerEpoch: 10 });
    expect(core.pending).toBeUndefined();
    core.fetched(2, 5, { brokerEpoch: 20 });
    expect(core.pending?.isr).toContainEqual({ brokerId: 2, brokerEpoch: 20 });
  });

  it('proposes one change at a time and the next after the answer', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1], minInsyncReplicas: 1 });
    core.fetched(2, 0);
    const first = core.pending?.proposalId;
    core.fetched(3, 0);
    expect(core.pending?.proposalId).toBe(first);
    core.commitPending();
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2, 3]);
  });

  it('expels who has not caught up for replica.lag.time.max.ms, not who was idle', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2, 3], minInsyncReplicas: 1 });
    core.fetched(2, 0);
    core.fetched(3, 0);
    core.pass(3_600_000);
    expect(core.pending).toBeUndefined();
    core.append(5);
    core.pass(29_000);
    expect(core.pending).toBeUndefined();
    core.fetched(3, 5);
    core.pass(2_000);
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 3]);
  });

  it('does not admit again whom it has expelled before that one has caught up, though the high watermark stands', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2, 3], minInsyncReplicas: 2 });
    core.append(5);
    core.fetched(2, 5);
    core.fetched(3, 5);
    core.append(5);
    core.pass(31_000);
    core.commitPending();
    expect(core.isr).toEqual([1]);
    // With less than the minimum in sync the high watermark stays where the followers are.
    expect(core.highWatermark).toBe(5);
    core.fetched(2, 5);
    expect(core.pending).toBeUndefined();
    core.fetched(2, 10);
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2]);
  });

  it('judges lag by the end at the time of the fetch: who stays one step behind stays in', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 1 });
    let end = 0;
    for (let round = 0; round < 100; round++) {
      core.append(10);
      core.fetched(2, end);
      end += 10;
      core.pass(1_000);
    }
    expect(core.pending).toBeUndefined();
  });

  it('keeps a change pending, and the ISR maximal, when the answer is lost', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2, 3], minInsyncReplicas: 1 });
    core.append(10);
    core.fetched(2, 10);
    core.pass(40_000);
    const proposal = core.requirePending();
    const again = core.step({ kind: 'isrOutcomeUnknown', proposalId: proposal.proposalId, nowMs: core.nowMs });
    expect(again).toEqual([{ kind: 'proposeIsr', proposal }]);
    core.pass(100_000);
    expect(core.highWatermark).toBe(0);
    core.metadata({ isr: [1, 2], partitionEpoch: 1 });
    expect(core.highWatermark).toBe(10);
    expect(core.pending).toBeUndefined();
  });

  it('after a lost answer a refusal ends nothing until the partition epoch has moved', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 1 });
    core.append(10);
    core.fetched(3, 10);
    const first = core.requirePending();
    core.step({ kind: 'isrOutcomeUnknown', proposalId: first.proposalId, nowMs: core.nowMs });
    core.ineligible.add(3);
    const effects = core.reject(first.proposalId, 'INELIGIBLE_REPLICA');
    // The lost attempt may still arrive: propose the ISR as it is, which makes it void.
    expect(core.requirePending().isr.map((member) => member.brokerId)).toEqual([1, 2]);
    expect(effects).toContainEqual({ kind: 'proposeIsr', proposal: core.requirePending() });
    core.append(5);
    core.fetched(2, 15);
    expect(core.highWatermark).toBe(10);
    core.commitPending();
    expect(core.highWatermark).toBe(15);
  });

  it('a definite refusal frees the way at once', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 1 });
    core.append(10);
    core.fetched(3, 10);
    core.append(5);
    core.fetched(2, 15);
    expect(core.highWatermark).toBe(10);
    core.ineligible.add(3);
    core.reject(core.requirePending().proposalId, 'INELIGIBLE_REPLICA');
    expect(core.pending).toBeUndefined();
    expect(core.highWatermark).toBe(15);
  });

  it('does not propose again at once after a refusal', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1], minInsyncReplicas: 1 });
    core.fetched(2, 0);
    core.reject(core.requirePending().proposalId, 'INELIGIBLE_REPLICA');
    core.fetched(2, 0);
    expect(core.pending).toBeUndefined();
    core.pass(500);
    expect(core.pending).toBeDefined();
  });

  it('B2: a stale partition epoch neither clears nor replaces a pending change', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1, 2], minInsyncReplicas: 1 });
    core.metadata({ isr: [1, 2], partitionEpoch: 5 });
    core.fetched(3, 0);
    const proposal = core.requirePending();
    expect(proposal.partitionEpoch).toBe(5);
    core.metadata({ isr: [1], partitionEpoch: 4 });
    expect(core.pending).toEqual(proposal);
    expect(core.isr).toEqual([1, 2]);
    core.reject(proposal.proposalId, 'INVALID_UPDATE_VERSION');
    expect(core.pending).toEqual(proposal);
    core.metadata({ isr: [1, 2, 3], partitionEpoch: 6 });
    expect(core.pending).toBeUndefined();
  });

  it('B2: an answer older than the metadata changes nothing', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1], minInsyncReplicas: 1 });
    core.fetched(2, 0);
    core.metadata({ isr: [1, 2, 3], partitionEpoch: 7 });
    core.step({
      kind: 'isrCommitted',
      leaderId: 1,
      leaderEpoch: 0,
      partitionEpoch: 3,
      isr: [1, 2],
      nowMs: core.nowMs,
    });
    expect(core.isr).toEqual([1, 2, 3]);
  });

  it('B19: replicas that a reassignment adds start unknown, those that stay keep their place', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 1 });
    core.append(5);
    core.fetched(2, 5);
    core.metadata({ isr: [1, 2], replicas: [1, 2, 4], partitionEpoch: 1 });
    expect(core.highWatermark).toBe(5);
    expect(core.pending).toBeUndefined();
    core.fetched(4, 5);
    expect(core.pending?.isr.map((member) => member.brokerId)).toEqual([1, 2, 4]);
  });
});

describe('appends', () => {
  it('assigns offsets in order before anything is written', () => {
    const core = new CoreHarness({ replicas: [1], isr: [1], minInsyncReplicas: 1, endOffset: 7 });
    expect(core.assign(3)).toMatchObject({ kind: 'accepted', baseOffset: 7, nextOffset: 10 });
    expect(core.assign(2)).toMatchObject({ kind: 'accepted', baseOffset: 10, nextOffset: 12 });
  });

  it('refuses acks=all below min.insync.replicas before it writes, and lets acks=1 through', () => {
    const core = new CoreHarness({ replicas: [1, 2, 3], isr: [1], minInsyncReplicas: 2 });
    expect(core.assign(1)).toEqual({ kind: 'rejected', error: 'NOT_ENOUGH_REPLICAS' });
    expect(core.assign(1, 1)).toMatchObject({ kind: 'accepted' });
  });

  it('refuses what was meant for another leader epoch', () => {
    const core = new CoreHarness({ replicas: [1], isr: [1], minInsyncReplicas: 1, leaderEpoch: 4 });
    expect(core.assign(1, -1, 3)).toEqual({ kind: 'rejected', error: 'FENCED_LEADER_EPOCH' });
    expect(core.assign(1, -1, 5)).toEqual({ kind: 'rejected', error: 'UNKNOWN_LEADER_EPOCH' });
  });

  it('B25: a failed write takes back the offsets of everything behind it', () => {
    const core = new CoreHarness({ replicas: [1], isr: [1], minInsyncReplicas: 1 });
    core.append(5);
    core.assign(3);
    core.assign(3);
    core.step({ kind: 'writeFailed', endOffset: 5 });
    expect(core.assign(2)).toMatchObject({ baseOffset: 5 });
  });
});

describe('roles', () => {
  it('A21: ends the leadership, and with it every waiter, before the next role begins', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 2 });
    core.append(5);
    const effects = core.step({ kind: 'suspend', leaderEpoch: 1 });
    expect(effects).toEqual([{ kind: 'leadershipEnded', leaderEpoch: 0 }]);
    expect(core.assign(1)).toEqual({ kind: 'rejected', error: 'NOT_LEADER_OR_FOLLOWER' });
    core.becomeFollower({ leaderId: 2, leaderEpoch: 1, partitionEpoch: 1 });
    // A fetch of the old epoch that arrives now must not move anything.
    core.fetched(2, 5, { leaderEpoch: 0 });
    expect(core.highWatermark).toBe(0);
  });

  it('A23: an acknowledgement of an earlier epoch does not count in a later one', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 2 });
    core.append(5);
    core.step({ kind: 'suspend', leaderEpoch: 1 });
    core.becomeFollower({ leaderId: 2, leaderEpoch: 1, partitionEpoch: 1 });
    core.step({ kind: 'truncated', endOffset: 2 });
    core.step({ kind: 'suspend', leaderEpoch: 2 });
    core.becomeLeader({ leaderEpoch: 2, partitionEpoch: 2, isr: [1, 2] }, 2);
    core.append(3);
    core.fetched(2, 5, { leaderEpoch: 0 });
    expect(core.highWatermark).toBe(0);
    core.fetched(2, 5);
    expect(core.highWatermark).toBe(5);
  });

  it('A22: a new leader does not know the end before its high watermark covers its own epoch', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 2, endOffset: 10 });
    expect(core.core.endIsKnown).toBe(false);
    core.fetched(2, 9);
    expect(core.core.endIsKnown).toBe(false);
    core.fetched(2, 10);
    expect(core.core.endIsKnown).toBe(true);
  });

  it('A4, KIP-101: a follower never takes a mark above its own log, nor one below what it knows', () => {
    const core = CoreHarness.follower({ endOffset: 10, highWatermark: 4 });
    core.step({ kind: 'followerAppended', endOffset: 10, leaderHighWatermark: 50 });
    expect(core.highWatermark).toBe(10);
    core.step({ kind: 'followerAppended', endOffset: 12, leaderHighWatermark: 3 });
    expect(core.highWatermark).toBe(10);
  });

  it('A5: emptying the log moves start, end and high watermark together', () => {
    const core = CoreHarness.follower({ endOffset: 10, highWatermark: 4 });
    core.step({ kind: 'restarted', startOffset: 500 });
    expect(core.highWatermark).toBe(500);
    core.step({ kind: 'suspend', leaderEpoch: 2 });
    core.becomeLeader({ leaderEpoch: 2, partitionEpoch: 2, isr: [1] }, 500);
    core.append(1);
    expect(core.highWatermark).toBe(501);
  });

  it('A1: a truncation above the high watermark leaves it alone; one below it is reported', () => {
    const core = CoreHarness.follower({ endOffset: 10, highWatermark: 4 });
    expect(core.step({ kind: 'truncated', endOffset: 6 })).toEqual([]);
    expect(core.step({ kind: 'truncated', endOffset: 3 })).toEqual([{ kind: 'highWatermarkLowered', from: 4, to: 3 }]);
  });

  it('A17: deleted records carry the high watermark along', () => {
    const core = CoreHarness.follower({ endOffset: 10, highWatermark: 4 });
    core.step({ kind: 'logStartMoved', startOffset: 6 });
    expect(core.highWatermark).toBe(6);
  });

  it('forgets late leader events once it follows', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1], minInsyncReplicas: 1 });
    core.fetched(2, 0);
    const proposal = core.requirePending();
    core.step({ kind: 'suspend', leaderEpoch: 1 });
    core.becomeFollower({ leaderId: 2, leaderEpoch: 1, partitionEpoch: 1 });
    expect(core.reject(proposal.proposalId, 'INELIGIBLE_REPLICA')).toEqual([]);
    expect(core.step({ kind: 'tick', nowMs: core.nowMs })).toEqual([]);
  });

  it('an offline replica takes no role', () => {
    const core = new CoreHarness({ replicas: [1, 2], isr: [1, 2], minInsyncReplicas: 1 });
    expect(core.step({ kind: 'becomeOffline' })).toEqual([{ kind: 'leadershipEnded', leaderEpoch: 0 }]);
    expect(core.step({ kind: 'suspend', leaderEpoch: 5 })).toEqual([]);
    expect(core.core.roleKind).toBe('offline');
  });
});
