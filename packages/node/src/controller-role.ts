import { Controller } from '@drave/controller';
import { RpcDialBack } from '@drave/services';
import type { NodeBasis, QuorumRole } from './node-parts.js';

/** On a voter: ready to decide for the cluster whenever Raft leads here. */
export function openController(basis: NodeBasis, { raft, feed }: QuorumRole): Controller {
  const { world, config, settings, channels } = basis;
  const { env, onFatal } = world;
  return new Controller({
    env,
    nodeId: config.node.id,
    clusterId: config.cluster.id,
    feed,
    raft,
    dialBack: new RpcDialBack(channels, config.node.id),
    layers: settings,
    onFatal,
  });
}
