import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, type Millis, type NodeId, isError } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import { isBroker, isController, type NodePlan } from '../plan.js';
import { durationText, overloadAdvice, ProgressLimit } from './progress-limit.js';

/** Short at first, because most effects show at once; longer later, because questions cost a busy machine time. */
const POLL_MS_MIN = 25;
const POLL_MS_MAX = 250;
/** No node that starts and no election takes so long and then succeeds. */
const STALL_MS = 180_000;
const NOTE_EVERY_MS = 5_000;
/** A shorter wait may be in vain on any machine. */
const BLAME_MACHINE_MS_MIN = 1_000;

export interface Wait {
  /** When given, the wait ends then; when absent, it goes on while there is progress. */
  readonly timeoutMs?: Millis | undefined;
  /** Hears every few seconds what is still missing. */
  readonly onWaiting?: ((text: string) => void) | undefined;
  /** Ends the wait at once, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** What has made the wait pointless, if anything: a node that has ended. */
  readonly failure?: (() => DraveError | undefined) | undefined;
}

/** What is left of a wait that has several parts: one limit covers them all. */
export function afterPart(wait: Wait, tookMs: Millis): Wait {
  const { timeoutMs } = wait;
  return timeoutMs === undefined ? wait : { ...wait, timeoutMs: Math.max(0, timeoutMs - tookMs) };
}

/**
 * Asks until the answer is `undefined` ("nothing is missing any more"). A question that fails counts as an answer still
 * missing, because a cluster under fault cannot always answer.
 *
 * @throws DraveError REQUEST_TIMED_OUT saying what was still missing, and what to do when the machine is overloaded.
 */
export async function waitUntil(
  what: string,
  missing: () => Promise<string | undefined> | string | undefined,
  { timeoutMs, onWaiting, signal, failure }: Wait,
): Promise<void> {
  const limit = new ProgressLimit({ timeoutMs, stallMs: STALL_MS, noteEveryMs: NOTE_EVERY_MS }, performance.now());
  let [pollMs, lateMsMax] = [POLL_MS_MIN, 0];
  for (;;) {
    const { text, isAnswer } = await ask(missing);
    if (text === undefined) return;
    signal?.throwIfAborted();
    const failed = failure?.();
    if (failed !== undefined) throw failed;
    const verdict = limit.look(text, isAnswer, performance.now());
    if (verdict.kind === 'giveUp') {
      const isLong = verdict.waitedMs >= BLAME_MACHINE_MS_MIN;
      const load = { loadAverage: loadavg()[0] ?? 0, cores: availableParallelism(), lateMsMax };
      const advice = isLong ? overloadAdvice(load) : undefined;
      const waited = `waited ${durationText(verdict.waitedMs)} until ${what}; still: ${text}`;
      throw new DraveError('REQUEST_TIMED_OUT', advice === undefined ? waited : `${waited}\n${advice}`);
    }
    if (verdict.kind === 'note') onWaiting?.(verdict.text);
    const dueMs = performance.now() + pollMs;
    await sleep(pollMs, undefined, signal === undefined ? {} : { signal });
    lateMsMax = Math.max(lateMsMax, performance.now() - dueMs);
    pollMs = Math.min(POLL_MS_MAX, pollMs * 1.25);
  }
}

async function ask(
  missing: () => Promise<string | undefined> | string | undefined,
): Promise<{ readonly text: string | undefined; readonly isAnswer: boolean }> {
  try {
    return { text: await missing(), isAnswer: true };
  } catch (reason) {
    return { text: isError(reason) ? reason.message : String(reason), isAnswer: false };
  }
}

interface Watched extends NodePlan {
  readonly running: boolean;
}

/** Whether what two nodes send reaches the other, or what the first one sends the second. */
export type Connected = (one: Watched, other: Watched) => boolean;

/** Without a majority of running voters nothing can be decided, so no effect can be waited for. */
export function hasMajority(nodes: readonly Watched[], connected: Connected): boolean {
  return nodes.some((node) => reachesMajority(node, nodes, connected));
}

/** Whether a node is a voter that runs and reaches, with itself, a majority of the voters. */
export function reachesMajority(node: Watched, nodes: readonly Watched[], connected: Connected): boolean {
  if (!isController(node) || !node.running) return false;
  const voters = nodes.filter(isController);
  const reached = voters.filter((voter) => voter === node || (voter.running && connected(node, voter)));
  return reached.length * 2 > voters.length;
}

/** What is missing until the cluster shows that these nodes are gone; undefined when it does. */
export async function missingUntilGone(view: ClusterView, gone: readonly Watched[]): Promise<string | undefined> {
  const ids = new Set<NodeId>(gone.map((node) => node.id));
  const { leaderId } = await view.quorum();
  if (leaderId === undefined) return 'the quorum has no leader';
  if (ids.has(leaderId)) return `controller ${leaderId} still counts as active`;
  if (!gone.some(isBroker)) return undefined;
  const unfenced = (await view.brokers()).filter((broker) => ids.has(broker.id) && !broker.fenced);
  if (unfenced.length > 0) return `broker ${unfenced.map((broker) => broker.id).join(', ')} is not fenced`;
  const led = (await view.partitions()).filter((one) => one.leader !== undefined && ids.has(one.leader));
  const [first] = led;
  return first === undefined ? undefined : `${first.topic}/${first.partition} is still led by ${first.leader}`;
}

/**
 * What is missing until the cluster goes on without those that its network keeps from taking part: voters that reach no
 * majority, and brokers whose heartbeats do not arrive at the active controller. What else a cut does shows with the
 * traffic: an in-sync set shrinks when there is something that a follower does not have.
 */
export async function missingUntilCut(
  view: ClusterView,
  nodes: readonly Watched[],
  connected: Connected,
  arrives: Connected,
): Promise<string | undefined> {
  const { leaderId } = await view.quorum();
  const leader = nodes.find((node) => node.id === leaderId);
  if (leader === undefined) return 'the quorum has no leader';
  const isOut = (node: Watched): boolean =>
    (isController(node) && !reachesMajority(node, nodes, connected)) || (isBroker(node) && !arrives(node, leader));
  return missingUntilGone(view, nodes.filter(isOut));
}

/** What is missing until the cluster shows that these nodes are back, in every in-sync set they belong to. */
export async function missingUntilBack(view: ClusterView, back: readonly Watched[]): Promise<string | undefined> {
  const { leaderId } = await view.quorum();
  if (leaderId === undefined) return 'the quorum has no leader';
  const brokerIds = new Set<NodeId>(back.filter(isBroker).map((node) => node.id));
  if (brokerIds.size === 0) return undefined;
  const unfenced = new Set((await view.brokers()).filter((broker) => !broker.fenced).map((broker) => broker.id));
  for (const id of brokerIds) if (!unfenced.has(id)) return `broker ${id} is fenced`;
  for (const one of await view.partitions()) {
    const outside = one.replicas.find((id) => brokerIds.has(id) && !one.isr.includes(id));
    if (outside !== undefined) return `broker ${outside} is not in sync for ${one.topic}/${one.partition}`;
    if (one.leader === undefined) return `${one.topic}/${one.partition} has no leader`;
  }
  return undefined;
}
