import type { Bytes, Millis } from '@drave/base';

/** Kafka's configuration value types. `int` is 32 bits, `long` 64; a `list` is comma-separated. */
export type ConfigType = 'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'password';

/** A value as it was read; null where nobody sets the key. */
export type ConfigValue = boolean | number | string | readonly string[] | null;

/**
 * Where and when a key may be set.
 * - `topic`: on a topic, at any time.
 * - `group`: on a group, at any time.
 * - `cluster`: on all brokers at once, at any time (and on one broker, or in its file).
 * - `broker`: on one broker, at any time (and in its file).
 * - `file`: in the node's configuration file only; needs a restart.
 */
type ConfigScope = 'topic' | 'group' | 'cluster' | 'broker' | 'file';

/** How a broker key of another unit becomes the topic key's milliseconds. */
interface Synonym {
  readonly key: string;
  readonly unitMs?: number;
}

/** All there is to know about a key but its name; `Value` is what its reader gets. */
export interface RowBody<Value = unknown> {
  readonly type: ConfigType;
  readonly scope: ConfigScope;
  /** As text, in Kafka's own notation; null where the key is unset unless somebody sets it. */
  readonly default: string | null;
  /** Inclusive bounds of a number; those of the type where absent. Exact also beyond 2^53. */
  readonly min?: number;
  readonly max?: number;
  /** Why there is a bound that Kafka does not have; part of what a client hears who is over it. */
  readonly maxBecause?: string;
  /** The only values of a string or of a list's elements. */
  readonly values?: readonly string[];
  /** A check that bounds and values cannot express; gives what is allowed, in words, when the text is not. */
  readonly check?: (text: string) => string | undefined;
  /** What the reader gets of a value that is set and valid; the value itself where absent. */
  decode?(value: NonNullable<ConfigValue>): Value;
  /** One or two sentences for an operator. */
  readonly doc: string;
  /** Where Kafka takes or does something else, in one sentence; for the documentation only. */
  readonly kafka?: string;
  /** A valid value that differs from the default where the default explains nothing. */
  readonly example?: string;
  /** Never shown, never logged. */
  readonly sensitive?: boolean;
  /** For topic keys: the broker keys that give its default, the first one set wins. */
  readonly synonyms?: readonly Synonym[];
  /**
   * What the node's own configuration calls it. The key is described with the value in force there, and is not taken
   * under its Kafka name.
   */
  readonly toldBy?: string;
  /** For tests only; not listed and not described. */
  readonly internal?: boolean;
}

export interface ConfigRow<Value = unknown> extends RowBody<Value> {
  readonly key: string;
}

/** Rows of one domain under their keys. */
export type ConfigRows = Readonly<Record<string, ConfigRow>>;

/** The name of a key as a property: `replica.lag.time.max.ms` is `replicaLagTimeMaxMs`. */
type PropertyOf<Key extends string> = Key extends `${infer Head}.${infer Tail}`
  ? `${Head}${Capitalize<PropertyOf<Tail>>}`
  : Key;

/** What rows give their readers, by the names of their properties. */
export type ConfigOf<Rows> = {
  readonly [Key in keyof Rows & string as PropertyOf<Key>]: Rows[Key] extends ConfigRow<infer Value>
    ? InUnit<Key, Value>
    : never;
};

type InUnit<Key, Value> = Value extends number
  ? Key extends `${string}.ms`
    ? Millis
    : Key extends `${string}.bytes`
      ? Bytes
      : number
  : Value;

/** Every row that one kind of resource has, in the order of the keys. */
export type ConfigTable = ReadonlyMap<string, ConfigRow>;

export function tableOf(...domains: readonly ConfigRows[]): ConfigTable {
  const all = domains.flatMap((rows) => Object.values(rows));
  return new Map(all.sort((a, b) => (a.key < b.key ? -1 : 1)).map((row) => [row.key, row]));
}

export const LONG_MAX = 9223372036854775807n;
export const INT_MAX = 0x7fff_ffff;
