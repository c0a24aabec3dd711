import { assert, type NodeId, type PartitionIndex, type TopicId } from '@drave/base';
import { isActive, NO_LEADER, type MetadataImage, type PartitionRecord } from '@drave/metadata';
import { assertWhole } from '../partition/partition-faults.js';
import { directoriesOf } from '../partition/reassignment.js';

/** A partition that has no data yet: every live replica is in sync. The caller has checked that one is alive. */
export function newPartitionRecord(
  image: MetadataImage,
  topicId: TopicId,
  index: PartitionIndex,
  replicas: readonly NodeId[],
): PartitionRecord {
  const isr = replicas.filter((id) => isActive(image.broker(id)));
  const record: PartitionRecord = {
    kind: 'partition',
    topicId,
    index,
    replicas,
    directories: directoriesOf(image, replicas, undefined),
    isr,
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    leader: isr[0] ?? NO_LEADER,
    leaderEpoch: 0,
    partitionEpoch: 0,
  };
  assertWhole(record);
  assert(record.leader !== NO_LEADER, 'a partition is made where it has a leader');
  return record;
}
