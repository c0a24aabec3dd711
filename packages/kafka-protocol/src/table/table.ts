/**
 * The vocabulary of the schema tables: a message is a list of fields, a field knows in which versions it is on the wire
 * and how. The tables under `schemas/` are written with the builders of `fields.ts`; the generator and the interpreter
 * read them.
 */
export type Primitive =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float64'
  | 'uuid'
  | 'string'
  | 'bytes'
  | 'records';

export interface StructType {
  readonly kind: 'struct';
  /** What the struct is called inside its message; the exported type is the message's name followed by this. */
  readonly name: string;
  readonly fields: readonly Field[];
}

interface PrimitiveType {
  readonly kind: 'primitive';
  readonly name: Primitive;
}

export type ElementType = PrimitiveType | StructType;

export type FieldType = ElementType | { readonly kind: 'list'; readonly element: ElementType };

/** What a field holds when it is not on the wire; `undefined` in a table is the zero of its type. */
export type FieldDefault = number | string | boolean | null;

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** First version that has the field. */
  readonly since: number;
  /** Last version that has the field. */
  readonly until: number;
  /** First version in which null is allowed; undefined for never. */
  readonly nullableSince: number | undefined;
  /** Number of a tagged field (KIP-482); undefined for an ordinary one. */
  readonly tag: number | undefined;
  readonly default: FieldDefault | undefined;
  /** A value that is not the default may be left out silently in a version without the field. */
  readonly ignorable: boolean;
  /** An int64 beyond 2^53 is read as the nearest number that is exact, instead of being refused. */
  readonly clamped: boolean;
}

export interface MessageTable {
  /** The name with its direction, such as `ProduceRequest`. */
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** First version with compact lengths and tagged fields (KIP-482); infinity for none. */
  readonly flexibleFrom: number;
  readonly fields: readonly Field[];
}

export interface ApiTable {
  readonly name: string;
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleFrom: number;
  readonly request: MessageTable;
  readonly response: MessageTable;
}

/** Modules of structures that are no API: file name without extension, and what is in it. */
export type StructureModules = Readonly<Record<string, readonly MessageTable[]>>;

/** The file of an API among the tables, the generated codecs and a broker's handlers, such as `03-metadata`. */
export function moduleName({ name, key }: Pick<ApiTable, 'name' | 'key'>): string {
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  return `${String(key).padStart(2, '0')}-${words}`;
}

/** True when encoding may leave the field out: it has a stated default, is tagged, or is gone in newer versions. */
export function isOptional(field: Field): boolean {
  return field.default !== undefined || field.tag !== undefined || field.until !== Number.POSITIVE_INFINITY;
}

export function isNullable(field: Field): boolean {
  return field.nullableSince !== undefined;
}
