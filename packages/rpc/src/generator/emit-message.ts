import protobuf from 'protobufjs';
import { scalarKind, valueKind, type ValueKind } from './emit-fields.js';
import { docComment, localName, packageOf, typeReference } from './names.js';

/** A property of the TypeScript interface: a plain field, or a oneof with all its members. */
type Property =
  | { readonly kind: 'field'; readonly name: string; readonly field: protobuf.Field; readonly shape: FieldShape }
  | { readonly kind: 'oneof'; readonly name: string; readonly oneof: protobuf.OneOf };

type FieldShape = 'singular' | 'optional' | 'repeated' | 'map';

/** The interface, the codec constant and its straight-line functions for one message. */
export function emitMessage(type: protobuf.Type): string {
  const properties = propertiesOf(type);
  refuseEndlessDefaults(type, [type]);
  const name = localName(type);
  const payload = carriesBytes(type, new Set()) ? `, payload${name}` : '';
  return [
    emitInterface(type, properties),
    `export const ${name}: wire.MessageCodec<${name}> = wire.messageCodec('${type.fullName.slice(1)}', write${name}, read${name}${payload});\n`,
    emitWrite(type, properties),
    emitRead(type, properties),
    payload === '' ? '' : emitPayload(type, properties),
  ].join('\n');
}

function propertiesOf(type: protobuf.Type): readonly Property[] {
  const properties: Property[] = [];
  const seen = new Set<protobuf.OneOf>();
  for (const field of type.fieldsArray) {
    const optional = field.options?.['proto3_optional'] === true;
    const oneof = optional ? null : field.partOf;
    if (oneof === null || oneof === undefined) {
      const shape = field.map ? 'map' : field.repeated ? 'repeated' : optional ? 'optional' : 'singular';
      properties.push({ kind: 'field', name: field.name, field, shape });
    } else if (!seen.has(oneof)) {
      seen.add(oneof);
      properties.push({ kind: 'oneof', name: oneof.name, oneof });
    }
  }
  return properties;
}

function emitInterface(type: protobuf.Type, properties: readonly Property[]): string {
  const packageName = packageOf(type);
  const lines = properties.map((property) => {
    if (property.kind === 'oneof') {
      const members = property.oneof.fieldsArray.map(
        (field) =>
          `\n    | { readonly kind: '${field.name}'; readonly ${field.name}: ${valueKind(field, packageName).typescript} }`,
      );
      return `${docComment(property.oneof.comment, '  ')}  readonly ${property.name}?:${members.join('')}\n    | undefined;`;
    }
    const value = valueKind(property.field, packageName).typescript;
    const doc = docComment(property.field.comment, '  ');
    switch (property.shape) {
      case 'singular':
        return `${doc}  readonly ${property.name}: ${value};`;
      case 'optional':
        return `${doc}  readonly ${property.name}?: ${value} | undefined;`;
      case 'repeated':
        return `${doc}  readonly ${property.name}: readonly ${value}[];`;
      case 'map':
        return `${doc}  readonly ${property.name}: ReadonlyMap<${keyKind(property.field).typescript}, ${value}>;`;
    }
  });
  const body = lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  return `${docComment(type.comment, '')}export interface ${localName(type)} {${body}}\n`;
}

function emitWrite(type: protobuf.Type, properties: readonly Property[]): string {
  const packageName = packageOf(type);
  const name = localName(type);
  const pieces: { readonly id: number; readonly code: string }[] = [];
  for (const property of properties) {
    if (property.kind === 'field') {
      const kind = valueKind(property.field, packageName);
      const label = `${name}.${property.name}`;
      pieces.push({ id: property.field.id, code: writeField(property.field, property.shape, kind, label) });
      continue;
    }
    for (const field of property.oneof.fieldsArray) {
      const kind = valueKind(field, packageName);
      const access = `m.${property.name}`;
      const code = `if (${access}?.kind === '${field.name}') { ${kind.write(`${access}.${field.name}`, `${name}.${field.name}`, tagOf(field.id, kind.wireType))} }`;
      pieces.push({ id: field.id, code });
    }
  }
  pieces.sort((a, b) => b.id - a.id);
  const parameters = pieces.length === 0 ? '_w: wire.Writer, _m' : 'w: wire.Writer, m';
  const body = pieces.map((piece) => `  ${piece.code}\n`).join('');
  return `function write${name}(${parameters}: ${name}): void {\n${body}}\n`;
}

