import type { Mutant } from './mutant.js';

/** Bugs of replicas at the edges of their logs and their disks; cluster seeds have to find them. */
export const replicaMutants: readonly Mutant[] = [
  {
    name: 'start-inside-batch-cut-back',
    reference: "KAFKA-6975; Kafka's UnexpectedAppendOffsetException",
    bug: 'an empty follower that begins inside a batch is told to cut back to the start of the batch, and starts over',
    kind: 'cluster',
    focus: 'deleteRecords',
    module: 'replica/leader-session',
    find: 'if (result.startOffset < from && !served.beginsEmpty) return this.cutBack(served, result.startOffset);',
    replace: 'if (result.startOffset < from) return this.cutBack(served, result.startOffset);',
  },
  {
    name: 'no-epoch-below-start',
    reference: 'KIP-101; KAFKA-6975',
    bug: 'a leader that knows no epoch below its log start is taken at its word: cut back to offset -1',
    kind: 'unit',
    noticedBy: {
      file: 'packages/replica/src/log-start-inside-batch.test.ts',
      name: 'a log start inside a batch > a follower of another history that ends exactly there gives it up',
    },
    module: 'replica/core/shared-end',
    find: 'if (diverging.epoch < 0 || ours.epoch < 0) return diverging.endOffset;',
    replace: 'if (diverging.epoch >= 0 && ours.epoch < 0) return diverging.endOffset;',
  },
  {
    // Seeds see nothing wrong: no record is lost, there are only far too many changes of the ISR.
    name: 'laggard-admitted-again',
    reference: 'KIP-966 specification; KAFKA-15583',
    bug: 'with less than the minimum in sync, a follower that lags is expelled and admitted again without end',
    kind: 'unit',
    noticedBy: {
      file: 'packages/replica/src/core/partition-core.test.ts',
      name: 'ISR > does not admit again whom it has expelled before that one has caught up, though the high watermark stands',
    },
    module: 'replica/core/leader',
    find: 'follower.endOffset >= this.epochStartOffset && this.isJoining(follower, writtenEnd, nowMs, rules)',
    replace:
      'follower.endOffset >= this.epochStartOffset && this.brokers.isIsrEligible(follower.replicaId, follower.brokerEpoch)',
  },
  {
    name: 'offline-replica-takes-assignment',
    reference: 'KIP-112 (JBOD)',
    bug: 'a change of the ISR meets a replica whose log directory has failed, and ends the broker',
    kind: 'cluster',
    focus: 'directories',
    module: 'replica/core/partition-core',
    find: "if (this.role.kind === 'offline') return NOTHING; assert(assignment.leaderEpoch",
    replace: 'assert(assignment.leaderEpoch',
  },
  {
    name: 'replaced-snapshot-is-fatal',
    reference: 'KIP-630',
    bug: 'a node stops when the snapshot that it loads is replaced by a newer one',
    kind: 'cluster',
    focus: 'snapshots',
    module: 'metadata/feed',
    find: "if (!isDraveError(reason, 'SNAPSHOT_NOT_FOUND')) throw reason;",
    replace: 'if (reason !== undefined) throw reason;',
  },
  {
    // The broker that starts with two copies would have to lead at once: 60 seeds never had that.
    name: 'copy-left-behind-taken',
    reference: 'KIP-858; the up-to-date rule of Raft, section 5.4.1',
    bug: 'a log directory that comes back brings an old copy of a replica, which counts as in sync',
    kind: 'unit',
    noticedBy: {
      file: 'packages/replica/src/offline-directory.test.ts',
      name: 'a log directory that fails > a broker starts without it, makes its replicas anew in the others, and takes the newest copies when it is back',
    },
    module: 'replica/log-directories',
    find: 'if (newest === undefined || isNewer(copy, newest)) newest = copy;',
    replace: 'newest ??= copy;',
  },
  {
    name: 'damage-keeps-epoch',
    reference: 'KIP-497; KAFKA-14617',
    bug: 'a replica leaves the ISR to cut its damage, and the leader that counts what it confirmed before admits it again',
    kind: 'cluster',
    focus: 'deleteRecords',
    module: 'controller/decide/leave-isr',
    find: 'lostReplicas, endLeaderEpoch: true },',
    replace: 'lostReplicas, endLeaderEpoch: !before.isr.includes(sender) },',
  },
  {
    name: 'strays-turned-round',
    reference: 'KAFKA-13127',
    bug: 'a broker that starts takes the replicas that are its own for strays, and deletes them',
    kind: 'cluster',
    module: 'replica/hosted-replicas',
    find: 'if (isOurs(image, topicId, topicPartition.partition, this.options.localId)) continue; this.options.logger.warn(',
    replace:
      'if (!isOurs(image, topicId, topicPartition.partition, this.options.localId)) continue; this.options.logger.warn(',
  },
  {
    name: 'quiet-before-taken-back',
    reference: 'KAFKA-10778',
    bug: 'a follower whose write found no room counts as quiet before that is taken back, and a role begins',
    kind: 'cluster',
    focus: 'smallDisks',
    module: 'replica/follower-log',
    find: 'this.lastWrite = all.then(over, over).then(() => before);',
    replace: 'this.lastWrite = all.then(over, over); if (before === undefined) return undefined;',
  },
];
