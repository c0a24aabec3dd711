import { limits, unreachable } from '@drave/base';
import { isAboutAuthentication, unusedKafkaFileKeys } from './unused-kafka-keys.js';
import { groupFaults, type GroupLimits, groupLimitsOf } from './group-limits.js';
import { type ConfigFault, parseConfigValue, splitList, unknownKey } from './parse.js';
import type { ConfigTable } from './row.js';
import { brokerConfigs, groupConfigs, topicConfigs } from './tables.js';

/**
 * One incremental change (KIP-339). APPEND and SUBTRACT are for lists; appending an element that is there, or
 * subtracting one that is not, changes nothing.
 */
export type ConfigOperation =
  | { readonly kind: 'set'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string }
  | { readonly kind: 'subtract'; readonly key: string; readonly value: string };

/**
 * The resource that is altered, which decides which keys may be set. `cluster` stands for the defaults of all brokers.
 */
export type ConfigTarget = 'topic' | 'group' | 'broker' | 'cluster';

type AlteredConfigs =
  | {
      readonly kind: 'ok';
      /** All overrides after the change. */
      readonly next: ReadonlyMap<string, string>;
      /**
       * The new text of each changed override, or null for one that was removed. Sorted by key; empty when nothing
       * changed.
       */
      readonly changes: readonly (readonly [key: string, value: string | null])[];
    }
  | { readonly kind: 'invalid'; readonly faults: readonly ConfigFault[] };

/**
 * Applies the operations to the current overrides and validates the outcome, without changing its arguments. `limits`
 * bound the settings of groups; they default to those of a broker that sets none.
 */
export function alterConfigs(
  target: ConfigTarget,
  current: Iterable<readonly [string, string]>,
  operations: readonly ConfigOperation[],
  limits: GroupLimits = groupLimitsOf({}),
): AlteredConfigs {
  const table = tables[target];
  const before = new Map(current);
  const next = new Map(before);
  const faults: ConfigFault[] = [];
  const touched = new Set<string>();
  for (const operation of operations) {
    if (touched.has(operation.key)) {
      faults.push({ key: operation.key, message: `${operation.key}: altered twice in one request` });
      continue;
    }
    touched.add(operation.key);
    const fault = applyOperation(table, target, next, operation);
    if (fault !== undefined) faults.push(fault);
  }
  if (faults.length === 0 && target === 'topic') faults.push(...relationFaults(next));
  if (faults.length === 0 && target === 'group') faults.push(...groupFaults(next, limits));
  if (faults.length > 0) return { kind: 'invalid', faults };
  const changes = [...touched]
    .filter((key) => before.get(key) !== next.get(key))
    .sort()
    .map((key) => [key, next.get(key) ?? null] as const);
  return { kind: 'ok', next, changes };
}

const tables: Readonly<Record<ConfigTarget, ConfigTable>> = {
  topic: topicConfigs,
  group: groupConfigs,
  broker: brokerConfigs,
  cluster: brokerConfigs,
};

/** The faults of a whole set of topic overrides, as for CreateTopics; empty when it is valid. */
export function validateTopicConfigs(overrides: Iterable<readonly [string, string | null]>): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  const known = new Map<string, string>();
  for (const [key, text] of overrides) {
    if (text === null) {
      faults.push({ key, message: `${key}: null is not a value; leave the key out for its default` });
      continue;
    }
    const fault = tooLong(key, text) ?? faultOf(topicConfigs, key, text);
    if (fault !== undefined) faults.push(fault);
    else known.set(key, text);
  }
  return faults.length > 0 ? faults : relationFaults(known);
}

function applyOperation(
  table: ConfigTable,
  target: ConfigTarget,
  next: Map<string, string>,
  operation: ConfigOperation,
): ConfigFault | undefined {
  const { key } = operation;
  const row = table.get(key);
  if (row === undefined) return applyUnknown(table, target, next, operation);
  if (row.scope === 'file') {
    return { key, message: `${key}: can only be set in the node's configuration file, with a restart` };
  }
  if (target === 'cluster' && row.scope === 'broker') {
    return { key, message: `${key}: is set on single brokers, not on all at once` };
  }
  if (operation.kind === 'delete') {
    next.delete(key);
    return undefined;
  }
  const text = operation.kind === 'set' ? operation.value : listText(row.type, next.get(key) ?? row.default, operation);
  if (text === undefined) {
    return { key, message: `${key}: ${operation.kind} is for lists only; use set` };
  }
  const fault = tooLong(key, text) ?? faultOf(table, key, text);
  if (fault === undefined) next.set(key, text);
  return fault;
}

/**
 * An unknown key is refused for a topic or a group. A broker keeps it, as Kafka does for the settings of its plugins,
 * unless it is a key that Kafka takes from the configuration file only. An unknown override can always be deleted,
 * because an earlier version may have set it.
 */
function applyUnknown(
  table: ConfigTable,
  target: ConfigTarget,
  next: Map<string, string>,
  operation: ConfigOperation,
): ConfigFault | undefined {
  const { kind, key } = operation;
  const keeps = target === 'broker' || target === 'cluster';
  if (kind === 'delete' && (next.delete(key) || keeps)) return undefined;
  if (kind !== 'set' || !keeps) return unknownKey(table, key);
  if (unusedKafkaFileKeys.has(key) || isAboutAuthentication(key))
    return { key, message: `${key}: cannot be changed while a broker runs` };
  const fault = tooLong(key, operation.value);
  if (fault === undefined) next.set(key, operation.value);
  return fault;
}

function faultOf(table: ConfigTable, key: string, text: string): ConfigFault | undefined {
  const parsed = parseConfigValue(table, key, text);
  return parsed.kind === 'invalid' ? parsed.fault : undefined;
}

/**
 * The fault of a key or value that is too long. Settings stay in the metadata of every node, so their length has a
 * bound, also where a key takes any text.
 */
function tooLong(key: string, text: string): ConfigFault | undefined {
  const { configLengthMax: max } = limits;
  if (key.length > max)
    return { key: key.slice(0, 64), message: `a key may have ${max} characters, not ${key.length}` };
  return text.length <= max ? undefined : { key, message: `${key}: has ${text.length} characters and may have ${max}` };
}

/**
 * The list after an append or a subtract, based on the default when nothing is set; undefined when the key is not a
 * list.
 */
function listText(
  type: string,
  current: string | null,
  operation: Extract<ConfigOperation, { kind: 'append' | 'subtract' }>,
): string | undefined {
  if (type !== 'list') return undefined;
  const items = splitList(current ?? '');
  const operands = splitList(operation.value);
  switch (operation.kind) {
    case 'append':
      return [
        ...items,
        ...operands.filter((item, index) => !items.includes(item) && operands.indexOf(item) === index),
      ].join(',');
    case 'subtract':
      return items.filter((item) => !operands.includes(item)).join(',');
    default:
      return unreachable(operation);
  }
}

/** The faults in relations between keys, which are valid one by one. */
function relationFaults(overrides: ReadonlyMap<string, string>): ConfigFault[] {
  const value = (key: string): number => {
    const parsed = parseConfigValue(topicConfigs, key, overrides.get(key) ?? topicConfigs.get(key)?.default ?? null);
    return parsed.kind === 'ok' && typeof parsed.value === 'number' ? parsed.value : Number.NaN;
  };
  const key = 'min.compaction.lag.ms';
  if (!(value(key) > value('max.compaction.lag.ms'))) return [];
  const message = `${key}: ${value(key)} is larger than max.compaction.lag.ms, which is ${value('max.compaction.lag.ms')}`;
  return [{ key, message }];
}
