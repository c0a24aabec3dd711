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
    name: 'late-follower-judges',
    reference: 'KAFKA-15019',
    bug: 'a follower that was not scheduled takes the answer that waits in its queue for silence',
    kind: 'starved',
    module: 'raft/core/lateness',
    find: "role.fetchDeadlineMs = Math.max(role.fetchDeadlineMs, detection.graceUntilMs(nowMs)); break; case 'observer'",
    replace: "break; case 'observer'",
  },
  {
    name: 'sole-voter-resigns',
    reference: 'KAFKA-16144',
    bug: 'a leader without other voters resigns because its own disk is slow',
    kind: 'starved',
    module: 'raft/core/leader',
    find: 'stalledMs >= patienceMs && state.otherVoters.length > 0',
    replace: 'stalledMs >= patienceMs',
  },
  {
    name: 'no-election-backoff',
    reference: 'Raft, section 9.3; KAFKA-16164',
    bug: 'a candidate whom no answer reaches in time tries again as fast as before',
    kind: 'starved',
    module: 'raft/core/detection',
    find: 'return Math.min(bound, electionTimeoutMs * 2 ** this.failuresNow(nowMs));',
    replace: 'return Math.min(bound, electionTimeoutMs);',
  },
];
