import type { NodeId, Steps, TopicName } from '@drave/base';
import {
  localChanges,
  type LocalPartition,
  type LocalRemoval,
  type MetadataDelta,
  type PartitionRegistration,
} from '@drave/metadata';
import type { PartitionAssignment } from './core/events.js';

/** What the metadata makes a broker do with its replicas. */
export interface ReplicaHost {
  /** Closes the replica and deletes it. */
  remove(removal: LocalRemoval): void;
  /** Makes the replica where it is not there yet, and gives it the role that the registration says. */
  assign(local: LocalPartition): void;
  settingsChanged(topics: 'all' | readonly TopicName[]): Steps<void>;
  /** Someone was fenced, unfenced, began to shut down or registered anew. */
  brokersChanged(): Steps<void>;
}

/**
 * One delta, in an order that never lets a role act on settings of before: settings, removals (a topic may be made anew
 * under its old name), roles, and last what depends on other brokers. One step for each replica at most.
 */
export function* applyChanges(host: ReplicaHost, delta: MetadataDelta, nodeId: NodeId): Steps<void> {
  const changed = settingsIn(delta, nodeId);
  if (changed === 'all' || changed.length > 0) yield* host.settingsChanged(changed);
  const { removals, leaders, followers } = yield* localChanges(delta, nodeId);
  for (const removal of removals) {
    host.remove(removal);
    yield;
  }
  for (const local of [...leaders, ...followers]) {
    host.assign(local);
    yield;
  }
  if (delta.brokers().some(({ before, after }) => mattersToIsr(before) !== mattersToIsr(after)))
    yield* host.brokersChanged();
}

export function assignmentOf(registration: PartitionRegistration): PartitionAssignment {
  return {
    replicas: registration.replicas,
    isr: registration.isr,
    leaderId: registration.leader,
    leaderEpoch: registration.leaderEpoch,
    partitionEpoch: registration.partitionEpoch,
  };
}

function settingsIn(delta: MetadataDelta, nodeId: NodeId): 'all' | readonly TopicName[] {
  const topics: TopicName[] = [];
  for (const resource of delta.configResources()) {
    if (resource.type === 'topic') topics.push(resource.name);
    else if (resource.type === 'broker' && (resource.name === '' || resource.name === String(nodeId))) return 'all';
  }
  return topics;
}

function mattersToIsr(
  broker: { readonly epoch: number; readonly fenced: boolean; readonly inControlledShutdown: boolean } | undefined,
): string {
  return broker === undefined ? '' : `${broker.epoch}/${broker.fenced}/${broker.inControlledShutdown}`;
}
