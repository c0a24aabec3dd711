import type { Mutant } from './mutant.js';

/** Logs that begin anew while others look at them: deleted records, retention, followers that come back. */
export const logStartMutants: readonly Mutant[] = [
  {
    // The records have to be under way at the moment of the cut: 150 seeds never had that.
    name: 'late-records-take-replica-offline',
    reference: 'KAFKA-9491',
    bug: 'records that come while a follower empties its log count as a failure of the disk',
    kind: 'unit',
    noticedBy: {
      file: 'packages/replica/src/follower-log.test.ts',
      name: 'FollowerLog > gives up records that come while the log is being emptied, and follows on',
    },
    module: 'replica/follower-log',
    find: "if (reason instanceof DraveError && reason.code === 'NOT_LEADER_OR_FOLLOWER') return { kind: 'stale' };",
    replace: '',
  },
  {
    // A seed has had it once; a checkpoint of another log and then a kill have to come within some milliseconds.
    name: 'promised-start-taken-back',
    reference: 'none',
    bug: 'a checkpoint for another log forgets where a log that begins anew will start: after a kill it looks damaged',
    kind: 'unit',
    noticedBy: {
      file: 'packages/log/src/faults.test.ts',
      name: 'a log that starts over further on > is whole after a kill, whenever a checkpoint of all logs was written meanwhile',
    },
    module: 'log/truncation',
    find: 'await saveEpochsBelow(core, 0);',
    replace: 'core.logStartWanted = undefined; await saveEpochsBelow(core, 0);',
  },
  {
    name: 'retention-in-emptied-log',
    reference: 'KAFKA-9491',
    bug: 'retention expects a segment in a log that is being emptied',
    kind: 'cluster',
    focus: 'deleteRecords',
    module: 'log/retention',
    find: 'if (core.segments.isEmpty) return false;',
    replace: '',
  },
  {
    name: 'retention-tells-of-restart',
    reference: 'KAFKA-9491',
    bug: 'retention takes the new start of a log that begins anew for its own doing',
    kind: 'cluster',
    focus: 'deleteRecords',
    module: 'replica/partition',
    find: 'if (startOffset > this.core.writtenEndOffset) return;',
    replace: '',
  },
  {
    name: 'watermark-left-behind',
    reference: 'KAFKA-9491',
    bug: 'a follower that empties its log moves start and end, and the high watermark stays where it was',
    kind: 'cluster',
    focus: 'deleteRecords',
    module: 'replica/core/partition-core',
    find: 'this.highWatermarkNow = startOffset;',
    replace: '',
  },
];
