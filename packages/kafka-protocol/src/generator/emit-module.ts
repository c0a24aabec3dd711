import type { MessageTable } from '../table/table.js';
import { childContext, structOf, structsOf, type StructContext } from './context.js';
import { emitDecode, emitDefault } from './emit-decode.js';
import { emitEncode, emitIsDefault, needsDefault } from './emit-encode.js';
import { emitTypes } from './emit-types.js';

const HEADER = '// Generated from the tables in src/schemas by `npm run generate`. Do not edit.\n';

/** One module with the types and codecs of the given messages. */
export function emitModule(messages: readonly MessageTable[]): string {
  const body = messages.map(emitMessage).join('\n');
  return `${HEADER}${imports(body)}\n${body}`;
}

function emitMessage(message: MessageTable): string {
  const structs = structsOf(message);
  const outermostFirst = structs.toReversed();
  const defaults = defaultsOf(structs);
  return [
    ...outermostFirst.map(emitTypes),
    emitCodec(message),
    ...defaults.map(emitDefault),
    ...defaults.map(emitIsDefault),
    ...outermostFirst.map(emitDecode),
    ...outermostFirst.map(emitEncode),
  ].join('\n');
}

function emitCodec(message: MessageTable): string {
  const { name } = message;
  const constant = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
  const flexibleFrom = Number.isFinite(message.flexibleFrom)
    ? String(message.flexibleFrom)
    : 'Number.POSITIVE_INFINITY';
  return [
    `export const ${constant}: Codec<${name}, ${name}Input> = {`,
    `  name: '${name}',`,
    `  minVersion: ${message.minVersion},`,
    `  maxVersion: ${message.maxVersion},`,
    `  flexibleFrom: ${flexibleFrom},`,
    `  decode: decode${name},`,
    `  encode: encode${name},`,
    '};',
    '',
  ].join('\n');
}

function defaultsOf(structs: readonly StructContext[]): StructContext[] {
  const wanted = new Map<string, StructContext>();
  for (const context of structs)
    for (const field of context.fields) {
      const struct = structOf(field);
      if (struct !== undefined && needsDefault(context, field)) {
        const child = childContext(context, field, struct);
        wanted.set(child.typeName, child);
      }
    }
  return [...wanted.values()];
}

function imports(body: string): string {
  const uses = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(body);
  const base = ['UUID_ZERO', 'Uuid'].filter(uses).map((name) => (name === 'Uuid' ? 'type Uuid' : name));
  const support = ['absentField', 'EMPTY_BYTES', 'notNull'].filter(uses);
  const lines: string[] = [];
  if (base.length > 0) lines.push(`import { ${base.join(', ')} } from '@drave/base';`);
  lines.push("import type { Codec } from '../wire/codec.js';");
  if (support.length > 0) lines.push(`import { ${support.join(', ')} } from '../wire/codec.js';`);
  lines.push("import type { WireReader } from '../wire/wire-reader.js';");
  const writer = uses('RecordsInput') ? 'RecordsInput, WireWriter' : 'WireWriter';
  lines.push(`import type { ${writer} } from '../wire/wire-writer.js';`);
  return `${lines.join('\n')}\n`;
}
