import { DraveError, type Offset } from '@drave/base';
import type { Client } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { table, type Failure } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { show, type ShowOptions } from './show.js';
import { namePattern, partitionStates, settingsText, summary, type PartitionState } from './topic.js';

export interface DescribeTopicOptions extends ShowOptions {
  readonly regex?: boolean;
  /** Shows only partitions in this state, and only topics that have some. */
  readonly only?: PartitionState;
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
  return show(terminal, options, async (client) => {
    const failures: Failure[] = [];
    const found: DescribedTopic[] = [];
    for (const name of await chosenNames(client, names, options)) {
      try {
        found.push(await describe(client, name, options.only));
      } catch (reason) {
        const error = DraveError.from(reason);
        if (error.code !== 'UNKNOWN_TOPIC_OR_PARTITION') throw reason;
        failures.push({ error });
      }
    }
    const described = found.filter(({ partitions }) => options.only === undefined || partitions.length > 0);
    return {
      document: described.map(toJson),
      names: described.map(({ topic }) => topic.name),
      parts: described.flatMap(partsOf),
      failures,
    };
  });
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
    only === undefined ? topic.partitions : await admin.partitions.list({ topic: name, filter: partitionStates[only] });
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

function partsOf({ topic, settings, partitions }: DescribedTopic) {
  return [
    `${topic.name}  id ${topic.topicId}  ${settingsText(settings) ?? ''}`.trimEnd(),
    table(partitions, {
      partition: ({ partition }) => partition.index,
      leader: {
        cell: ({ partition }) => (partition.leaderId < 0 ? 'none' : String(partition.leaderId)),
        colour: ({ partition }) => (partition.leaderId < 0 ? 'red' : undefined),
      },
      epoch: ({ partition }) => partition.leaderEpoch,
      replicas: ({ partition }) => partition.replicas.join(','),
      'in sync': {
        cell: ({ partition }) => partition.isr.join(','),
        colour: ({ partition }) => (partition.isr.length < partition.replicas.length ? 'yellow' : undefined),
      },
      eligible: ({ partition }) => (partition.elr.length === 0 ? null : partition.elr.join(',')),
      start: ({ offsets }) => offsets?.start,
      end: ({ offsets }) => offsets?.end,
      records: { wide: true, cell: ({ offsets }) => offsets && offsets.end - offsets.start },
    }),
  ];
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
