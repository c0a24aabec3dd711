import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalCluster } from '@drave/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf, startedCluster } from './suites/broker.js';
import { isRunnable, runOrThrow, SYSTEM_PYTHON } from './suites/external.js';
import { codecs, type Feature } from './suites/features.js';
import { boundMs } from '../src/bounds.js';

/** Python's two clients, as Debian ships them: old releases, which ask for old versions of every request. */
const programs = fileURLToPath(new URL('./python', import.meta.url));
const featureTimeoutMs = boundMs(150_000, 'a feature of a Python client');
const runnable = await isRunnable('Python clients', {
  pythonModules: ['confluent_kafka', 'kafka', 'snappy', 'lz4.frame', 'zstandard'],
});
const clients: readonly Client[] = [
  {
    name: 'confluent-kafka 1.7.0 (librdkafka 2.0.2)',
    program: 'confluent.py',
    features: ['idempotence', 'groups', 'cooperative', 'commit', 'seek', 'topics'],
  },
  { name: 'kafka-python 2.0.2', program: 'kafka_python.py', features: ['groups', 'commit', 'seek', 'topics'] },
];

interface Client {
  readonly name: string;
  readonly program: string;
  readonly features: readonly Feature[];
}

describe.skipIf(!runnable)('Python', () => {
  let cluster: LocalCluster;
  beforeAll(async () => {
    cluster = await startedCluster();
  });
  afterAll(() => cluster.close());

  for (const { name, program, features } of clients) {
    const topicOf = (feature: string): string => `${program.split('.')[0]}-${feature}`;
    const ask = (feature: string, ...parameters: string[]): Promise<string> =>
      python(program, addressesOf(cluster).kafka, topicOf([feature, ...parameters].join('-')), feature, ...parameters);

    describe(`${name}`, () => {
      for (const codec of codecs)
        it(`feature: ${codec}`, async () => expect(await ask('codec', codec)).toBe(''), featureTimeoutMs);
      for (const feature of features)
        it(`feature: ${feature}`, async () => expect(await ask(feature)).toBe(''), featureTimeoutMs);
    });
  }

  describe('kafka-python 2.0.2', () => {
    for (const codec of codecs)
      it(
        `feature: segments, written by librdkafka with ${codec}`,
        async () => {
          await python('confluent.py', addressesOf(cluster).kafka, `segments-${codec}`, 'codec', codec);
          expect(await readSegments(cluster, `segments-${codec}`)).toEqual(expectedRecords());
        },
        featureTimeoutMs,
      );
  });
});

function python(program: string, ...parameters: string[]): Promise<string> {
  return runOrThrow([SYSTEM_PYTHON, join(programs, program), ...parameters], { timeoutMs: featureTimeoutMs });
}

interface SegmentRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string;
  readonly value: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** The records of a topic as another project's reader finds them in our files, without their offsets, by number. */
async function readSegments(cluster: LocalCluster, topic: string): Promise<readonly Omit<SegmentRecord, 'offset'>[]> {
  const [broker] = cluster.nodes.filter((node) => node.roles.includes('broker'));
  const data = broker?.dataDirectory ?? '';
  const folders = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) =>
    new RegExp(`(^|/)${topic}-\\d+/\\d{20}\\.log$`).test(path),
  );
  expect(folders.length).toBeGreaterThan(0);
  const records: SegmentRecord[] = [];
  for (const path of folders) {
    const printed = await python('segment_records.py', join(data, path));
    const lines = printed.split('\n').filter((line) => line !== '');
    const found = lines.map((line) => JSON.parse(line) as SegmentRecord);
    expect(found.map(({ offset }) => offset)).toEqual(found.map((_, index) => index));
    records.push(...found);
  }
  return records.map(({ offset: _, ...record }) => record).toSorted((a, b) => a.timestamp - b.timestamp);
}

function expectedRecords(): readonly Omit<SegmentRecord, 'offset'>[] {
  return Array.from({ length: 200 }, (_, number) => ({
    timestamp: 1_700_000_000_000 + number,
    key: `key-${number}`,
    value: `value-${number}`,
    headers: [
      ['number', `${number}`],
      ['empty', ''],
    ] as const,
  }));
}
