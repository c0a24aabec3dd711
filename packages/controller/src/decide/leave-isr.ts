import { assert, type NodeId } from '@drave/base';
import { mergePartition, type MetadataImage, type MetadataRecord, type PartitionRegistration } from '@drave/metadata';
import type { AlterPartitionItemResult, LeaveIsrRequest } from '@drave/metadata/controller';
import type { ClusterConfig } from '../cluster-config.js';
import { accept, reject, type DecisionSteps, type Rejection } from '../decision.js';
import { electionRules } from '../partition/broker-changes.js';
import { changePartition } from '../partition/change-partition.js';
import { currentBroker } from './broker-epoch.js';
import { decideEachPartition } from './each-partition.js';

/**
 * A replica found corruption below its high watermark. It leaves ISR and ELR before it throws its data away, unless it
 * is the last complete one: then the partition goes offline, the replica stays on record as the last known leader (its
 * return after a restart brings the partition back), and nothing may be deleted.
 */
export function* decideLeaveIsr(
  image: MetadataImage,
  request: LeaveIsrRequest,
  ports: { readonly config: ClusterConfig },
): DecisionSteps<readonly AlterPartitionItemResult[]> {
  const sender = currentBroker(image, request);
  if (sender.kind === 'rejected') return sender;
  const records: MetadataRecord[] = [];
  const results = yield* decideEachPartition(request.partitions, (item) =>
    leaveOne(image, request.brokerId, item, ports.config, records),
  );
  return accept(records, results);
}

function leaveOne(
  image: MetadataImage,
  sender: NodeId,
  { topicId, partition, leaderEpoch }: LeaveIsrRequest['partitions'][number],
  config: ClusterConfig,
  records: MetadataRecord[],
): PartitionRegistration | Rejection {
  const topic = image.topic(topicId);
  const before = topic?.partition(partition);
  if (topic === undefined || before === undefined) {
    return reject('UNKNOWN_TOPIC_ID', `there is no partition ${topicId}-${partition}`);
  }
  if (leaderEpoch > before.leaderEpoch) return reject('NOT_CONTROLLER', 'the sender knows a later epoch');
  if (leaderEpoch < before.leaderEpoch) {
    return reject('FENCED_LEADER_EPOCH', `the partition is in leader epoch ${before.leaderEpoch}`);
  }
  const rules = electionRules(image, config, topic);
  const lostReplicas = new Set([sender]);
  const others = [...before.isr, ...before.elr].filter((id) => id !== sender);
  if (others.length === 0) {
    // Without a leader the partition takes no writes, so what is lost does not grow.
    const nobody = { ...rules, isActive: () => false, uncleanElection: false };
    const change = changePartition(before, { isr: [], lostReplicas }, nobody);
    if (change !== undefined) records.push(change);
    const message = `broker ${sender} holds the last complete replica: the partition is offline, keep the data`;
    return reject('ELIGIBLE_LEADERS_NOT_AVAILABLE', message);
  }
  // The leader still counts what the sender has confirmed, and would ask for its admission at once, or has asked
  // already: nothing that was said in this epoch may speak for a log that is about to be cut.
  const change = changePartition(
    before,
    { isr: before.isr.filter((id) => id !== sender), lostReplicas, endLeaderEpoch: true },
    { ...rules, isActive: (id, directory) => id !== sender && rules.isActive(id, directory) },
  );
  assert(change !== undefined, 'an epoch that ends is a change');
  records.push(change);
  return mergePartition(before, change);
}
