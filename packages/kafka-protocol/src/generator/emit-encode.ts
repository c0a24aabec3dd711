import { isNullable, isOptional, type Field } from '../table/table.js';
import {
  childContext,
  elementOf,
  flexibleArgument,
  flexibleTest,
  pathOf,
  structOf,
  versionTest,
  type StructContext,
} from './context.js';
import { nullabilityTest, usesTheVersion } from './emit-decode.js';
import { defaultText } from './emit-types.js';

/** The function that writes one struct. What a version has no place for must hold its default, or be ignorable. */
export function emitEncode(context: StructContext): string {
  const body: string[] = [];
  const flexible = flexibleTest(context);
  if (flexible !== 'true' && flexible !== 'false') body.push(`const flexible = ${flexible};`);
  for (const field of context.fields) if (field.tag === undefined) body.push(...encodeField(context, field));
  const tagged = context.fields.filter((field) => field.tag !== undefined);
  if (flexible !== 'false') body.push(...encodeTags(context, tagged));
  const usesVersion = body.some(usesTheVersion);
  const usesValue = body.some((line) => /\bvalue\./.test(line));
  const parameters = [
    'writer: WireWriter',
    `${usesValue ? '' : '_'}value: ${context.typeName}Input`,
    `${usesVersion ? '' : '_'}version: number`,
  ].join(', ');
  const lines = body.map((line) => `  ${line}\n`).join('');
  return `function encode${context.typeName}(${parameters}): void {\n${lines}}\n`;
}

function encodeField(context: StructContext, field: Field): string[] {
  const present = versionTest(context, field.since, field.until);
  const value = valueText(context, field);
  const written = writeValue(context, field, value);
  if (present === 'true') return written;
  const lines = [`if (${present}) {`, ...written.map((line) => `  ${line}`), '}'];
  if (field.ignorable) return lines;
  const path = `'${context.message.name}.${pathOf(context, field)}'`;
  return [...lines, `else if (${differs(context, field)}) absentField(${path}, version);`];
}

/** The field's value, or its default when the caller left it out. */
function valueText(context: StructContext, field: Field): string {
  const value = `value.${field.name}`;
  if (!isOptional(field)) return value;
  const otherwise = defaultText(context, field);
  // `??` would turn null, which is a value of its own, into the default.
  if (isNullable(field) && otherwise !== 'null') return `(${value} === undefined ? ${otherwise} : ${value})`;
  return `(${value} ?? ${otherwise})`;
}

/** Source text of "holds something else than the default"; a value that was left out does not. */
function differs(context: StructContext, field: Field): string {
  const value = `value.${field.name}`;
  const set = isOptional(field) ? `${value} !== undefined && ` : '';
  const otherwise = defaultText(context, field);
  if (otherwise === 'null') return `${set}${value} !== null`;
  if (field.type.kind === 'list' || otherwise === 'EMPTY_BYTES') {
    const full = `${value}.length > 0`;
    return isNullable(field) ? `${set}(${value} === null || ${full})` : `${set}${full}`;
  }
  if (field.type.kind === 'struct') {
    const child = childContext(context, field, field.type);
    return `${set}!isDefault${child.typeName}(${value})`;
  }
  return `${set}${value} !== ${otherwise}`;
}

/** Compares a struct with its default, for a tagged field that is written only when it differs. */
export function emitIsDefault(context: StructContext): string {
  const tests = context.fields.map((field) => `!(${differs(context, field)})`);
  const { typeName } = context;
  return `function isDefault${typeName}(value: ${typeName}Input): boolean {\n  return ${tests.join(' && ')};\n}\n`;
}

