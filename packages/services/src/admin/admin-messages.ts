import { DraveError, UUID_ZERO, type NodeId } from '@drave/base';
import type { BrokerLoad, CreatedTopic, DescribedPartition } from '@drave/controller';
import { internalTopics, type BrokerRegistration, type MetadataImage, type TopicImage } from '@drave/metadata';
import type { adminV1 } from '@drave/rpc';

/** The image's view of things, told in `drave.admin.v1`. Configurations are for who may see them. */
export function topicMessage(
  image: MetadataImage,
  topic: TopicImage,
  showsConfigs: (name: string) => boolean,
): adminV1.Topic {
  return {
    name: topic.name,
    topicId: topic.id,
    partitionCount: topic.partitionCount,
    replicationFactor: topic.partition(0)?.replicas.length ?? 0,
    internal: internalTopics.has(topic.name),
    configs: showsConfigs(topic.name)
      ? new Map([...image.config({ type: 'topic', name: topic.name })].sort())
      : new Map(),
    partitions: [],
  };
}

export function createdTopicMessage(created: CreatedTopic, configs: ReadonlyMap<string, string>): adminV1.Topic {
  return { ...created, internal: internalTopics.has(created.name), configs, partitions: [] };
}

/** @throws DraveError UNKNOWN_TOPIC_ID, UNKNOWN_TOPIC_OR_PARTITION. */
export function findTopic(image: MetadataImage, ref: { readonly name: string; readonly topicId?: string }): TopicImage {
  const { name, topicId = '' } = ref;
  const topic = topicId === '' ? image.topicByName(name) : image.topic(topicId);
  if (topic !== undefined && (name === '' || topic.name === name)) return topic;
  if (topicId !== '') throw new DraveError('UNKNOWN_TOPIC_ID', `no topic has the id '${topicId}'`);
  throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `no topic is named '${name}'`);
}

export function partitionMessage(described: DescribedPartition): adminV1.Partition {
  const { topic, registration, offlineReplicas, minInsyncReplicas } = described;
  return {
    topic: topic.name,
    index: registration.index,
    leaderId: registration.leader,
    leaderEpoch: registration.leaderEpoch,
    partitionEpoch: registration.partitionEpoch,
    replicas: registration.replicas,
    isr: registration.isr,
    elr: registration.elr,
    lastKnownElr: registration.lastKnownElr,
    addingReplicas: registration.addingReplicas,
    removingReplicas: registration.removingReplicas,
    offlineReplicas,
    directories: registration.directories.map((directory) => (directory === UUID_ZERO ? '' : directory)),
    minInsyncReplicas,
  };
}

export function brokerMessage(broker: BrokerRegistration, loads: ReadonlyMap<NodeId, BrokerLoad>): adminV1.Broker {
  const load = loads.get(broker.id);
  return {
    id: broker.id,
    epoch: broker.epoch,
    state: stateOf(broker),
    listeners: broker.listeners.map(({ name, host, port }) => ({ name, endpoint: { host, port } })),
    rack: broker.rack ?? '',
    incarnationId: broker.incarnationId,
    directories: broker.directories,
    replicaCount: load?.replicaCount ?? 0,
    leaderCount: load?.leaderCount ?? 0,
  };
}

function stateOf(broker: BrokerRegistration): adminV1.BrokerState {
  if (broker.fenced) return 'FENCED';
  return broker.inControlledShutdown ? 'SHUTTING_DOWN' : 'RUNNING';
}
