import { present } from '@drave/base';
import type { ListTransactionsOptions, OpenTransactionsOptions } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { known, print, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { forEachName } from './for-each-name.js';
import { show, type ShowOptions } from './show.js';

type TransactionOptions = ConnectOptions & OutputOptions;

export interface ListOptions extends ShowOptions {
  readonly regex?: string;
  readonly state?: readonly string[];
  readonly producer?: readonly number[];
  /** Milliseconds. */
  readonly longerThan?: number;
}

export function listTransactions(
  terminal: Terminal,
  prefix: string | undefined,
  options: ListOptions,
): Promise<number> {
  const filters: ListTransactionsOptions = present({
    idPrefix: prefix,
    idPattern: options.regex,
    states: options.state,
    producerIds: options.producer,
    minDurationMs: options.longerThan,
  });
  return show(terminal, options, async (client) => {
    const transactions = await client.admin().transactions.list(filters);
    return {
      document: transactions.map(summary),
      names: transactions.map(({ transactionalId }) => transactionalId),
      parts: [
        table(transactions, {
          'transactional id': ({ transactionalId }) => transactionalId,
          state: ({ state }) => state,
          producer: ({ producerId }) => producerId,
          coordinator: ({ coordinatorId }) => coordinatorId,
        }),
      ],
    };
  });
}

export function describeTransactions(
  terminal: Terminal,
  ids: readonly string[],
  options: ShowOptions,
): Promise<number> {
  return show(terminal, options, async (client) => {
    const transactions: adminV1.Transaction[] = [];
    for (const id of ids) transactions.push(await client.admin().transactions.describe(id));
    return {
      document: transactions.map(description),
      names: transactions.map(({ transactionalId }) => transactionalId),
      parts: [
        table(transactions, {
          'transactional id': ({ transactionalId }) => transactionalId,
          state: ({ state }) => state,
          producer: ({ producerId }) => producerId,
          epoch: ({ producerEpoch }) => producerEpoch,
          coordinator: ({ coordinatorId }) => coordinatorId,
          'timeout ms': ({ timeoutMs }) => timeoutMs,
          started: ({ startTimeMs }) => timeText(startTimeMs),
          partitions: ({ topics }) =>
            topics.length === 0
              ? null
              : topics.map(({ topic, partitions }) => `${topic}:${partitions.join(',')}`).join(' '),
        }),
      ],
    };
  });
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
  return forEachName(terminal, options, { noun: 'transactionalId', names: ids }, async (client, id) => {
    const { state } = await client.admin().transactions.abort(id, { validateOnly });
    return { state: validateOnly ? `${state}, would be aborted` : state };
  });
}

async function abortHanging(
  terminal: Terminal,
  place: HangingPlace & { readonly startOffset: number },
  options: AbortOptions,
): Promise<number> {
  const { force = false, validateOnly = false } = options;
  const aborted = await withClient(terminal, options, (client) =>
    client.admin().transactions.abortHanging(place, { force, validateOnly }),
  );
  const state = validateOnly ? 'would be aborted' : 'aborted';
  return print(terminal, options, {
    document: [{ ...openSummary(aborted), state }],
    names: [`${place.topic}:${place.partition}`],
    parts: [
      table([aborted], {
        topic: () => place.topic,
        partition: () => place.partition,
        'start offset': () => place.startOffset,
        producer: ({ producer }) => producer.producerId,
        state: () => state,
      }),
    ],
  });
}

export interface HangingOptions extends ShowOptions {
  readonly topic?: string;
  /** Milliseconds. */
  readonly longerThan?: number;
}

export function hangingTransactions(terminal: Terminal, options: HangingOptions): Promise<number> {
  const filters: OpenTransactionsOptions = present({ topic: options.topic, minDurationMs: options.longerThan });
  return show(terminal, options, async (client) => {
    const hanging = (await client.admin().transactions.hanging(filters)).map(({ transaction, transactionalId }) => {
      return { transaction, transactionalId: transactionalId === '' ? null : transactionalId };
    });
    return {
      document: hanging.map(({ transaction, transactionalId }) => ({ ...openSummary(transaction), transactionalId })),
      names: hanging.map(({ transaction: { topic, partition } }) => `${topic}:${partition}`),
      parts: [
        table(hanging, {
          topic: ({ transaction }) => transaction.topic,
          partition: ({ transaction }) => transaction.partition,
          'start offset': ({ transaction }) => transaction.producer.transactionStartOffset,
          producer: ({ transaction }) => transaction.producer.producerId,
          epoch: ({ transaction }) => transaction.producer.producerEpoch,
          'last batch': ({ transaction }) => timeText(transaction.producer.lastTimestampMs),
          'transactional id': ({ transactionalId }) => transactionalId,
        }),
        ...hanging.slice(0, 1).map(({ transaction: { topic, partition, producer } }) => {
          const startOffset = producer.transactionStartOffset;
          return `To free one: drave txn abort --partition ${topic}:${partition} --start-offset ${startOffset}`;
        }),
      ],
    };
  });
}

export function listProducers(
  terminal: Terminal,
  { topic, partition }: HangingPlace,
  options: ShowOptions,
): Promise<number> {
  return show(terminal, options, async (client) => {
    const producers = await client.admin().transactions.producers(topic, partition);
    return {
      document: producers.map(producerSummary),
      names: producers.map(({ producerId }) => String(producerId)),
      parts: [
        table(producers, {
          producer: ({ producerId }) => producerId,
          epoch: ({ producerEpoch }) => producerEpoch,
          'last sequence': ({ lastSequence }) => known(lastSequence),
          'last batch': ({ lastTimestampMs }) => timeText(lastTimestampMs),
          'coordinator epoch': ({ coordinatorEpoch }) => known(coordinatorEpoch),
          'start offset': ({ transactionStartOffset }) => known(transactionStartOffset),
        }),
      ],
    };
  });
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

function timeText(wallMs: number): string | null {
  return wallMs < 0 ? null : new Date(wallMs).toISOString();
}
