import { type ConfigLayers, type ConfigSource, resolve } from './resolve.js';
import type { ConfigRow, ConfigTable, ConfigType } from './row.js';
import { brokerConfigs, groupConfigs, topicConfigs } from './tables.js';

/** Kafka's numbers for value types on the wire. */
export const configTypeIds: Readonly<Record<ConfigEntry['type'], number>> = {
  unknown: 0,
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  password: 9,
};

export interface ConfigEntry {
  readonly key: string;
  /** Null when unset, and always when sensitive. */
  readonly value: string | null;
  readonly source: ConfigSource;
  /** True when it is set nowhere. */
  readonly isDefault: boolean;
  /** True for keys that only the configuration file sets. */
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly type: ConfigType | 'unknown';
  readonly doc: string;
  /** Every layer that sets the key, the effective one first. */
  readonly synonyms: readonly ConfigSynonym[];
}

export interface ConfigSynonym {
  readonly key: string;
  /** The value in the unit of this key, such as 168 for `log.retention.hours`. */
  readonly value: string | null;
  readonly source: ConfigSource;
}

/**
 * Every topic key with its value and the source of the value; only `keys` when they are given, without unknown ones.
 */
export function describeTopicConfigs(layers: ConfigLayers, keys?: readonly string[]): ConfigEntry[] {
  return describeTable(topicConfigs, layers, keys);
}

/** As `describeTopicConfigs`, for a group; the group need not exist. */
export function describeGroupConfigs(layers: ConfigLayers, keys?: readonly string[]): ConfigEntry[] {
  return describeTable(groupConfigs, layers, keys);
}

/** Dynamic settings, whose keys can be listed. */
type DynamicSettings = ReadonlyMap<string, string>;

/**
 * As `describeTopicConfigs`, for a broker; `layers.topic` is ignored. Unknown keys are listed without their values,
 * which may be secrets.
 */
export function describeBrokerConfigs(
  layers: ConfigLayers & {
    readonly broker?: DynamicSettings | undefined;
    readonly cluster?: DynamicSettings | undefined;
  },
  keys?: readonly string[],
): ConfigEntry[] {
  const { broker = nothing, cluster = nothing } = layers;
  const unknown = [...new Set([...broker.keys(), ...cluster.keys()])].filter(
    (key) => !brokerConfigs.has(key) && (keys === undefined || keys.includes(key)),
  );
  return [
    ...describeTable(brokerConfigs, layers, keys),
    ...unknown.map((key) => unknownEntry(key, broker, cluster)),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
}

const nothing: DynamicSettings = new Map();

/** Every key of a table, as `describeTopicConfigs`. */
export function describeTable(table: ConfigTable, layers: ConfigLayers, keys?: readonly string[]): ConfigEntry[] {
  const wanted = keys === undefined ? undefined : new Set(keys);
  const entries: ConfigEntry[] = [];
  for (const row of table.values()) {
    if (row.internal === true || (wanted !== undefined && !wanted.has(row.key))) continue;
    entries.push(entryOf(row, layers));
  }
  return entries;
}

function entryOf(row: ConfigRow, layers: ConfigLayers): ConfigEntry {
  const sensitive = row.sensitive === true || row.type === 'password';
  const origins = resolve(row, layers);
  const shown = (text: string | null) => (sensitive ? null : text);
  const first = origins[0];
  const source = first?.source ?? 'DEFAULT_CONFIG';
  return {
    key: row.key,
    value: shown(first?.text ?? null),
    source,
    isDefault: source === 'DEFAULT_CONFIG',
    readOnly: row.scope === 'file',
    sensitive,
    type: row.type,
    doc: row.doc,
    synonyms: origins.map((origin) => ({ key: origin.key, value: shown(origin.ownText), source: origin.source })),
  };
}

/** An unknown key as Kafka describes it: without type and value, and read-only although it can be set. */
function unknownEntry(key: string, broker: DynamicSettings, cluster: DynamicSettings): ConfigEntry {
  const synonyms: ConfigSynonym[] = [];
  if (broker.has(key)) synonyms.push({ key, value: null, source: 'DYNAMIC_BROKER_CONFIG' });
  if (cluster.has(key)) synonyms.push({ key, value: null, source: 'DYNAMIC_DEFAULT_BROKER_CONFIG' });
  const source = synonyms[0]?.source ?? 'DEFAULT_CONFIG';
  const doc = '';
  return {
    key,
    value: null,
    source,
    isDefault: false,
    readOnly: true,
    sensitive: true,
    type: 'unknown',
    doc,
    synonyms,
  };
}
