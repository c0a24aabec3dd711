import type { ElementType, Field, MessageTable, Primitive } from '../table/table.js';

/**
 * The oracle of the generated codecs: reads and writes a message field by field as the tables say, slowly, with nothing
 * in common with the code that it judges but the tables.
 */
export type Plain = { readonly [name: string]: unknown };

/** Whether the field is on the wire in this version, or among the tagged ones. */
export function isPresent(field: Field, version: number): boolean {
  return version >= field.since && version <= field.until;
}

export function interpretEncode(message: MessageTable, version: number, value: Plain): Buffer {
  return Buffer.concat(structBytes(message, message.fields, version, value));
}

function structBytes(message: MessageTable, fields: readonly Field[], version: number, value: Plain): Buffer[] {
  const flexible = version >= message.flexibleFrom;
  const out: Buffer[] = [];
  const tagged: Buffer[][] = [];
  for (const field of fields) {
    if (!isPresent(field, version)) continue;
    const held = value[field.name];
    if (field.tag === undefined) out.push(...fieldBytes(message, field, version, held));
    else if (flexible && !isDefault(field, held)) {
      const body = Buffer.concat(fieldBytes(message, field, version, held));
      tagged[field.tag] = [uvarint(field.tag), uvarint(body.length), body];
    }
  }
  if (flexible) out.push(uvarint(Object.keys(tagged).length), ...tagged.flat());
  return out;
}

function fieldBytes(message: MessageTable, field: Field, version: number, value: unknown): Buffer[] {
  const flexible = version >= message.flexibleFrom;
  if (field.type.kind === 'list') {
    if (value === null) return [flexible ? uvarint(0) : int32(-1)];
    const items = value as readonly unknown[];
    const length = flexible ? uvarint(items.length + 1) : int32(items.length);
    const { element } = field.type;
    return [length, ...items.flatMap((item) => elementBytes(message, element, version, item))];
  }
  if (field.type.kind === 'struct' && field.nullableSince !== undefined)
    return value === null
      ? [Buffer.from([0xff])]
      : [Buffer.from([1]), ...elementBytes(message, field.type, version, value)];
  return elementBytes(message, field.type, version, value);
}

function elementBytes(message: MessageTable, type: ElementType, version: number, value: unknown): Buffer[] {
  if (type.kind === 'struct') return structBytes(message, type.fields, version, value as Plain);
  return primitiveBytes(type.name, version >= message.flexibleFrom, value);
}

function primitiveBytes(type: Primitive, flexible: boolean, value: unknown): Buffer[] {
  switch (type) {
    case 'bool':
      return [Buffer.from([value === true ? 1 : 0])];
    case 'int8':
      return [sized(1, (bytes) => bytes.writeInt8(value as number))];
    case 'int16':
      return [sized(2, (bytes) => bytes.writeInt16BE(value as number))];
    case 'uint16':
      return [sized(2, (bytes) => bytes.writeUInt16BE(value as number))];
    case 'int32':
      return [int32(value as number)];
    case 'uint32':
      return [sized(4, (bytes) => bytes.writeUInt32BE(value as number))];
    case 'int64':
      return [sized(8, (bytes) => bytes.writeBigInt64BE(BigInt(value as number)))];
    case 'float64':
      return [sized(8, (bytes) => bytes.writeDoubleBE(value as number))];
    case 'uuid':
      return [Buffer.from(value as string, 'base64url')];
    case 'string': {
      if (value === null) return [flexible ? uvarint(0) : sized(2, (bytes) => bytes.writeInt16BE(-1))];
      const text = Buffer.from(value as string, 'utf8');
      return [flexible ? uvarint(text.length + 1) : sized(2, (bytes) => bytes.writeInt16BE(text.length)), text];
    }
    case 'bytes':
    case 'records': {
      if (value === null) return [flexible ? uvarint(0) : int32(-1)];
      const bytes = value as Buffer;
      return [flexible ? uvarint(bytes.length + 1) : int32(bytes.length), bytes];
    }
  }
}

function isDefault(field: Field, value: unknown): boolean {
  if (value === undefined) return true;
  if (field.default === null) return value === null;
  if (field.type.kind === 'list') return (value as readonly unknown[]).length === 0;
  if (field.type.kind === 'struct')
    return field.type.fields.every((inner) => isDefault(inner, (value as Plain)[inner.name]));
  return value === defaultOf(field);
}

/** What a field holds when it is not on the wire. */
export function defaultOf(field: Field): unknown {
  if (field.default === null) return null;
  if (field.type.kind === 'list') return [];
  if (field.type.kind === 'struct') {
    if (field.nullableSince !== undefined) return null;
    return Object.fromEntries(field.type.fields.map((inner) => [inner.name, defaultOf(inner)]));
  }
  if (field.default !== undefined) return field.default;
  switch (field.type.name) {
    case 'bool':
      return false;
    case 'string':
      return '';
    case 'uuid':
      return Buffer.alloc(16).toString('base64url');
    case 'bytes':
    case 'records':
      return Buffer.alloc(0);
    default:
      return 0;
  }
}

function sized(length: number, write: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}

function int32(value: number): Buffer {
  return sized(4, (bytes) => bytes.writeInt32BE(value));
}

function uvarint(value: number): Buffer {
  const bytes: number[] = [];
  let left = BigInt(value);
  for (; left >= 128n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  bytes.push(Number(left));
  return Buffer.from(bytes);
}
