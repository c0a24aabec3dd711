import { isNullable, type Field } from '../table/table.js';
import {
  childContext,
  elementBytesMin,
  elementOf,
  flexibleArgument,
  flexibleTest,
  pathOf,
  structOf,
  versionTest,
  type StructContext,
} from './context.js';
import { defaultConstant, defaultText } from './emit-types.js';

/** The function that reads one struct: one statement a field, and a test of the version where a field needs it. */
export function emitDecode(context: StructContext): string {
  const body: string[] = [];
  const flexible = flexibleTest(context);
  if (flexible !== 'true' && flexible !== 'false') body.push(`const flexible = ${flexible};`);
  const plain = context.fields.filter((field) => field.tag === undefined);
  for (const field of plain) body.push(...decodeField(context, field));
  if (flexible !== 'false') body.push(...decodeTags(context));
  const names = context.fields.map(propertyText).join(', ');
  const usesVersion = body.some(usesTheVersion);
  const parameters = `reader: WireReader, ${usesVersion ? '' : '_'}version: number`;
  const lines = [...body, `return { ${names} };`].map((line) => `  ${line}\n`).join('');
  return `function decode${context.typeName}(${parameters}): ${context.typeName} {\n${lines}}\n`;
}

/** `version` as a word of its own, not as a field's name in a path. */
export function usesTheVersion(line: string): boolean {
  return /(?<![.\w])version\b(?!')/.test(line.replaceAll(/'[^']*'/g, "''"));
}

/** A constant for a struct that is not on the wire. It is shared, because no code may change it. */
export function emitDefault(context: StructContext): string {
  const { typeName } = context;
  const values = context.fields.map((field) => `  ${field.name}: ${defaultText(context, field)},\n`).join('');
  return `const ${defaultConstant(typeName)}: ${typeName} = Object.freeze({\n${values}});\n`;
}

function decodeField(context: StructContext, field: Field): string[] {
  const present = versionTest(context, field.since, field.until);
  if (field.type.kind === 'list') return decodeList(context, field, present);
  const read = readValue(context, field);
  const value = present === 'true' ? read : `${present} ? ${read} : ${defaultText(context, field)}`;
  return [`const ${localName(field)} = ${value};`];
}

function decodeList(context: StructContext, field: Field, present: string): string[] {
  const name = localName(field);
  const type = `${elementTypeText(context, field)}[]`;
  if (present === 'true' && !isNullable(field))
    return [
      `const ${name}Count = ${listLength(context, field)};`,
      `const ${name}: ${type} = [];`,
      fillList(context, field, name),
    ];
  const nullableType = isNullable(field) ? `${type} | null` : type;
  const start = `let ${name}: ${nullableType} = ${defaultText(context, field)};`;
  const lines = assignList(context, field);
  if (present === 'true') return [start, ...lines];
  return [start, `if (${present}) {`, ...indented(lines), '}'];
}

/** Reads a list into the variable that holds the default. */
function assignList(context: StructContext, field: Field): string[] {
  const name = localName(field);
  const fill = [
    `const ${name}Items: ${elementTypeText(context, field)}[] = [];`,
    fillList(context, field, `${name}Items`),
    `${name} = ${name}Items;`,
  ];
  const head = `const ${name}Count = ${listLength(context, field)};`;
  if (nullabilityTest(context, field) === 'false') return [head, ...fill];
  return [head, `if (${name}Count < 0) ${name} = null;`, 'else {', ...indented(fill), '}'];
}

function listLength(context: StructContext, field: Field): string {
  const structs = structOf(field) === undefined ? '' : 'Struct';
  const method = (nullable: boolean): string => {
    const base = `${nullable ? 'nullable' : ''}${structs}ListLength`;
    const name = `${base.slice(0, 1).toLowerCase()}${base.slice(1)}`;
    const bytesMin = elementBytesMin(context, field);
    return `reader.${name}(${flexibleArgument(context)}, ${bytesMin}, '${pathOf(context, field)}')`;
  };
  return choose(nullabilityTest(context, field), method(true), method(false));
}

