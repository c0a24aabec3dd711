import type { Millis, NodeId, TopicId } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import type { Deadline, ReplicaManager } from '@drave/replica';

/**
 * Resolves when every partition of the topics that this broker shall lead is led by it, its log open; or when the time
 * is up. What leaders on other brokers have done so far is not known here.
 */
export function whenLed(
  replicas: ReplicaManager,
  image: () => MetadataImage,
  nodeId: NodeId,
  topicIds: readonly TopicId[],
  deadlineMs: Millis,
): Promise<void> {
  const isLed = (): boolean => topicIds.every((topicId) => ledHere(replicas, image(), nodeId, topicId));
  if (isLed()) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      if (entry.settled) return;
      entry.settled = true;
      replicas.deadlines.noteSettled();
      stop();
      resolve();
    };
    const entry: Deadline & { settled: boolean } = { deadlineMs, settled: false, expire: finish };
    const stop = replicas.onRoleChange(() => {
      if (isLed()) finish();
    });
    replicas.deadlines.add(entry);
  });
}

/** Also when the topic is gone again: then there is nothing to wait for. */
function ledHere(replicas: ReplicaManager, image: MetadataImage, nodeId: NodeId, topicId: TopicId): boolean {
  for (const { index, leader } of image.topic(topicId)?.partitions() ?? []) {
    if (leader !== nodeId) continue;
    if (replicas.partitionOf(topicId, index)?.isLeader !== true) return false;
  }
  return true;
}
