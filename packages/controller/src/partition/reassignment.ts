import { UUID_ZERO, type DirectoryId, type NodeId } from '@drave/base';
import type { MetadataImage, PartitionRegistration } from '@drave/metadata';

interface ReplicaSets {
  readonly replicas: readonly NodeId[];
  readonly directories: readonly DirectoryId[];
  readonly isr: readonly NodeId[];
  readonly addingReplicas: readonly NodeId[];
  readonly removingReplicas: readonly NodeId[];
}

/**
 * Ends a move once every replica of its target is in sync, so that nobody is let go before the replication factor is
 * whole again (docs/faults.md B19). Returns its argument while the move must go on, or when there is none.
 */
export function completeReassignment(sets: ReplicaSets): ReplicaSets {
  const { replicas, directories, isr, addingReplicas, removingReplicas } = sets;
  if (addingReplicas.length === 0 && removingReplicas.length === 0) return sets;
  const stays = (id: NodeId) => !removingReplicas.includes(id);
  const target = replicas.filter(stays);
  if (target.length === 0 || !target.every((id) => isr.includes(id))) return sets;
  return {
    replicas: target,
    directories: directories.filter((_, i) => stays(replicas[i] as NodeId)),
    isr: isr.filter(stays),
    addingReplicas: [],
    removingReplicas: [],
  };
}

/** Begins a move to `target`, from where the partition was before any move under way. */
export function startReassignment(
  image: MetadataImage,
  partition: PartitionRegistration,
  target: readonly NodeId[],
): ReplicaSets {
  const original = originalReplicas(partition);
  const removingReplicas = original.filter((id) => !target.includes(id));
  const addingReplicas = target.filter((id) => !original.includes(id));
  const replicas = [...target, ...removingReplicas];
  return {
    replicas,
    directories: directoriesOf(image, replicas, partition),
    isr: partition.isr.filter((id) => replicas.includes(id)),
    addingReplicas,
    removingReplicas,
  };
}

/** Takes a move back. The ISR may come out empty: then it must be refused. */
export function cancelReassignment(image: MetadataImage, partition: PartitionRegistration): ReplicaSets {
  const replicas = originalReplicas(partition);
  return {
    replicas,
    directories: directoriesOf(image, replicas, partition),
    isr: partition.isr.filter((id) => replicas.includes(id)),
    addingReplicas: [],
    removingReplicas: [],
  };
}

/**
 * The log directory of each replica: where it is already, else the broker's only one, else unassigned until the broker
 * has chosen (KIP-858).
 */
export function directoriesOf(
  image: MetadataImage,
  replicas: readonly NodeId[],
  before: PartitionRegistration | undefined,
): readonly DirectoryId[] {
  return replicas.map((id) => {
    const known = before?.directories[before.replicas.indexOf(id)];
    if (known !== undefined) return known;
    const directories = image.broker(id)?.directories ?? [];
    return (directories.length === 1 ? directories[0] : undefined) ?? UUID_ZERO;
  });
}

function originalReplicas(partition: PartitionRegistration): readonly NodeId[] {
  return partition.replicas.filter((id) => !partition.addingReplicas.includes(id));
}
