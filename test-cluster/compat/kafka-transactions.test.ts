import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LocalCluster, nodeRuntime } from '@drave/cluster';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from '../src/bounds.js';
import { until } from '../src/kafka/until.js';
import { mutantRuntime } from '../src/mutant-runtime.js';
import { addressesOf } from './suites/broker.js';
import { ourDump, theirDump } from './suites/dump-fields.js';
import { areKafkaToolsRunnable, dumpedLog, kafkaTool } from './suites/kafka-tools.js';

/**
 * Apache Kafka's own tools on transactions: `kafka-transactions` asks brokers, `kafka-dump-log` reads the files that
 * they wrote. The transactions are those of kafkajs.
 */
const TOPIC = 'orders';
const GROUP = 'readers';
const COMMITTED_OFFSET = 7;
const COMMITTED = 'committed';
const ABORTED = 'aborted';
const OPEN = 'open';
/** As long as a client may ask for with the default configuration: an open transaction outlasts the tools. */
const TRANSACTION_TIMEOUT_MS = 900_000;
const WAIT_MS = 60_000;
const TEST_TIMEOUT_MS = boundMs(300_000, 'Kafka’s tools are installed');
const HUNG = 1;
const runnable = await areKafkaToolsRunnable();

type Fields = Readonly<Record<string, string>>;

class Transactions {
  readonly cluster: LocalCluster;
  private readonly kafka: Kafka;
  private readonly producers: Producer[] = [];

  constructor(cluster: LocalCluster) {
    this.cluster = cluster;
    const brokers = addressesOf(cluster).kafka.split(',');
    const retry = { retries: 20, initialRetryTime: 100, maxRetryTime: 1_000 };
    this.kafka = new kafkajs.Kafka({ clientId: 'kafkajs', brokers, logLevel: kafkajs.logLevel.NOTHING, retry });
  }

  async makeTopic(numPartitions: number): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    // Every batch but the first gets an entry in the indexes.
    const configEntries = [{ name: 'index.interval.bytes', value: '0' }];
    const topics = [{ topic: TOPIC, numPartitions, replicationFactor: 3, configEntries }];
    await admin.createTopics({ topics, timeout: boundMs(WAIT_MS, 'a topic is made') });
    await admin.disconnect();
  }

  /** Two records to one partition, in a transaction named after what becomes of it. */
  async send(transactionalId: string, partition = 0): Promise<void> {
    const transactionTimeout = TRANSACTION_TIMEOUT_MS;
    const options = { transactionalId, transactionTimeout, idempotent: true, maxInFlightRequests: 1 };
    const producer = this.kafka.producer(options);
    this.producers.push(producer);
    await producer.connect();
    const transaction = await producer.transaction();
    const messages = recordsOf(transactionalId).map((record) => ({ ...record, partition }));
    await transaction.send({ topic: TOPIC, acks: -1, messages });
    if (transactionalId === ABORTED) await transaction.abort();
    if (transactionalId !== COMMITTED) return;
    const partitions = [{ partition: 0, offset: `${COMMITTED_OFFSET}` }];
    await transaction.sendOffsets({ consumerGroupId: GROUP, topics: [{ topic: TOPIC, partitions }] });
    await transaction.commit();
  }

  /** A table of `kafka-transactions`: each row by the names of its columns. */
  async table(...parameters: readonly string[]): Promise<readonly Fields[]> {
    const printed = await this.tool(...parameters);
    const [names = [], ...rows] = printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t').map((cell) => cell.trim()));
    return rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column] ?? ''])));
  }

  tool(...parameters: readonly string[]): Promise<string> {
    const bootstrap = ['--bootstrap-server', addressesOf(this.cluster).kafka];
    return kafkaTool('TransactionsCommand', [...bootstrap, ...parameters]);
  }

  /** What the coordinators say of each transactional id. */
  async states(): Promise<Fields> {
    const rows = await this.table('list');
    return Object.fromEntries(rows.map((row) => [row['TransactionalId'], row['TransactionState'] ?? '']));
  }

  /** Until the markers are written, which a client does not wait for. */
  async untilStates(expected: Fields): Promise<void> {
    const missing = async (): Promise<string | undefined> => {
      const states = await this.states();
      const same = Object.entries(expected).every(([id, state]) => states[id] === state);
      return same ? undefined : `found ${JSON.stringify(states)}`;
    };
    await until('the transactions have ended', missing, WAIT_MS);
  }

  async close(): Promise<void> {
    for (const producer of this.producers) await producer.disconnect();
    await this.cluster.close();
  }
}

