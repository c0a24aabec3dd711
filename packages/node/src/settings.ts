import {
  brokerConfigs,
  effectiveBrokerConfig,
  parseConfigValue,
  timerProfiles,
  type BrokerConfig,
} from '@drave/config';
import type { RaftTimers } from '@drave/raft';
import type { NodeConfig } from './node-config.js';

/** What the configuration file and the timer profile say about Kafka's keys, as layers under the metadata's own. */
export interface NodeSettings {
  readonly file: ReadonlyMap<string, string>;
  readonly defaults: ReadonlyMap<string, string>;
  readonly typed: BrokerConfig;
}

/** The settings of a configuration that `parseNodeConfig` has accepted. */
export function nodeSettings(config: NodeConfig): NodeSettings {
  const file = new Map([...fileSettings(config), ...identitySettings(config)]);
  const defaults = new Map(Object.entries(timerProfiles[config.profile]));
  return { file, defaults, typed: effectiveBrokerConfig({ file, defaults }) };
}

/** What is wrong with the keys under `broker`: those that Kafka does not know, and bad values. */
export function brokerMistakes(config: NodeConfig): string[] {
  const mistakes = [...fileSettings(config)].flatMap(([key, value]) => {
    const draveKey = brokerConfigs.get(key)?.draveKey;
    if (draveKey !== undefined)
      return [`'broker': ${key}: is told by '${draveKey}' of this configuration; leave it out here`];
    const parsed = parseConfigValue(brokerConfigs, key, value);
    return parsed.kind === 'ok' ? [] : [`'broker': ${parsed.fault.message}`];
  });
  if (NODE_NAMES_KEY in config.broker && config.listeners.grpc.tls?.clientCaFile === undefined)
    mistakes.push(`'broker': ${NODE_NAMES_KEY}: without 'listeners.grpc.tls.clientCaFile' nobody shows a name`);
  mistakes.push(...accessMistakes(config));
  return mistakes;
}

/**
 * Nodes tell each other for whom they ask. Where nobody can tell nodes from clients, a client could say that it asks
 * for a super user, and no list would help.
 */
function accessMistakes({ broker }: NodeConfig): string[] {
  const principals = String(broker[SUPER_USERS_KEY] ?? '').split(';');
  const nameless = principals.find((one) => one.trim() !== '' && !/^\s*\w+:.*\S/.test(one));
  const mistakes: string[] = [];
  if (nameless !== undefined)
    mistakes.push(
      `'broker': ${SUPER_USERS_KEY}: '${nameless}' is no principal: write its type and name, as User:admin`,
    );
  if (String(broker[AUTHORIZER_KEY] ?? '') !== '' && !(NODE_NAMES_KEY in broker) && !(SECRET_KEY in broker))
    mistakes.push(
      `'broker': ${AUTHORIZER_KEY}: needs ${SECRET_KEY} or ${NODE_NAMES_KEY}, or everybody could call as a node and for anybody`,
    );
  return mistakes;
}

const AUTHORIZER_KEY = 'authorizer.class.name';
const SUPER_USERS_KEY = 'super.users';
const SECRET_KEY = 'drave.cluster.secret';
const NODE_NAMES_KEY = 'drave.cluster.node.names';

function fileSettings(config: NodeConfig): Map<string, string> {
  const file = new Map(Object.entries(config.broker).map(([key, value]) => [key, String(value)]));
  if (config.rack !== undefined) file.set('broker.rack', config.rack);
  return file;
}

/** Kafka's name of the listener for other nodes and the SDK: no client of Kafka can use it. */
const GRPC_NAME = 'GRPC';

/** What the node's configuration says in its own words, under the keys that Kafka's tools ask for. */
function identitySettings({ node, dataDirectories, listeners, quorum }: NodeConfig): ReadonlyMap<string, string> {
  const entries = [...(listeners.kafka ?? []), { ...listeners.grpc, name: GRPC_NAME }];
  const text = (name: string, host: string, port: number): string => `${name}://${host}:${port}`;
  const security = entries.map((entry) => `${entry.name}:${securityProtocolOf(entry)}`);
  return new Map([
    ['node.id', String(node.id)],
    ['broker.id', String(node.id)],
    ['process.roles', node.roles.join(',')],
    ['log.dirs', dataDirectories.join(',')],
    ['listeners', entries.map(({ name, host, port }) => text(name, host, port)).join(',')],
    [
      'advertised.listeners',
      entries.map((one) => text(one.name, one.advertisedHost ?? one.host, one.advertisedPort ?? one.port)).join(','),
    ],
    ['listener.security.protocol.map', security.join(',')],
    ['controller.listener.names', GRPC_NAME],
    ['controller.quorum.voters', quorum.voters.map(({ id, host, port }) => `${id}@${host}:${port}`).join(',')],
  ]);
}

/** What Kafka's tools and clients call it; gRPC has no SASL. */
function securityProtocolOf(entry: { readonly tls?: unknown; readonly sasl?: unknown }): string {
  const transport = entry.tls === undefined ? 'PLAINTEXT' : 'SSL';
  return entry.sasl === undefined ? transport : `SASL_${transport}`;
}

/** Kafka's `MAX_FETCH_WAIT_MS`: an idle quorum says something this often. */
const FETCH_WAIT_MS_MAX = 500;

/** Fetches of a broker are parked for so many fetch timeouts where its heartbeats tell it of a controller's silence. */
const OBSERVER_FETCH_TIMEOUTS = 5;
/** Heartbeats that are at most this share of the fetch timeout apart tell of that silence about as soon. */
const QUICK_HEARTBEAT_SHARE = 0.75;

/** The quorum's timers under Kafka's names; what Kafka has no key for keeps its relation to those. */
export function raftTimers({ typed }: NodeSettings): RaftTimers {
  const fetchTimeoutMs = typed.controllerQuorumFetchTimeoutMs;
  const fetchMaxWaitMs = Math.min(FETCH_WAIT_MS_MAX, Math.ceil(fetchTimeoutMs / 2));
  const hasQuickHeartbeats = typed.brokerHeartbeatIntervalMs <= fetchTimeoutMs * QUICK_HEARTBEAT_SHARE;
  return {
    electionTimeoutMs: typed.controllerQuorumElectionTimeoutMs,
    fetchTimeoutMs,
    fetchMaxWaitMs,
    observerFetchMaxWaitMs: hasQuickHeartbeats ? fetchTimeoutMs * OBSERVER_FETCH_TIMEOUTS : fetchMaxWaitMs,
    retryBackoffMs: typed.controllerQuorumRetryBackoffMs,
    requestTimeoutMs: typed.controllerQuorumRequestTimeoutMs,
    suspicionJitterMs: Math.ceil(typed.controllerQuorumElectionTimeoutMs / 4),
  };
}
