import { groupService, type adminV1 } from '@drave/rpc';
import type { DeleteOffsetsRequest, OffsetChanges, ResetOffsetsRequest } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { idOrNull } from './shapes.js';

/** @throws DraveError NON_EMPTY_GROUP while it has members, and what else the coordinator refuses it with. */
export async function resetOffsets(
  link: ClusterLink,
  groupId: string,
  { preview, topics, to }: ResetOffsetsRequest,
): Promise<OffsetChanges> {
  const { changes } = await link.ask(groupService.methods.resetGroupOffsets, {
    groupId,
    topics,
    ...targetOf(to),
    validateOnly: preview,
    requestId: link.requestId(),
    local: false,
    offsets: [],
  });
  return changesView(preview, changes);
}

export async function deleteOffsets(
  link: ClusterLink,
  groupId: string,
  { preview, topics }: DeleteOffsetsRequest,
): Promise<OffsetChanges> {
  const { changes } = await link.ask(groupService.methods.deleteGroupOffsets, {
    groupId,
    topics,
    validateOnly: preview,
    requestId: link.requestId(),
    local: false,
  });
  return changesView(preview, changes);
}

function targetOf(to: ResetOffsetsRequest['to']): { readonly target: adminV1.ResetTarget; readonly value: number } {
  switch (to.kind) {
    case 'earliest':
      return { target: 'EARLIEST', value: 0 };
    case 'latest':
      return { target: 'LATEST', value: 0 };
    case 'offset':
      return { target: 'OFFSET', value: to.offset };
    case 'time':
      return { target: 'TIMESTAMP', value: to.timeMs };
    case 'shift':
      return { target: 'SHIFT', value: to.by };
  }
}

function changesView(isPreview: boolean, changes: readonly adminV1.OffsetChange[]): OffsetChanges {
  return {
    isPreview,
    changes: changes.map(({ topic, partition, oldOffset, newOffset }) => {
      return { topic, partition, oldOffset: idOrNull(oldOffset), newOffset: idOrNull(newOffset) };
    }),
  };
}
