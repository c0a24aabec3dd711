import type { Mutant } from './mutant.js';

/** Bugs of group coordinators; cluster seeds have to find them. */
export const groupMutants: readonly Mutant[] = [
  {
    name: 'commit-acknowledged-early',
    reference: 'KAFKA-5600 and its kind',
    bug: 'a coordinator answers before its records are replicated',
    kind: 'cluster',
    module: 'coordinator/runtime/shard',
    find: 'if (builtOn === undefined) {',
    replace: 'if (operation !== undefined) {',
  },
  {
    name: 'coordinator-not-loaded',
    reference: 'KAFKA-5600',
    bug: 'a new coordinator starts from nothing',
    kind: 'cluster',
    module: 'coordinator/runtime/load-shard',
    find: 'while (offset < log.endOffset) {',
    replace: 'while (offset < 0) {',
  },
  {
    name: 'answers-before-replicated-load',
    reference: 'redpanda-data/redpanda#5025',
    bug: 'a new coordinator answers from records of an earlier leader that are not committed yet',
    kind: 'cluster',
    module: 'coordinator/runtime/shard',
    find: 'if (log.highWatermark < endOffset) {',
    replace: 'if (log.highWatermark < 0) {',
  },
  {
    name: 'failed-append-kept',
    reference: 'KAFKA-15784',
    bug: 'after a failed write the coordinator goes on with what it had decided',
    kind: 'cluster',
    module: 'coordinator/runtime/shard',
    find: 'else this.break(new DraveError(error, message));',
    replace: 'else this.failWaiting(batch, coordinatorErrorOf(error));',
  },
  {
    name: 'old-generation-commits',
    reference: 'KIP-345, KIP-447',
    bug: 'a member of an earlier generation commits offsets',
    kind: 'cluster',
    module: 'coordinator/classic/membership',
    find: "return request.generationId === group.generationId ? undefined : 'ILLEGAL_GENERATION';",
    replace: 'return undefined;',
  },
  {
    name: 'two-owners',
    reference: 'KAFKA-16147',
    bug: 'a member is given a partition that another one has not let go of',
    kind: 'cluster',
    module: 'coordinator/consumer/reconcile',
    find: 'const released = missing.filter((partition) => !isHeld(topicId, partition));',
    replace: 'const released = missing;',
  },
];
