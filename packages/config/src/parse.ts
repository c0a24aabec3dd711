import { unreachable } from '@drave/base';
import { type ConfigRow, type ConfigTable, type ConfigValue, INT_MAX, LONG_MAX } from './row.js';
import { closestKey } from './suggest.js';

/**
 * One fault in one setting; its error code is INVALID_CONFIG. `message` has the key, the value, what is allowed, and an
 * example.
 */
export interface ConfigFault {
  readonly key: string;
  readonly message: string;
}

type ParsedConfig =
  | { readonly kind: 'ok'; readonly value: ConfigValue }
  | { readonly kind: 'invalid'; readonly fault: ConfigFault };

/**
 * Reads one setting. Numbers above 2^53 - 1, which Kafka uses for "never" and "no bound", become 2^53 - 1. A null text
 * gives null, which means unset.
 */
export function parseConfigValue(table: ConfigTable, key: string, text: string | null): ParsedConfig {
  const row = table.get(key);
  if (row === undefined) return { kind: 'invalid', fault: unknownKey(table, key) };
  return parseRow(row, text);
}

export function parseRow(row: ConfigRow, text: string | null): ParsedConfig {
  if (text === null) return { kind: 'ok', value: null };
  const value = read(row, text.trim());
  if (value === undefined) return { kind: 'invalid', fault: badValue(row, text) };
  return { kind: 'ok', value };
}

/** The reason for a bound that Kafka does not have, in brackets; empty without one. */
function reasonOf({ maxBecause }: ConfigRow): string {
  return maxBecause === undefined ? '' : ` (${maxBecause})`;
}

/** What the row accepts, in words: 'a whole number from 1 to 100'. */
export function allowedText(row: ConfigRow): string {
  switch (row.type) {
    case 'boolean':
      return 'true or false';
    case 'int':
    case 'short':
    case 'long':
      return `a whole number from ${row.min ?? lowest(row)} to ${row.max ?? highest(row)}${reasonOf(row)}`;
    case 'double':
      return row.max === undefined ? `a number from ${row.min ?? 0} up` : `a number from ${row.min ?? 0} to ${row.max}`;
    case 'list':
      return row.values === undefined ? 'a list separated by commas' : `a list of ${row.values.join(', ')}`;
    case 'string':
      return row.values === undefined ? 'text' : `one of ${row.values.join(', ')}`;
    case 'password':
      return 'text';
    default:
      return unreachable(row.type);
  }
}

const WHOLE = /^[+-]?\d{1,19}$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function read(row: ConfigRow, text: string): ConfigValue | undefined {
  if (row.check?.(text) !== undefined) return undefined;
  switch (row.type) {
    case 'boolean':
      return readBoolean(text);
    case 'int':
    case 'short':
    case 'long':
      return readWhole(row, text);
    case 'double':
      return readDouble(row, text);
    case 'list':
      return readList(row, text);
    case 'string':
      return row.values === undefined || row.values.includes(text) ? text : undefined;
    case 'password':
      return text;
    default:
      return unreachable(row.type);
  }
}

function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function readWhole(row: ConfigRow, text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
  if (exact < BigInt(row.min ?? lowest(row)) || exact > BigInt(row.max ?? highest(row))) return undefined;
  const bounded = exact > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(exact);
  return Math.max(bounded, Number.MIN_SAFE_INTEGER);
}

function readDouble(row: ConfigRow, text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < (row.min ?? -Infinity) || value > (row.max ?? Infinity)) return undefined;
  return value;
}

/** Reads a list. With fixed values it needs at least one element and no element twice; otherwise it may be empty. */
function readList(row: ConfigRow, text: string): readonly string[] | undefined {
  const items = splitList(text);
  if (row.values === undefined) return items;
  const { values } = row;
  const sound =
    items.length > 0 && new Set(items).size === items.length && items.every((item) => values.includes(item));
  return sound ? items : undefined;
}

export function splitList(text: string): string[] {
  if (text.trim() === '') return [];
  return text.split(',').map((item) => item.trim());
}

function lowest(row: ConfigRow): bigint {
  return row.type === 'long' ? -LONG_MAX - 1n : BigInt(row.type === 'short' ? -32_768 : -INT_MAX - 1);
}

function highest(row: ConfigRow): bigint {
  return row.type === 'long' ? LONG_MAX : BigInt(row.type === 'short' ? 32_767 : INT_MAX);
}

function badValue(row: ConfigRow, text: string): ConfigFault {
  const shown = row.sensitive === true ? '[hidden]' : `'${text.length > 100 ? `${text.slice(0, 100)}…` : text}'`;
  const allowed = row.check?.(text.trim()) ?? allowedText(row);
  const example = row.example ?? row.default;
  const hint = example === null || example === '' ? '' : `, for example ${row.key}=${example}`;
  return { key: row.key, message: `${row.key}: ${shown} is not valid; expected ${allowed}${hint}` };
}

export function unknownKey(table: ConfigTable, key: string): ConfigFault {
  const closest = closestKey(
    [...table.values()].filter((row) => row.internal !== true).map((row) => row.key),
    key,
  );
  const hint = closest === undefined ? '' : `; did you mean ${closest}?`;
  return { key, message: `${key}: no such setting here${hint}` };
}
