import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import type { BenchCluster } from './bench-cluster.js';
import { round, type Measurement } from './measurement.js';
import { expectNone, KafkaClient } from './wire/kafka-client.js';
import type { KafkaConnection } from './wire/kafka-connection.js';
import { KafkaProducer } from './wire/kafka-producer.js';

/**
 * Measures the longest delay of any node's event loop, by its own metric, during one request that creates many
 * partitions and one that deletes them. The aim is a tenth of the smallest protocol timeout at most. On a busy machine
 * the delay includes the time that a process waits for a processor.
 */
export async function measureTurns(bench: BenchCluster, partitions: number): Promise<Measurement[]> {
  await longestDelays(bench);
  await bench.requestTopic('turns', partitions, 1);
  await bench.waitForTopic('turns', partitions, 1, 600_000);
  const creating = await longestDelays(bench);
  await bench.deleteTopic('turns');
  const deleting = await longestDelays(bench);
  return [
    ...rows(`turns create ${partitions} partitions`, creating),
    ...rows(`turns delete ${partitions} partitions`, deleting),
  ];
}

/** Partitions of one transaction, and of the topic that all of them write to. */
const PARTITIONS_PER_TRANSACTION = 10;
const MARKED_PARTITIONS = 1_000;
const MS_PER_SECOND = 1_000;
/** Requests of this process at a time. */
const REQUESTS_MAX = 100;
const POLL_MS = 100;

/**
 * Measures the longest delay of any broker's event loop while one broker coordinates many transactions that are open at
 * once: while they begin, while all of them are committed until every marker is written, and while they are listed by
 * a pattern.
 */
export async function measureTransactionTurns(bench: BenchCluster, transactions: number): Promise<Measurement[]> {
  const topic = 'turns-of-transactions';
  await bench.createTopic(topic, MARKED_PARTITIONS, 1);
  const client = new KafkaClient(bench.cluster.bootstrap);
  const leaders = await client.leadersOf(topic);
  const coordinator = await client.coordinatorOf(topic);
  const ids = await idsOf(client, coordinator, transactions);
  await longestDelays(bench);
  const producers = await inParallel(ids, async (transactionalId, number) => {
    const producer = await KafkaProducer.start(client, { topic, transactionalId, protocol: 1, leaders });
    const first = number * PARTITIONS_PER_TRANSACTION;
    const partitions = Array.from({ length: PARTITIONS_PER_TRANSACTION }, (_, index) => first + index);
    await producer.add(partitions.map((partition) => partition % MARKED_PARTITIONS));
    return producer;
  });
  const beginning = await longestDelays(bench);
  await inParallel(producers, (producer) => producer.end('commit'));
  while ((await listed(coordinator, 'PrepareCommit')) > 0) await sleep(POLL_MS);
  const committing = await longestDelays(bench);
  const found = await listed(coordinator, 'CompleteCommit');
  assert(found >= transactions, 'what was committed is listed');
  const listing = await longestDelays(bench);
  await client.close();
  await bench.deleteTopic(topic);
  const rowOf = (name: string, { brokers }: Delays): Measurement => {
    return { name: `turns ${transactions} transactions ${name}`, value: round(brokers), unit: 'ms', better: 'lower' };
  };
  return [rowOf('begin', beginning), rowOf('commit', committing), rowOf('list', listing)];
}

/** So many transactional ids that this broker coordinates. */
async function idsOf(client: KafkaClient, coordinator: KafkaConnection, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let next = 0; ids.length < count; next += count) {
    const candidates = Array.from({ length: count }, (_, index) => `turns-${next + index}`);
    const isHere = await inParallel(candidates, async (id) => (await client.coordinatorOf(id)) === coordinator);
    ids.push(...candidates.filter((_, index) => isHere[index]));
  }
  return ids.slice(0, count);
}

/** How many transactions of the broker are in the state, as a request says that is read by a pattern. */
async function listed(coordinator: KafkaConnection, state: string): Promise<number> {
  const filters = { stateFilters: [state], producerIdFilters: [], durationFilter: -1 };
  const request = { ...filters, transactionalIdPattern: 'turns-[0-9]+' };
  const { errorCode, transactionStates } = await coordinator.request(apis.ListTransactions, 2, request);
  expectNone(errorCode, 'a list of transactions');
  return transactionStates.length;
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: REQUESTS_MAX }, worker));
  return results;
}

interface Delays {
  readonly controllers: number;
  readonly brokers: number;
}

/** The longest event loop delays since the last call. */
async function longestDelays({ cluster }: BenchCluster): Promise<Delays> {
  const longest = { controllers: 0, brokers: 0 };
  for (const { http, roles } of cluster.nodes) {
    const response = await fetch(`http://${http.host}:${http.port}/metrics`);
    const delay = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(await response.text())?.[1];
    if (delay === undefined) throw new Error(`the metrics of ${http.host}:${http.port} have no event loop delay`);
    const role = roles.includes('broker') ? 'brokers' : 'controllers';
    longest[role] = Math.max(longest[role], Number(delay) * MS_PER_SECOND);
  }
  return longest;
}

function rows(name: string, { controllers, brokers }: Delays): Measurement[] {
  return [
    { name: `${name} controllers`, value: round(controllers), unit: 'ms', better: 'lower' },
    { name: `${name} brokers`, value: round(brokers), unit: 'ms', better: 'lower' },
  ];
}
