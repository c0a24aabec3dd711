import { DraveError, present } from '@drave/base';
import type { Admin } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { printJson, printTable, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { UsageError } from '../parse.js';

type TopicOptions = ConnectOptions & OutputOptions;

export interface CreateOptions extends TopicOptions {
  readonly partitions?: number;
  readonly replicationFactor?: number;
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
  return forEach(terminal, names, options, async (admin, name) => {
    try {
      const topic = await admin.topics.create(name, {
        ...present({
          partitions: options.partitions,
          replicationFactor: options.replicationFactor,
          configs: options.config,
        }),
        validateOnly: options.validateOnly ?? false,
      });
      const state = options.validateOnly === true ? 'valid' : 'created';
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
  options: TopicOptions & { readonly validateOnly?: boolean },
): Promise<number> {
  const validateOnly = options.validateOnly ?? false;
  return forEach(terminal, names, options, async (admin, name) => {
    await admin.topics.delete(name, { validateOnly });
    return { state: validateOnly ? 'would be deleted' : 'deleted' };
  });
}

export interface ListTopicOptions extends TopicOptions {
  readonly internal?: boolean;
  readonly regex?: string;
}

export async function listTopics(
  terminal: Terminal,
  prefix: string | undefined,
  options: ListTopicOptions,
): Promise<void> {
  const pattern = options.regex === undefined ? undefined : namePattern(options.regex);
  const listed = await withClient(terminal, options, (client) =>
    client.admin().topics.list({
      ...present({ namePrefix: prefix }),
      includeInternal: options.internal ?? false,
    }),
  );
  const topics = listed.filter(({ name }) => pattern === undefined || pattern.test(name));
  if (options.output === 'json') printJson(terminal, topics.map(summary));
  else {
    const rows = topics.map((topic) => [topic.name, topic.partitionCount, topic.replicationFactor]);
    printTable(terminal, ['name', 'partitions', 'replicas'], rows);
  }
}

export interface AlterOptions extends TopicOptions {
  readonly partitions?: number;
  readonly config?: Readonly<Record<string, string>>;
  readonly deleteConfig?: readonly string[];
  readonly validateOnly?: boolean;
}

/** Adds partitions, changes settings, or both. */
export async function alterTopic(terminal: Terminal, name: string, options: AlterOptions): Promise<void> {
  const { partitions, config = {}, deleteConfig = [] } = options;
  const validateOnly = options.validateOnly ?? false;
  const changes: adminV1.ConfigChange[] = [
    ...Object.entries(config).map(([key, value]) => ({ key, operation: 'SET' as const, value })),
    ...deleteConfig.map((key) => ({ key, operation: 'DELETE' as const, value: '' })),
  ];
  if (partitions === undefined && changes.length === 0)
    throw new UsageError('nothing to change: give --partitions, --config key=value or --delete-config');
  await withClient(terminal, options, async (client) => {
    const admin = client.admin();
    if (changes.length > 0) await admin.configs.update({ topic: name }, changes, { validateOnly });
    if (partitions !== undefined) await admin.topics.addPartitions(name, partitions, { validateOnly });
  });
  if (options.output === 'json') printJson(terminal, { topic: name, partitions, config, deleteConfig, validateOnly });
  else terminal.line(`${name} ${validateOnly ? 'could be altered' : 'altered'}`);
  if (partitions !== undefined && !validateOnly)
    terminal.note('keys map to other partitions from now on; records written before stay where they are');
}

/** The expression for a pattern that must match whole names. @throws UsageError. */
export function namePattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch (reason) {
    throw new UsageError(`'${text}' is no regular expression: ${(reason as Error).message}`);
  }
}

interface RowResult {
  readonly state: string;
  readonly partitions?: number;
  readonly replicas?: number;
}

async function forEach(
  terminal: Terminal,
  names: readonly string[],
  options: TopicOptions,
  body: (admin: Admin, name: string) => Promise<RowResult>,
): Promise<number> {
  const results: ({ readonly topic: string } & (
    | RowResult
    | { readonly state: 'failed'; readonly error: DraveError }
  ))[] = [];
  await withClient(terminal, options, async (client) => {
    const admin = client.admin();
    for (const topic of names) {
      try {
        results.push({ topic, ...(await body(admin, topic)) });
      } catch (reason) {
        results.push({ topic, state: 'failed', error: DraveError.from(reason) });
      }
    }
  });
  const failures = results.flatMap((result) => ('error' in result ? [result.error] : []));
  if (options.output === 'json') printJson(terminal, results.map(resultJson));
  else for (const result of results) printResult(terminal, result);
  return failures.length === 0 ? 0 : 1;
}

function printResult(
  terminal: Terminal,
  result: { readonly topic: string } & (RowResult | { error: DraveError }),
): void {
  if ('error' in result) {
    terminal.note(`drave: ${result.topic}: ${result.error.message}`);
    return;
  }
  const size = result.partitions === undefined ? '' : `  ${result.partitions} partitions, ${result.replicas} replicas`;
  terminal.line(`${result.topic}  ${result.state}${size}`);
}

function resultJson(result: object): object {
  if (!('error' in result)) return result;
  const { code, message, retriable } = result.error as DraveError;
  return { ...result, error: { code, message, retriable } };
}

/** A topic as `-o json` prints it. */
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
