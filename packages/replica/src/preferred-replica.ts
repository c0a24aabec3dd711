import type { NodeId, Offset } from '@drave/base';
import { isActive, type MetadataImage } from '@drave/metadata';
import type { Partition } from './partition.js';

/**
 * The replica of the client's rack that a leader sends a consumer to (KIP-392): alive, in sync, holding the offset; the
 * one that is furthest. Undefined when the leader itself is of that rack, or no replica qualifies.
 */
export function preferredReadReplica(
  partition: Partition,
  image: MetadataImage,
  localId: NodeId,
  rack: string,
  fetchOffset: Offset,
): NodeId | undefined {
  const { leader } = partition.core;
  if (leader === undefined || image.broker(localId)?.rack === rack) return undefined;
  let best: { readonly id: NodeId; readonly endOffset: Offset } | undefined;
  for (const id of leader.isr.committed) {
    if (id === localId) continue;
    const broker = image.broker(id);
    const endOffset = leader.follower(id)?.endOffset ?? -1;
    if (!isActive(broker) || broker.rack !== rack || endOffset < fetchOffset) continue;
    if (best === undefined || endOffset > best.endOffset) best = { id, endOffset };
  }
  return best?.id;
}
