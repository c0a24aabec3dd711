import type { ConfigRow, ConfigRows, ConfigType, RowBody, ConfigValue } from './row.js';

/** A row as it is written: without its key, and with default and example as literals of the value's type. */
interface Spec<Literal, Default> extends Omit<RowBody, 'type' | 'default' | 'example' | 'decode'> {
  /** The default; null for a key that is unset by default. */
  readonly default: Default;
  readonly example?: Literal;
}

/** The type of an effective value: it includes undefined when the key is unset by default. */
type OrUnset<Default, Value> = Default extends null ? Value | undefined : Value;

/** A whole number; a bigint where it is beyond 2^53. */
type Whole = number | bigint;

export const int = whole('int');
export const short = whole('short');
export const long = whole('long');

function whole(type: ConfigType) {
  return <Default extends Whole | null>(spec: Spec<Whole, Default>): RowBody<OrUnset<Default, number>> =>
    bodyOf(type, spec);
}

/** A row for a `double`. A default is given as text where Java's notation of the number differs from JavaScript's. */
export function double(spec: Spec<number, number | string>): RowBody<number> {
  return bodyOf('double', spec);
}

export function boolean(spec: Spec<boolean, boolean>): RowBody<boolean> {
  return bodyOf('boolean', spec);
}

export function string<const Values extends readonly string[], Default extends Values[number] | null>(
  spec: Spec<Values[number], Default> & { readonly values?: Values },
): RowBody<OrUnset<Default, Values[number]>> {
  return bodyOf('string', spec);
}

export function list<const Values extends readonly string[], Default extends readonly Values[number][] | null>(
  spec: Spec<readonly Values[number][], Default> & { readonly values?: Values },
): RowBody<OrUnset<Default, readonly Values[number][]>> {
  return bodyOf('list', spec);
}

/** A row for a secret, which has no default, and whose value is in neither descriptions nor messages. */
export function password(spec: Spec<string, null>): RowBody<string | undefined> {
  return bodyOf('password', { ...spec, sensitive: true });
}

/** A row whose valid values are converted by `decode` before they are read. */
export function decoded<Raw extends NonNullable<ConfigValue>, Value>(
  decode: (value: Raw) => Value,
  body: RowBody<Raw>,
): RowBody<Value> {
  return { ...body, decode };
}

type Literal = Whole | boolean | string | readonly string[];

function bodyOf<Value>(type: ConfigType, spec: Spec<Literal, Literal | null>): RowBody<Value> {
  const { default: literal, example, ...rest } = spec;
  // Only the notation functions know the type of a row's values, so they declare it with this cast.
  return {
    ...rest,
    type,
    default: literal === null ? null : textOf(literal),
    ...(example === undefined ? {} : { example: textOf(example) }),
  } as RowBody<Value>;
}

function textOf(literal: Literal): string {
  return typeof literal === 'object' ? literal.join(',') : String(literal);
}

/** Rows with their keys, each with the type of its values. */
type RowsOf<Bodies> = {
  readonly [Key in keyof Bodies]: Bodies[Key] extends RowBody<infer Value> ? ConfigRow<Value> : never;
};

export function rows<Bodies extends Readonly<Record<string, RowBody>>>(bodies: Bodies): RowsOf<Bodies> {
  const keyed: ConfigRows = Object.fromEntries(Object.entries(bodies).map(([key, body]) => [key, { key, ...body }]));
  // `keyed` has the same keys as `bodies`, and under each the same row with its key.
  return keyed as RowsOf<Bodies>;
}
