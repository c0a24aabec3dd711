import { assert } from '@drave/base';
import { brokerConfigs } from './tables.js';
import { parseRow } from './parse.js';
import type { ConfigRow, ConfigValue } from './row.js';

/** Where a value comes from, by Kafka's names. `configSourceIds` has Kafka's numbers for them. */
export type ConfigSource =
  | 'DYNAMIC_TOPIC_CONFIG'
  | 'DYNAMIC_GROUP_CONFIG'
  | 'DYNAMIC_BROKER_CONFIG'
  | 'DYNAMIC_DEFAULT_BROKER_CONFIG'
  | 'STATIC_BROKER_CONFIG'
  | 'DEFAULT_CONFIG';

export const configSourceIds: Readonly<Record<ConfigSource, number>> = {
  DYNAMIC_TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
  DYNAMIC_GROUP_CONFIG: 8,
};

/** Settings by key: a Map, or anything else with `get`. */
export interface ConfigSettings {
  get(key: string): string | undefined;
}

/** The layers in which a key may be set, from the most to the least specific. */
export interface ConfigLayers {
  /** The topic's own overrides. */
  readonly topic?: ConfigSettings | undefined;
  /** The group's own overrides. */
  readonly group?: ConfigSettings | undefined;
  /** Set at run time on this broker. */
  readonly broker?: ConfigSettings | undefined;
  /** Set at run time on all brokers. */
  readonly cluster?: ConfigSettings | undefined;
  /** The node's configuration file. */
  readonly file?: ConfigSettings | undefined;
  /** Defaults that replace those of the table, such as a timer profile. */
  readonly defaults?: ConfigSettings | undefined;
}

/** One layer in which a value for a key was found. */
interface ConfigOrigin {
  readonly key: string;
  /** The text that is set there, in the unit of the key it is set under, such as hours. */
  readonly ownText: string | null;
  /** The text in the unit of the key that is resolved. */
  readonly text: string | null;
  readonly value: ConfigValue;
  readonly source: ConfigSource;
}

/**
 * Every origin of a key, the effective one first, the default last. Values were validated when they were set; one that
 * is not valid any more, because a later version has a tighter bound, is skipped.
 */
export function resolve(row: ConfigRow, layers: ConfigLayers): readonly ConfigOrigin[] {
  const origins: ConfigOrigin[] = [];
  if (row.scope === 'topic')
    addOrigin(origins, row, row.key, layers.topic?.get(row.key), undefined, 'DYNAMIC_TOPIC_CONFIG');
  else if (row.scope === 'group')
    addOrigin(origins, row, row.key, layers.group?.get(row.key), undefined, 'DYNAMIC_GROUP_CONFIG');
  else {
    brokerOrigins(origins, row, row, undefined, layers);
    return origins;
  }
  for (const { key, unitMs } of row.synonyms ?? []) {
    const synonym = brokerConfigs.get(key);
    assert(synonym !== undefined, `${row.key} names the broker key ${key}, which is not in the table`);
    brokerOrigins(origins, row, synonym, unitMs, layers);
  }
  if (!origins.some((origin) => origin.source === 'DEFAULT_CONFIG')) {
    origins.push(parsedOrigin(row, row.key, row.default, 'DEFAULT_CONFIG'));
  }
  return origins;
}

/** The origin of the effective value. */
export function resolveValue(row: ConfigRow, layers: ConfigLayers): ConfigOrigin {
  const first = resolve(row, layers)[0];
  assert(first !== undefined, 'every key resolves at least to its default');
  return first;
}

function brokerOrigins(
  origins: ConfigOrigin[],
  row: ConfigRow,
  source: ConfigRow,
  unitMs: number | undefined,
  layers: ConfigLayers,
): void {
  const { key } = source;
  addOrigin(origins, row, key, layers.broker?.get(key), unitMs, 'DYNAMIC_BROKER_CONFIG');
  addOrigin(origins, row, key, layers.cluster?.get(key), unitMs, 'DYNAMIC_DEFAULT_BROKER_CONFIG');
  addOrigin(origins, row, key, layers.file?.get(key), unitMs, 'STATIC_BROKER_CONFIG');
  const fallback = layers.defaults?.get(key) ?? source.default;
  if (fallback !== null) addOrigin(origins, row, key, fallback, unitMs, 'DEFAULT_CONFIG');
  else if (row === source) origins.push(parsedOrigin(row, key, null, 'DEFAULT_CONFIG'));
}

function addOrigin(
  origins: ConfigOrigin[],
  row: ConfigRow,
  key: string,
  text: string | undefined,
  unitMs: number | undefined,
  source: ConfigSource,
): void {
  if (text === undefined) return;
  const inUnit = unitMs === undefined ? text : scaled(text, unitMs);
  if (parseRow(row, inUnit).kind === 'ok') origins.push({ ...parsedOrigin(row, key, inUnit, source), ownText: text });
}

/** Hours or minutes to milliseconds; anything negative means "no bound", which is -1. */
function scaled(text: string, unitMs: number): string {
  const value = Number(text);
  return value < 0 ? '-1' : String(value * unitMs);
}

function parsedOrigin(row: ConfigRow, key: string, text: string | null, source: ConfigSource): ConfigOrigin {
  const parsed = parseRow(row, text);
  assert(parsed.kind === 'ok', `the default of ${row.key} is valid`);
  return { key, ownText: text, text, value: parsed.value, source };
}
