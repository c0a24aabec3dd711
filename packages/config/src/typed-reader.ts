import { assert } from '@drave/base';
import type { ConfigLayers, ConfigSource } from './resolve.js';
import { resolveValue } from './resolve.js';
import type { ConfigTable } from './row.js';

/** Reads values of a known type; a wrong type is our own mistake in a table, not the user's. */
export class TypedReader {
  private readonly table: ConfigTable;
  private readonly layers: ConfigLayers;

  constructor(table: ConfigTable, layers: ConfigLayers) {
    this.table = table;
    this.layers = layers;
  }

  number(key: string): number {
    const value = this.value(key);
    assert(typeof value === 'number', `${key} is a number`);
    return value;
  }

  optionalNumber(key: string): number | undefined {
    return this.value(key) === null ? undefined : this.number(key);
  }

  boolean(key: string): boolean {
    const value = this.value(key);
    assert(typeof value === 'boolean', `${key} is a boolean`);
    return value;
  }

  text(key: string): string {
    const value = this.value(key);
    assert(typeof value === 'string', `${key} is a text`);
    return value;
  }

  optionalText(key: string): string | undefined {
    return this.value(key) === null ? undefined : this.text(key);
  }

  list(key: string): readonly string[] {
    const value = this.value(key);
    assert(Array.isArray(value), `${key} is a list`);
    return value;
  }

  optionalList(key: string): readonly string[] | undefined {
    return this.value(key) === null ? undefined : this.list(key);
  }

  sourceOf(key: string): ConfigSource {
    return resolveValue(this.row(key), this.layers).source;
  }

  private value(key: string) {
    return resolveValue(this.row(key), this.layers).value;
  }

  private row(key: string) {
    const row = this.table.get(key);
    assert(row !== undefined, `${key} is in the table`);
    return row;
  }
}
