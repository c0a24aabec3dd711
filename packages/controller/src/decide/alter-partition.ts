import { assert, UUID_ZERO, type NodeId } from '@drave/base';
import {
  isActive,
  mergePartition,
  type MetadataImage,
  type MetadataRecord,
  type PartitionChangeRecord,
  type PartitionRegistration,
  type TopicImage,
} from '@drave/metadata';
import type { AlterPartitionItem, AlterPartitionItemResult, AlterPartitionRequest } from '@drave/metadata/controller';
import type { ClusterConfig } from '../cluster-config.js';
import { accept, reject, type DecisionSteps, type Rejection } from '../decision.js';
import { electionRules } from '../partition/broker-changes.js';
import { changePartition } from '../partition/change-partition.js';
import { currentBroker } from './broker-epoch.js';
import { decideEachPartition } from './each-partition.js';

/** A leader changes the ISRs of its partitions (KIP-497). Each item stands or falls on its own. */
export function* decideAlterPartition(
  image: MetadataImage,
  request: AlterPartitionRequest,
  ports: { readonly config: ClusterConfig },
): DecisionSteps<readonly AlterPartitionItemResult[]> {
  const sender = currentBroker(image, request);
  if (sender.kind === 'rejected') return sender;
  const records: MetadataRecord[] = [];
  const results = yield* decideEachPartition(request.items, (item) =>
    alterOne(image, request.brokerId, item, ports.config, records),
  );
  return accept(records, results);
}

function alterOne(
  image: MetadataImage,
  sender: NodeId,
  item: AlterPartitionItem,
  config: ClusterConfig,
  records: MetadataRecord[],
): PartitionRegistration | Rejection {
  const topic = image.topic(item.topicId);
  const partition = topic?.partition(item.partition);
  if (topic === undefined) return reject('UNKNOWN_TOPIC_ID', `there is no topic with id ${item.topicId}`);
  if (partition === undefined) {
    return reject('UNKNOWN_TOPIC_OR_PARTITION', `topic '${topic.name}' has no partition ${item.partition}`);
  }
  const refused =
    ignoreStale(topic, partition, sender, item) ??
    invalidIsr(partition, sender, item) ??
    ineligible(image, partition, item);
  if (refused !== undefined) return refused;
  const isr = item.newIsr.map((member) => member.brokerId);
  const change = changePartition(partition, { isr }, electionRules(image, config, topic)) ?? unchangedIsr(partition);
  records.push(change);
  const after = mergePartition(partition, change);
  assert(
    after.isr.every((id) => isr.includes(id)),
    'nobody enters the ISR whom the leader has not named',
  );
  if (after.leaderEpoch === partition.leaderEpoch) {
    assert(after.leader === sender, 'the leader stays as long as its epoch');
    return after;
  }
  // The change ended a reassignment and with it this leadership: it is made, but the sender must look at the metadata.
  return reject(
    'NEW_LEADER_ELECTED',
    `the change was made and broker ${after.leader} leads in epoch ${after.leaderEpoch}`,
  );
}

/**
 * The ISR as it is still moves the partition epoch. A leader asks for it to make void an earlier proposal whose answer
 * was lost and which may be on its way for a long time yet.
 */
function unchangedIsr(partition: PartitionRegistration): PartitionChangeRecord {
  return { kind: 'partitionChange', topicId: partition.topicId, index: partition.index, isr: partition.isr };
}

function ignoreStale(
  topic: TopicImage,
  partition: PartitionRegistration,
  sender: NodeId,
  item: AlterPartitionItem,
): Rejection | undefined {
  const name = `${topic.name}-${partition.index}`;
  if (item.leaderEpoch > partition.leaderEpoch || item.partitionEpoch > partition.partitionEpoch) {
    return reject('NOT_CONTROLLER', `the sender knows a later state of ${name} than this controller`);
  }
  if (item.leaderEpoch < partition.leaderEpoch) {
    return reject(
      'FENCED_LEADER_EPOCH',
      `${name} is in leader epoch ${partition.leaderEpoch}, not ${item.leaderEpoch}`,
    );
  }
  if (partition.leader !== sender) {
    return reject('INVALID_REQUEST', `broker ${sender} does not lead ${name}, ${partition.leader} does`);
  }
  if (item.partitionEpoch < partition.partitionEpoch) {
    const message = `${name} is in partition epoch ${partition.partitionEpoch}, not ${item.partitionEpoch}`;
    return reject('INVALID_UPDATE_VERSION', message);
  }
  return undefined;
}

function invalidIsr(partition: PartitionRegistration, sender: NodeId, item: AlterPartitionItem): Rejection | undefined {
  const isr = item.newIsr.map((member) => member.brokerId);
  if (new Set(isr).size !== isr.length) return reject('INVALID_REQUEST', `the ISR ${isr.join(', ')} names one twice`);
  if (!isr.includes(sender)) return reject('INVALID_REQUEST', `the ISR ${isr.join(', ')} lacks the leader ${sender}`);
  const nonReplica = isr.find((id) => !partition.replicas.includes(id));
  if (nonReplica === undefined) return undefined;
  return reject('INVALID_REQUEST', `broker ${nonReplica} is not a replica of the partition`);
}

/**
 * KIP-841 and KIP-903: nobody enters who is fenced, on its way out, or another incarnation than the one seen fetching.
 */
function ineligible(
  image: MetadataImage,
  partition: PartitionRegistration,
  item: AlterPartitionItem,
): Rejection | undefined {
  for (const { brokerId, brokerEpoch } of item.newIsr) {
    const broker = image.broker(brokerId);
    if (!isActive(broker)) {
      return reject('INELIGIBLE_REPLICA', `broker ${brokerId} is fenced, shutting down or not registered`);
    }
    const directory = partition.directories[partition.replicas.indexOf(brokerId)];
    if (directory !== undefined && directory !== UUID_ZERO && !broker.directories.includes(directory)) {
      return reject('INELIGIBLE_REPLICA', `the log directory of broker ${brokerId}'s replica is offline`);
    }
    if (brokerEpoch === -1 && partition.isr.includes(brokerId)) continue;
    if (brokerEpoch > broker.epoch) {
      return reject(
        'NOT_CONTROLLER',
        `broker ${brokerId} has epoch ${brokerEpoch}, which this controller does not know`,
      );
    }
    if (brokerEpoch !== broker.epoch) {
      return reject('INELIGIBLE_REPLICA', `broker ${brokerId} is at epoch ${broker.epoch}, not ${brokerEpoch}`);
    }
  }
  return undefined;
}
