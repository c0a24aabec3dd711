import { DraveError, type Millis } from '@drave/base';
import type { Broker } from '@drave/broker';
import type { Env } from '@drave/env';
import {
  parseTokenKeys,
  saslListenerOf,
  serveKafka,
  type KafkaListenerConfig,
  type KafkaServer,
  type SaslSources,
} from '@drave/kafka-server';
import { readQuorum } from '@drave/services';
import { autoCreation } from './auto-creation.js';
import type { KafkaListenerEntry, KafkaSaslEntry } from './node-config.js';
import type { NodeParts, SaslFiles } from './node-parts.js';

/**
 * Binds the Kafka listeners of a broker; undefined when its configuration has none. @throws DraveError ADDRESS_IN_USE.
 */
export async function openKafka(parts: NodeParts, broker: Broker): Promise<KafkaServer | undefined> {
  const { world, config, settings, channels, quorum, gateway, requests } = parts;
  const { env, faults, onFatal } = world;
  const { feed, raft } = quorum;
  const { kafka } = config.listeners;
  if (kafka === undefined) return undefined;
  const { autoCreate } = autoCreation(env, settings, gateway, feed);
  return serveKafka({
    env,
    faults,
    watches: requests?.watches,
    apiVersionsMax: config.faults?.apiVersionsMax,
    listeners: kafka.map((entry) => listenerOf(entry, parts)),
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
      quorum: (caller) =>
        readQuorum({ raft, channels, nodeId: config.node.id }, caller, caller.deadlineMs - env.clock.monotonicMs()),
      // The handlers have checked the client's rights; the leader believes a node that asks for a change of voters.
      voters: {
        add: ({ deadlineMs }, voter) => raft.addVoter(voter, deadlineMs - env.clock.monotonicMs()),
        remove: ({ deadlineMs }, voter) => raft.removeVoter(voter, deadlineMs - env.clock.monotonicMs()),
      },
    },
    onFatal: (reason) => onFatal(DraveError.from(reason)),
  });
}

function listenerOf(entry: KafkaListenerEntry, { world, quorum, settings }: NodeParts): KafkaListenerConfig {
  const { name, host, port, advertisedHost, advertisedPort, tls } = entry;
  const { env, kafkaTls, kafkaSasl } = world;
  const advertised =
    advertisedHost === undefined && advertisedPort === undefined
      ? undefined
      : { host: advertisedHost ?? host, port: advertisedPort ?? port };
  const loaded = kafkaTls?.get(name);
  if (tls !== undefined && loaded === undefined)
    throw new DraveError('INVALID_CONFIG', `'listeners.kafka' ${name} has TLS, and its files were not read`);
  const owner = { env, feed: quorum.feed, clusterSecret: settings.typed.draveClusterSecret };
  const sasl = entry.sasl && saslListenerOf(saslSourcesOf(name, entry.sasl, kafkaSasl?.get(name)), owner);
  if (tls === undefined) warnOfPasswords(env, entry);
  return { name, endpoint: { host, port }, advertised, tls: loaded, sasl };
}

/** @throws DraveError INVALID_CONFIG when the keys of tokens cannot be read. */
function saslSourcesOf(name: string, entry: KafkaSaslEntry, files: SaslFiles | undefined): SaslSources {
  if (files === undefined)
    throw new DraveError('INVALID_CONFIG', `'listeners.kafka' ${name} has SASL, and its files were not read`);
  const { mechanisms, oauthBearer } = entry;
  const { plainUsers, tokenKeys } = files;
  const source = `'listeners.kafka.${name}.sasl.oauthBearer.jwksFile': '${oauthBearer?.jwksFile}'`;
  return {
    mechanisms,
    plainUsers,
    tokens: {
      keys: tokenKeys === undefined ? undefined : parseTokenKeys(tokenKeys, source),
      allowUnsecured: oauthBearer?.allowUnsecured ?? false,
      issuer: oauthBearer?.issuer,
      audience: oauthBearer?.audience,
      clockSkewMs: (oauthBearer?.clockSkewSeconds ?? 0) * SECOND_MS,
    },
  };
}

const SECOND_MS: Millis = 1_000;

/** It may be what somebody wants, on one machine or in a network of their own. */
function warnOfPasswords({ logger }: Pick<Env, 'logger'>, { name, sasl }: KafkaListenerEntry): void {
  if (sasl?.mechanisms.includes('PLAIN') === true)
    logger.warn(
      { listener: name },
      'this listener takes passwords (SASL PLAIN) without TLS: everybody on the way can read them',
    );
  if (sasl?.mechanisms.includes('OAUTHBEARER') === true)
    logger.warn(
      { listener: name },
      'this listener takes tokens (SASL OAUTHBEARER) without TLS: everybody on the way can use them',
    );
}
