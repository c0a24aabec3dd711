import { DraveError, type Millis } from '@drave/base';
import type { ClusterView } from '../../cluster-view.js';
import { isBroker, isController } from '../../plan.js';
import { waitUntil, type Wait } from '../effects.js';
import type { ManagedNode } from '../local-node.js';

/** Makes a started controller a voter. It must have caught up first, so the quorum may refuse a few times. */
export async function promote(view: ClusterView, node: ManagedNode, wait: Wait): Promise<void> {
  const missing = async (): Promise<string | undefined> => {
    const { voters } = await view.quorum();
    if (voters.includes(node.id)) return undefined;
    await view.addVoter(node.id, node.grpc);
    return `${node.name} is not among the voters`;
  };
  await waitUntil(`${node.name} votes`, missing, wait);
}

/** Takes a node out of the cluster's metadata and ends it. @throws DraveError, with the node still in service. */
export async function dismiss(view: ClusterView, node: ManagedNode, wait: Wait, stopTimeoutMs: Millis): Promise<void> {
  if (isController(node)) await leaveQuorum(view, node, wait);
  if (isBroker(node)) await checkEmpty(view, node);
  await node.stop(stopTimeoutMs);
  if (!isBroker(node)) return;
  const missing = async (): Promise<string | undefined> => {
    if (!(await view.brokers()).some((broker) => broker.id === node.id)) return undefined;
    // The cluster forgets a broker whatever it holds, and a replica may have been placed on this one while it stopped.
    await checkEmpty(view, node);
    await view.unregisterBroker(node.id);
    return `${node.name} is still registered`;
  };
  await waitUntil(`${node.name} is forgotten`, missing, wait);
}

async function leaveQuorum(view: ClusterView, node: ManagedNode, wait: Wait): Promise<void> {
  await checkNotLastVoter(view, node);
  const missing = async (): Promise<string | undefined> => {
    const { voters } = await view.quorum();
    if (!voters.includes(node.id)) return undefined;
    await view.removeVoter(node.id);
    return `${node.name} is still a voter`;
  };
  await waitUntil(`${node.name} has left the quorum`, missing, wait);
}

async function checkNotLastVoter(view: ClusterView, node: ManagedNode): Promise<void> {
  // A quorum that does not answer at the moment is asked again by the wait that follows.
  const voters = await view.quorum().then(
    (quorum) => quorum.voters,
    () => [],
  );
  if (voters.length === 1 && voters[0] === node.id)
    throw new DraveError(
      'POLICY_VIOLATION',
      `${node.name} is the only voter, and a quorum of none decides nothing: add another controller first, or end the cluster`,
    );
}

async function checkEmpty(view: ClusterView, node: ManagedNode): Promise<void> {
  const held = (await view.partitions()).filter((one) => one.replicas.includes(node.id));
  const [first] = held;
  if (first === undefined) return;
  throw new DraveError(
    'POLICY_VIOLATION',
    `${node.name} holds replicas of ${held.length} partitions, ${first.topic}/${first.partition} for one; move them first`,
  );
}
