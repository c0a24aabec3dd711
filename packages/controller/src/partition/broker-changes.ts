import { assert, UUID_ZERO, type DirectoryId, type NodeId, type Steps } from '@drave/base';
import {
  isActive,
  NO_LEADER,
  type BrokerRegistration,
  type MetadataImage,
  type PartitionChangeRecord,
  type PartitionRegistration,
  type TopicImage,
} from '@drave/metadata';
import type { ClusterConfig } from '../cluster-config.js';
import { changePartition, type ElectionRules, type PartitionTarget } from './change-partition.js';

/** What happens to the partitions of brokers that go out of service, all in one batch. */
interface BrokersLeaving {
  readonly brokers: ReadonlySet<NodeId>;
  /** Whether this replica may have lost acknowledged records with it. */
  readonly hasLost: (partition: PartitionRegistration, broker: NodeId) => boolean;
  /** False keeps a controlled shutdown from electing an incomplete replica. */
  readonly allowUnclean: boolean;
  /** Which partitions are concerned; undefined for every one. */
  readonly concerns?: (partition: PartitionRegistration) => boolean;
}

/**
 * Takes the brokers out of every ISR they are in, and leadership with it. Replicas that lost data leave the ELR too.
 */
export function* brokersLeaveRecords(
  image: MetadataImage,
  config: ClusterConfig,
  leaving: BrokersLeaving,
): Steps<PartitionChangeRecord[]> {
  const { brokers } = leaving;
  return yield* changePartitions(image, config, topicsOnBrokers(image, brokers), (partition, rules) => {
    const concerned = partition.replicas.filter((id) => brokers.has(id));
    if (concerned.length === 0 || leaving.concerns?.(partition) === false) return undefined;
    const lostReplicas = new Set(concerned.filter((id) => leaving.hasLost(partition, id)));
    const leaves = concerned.some((id) => partition.isr.includes(id) || id === partition.leader);
    if (!leaves && ![...lostReplicas].some((id) => partition.elr.includes(id))) return undefined;
    const target: PartitionTarget = { isr: partition.isr.filter((id) => !brokers.has(id)), lostReplicas };
    const change = changePartition(partition, target, {
      ...rules,
      isActive: (id, directory) => !brokers.has(id) && rules.isActive(id, directory),
      uncleanElection: leaving.allowUnclean && rules.uncleanElection,
    });
    const isr = change?.isr ?? partition.isr;
    assert(!isr.some((id) => brokers.has(id)), 'who leaves is in no ISR, and leads nothing');
    return change;
  });
}

/**
 * Partitions without a leader that this broker, about to be active, can lead. Only this one: what another live replica
 * could lead would not be without a leader, unless that replica said itself that it must not (corruption).
 */
export function* brokerReturnsRecords(
  image: MetadataImage,
  config: ClusterConfig,
  broker: NodeId,
): Steps<PartitionChangeRecord[]> {
  return yield* changePartitions(image, config, image.topicsOnBroker(broker), (partition, rules) => {
    if (partition.leader !== NO_LEADER || !partition.replicas.includes(broker)) return undefined;
    const change = changePartition(
      partition,
      {},
      { ...rules, isActive: (id, directory) => id === broker && isOnline(image.broker(id), directory) },
    );
    assert(change?.leader === undefined || change.leader === broker, 'only who returns begins to lead');
    return change;
  });
}

/** The rules for one topic in this image. */
export function electionRules(image: MetadataImage, config: ClusterConfig, topic: TopicImage): ElectionRules {
  return {
    isActive: (id, directory) => {
      const broker = image.broker(id);
      return isActive(broker) && isOnline(broker, directory);
    },
    minInsyncReplicas: config.minInsyncReplicas(image, topic.name),
    uncleanElection: config.uncleanElection(image, topic.name),
  };
}

function isOnline(broker: BrokerRegistration | undefined, directory: DirectoryId): boolean {
  return directory === UUID_ZERO || broker?.directories.includes(directory) === true;
}

/** Applies `change` to the partitions of these topics, in their order and by index, and gathers what it makes. */
export function* changePartitions(
  image: MetadataImage,
  config: ClusterConfig,
  topics: Iterable<TopicImage>,
  change: (partition: PartitionRegistration, rules: ElectionRules) => PartitionChangeRecord | undefined,
): Steps<PartitionChangeRecord[]> {
  const records: PartitionChangeRecord[] = [];
  for (const topic of topics) {
    const rules = electionRules(image, config, topic);
    for (const partition of topic.partitions()) {
      const record = change(partition, rules);
      if (record !== undefined) records.push(record);
      yield;
    }
  }
  return records;
}

/** The topics of these brokers, each once. */
function* topicsOnBrokers(image: MetadataImage, brokers: ReadonlySet<NodeId>): Iterable<TopicImage> {
  const seen = new Set<TopicImage>();
  for (const broker of brokers) {
    for (const topic of image.topicsOnBroker(broker)) {
      if (brokers.size > 1 && seen.has(topic)) continue;
      if (brokers.size > 1) seen.add(topic);
      yield topic;
    }
  }
}