describe.skipIf(!runnable)('kafka-transactions and kafka-dump-log', () => {
  let test: Transactions;
  let directory: string;

  beforeAll(async () => {
    test = new Transactions(await LocalCluster.start(nodeRuntime, { controllers: 1, brokers: 3 }));
    await test.makeTopic(1);
  });
  afterAll(() => test.close());

  it(
    'list, describe and describe-producers show what is open, and find-hanging nothing',
    async () => {
      await test.send(COMMITTED);
      await test.send(ABORTED);
      // What comes next must stand behind the markers.
      await test.untilStates({ [COMMITTED]: 'CompleteCommit', [ABORTED]: 'CompleteAbort' });
      await test.send(OPEN);
      const listed = await test.table('list');
      expect(listed.map((row) => [row['TransactionalId'], row['TransactionState']]).toSorted()).toEqual([
        [ABORTED, 'CompleteAbort'],
        [COMMITTED, 'CompleteCommit'],
        [OPEN, 'Ongoing'],
      ]);
      const producerId = listed.find((row) => row['TransactionalId'] === OPEN)?.['ProducerId'];
      expect(await test.table('describe', '--transactional-id', OPEN)).toMatchObject([
        {
          TransactionalId: OPEN,
          ProducerId: producerId,
          ProducerEpoch: '0',
          TransactionState: 'Ongoing',
          TransactionTimeoutMs: `${TRANSACTION_TIMEOUT_MS}`,
          TopicPartitions: `${TOPIC}-0`,
        },
      ]);
      const producers = await test.table('describe-producers', '--topic', TOPIC, '--partition', '0');
      const starts = producers.map((row) => [row['ProducerId'], row['LastSequence'], starting(row)]);
      expect(starts.toSorted()).toEqual(
        listed.map((row) => [row['ProducerId'], '1', row['TransactionalId'] === OPEN ? '6' : 'None']).toSorted(),
      );
      expect(await test.table('find-hanging', '--topic', TOPIC, '--max-transaction-timeout', '0')).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'kafka-dump-log reads the segment, its indexes and the producer snapshot of a partition, and so does drave log dump',
    async () => {
      await test.cluster.waitForInSync();
      directory = test.cluster.node('b1').dataDirectory;
      // Its files are complete when it has shut down.
      await test.cluster.stop('b1');
      const endings = ['log', 'index', 'timeindex', 'txnindex', 'snapshot'];
      const files = filesOf(directory, TOPIC, endings);
      const dumped = await dumpedLog(files, 'print-data-log');
      expect([...dumped.keys()].toSorted()).toEqual(endings.toSorted());
      expect([...dumped.values()].flat().filter(isComplaint)).toEqual([]);
      expectSegment(dumped.get('log') ?? []);
      for (const file of files) {
        const theirs = theirDump(dumped.get(file.split('.').at(-1) ?? '') ?? []);
        expect(await ourDump(directory, file)).toEqual(theirs);
        expect(theirs).not.toEqual([]);
      }
      const batches = batchesOf(dumped.get('log') ?? []);
      const indexed = batches.slice(1).map((batch) => ({ offset: batch['lastOffset'], position: batch['position'] }));
      expect((dumped.get('index') ?? []).map(fieldsOf)).toEqual(indexed);
      const times = (dumped.get('timeindex') ?? []).map(fieldsOf);
      expect(times.map((entry) => entry['offset'])).toContain('7');
      const producerIds = [0, 3, 6].map((offset) => batches.find(startsAt(offset))?.['producerId']);
      const [committed, aborted, open] = producerIds;
      expect((dumped.get('txnindex') ?? []).map(fieldsOf)).toEqual([
        { version: '0', producerId: aborted, firstOffset: '3', lastOffset: '5', lastStableOffset: '6' },
      ]);
      const kept = { producerEpoch: '0', firstSequence: '0', lastSequence: '1', offsetDelta: '1' };
      const ended = { ...kept, currentTxnFirstOffset: 'OptionalLong.empty' };
      const entries = (dumped.get('snapshot') ?? []).map(fieldsOf);
      expect(entries.toSorted((one, other) => Number(one['lastOffset']) - Number(other['lastOffset']))).toMatchObject([
        { ...ended, producerId: committed, coordinatorEpoch: coordinatorEpochAt(dumped, 2), lastOffset: '1' },
        { ...ended, producerId: aborted, coordinatorEpoch: coordinatorEpochAt(dumped, 5), lastOffset: '4' },
        {
          ...kept,
          producerId: open,
          coordinatorEpoch: '-1',
          lastOffset: '7',
          currentTxnFirstOffset: 'OptionalLong[6]',
        },
      ]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'kafka-dump-log decodes __transaction_state and __consumer_offsets',
    async () => {
      const stateLogs = filesOf(directory, '__transaction_state', ['log']);
      const stateLines = (await dumpedLog(stateLogs, 'transaction-log-decoder')).get('log') ?? [];
      expect(stateLines.filter(isComplaint)).toEqual([]);
      const states = decoded<TransactionKey, TransactionState>(stateLines);
      const statuses = (id: string) =>
        states.filter(({ key }) => key.data.transactionalId === id).map(({ value }) => value.data.transactionStatus);
      // Empty 0, Ongoing 1, PrepareCommit 2, PrepareAbort 3, CompleteCommit 4, CompleteAbort 5 (TransactionState.java).
      expect(withoutRepeats(statuses(COMMITTED))).toEqual([0, 1, 2, 4]);
      expect(withoutRepeats(statuses(ABORTED))).toEqual([0, 1, 3, 5]);
      expect(withoutRepeats(statuses(OPEN))).toEqual([0, 1]);
      const last = states.findLast(({ key }) => key.data.transactionalId === OPEN);
      expect(last?.value.data).toMatchObject({
        transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
        transactionPartitions: [{ topic: TOPIC, partitionIds: [0] }],
      });
      const offsetLogs = filesOf(directory, '__consumer_offsets', ['log']);
      const commits = (await dumpedLog(offsetLogs, 'offsets-decoder')).get('log') ?? [];
      expect(commits.filter(isComplaint)).toEqual([]);
      expect(decoded(commits)).toMatchObject([
        {
          key: { type: '1', data: { group: GROUP, topic: TOPIC, partition: 0 } },
          value: { data: { offset: COMMITTED_OFFSET } },
        },
      ]);
      expect(batchesOf(commits).map((batch) => batch['isTransactional'])).toEqual(['true', 'true']);
      expect(recordsIn(commits).map((record) => record['endTxnMarker'])).toEqual([undefined, 'COMMIT']);
    },
    TEST_TIMEOUT_MS,
  );
});

describe.skipIf(!runnable)('kafka-transactions, where a marker is never sent', () => {
  let test: Transactions;
  beforeAll(async () => {
    const runtime = mutantRuntime('marker-not-sent');
    test = new Transactions(await LocalCluster.start(runtime, { controllers: 1, brokers: 3 }));
    await test.makeTopic(HUNG + 1);
  });
  afterAll(() => test.close());

  it(
    'find-hanging finds what the coordinator has forgotten, and abort frees it',
    async () => {
      await test.send(COMMITTED, HUNG);
      await test.untilStates({ [COMMITTED]: 'CompleteCommit' });
      const search = ['find-hanging', '--topic', TOPIC, '--max-transaction-timeout', '0'];
      expect(await test.table(...search)).toMatchObject([
        { Topic: TOPIC, Partition: `${HUNG}`, ProducerEpoch: '0', StartOffset: '0' },
      ]);
      await test.tool('abort', '--topic', TOPIC, '--partition', `${HUNG}`, '--start-offset', '0');
      expect(await test.table(...search)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});

function recordsOf(transactionalId: string): readonly { readonly key: string; readonly value: string }[] {
  return [1, 2].map((number) => ({ key: `key-${number}`, value: `${transactionalId}-${number}` }));
}

function starting(producer: Fields): string | undefined {
  return producer['CurrentTransactionStartOffset'];
}

/** Files of all partitions of a topic, by the endings of their names. */
function filesOf(directory: string, topic: string, endings: readonly string[]): readonly string[] {
  const name = new RegExp(`(^|/)${topic}-\\d+/\\d{20}\\.(${endings.join('|')})$`);
  const found = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => name.test(path));
  expect(found).not.toEqual([]);
  return found.map((path) => join(directory, path));
}

/** What the tool prints of damage; it ends well all the same. */
function isComplaint(line: string): boolean {
  return /mismatch|non-consecutive|not found|out of order|invalid bytes|could not|isvalid: false/i.test(line);
}

function expectSegment(lines: readonly string[]): void {
  const batches = batchesOf(lines);
  const shape = batches.map((batch) => [batch['baseOffset'], batch['lastOffset'], batch['isControl']]);
  expect(shape).toEqual([
    ['0', '1', 'false'],
    ['2', '2', 'true'],
    ['3', '4', 'false'],
    ['5', '5', 'true'],
    ['6', '7', 'false'],
  ]);
  for (const batch of batches)
    expect(batch).toMatchObject({ isTransactional: 'true', producerEpoch: '0', magic: '2', isvalid: 'true' });
  const records = recordsIn(lines);
  const found = records.map((record) => record['endTxnMarker'] ?? [record['key'], record['payload']]);
  const written = (id: string) => recordsOf(id).map(({ key, value }) => [key, value]);
  expect(found).toEqual([...written(COMMITTED), 'COMMIT', ...written(ABORTED), 'ABORT', ...written(OPEN)]);
  for (const marker of records.filter((record) => record['endTxnMarker'] !== undefined))
    expect(Number(marker['coordinatorEpoch'])).toBeGreaterThanOrEqual(0);
}

function coordinatorEpochAt(dumped: ReadonlyMap<string, readonly string[]>, offset: number): string | undefined {
  return recordsIn(dumped.get('log') ?? []).find((record) => record['offset'] === `${offset}`)?.['coordinatorEpoch'];
}

const startsAt = (offset: number) => (batch: Fields) => batch['baseOffset'] === `${offset}`;

function batchesOf(lines: readonly string[]): readonly Fields[] {
  return lines.filter((line) => line.startsWith('baseOffset:')).map(fieldsOf);
}

function recordsIn(lines: readonly string[]): readonly Fields[] {
  return lines.filter((line) => line.startsWith('| offset:')).map(fieldsOf);
}

function fieldsOf(line: string): Fields {
  return Object.fromEntries([...line.matchAll(/(\w+): (\S+)/g)].map(([, name = '', value = '']) => [name, value]));
}

interface TransactionKey {
  readonly data: { readonly transactionalId: string };
}

interface TransactionState {
  readonly data: { readonly transactionStatus: number };
}

/** Keys and values of records that a decoder of the tool has turned into JSON. */
function decoded<Key = object, Value = object>(
  lines: readonly string[],
): readonly { readonly key: Key; readonly value: Value }[] {
  return lines.flatMap((line) => {
    const [, key, value] = /^\| offset:.* key: (\{.*\}) payload: (\{.*\})$/.exec(line) ?? [];
    return key === undefined || value === undefined
      ? []
      : [{ key: JSON.parse(key) as Key, value: JSON.parse(value) as Value }];
  });
}

/** A state is written again when a partition comes to its transaction. */
function withoutRepeats(statuses: readonly number[]): readonly number[] {
  return statuses.filter((status, index) => status !== statuses[index - 1]);
}
