import { assert, type NodeId } from '@drave/base';
import { NO_LEADER, type PartitionRegistration } from '@drave/metadata';

/** What a decision makes of a partition, and what it makes anew. */
export function assertWhole(partition: PartitionRegistration): void {
  const faults = partitionFaults(partition);
  assert(faults.length === 0, `partition ${partition.topicId}-${partition.index}: ${faults.join('; ')}`);
}

/**
 * What is wrong with a partition by itself, in words; none when all is well. Every decision leaves a partition without
 * faults, and whoever follows the log relies on that.
 */
export function partitionFaults(partition: PartitionRegistration): readonly string[] {
  const { replicas, directories, isr, elr, lastKnownElr, leader, addingReplicas, removingReplicas } = partition;
  const faults: string[] = [];
  const check = (name: string, list: readonly NodeId[]): void => {
    if (new Set(list).size !== list.length) faults.push(`${name} ${list.join(',')} names one twice`);
    if (!list.every((id) => replicas.includes(id))) faults.push(`${name} ${list.join(',')} is not within the replicas`);
  };
  check('replicas', replicas);
  check('isr', isr);
  check('elr', elr);
  check('lastKnownElr', lastKnownElr);
  check('addingReplicas', addingReplicas);
  check('removingReplicas', removingReplicas);
  if (replicas.length === 0) faults.push('no replicas');
  if (directories.length !== replicas.length) faults.push('directories do not match the replicas');
  if (leader !== NO_LEADER && !isr.includes(leader)) faults.push(`leader ${leader} is not in the ISR ${isr.join(',')}`);
  if (leader === NO_LEADER && isr.length > 0) faults.push(`an ISR ${isr.join(',')} without a leader`);
  if (elr.some((id) => isr.includes(id))) faults.push('ISR and ELR overlap');
  if (lastKnownElr.some((id) => isr.includes(id) || elr.includes(id))) faults.push('last known ELR overlaps');
  if (addingReplicas.some((id) => removingReplicas.includes(id))) faults.push('a replica is added and removed');
  return faults;
}
