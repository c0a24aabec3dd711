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
  {
    name: 'wiped-voter-votes',
    reference: 'KIP-853; Raft, section 5.1 (what a voter promised survives)',
    bug: 'a voter whose disk was wiped and formatted again under its old name is taken for one that never ran',
    kind: 'quorum',
    module: 'raft/format',
    find: 'const joining = voters.some((voter) => voter.nodeId === nodeId) && options.neverRan !== true;',
    replace: 'const joining = voters.some((voter) => voter.nodeId === nodeId) && options.neverRan === null;',
  },
  {
    name: 'abandoned-download-kept',
    reference: 'KIP-630',
    bug: 'the chunks of a snapshot that was loaded in part stay on the disk when another one takes its place',
    kind: 'quorum',
    module: 'raft/core/snapshot-download',
    find: "state.emitStorage({ kind: 'discardSnapshot', snapshotId: download.snapshotId });",
    replace: '',
  },
  {
    name: 'joining-voter-counts',
    reference: 'Viewstamped Replication Revisited, section 4.3',
    bug: 'a voter that has not joined yet counts as a copy',
    kind: 'quorum',
    module: 'raft/core/leader-fetch',
    find: 'return progress?.joining === true ? undefined : progress;',
    replace: 'return progress?.joining === null ? undefined : progress;',
  },
];
