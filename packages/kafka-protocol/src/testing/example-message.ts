import { apis } from '../generated/apis.js';
import { apiTables } from '../generated/api-tables.js';
import type { ElementType, Field, Primitive } from '../table/table.js';
import type { Api } from '../wire/codec.js';
import { defaultOf, type Plain, isPresent } from './interpret.js';

/** `full`: one element in every list, nothing null. `empty`: no elements, and null where it may be. */
type ExampleKind = 'full' | 'empty';

/** A plain, well-formed request of every API in every version that Drave can read. */
export function* exampleRequests(text: string): Generator<ExampleRequest> {
  for (const table of apiTables) {
    const api = (apis as unknown as Record<string, Api>)[table.name] as Api;
    for (let version = table.minVersion; version <= table.maxVersion; version++)
      for (const kind of ['full', 'empty'] as const)
        yield { api, version, kind, body: exampleStruct({ version, kind, text }, table.request.fields) };
  }
}

interface ExampleRequest {
  readonly api: Api;
  readonly version: number;
  readonly kind: ExampleKind;
  readonly body: Plain;
}

interface Example {
  readonly version: number;
  readonly kind: ExampleKind;
  readonly text: string;
}

function exampleStruct(example: Example, fields: readonly Field[]): Plain {
  return Object.fromEntries(fields.map((field) => [field.name, exampleField(example, field)]));
}

function exampleField(example: Example, field: Field): unknown {
  const { version, kind } = example;
  if (!isPresent(field, version) || field.tag !== undefined) return defaultOf(field);
  if (kind === 'empty' && field.nullableSince !== undefined && version >= field.nullableSince) return null;
  if (field.type.kind === 'list') return kind === 'empty' ? [] : [exampleElement(example, field.type.element)];
  // A number with a default is a choice that only a client with a reason makes otherwise.
  if (field.type.kind === 'primitive' && typeof field.default === 'number') return field.default;
  return exampleElement(example, field.type);
}

function exampleElement(example: Example, type: ElementType): unknown {
  return type.kind === 'struct' ? exampleStruct(example, type.fields) : examplePrimitive(example, type.name);
}

function examplePrimitive({ text }: Example, type: Primitive): unknown {
  switch (type) {
    case 'bool':
      return false;
    case 'string':
      return text;
    case 'uuid':
      return Buffer.alloc(16, 7).toString('base64url');
    case 'bytes':
    case 'records':
      return Buffer.alloc(0);
    default:
      return 1;
  }
}
