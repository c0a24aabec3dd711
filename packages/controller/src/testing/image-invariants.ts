import type { MetadataImage, PartitionRegistration } from '@drave/metadata';

/** Checks what must hold of every committed image, and gives the faults found, in words; none when all is well. */
export function imageFaults(image: MetadataImage): readonly string[] {
  const faults: string[] = [];
  let partitions = 0;
  for (const topic of image.topics()) {
    for (const [index, partition] of [...topic.partitions()].entries()) {
      partitions++;
      const name = `${topic.name}-${index}`;
      if (partition.index !== index || partition.topicId !== topic.id) faults.push(`${name} says it is another`);
      for (const fault of partitionFaults(image, partition)) faults.push(`${name}: ${fault}`);
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

function partitionFaults(image: MetadataImage, partition: PartitionRegistration): readonly string[] {
  const { replicas, directories, isr, elr, lastKnownElr, leader, addingReplicas, removingReplicas } = partition;
  const faults: string[] = [];
  const subsets = { isr, elr, lastKnownElr, addingReplicas, removingReplicas };
  for (const [name, list] of Object.entries({ replicas, ...subsets })) {
    if (new Set(list).size !== list.length) faults.push(`${name} ${list.join(',')} names one twice`);
    if (!list.every((id) => replicas.includes(id))) faults.push(`${name} ${list.join(',')} is not within the replicas`);
  }
  if (replicas.length === 0) faults.push('no replicas');
  if (directories.length !== replicas.length) faults.push('directories do not match the replicas');
  if (leader !== -1 && !isr.includes(leader)) faults.push(`leader ${leader} is not in the ISR ${isr.join(',')}`);
  if (leader === -1 && isr.length > 0) faults.push(`an ISR ${isr.join(',')} without a leader`);
  if (elr.some((id) => isr.includes(id))) faults.push('ISR and ELR overlap');
  if (lastKnownElr.some((id) => isr.includes(id) || elr.includes(id))) faults.push('last known ELR overlaps');
  const fenced = isr.filter((id) => image.broker(id)?.fenced !== false);
  if (fenced.length > 0) faults.push(`fenced or unknown brokers ${fenced.join(',')} in the ISR`);
  const unknown = elr.filter((id) => image.broker(id) === undefined);
  if (unknown.length > 0) faults.push(`unknown brokers ${unknown.join(',')} in the ELR`);
  if (addingReplicas.some((id) => removingReplicas.includes(id))) faults.push('a replica is added and removed');
  return faults;
}
