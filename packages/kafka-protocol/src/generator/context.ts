import {
  isOptional,
  type ElementType,
  type Field,
  type MessageTable,
  type Primitive,
  type StructType,
} from '../table/table.js';

/** What emitting one struct of a message needs to know: its type's name and the versions in which it is on the wire. */
export interface StructContext {
  readonly message: MessageTable;
  /** Exported type, such as `ProduceRequestTopic`; the message itself for the outermost struct. */
  readonly typeName: string;
  /** Path of field names down to here, for errors; empty for the message itself. */
  readonly path: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly fields: readonly Field[];
}

function messageContext(message: MessageTable): StructContext {
  const { minVersion, maxVersion, fields } = message;
  return { message, typeName: message.name, path: '', minVersion, maxVersion, fields };
}

export function childContext(parent: StructContext, field: Field, struct: StructType): StructContext {
  return {
    message: parent.message,
    typeName: `${parent.message.name}${struct.name}`,
    path: pathOf(parent, field),
    minVersion: Math.max(parent.minVersion, field.since),
    maxVersion: Math.min(parent.maxVersion, field.until),
    fields: struct.fields,
  };
}

export function pathOf(context: StructContext, field: Field): string {
  return context.path === '' ? field.name : `${context.path}.${field.name}`;
}

/** The structs of a message, inner ones first, each once. Two different structs of one name are refused. */
export function structsOf(message: MessageTable): StructContext[] {
  const found = new Map<string, StructContext>();
  const visit = (context: StructContext): void => {
    for (const field of context.fields) {
      const struct = structOf(field);
      if (struct !== undefined) visit(childContext(context, field, struct));
    }
    const known = found.get(context.typeName);
    if (known !== undefined && known.fields !== context.fields)
      throw new Error(`${message.name}: two structs are called ${context.typeName}`);
    found.set(context.typeName, known === undefined ? context : merged(known, context));
  };
  visit(messageContext(message));
  return [...found.values()];
}

/** A struct used in two places exists in the versions of both. */
function merged(one: StructContext, other: StructContext): StructContext {
  return {
    ...one,
    minVersion: Math.min(one.minVersion, other.minVersion),
    maxVersion: Math.max(one.maxVersion, other.maxVersion),
  };
}

export function elementOf(field: Field): ElementType {
  return field.type.kind === 'list' ? field.type.element : field.type;
}

export function structOf(field: Field): StructType | undefined {
  const element = elementOf(field);
  return element.kind === 'struct' ? element : undefined;
}

/** True when what is encoded is typed apart from what is decoded, here or further down. */
export function hasInputType(fields: readonly Field[]): boolean {
  return fields.some((field) => {
    const element = elementOf(field);
    if (isOptional(field)) return true;
    return element.kind === 'struct' ? hasInputType(element.fields) : element.name === 'records';
  });
}

/**
 * Source text of a condition on `version` that holds from `since` to `until`; 'true' or 'false' where it is settled.
 */
export function versionTest(context: StructContext, since: number, until: number): string {
  const { minVersion, maxVersion } = context;
  if (since > maxVersion || until < minVersion) return 'false';
  const tests: string[] = [];
  if (since > minVersion) tests.push(`version >= ${since}`);
  if (until < maxVersion) tests.push(`version <= ${until}`);
  return tests.length === 0 ? 'true' : tests.join(' && ');
}

export function flexibleTest(context: StructContext): string {
  return versionTest(context, context.message.flexibleFrom, Number.POSITIVE_INFINITY);
}

/** What stands for "flexible" in an argument: a constant where no version differs. */
export function flexibleArgument(context: StructContext): string {
  const test = flexibleTest(context);
  return test === 'true' || test === 'false' ? test : 'flexible';
}

export function isEverPresent(context: StructContext, field: Field): boolean {
  return versionTest(context, field.since, field.until) !== 'false';
}

const primitiveBytes: Record<Exclude<Primitive, 'string' | 'bytes' | 'records'>, number> = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
};

/** The fewest bytes that one element takes in any version, so that a list's length can be checked against the frame. */
export function elementBytesMin(context: StructContext, field: Field): number {
  const element = elementOf(field);
  let fewest = Number.POSITIVE_INFINITY;
  for (let version = context.minVersion; version <= context.maxVersion; version++)
    if (version >= field.since && version <= field.until)
      fewest = Math.min(fewest, bytesMin(context.message, element, version));
  return fewest;
}

function bytesMin(message: MessageTable, type: ElementType, version: number): number {
  const flexible = version >= message.flexibleFrom;
  if (type.kind === 'primitive') {
    if (type.name === 'string') return flexible ? 1 : 2;
    if (type.name === 'bytes' || type.name === 'records') return flexible ? 1 : 4;
    return primitiveBytes[type.name];
  }
  let total = flexible ? 1 : 0;
  for (const field of type.fields) {
    if (field.tag !== undefined || version < field.since || version > field.until) continue;
    if (field.type.kind === 'list') total += flexible ? 1 : 4;
    else if (field.type.kind === 'struct' && field.nullableSince !== undefined) total += 1;
    else total += bytesMin(message, field.type, version);
  }
  return total;
}
