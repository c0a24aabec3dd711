import { DraveError, isDraveError } from '@drave/base';
import type { Admin, Client } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import { printJson, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { pause } from './pause.js';

export interface HealthOptions extends ConnectOptions, OutputOptions {
  /** How long to wait until the cluster is healthy, ms; undefined: not at all. */
  readonly wait?: number;
  /** Go on until interrupted, and print what changes. */
  readonly watch?: boolean;
}

/** The state of a cluster, with a reason in words for everything that is wrong. */
interface Health {
  readonly healthy: boolean;
  readonly reasons: readonly string[];
  readonly activeControllerId: number | null;
  readonly brokers: number;
  readonly brokersRunning: number;
  readonly topics: number;
  readonly partitions: number;
  readonly offlinePartitions: number;
  readonly underReplicatedPartitions: number;
  readonly underMinIsrPartitions: number;
}

/** How often the cluster is asked again while somebody waits or watches. */
const ASK_AGAIN_MS = 500;
/** A voter that has not fetched for so long is missing; it fetches several times a second. */
const VOTER_SILENT_MS = 10_000;

/**
 * `drave health`: resolves with the exit code, 0 when the cluster is healthy, or became it while `wait` ran, and 1 when
 * it is not, or does not answer.
 */
export async function health(terminal: Terminal, options: HealthOptions): Promise<number> {
  const timeout = options.wait ?? options.timeout;
  const connect = timeout === undefined ? options : { ...options, timeout: Math.max(timeout, 1) };
  try {
    return await withClient(terminal, connect, (client, env) => {
      if (options.watch === true) return watch(terminal, client, env, options);
      return once(terminal, client, env, options);
    });
  } catch (reason) {
    if (options.output !== 'table' || !isUnanswered(reason)) throw reason;
    terminal.line(`unhealthy: ${DraveError.from(reason).message}`);
    return 1;
  }
}

async function once(terminal: Terminal, client: Client, env: NodeEnv, options: HealthOptions): Promise<number> {
  const deadlineMs = env.clock.monotonicMs() + (options.wait ?? 0);
  let found = await readHealth(client.admin());
  while (!found.healthy && env.clock.monotonicMs() < deadlineMs) {
    await env.timers.sleep(Math.min(ASK_AGAIN_MS, deadlineMs - env.clock.monotonicMs()));
    found = await readHealth(client.admin());
  }
  report(terminal, found, options);
  return found.healthy ? 0 : 1;
}

/** Prints each state that differs from the one before; the exit code is that of the last one. */
async function watch(terminal: Terminal, client: Client, env: NodeEnv, options: HealthOptions): Promise<number> {
  const interruption = terminal.interruption();
  let printed = '';
  let exitCode = 1;
  while (!interruption.aborted) {
    const found = await readHealth(client.admin()).catch((reason: unknown) => silentHealth(reason));
    const text = JSON.stringify(found);
    exitCode = found.healthy ? 0 : 1;
    if (text !== printed) report(terminal, found, options, new Date(terminal.wallMs()).toISOString());
    printed = text;
    await pause(env.timers, ASK_AGAIN_MS, interruption);
  }
  return exitCode;
}

/** Asks a cluster how it is. */
export async function readHealth(admin: Admin): Promise<Health> {
  const cluster = await admin.cluster.get();
  const quorum = await admin.quorum.get();
  const silent = quorum.voters.filter(
    ({ nodeId, lastFetchAgoMs = 0 }) => nodeId !== quorum.leaderId && lastFetchAgoMs > VOTER_SILENT_MS,
  );
  const silentVoters = silent.map(
    ({ nodeId, lastFetchAgoMs = 0 }) =>
      `controller ${nodeId} has not fetched from the leader for ${Math.round(lastFetchAgoMs / 1_000)} s`,
  );
  const reasons = [...cluster.unhealthyReasons, ...silentVoters];
  return {
    healthy: reasons.length === 0,
    reasons,
    activeControllerId: cluster.activeControllerId < 0 ? null : cluster.activeControllerId,
    brokers: cluster.brokers.length,
    brokersRunning: cluster.brokers.filter(({ state }) => state === 'RUNNING').length,
    topics: cluster.topicCount,
    partitions: cluster.partitionCount,
    offlinePartitions: cluster.offlinePartitionCount,
    underReplicatedPartitions: cluster.underReplicatedPartitionCount,
    underMinIsrPartitions: cluster.underMinIsrPartitionCount,
  };
}

/** What a watch says while nobody answers. */
function silentHealth(reason: unknown): Health {
  if (!isUnanswered(reason)) throw reason;
  const counts = { brokers: 0, brokersRunning: 0, topics: 0, partitions: 0, offlinePartitions: 0 };
  return {
    healthy: false,
    reasons: [DraveError.from(reason).message],
    activeControllerId: null,
    ...counts,
    underReplicatedPartitions: 0,
    underMinIsrPartitions: 0,
  };
}

/** Nobody answered in time: that is a state of the cluster here, and no failure of the command. */
function isUnanswered(reason: unknown): boolean {
  return isDraveError(reason) && reason.retriable;
}

function report(terminal: Terminal, found: Health, options: HealthOptions, at?: string): void {
  if (options.output === 'json') {
    printJson(terminal, at === undefined ? found : { at, ...found });
    return;
  }
  const { healthy, brokersRunning, brokers, topics, partitions, activeControllerId } = found;
  const controller =
    activeControllerId === null ? 'no controller is active' : `controller ${activeControllerId} is active`;
  const counts = `${brokersRunning} of ${brokers} brokers run, ${topics} topics with ${partitions} partitions`;
  terminal.line(`${at === undefined ? '' : `${at}  `}${healthy ? 'healthy' : 'unhealthy'}: ${controller}, ${counts}`);
  for (const reason of found.reasons) terminal.line(`  ${reason}`);
}
