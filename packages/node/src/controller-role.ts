import type { DraveError } from '@drave/base';
import { Controller } from '@drave/controller';
import type { Env } from '@drave/env';
import type { Transport } from '@drave/rpc';
import { RpcDialBack } from '@drave/services';
import type { NodeConfig } from './config.js';
import type { QuorumRole } from './quorum-role.js';
import type { NodeSettings } from './settings.js';

/** Opens the controller on a voter: it is ready to decide for the cluster whenever Raft leads here. */
export function openController(
  env: Env,
  config: NodeConfig,
  settings: NodeSettings,
  { raft, feed }: QuorumRole,
  transport: Transport,
  onFatal: (error: DraveError) => void,
): Controller {
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
