import { DraveError, present } from '@drave/base';
import type { Admin } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';
import { forEachName } from './for-each-name.js';
import { show, type ShowOptions } from './show.js';

type TopicOptions = ConnectOptions & OutputOptions;

export interface CreateOptions extends TopicOptions {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** The replicas of each partition, instead of their number. */
  readonly replicaAssignment?: readonly (readonly number[])[];
  readonly config?: Readonly<Record<string, string>>;
  readonly ifNotExists?: boolean;
  readonly validateOnly?: boolean;
}

/** Creates topics, and prints one row for each. The others are created even if one fails. */
export async function createTopics(
  terminal: Terminal,
  names: readonly string[],
  options: CreateOptions,
): Promise<number> {
  const { partitions, replicationFactor, replicaAssignment, config, validateOnly = false } = options;
  if (replicaAssignment !== undefined && (partitions !== undefined || replicationFactor !== undefined))
    throw new UsageError('--replica-assignment says how many partitions and replicas there are: leave -p and -r out');
  const fields = ['partitions', 'replicas'];
  return forEachName(terminal, options, { noun: 'topic', names, fields }, async (client, name) => {
    try {
      const topic = await client.admin().topics.create(name, {
        ...present({ partitions, replicationFactor, assignments: replicaAssignment, configs: config }),
        validateOnly,
      });
      const state = validateOnly ? 'valid' : 'created';
      return { state, partitions: topic.partitionCount, replicas: topic.replicationFactor };
    } catch (reason) {
      const exists = DraveError.from(reason).code === 'TOPIC_ALREADY_EXISTS';
      if (exists && options.ifNotExists === true) return { state: 'exists' };
      throw reason;
    }
  });
}

export async function deleteTopics(
  terminal: Terminal,
  names: readonly string[],
  options: TopicOptions & { readonly validateOnly?: boolean; readonly ifExists?: boolean },
): Promise<number> {
  const { validateOnly = false, ifExists = false } = options;
  return forEachName(terminal, options, { noun: 'topic', names }, async (client, name) => {
    try {
      await client.admin().topics.delete(name, { validateOnly });
    } catch (reason) {
      if (ifExists && DraveError.from(reason).code === 'UNKNOWN_TOPIC_OR_PARTITION') return { state: 'not there' };
      throw reason;
    }
    return { state: validateOnly ? 'would be deleted' : 'deleted' };
  });
}

export interface ListTopicOptions extends ShowOptions {
  readonly internal?: boolean;
  readonly regex?: string;
  /** Lists only topics with a partition in this state. */
  readonly only?: PartitionState;
}

export async function listTopics(
  terminal: Terminal,
  prefix: string | undefined,
  options: ListTopicOptions,
): Promise<number> {
  const { regex, only, internal = false } = options;
  const pattern = regex === undefined ? undefined : namePattern(regex);
  return show(terminal, options, async (client) => {
    const admin = client.admin();
    const listed = await admin.topics.list({ ...present({ namePrefix: prefix }), includeInternal: internal });
    const affected = only === undefined ? undefined : await topicsWith(admin, only);
    const topics = listed.filter(
      ({ name }) => (pattern === undefined || pattern.test(name)) && (affected === undefined || affected.has(name)),
    );
    return {
      document: topics.map(summary),
      names: topics.map(({ name }) => name),
      parts: [
        table(topics, {
          name: ({ name }) => name,
          partitions: ({ partitionCount }) => partitionCount,
          replicas: ({ replicationFactor }) => replicationFactor,
          settings: { wide: true, cell: ({ configs }) => settingsText(configs) },
          id: { wide: true, cell: ({ topicId }) => topicId },
        }),
      ],
    };
  });
}

/** The states by which partitions are selected, and topics by those of their partitions. */
export const partitionStates = {
  offline: 'OFFLINE',
  leaderless: 'OFFLINE',
  'under-replicated': 'UNDER_REPLICATED',
  'under-min-isr': 'UNDER_MIN_ISR',
  'not-preferred': 'NOT_PREFERRED',
  reassigning: 'REASSIGNING',
} as const satisfies Record<string, adminV1.PartitionFilter>;

export type PartitionState = keyof typeof partitionStates;

