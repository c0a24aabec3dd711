import { DraveError, type Offset } from '@drave/base';
import type { Client } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { noteFailure, printJson, printTable, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { namePattern, summary } from './topic.js';
import { UsageError } from '../parse.js';

const partitionFilters = {
  offline: 'OFFLINE',
  'under-replicated': 'UNDER_REPLICATED',
  'under-min-isr': 'UNDER_MIN_ISR',
  'not-preferred': 'NOT_PREFERRED',
  reassigning: 'REASSIGNING',
} as const satisfies Record<string, adminV1.PartitionFilter>;

export interface DescribeTopicOptions extends ConnectOptions, OutputOptions {
  readonly regex?: boolean;
  /** Shows only partitions in this state, and only topics that have some. */
  readonly only?: keyof typeof partitionFilters;
}

/** The settings that are shown even when they have their defaults: those of retention and of durability. */
const shownSettings = ['cleanup.policy', 'min.insync.replicas', 'retention.ms', 'retention.bytes'] as const;

interface DescribedTopic {
  readonly topic: adminV1.Topic;
  readonly settings: ReadonlyMap<string, string>;
  readonly partitions: readonly DescribedPartition[];
}

interface DescribedPartition {
  readonly partition: adminV1.Partition;
  /** Log start offset and high watermark; undefined while the partition has no leader. */
  readonly offsets: { readonly start: Offset; readonly end: Offset } | undefined;
}

/** Describes topics. Resolves with the exit code: 1 when a topic does not exist. */
export async function describeTopics(
  terminal: Terminal,
  names: readonly string[],
  options: DescribeTopicOptions,
): Promise<number> {
  if (names.length === 0 && options.only === undefined)
    throw new UsageError('name the topics to describe, or give --only for those in some state');
  const missing: DraveError[] = [];
  const described = await withClient(terminal, options, async (client) => {
    const found: DescribedTopic[] = [];
    for (const name of await chosenNames(client, names, options)) {
      try {
        found.push(await describe(client, name, options.only));
      } catch (reason) {
        const error = DraveError.from(reason);
        if (error.code !== 'UNKNOWN_TOPIC_OR_PARTITION') throw reason;
        missing.push(error);
      }
    }
    return found.filter(({ partitions }) => options.only === undefined || partitions.length > 0);
  });
  if (options.output === 'json') printJson(terminal, described.map(toJson));
  else for (const one of described) printTopic(terminal, one);
  for (const error of missing) noteFailure(terminal, options, error);
  return missing.length === 0 ? 0 : 1;
}

async function chosenNames(
  client: Client,
  names: readonly string[],
  options: DescribeTopicOptions,
): Promise<readonly string[]> {
  if (options.regex !== true && names.length > 0) return names;
  const patterns = names.map(namePattern);
  const all = await client.admin().topics.list({ includeInternal: options.only !== undefined });
  return all.map(({ name }) => name).filter((name) => names.length === 0 || patterns.some((one) => one.test(name)));
}

async function describe(client: Client, name: string, only: DescribeTopicOptions['only']): Promise<DescribedTopic> {
  const admin = client.admin();
  const topic = await admin.topics.get(name);
  const { entries } = await admin.configs.get({ topic: name }, [...shownSettings]);
  const settings = new Map(entries.map(({ key, value }) => [key, value]));
  for (const [key, value] of topic.configs) settings.set(key, value);
  const partitions =
    only === undefined
      ? topic.partitions
      : await admin.partitions.list({ topic: name, filter: partitionFilters[only] });
  return { topic, settings, partitions: await withOffsets(client, name, partitions) };
}

async function withOffsets(
  client: Client,
  topic: string,
  partitions: readonly adminV1.Partition[],
): Promise<readonly DescribedPartition[]> {
  const led = partitions.filter(({ leaderId }) => leaderId >= 0);
  const where = led.map(({ index }) => ({ topic, partition: index }));
  const consumer = client.rawConsumer();
  try {
    const [starts, ends] = await Promise.all([consumer.beginningOffsets(where), consumer.endOffsets(where)]);
    return partitions.map((partition) => {
      const at = led.indexOf(partition);
      const [start, end] = [starts[at], ends[at]];
      return { partition, offsets: start === undefined || end === undefined ? undefined : { start, end } };
    });
  } finally {
    await consumer.close();
  }
}

function printTopic(terminal: Terminal, { topic, settings, partitions }: DescribedTopic): void {
  const texts = [...settings].map(([key, value]) => `${key}=${value}`);
  terminal.line(`${topic.name}  id ${topic.topicId}  ${texts.join(' ')}`.trimEnd());
  printTable(
    terminal,
    ['partition', 'leader', 'epoch', 'replicas', 'in sync', 'eligible', 'start', 'end'],
    partitions.map(({ partition: one, offsets }) => [
      one.index,
      one.leaderId < 0 ? 'none' : String(one.leaderId),
      one.leaderEpoch,
      one.replicas.join(','),
      one.isr.join(','),
      one.elr.length === 0 ? null : one.elr.join(','),
      offsets?.start,
      offsets?.end,
    ]),
  );
}

function toJson({ topic, settings, partitions }: DescribedTopic): object {
  return {
    ...summary(topic),
    settings: Object.fromEntries(settings),
    partitions: partitions.map(({ partition: { topic: _topic, leaderId, ...rest }, offsets }) => ({
      ...rest,
      leaderId: leaderId < 0 ? null : leaderId,
      startOffset: offsets?.start ?? null,
      endOffset: offsets?.end ?? null,
    })),
  };
}
