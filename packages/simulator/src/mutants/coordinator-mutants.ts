import type { Mutant } from './mutant.js';

/** Bugs in what a coordinator keeps about topics; cluster seeds have to find them. */
export const coordinatorMutants: readonly Mutant[] = [
  {
    name: 'offsets-outlive-topic',
    reference: 'the topic id of OffsetCommitValue 4',
    bug: 'a topic inherits what groups committed for an earlier one of its name',
    kind: 'cluster',
    focus: 'recreatedTopics',
    module: 'coordinator/offsets/stale',
    find: 'return current === undefined || (topicId !== undefined && topicId !== current);',
    replace: 'return false;',
  },
];