function writeField(field: protobuf.Field, shape: FieldShape, kind: ValueKind, label: string): string {
  const access = `m.${field.name}`;
  const tag = tagOf(field.id, kind.wireType);
  const backwards = `for (let i = ${access}.length - 1; i >= 0; i--)`;
  switch (shape) {
    case 'singular':
      if (kind.zero === undefined) return kind.write(access, label, tag);
      if (kind.typescript === 'Uint8Array') return `if (${access}?.length !== 0) { ${kind.write(access, label, tag)} }`;
      return `if (${access} !== ${kind.zero}) { ${kind.write(access, label, tag)} }`;
    case 'optional':
      return `if (${access} !== undefined) { ${kind.write(access, label, tag)} }`;
    case 'repeated':
      if (!kind.packable) return `${backwards} { ${kind.write(`${access}[i]!`, label, tag)} }`;
      return `if (${access}.length !== 0) { const mark = w.mark(); ${backwards} { ${kind.writeBare(`${access}[i]!`, label)} } w.nested(mark, ${tagOf(field.id, 2)}); }`;
    case 'map': {
      const key = keyKind(field);
      return `for (const [key, value] of wire.mapEntriesDescending(${access})) { const start = w.mark(); ${kind.write('value', label, tagOf(2, kind.wireType))} ${key.write('key', label, tagOf(1, key.wireType))} w.nested(start, ${tagOf(field.id, 2)}); }`;
    }
  }
}

function emitRead(type: protobuf.Type, properties: readonly Property[]): string {
  const packageName = packageOf(type);
  const name = localName(type);
  const variables: string[] = [];
  const cases: string[] = [];
  const results: string[] = [];
  for (const property of properties) {
    if (property.kind === 'oneof') {
      const variable = `$${property.name}`;
      variables.push(`  let ${variable}: ${name}['${property.name}'];\n`);
      results.push(`${property.name}: ${variable}`);
      for (const field of property.oneof.fieldsArray) {
        const kind = valueKind(field, packageName);
        const read = kind.read((value) => `${variable} = { kind: '${field.name}', ${field.name}: ${value} };`);
        cases.push(`      case ${tagOf(field.id, kind.wireType)}: ${read} break;\n`);
      }
      continue;
    }
    const parts = readField(
      property.field,
      property.shape,
      valueKind(property.field, packageName),
      `${name}.${property.name}`,
    );
    variables.push(`  ${parts.variable}\n`);
    for (const code of parts.cases) cases.push(`      ${code}\n`);
    results.push(`${property.name}: ${parts.result}`);
  }
  return [
    `function read${name}(r: wire.Reader, end: number): ${name} {\n`,
    ...variables,
    `  while (r.position < end) {\n    const tag = r.tag();\n    switch (tag) {\n`,
    ...cases,
    `      default: r.skip(tag, '${name}');\n    }\n  }\n`,
    `  return { ${results.join(', ')} };\n}\n`,
  ].join('');
}

function readField(
  field: protobuf.Field,
  shape: FieldShape,
  kind: ValueKind,
  label: string,
): { readonly variable: string; readonly cases: readonly string[]; readonly result: string } {
  const variable = `$${field.name}`;
  const single = `case ${tagOf(field.id, kind.wireType)}:`;
  switch (shape) {
    case 'singular': {
      const isMessage = kind.zero === undefined;
      return {
        variable: isMessage
          ? `let ${variable}: ${kind.typescript} | undefined;`
          : `let ${variable}: ${kind.typescript} = ${kind.zero};`,
        cases: [`${single} ${kind.read((value) => `${variable} = ${value};`)} break;`],
        result: isMessage ? `${variable} ?? ${kind.typescript}.decode(wire.EMPTY)` : variable,
      };
    }
    case 'optional':
      return {
        variable: `let ${variable}: ${kind.typescript} | undefined;`,
        cases: [`${single} ${kind.read((value) => `${variable} = ${value};`)} break;`],
        result: variable,
      };
    case 'repeated': {
      const push = kind.read((value) => `${variable}.push(${value});`);
      const packed = `case ${tagOf(field.id, 2)}: { const stop = r.enter(); while (r.position < stop) ${push} r.leave(stop); break; }`;
      return {
        variable: `const ${variable}: ${kind.typescript}[] = [];`,
        cases: [`${single} ${push} break;`, ...(kind.packable ? [packed] : [])],
        result: variable,
      };
    }
    case 'map':
      return {
        variable: `const ${variable} = new Map<${keyKind(field).typescript}, ${kind.typescript}>();`,
        cases: [`case ${tagOf(field.id, 2)}: ${readMapEntry(field, kind, variable, label)} break;`],
        result: variable,
      };
  }
}

