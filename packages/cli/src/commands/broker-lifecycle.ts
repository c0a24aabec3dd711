import { DraveError, type NodeId } from '@drave/base';
import type { Admin, Client, PartitionMove } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import type { adminV1 } from '@drave/rpc';
import { printJson, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { watchMoves } from './partition-moves.js';
import { pause } from './pause.js';
import { show, type ShowOptions } from './show.js';

type BrokerOptions = ConnectOptions & OutputOptions;

export interface DecommissionOptions extends BrokerOptions {
  readonly validateOnly?: boolean;
  /** False: the registration stays, for a broker that comes back empty. */
  readonly unregister: boolean;
}

/** Reassignments that are recorded together. */
const MOVES_PER_ROUND = 100;
const ASK_AGAIN_MS = 500;

/** `drave broker describe`: all that the cluster knows of brokers. */
export function describeBrokers(
  terminal: Terminal,
  brokerIds: readonly NodeId[],
  options: ShowOptions,
): Promise<number> {
  return show(terminal, options, async (client) => {
    const { brokers } = client.admin();
    const found = await (brokerIds.length === 0 ? brokers.list() : Promise.all(brokerIds.map((id) => brokers.get(id))));
    return { document: found, names: found.map(({ id }) => String(id)), parts: found.flatMap(descriptionOf) };
  });
}

function descriptionOf(broker: adminV1.Broker): readonly string[] {
  const { id, state, epoch, rack, incarnationId, replicaCount, leaderCount, directories, listeners } = broker;
  return [
    `broker ${id}  ${state.toLowerCase().replaceAll('_', ' ')}`,
    `  rack         ${rack === '' ? '-' : rack}`,
    `  replicas     ${replicaCount}, leads ${leaderCount}`,
    ...listeners.map(({ name, endpoint }) => `  listener     ${name} ${endpoint.host}:${endpoint.port}`),
    ...directories.map((directory) => `  directory    ${directory}`),
    `  epoch        ${epoch}`,
    `  incarnation  ${incarnationId}`,
  ];
}

/** `drave broker unregister`: forgets brokers that are gone for good. @throws DraveError for one that still runs. */
export async function unregisterBroker(
  terminal: Terminal,
  brokerId: NodeId,
  options: BrokerOptions & { readonly validateOnly?: boolean },
): Promise<void> {
  const { validateOnly = false } = options;
  await withClient(terminal, options, async (client) => {
    const { brokers } = client.admin();
    const { state } = await brokers.get(brokerId);
    if (state === 'RUNNING')
      throw new DraveError(
        'INVALID_REQUEST',
        `broker ${brokerId} runs and would register again: stop it first, or empty it with drave broker decommission ${brokerId}`,
      );
    await brokers.unregister(brokerId, { validateOnly });
  });
  if (options.output === 'json') printJson(terminal, { brokerId, unregistered: !validateOnly, validateOnly });
  else terminal.line(`broker ${brokerId} ${validateOnly ? 'would be' : 'is'} unregistered`);
}

/**
 * `drave broker decommission`: moves every replica of a broker to others, waits until it is stopped, and unregisters
 * it. It can be interrupted, and goes on where it was when it is run again.
 */
export async function decommissionBroker(
  terminal: Terminal,
  brokerId: NodeId,
  options: DecommissionOptions,
): Promise<void> {
  await withClient(terminal, options, async (client, env) => {
    const admin = client.admin();
    if (options.validateOnly === true) await printPlan(terminal, admin, brokerId, options);
    else await decommission(terminal, client, env, brokerId, options);
  });
}

async function printPlan(terminal: Terminal, admin: Admin, brokerId: NodeId, options: OutputOptions): Promise<void> {
  const moves = await planMoves(admin, brokerId);
  refuseFailed(await admin.partitions.reassign(moves, { validateOnly: true }));
  if (options.output === 'json') printJson(terminal, { brokerId, moves, validateOnly: true });
  else if (moves.length === 0) terminal.line(`broker ${brokerId} holds no replica`);
  else for (const one of moves) terminal.line(`${one.topic}/${one.partition}:${(one.replicas ?? []).join(',')}`);
}

async function decommission(
  terminal: Terminal,
  client: Client,
  env: NodeEnv,
  brokerId: NodeId,
  options: DecommissionOptions,
): Promise<void> {
  const admin = client.admin();
  const interruption = terminal.interruption();
  let moved = 0;
  // New partitions may be placed on it meanwhile, so it is looked at again until there is none.
  for (let moves = await planMoves(admin, brokerId); moves.length > 0; moves = await planMoves(admin, brokerId)) {
    const round = moves.slice(0, MOVES_PER_ROUND);
    refuseFailed(await admin.partitions.reassign(round));
    const isMeant = ({ topic, partition }: { readonly topic: string; readonly partition: number }): boolean =>
      round.some((one) => one.topic === topic && one.partition === partition);
    await watchMoves(terminal, client, env, options, isMeant);
    if (interruption.aborted) throw interrupted(brokerId);
    moved += round.length;
  }
  if (options.output !== 'json') terminal.line(`broker ${brokerId} holds no replica; ${moved} were moved away`);
  if (options.unregister) {
    await untilStopped(terminal, admin, env, brokerId, interruption);
    await admin.brokers.unregister(brokerId);
  }
  if (options.output === 'json') printJson(terminal, { brokerId, moved, unregistered: options.unregister });
  else if (options.unregister) terminal.line(`broker ${brokerId} is unregistered`);
}

/** One that runs would register again. */
async function untilStopped(
  terminal: Terminal,
  admin: Admin,
  env: NodeEnv,
  brokerId: NodeId,
  interruption: AbortSignal,
): Promise<void> {
  let told = false;
  for (;;) {
    const { state } = await admin.brokers.get(brokerId);
    if (state === 'FENCED') return;
    if (interruption.aborted) throw interrupted(brokerId);
    if (!told) terminal.note(`stop broker ${brokerId} now: it is unregistered when it no longer runs`);
    told = true;
    await pause(env.timers, ASK_AGAIN_MS, interruption);
  }
}

function interrupted(brokerId: NodeId): DraveError {
  const next = `run drave broker decommission ${brokerId} again to go on`;
  return new DraveError('CANCELLED', `interrupted; moves that were begun go on by themselves: ${next}`);
}

function refuseFailed(results: readonly adminV1.PartitionResult[]): void {
  const failed = results.find(({ errorCode }) => errorCode !== '');
  if (failed === undefined) return;
  const { topic, partition, errorCode, errorMessage } = failed;
  throw new DraveError('INVALID_REQUEST', `${topic}/${partition} does not move: ${errorCode}: ${errorMessage}`);
}

/**
 * Where each replica of the broker goes: to the running broker with the fewest replicas that has none of the partition
 * yet, if there is one in a rack where the partition has no other replica, to that. It takes the place in the list, so
 * a preferred leader is followed by one.
 *
 * @throws DraveError INVALID_REPLICATION_FACTOR when there are too few brokers.
 */
async function planMoves(admin: Admin, brokerId: NodeId): Promise<readonly PartitionMove[]> {
  const brokers = await admin.brokers.list();
  if (!brokers.some(({ id }) => id === brokerId))
    throw new DraveError('BROKER_ID_NOT_REGISTERED', `there is no broker ${brokerId}: see drave broker ls`);
  const load = new Map(brokers.map(({ id, replicaCount }) => [id, replicaCount]));
  const rackOf = new Map(brokers.map(({ id, rack }) => [id, rack]));
  const running = brokers.filter(({ id, state }) => id !== brokerId && state === 'RUNNING').map(({ id }) => id);
  const partitions = await admin.partitions.list({ brokerId });
  return partitions
    .filter(({ replicas, removingReplicas }) => replicas.includes(brokerId) && !removingReplicas.includes(brokerId))
    .map(({ topic, index, replicas, addingReplicas, removingReplicas }) => {
      // A move that is under way is replaced by its own target, without this broker.
      const target = replicas.filter((id) => !removingReplicas.includes(id) || addingReplicas.includes(id));
      const others = target.filter((id) => id !== brokerId);
      const racks = new Set(others.map((id) => rackOf.get(id)));
      const ranked = running
        .filter((id) => !target.includes(id))
        .toSorted((one, other) => {
          const crowded = (id: NodeId): number => (racks.has(rackOf.get(id)) ? 1 : 0);
          return crowded(one) - crowded(other) || (load.get(one) ?? 0) - (load.get(other) ?? 0) || one - other;
        });
      const [heir] = ranked;
      if (heir === undefined)
        throw new DraveError(
          'INVALID_REPLICATION_FACTOR',
          `${topic}/${index} has ${target.length} replicas and no other running broker to take that of ${brokerId}: add a broker`,
        );
      load.set(heir, (load.get(heir) ?? 0) + 1);
      return { topic, partition: index, replicas: target.map((id) => (id === brokerId ? heir : id)) };
    });
}
