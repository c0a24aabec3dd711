import { type ConfigLayers, resolveValue } from './resolve.js';
import type { ConfigOf, ConfigRow, ConfigRows } from './row.js';

export function propertyOf(key: string): string {
  return key.replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The values in force. Numbers that Kafka calls "unlimited" are -1 where it says -1, else 2^53 - 1. A look-up for each
 * row and layer: build it when a layer changes and keep it.
 */
export function readConfig<Rows extends ConfigRows>(rows: Rows, layers: ConfigLayers): ConfigOf<Rows> {
  const values = Object.values(rows).map((row) => [propertyOf(row.key), valueOf(row, layers)] as const);
  // `ConfigOf` says of types what this says of values.
  return Object.fromEntries(values) as ConfigOf<Rows>;
}

/** The value in force of one key. */
export function valueOf<Value>(row: ConfigRow<Value>, layers: ConfigLayers): Value {
  const { value } = resolveValue(row, layers);
  const decoded = value === null ? undefined : row.decode === undefined ? value : row.decode(value);
  // `parseRow` gives what the notation of the row has promised.
  return decoded as Value;
}
