import { mergePartition, type MetadataImage, type MetadataRecord } from '@drave/metadata';
import type { AlterPartitionItemResult, LeaveIsrRequest } from '../broker-requests.js';
import type { ClusterConfig } from '../cluster-config.js';
import { accept, reject, type Decision, type Rejection } from '../decision.js';
import { electionRules } from '../partition/broker-changes.js';
import { changePartition } from '../partition/change-partition.js';
import { currentBroker } from './broker-epoch.js';

/**
 * A replica found corruption below its high watermark. It leaves ISR and ELR before it throws its data away, unless it
 * is the last complete one: then the partition goes offline, the replica stays on record as the last known leader (its
 * return after a restart brings the partition back), and nothing may be deleted.
 */
export function decideLeaveIsr(
  image: MetadataImage,
  request: LeaveIsrRequest,
  ports: { readonly config: ClusterConfig },
): Decision<readonly AlterPartitionItemResult[]> {
  const sender = currentBroker(image, request);
  if (sender.kind === 'rejected') return sender;
  const records: MetadataRecord[] = [];
  const seen = new Set<string>();
  const results = request.partitions.map((item): AlterPartitionItemResult => {
    const { topicId, partition } = item;
    const refuse = ({ code, message }: Rejection) =>
      ({ kind: 'rejected', topicId, partition, error: code, message }) as const;
    const topic = image.topic(topicId);
    const before = topic?.partition(partition);
    if (topic === undefined || before === undefined) {
      return refuse(reject('UNKNOWN_TOPIC_ID', `there is no partition ${topicId}-${partition}`));
    }
    if (seen.has(`${topicId}-${partition}`)) return refuse(reject('INVALID_REQUEST', 'the partition occurs twice'));
    seen.add(`${topicId}-${partition}`);
    if (item.leaderEpoch > before.leaderEpoch)
      return refuse(reject('NOT_CONTROLLER', 'the sender knows a later epoch'));
    if (item.leaderEpoch < before.leaderEpoch) {
      return refuse(reject('FENCED_LEADER_EPOCH', `the partition is in leader epoch ${before.leaderEpoch}`));
    }
    const rules = electionRules(image, ports.config, topic);
    const others = [...before.isr, ...before.elr].filter((id) => id !== request.brokerId);
    if (others.length === 0) {
      // Without a leader the partition takes no writes, so what is lost does not grow.
      const nobody = { ...rules, isActive: () => false, uncleanElection: false };
      const change = changePartition(before, { isr: [], lostReplicas: new Set([request.brokerId]) }, nobody);
      if (change !== undefined) records.push(change);
      const message = `broker ${request.brokerId} holds the last complete replica: the partition is offline, keep the data`;
      return refuse(reject('ELIGIBLE_LEADERS_NOT_AVAILABLE', message));
    }
    const change = changePartition(
      before,
      { isr: before.isr.filter((id) => id !== request.brokerId), lostReplicas: new Set([request.brokerId]) },
      { ...rules, isActive: (id, directory) => id !== request.brokerId && rules.isActive(id, directory) },
    );
    if (change !== undefined) records.push(change);
    const after = change === undefined ? before : mergePartition(before, change);
    const { leader: leaderId, leaderEpoch, partitionEpoch, isr } = after;
    return { kind: 'committed', topicId, partition, leaderId, leaderEpoch, partitionEpoch, isr };
  });
  return accept(records, results);
}
