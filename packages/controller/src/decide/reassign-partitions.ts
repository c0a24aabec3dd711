import { isReassigning, type MetadataImage, type MetadataRecord } from '@drave/metadata';
import type { ClusterConfig } from '../cluster-config.js';
import type { PartitionOutcome, Reassignment, ReassignPartitionsCommand } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult, type Rejection } from '../decision.js';
import { electionRules } from '../partition/broker-changes.js';
import { changePartition } from '../partition/change-partition.js';
import { cancelReassignment, startReassignment } from '../partition/reassignment.js';
import { invalidReplicas } from './assignment.js';

/** Records the moves (KIP-455). They end on their own, when an ISR change makes a target whole. */
export function* decideReassignPartitions(
  image: MetadataImage,
  command: ReassignPartitionsCommand,
  ports: { readonly config: ClusterConfig },
): DecisionSteps<readonly PartitionOutcome[]> {
  const records: MetadataRecord[] = [];
  const seen = new Set<string>();
  const outcomes: PartitionOutcome[] = [];
  for (const reassignment of command.reassignments) {
    const { topic, partition } = reassignment;
    // The number comes first: a topic may end in '-', and a number that is asked for may be negative.
    const key = `${partition}-${topic}`;
    const result = seen.has(key)
      ? reject('INVALID_REQUEST', `${topic}-${partition} occurs twice in the request`)
      : (factorChanges(image, command, reassignment) ?? reassignOne(image, reassignment, ports.config, records));
    seen.add(key);
    outcomes.push({ topic, partition, result });
    yield;
  }
  return accept(records, outcomes);
}

/** Replicas are counted without a move under way: as many as there will be when that ends. */
function factorChanges(
  image: MetadataImage,
  { allowReplicationFactorChange: allowed = true }: ReassignPartitionsCommand,
  { topic, partition: index, target }: Reassignment,
): Rejection | undefined {
  const partition = image.topicByName(topic)?.partition(index);
  if (allowed || target === undefined || partition === undefined) return undefined;
  const now = partition.replicas.length - partition.removingReplicas.length;
  if (now === target.length) return undefined;
  return reject('INVALID_REPLICATION_FACTOR', `${topic}-${index} has ${now} replicas, not ${target.length}`);
}

function reassignOne(
  image: MetadataImage,
  { topic: name, partition: index, target }: Reassignment,
  config: ClusterConfig,
  records: MetadataRecord[],
): ItemResult<null> {
  const topic = image.topicByName(name);
  const partition = topic?.partition(index);
  if (topic === undefined || partition === undefined) {
    return reject('UNKNOWN_TOPIC_OR_PARTITION', `there is no partition ${name}-${index}`);
  }
  if (target === undefined && !isReassigning(partition)) {
    return reject('NO_REASSIGNMENT_IN_PROGRESS', `${name}-${index} is not being moved, so there is nothing to cancel`);
  }
  const refused = target === undefined ? undefined : invalidReplicas(image, index, target);
  if (refused !== undefined) return refused;
  const sets =
    target === undefined ? cancelReassignment(image, partition) : startReassignment(image, partition, target);
  if (sets.isr.length === 0 && partition.isr.length > 0) {
    const message = `${name}-${index} would be left without an in-sync replica: wait until one of ${sets.replicas.join(', ')} is in sync`;
    return reject('INVALID_REPLICA_ASSIGNMENT', message);
  }
  const change = changePartition(partition, sets, electionRules(image, config, topic));
  if (change !== undefined) records.push(change);
  return { kind: 'ok', value: null };
}
