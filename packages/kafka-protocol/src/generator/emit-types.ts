import { isNullable, isOptional, type Field, type Primitive } from '../table/table.js';
import { elementOf, hasInputType, isEverPresent, type StructContext } from './context.js';

const typeScript: Record<Primitive, string> = {
  bool: 'boolean',
  int8: 'number',
  int16: 'number',
  uint16: 'number',
  int32: 'number',
  uint32: 'number',
  int64: 'number',
  float64: 'number',
  uuid: 'Uuid',
  string: 'string',
  bytes: 'Buffer',
  records: 'Buffer',
};

/** The interface of what decoding gives, and the one of what encoding takes, which is wider. */
export function emitTypes(context: StructContext): string {
  const { typeName } = context;
  const decoded = context.fields.map((field) => `  readonly ${field.name}: ${decodedType(context, field)};\n`).join('');
  const read = `export interface ${typeName} {\n${decoded}}\n`;
  if (!hasInputType(context.fields)) return `${read}\nexport type ${typeName}Input = ${typeName};\n`;
  const input = context.fields.map((field) => `  readonly ${inputProperty(context, field)};\n`).join('');
  return `${read}\nexport interface ${typeName}Input {\n${input}}\n`;
}

function decodedType(context: StructContext, field: Field): string {
  const element = elementOf(field);
  const one = element.kind === 'struct' ? `${context.message.name}${element.name}` : typeScript[element.name];
  return nullable(field, field.type.kind === 'list' ? `readonly ${one}[]` : one);
}

function inputProperty(context: StructContext, field: Field): string {
  if (!isEverPresent(context, field)) throw new Error(`${context.typeName}.${field.name} is in no version`);
  const type = inputType(context, field);
  return isOptional(field) ? `${field.name}?: ${type} | undefined` : `${field.name}: ${type}`;
}

function inputType(context: StructContext, field: Field): string {
  const element = elementOf(field);
  let one: string;
  if (element.kind === 'struct') one = `${context.message.name}${element.name}Input`;
  else if (element.name === 'records') one = 'RecordsInput';
  else one = element.name === 'bytes' ? 'Uint8Array' : typeScript[element.name];
  return nullable(field, field.type.kind === 'list' ? `readonly ${one}[]` : one);
}

function nullable(field: Field, type: string): string {
  return isNullable(field) ? `${type} | null` : type;
}

/** Source text of the value that a field has when it is not on the wire. */
export function defaultText(context: StructContext, field: Field): string {
  if (field.default === null) return 'null';
  if (field.type.kind === 'list') return '[]';
  if (field.type.kind === 'struct')
    return isNullable(field) ? 'null' : defaultConstant(`${context.message.name}${field.type.name}`);
  if (field.default !== undefined) return JSON.stringify(field.default);
  return zeroText(field.type.name);
}

export function defaultConstant(typeName: string): string {
  return `default${typeName}`;
}

function zeroText(type: Primitive): string {
  switch (type) {
    case 'bool':
      return 'false';
    case 'string':
      return "''";
    case 'uuid':
      return 'UUID_ZERO';
    case 'bytes':
    case 'records':
      return 'EMPTY_BYTES';
    case 'int8':
    case 'int16':
    case 'uint16':
    case 'int32':
    case 'uint32':
    case 'int64':
    case 'float64':
      return '0';
  }
}
