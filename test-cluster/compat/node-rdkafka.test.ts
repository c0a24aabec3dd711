import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeTopics, onBroker, type Broker } from './suites/broker.js';
import { difference, isRecording, readExpected, record, type Outcome } from './suites/expected.js';
import { isRunnable, run } from './suites/external.js';
import { outcomesOf, type MochaReport } from './suites/mocha-report.js';
import { nodeRdkafka, nodeRdkafkaRequirements } from './suites/node-rdkafka.js';
import { boundMs, leftMs } from '../src/bounds.js';

/** node-rdkafka's end-to-end tests, on the topics that they take for granted. */
const expected = readExpected('node-rdkafka');
const topics = ['test', 'test2', 'test3', 'test4', 'test5', 'test6'];
const fileTimeoutMs = boundMs(8 * 60_000, 'a file of tests');
/** What a file is expected to take: with less than that left, none begins. */
const expectedFileMs = 60_000;
/** As its own Makefile runs them, on a normal machine. */
const testTimeoutMs = `${boundMs(120_000, 'a test of node-rdkafka')}`;
const runnable = await isRunnable('node-rdkafka', nodeRdkafkaRequirements);

describe.skipIf(!runnable)('node-rdkafka', () => {
  let outcomes = new Map<string, Outcome>();
  const leftOut: string[] = [];

  beforeAll(
    async () => {
      const { folder, mocha } = await nodeRdkafka();
      outcomes = await onBroker({}, async (broker) => {
        await makeTopics(broker, topics);
        return runMocha(broker, folder, mocha, leftOut);
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
      expect(difference(wanted, outcome)).toBeUndefined();
    });

  it('runs nothing that is not on the list', () => {
    const unlisted = [...outcomes].filter(([test]) => expected.tests[test] === undefined);
    expect(unlisted).toEqual([]);
  });
});

/**
 * One process for each file of tests: where the add-on ends its process, the others are not lost.
 *
 * A file with other results than those on the list, or with none, is run once more, and the log says so: one test gives
 * the client no time at all and goes by who of its threads is first, and the add-on has been seen to end its process
 * with SIGABRT before mocha had written its report.
 */
async function runMocha(
  broker: Broker,
  folder: string,
  mocha: string,
  leftOut: string[],
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const files = readdirSync(join(folder, 'e2e')).filter((file) => file.endsWith('.spec.js'));
  for (const file of files.toSorted()) {
    if (leftMs() < boundMs(expectedFileMs)) {
      leftOut.push(file);
      continue;
    }
    let found = await runFile(broker, folder, mocha, file);
    if (found === undefined && leftMs() === 0) {
      leftOut.push(file);
      continue;
    }
    const surprises = found === undefined ? ['no report'] : surprisesIn(found);
    if (surprises.length > 0 && !isRecording) {
      console.log(`node-rdkafka: ${file} is run once more: ${surprises.join('; ')}`);
      found = await runFile(broker, folder, mocha, file);
    }
    if (found === undefined) throw new Error(`mocha wrote no report of ${file}`);
    for (const [test, outcome] of found) outcomes.set(test, outcome);
  }
  return outcomes;
}

function surprisesIn(outcomes: ReadonlyMap<string, Outcome>): string[] {
  return [...outcomes].flatMap(([test, outcome]) => {
    const wanted = expected.tests[test];
    const what = wanted === undefined ? 'it is not on the list' : difference(wanted, outcome);
    return what === undefined ? [] : [`${test}: ${what}`];
  });
}

/** Undefined when mocha ended without a report. */
async function runFile(
  broker: Broker,
  folder: string,
  mocha: string,
  file: string,
): Promise<Map<string, Outcome> | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'drave-node-rdkafka-'));
  try {
    const report = join(work, 'report.json');
    const reporter = ['--reporter', 'json', '--reporter-option', `output=${report}`];
    const command = [mocha, '--exit', '--timeout', testTimeoutMs, ...reporter, `e2e/${file}`];
    const environment = { KAFKA_HOST: broker.kafka.split(',')[0] ?? '' };
    const ended = await run(command, { folder, timeoutMs: Math.min(fileTimeoutMs, leftMs()), environment });
    if (existsSync(report)) return outcomesOf(JSON.parse(readFileSync(report, 'utf8')) as MochaReport);
    const how = ended.timedOut ? 'its time was over' : `it ended with ${ended.signal ?? ended.exitCode}`;
    console.log(`node-rdkafka: ${file}: ${how}\n${ended.stderr}`);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
