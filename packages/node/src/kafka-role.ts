import { DraveError } from '@drave/base';
import type { Broker } from '@drave/broker';
import { serveKafka, type KafkaListenerConfig, type KafkaServer } from '@drave/kafka-server';
import { readQuorum } from '@drave/services';
import { autoCreation } from './auto-creation.js';
import type { KafkaListenerEntry } from './node-config.js';
import type { NodeParts, RoleWorld } from './node-parts.js';

/**
 * Binds the Kafka listeners of a broker; undefined when its configuration has none. @throws DraveError ADDRESS_IN_USE.
 */
export async function openKafka(parts: NodeParts, broker: Broker): Promise<KafkaServer | undefined> {
  const { world, config, settings, channels, quorum, gateway, requests } = parts;
  const { env, faults, kafkaTls, onFatal } = world;
  const { feed, raft } = quorum;
  const { kafka } = config.listeners;
  if (kafka === undefined) return undefined;
  const { autoCreate } = autoCreation(env, settings, gateway, feed);
  return serveKafka({
    env,
    faults,
    watches: requests?.watches,
    apiVersionsMax: config.faults?.apiVersionsMax,
    listeners: kafka.map((entry) => listenerOf(entry, kafkaTls)),
    domain: {
      env,
      clusterId: config.cluster.id,
      nodeId: config.node.id,
      broker,
      gateway,
      feed,
      settings: settings.typed,
      layers: settings,
      autoCreate,
      quorum: ({ principal, deadlineMs }) =>
        readQuorum({ raft, channels, nodeId: config.node.id }, principal, deadlineMs - env.clock.monotonicMs()),
      // The handlers have checked the client's rights; the leader believes a node that asks for a change of voters.
      voters: {
        add: ({ deadlineMs }, voter) => raft.addVoter(voter, deadlineMs - env.clock.monotonicMs()),
        remove: ({ deadlineMs }, voter) => raft.removeVoter(voter, deadlineMs - env.clock.monotonicMs()),
      },
    },
    onFatal: (reason) => onFatal(DraveError.from(reason)),
  });
}

function listenerOf(entry: KafkaListenerEntry, kafkaTls: RoleWorld['kafkaTls']): KafkaListenerConfig {
  const { name, host, port, advertisedHost, advertisedPort, tls } = entry;
  const advertised =
    advertisedHost === undefined && advertisedPort === undefined
      ? undefined
      : { host: advertisedHost ?? host, port: advertisedPort ?? port };
  const loaded = kafkaTls?.get(name);
  if (tls !== undefined && loaded === undefined)
    throw new DraveError('INVALID_CONFIG', `'listeners.kafka' ${name} has TLS, and its files were not read`);
  return { name, endpoint: { host, port }, advertised, tls: loaded };
}
