import { Controller } from '@drave/controller';
import { RpcDialBack } from '@drave/services';
import type { NodeBasis, QuorumRole } from './node-parts.js';

/** On a voter: ready to decide for the cluster whenever Raft leads here. */
export function openController({ world, config, settings }: NodeBasis, { raft, feed }: QuorumRole): Controller {
  const { env, transport, onFatal } = world;
  return new Controller({
    env,
    nodeId: config.node.id,
    clusterId: config.cluster.id,
    feed,
    raft,
    dialBack: new RpcDialBack(transport, config.node.id),
    layers: settings,
    onFatal,
  });
}
