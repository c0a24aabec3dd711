import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, type Millis, type NodeId } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import { isBroker, isController, type NodePlan } from '../plan.js';

const pollMs = 25;

/**
 * Asks until the answer is `undefined` ("nothing is missing any more"). A question that fails counts as an answer still
 * missing, because a cluster under fault cannot always answer.
 *
 * @throws DraveError REQUEST_TIMED_OUT saying what was still missing.
 */
export async function waitUntil(
  what: string,
  missing: () => Promise<string | undefined> | string | undefined,
  timeoutMs: Millis,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    let last: string | undefined;
    try {
      last = await missing();
    } catch (reason) {
      last = reason instanceof Error ? reason.message : String(reason);
    }
    if (last === undefined) return;
    if (performance.now() >= deadlineMs)
      throw new DraveError('REQUEST_TIMED_OUT', `waited ${Math.round(timeoutMs)} ms until ${what}; still: ${last}`);
    await sleep(pollMs);
  }
}

interface Watched extends NodePlan {
  readonly running: boolean;
}

/** Without a majority of running voters nothing can be decided, so no effect can be waited for. */
export function hasMajority(nodes: readonly Watched[]): boolean {
  const voters = nodes.filter(isController);
  return voters.filter((node) => node.running).length * 2 > voters.length;
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
