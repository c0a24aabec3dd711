import { type ConfigLayers, resolveValue } from './resolve.js';
import type { ConfigOf, ConfigRow, ConfigRows } from './row.js';

export function propertyOf(key: string): string {
  return key.replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The effective values of all rows. An unlimited number is -1 where Kafka writes -1, else 2^53 - 1. The cost is one
 * look-up for each row and layer, so callers read once after a layer has changed, and keep the result.
 */
export function readConfig<Rows extends ConfigRows>(rows: Rows, layers: ConfigLayers): ConfigOf<Rows> {
  const values = Object.values(rows).map((row) => [propertyOf(row.key), valueOf(row, layers)] as const);
  // `ConfigOf` computes the types of these properties in the same way as the line above their values.
  return Object.fromEntries(values) as ConfigOf<Rows>;
}

/** The effective value of one key. */
export function valueOf<Value>(row: ConfigRow<Value>, layers: ConfigLayers): Value {
  const { value } = resolveValue(row, layers);
  const decoded = value === null ? undefined : row.decode === undefined ? value : row.decode(value);
  // `parseRow` returns a value of the type that the notation of the row has declared.
  return decoded as Value;
}
