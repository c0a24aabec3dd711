import { assert } from '@drave/base';
import type { Millis } from '@drave/base';
import { brokerConfigs } from './broker-rows.js';
import { type ConfigFault, parseConfigValue } from './parse.js';
import { type ConfigLayers, resolveValue } from './resolve.js';
import { type ConfigRow, type ConfigTable, tableOf } from './row.js';

export const GROUP_SESSION_TIMEOUT = 'consumer.session.timeout.ms';
export const GROUP_HEARTBEAT_INTERVAL = 'consumer.heartbeat.interval.ms';

/** Kafka's settings of single groups (KIP-848). */
export const groupConfigs: ConfigTable = tableOf([
  row(GROUP_SESSION_TIMEOUT, '45000', 'A member of this group that is silent for so long is removed.', '50000'),
  row(GROUP_HEARTBEAT_INTERVAL, '5000', 'How often members of this group are told to send a heartbeat.', '6000'),
]);

/** What a broker allows groups, and gives those that set nothing. */
export interface GroupLimits {
  readonly session: Limits;
  readonly heartbeat: Limits;
}

export interface Limits {
  readonly min: Millis;
  readonly max: Millis;
  readonly fallback: Millis;
}

export function groupLimitsOf(layers: ConfigLayers): GroupLimits {
  const value = (key: string): Millis => {
    const found = brokerConfigs.get(`group.consumer.${key}`);
    assert(found !== undefined, `the configuration table has group.consumer.${key}`);
    const { value: millis } = resolveValue(found, layers);
    assert(typeof millis === 'number', 'a time is a number');
    return millis;
  };
  const limits = (name: string): Limits => ({
    min: value(`min.${name}`),
    max: value(`max.${name}`),
    fallback: value(name),
  });
  return { session: limits('session.timeout.ms'), heartbeat: limits('heartbeat.interval.ms') };
}

/** What the broker's bounds do not allow, of overrides that are valid one by one. */
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

function row(key: string, value: string, doc: string, example: string): ConfigRow {
  const synonyms = [{ key: `group.${key}` }];
  return { key, type: 'int', scope: 'group', default: value, doc, example, min: 1, synonyms };
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
