import {
  brokerConfigs,
  effectiveBrokerConfig,
  parseConfigValue,
  timerProfiles,
  type TypedBrokerConfig,
} from '@drave/config';
import type { RaftTimers } from '@drave/raft';
import type { NodeConfig } from './config.js';

/** What the configuration file and the timer profile say about Kafka's keys, as layers under the metadata's own. */
export interface NodeSettings {
  readonly file: ReadonlyMap<string, string>;
  readonly defaults: ReadonlyMap<string, string>;
  readonly typed: TypedBrokerConfig;
}

/** Of a configuration that `parseNodeConfig` has accepted. */
export function nodeSettings(config: NodeConfig): NodeSettings {
  const file = fileSettings(config);
  const defaults = new Map(Object.entries(timerProfiles[config.profile]));
  return { file, defaults, typed: effectiveBrokerConfig({ file, defaults }) };
}

/** What is wrong with the keys under `broker`: those that Kafka does not know, and bad values. */
export function brokerMistakes(config: NodeConfig): string[] {
  return [...fileSettings(config)].flatMap(([key, value]) => {
    const parsed = parseConfigValue(brokerConfigs, key, value);
    return parsed.kind === 'ok' ? [] : [`'broker': ${parsed.fault.message}`];
  });
}

function fileSettings(config: NodeConfig): ReadonlyMap<string, string> {
  const file = new Map(Object.entries(config.broker).map(([key, value]) => [key, String(value)]));
  if (config.rack !== undefined) file.set('broker.rack', config.rack);
  return file;
}

/** As Kafka's `MAX_FETCH_WAIT_MS`: an idle quorum says something this often. */
const FETCH_WAIT_MS_MAX = 500;

/** The quorum's timers under Kafka's names; what Kafka has no key for keeps its relation to those. */
export function raftTimers({ typed }: NodeSettings): RaftTimers {
  return {
    electionTimeoutMs: typed.controllerQuorumElectionTimeoutMs,
    fetchTimeoutMs: typed.controllerQuorumFetchTimeoutMs,
    fetchMaxWaitMs: Math.min(FETCH_WAIT_MS_MAX, Math.ceil(typed.controllerQuorumFetchTimeoutMs / 2)),
    retryBackoffMs: typed.controllerQuorumRetryBackoffMs,
    requestTimeoutMs: typed.controllerQuorumRequestTimeoutMs,
    suspicionJitterMs: Math.ceil(typed.controllerQuorumElectionTimeoutMs / 4),
  };
}
