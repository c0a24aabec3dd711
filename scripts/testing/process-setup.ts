import { relative } from 'node:path';
import { expect } from 'vitest';
import { unitMs } from '../../test-cluster/src/bounds.js';
import { root } from '../workspace.js';
import { watchLoop } from './blocked-loop.js';
import { letConsumersStop } from './kafkajs-stops.js';

/** Before each file of process and compatibility tests. The bound is two minutes on a normal machine. */
const blockedUnits = 2_000;

letConsumersStop(import.meta.url);
watchLoop(
  relative(root, expect.getState().testPath ?? root),
  blockedUnits * unitMs(),
  process.env['DRAVE_TEST_REPORT'],
);