function fillList(context: StructContext, field: Field, into: string): string {
  return `for (let i = 0; i < ${localName(field)}Count; i++) ${into}.push(${readElement(context, field)});`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function decodeTags(context: StructContext): string[] {
  const tagged = context.fields.filter((field) => field.tag !== undefined);
  const path = context.path === '' ? 'tagged fields' : `${context.path}.tagged fields`;
  const test = flexibleTest(context);
  const wrap = (lines: string[]): string[] => (test === 'true' ? lines : ['if (flexible) {', ...indented(lines), '}']);
  if (tagged.length === 0) {
    const skip = `reader.skipTags('${path}');`;
    return test === 'true' ? [skip] : [`if (flexible) ${skip}`];
  }
  const declared = tagged.map((field) => declareTagged(context, field));
  const cases = tagged.flatMap((field) => decodeTag(context, field));
  return [
    ...declared,
    ...wrap([
      `for (let left = reader.uvarint('${path}'); left > 0; left--) {`,
      `  const tag = reader.uvarint('${path}');`,
      `  const outer = reader.enterTag('${path}');`,
      '  switch (tag) {',
      ...cases.map((line) => `    ${line}`),
      '    default:',
      '      reader.skipTag(outer);',
      '  }',
      '}',
    ]),
  ];
}

function declareTagged(context: StructContext, field: Field): string {
  let type = elementTypeText(context, field);
  if (field.type.kind === 'list') type = `${type}[]`;
  if (isNullable(field)) type = `${type} | null`;
  return `let ${localName(field)}: ${type} = ${defaultText(context, field)};`;
}

function decodeTag(context: StructContext, field: Field): string[] {
  const path = pathOf(context, field);
  const read =
    field.type.kind === 'list' ? assignList(context, field) : [`${localName(field)} = ${readValue(context, field)};`];
  const known = [...read, `reader.leaveTag(outer, '${path}');`];
  const present = versionTest(context, Math.max(field.since, context.message.flexibleFrom), field.until);
  const flexible = flexibleTest(context);
  const always = present === 'true' || present === flexible;
  const body = always ? known : [`if (${present}) {`, ...indented(known), '} else reader.skipTag(outer);'];
  return [`case ${field.tag}: {`, ...indented(body), '  break;', '}'];
}

/** A value that is no list, of a field that is on the wire. */
function readValue(context: StructContext, field: Field): string {
  const { type } = field;
  if (type.kind === 'struct' && isNullable(field))
    return `(reader.structPresent('${pathOf(context, field)}') ? ${readElement(context, field)} : null)`;
  if (type.kind !== 'primitive' || !['string', 'bytes', 'records'].includes(type.name))
    return readElement(context, field);
  const what = type.name === 'string' ? 'String' : 'Bytes';
  const call = (nullable: boolean): string => {
    const name = nullable ? `nullable${what}` : what.toLowerCase();
    return `reader.${name}(${flexibleArgument(context)}, '${pathOf(context, field)}')`;
  };
  const test = nullabilityTest(context, field);
  const chosen = choose(test, call(true), call(false));
  return chosen.includes(' ? ') ? `(${chosen})` : chosen;
}

/** One element of a list, or one value that cannot be null. */
function readElement(context: StructContext, field: Field): string {
  const element = elementOf(field);
  const path = pathOf(context, field);
  if (element.kind === 'struct') return `decode${childContext(context, field, element).typeName}(reader, version)`;
  switch (element.name) {
    case 'string':
    case 'bytes':
      return `reader.${element.name}(${flexibleArgument(context)}, '${path}')`;
    case 'records':
      return `reader.bytes(${flexibleArgument(context)}, '${path}')`;
    case 'int64':
      return `reader.${field.clamped ? 'int64Clamped' : 'int64'}('${path}')`;
    default:
      return `reader.${element.name}('${path}')`;
  }
}

export function nullabilityTest(context: StructContext, field: Field): string {
  if (field.nullableSince === undefined) return 'false';
  const here = {
    ...context,
    minVersion: Math.max(context.minVersion, field.since),
    maxVersion: Math.min(context.maxVersion, field.until),
  };
  return versionTest(here, field.nullableSince, Number.POSITIVE_INFINITY);
}

/** The variable that holds a field; some names are taken by the function's own parameters. */
function localName(field: Field): string {
  return ['reader', 'version', 'flexible', 'tag', 'outer', 'left'].includes(field.name)
    ? `${field.name}Field`
    : field.name;
}

function propertyText(field: Field): string {
  const local = localName(field);
  return local === field.name ? local : `${field.name}: ${local}`;
}

function choose(test: string, yes: string, no: string): string {
  if (test === 'true') return yes;
  if (test === 'false') return no;
  return `${test} ? ${yes} : ${no}`;
}

function elementTypeText(context: StructContext, field: Field): string {
  const element = elementOf(field);
  if (element.kind === 'struct') return `${context.message.name}${element.name}`;
  switch (element.name) {
    case 'bool':
      return 'boolean';
    case 'string':
      return 'string';
    case 'uuid':
      return 'Uuid';
    case 'bytes':
    case 'records':
      return 'Buffer';
    default:
      return 'number';
  }
}
