import protobuf from 'protobufjs';
import descriptorJson from 'protobufjs/google/protobuf/descriptor.json' with { type: 'json' };
import type { LoadedPackage } from './load.js';

const FIELD_TYPES: Readonly<Record<string, number>> = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  string: 9,
  bytes: 12,
  uint32: 13,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
};
const TYPE_MESSAGE = 11;
const TYPE_ENUM = 14;
const LABEL_OPTIONAL = 1;
const LABEL_REPEATED = 3;

/** The descriptors of a package's files, one a file, with the symbols that reflection looks up. */
export function emitDescriptors(loaded: LoadedPackage): string {
  const fileDescriptor = protobuf.Root.fromJSON(descriptorJson).lookupType('google.protobuf.FileDescriptorProto');
  const entries = loaded.files.map((file) => {
    const own = loaded.namespace.nestedArray.filter((nested) => nested.filename === file);
    const dependencies = [...(loaded.dependencies.get(file) ?? [])];
    const descriptor = fileDescriptor.fromObject({
      name: file,
      package: loaded.name,
      dependency: dependencies,
      messageType: own.filter((nested) => nested instanceof protobuf.Type).map(messageDescriptor),
      enumType: own.filter((nested) => nested instanceof protobuf.Enum).map(enumDescriptor),
      service: own.filter((nested) => nested instanceof protobuf.Service).map(serviceDescriptor),
      syntax: 'proto3',
    });
    const base64 = Buffer.from(fileDescriptor.encode(descriptor).finish()).toString('base64');
    return [
      `  {\n    file: '${file}',\n    imports: ${JSON.stringify(dependencies)},\n`,
      `    symbols: [\n${own
        .flatMap(symbolsOf)
        .map((symbol) => `      '${symbol}',\n`)
        .join('')}    ],\n`,
      `    services: ${JSON.stringify(own.filter((nested) => nested instanceof protobuf.Service).map(fullName))},\n`,
      `    base64:\n      '${base64}',\n  },\n`,
    ].join('');
  });
  return [
    `// Generated from ${loaded.files.map((file) => `proto/${file}`).join(', ')} by \`npm run generate\`. Do not edit.\n`,
    "import type { FileDescriptor } from '../descriptor.js';\n\n",
    `export const files: readonly FileDescriptor[] = [\n${entries.join('')}];\n`,
  ].join('');
}

type Plain = Readonly<Record<string, unknown>>;

function messageDescriptor(type: protobuf.Type): Plain {
  const maps = type.fieldsArray.flatMap((field) =>
    field instanceof protobuf.MapField ? [mapEntryDescriptor(field)] : [],
  );
  const nested = type.nestedArray;
  // Declared oneofs first, then one synthetic oneof for each proto3 `optional`, as protoc numbers them.
  const declared = type.oneofsArray.filter((oneof) => !oneof.fieldsArray.some(isProto3Optional));
  const synthetic = type.fieldsArray.filter(isProto3Optional);
  const oneofNames = [
    ...declared.map((oneof) => underscored(oneof.name)),
    ...synthetic.map((field) => `_${underscored(field.name)}`),
  ];
  return {
    name: type.name,
    field: type.fieldsArray.map((field) => {
      const optional = isProto3Optional(field);
      const index = optional
        ? declared.length + synthetic.indexOf(field)
        : declared.findIndex((oneof) => oneof === field.partOf);
      return {
        ...fieldDescriptor(field),
        ...(index >= 0 ? { oneofIndex: index } : {}),
        ...(optional ? { proto3Optional: true } : {}),
      };
    }),
    nestedType: [...nested.filter((inner) => inner instanceof protobuf.Type).map(messageDescriptor), ...maps],
    enumType: nested.filter((inner) => inner instanceof protobuf.Enum).map(enumDescriptor),
    oneofDecl: oneofNames.map((name) => ({ name })),
  };
}

function fieldDescriptor(field: protobuf.Field): Plain {
  field.resolve();
  const base = { name: underscored(field.name), number: field.id, jsonName: field.name };
  if (field.map) {
    const typeName = `${field.parent?.fullName ?? ''}.${entryName(field)}`;
    return { ...base, label: LABEL_REPEATED, type: TYPE_MESSAGE, typeName };
  }
  return {
    ...base,
    label: field.repeated ? LABEL_REPEATED : LABEL_OPTIONAL,
    ...valueType(field.type, field.resolvedType),
  };
}

function valueType(type: string, resolvedType: protobuf.ReflectionObject | null): Plain {
  if (resolvedType instanceof protobuf.Enum) return { type: TYPE_ENUM, typeName: resolvedType.fullName };
  if (resolvedType instanceof protobuf.Type) return { type: TYPE_MESSAGE, typeName: resolvedType.fullName };
  return { type: FIELD_TYPES[type] };
}

function mapEntryDescriptor(field: protobuf.MapField): Plain {
  return {
    name: entryName(field),
    field: [
      { name: 'key', jsonName: 'key', number: 1, label: LABEL_OPTIONAL, type: FIELD_TYPES[field.keyType] },
      {
        name: 'value',
        jsonName: 'value',
        number: 2,
        label: LABEL_OPTIONAL,
        ...valueType(field.type, field.resolvedType),
      },
    ],
    options: { mapEntry: true },
  };
}

function enumDescriptor(type: protobuf.Enum): Plain {
  return { name: type.name, value: Object.entries(type.values).map(([name, number]) => ({ name, number })) };
}

function serviceDescriptor(service: protobuf.Service): Plain {
  return {
    name: service.name,
    method: service.methodsArray.map((method) => {
      method.resolve();
      return {
        name: method.name,
        inputType: method.resolvedRequestType?.fullName,
        outputType: method.resolvedResponseType?.fullName,
        clientStreaming: method.requestStream === true,
        serverStreaming: method.responseStream === true,
      };
    }),
  };
}

function symbolsOf(declared: protobuf.ReflectionObject): string[] {
  const own = fullName(declared);
  if (declared instanceof protobuf.Service) return [own, ...declared.methodsArray.map(fullName)];
  if (declared instanceof protobuf.Type) return [own, ...declared.nestedArray.flatMap(symbolsOf)];
  return [own];
}

function isProto3Optional(field: protobuf.Field): boolean {
  return field.options?.['proto3_optional'] === true;
}

function fullName(declared: protobuf.ReflectionObject): string {
  return declared.fullName.slice(1);
}

/** The names of proto files are underscored by convention; the reader has made them camel case. */
function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** protoc's own rule for the message that stands for a map entry. */
function entryName(field: { readonly name: string }): string {
  return `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}Entry`;
}
