import { DraveError, UUID_ZERO } from '@drave/base';
import { resolveValue, topicConfigs } from '@drave/config';
import { settingsOf, type CreatedTopic } from '@drave/controller';
import {
  NO_LEADER,
  type BrokerRegistration,
  type MetadataImage,
  type PartitionRegistration,
  type TopicImage,
} from '@drave/metadata';
import type { adminV1 } from '@drave/rpc';
import type { AdminDomain } from './admin-domain.js';

/** The image's view of things, told in `drave.admin.v1`. */
export function topicMessage(image: MetadataImage, topic: TopicImage): adminV1.Topic {
  return {
    name: topic.name,
    topicId: topic.id,
    partitionCount: topic.partitionCount,
    replicationFactor: topic.partition(0)?.replicas.length ?? 0,
    internal: isInternal(topic.name),
    configs: new Map([...image.config({ type: 'topic', name: topic.name })].sort()),
    partitions: [],
  };
}

export function createdTopicMessage(created: CreatedTopic, configs: ReadonlyMap<string, string>): adminV1.Topic {
  const { name, topicId, partitionCount, replicationFactor } = created;
  return { name, topicId, partitionCount, replicationFactor, internal: isInternal(name), configs, partitions: [] };
}

export function isInternal(topic: string): boolean {
  return topic === '__consumer_offsets' || topic === '__transaction_state';
}

export function findTopic(image: MetadataImage, ref: { readonly name: string; readonly topicId: string }): TopicImage {
  const topic = ref.topicId === '' ? image.topicByName(ref.name) : image.topic(ref.topicId);
  if (topic !== undefined && (ref.name === '' || topic.name === ref.name)) return topic;
  if (ref.topicId !== '') throw new DraveError('UNKNOWN_TOPIC_ID', `no topic has the id '${ref.topicId}'`);
  throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `no topic is named '${ref.name}'`);
}

/** How the partitions of one topic look; built once per topic, because each needs the topic's minimum ISR. */
export function partitionMessages(domain: AdminDomain, image: MetadataImage, topic: TopicImage) {
  const minInsyncReplicas = minInsyncReplicasOf(domain, image, topic.name);
  return (partition: PartitionRegistration): adminV1.Partition => ({
    topic: topic.name,
    index: partition.index,
    leaderId: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    partitionEpoch: partition.partitionEpoch,
    replicas: partition.replicas,
    isr: partition.isr,
    elr: partition.elr,
    lastKnownElr: partition.lastKnownElr,
    addingReplicas: partition.addingReplicas,
    removingReplicas: partition.removingReplicas,
    offlineReplicas: partition.replicas.filter((id) => isOffline(image.broker(id))),
    directories: partition.directories.map((directory) => (directory === UUID_ZERO ? '' : directory)),
    minInsyncReplicas: Math.min(minInsyncReplicas, partition.replicas.length),
  });
}

export function matchesFilter(partition: adminV1.Partition, filter: adminV1.PartitionFilter): boolean {
  switch (filter) {
    case 'ALL':
      return true;
    case 'OFFLINE':
      return partition.leaderId === NO_LEADER;
    case 'UNDER_REPLICATED':
      return partition.isr.length < partition.replicas.length - partition.addingReplicas.length;
    case 'UNDER_MIN_ISR':
      return partition.isr.length < partition.minInsyncReplicas;
    case 'NOT_PREFERRED':
      return partition.leaderId !== partition.replicas[0];
    case 'REASSIGNING':
      return partition.addingReplicas.length > 0 || partition.removingReplicas.length > 0;
  }
}

/** Replicas and leaderships per broker, counted once for all of them. */
export function brokerMessages(image: MetadataImage): (broker: BrokerRegistration) => adminV1.Broker {
  const replicas = new Map<number, number>();
  const leaders = new Map<number, number>();
  for (const topic of image.topics()) {
    for (const partition of topic.partitions()) {
      for (const id of partition.replicas) replicas.set(id, (replicas.get(id) ?? 0) + 1);
      leaders.set(partition.leader, (leaders.get(partition.leader) ?? 0) + 1);
    }
  }
  return (broker) => ({
    id: broker.id,
    epoch: broker.epoch,
    state: stateOf(broker),
    listeners: broker.listeners.map(({ name, host, port }) => ({ name, endpoint: { host, port } })),
    rack: broker.rack ?? '',
    incarnationId: broker.incarnationId,
    directories: broker.directories,
    replicaCount: replicas.get(broker.id) ?? 0,
    leaderCount: leaders.get(broker.id) ?? 0,
  });
}

function stateOf(broker: BrokerRegistration): adminV1.BrokerState {
  if (broker.fenced) return 'FENCED';
  return broker.inControlledShutdown ? 'SHUTTING_DOWN' : 'RUNNING';
}

function isOffline(broker: BrokerRegistration | undefined): boolean {
  return broker === undefined || broker.fenced;
}

function minInsyncReplicasOf(domain: AdminDomain, image: MetadataImage, topic: string): number {
  const row = topicConfigs.get('min.insync.replicas');
  if (row === undefined) return 1;
  const { value } = resolveValue(row, {
    topic: settingsOf(image, { type: 'topic', name: topic }),
    cluster: settingsOf(image, { type: 'broker', name: '' }),
    ...domain.statics,
  });
  return typeof value === 'number' ? value : 1;
}
