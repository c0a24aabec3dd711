import type { NodeId } from '@drave/base';
import type { LeaderHint } from '@drave/broker';
import type { MetadataImage } from '@drave/metadata';

interface NodeEndpoint {
  readonly nodeId: NodeId;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/** Where the leaders that a response names are reached, each once (KIP-951). */
export function nodeEndpoints(image: MetadataImage, hints: readonly LeaderHint[]): readonly NodeEndpoint[] {
  const found = new Map<NodeId, NodeEndpoint>();
  for (const { leaderId: nodeId, endpoint } of hints) {
    if (endpoint === undefined || found.has(nodeId)) continue;
    found.set(nodeId, { nodeId, ...endpoint, rack: image.broker(nodeId)?.rack ?? null });
  }
  return [...found.values()];
}
