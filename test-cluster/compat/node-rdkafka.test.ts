import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeTopics, onBroker, type Broker } from './suites/broker.js';
import { assertAsExpected, difference, isRecording, readExpected, record, type Outcome } from './suites/expected.js';
import { isRunnable } from './suites/external.js';
import { runFile, titlesIn, type MochaSuite } from './suites/mocha.js';
import { nodeRdkafka, nodeRdkafkaRequirements } from './suites/node-rdkafka.js';
import { boundMs, leftMs } from '../src/bounds.js';

/** node-rdkafka's end-to-end tests, on the topics that they take for granted. */
const expected = readExpected('node-rdkafka');
const topics = ['test', 'test2', 'test3', 'test4', 'test5', 'test6'];
const fileTimeoutMs = boundMs(8 * 60_000, 'a file of tests');
/** What a file is expected to take: with less than that left, none begins. */
const expectedFileMs = 60_000;
/** The slowest test takes 15 s on a normal machine. */
const testTimeoutMs = boundMs(60_000, 'a test of node-rdkafka');
/** How often a test is begun that does not end as listed, or whose turn does not come. */
const attemptsMax = 4;
const runnable = await isRunnable('node-rdkafka', nodeRdkafkaRequirements);

describe.skipIf(!runnable)('node-rdkafka', () => {
  let outcomes = new Map<string, Outcome>();
  const leftOut: string[] = [];

  beforeAll(
    async () => {
      const { folder, mocha } = await nodeRdkafka();
      outcomes = await onBroker({}, async (broker) => {
        await makeTopics(broker, topics);
        return runFiles(suiteFor(broker, folder, mocha), leftOut);
      });
      if (leftOut.length > 0) console.log(`left out: node-rdkafka, the time is over: ${leftOut.join(', ')}`);
      if (isRecording) record('node-rdkafka', expected, outcomes);
    },
    boundMs(20 * 60_000, 'all files of tests'),
  );

  for (const [test, wanted] of Object.entries(expected.tests))
    it(`${test}: ${wanted.result}`, ({ skip }) => {
      const outcome = outcomes.get(test);
      if (outcome === undefined && leftOut.length > 0) skip('the time is over');
      assertAsExpected(wanted, outcome);
    });

  it('runs nothing that is not on the list', () => {
    const unlisted = [...outcomes].filter(([test]) => expected.tests[test] === undefined);
    expect(unlisted).toEqual([]);
  });
});

function suiteFor(broker: Broker, folder: string, mocha: string): MochaSuite {
  const environment = { KAFKA_HOST: broker.kafka.split(',')[0] ?? '' };
  return { folder, mocha, environment, testTimeoutMs, exitTimeoutMs: boundMs(5_000, 'mocha ends') };
}

/** One process for each file of tests: where the add-on ends its process, the others are not lost. */
async function runFiles(suite: MochaSuite, leftOut: string[]): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const files = readdirSync(join(suite.folder, 'e2e')).filter((file) => file.endsWith('.spec.js'));
  for (const name of files.toSorted()) {
    if (leftMs() < boundMs(expectedFileMs)) {
      leftOut.push(name);
      continue;
    }
    for (const [test, outcome] of await outcomesIn(suite, `e2e/${name}`)) outcomes.set(test, outcome);
    if (leftMs() === 0) leftOut.push(name);
  }
  return outcomes;
}

/**
 * The outcomes of a file's tests. Begun again, and the log says so, are two kinds of tests:
 *
 * - One that ended otherwise than listed, once: it gives the client no time at all and goes by which of its threads is
 *   first.
 * - One that did not run. Mocha runs no test of a group after one whose hook failed, and the add-on's `disconnect` can
 *   hang in that hook, or a signal can end its process. Both are the add-on's own: it passes fetched messages to
 *   JavaScript in a queue of its `MessageWorker`. What is left there when the worker closes is never freed, and such a
 *   message keeps librdkafka's thread of that broker alive (in a debugger: no connection, no request, no partition,
 *   reference count 2); what is still handled after the consumer has gone ends the process in `HandleMessageCallback`.
 */
async function outcomesIn(suite: MochaSuite, file: string): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  let open = (await titlesIn(suite, file, boundMs(expectedFileMs))).filter(
    (title) => expected.tests[title] !== undefined,
  );
  let begun: readonly string[] | undefined;
  for (let attempt = 1; attempt <= attemptsMax && leftMs() > 0; attempt += 1) {
    const timeoutMs = Math.min(fileTimeoutMs, leftMs());
    const found = await runFile(suite, file, { timeoutMs, ...(begun === undefined ? {} : { titles: begun }) });
    for (const [test, outcome] of found ?? []) {
      const isFirst = !outcomes.has(test);
      outcomes.set(test, outcome);
      if (!isFirst || difference(expected.tests[test], outcome) === undefined)
        open = open.filter((title) => title !== test);
    }
    if (isRecording || open.length === 0) break;
    const reasons = open.map((title) => `${title}: ${difference(expected.tests[title], outcomes.get(title))}`);
    console.log(`node-rdkafka: ${file}: begun once more: ${reasons.join('; ')}`);
    begun = open;
  }
  return outcomes;
}
