import type { ErrorCode, NodeId, TopicPartition } from '@drave/base';
import type { Admin, Client } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import type { adminV1 } from '@drave/rpc';
import { withNextStep } from '../next-step.js';
import { print, table, type OutputOptions } from '../output.js';
import { parsePartition, UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { stillThrottled, throttleMoves } from './move-throttle.js';
import { watchMoves } from './partition-moves.js';

export interface MovePartitionOptions extends ConnectOptions, OutputOptions {
  /** The log directory to move replicas to, on `broker`; both options are given, or neither. */
  readonly toDir?: string;
  readonly broker?: NodeId;
  readonly cancel?: boolean;
  readonly validateOnly?: boolean;
  /** Wait for the end of moves between brokers. */
  readonly watch?: boolean;
  /** Bytes per second of each broker while they move. */
  readonly throttle?: number;
}

/** Where the named partitions are moved. */
type Target =
  | { readonly kind: 'directory'; readonly brokerId: NodeId; readonly path: string }
  | { readonly kind: 'brokers' }
  | { readonly kind: 'cancel' };

interface NamedMove extends TopicPartition {
  /** Undefined where none were given after the partition. */
  readonly replicas: readonly NodeId[] | undefined;
}

/**
 * Moves partitions to other brokers, or one broker's replicas of them to another of its log directories. Resolves with
 * the exit code: 1 when a move was refused.
 */
export async function movePartitions(
  terminal: Terminal,
  texts: readonly string[],
  options: MovePartitionOptions,
): Promise<number> {
  const target = targetOf(options);
  const moves = texts.map((text) => parseMove(text, target));
  return withClient(terminal, options, (client, env) => {
    const moving = { terminal, client, env, options, target, moves };
    return options.throttle === undefined || options.validateOnly === true
      ? moveAll(moving)
      : moveThrottled(moving, options.throttle);
  });
}

interface Moving {
  readonly terminal: Terminal;
  readonly client: Client;
  readonly env: NodeEnv;
  readonly options: MovePartitionOptions;
  readonly target: Target;
  readonly moves: readonly NamedMove[];
}

async function moveThrottled(moving: Moving, bytesPerSecond: number): Promise<number> {
  const { terminal, client, moves, options } = moving;
  const named = moves.map(({ replicas = [], ...topicPartition }) => ({ ...topicPartition, replicas }));
  const interruption = terminal.interruption();
  const unthrottle = await throttleMoves(client.admin(), named, bytesPerSecond);
  const exitCode = await moveAll({ ...moving, options: { ...options, watch: true } });
  // The moves are still throttled, on purpose: an interruption ends none of them.
  if (interruption.aborted) throw stillThrottled();
  await unthrottle();
  return exitCode;
}

async function moveAll({ terminal, client, env, options, target, moves }: Moving): Promise<number> {
  const { validateOnly = false, watch = false } = options;
  const results = await move(client.admin(), target, moves, validateOnly);
  const done = target.kind === 'cancel' ? 'cancelled' : 'moving';
  const outcomes = results.map((result) => outcomeOf(result, validateOnly ? 'would be accepted' : done));
  const begun = outcomes.filter(({ error }) => error === null);
  await print(terminal, options, {
    document: outcomes,
    names: begun.map(({ topic, partition }) => `${topic}/${partition}`),
    parts: [
      table(outcomes, {
        topic: ({ topic }) => topic,
        partition: ({ partition }) => partition,
        state: { cell: ({ state }) => state, colour: ({ error }) => (error === null ? 'green' : 'red') },
        error: ({ error }) => error,
      }),
    ],
  });
  if (watch && !validateOnly && begun.length > 0)
    await watchMoves(terminal, client, env, options, (one) =>
      begun.some(({ topic, partition }) => topic === one.topic && partition === one.partition),
    );
  return begun.length < outcomes.length ? 1 : 0;
}

function targetOf({ toDir, broker, cancel = false, watch = false, throttle }: MovePartitionOptions): Target {
  if ((toDir === undefined) !== (broker === undefined))
    throw new UsageError('give --broker and --to-dir together: a log directory belongs to one broker');
  if (cancel && throttle !== undefined) throw new UsageError('--cancel ends moves: it throttles none');
  if (toDir === undefined || broker === undefined) return { kind: cancel ? 'cancel' : 'brokers' };
  if (cancel) throw new UsageError('--cancel ends moves between brokers; move the replica back with --to-dir');
  if (watch) throw new UsageError('--watch waits for moves between brokers; see drave broker disk --by replica');
  if (throttle !== undefined)
    throw new UsageError(
      '--throttle is for moves between brokers; copies between directories go by the setting ' +
        'replica.alter.log.dirs.io.max.bytes.per.second of their broker: drave config set',
    );
  return { kind: 'directory', brokerId: broker, path: toDir };
}

/** Parses `orders/0`, or `orders/0:1,2,3` with the brokers to move to. @throws UsageError. */
function parseMove(text: string, { kind }: Target): NamedMove {
  const [, name = '', brokers] = /^([^:]*)(?::(.*))?$/.exec(text) ?? [];
  const topicPartition = parsePartition(name);
  if (kind === 'brokers') {
    if (brokers === undefined || !/^\d+(,\d+)*$/.test(brokers))
      throw new UsageError(`'${text}' does not say where to: give e.g. orders/0:1,2,3, or --broker and --to-dir`);
    return { ...topicPartition, replicas: brokers.split(',').map(Number) };
  }
  if (brokers !== undefined) throw new UsageError(`'${text}' names brokers: give the partition alone, e.g. orders/0`);
  return { ...topicPartition, replicas: undefined };
}

function move(
  admin: Admin,
  target: Target,
  moves: readonly NamedMove[],
  validateOnly: boolean,
): Promise<readonly adminV1.PartitionResult[]> {
  if (target.kind === 'directory') {
    const { brokerId, path: directory } = target;
    const named = moves.map(({ topic, partition }) => ({ topic, partition, directory }));
    return admin.brokers.moveReplicas(brokerId, named, { validateOnly });
  }
  const named = moves.map(({ replicas = null, ...topicPartition }) => ({ ...topicPartition, replicas }));
  return admin.partitions.reassign(named, { validateOnly });
}

function outcomeOf({ topic, partition, errorCode, errorMessage }: adminV1.PartitionResult, done: string) {
  const failed = errorCode !== '';
  const error = failed
    ? `${errorCode}: ${withNextStep({ code: errorCode as ErrorCode, message: errorMessage })}`
    : null;
  return { topic, partition, state: failed ? 'failed' : done, error };
}
