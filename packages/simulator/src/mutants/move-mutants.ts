import type { Mutant } from './mutant.js';

const FILE = 'packages/log/src/log-move.test.ts';

/** Bugs of replicas that move from one log directory to another. */
export const moveMutants: readonly Mutant[] = [
  {
    name: 'swap-before-caught-up',
    reference: 'KIP-113',
    bug: 'a replica is moved although its copy does not hold everything yet',
    kind: 'cluster',
    focus: 'directories',
    module: 'replica/core/replica-move',
    find: 'return future.endOffset === current.endOffset || this.gapEndOffset === current.endOffset;',
    replace: 'return true;',
  },
  {
    name: 'old-copy-gone-first',
    reference: 'KIP-113; KAFKA-3968',
    bug: 'the old copy of a replica that was moved is deleted before the new one is durable',
    kind: 'unit',
    noticedBy: {
      file: FILE,
      name: 'a log that takes the place of its future one > has every record after a crash at any moment; power lost: true',
    },
    module: 'log/log-move',
    find: 'await flushLog(future, { snapshot: true });',
    replace: '',
  },
];
