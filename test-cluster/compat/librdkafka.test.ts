import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { onBroker } from './suites/broker.js';
import { assertAsExpected, difference, isRecording, readExpected, record, type Outcome } from './suites/expected.js';
import { isRunnable } from './suites/external.js';
import { roundsIn } from './suites/librdkafka-rounds.js';
import { LibrdkafkaSuite } from './suites/librdkafka.js';
import { nodeRdkafkaRequirements } from './suites/node-rdkafka.js';
import { boundMs, leftMs } from '../src/bounds.js';

/**
 * librdkafka's C tests: all that need a broker, with topics made on demand and without. `DRAVE_COMPAT_TESTS=0012,0081`
 * runs some of them, `DRAVE_COMPAT_LOGS=folder` keeps what each one printed.
 */
const expected = readExpected('librdkafka');
const only = process.env['DRAVE_COMPAT_TESTS']?.split(',');
/** A cluster and some tests on it. */
const roundMsMin = 60_000;
const runnable = await isRunnable('librdkafka', nodeRdkafkaRequirements);

const isSelected = (test: string): boolean => only?.includes(test.slice(0, 4)) ?? true;
const isExpected = (test: string, outcome: Outcome): boolean => difference(expected.tests[test], outcome) === undefined;

describe.skipIf(!runnable)('librdkafka', () => {
  const outcomes = new Map<string, Outcome>();
  let leftOut: readonly string[] = [];

  beforeAll(
    async () => {
      const suite = await LibrdkafkaSuite.compiled();
      const folder = mkdtempSync(join(tmpdir(), 'drave-librdkafka-'));
      try {
        for (const round of await roundsIn(folder)) {
          if (round.only?.some(isSelected) === false) continue;
          if (leftMs() < boundMs(roundMsMin)) {
            leftOut = [...leftOut, `the round ${round.name}`];
            continue;
          }
          console.log(`librdkafka: ${round.name}`);
          const found = await onBroker(round.cluster, (broker) => suite.run(broker, round, { only, isExpected }));
          for (const [test, outcome] of found) outcomes.set(test, outcome);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      if (isRecording) record('librdkafka', expected, outcomes, isSelected);
    },
    boundMs(40 * 60_000, 'all tests of librdkafka'),
  );

  for (const [test, wanted] of Object.entries(expected.tests)) {
    if (!isSelected(test)) continue;
    it(`${test}: ${wanted.result}`, ({ skip }) => {
      const outcome = outcomes.get(test);
      if (outcome === undefined && leftOut.length > 0) skip('the time is over');
      assertAsExpected(wanted, outcome);
    });
  }

  it('runs nothing that is not on the list', () => {
    const unlisted = [...outcomes].filter(([test]) => expected.tests[test] === undefined);
    expect(unlisted).toEqual([]);
  });
});
