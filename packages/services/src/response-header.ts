import type { ClusterId, Epoch, NodeId, Offset } from '@drave/base';
import type { commonV1 } from '@drave/rpc';

/** What a node says about itself in every response; read afresh for each one. */
export interface NodeView {
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  /** -1 while this node knows no epoch. */
  readonly controllerEpoch: () => Epoch;
  /** Exclusive end of the metadata that this node has applied. */
  readonly metadataOffset: () => Offset;
}

export function responseHeader(view: NodeView): commonV1.ResponseHeader {
  return {
    clusterId: view.clusterId,
    nodeId: view.nodeId,
    controllerEpoch: view.controllerEpoch(),
    metadataOffset: view.metadataOffset(),
  };
}
