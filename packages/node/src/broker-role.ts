import { DraveError } from '@drave/base';
import { Broker } from '@drave/broker';
import type { Authorizer } from '@drave/base/access';
import type { Gateway } from '@drave/controller';
import type { Env } from '@drave/env';
import { listenerOf, supportedFeatures, type ListenerEndpoint } from '@drave/metadata';
import { grpcListenerName, ReplicaRpcTransport, type ChannelPool, type ControllerClient } from '@drave/services';
import type { NodeConfig } from './config.js';
import { internalTopics } from './internal-topics.js';
import type { NodeTuning } from './node.js';
import { ownCaller } from './own-caller.js';
import type { QuorumRole } from './quorum-role.js';
import type { NodeSettings } from './settings.js';

/** Opens and recovers this broker's log directories; it registers when it is started. */
export function openBroker(
  env: Env,
  config: NodeConfig,
  settings: NodeSettings,
  { feed, raft }: QuorumRole,
  channels: ChannelPool,
  controller: ControllerClient,
  gateway: Gateway,
  authorizer: Authorizer,
  listeners: () => readonly ListenerEndpoint[],
  onFatal: (error: DraveError) => void,
  { scrubIntervalMs }: NodeTuning = {},
): Promise<Broker> {
  const endpointOf = (id: number) => {
    const broker = feed.image.broker(id);
    return broker === undefined ? undefined : listenerOf(broker, grpcListenerName);
  };
  return Broker.open({
    env,
    clusterId: config.cluster.id,
    nodeId: config.node.id,
    listeners,
    paths: config.dataDirectories,
    config: settings.typed,
    fileSettings: settings.file,
    defaultSettings: settings.defaults,
    feed,
    controller,
    authorizer,
    catchUp: async (deadlineMs) => {
      const caller = ownCaller(env.clock, 'catch-up', deadlineMs - env.clock.monotonicMs());
      await gateway.read(caller, { local: false });
    },
    features: supportedFeatures,
    internalTopics: internalTopics(env, gateway, feed),
    transport: new ReplicaRpcTransport(channels, config.node.id, endpointOf),
    growthRefusal: () => raft.growthRefusal,
    ...(scrubIntervalMs === undefined ? {} : { scrubIntervalMs }),
    onFatal: (reason) => onFatal(DraveError.from(reason)),
  });
}
