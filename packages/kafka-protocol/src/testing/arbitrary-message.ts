import fc from 'fast-check';
import type { ElementType, Field, MessageTable, Primitive } from '../table/table.js';
import { defaultOf, type Plain, isPresent } from './interpret.js';

/** Messages of a table in one version: whatever the wire can hold where the field is present, its default elsewhere. */
export function arbitraryMessage(
  message: MessageTable,
  version: number,
  strings: fc.Arbitrary<string> = text,
): fc.Arbitrary<Plain> {
  return arbitraryStruct({ message, version, strings }, message.fields);
}

interface Context {
  readonly message: MessageTable;
  readonly version: number;
  readonly strings: fc.Arbitrary<string>;
}

function arbitraryStruct(context: Context, fields: readonly Field[]): fc.Arbitrary<Plain> {
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, arbitraryField(context, field)])));
}

function arbitraryField(context: Context, field: Field): fc.Arbitrary<unknown> {
  const { message, version } = context;
  const onWire = isPresent(field, version) && (field.tag === undefined || version >= message.flexibleFrom);
  if (!onWire) return fc.constant(defaultOf(field));
  const value = arbitraryValue(context, field);
  const nullable = field.nullableSince !== undefined && version >= field.nullableSince;
  const withNull = nullable
    ? fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 4, arbitrary: value })
    : value;
  return field.tag === undefined
    ? withNull
    : fc.oneof({ weight: 1, arbitrary: fc.constant(defaultOf(field)) }, { weight: 2, arbitrary: withNull });
}

function arbitraryValue(context: Context, field: Field): fc.Arbitrary<unknown> {
  if (field.type.kind !== 'list') return arbitraryElement(context, field.type);
  return fc.array(arbitraryElement(context, field.type.element), { maxLength: 3 });
}

function arbitraryElement(context: Context, type: ElementType): fc.Arbitrary<unknown> {
  return type.kind === 'struct' ? arbitraryStruct(context, type.fields) : arbitraryPrimitive(context, type.name);
}

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
/** Short ASCII, the fast path; anything else, lone surrogates excluded because the wire replaces them; long text. */
const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 33, maxLength: 200 }) },
);

function arbitraryPrimitive({ strings }: Context, type: Primitive): fc.Arbitrary<unknown> {
  switch (type) {
    case 'bool':
      return fc.boolean();
    case 'int8':
      return fc.integer({ min: -128, max: 127 });
    case 'int16':
      return fc.integer({ min: -32_768, max: 32_767 });
    case 'uint16':
      return fc.integer({ min: 0, max: 65_535 });
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.integer({ min: 0, max: 0xffff_ffff });
    case 'int64':
      return fc.oneof(fc.maxSafeInteger(), fc.constant(-1));
    case 'float64':
      return fc.double({ noNaN: true });
    case 'uuid':
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((id) => Buffer.from(id).toString('base64url'));
    case 'string':
      return strings;
    case 'bytes':
    case 'records':
      return bytes;
  }
}
