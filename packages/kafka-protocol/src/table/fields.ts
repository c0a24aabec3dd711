import type { ApiTable, ElementType, Field, FieldDefault, FieldType, MessageTable, Primitive } from './table.js';

interface FieldOptions {
  readonly since?: number;
  readonly until?: number;
  readonly nullableSince?: number;
  readonly tag?: number;
  readonly default?: FieldDefault;
  readonly ignorable?: boolean;
  readonly clamped?: boolean;
}

function field(name: string, type: FieldType, options: FieldOptions): Field {
  return {
    name,
    type,
    since: options.since ?? 0,
    until: options.until ?? Number.POSITIVE_INFINITY,
    nullableSince: options.nullableSince,
    tag: options.tag,
    default: options.default,
    ignorable: options.ignorable ?? false,
    clamped: options.clamped ?? false,
  };
}

type Builder = (name: string, options?: FieldOptions) => Field;

function primitive(of: Primitive): Builder {
  return (name, options = {}) => field(name, { kind: 'primitive', name: of }, options);
}

export const bool: Builder = primitive('bool');
export const int8: Builder = primitive('int8');
export const int16: Builder = primitive('int16');
export const uint16: Builder = primitive('uint16');
export const int32: Builder = primitive('int32');
export const int64: Builder = primitive('int64');
export const float64: Builder = primitive('float64');
export const uuid: Builder = primitive('uuid');
export const string: Builder = primitive('string');
export const bytes: Builder = primitive('bytes');
export const records: Builder = primitive('records');

/** One struct inside another. */
export function struct(name: string, as: string, fields: readonly Field[], options: FieldOptions = {}): Field {
  return field(name, { kind: 'struct', name: as, fields }, options);
}

/** A list of structs. */
export function list(name: string, as: string, fields: readonly Field[], options: FieldOptions = {}): Field {
  return field(name, { kind: 'list', element: { kind: 'struct', name: as, fields } }, options);
}

/** A list of plain values. */
export function listOf(name: string, of: Primitive, options: FieldOptions = {}): Field {
  const element: ElementType = { kind: 'primitive', name: of };
  return field(name, { kind: 'list', element }, options);
}

/** The answer to most requests begins with it: how long a client should pause because of a quota, in milliseconds. */
export function throttleTimeMs(since = 0): Field {
  return int32('throttleTimeMs', { since, default: 0, ignorable: true });
}

interface Versions {
  readonly versions: readonly [min: number, max: number];
  /** When it is left out, no version is flexible. */
  readonly flexibleFrom?: number;
}

interface ApiSchema extends Versions {
  readonly key: number;
  readonly request: readonly Field[];
  readonly response: readonly Field[];
}

/** One API of the protocol. `versions` is what Drave implements byte for byte, hence may advertise at most. */
export function api(name: string, schema: ApiSchema): ApiTable {
  const request = message(`${name}Request`, schema, schema.request);
  const response = message(`${name}Response`, schema, schema.response);
  const { minVersion, maxVersion, flexibleFrom } = request;
  return { name, key: schema.key, minVersion, maxVersion, flexibleFrom, request, response };
}

/** A structure outside requests and responses, such as the key or value of a record. */
export function message(name: string, schema: Versions, fields: readonly Field[]): MessageTable {
  const [minVersion, maxVersion] = schema.versions;
  return { name, minVersion, maxVersion, flexibleFrom: schema.flexibleFrom ?? Number.POSITIVE_INFINITY, fields };
}
