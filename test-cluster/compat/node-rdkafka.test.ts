import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeTopics, onBroker, type Broker } from './suites/broker.js';
import { difference, isRecording, readExpected, record, type Outcome } from './suites/expected.js';
import { isRunnable, run } from './suites/external.js';
import { outcomesOf, type MochaReport } from './suites/mocha-report.js';
import { nodeRdkafka, nodeRdkafkaRequirements } from './suites/node-rdkafka.js';

/** node-rdkafka's end-to-end tests, on the topics that they take for granted. */
const expected = readExpected('node-rdkafka');
const topics = ['test', 'test2', 'test3', 'test4', 'test5', 'test6'];
const fileTimeoutMs = 8 * 60_000;
/** As its own Makefile runs them. */
const testTimeoutMs = '120000';
const runnable = await isRunnable('node-rdkafka', nodeRdkafkaRequirements);

describe.skipIf(!runnable)('node-rdkafka', () => {
  let outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    const { folder, mocha } = await nodeRdkafka();
    outcomes = await onBroker({}, async (broker) => {
      await makeTopics(broker, topics);
      return runMocha(broker, folder, mocha);
    });
    if (isRecording) record('node-rdkafka', expected, outcomes);
  }, 20 * 60_000);

  for (const [test, wanted] of Object.entries(expected.tests))
    it(`${test}: ${wanted.result}`, () => expect(difference(wanted, outcomes.get(test))).toBeUndefined());

  it('runs nothing that is not on the list', () => {
    const unlisted = [...outcomes].filter(([test]) => expected.tests[test] === undefined);
    expect(unlisted).toEqual([]);
  });
});

/** One process for each file of tests: where the add-on ends its process, the others are not lost. */
async function runMocha(broker: Broker, folder: string, mocha: string): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const files = readdirSync(join(folder, 'e2e')).filter((file) => file.endsWith('.spec.js'));
  for (const file of files.toSorted())
    for (const [test, outcome] of await runFile(broker, folder, mocha, file)) outcomes.set(test, outcome);
  return outcomes;
}

/**
 * The add-on at times ends with a signal while it closes producers whose transactions wait for an answer, before mocha
 * has written its report. That says nothing about the tests, so the file is run once more, and the log says so.
 */
async function runFile(broker: Broker, folder: string, mocha: string, file: string): Promise<Map<string, Outcome>> {
  const work = mkdtempSync(join(tmpdir(), 'drave-node-rdkafka-'));
  try {
    const report = join(work, 'report.json');
    const reporter = ['--reporter', 'json', '--reporter-option', `output=${report}`];
    const command = [mocha, '--exit', '--timeout', testTimeoutMs, ...reporter, `e2e/${file}`];
    const environment = { KAFKA_HOST: broker.kafka.split(',')[0] ?? '' };
    let how = '';
    for (let attempt = 1; attempt <= 2; attempt++) {
      const ended = await run(command, { folder, timeoutMs: fileTimeoutMs, environment });
      if (existsSync(report)) return outcomesOf(JSON.parse(readFileSync(report, 'utf8')) as MochaReport);
      how = ended.timedOut ? 'its time was over' : `it ended with ${ended.signal ?? ended.exitCode}`;
      console.log(`node-rdkafka: ${file} wrote no report, ${how}`);
    }
    throw new Error(`mocha wrote no report of ${file}: ${how}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
