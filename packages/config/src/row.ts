/** Kafka's configuration value types. `int` is 32 bits, `long` 64; a `list` is comma-separated. */
export type ConfigType = 'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'password';

/**
 * Where and when a key may be set.
 * - `topic`: on a topic, at any time.
 * - `group`: on a group, at any time.
 * - `cluster`: on all brokers at once, at any time (and on one broker, or in its file).
 * - `broker`: on one broker, at any time (and in its file).
 * - `file`: in the node's configuration file only; needs a restart.
 */
export type ConfigScope = 'topic' | 'group' | 'cluster' | 'broker' | 'file';

/** How a broker key of another unit becomes the topic key's milliseconds. */
export interface Synonym {
  readonly key: string;
  readonly unitMs?: number;
}

export interface ConfigRow {
  readonly key: string;
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
  /** One or two sentences for an operator. */
  readonly doc: string;
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

export type ConfigTable = ReadonlyMap<string, ConfigRow>;

export function tableOf(rows: readonly ConfigRow[]): ConfigTable {
  const table = new Map<string, ConfigRow>();
  for (const row of [...rows].sort((a, b) => (a.key < b.key ? -1 : 1))) table.set(row.key, row);
  return table;
}

type Extra = Omit<ConfigRow, 'key' | 'type' | 'scope' | 'default' | 'doc'>;

export function rowOf(
  key: string,
  type: ConfigType,
  scope: ConfigScope,
  value: string | null,
  doc: string,
  extra?: Extra,
): ConfigRow {
  return { key, type, scope, default: value, doc, ...extra };
}

export const LONG_MAX = 9223372036854775807n;
export const LONG_MAX_TEXT = '9223372036854775807';
export const INT_MAX = 0x7fff_ffff;
