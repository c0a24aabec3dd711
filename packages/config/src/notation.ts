import type { ConfigRow, ConfigRows, ConfigType, RowBody, ConfigValue } from './row.js';

/** A row without its key, which stands before it, with default and example as the literals that they are. */
interface Spec<Literal, Default> extends Omit<RowBody, 'type' | 'default' | 'example' | 'decode'> {
  /** Null: unset unless somebody sets it. */
  readonly default: Default;
  readonly example?: Literal;
}

/** What a reader gets of a key that may be unset: undefined besides. */
type OrUnset<Default, Value> = Default extends null ? Value | undefined : Value;

/** A bigint is for what a number cannot hold. */
type Whole = number | bigint;

export const int = whole('int');
export const short = whole('short');
export const long = whole('long');

function whole(type: ConfigType) {
  return <Default extends Whole | null>(spec: Spec<Whole, Default>): RowBody<OrUnset<Default, number>> =>
    bodyOf(type, spec);
}

/** Text is for a number that Java writes otherwise. */
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

/** What nobody is shown, in descriptions and in messages; it has no default. */
export function password(spec: Spec<string, null>): RowBody<string | undefined> {
  return bodyOf('password', { ...spec, sensitive: true });
}

/** A row whose readers get something else than what is written. */
export function decoded<Raw extends NonNullable<ConfigValue>, Value>(
  decode: (value: Raw) => Value,
  body: RowBody<Raw>,
): RowBody<Value> {
  return { ...body, decode };
}

type Literal = Whole | boolean | string | readonly string[];

function bodyOf<Value>(type: ConfigType, spec: Spec<Literal, Literal | null>): RowBody<Value> {
  const { default: literal, example, ...rest } = spec;
  // The type of a row's values is known by its notation alone: this is where it is said.
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

/** Rows that know their keys, each with the type of its values. */
type RowsOf<Bodies> = {
  readonly [Key in keyof Bodies]: Bodies[Key] extends RowBody<infer Value> ? ConfigRow<Value> : never;
};

export function rows<Bodies extends Readonly<Record<string, RowBody>>>(bodies: Bodies): RowsOf<Bodies> {
  const keyed: ConfigRows = Object.fromEntries(Object.entries(bodies).map(([key, body]) => [key, { key, ...body }]));
  // The same keys with the same rows under them.
  return keyed as RowsOf<Bodies>;
}