function encodeTags(context: StructContext, tagged: readonly Field[]): string[] {
  const test = flexibleTest(context);
  const wrap = (lines: string[]): string[] =>
    test === 'true' ? lines : ['if (flexible) {', ...lines.map((line) => `  ${line}`), '}'];
  if (tagged.length === 0) return test === 'true' ? ['writer.uvarint(0);'] : ['if (flexible) writer.uvarint(0);'];
  const ordered = [...tagged].sort((one, other) => (one.tag ?? 0) - (other.tag ?? 0));
  const flags = ordered.map((field) => {
    const present = versionTest(context, Math.max(field.since, context.message.flexibleFrom), field.until);
    const condition = present === 'true' || present === test ? '' : `${present} && `;
    return `const has${field.tag} = ${condition}${differs(context, field)};`;
  });
  const count = ordered.map((field) => `(has${field.tag} ? 1 : 0)`).join(' + ');
  const writes = ordered.flatMap((field) => {
    const written = writeValue(context, field, `value.${field.name}`).map((line) =>
      line.replaceAll(/\bwriter\b/g, 'tagged'),
    );
    return [
      `if (has${field.tag}) {`,
      `  const tagged = writer.openTag(${field.tag});`,
      ...written.map((line) => `  ${line}`),
      '  writer.closeTag();',
      '}',
    ];
  });
  return wrap([...flags, `writer.uvarint(${count});`, ...writes]);
}

function writeValue(context: StructContext, field: Field, value: string): string[] {
  const path = `'${context.message.name}.${pathOf(context, field)}'`;
  if (field.type.kind === 'list') return writeList(context, field, value, path);
  if (!isNullable(field)) return [`${writeElement(context, field, value, path)};`];
  const test = nullabilityTest(context, field);
  if (field.type.kind === 'struct') {
    const local = `${field.name}Value`;
    return [
      `const ${local} = ${value};`,
      `writer.structPresent(${local} !== null);`,
      `if (${local} !== null) ${writeElement(context, field, local, path)};`,
    ];
  }
  const call = `writer.nullable${capital(field.type.name)}(${flexibleArgument(context)}, `;
  if (test === 'true') return [`${call}${value}, ${path});`];
  return [
    `if (${test}) ${call}${value}, ${path});`,
    `else ${writeElement(context, field, `notNull(${value}, ${path}, version)`, path)};`,
  ];
}

function writeList(context: StructContext, field: Field, value: string, path: string): string[] {
  const local = `${field.name}List`;
  const item = `${field.name}Item`;
  const flexible = flexibleArgument(context);
  const loop = (from: string): string => `for (const ${item} of ${from}) ${writeElement(context, field, item, path)};`;
  if (!isNullable(field))
    return [`const ${local} = ${value};`, `writer.listLength(${flexible}, ${local}.length, ${path});`, loop(local)];
  const test = nullabilityTest(context, field);
  const checked = test === 'true' ? value : `${test} ? ${value} : notNull(${value}, ${path}, version)`;
  return [
    `const ${local} = ${checked};`,
    `writer.listLength(${flexible}, ${local} === null ? -1 : ${local}.length, ${path});`,
    `if (${local} !== null) ${loop(local)}`,
  ];
}

function writeElement(context: StructContext, field: Field, value: string, path: string): string {
  const element = elementOf(field);
  if (element.kind === 'struct')
    return `encode${childContext(context, field, element).typeName}(writer, ${value}, version)`;
  switch (element.name) {
    case 'bool':
    case 'float64':
      return `writer.${element.name}(${value})`;
    case 'string':
    case 'bytes':
    case 'records':
      return `writer.${element.name}(${flexibleArgument(context)}, ${value}, ${path})`;
    default:
      return `writer.${element.name}(${value}, ${path})`;
  }
}

/** True when the struct's own default is needed: it is tagged, or absent in some version, and never null. */
export function needsDefault(context: StructContext, field: Field): boolean {
  return (
    structOf(field) !== undefined &&
    field.type.kind === 'struct' &&
    !isNullable(field) &&
    isOptionalHere(context, field)
  );
}

function isOptionalHere(context: StructContext, field: Field): boolean {
  return isOptional(field) || versionTest(context, field.since, field.until) !== 'true';
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
