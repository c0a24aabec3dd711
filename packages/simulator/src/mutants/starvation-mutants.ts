import type { Mutant } from './mutant.js';

/** Verdicts by time alone. */
export const starvationMutants: readonly Mutant[] = [
  {
    name: 'impatient',
    reference: 'Hayashibara et al., the phi accrual failure detector; KAFKA-15489',
    bug: 'timeouts stay as configured, however late everything has become',
    kind: 'starved',
    module: 'raft/core/detection',
    find: 'return this.patience.extraMs(nowMs);',
    replace: 'return 0;',
  },
  {
    name: 'late-leader-judges',
    reference: 'KAFKA-15019; etcd-io/etcd#15247',
    bug: 'a leader that was not scheduled takes the fetches that wait in its queue for silence',
    kind: 'unit',
    noticedBy: {
      file: 'packages/raft/src/testing/golden/golden.test.ts',
      name: 'golden scripts > late-leader.txt',
    },
    module: 'raft/core/lateness',
    find: 'role.excusedUntilMs = detection.graceUntilMs(nowMs);',
    replace: 'role.excusedUntilMs = nowMs;',
  },
  {
    name: 'sole-voter-resigns',
    reference: 'KAFKA-16144',
    bug: 'a leader does not count itself among those whom it hears of; alone it resigns for want of a majority',
    kind: 'starved',
    module: 'raft/core/leader',
    find: 'if (voter.nodeId === state.self.nodeId) return state.nowMs;',
    replace: 'if (voter.nodeId === state.self.nodeId) return role.sinceMs;',
  },
  {
    name: 'each-learns-alone',
    reference: 'Hayashibara et al., the phi accrual failure detector; KAFKA-15489',
    bug: 'a member that has just started does not listen to what a majority says about the machine, and deposes leaders until it has seen it itself',
    kind: 'unit',
    noticedBy: {
      file: 'packages/raft/src/testing/starved-quorum.test.ts',
      name: 'a quorum on a machine that is far too slow > makes a member patient with the first answer of its leader, before it has seen anything itself',
    },
    module: 'raft/core/responses',
    find: 'state.detection.quorumSaid(response.quorumPatienceMs, state.nowMs);',
    replace: 'state.detection.quorumSaid(0, state.nowMs);',
  },
  {
    name: 'one-speaks-for-all',
    reference: 'Hayashibara et al., the phi accrual failure detector; KAFKA-15489',
    bug: 'one slow member makes the whole quorum slow to notice failures',
    kind: 'unit',
    noticedBy: {
      file: 'packages/raft/src/testing/starved-quorum.test.ts',
      name: 'a quorum on a machine that is far too slow > is not made patient by one member that stands still again and again',
    },
    module: 'raft/core/quorum-patience',
    find: 'const majorityMs = majorityReached(said);',
    replace: 'const majorityMs = Math.max(...said);',
  },
  {
    name: 'unwatched-standstill',
    reference: 'KAFKA-15019; etcd-io/etcd#15247',
    bug: 'a follower that stands still until just before its fetch deadline does not notice it, and takes it for silence of its leader',
    kind: 'unit',
    noticedBy: {
      file: 'packages/raft/src/testing/golden/golden.test.ts',
      name: 'golden scripts > standstill-before-deadline.txt',
    },
    module: 'raft/core/follower',
    find: 'return Math.min(role.fetchDeadlineMs, next, state.nowMs + state.detection.watchMs);',
    replace: 'return Math.min(role.fetchDeadlineMs, next);',
  },
  {
    name: 'two-pauses-are-a-habit',
    reference: 'Hayashibara et al., the phi accrual failure detector; KAFKA-15489',
    bug: 'leaders that are paused one after the other make the quorum wait for seconds before it replaces the next one',
    kind: 'unit',
    noticedBy: {
      file: 'packages/node/src/silent-controller.test.ts',
      name: 'an active controller that falls silent > is left by all brokers for its successor before that fences one, the twentieth time like the first',
    },
    module: 'raft/core/detection',
    find: 'const LATE_IN_A_ROW = 3;',
    replace: 'const LATE_IN_A_ROW = 2;',
  },
];
