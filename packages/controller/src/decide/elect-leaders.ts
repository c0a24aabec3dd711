import type { Steps } from '@drave/base';
import {
  isActive,
  NO_LEADER,
  type MetadataImage,
  type MetadataRecord,
  type PartitionRegistration,
  type TopicImage,
} from '@drave/metadata';
import type { ClusterConfig } from '../cluster-config.js';
import type { ElectLeadersCommand, PartitionOutcome, PartitionRef } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult } from '../decision.js';
import { electionRules } from '../partition/broker-changes.js';
import { changePartition, type ElectionRules } from '../partition/change-partition.js';

/** Moves leaderships to the preferred replicas, or to any live one where nothing complete is left (KIP-460). */
export function* decideElectLeaders(
  image: MetadataImage,
  command: ElectLeadersCommand,
  ports: { readonly config: ClusterConfig },
): DecisionSteps<readonly PartitionOutcome[]> {
  const records: MetadataRecord[] = [];
  const outcomes: PartitionOutcome[] = [];
  const seen = new Set<string>();
  for (const ref of command.partitions ?? allPartitions(image)) {
    yield;
    // The number comes first: a topic may end in '-', and a number that is asked for may be negative.
    const key = `${ref.partition}-${ref.topic}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const result = electOne(image, ref, command.election, ports.config, records);
    // Without a list, the answer tells what was done, not what was fine already.
    if (command.partitions !== undefined || result.kind === 'ok') outcomes.push({ ...ref, result });
  }
  return accept(records, outcomes);
}

function electOne(
  image: MetadataImage,
  ref: PartitionRef,
  election: 'preferred' | 'unclean',
  config: ClusterConfig,
  records: MetadataRecord[],
): ItemResult<null> {
  const topic = image.topicByName(ref.topic);
  const partition = topic?.partition(ref.partition);
  if (topic === undefined || partition === undefined) {
    return reject('UNKNOWN_TOPIC_OR_PARTITION', `there is no partition ${ref.topic}-${ref.partition}`);
  }
  const needed = election === 'preferred' ? partition.leader !== partition.replicas[0] : partition.leader === NO_LEADER;
  if (!needed) {
    return reject('ELECTION_NOT_NEEDED', `${ref.topic}-${ref.partition} is led by broker ${partition.leader} already`);
  }
  const rules = electionRules(image, config, topic);
  const change = changePartition(partition, { election }, rules);
  const succeeded =
    election === 'preferred'
      ? change?.leader === partition.replicas[0]
      : change?.leader !== undefined && change.leader >= 0;
  if (change !== undefined && succeeded) {
    records.push(change);
    return { kind: 'ok', value: null };
  }
  if (election === 'preferred') {
    const message = `the preferred leader of ${ref.topic}-${ref.partition}, broker ${partition.replicas[0]}, is not in sync`;
    return reject('PREFERRED_LEADER_NOT_AVAILABLE', message);
  }
  return reject('ELIGIBLE_LEADERS_NOT_AVAILABLE', `no replica of ${ref.topic}-${ref.partition} is in service`);
}

/**
 * Preferred leaders back in their places, on brokers of which more than `imbalancePercentage` of the partitions that
 * they should lead are led by others. At most `changesMax` at once, so that clients are not all sent elsewhere
 * together.
 */
export function* balanceLeadersRecords(
  image: MetadataImage,
  config: ClusterConfig,
  imbalancePercentage: number,
  changesMax: number,
): Steps<readonly MetadataRecord[]> {
  const preferredCount = new Map<number, number>();
  const astray = new Map<number, { topic: TopicImage; partition: PartitionRegistration }[]>();
  for (const topic of image.topics()) {
    for (const partition of topic.partitions()) {
      yield;
      const preferred = partition.replicas[0] ?? NO_LEADER;
      preferredCount.set(preferred, (preferredCount.get(preferred) ?? 0) + 1);
      if (partition.leader === preferred) continue;
      const list = astray.get(preferred);
      if (list === undefined) astray.set(preferred, [{ topic, partition }]);
      else list.push({ topic, partition });
    }
  }
  const records: MetadataRecord[] = [];
  const rulesByTopic = new Map<TopicImage, ElectionRules>();
  for (const broker of [...astray.keys()].sort((a, b) => a - b)) {
    const list = astray.get(broker) ?? [];
    if (!isActive(image.broker(broker)) || list.length * 100 <= imbalancePercentage * (preferredCount.get(broker) ?? 0))
      continue;
    for (const { topic, partition } of list) {
      yield;
      if (records.length >= changesMax) return records;
      const rules = rulesByTopic.get(topic) ?? electionRules(image, config, topic);
      rulesByTopic.set(topic, rules);
      const change = changePartition(partition, { election: 'preferred' }, { ...rules, uncleanElection: false });
      if (change?.leader === broker) records.push(change);
    }
  }
  return records;
}

function* allPartitions(image: MetadataImage): Iterable<PartitionRef> {
  for (const topic of image.topics()) {
    for (const partition of topic.partitions()) yield { topic: topic.name, partition: partition.index };
  }
}
