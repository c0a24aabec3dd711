import type { MetadataImage, PartitionRegistration } from '@drave/metadata';
import { partitionFaults } from '../partition/partition-faults.js';

/** Checks what must hold of every committed image, and gives the faults found, in words; none when all is well. */
export function imageFaults(image: MetadataImage): readonly string[] {
  const faults: string[] = [];
  let partitions = 0;
  for (const topic of image.topics()) {
    for (const [index, partition] of [...topic.partitions()].entries()) {
      partitions++;
      const name = `${topic.name}-${index}`;
      if (partition.index !== index || partition.topicId !== topic.id) faults.push(`${name} says it is another`);
      const its = [...partitionFaults(partition), ...brokerFaults(image, partition)];
      faults.push(...its.map((fault) => `${name}: ${fault}`));
    }
  }
  if (partitions !== image.partitionCount) faults.push(`${partitions} partitions are counted ${image.partitionCount}`);
  return faults;
}

/** Checks what must hold between an image and any later one. */
export function transitionFaults(before: MetadataImage, after: MetadataImage): readonly string[] {
  const faults: string[] = [];
  for (const topic of before.topics()) {
    const now = after.topic(topic.id);
    if (now === undefined) continue;
    if (now.partitionCount < topic.partitionCount) faults.push(`${topic.name} lost partitions`);
    for (const partition of topic.partitions()) {
      const next = now.partition(partition.index);
      if (next === undefined) continue;
      const name = `${topic.name}-${partition.index}`;
      if (next.partitionEpoch < partition.partitionEpoch) faults.push(`${name}: the partition epoch fell`);
      if (next.leaderEpoch < partition.leaderEpoch) faults.push(`${name}: the leader epoch fell`);
      if (next.leader !== partition.leader && next.leaderEpoch === partition.leaderEpoch) {
        faults.push(`${name}: another leader in the same epoch`);
      }
      if (next !== partition && next.partitionEpoch === partition.partitionEpoch) {
        faults.push(`${name}: changed within a partition epoch`);
      }
    }
  }
  for (const broker of before.brokers()) {
    const now = after.broker(broker.id);
    if (now !== undefined && now.epoch < broker.epoch) faults.push(`broker ${broker.id}: the epoch fell`);
    if (now?.epoch === broker.epoch && now.incarnationId !== broker.incarnationId) {
      faults.push(`broker ${broker.id}: two incarnations in one epoch`);
    }
  }
  if (after.nextProducerId < before.nextProducerId) faults.push('producer ids were handed out again');
  return faults;
}

function brokerFaults(image: MetadataImage, { isr, elr }: PartitionRegistration): readonly string[] {
  const faults: string[] = [];
  const fenced = isr.filter((id) => image.broker(id)?.fenced !== false);
  if (fenced.length > 0) faults.push(`fenced or unknown brokers ${fenced.join(',')} in the ISR`);
  const unknown = elr.filter((id) => image.broker(id) === undefined);
  if (unknown.length > 0) faults.push(`unknown brokers ${unknown.join(',')} in the ELR`);
  return faults;
}
