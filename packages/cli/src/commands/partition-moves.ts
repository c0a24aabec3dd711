import { isDraveError, type NodeId, type TopicPartition } from '@drave/base';
import type { Admin, Client } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import type { adminV1 } from '@drave/rpc';
import { formatTable, printJson, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { pause } from './pause.js';

export interface MoveStatusOptions extends ConnectOptions, OutputOptions {
  /** Go on until no move is under way. */
  readonly watch?: boolean;
}

/** How far a move of one partition is. */
interface MoveProgress extends TopicPartition {
  readonly adding: readonly NodeId[];
  readonly removing: readonly NodeId[];
  /** Bytes of the leader's log, and the bytes of it that the new replicas have together. */
  readonly totalBytes: number;
  readonly copiedBytes: number;
}

const ASK_AGAIN_MS = 1_000;

/** `drave partition move-status`: the moves under way, and how far each is. */
export async function moveStatus(
  terminal: Terminal,
  topic: string | undefined,
  options: MoveStatusOptions,
): Promise<void> {
  await withClient(terminal, options, async (client, env) => {
    if (options.watch === true) {
      await watchMoves(terminal, client, env, options, (one) => topic === undefined || one.topic === topic);
      return;
    }
    const moves = await readMoves(client.admin(), topic);
    if (options.output === 'json') printJson(terminal, moves.map(jsonOf));
    else if (moves.length === 0) terminal.line('no partition moves');
    else for (const line of tableOf(moves)) terminal.line(line);
  });
}

/**
 * Prints the progress of the moves that are `meant` until none of them is under way, or the user interrupts, which
 * ends no move. A line is printed for each look that shows something new.
 */
export async function watchMoves(
  terminal: Terminal,
  client: Client,
  env: NodeEnv,
  options: OutputOptions,
  meant: (one: TopicPartition) => boolean,
): Promise<void> {
  const interruption = terminal.interruption();
  const startedMs = env.clock.monotonicMs();
  const rate = new CopyRate(startedMs);
  let printed = '';
  while (!interruption.aborted) {
    const moves = (await readMoves(client.admin(), undefined)).filter(meant);
    const nowMs = env.clock.monotonicMs();
    const etaMs = rate.etaMs(moves, nowMs);
    const text = JSON.stringify(moves);
    if (options.output === 'json') {
      if (text !== printed) printJson(terminal, { moves: moves.map(jsonOf), etaMs: etaMs ?? null });
    } else if (moves.length === 0) {
      terminal.line(`no partition moves any more (${((nowMs - startedMs) / 1_000).toFixed(1)} s)`);
    } else if (text !== printed) terminal.line(summary(moves, etaMs));
    if (moves.length === 0) return;
    printed = text;
    await pause(env.timers, ASK_AGAIN_MS, interruption);
  }
}

async function readMoves(admin: Admin, topic: string | undefined): Promise<readonly MoveProgress[]> {
  const partitions = await admin.partitions.listReassignments(topic);
  const brokers = new Set(partitions.flatMap(({ leaderId, addingReplicas }) => [leaderId, ...addingReplicas]));
  const sizes = new Map<NodeId, ReadonlyMap<string, number>>();
  for (const id of brokers) if (id >= 0) sizes.set(id, await sizesOn(admin, id));
  return partitions.map((one) => progressOf(one, (id) => sizes.get(id)?.get(`${one.topic}/${one.index}`) ?? 0));
}

/** Bytes of each replica of a broker; none while it does not answer, so that the others can be shown. */
async function sizesOn(admin: Admin, brokerId: NodeId): Promise<ReadonlyMap<string, number>> {
  const replicas = await admin.brokers.replicas(brokerId).catch((reason: unknown): readonly adminV1.Replica[] => {
    if (isDraveError(reason) && reason.retriable) return [];
    throw reason;
  });
  return new Map(replicas.map(({ topic, partition, sizeBytes }) => [`${topic}/${partition}`, sizeBytes]));
}

function progressOf(partition: adminV1.Partition, sizeOn: (id: NodeId) => number): MoveProgress {
  const { topic, index, leaderId, addingReplicas: adding, removingReplicas: removing } = partition;
  const leaderBytes = sizeOn(leaderId);
  const copied = adding.map((id) => Math.min(sizeOn(id), leaderBytes)).reduce((sum, bytes) => sum + bytes, 0);
  return { topic, partition: index, adding, removing, totalBytes: leaderBytes * adding.length, copiedBytes: copied };
}

/** When the copies will be there, judged by what was copied since the first look. */
class CopyRate {
  private readonly startedMs: number;
  private startBytes: number | undefined;

  constructor(startedMs: number) {
    this.startedMs = startedMs;
  }

  etaMs(moves: readonly MoveProgress[], nowMs: number): number | undefined {
    const leftBytes = moves.reduce((sum, one) => sum + one.totalBytes - one.copiedBytes, 0);
    this.startBytes ??= leftBytes;
    const copied = this.startBytes - leftBytes;
    if (copied <= 0) return undefined;
    return Math.round((leftBytes / copied) * (nowMs - this.startedMs));
  }
}

function shareOf({ totalBytes, copiedBytes }: Pick<MoveProgress, 'totalBytes' | 'copiedBytes'>): number {
  return totalBytes === 0 ? 100 : Math.floor((copiedBytes / totalBytes) * 100);
}

function summary(moves: readonly MoveProgress[], etaMs: number | undefined): string {
  const totalBytes = moves.reduce((sum, one) => sum + one.totalBytes, 0);
  const copiedBytes = moves.reduce((sum, one) => sum + one.copiedBytes, 0);
  const share = `${shareOf({ totalBytes, copiedBytes })} % of ${totalBytes} bytes copied`;
  const what = moves.length === 1 ? '1 partition moves' : `${moves.length} partitions move`;
  return `${what}, ${share}${etaMs === undefined ? '' : `, about ${Math.ceil(etaMs / 1_000)} s to go`}`;
}

function tableOf(moves: readonly MoveProgress[]): readonly string[] {
  const rows = moves.map((one) => {
    const { topic, partition, adding, removing, copiedBytes, totalBytes } = one;
    return [topic, partition, adding.join(','), removing.join(','), copiedBytes, totalBytes, `${shareOf(one)} %`];
  });
  return formatTable(['topic', 'partition', 'to', 'from', 'copied', 'bytes', 'done'], rows);
}

function jsonOf(one: MoveProgress) {
  return { ...one, percent: shareOf(one) };
}
