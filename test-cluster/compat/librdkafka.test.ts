import { beforeAll, describe, expect, it } from 'vitest';
import { onBroker } from './suites/broker.js';
import { difference, isRecording, readExpected, record, type Outcome } from './suites/expected.js';
import { isRunnable } from './suites/external.js';
import { LibrdkafkaSuite } from './suites/librdkafka.js';

/**
 * librdkafka's C tests: all that need a broker, with topics made on demand and without. `DRAVE_COMPAT_TESTS=0012,0081`
 * runs some of them, `DRAVE_COMPAT_LOGS=folder` keeps what each one printed.
 */
const expected = readExpected('librdkafka');
const only = process.env['DRAVE_COMPAT_TESTS']?.split(',');
const runnable = await isRunnable('librdkafka', {
  commands: ['gcc', 'g++', 'make', 'npm', 'python3'],
  headers: ['zstd.h', 'openssl/ssl.h', 'curl/curl.h', 'zlib.h'],
});

describe.skipIf(!runnable)('librdkafka', () => {
  let outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    const suite = await LibrdkafkaSuite.compiled();
    const onDemand = { 'num.partitions': 4, 'auto.create.topics.enable': true };
    const byHand = { 'num.partitions': 4, 'auto.create.topics.enable': false };
    outcomes = await onBroker({ brokerConfig: onDemand }, (broker) => suite.run(broker, 'default', only));
    const more = await onBroker({ brokerConfig: byHand }, (broker) => suite.run(broker, 'noautocreate', only));
    for (const [test, outcome] of more) outcomes.set(test, outcome);
    if (isRecording) record('librdkafka', expected, outcomes);
  }, 40 * 60_000);

  for (const [test, wanted] of Object.entries(expected.tests)) {
    if (only !== undefined && !only.includes(test.slice(0, 4))) continue;
    it(`${test}: ${wanted.result}`, () => expect(difference(wanted, outcomes.get(test))).toBeUndefined());
  }

  it('runs nothing that is not on the list', () => {
    const unlisted = [...outcomes].filter(([test]) => expected.tests[test] === undefined);
    expect(unlisted).toEqual([]);
  });
});
