import type { Mutant } from './mutant.js';

/** Bugs in who belongs to the quorum: voters that are added, removed, or come back as somebody else. */
export const membershipMutants: readonly Mutant[] = [
  {
    name: 'removed-leader-forgotten',
    reference: "Ongaro's thesis, section 4.2.2",
    bug: 'a leader that removed itself stands for election only while no second entry repeats the set without it',
    kind: 'quorum',
    module: 'raft/core/voters',
    find: 'const open = this.sets.slice(Math.max(committed, 0));',
    replace: 'const open = committed === this.sets.length - 1 ? this.sets.slice(-1) : this.sets.slice(-2);',
  },
  {
    name: 'caught-up-at-the-end-only',
    reference: 'KAFKA-13959',
    bug: 'a replica counts as caught up only when nothing has been written since its last fetch',
    kind: 'quorum',
    module: 'raft/core/replica-progress',
    find: 'const arrived = target !== undefined && fetchOffset >= target.endOffset;',
    replace: 'const arrived = false && target !== undefined && fetchOffset >= target.endOffset;',
  },
  {
    name: 'observer-becomes-voter',
    reference: 'KIP-853',
    bug: 'a broker, which never votes, can be made a voter',
    kind: 'quorum',
    module: 'raft/core/leader-voters',
    find: 'if (role.replicas.get(keyText(change.voter))?.mayVote !== false) return undefined;',
    replace: 'if (role.replicas.get(keyText(change.voter)) !== null) return undefined;',
  },
];
