import { UUID_ZERO } from '@drave/base';

/** A topic, or one partition of it. */
interface Concern {
  readonly topic: string;
  readonly partition?: number | undefined;
}

/**
 * Whether a decoded request of any API is about a topic, or about a partition of it. Topics stand in lists whose names
 * say so, by name or by id, their partitions in lists within; a list of topics that is null means all of them.
 */
export function isAbout(body: unknown, concern: Concern, nameOf: (topicId: string) => string | undefined): boolean {
  return fieldsOf(body).some(([field, value]) => {
    if (!isList(field, 'topic')) return Array.isArray(value) && value.some((one) => isAbout(one, concern, nameOf));
    if (value === null) return concern.partition === undefined;
    return Array.isArray(value) && value.some((topic) => isTopic(topic, concern, nameOf));
  });
}

function isTopic(entry: unknown, { topic, partition }: Concern, nameOf: (topicId: string) => string | undefined) {
  if (typeof entry === 'string') return entry === topic && partition === undefined;
  const fields = new Map(fieldsOf(entry));
  if (nameIn(fields, nameOf) !== topic) return false;
  return partition === undefined || partitionsIn(fields).includes(partition);
}

/** A topic that a request names, with those of its partitions that stand below it. */
export interface NamedTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

/** The topics that a decoded request of any API names, and their partitions: of each so many at most. */
export function topicsNamed(
  body: unknown,
  countMax: number,
  nameOf: (topicId: string) => string | undefined,
): readonly NamedTopic[] {
  const found = new Map<string, readonly number[]>();
  for (const [field, value] of fieldsOf(body)) {
    if (!Array.isArray(value)) continue;
    for (const entry of value.slice(0, countMax)) {
      if (isList(field, 'topic')) {
        const fields = new Map(fieldsOf(entry));
        const name = typeof entry === 'string' ? entry : nameIn(fields, nameOf);
        if (name !== undefined) found.set(name, partitionsIn(fields).slice(0, countMax));
      } else for (const { name, partitions } of topicsNamed(entry, countMax, nameOf)) found.set(name, partitions);
    }
  }
  return [...found].slice(0, countMax).map(([name, partitions]) => ({ name, partitions }));
}

function nameIn(
  fields: ReadonlyMap<string, unknown>,
  nameOf: (topicId: string) => string | undefined,
): string | undefined {
  const topicId = fields.get('topicId');
  const named = fields.get('name') ?? fields.get('topic') ?? fields.get('topicName');
  if (typeof topicId === 'string' && topicId !== UUID_ZERO) return nameOf(topicId);
  return typeof named === 'string' ? named : undefined;
}

function partitionsIn(fields: ReadonlyMap<string, unknown>): readonly number[] {
  return [...fields].flatMap(([field, value]) => {
    if (!isList(field, 'partition') || !Array.isArray(value)) return [];
    return value.flatMap((one: unknown) => {
      const inner = new Map(fieldsOf(one));
      const indexes = typeof one === 'number' ? [one] : partitionFields.map((name) => inner.get(name));
      return indexes.filter((index) => typeof index === 'number');
    });
  });
}

const partitionFields = ['partition', 'partitionIndex', 'index'];

function isList(field: string, what: string): boolean {
  return field.toLowerCase().includes(what);
}

function fieldsOf(value: unknown): readonly [string, unknown][] {
  return typeof value !== 'object' || value === null || ArrayBuffer.isView(value) ? [] : Object.entries(value);
}
