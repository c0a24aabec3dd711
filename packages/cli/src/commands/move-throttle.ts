import { DraveError, isDraveError, type NodeId, type TopicName } from '@drave/base';
import type { Admin, ConfigTarget, PartitionMove } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { printJson, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

const RATES = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'] as const;
const LISTS = ['leader.replication.throttled.replicas', 'follower.replication.throttled.replicas'] as const;

/** One change of settings, and what undoes it. */
interface Step {
  readonly target: ConfigTarget;
  readonly changes: readonly adminV1.ConfigChange[];
  readonly undo: () => Promise<readonly adminV1.ConfigChange[]>;
}

/**
 * Throttles what moves copy, as kafka-reassign-partitions does (KIP-73): the replicas that are there as leaders, those
 * that are added as followers, and on all their brokers the rate of both, in bytes per second each. Resolves when the
 * settings are made, with what takes them back; a rate that a broker had before it has again then.
 */
export async function throttleMoves(
  admin: Admin,
  moves: readonly PartitionMove[],
  bytesPerSecond: number,
): Promise<() => Promise<void>> {
  const steps: Step[] = [];
  const undo = async (): Promise<void> => {
    for (const { target, undo: changesOf } of steps.toReversed()) {
      const changes = await changesOf().catch(noneOfGone);
      if (changes.length > 0) await admin.configs.update(target, changes).catch(noneOfGone);
    }
  };
  try {
    for (const step of await planThrottle(admin, moves, bytesPerSecond)) {
      await admin.configs.update(step.target, step.changes);
      steps.push(step);
    }
  } catch (reason) {
    await undo();
    throw reason;
  }
  return undo;
}

async function planThrottle(admin: Admin, moves: readonly PartitionMove[], rate: number): Promise<readonly Step[]> {
  const brokers = new Set<NodeId>();
  const lists = new Map<TopicName, readonly [leaders: string[], followers: string[]]>();
  for (const { topic, partition, replicas } of moves) {
    const { replicas: current } = await admin.partitions.get(topic, partition);
    const added = (replicas ?? []).filter((id) => !current.includes(id));
    if (added.length === 0) continue;
    const [leaders, followers] = lists.get(topic) ?? [[], []];
    leaders.push(...current.map((id) => `${partition}:${id}`));
    followers.push(...added.map((id) => `${partition}:${id}`));
    lists.set(topic, [leaders, followers]);
    for (const id of [...current, ...added]) brokers.add(id);
  }
  const steps: Step[] = [];
  // The rates first: without one, a replica that is listed is not throttled.
  for (const broker of brokers) steps.push(await rateStep(admin, broker, rate));
  for (const [topic, wanted] of lists) steps.push(await listStep(admin, topic, wanted));
  return steps.filter(({ changes }) => changes.length > 0);
}

async function rateStep(admin: Admin, broker: NodeId, rate: number): Promise<Step> {
  const { entries } = await admin.configs.get({ broker }, RATES);
  const before = new Map(entries.filter(({ source }) => source === 'BROKER').map(({ key, value }) => [key, value]));
  return {
    target: { broker },
    changes: RATES.map((key) => ({ key, operation: 'SET', value: String(rate) })),
    undo: async () =>
      RATES.map((key) => {
        const value = before.get(key);
        return value === undefined ? deletionOf(key) : { key, operation: 'SET', value };
      }),
  };
}

/** Only what is not listed already is added, so that only that is taken away again. */
async function listStep(
  admin: Admin,
  topic: TopicName,
  [leaders, followers]: readonly [readonly string[], readonly string[]],
): Promise<Step> {
  const before = await listsOf(admin, topic);
  const missing = LISTS.map((key, index) => {
    const listed = before.get(key) ?? [];
    const wanted = index === 0 ? leaders : followers;
    return { key, pairs: listed.includes('*') ? [] : wanted.filter((pair) => !listed.includes(pair)) };
  }).filter(({ pairs }) => pairs.length > 0);
  const changeBy = (operation: 'APPEND' | 'SUBTRACT', key: string, pairs: readonly string[]) => {
    return { key, operation, value: pairs.join(',') };
  };
  return {
    target: { topic },
    changes: missing.map(({ key, pairs }) => changeBy('APPEND', key, pairs)),
    undo: async () => {
      const now = await listsOf(admin, topic);
      return missing.map(({ key, pairs }) => {
        const isRest = (now.get(key) ?? []).some((pair) => !pairs.includes(pair));
        // Without its last element a list would be an empty one, where there was none.
        return isRest ? changeBy('SUBTRACT', key, pairs) : deletionOf(key);
      });
    },
  };
}

async function listsOf(admin: Admin, topic: TopicName): Promise<ReadonlyMap<string, readonly string[]>> {
  const { entries } = await admin.configs.get({ topic }, LISTS);
  return new Map(entries.map(({ key, value }) => [key, value === '' ? [] : value.split(',')]));
}

function deletionOf(key: string): adminV1.ConfigChange {
  return { key, operation: 'DELETE', value: '' };
}

/**
 * A topic that was deleted, or a broker that was unregistered, while its partitions moved, has no settings any more.
 */
function noneOfGone(reason: unknown): readonly adminV1.ConfigChange[] {
  if (isDraveError(reason, 'UNKNOWN_TOPIC_OR_PARTITION') || isDraveError(reason, 'BROKER_ID_NOT_REGISTERED')) return [];
  throw reason;
}

/** `drave partition unthrottle`: removes every throttle of replication from topics and brokers, whoever has made it. */
export async function unthrottle(terminal: Terminal, options: ConnectOptions & OutputOptions): Promise<void> {
  await withClient(terminal, options, async (client) => {
    const admin = client.admin();
    const [topics, brokers] = [await admin.topics.list(), await admin.brokers.list()];
    const freed = {
      topics: await freedOf(
        admin,
        topics.map(({ name }) => name),
        (topic) => ({ topic }),
        LISTS,
        'TOPIC',
      ),
      brokers: await freedOf(
        admin,
        brokers.map(({ id }) => id),
        (broker) => ({ broker }),
        RATES,
        'BROKER',
      ),
    };
    if (options.output === 'json') printJson(terminal, freed);
    else {
      const words = Object.entries(freed).flatMap(([what, names]) =>
        names.length === 0 ? [] : [`${what} ${names.join(', ')}`],
      );
      terminal.line(words.length === 0 ? 'nothing is throttled' : `not throttled any more: ${words.join('; ')}`);
    }
  });
}

/** Removes the overrides of keys. Resolves with the names that had any. */
async function freedOf<Name>(
  admin: Admin,
  names: readonly Name[],
  targetOf: (name: Name) => ConfigTarget,
  keys: readonly string[],
  source: adminV1.ConfigEntry['source'],
): Promise<readonly Name[]> {
  const freed: Name[] = [];
  for (const name of names) {
    const { entries } = await admin.configs.get(targetOf(name), keys);
    const set = entries.filter((entry) => entry.source === source);
    if (set.length === 0) continue;
    const changes = set.map(({ key }) => deletionOf(key));
    await admin.configs.update(targetOf(name), changes).catch(noneOfGone);
    freed.push(name);
  }
  return freed;
}

/** What a move that is interrupted leaves, with what ends it. */
export function stillThrottled(): DraveError {
  return new DraveError(
    'CANCELLED',
    'interrupted; the moves go on by themselves, throttled: drave partition unthrottle ends that when they are done',
  );
}
