import type { Bytes, Millis } from '@drave/base';

/** Kafka's configuration value types. `int` is 32 bits, `long` 64; a `list` is comma-separated. */
export type ConfigType = 'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'password';

/** A parsed value; null where the key is unset. */
export type ConfigValue = boolean | number | string | readonly string[] | null;

/**
 * Where and when a key may be set.
 * - `topic`: on a topic, at any time.
 * - `group`: on a group, at any time.
 * - `cluster`: on all brokers at once, at any time; also on one broker, or in its configuration file.
 * - `broker`: on one broker, at any time; also in its configuration file.
 * - `file`: in the node's configuration file only, so a change needs a restart.
 */
type ConfigScope = 'topic' | 'group' | 'cluster' | 'broker' | 'file';

/** How a broker key of another unit becomes the topic key's milliseconds. */
interface Synonym {
  readonly key: string;
  readonly unitMs?: number;
}

/** The definition of a key, without its name; `Value` is the type of its effective value. */
export interface RowBody<Value = unknown> {
  readonly type: ConfigType;
  readonly scope: ConfigScope;
  /** The default as text, in Kafka's notation; null for a key that is unset by default. */
  readonly default: string | null;
  /**
   * The inclusive bounds of a number; where one is absent, that of the type. They are compared exactly also beyond
   * 2^53.
   */
  readonly min?: number;
  readonly max?: number;
  /** Why `max` is lower than Kafka's; it is part of the error message. */
  readonly maxBecause?: string;
  /** The only values of a string or of a list's elements. */
  readonly values?: readonly string[];
  /**
   * A check that bounds and values cannot express. It returns what is allowed, in words, when the text is not valid.
   */
  readonly check?: (text: string) => string | undefined;
  /** Converts a valid value into what readers get; they get the value itself where this is absent. */
  decode?(value: NonNullable<ConfigValue>): Value;
  /** One or two sentences for an operator. */
  readonly doc: string;
  /** How Kafka differs, in one sentence; for the documentation only. */
  readonly kafka?: string;
  /** A valid value for error messages, where the default would not explain anything. */
  readonly example?: string;
  /** True for secrets, which are neither described nor logged. */
  readonly sensitive?: boolean;
  /** For topic keys: the broker keys that give the default; the first one that is set wins. */
  readonly synonyms?: readonly Synonym[];
  /**
   * The name of this setting in Drave's own configuration file. The key is described with the value that is set there,
   * and cannot be set under its Kafka name.
   */
  readonly draveKey?: string;
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

/** The effective values of rows, by the names of their properties. */
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

/** Every row of one kind of resource, in order of the keys. */
export type ConfigTable = ReadonlyMap<string, ConfigRow>;

export function tableOf(...domains: readonly ConfigRows[]): ConfigTable {
  const all = domains.flatMap((rows) => Object.values(rows));
  return new Map(all.sort((a, b) => (a.key < b.key ? -1 : 1)).map((row) => [row.key, row]));
}

export const LONG_MAX = 9223372036854775807n;
export const INT_MAX = 0x7fff_ffff;
