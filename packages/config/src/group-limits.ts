import type { Millis } from '@drave/base';
import { readConfig } from './config-of.js';
import { type ConfigFault, parseConfigValue } from './parse.js';
import type { ConfigLayers } from './resolve.js';
import { groupRows } from './rows/group-rows.js';
import { groupConfigs } from './tables.js';

export const GROUP_SESSION_TIMEOUT = 'consumer.session.timeout.ms';
export const GROUP_HEARTBEAT_INTERVAL = 'consumer.heartbeat.interval.ms';

/** The bounds that a broker sets for the settings of groups, and their defaults. */
export interface GroupLimits {
  readonly session: Limits;
  readonly heartbeat: Limits;
}

interface Limits {
  readonly min: Millis;
  readonly max: Millis;
  readonly fallback: Millis;
}

export function groupLimitsOf(layers: ConfigLayers): GroupLimits {
  const config = readConfig(groupRows, layers);
  return {
    session: {
      min: config.groupConsumerMinSessionTimeoutMs,
      max: config.groupConsumerMaxSessionTimeoutMs,
      fallback: config.groupConsumerSessionTimeoutMs,
    },
    heartbeat: {
      min: config.groupConsumerMinHeartbeatIntervalMs,
      max: config.groupConsumerMaxHeartbeatIntervalMs,
      fallback: config.groupConsumerHeartbeatIntervalMs,
    },
  };
}

/** The faults of group overrides that are valid one by one, but outside the broker's bounds. */
export function groupFaults(overrides: ReadonlyMap<string, string>, limits: GroupLimits): ConfigFault[] {
  const session = valueOf(overrides, GROUP_SESSION_TIMEOUT, limits.session);
  const heartbeat = valueOf(overrides, GROUP_HEARTBEAT_INTERVAL, limits.heartbeat);
  const faults = [
    ...boundFaults(GROUP_SESSION_TIMEOUT, session, limits.session, overrides),
    ...boundFaults(GROUP_HEARTBEAT_INTERVAL, heartbeat, limits.heartbeat, overrides),
  ];
  if (faults.length > 0 || overrides.size === 0 || session > heartbeat) return faults;
  const message = `${GROUP_SESSION_TIMEOUT}: ${session} must be larger than ${GROUP_HEARTBEAT_INTERVAL}, which is ${heartbeat}`;
  return [{ key: GROUP_SESSION_TIMEOUT, message }];
}

function valueOf(overrides: ReadonlyMap<string, string>, key: string, { fallback }: Limits): Millis {
  const text = overrides.get(key);
  if (text === undefined) return fallback;
  const parsed = parseConfigValue(groupConfigs, key, text);
  return parsed.kind === 'ok' && typeof parsed.value === 'number' ? parsed.value : fallback;
}

function boundFaults(
  key: string,
  value: Millis,
  { min, max }: Limits,
  overrides: ReadonlyMap<string, string>,
): readonly ConfigFault[] {
  if (!overrides.has(key) || (value >= min && value <= max)) return [];
  const name = key.slice('consumer.'.length);
  const bounds = `group.consumer.min.${name} is ${min}, group.consumer.max.${name} is ${max}`;
  return [{ key, message: `${key}: ${value} is out of bounds: ${bounds}` }];
}
