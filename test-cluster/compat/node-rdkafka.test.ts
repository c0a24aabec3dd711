import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
const suiteTimeoutMs = 8 * 60_000;
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

async function runMocha(broker: Broker, folder: string, mocha: string): Promise<Map<string, Outcome>> {
  const work = mkdtempSync(join(tmpdir(), 'drave-node-rdkafka-'));
  try {
    const report = join(work, 'report.json');
    const reporter = ['--reporter', 'json', '--reporter-option', `output=${report}`];
    const ended = await run([mocha, '--exit', '--timeout', testTimeoutMs, ...reporter, 'e2e/*.spec.js'], {
      folder,
      timeoutMs: suiteTimeoutMs,
      environment: { KAFKA_HOST: broker.kafka.split(',')[0] ?? '' },
    });
    if (!existsSync(report)) throw new Error(`mocha wrote no report:\n${ended.stdout}${ended.stderr}`);
    return outcomesOf(JSON.parse(readFileSync(report, 'utf8')) as MochaReport);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
