import type { Mutant } from './mutant.js';

/** Bugs of replicas at the edges of their logs and their disks; cluster seeds have to find them. */
export const replicaMutants: readonly Mutant[] = [
  {
    name: 'start-inside-batch-cut-back',
    reference: "KAFKA-6975; Kafka's UnexpectedAppendOffsetException",
    bug: 'an empty follower that begins inside a batch is told to cut back to the start of the batch, and starts over',
    kind: 'cluster',
    module: 'replica/leader-session',
    find: 'if (result.startOffset < from && !served.beginsEmpty) return this.cutBack(served, result.startOffset);',
    replace: 'if (result.startOffset < from) return this.cutBack(served, result.startOffset);',
  },
  {
    name: 'no-epoch-below-start',
    reference: 'KIP-101; KAFKA-6975',
    bug: 'a leader that knows no epoch below its log start is taken at its word: cut back to offset -1',
    kind: 'cluster',
    module: 'replica/follower-log',
    find: 'if (diverging.epoch < 0 || ours.epoch < 0) return diverging.endOffset;',
    replace: 'if (diverging.epoch >= 0 && ours.epoch < 0) return diverging.endOffset;',
  },
  {
    name: 'offline-replica-takes-assignment',
    reference: 'KIP-112 (JBOD)',
    bug: 'a change of the ISR meets a replica whose log directory has failed, and ends the broker',
    kind: 'cluster',
    module: 'replica/core/partition-core',
    find: "if (this.role.kind === 'offline') return NOTHING; assert(assignment.leaderEpoch",
    replace: 'assert(assignment.leaderEpoch',
  },
  {
    name: 'replaced-snapshot-is-fatal',
    reference: 'KIP-630',
    bug: 'a node stops when the snapshot that it loads is replaced by a newer one',
    kind: 'cluster',
    module: 'metadata/feed',
    find: "if (!isDraveError(thrown, 'SNAPSHOT_NOT_FOUND')) throw thrown;",
    replace: 'if (thrown !== undefined) throw thrown;',
  },
  {
    name: 'copy-left-behind-taken',
    reference: 'KIP-858; the up-to-date rule of Raft, section 5.4.1',
    bug: 'a log directory that comes back brings an old copy of a replica, which counts as in sync',
    kind: 'cluster',
    module: 'replica/log-directories',
    find: 'if (newest === undefined || isNewer(copy, newest)) newest = copy;',
    replace: 'newest ??= copy;',
  },
  {
    name: 'damage-keeps-epoch',
    reference: 'KIP-497; KAFKA-14617',
    bug: 'a replica leaves the ISR to cut its damage, and the leader that counts what it confirmed before admits it again',
    kind: 'cluster',
    module: 'controller/decide/leave-isr',
    find: 'lostReplicas, endLeaderEpoch: true },',
    replace: 'lostReplicas, endLeaderEpoch: !before.isr.includes(sender) },',
  },
];
