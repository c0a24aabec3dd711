import type { NodeId, Steps, TopicName } from '@drave/base';
import { describeBrokerConfigs, describeGroupConfigs, describeTopicConfigs, type ConfigEntry } from '@drave/config';
import {
  NO_LEADER,
  type ConfigResource,
  type MetadataImage,
  type PartitionRegistration,
  type TopicImage,
} from '@drave/metadata';
import { settingsOf, type ClusterConfig, type StaticLayers } from './cluster-config.js';
import type { PartitionRef } from './commands.js';

export type PartitionFilter = 'all' | 'offline' | 'underReplicated' | 'underMinIsr' | 'notPreferred' | 'reassigning';

export interface PartitionSelection {
  /** The topic; undefined for every topic. */
  readonly topic?: TopicName | undefined;
  readonly filter: PartitionFilter;
  /** Only partitions with a replica on this broker. */
  readonly brokerId?: NodeId | undefined;
  /** Only partitions behind this one, which need not exist. */
  readonly after?: PartitionRef | undefined;
}

export interface DescribedPartition {
  readonly topic: TopicImage;
  readonly registration: PartitionRegistration;
  readonly offlineReplicas: readonly NodeId[];
  /** What acks=all needs of this partition. */
  readonly minInsyncReplicas: number;
}

/** The partitions that were asked for, by topic name and index. */
export function* selectPartitions(
  image: MetadataImage,
  config: ClusterConfig,
  selection: PartitionSelection,
): Iterable<DescribedPartition> {
  const { brokerId, after } = selection;
  for (const topic of selectedTopics(image, selection)) {
    const minInsyncReplicas = config.minInsyncReplicas(image, topic.name);
    const first = after?.topic === topic.name ? after.partition + 1 : 0;
    for (let index = first; index < topic.partitionCount; index++) {
      const registration = topic.partition(index);
      if (registration === undefined) continue;
      if (brokerId !== undefined && !registration.replicas.includes(brokerId)) continue;
      const described = describePartition(image, topic, registration, minInsyncReplicas);
      if (passes(described, selection.filter)) yield described;
    }
  }
}

function* selectedTopics(image: MetadataImage, { topic: name, after }: PartitionSelection): Iterable<TopicImage> {
  const first = image.topicByName(name ?? after?.topic ?? '');
  if (first !== undefined && (after === undefined || first.name >= after.topic)) yield first;
  if (name !== undefined) return;
  for (const each of image.topicNamesAfter(after?.topic)) {
    const topic = image.topicByName(each);
    if (topic !== undefined) yield topic;
  }
}

export function describePartition(
  image: MetadataImage,
  topic: TopicImage,
  registration: PartitionRegistration,
  topicMinInsyncReplicas: number,
): DescribedPartition {
  return {
    topic,
    registration,
    offlineReplicas: registration.replicas.filter((id) => image.broker(id)?.fenced !== false),
    minInsyncReplicas: Math.min(topicMinInsyncReplicas, registration.replicas.length),
  };
}

export interface BrokerLoad {
  readonly replicaCount: number;
  readonly leaderCount: number;
}

/** What every broker has and leads, for brokers that have anything. It takes a step for each partition. */
export function* brokerLoads(image: MetadataImage): Steps<ReadonlyMap<NodeId, BrokerLoad>> {
  const loads = new Map<NodeId, { replicaCount: number; leaderCount: number }>();
  const of = (id: NodeId) => {
    const load = loads.get(id) ?? { replicaCount: 0, leaderCount: 0 };
    loads.set(id, load);
    return load;
  };
  for (const topic of image.topics()) {
    for (const { replicas, leader } of topic.partitions()) {
      for (const id of replicas) of(id).replicaCount++;
      if (leader !== NO_LEADER) of(leader).leaderCount++;
      yield;
    }
  }
  return loads;
}

export interface ClusterHealth {
  readonly offlinePartitions: number;
  readonly underReplicatedPartitions: number;
  readonly underMinIsrPartitions: number;
  /** Why the cluster is not whole, in words; empty when it is. */
  readonly unhealthyReasons: readonly string[];
}

/** How healthy the cluster is. It takes a step for each partition. */
export function* clusterHealth(image: MetadataImage, config: ClusterConfig): Steps<ClusterHealth> {
  let offlinePartitions = 0;
  let underReplicatedPartitions = 0;
  let underMinIsrPartitions = 0;
  for (const partition of selectPartitions(image, config, { filter: 'all' })) {
    yield;
    if (!passes(partition, 'underReplicated')) continue;
    underReplicatedPartitions++;
    if (passes(partition, 'offline')) offlinePartitions++;
    if (passes(partition, 'underMinIsr')) underMinIsrPartitions++;
  }
  const fenced = image.brokers().filter((broker) => broker.fenced);
  const unhealthyReasons: string[] = [];
  if (fenced.length > 0) {
    unhealthyReasons.push(`out of service: ${fenced.map((broker) => `broker ${broker.id}`).join(', ')}`);
  }
  if (offlinePartitions > 0) unhealthyReasons.push(`${offlinePartitions} partitions have no leader`);
  if (underMinIsrPartitions > 0) {
    unhealthyReasons.push(`${underMinIsrPartitions} partitions have fewer in-sync replicas than min.insync.replicas`);
  }
  if (underReplicatedPartitions > 0) {
    unhealthyReasons.push(`${underReplicatedPartitions} partitions lack in-sync replicas`);
  }
  return { offlinePartitions, underReplicatedPartitions, underMinIsrPartitions, unhealthyReasons };
}

/** Every key that applies to the resource, or only `keys` when they are given. */
export function describeConfig(
  image: MetadataImage,
  resource: ConfigResource,
  layers: StaticLayers,
  keys?: readonly string[],
): readonly ConfigEntry[] {
  const cluster = image.config({ type: 'broker', name: '' });
  if (resource.type === 'topic') {
    return describeTopicConfigs({ topic: settingsOf(image, resource), cluster, ...layers }, keys);
  }
  if (resource.type === 'group')
    return describeGroupConfigs({ group: settingsOf(image, resource), cluster, ...layers }, keys);
  const broker = resource.name === '' ? undefined : image.config(resource);
  return describeBrokerConfigs({ broker, cluster, ...layers }, keys);
}

function passes({ registration, minInsyncReplicas }: DescribedPartition, filter: PartitionFilter): boolean {
  const { replicas, isr, leader, addingReplicas, removingReplicas } = registration;
  switch (filter) {
    case 'all':
      return true;
    case 'offline':
      return leader === NO_LEADER;
    case 'underReplicated':
      return isr.length < replicas.length - addingReplicas.length;
    case 'underMinIsr':
      return isr.length < minInsyncReplicas;
    case 'notPreferred':
      return leader !== replicas[0];
    case 'reassigning':
      return addingReplicas.length > 0 || removingReplicas.length > 0;
  }
}
