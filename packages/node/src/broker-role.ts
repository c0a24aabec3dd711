import { DraveError } from '@drave/base';
import { Broker } from '@drave/broker';
import { listenerOf, supportedFeatures, type ListenerEndpoint } from '@drave/metadata';
import { GRPC_LISTENER_NAME, ReplicaRpcTransport, TransactionRpcPeers } from '@drave/services';
import { internalTopics } from './internal-topics.js';
import type { NodeParts } from './node-parts.js';
import { ownCaller } from './own-caller.js';

/** Opens and recovers this broker's log directories; it registers when it is started. */
export function openBroker(parts: NodeParts, listeners: () => readonly ListenerEndpoint[]): Promise<Broker> {
  const { world, config, settings, channels, quorum, client: controller, gateway, authorizer } = parts;
  const { env, onFatal, tuning } = world;
  const { feed, raft } = quorum;
  const scrubIntervalMs = tuning?.scrubIntervalMs;
  const endpointOf = (id: number) => {
    const broker = feed.image.broker(id);
    return broker === undefined ? undefined : listenerOf(broker, GRPC_LISTENER_NAME);
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
    transactionPeers: new TransactionRpcPeers(channels, config.cluster.id, config.node.id, endpointOf),
    growthRefusal: () => raft.growthRefusal,
    ...(scrubIntervalMs === undefined ? {} : { scrubIntervalMs }),
    firstProducerEpoch: tuning?.firstProducerEpoch,
    onFatal: (reason) => onFatal(DraveError.from(reason)),
  });
}