function readMapEntry(field: protobuf.Field, kind: ValueKind, variable: string, label: string): string {
  const key = keyKind(field);
  const isMessage = kind.zero === undefined;
  return [
    `{ const stop = r.enter(); let key: ${key.typescript} = ${key.zero};`,
    isMessage ? `let value: ${kind.typescript} | undefined;` : `let value: ${kind.typescript} = ${kind.zero};`,
    'while (r.position < stop) { const entry = r.tag();',
    `if (entry === ${tagOf(1, key.wireType)}) { ${key.read((text) => `key = ${text};`)} }`,
    `else if (entry === ${tagOf(2, kind.wireType)}) { ${kind.read((text) => `value = ${text};`)} }`,
    `else r.skip(entry, '${label}'); }`,
    `r.leave(stop); ${variable}.set(key, ${isMessage ? `value ?? ${kind.typescript}.decode(wire.EMPTY)` : 'value'}); }`,
  ].join(' ');
}

/** The sum of all `bytes` fields: lets the writer take the right buffer at once. */
function emitPayload(type: protobuf.Type, properties: readonly Property[]): string {
  const packageName = packageOf(type);
  const name = localName(type);
  const lines: string[] = [];
  const size = (field: protobuf.Field, access: string): string | undefined => {
    field.resolve();
    if (field.type === 'bytes') return `${access}.length`;
    if (!(field.resolvedType instanceof protobuf.Type) || !carriesBytes(field.resolvedType, new Set()))
      return undefined;
    return `${typeReference(field.resolvedType, packageName)}.payloadBytes(${access})`;
  };
  for (const property of properties) {
    if (property.kind === 'oneof') {
      for (const field of property.oneof.fieldsArray) {
        const bytes = size(field, `m.${property.name}.${field.name}`);
        if (bytes !== undefined) lines.push(`if (m.${property.name}?.kind === '${field.name}') sum += ${bytes};`);
      }
      continue;
    }
    const access = `m.${property.name}`;
    const bytes = size(
      property.field,
      property.shape === 'singular' || property.shape === 'optional' ? access : 'value',
    );
    if (bytes === undefined) continue;
    if (property.shape === 'singular') lines.push(`sum += ${bytes};`);
    else if (property.shape === 'optional') lines.push(`if (${access} !== undefined) sum += ${bytes};`);
    else if (property.shape === 'repeated') lines.push(`for (const value of ${access}) sum += ${bytes};`);
    else lines.push(`for (const value of ${access}.values()) sum += ${bytes};`);
  }
  return `function payload${name}(m: ${name}): number {\n  let sum = 0;\n${lines.map((line) => `  ${line}\n`).join('')}  return sum;\n}\n`;
}

function carriesBytes(type: protobuf.Type, seen: Set<protobuf.Type>): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return type.fieldsArray.some((field) => {
    field.resolve();
    return (
      field.type === 'bytes' || (field.resolvedType instanceof protobuf.Type && carriesBytes(field.resolvedType, seen))
    );
  });
}

/** A message that always contains itself has no default; such a field must be `optional`. */
function refuseEndlessDefaults(type: protobuf.Type, path: readonly protobuf.Type[]): void {
  for (const property of propertiesOf(type)) {
    if (property.kind !== 'field' || property.shape !== 'singular') continue;
    const inner = property.field.resolve().resolvedType;
    if (!(inner instanceof protobuf.Type)) continue;
    if (path.includes(inner)) throw new Error(`${type.fullName}.${property.name} contains itself: make it optional`);
    refuseEndlessDefaults(inner, [...path, inner]);
  }
}

function keyKind(field: protobuf.Field): ValueKind {
  if (!(field instanceof protobuf.MapField)) throw new Error(`${field.fullName} is not a map`);
  return scalarKind(field.keyType);
}

function tagOf(fieldNumber: number, wireType: number): number {
  return (fieldNumber << 3) | wireType;
}
