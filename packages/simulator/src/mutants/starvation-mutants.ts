import type { Mutant } from './mutant.js';

/** Verdicts by time alone; starved quorum seeds have to find them. */
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
    kind: 'starved',
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
];
