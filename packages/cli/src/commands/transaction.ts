import { DraveError, present } from '@drave/base';
import type { Admin, ListTransactionsOptions, OpenTransactionsOptions } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { printJson, printTable, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

type TransactionOptions = ConnectOptions & OutputOptions;

export interface ListOptions extends TransactionOptions {
  readonly regex?: string;
  readonly state?: readonly string[];
  readonly producer?: readonly number[];
  /** Milliseconds. */
  readonly longerThan?: number;
}

export async function listTransactions(
  terminal: Terminal,
  prefix: string | undefined,
  options: ListOptions,
): Promise<void> {
  const filters: ListTransactionsOptions = present({
    idPrefix: prefix,
    idPattern: options.regex,
    states: options.state,
    producerIds: options.producer,
    minDurationMs: options.longerThan,
  });
  const transactions = await withAdmin(terminal, options, (admin) => admin.transactions.list(filters));
  if (options.output === 'json') {
    printJson(terminal, transactions.map(summary));
    return;
  }
  const rows = transactions.map((one) => [one.transactionalId, one.state, one.producerId, one.coordinatorId]);
  printTable(terminal, ['transactional id', 'state', 'producer', 'coordinator'], rows);
}

export async function describeTransactions(
  terminal: Terminal,
  ids: readonly string[],
  options: TransactionOptions,
): Promise<void> {
  const transactions = await withAdmin(terminal, options, async (admin) => {
    const found: adminV1.Transaction[] = [];
    for (const id of ids) found.push(await admin.transactions.describe(id));
    return found;
  });
  if (options.output === 'json') {
    printJson(terminal, transactions.map(description));
    return;
  }
  printTable(
    terminal,
    ['transactional id', 'state', 'producer', 'epoch', 'coordinator', 'timeout ms', 'started', 'partitions'],
    transactions.map((one) => [
      one.transactionalId,
      one.state,
      one.producerId,
      one.producerEpoch,
      one.coordinatorId,
      one.timeoutMs,
      timeText(one.startTimeMs),
      one.topics.length === 0
        ? null
        : one.topics.map(({ topic, partitions }) => `${topic}:${partitions.join(',')}`).join(' '),
    ]),
  );
}

export interface AbortOptions extends TransactionOptions {
  readonly partition?: HangingPlace;
  readonly startOffset?: number;
  readonly force?: boolean;
  readonly validateOnly?: boolean;
}

/** Aborts transactions by their transactional ids, or a hanging one by its partition and start offset. */
export async function abortTransactions(
  terminal: Terminal,
  ids: readonly string[],
  options: AbortOptions,
): Promise<number> {
  const { partition, startOffset } = options;
  if (partition !== undefined && startOffset !== undefined && ids.length === 0)
    return abortHanging(terminal, { ...partition, startOffset }, options);
  if (partition !== undefined || startOffset !== undefined || options.force === true || ids.length === 0)
    throw new UsageError(
      'name transactional ids, or what hangs by --partition and --start-offset, as drave txn hanging prints them',
    );
  const validateOnly = options.validateOnly ?? false;
  const outcomes = await withAdmin(terminal, options, async (admin) => {
    const done: { readonly transactionalId: string; readonly state: string; readonly error?: string }[] = [];
    for (const transactionalId of ids) {
      try {
        const { state } = await admin.transactions.abort(transactionalId, { validateOnly });
        done.push({ transactionalId, state: validateOnly ? `${state}, would be aborted` : state });
      } catch (reason) {
        const { code, message } = DraveError.from(reason);
        done.push({ transactionalId, state: 'failed', error: `${code}: ${message}` });
      }
    }
    return done;
  });
  if (options.output === 'json') printJson(terminal, outcomes);
  else {
    const rows = outcomes.map(({ transactionalId, state, error }) => [transactionalId, state, error ?? null]);
    printTable(terminal, ['transactional id', 'state', 'error'], rows);
  }
  return outcomes.some(({ error }) => error !== undefined) ? 1 : 0;
}

async function abortHanging(
  terminal: Terminal,
  place: HangingPlace & { readonly startOffset: number },
  options: AbortOptions,
): Promise<number> {
  const { force = false, validateOnly = false } = options;
  const aborted = await withAdmin(terminal, options, (admin) =>
    admin.transactions.abortHanging(place, { force, validateOnly }),
  );
  const state = validateOnly ? 'would be aborted' : 'aborted';
  if (options.output === 'json') printJson(terminal, [{ ...openSummary(aborted), state }]);
  else {
    const { topic, partition, startOffset } = place;
    printTable(
      terminal,
      ['topic', 'partition', 'start offset', 'producer', 'state'],
      [[topic, partition, startOffset, aborted.producer.producerId, state]],
    );
  }
  return 0;
}

export interface HangingOptions extends TransactionOptions {
  readonly topic?: string;
  /** Milliseconds. */
  readonly longerThan?: number;
}

export async function hangingTransactions(terminal: Terminal, options: HangingOptions): Promise<void> {
  const filters: OpenTransactionsOptions = present({ topic: options.topic, minDurationMs: options.longerThan });
  const hanging = await withAdmin(terminal, options, (admin) => admin.transactions.hanging(filters));
  if (options.output === 'json') {
    printJson(
      terminal,
      hanging.map(({ transaction, transactionalId }) => {
        return { ...openSummary(transaction), transactionalId: transactionalId === '' ? null : transactionalId };
      }),
    );
    return;
  }
  printTable(
    terminal,
    ['topic', 'partition', 'start offset', 'producer', 'epoch', 'last batch', 'transactional id'],
    hanging.map(({ transaction: { topic, partition, producer }, transactionalId }) => [
      topic,
      partition,
      producer.transactionStartOffset,
      producer.producerId,
      producer.producerEpoch,
      timeText(producer.lastTimestampMs),
      transactionalId === '' ? null : transactionalId,
    ]),
  );
  const [first] = hanging;
  if (first === undefined) return;
  const { topic, partition, producer } = first.transaction;
  terminal.line(
    `To free one: drave txn abort --partition ${topic}:${partition} --start-offset ${producer.transactionStartOffset}`,
  );
}

export async function listProducers(
  terminal: Terminal,
  { topic, partition }: HangingPlace,
  options: TransactionOptions,
): Promise<void> {
  const producers = await withAdmin(terminal, options, (admin) => admin.transactions.producers(topic, partition));
  if (options.output === 'json') {
    printJson(terminal, producers.map(producerSummary));
    return;
  }
  printTable(
    terminal,
    ['producer', 'epoch', 'last sequence', 'last batch', 'coordinator epoch', 'start offset'],
    producers.map((one) => [
      one.producerId,
      one.producerEpoch,
      known(one.lastSequence),
      timeText(one.lastTimestampMs),
      known(one.coordinatorEpoch),
      known(one.transactionStartOffset),
    ]),
  );
}

interface HangingPlace {
  readonly topic: string;
  readonly partition: number;
}

/** Parses a partition such as `orders:0`. @throws UsageError. */
export function parsePartition(text: string): HangingPlace {
  const [, topic, partition] = /^([^:]+):(\d{1,9})$/.exec(text) ?? [];
  if (topic === undefined || partition === undefined)
    throw new UsageError(`'${text}': expected one partition of a topic, such as orders:0`);
  return { topic, partition: Number(partition) };
}

function withAdmin<Result>(
  terminal: Terminal,
  options: TransactionOptions,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  return withClient(terminal, options, (client) => work(client.admin()));
}

function summary({ transactionalId, state, producerId, coordinatorId }: adminV1.Transaction) {
  return { transactionalId, state, producer: producerId, coordinator: coordinatorId };
}

function description(one: adminV1.Transaction) {
  return {
    ...summary(one),
    epoch: one.producerEpoch,
    timeoutMs: one.timeoutMs,
    started: timeText(one.startTimeMs),
    partitions: one.topics,
  };
}

function openSummary({ topic, partition, producer }: adminV1.OpenTransaction) {
  return { topic, partition, ...producerSummary(producer) };
}

function producerSummary(one: adminV1.PartitionProducer) {
  return {
    startOffset: known(one.transactionStartOffset),
    producer: one.producerId,
    epoch: one.producerEpoch,
    lastSequence: known(one.lastSequence),
    lastBatch: timeText(one.lastTimestampMs),
    coordinatorEpoch: known(one.coordinatorEpoch),
  };
}

/** Null for -1, which means "none". */
function known(value: number): number | null {
  return value < 0 ? null : value;
}

function timeText(wallMs: number): string | null {
  return wallMs < 0 ? null : new Date(wallMs).toISOString();
}
