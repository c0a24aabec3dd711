import protobuf from 'protobufjs';
import { enumValueNames, typeReference } from './names.js';

/** What a field is to TypeScript and to the wire, apart from its cardinality. */
export interface ValueKind {
  readonly typescript: string;
  /** The literal of its proto3 default; undefined for a message. */
  readonly zero: string | undefined;
  readonly wireType: 0 | 1 | 2 | 5;
  readonly packable: boolean;
  /** Statements that write `value` and its tag (later bytes first). */
  write(value: string, label: string, tag: number): string;
  /** Writes without a tag, for packed fields. */
  writeBare(value: string, label: string): string;
  /** Statements that read one value and hand it to `assign`. */
  read(assign: (value: string) => string): string;
}

const SCALARS: Readonly<Record<string, { typescript: string; zero: string; wireType: 0 | 1 | 2 | 5 }>> = {
  bool: { typescript: 'boolean', zero: 'false', wireType: 0 },
  int32: { typescript: 'number', zero: '0', wireType: 0 },
  uint32: { typescript: 'number', zero: '0', wireType: 0 },
  sint32: { typescript: 'number', zero: '0', wireType: 0 },
  int64: { typescript: 'number', zero: '0', wireType: 0 },
  uint64: { typescript: 'number', zero: '0', wireType: 0 },
  sint64: { typescript: 'number', zero: '0', wireType: 0 },
  fixed32: { typescript: 'number', zero: '0', wireType: 5 },
  sfixed32: { typescript: 'number', zero: '0', wireType: 5 },
  float: { typescript: 'number', zero: '0', wireType: 5 },
  fixed64: { typescript: 'number', zero: '0', wireType: 1 },
  sfixed64: { typescript: 'number', zero: '0', wireType: 1 },
  double: { typescript: 'number', zero: '0', wireType: 1 },
  string: { typescript: 'string', zero: "''", wireType: 2 },
  bytes: { typescript: 'Uint8Array', zero: 'wire.EMPTY', wireType: 2 },
};

export function valueKind(field: protobuf.Field, packageName: string): ValueKind {
  field.resolve();
  const type = field.resolvedType;
  if (type instanceof protobuf.Enum) return enumKind(type, packageName);
  if (type instanceof protobuf.Type) return messageKind(type, packageName);
  return scalarKind(field.type);
}

export function scalarKind(type: string): ValueKind {
  const scalar = SCALARS[type];
  if (scalar === undefined) throw new Error(`type ${type} is not supported`);
  return {
    ...scalar,
    packable: scalar.wireType !== 2,
    write: (value, label, tag) => `w.${type}(${value}, '${label}'); w.tag(${tag});`,
    writeBare: (value, label) => `w.${type}(${value}, '${label}');`,
    read: (assign) => assign(`r.${type}()`),
  };
}

function enumKind(type: protobuf.Enum, packageName: string): ValueKind {
  const reference = typeReference(type, packageName);
  const zeroName = [...enumValueNames(type)].find(([, number]) => number === 0)?.[0];
  if (zeroName === undefined) throw new Error(`enum ${type.fullName} has no value 0`);
  return {
    typescript: reference,
    zero: `'${zeroName}'`,
    wireType: 0,
    packable: true,
    write: (value, label, tag) => `${reference}.write(w, ${value}, '${label}'); w.tag(${tag});`,
    writeBare: (value, label) => `${reference}.write(w, ${value}, '${label}');`,
    read: (assign) => assign(`${reference}.read(r)`),
  };
}

function messageKind(type: protobuf.Type, packageName: string): ValueKind {
  const reference = typeReference(type, packageName);
  return {
    typescript: reference,
    zero: undefined,
    wireType: 2,
    packable: false,
    write: (value, _label, tag) =>
      `{ const mark = w.mark(); ${reference}.write(w, ${value}); w.nested(mark, ${tag}); }`,
    writeBare: () => {
      throw new Error('messages are never packed');
    },
    read: (assign) => `{ const end = r.enter(); ${assign(`${reference}.read(r, end)`)} r.leave(end); }`,
  };
}