async function topicsWith(admin: Admin, state: PartitionState): Promise<ReadonlySet<string>> {
  const partitions = await admin.partitions.list({ filter: partitionStates[state] });
  return new Set(partitions.map(({ topic }) => topic));
}

export interface AlterOptions extends TopicOptions {
  readonly partitions?: number;
  readonly config?: Readonly<Record<string, string>>;
  readonly deleteConfig?: readonly string[];
  readonly validateOnly?: boolean;
}

/** Adds partitions, changes settings, or both; of each of the topics. */
export async function alterTopics(
  terminal: Terminal,
  names: readonly string[],
  options: AlterOptions,
): Promise<number> {
  const { partitions, config = {}, deleteConfig = [], validateOnly = false } = options;
  const changes: adminV1.ConfigChange[] = [
    ...Object.entries(config).map(([key, value]) => ({ key, operation: 'SET' as const, value })),
    ...deleteConfig.map((key) => ({ key, operation: 'DELETE' as const, value: '' })),
  ];
  if (partitions === undefined && changes.length === 0)
    throw new UsageError('nothing to change: give --partitions, --config key=value or --delete-config');
  const exitCode = await forEachName(terminal, options, { noun: 'topic', names }, async (client, name) => {
    const admin = client.admin();
    if (changes.length > 0) await admin.configs.update({ topic: name }, changes, { validateOnly });
    if (partitions !== undefined) await admin.topics.addPartitions(name, partitions, { validateOnly });
    return { state: validateOnly ? 'could be altered' : 'altered' };
  });
  if (partitions !== undefined && !validateOnly && exitCode === 0) noteNewPartitions(terminal);
  return exitCode;
}

export interface AddPartitionOptions extends TopicOptions {
  readonly replicaAssignment?: readonly (readonly number[])[];
  readonly validateOnly?: boolean;
}

/** Adds `count` partitions to each of the topics. */
export async function addPartitions(
  terminal: Terminal,
  names: readonly string[],
  count: number,
  options: AddPartitionOptions,
): Promise<number> {
  const { replicaAssignment: assignments, validateOnly = false } = options;
  if (assignments !== undefined && assignments.length !== count)
    throw new UsageError(`--replica-assignment places ${assignments.length} partitions, and ${count} are added`);
  const fields = ['partitions'];
  const exitCode = await forEachName(terminal, options, { noun: 'topic', names, fields }, async (client, name) => {
    const { topics } = client.admin();
    const { partitionCount } = await topics.get(name);
    const partitions = partitionCount + count;
    await topics.addPartitions(name, partitions, { ...present({ assignments }), validateOnly });
    return { state: validateOnly ? 'could be extended' : 'extended', partitions };
  });
  if (!validateOnly && exitCode === 0) noteNewPartitions(terminal);
  return exitCode;
}

function noteNewPartitions(terminal: Terminal): void {
  terminal.note('keys map to other partitions from now on; records written before stay where they are');
}

/**
 * Parses the replicas of partitions as Kafka's tools write them: a comma between partitions, a colon between replicas,
 * the preferred leader first. @throws UsageError.
 */
export function parseReplicaAssignment(text: string): readonly (readonly number[])[] {
  if (/^\d{1,10}(:\d{1,10})*(,\d{1,10}(:\d{1,10})*)*$/.test(text))
    return text.split(',').map((replicas) => replicas.split(':').map(Number));
  throw new UsageError(`'${text}' places no replicas: give 1:2:3,2:3:1 for two partitions, the first led by broker 1`);
}

/** The expression for a pattern that must match whole names. @throws UsageError. */
export function namePattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch (reason) {
    throw new UsageError(`'${text}' is no regular expression: ${(reason as Error).message}`);
  }
}

/** A topic as documents show it. */
export function summary({
  name,
  topicId,
  partitionCount,
  replicationFactor,
  internal,
  configs,
}: adminV1.Topic): object {
  return { name, topicId, partitionCount, replicationFactor, internal, configs: Object.fromEntries(configs) };
}

/** Settings in one line, such as `retention.ms=60000 cleanup.policy=compact`. */
export function settingsText(settings: ReadonlyMap<string, string>): string | null {
  return settings.size === 0 ? null : [...settings].map(([key, value]) => `${key}=${value}`).join(' ');
}
