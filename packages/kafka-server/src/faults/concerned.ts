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
  const topicId = fields.get('topicId');
  const named = fields.get('name') ?? fields.get('topic') ?? fields.get('topicName');
  const name = typeof topicId === 'string' && topicId !== UUID_ZERO ? nameOf(topicId) : named;
  if (name !== topic) return false;
  return partition === undefined || [...fields].some(([field, value]) => isPartition(field, value, partition));
}

function isPartition(field: string, value: unknown, partition: number): boolean {
  if (!isList(field, 'partition') || !Array.isArray(value)) return false;
  return value.some((one) => {
    if (typeof one === 'number') return one === partition;
    const fields = new Map(fieldsOf(one));
    return [fields.get('partition'), fields.get('partitionIndex'), fields.get('index')].includes(partition);
  });
}

function isList(field: string, what: string): boolean {
  return field.toLowerCase().includes(what);
}

function fieldsOf(value: unknown): readonly [string, unknown][] {
  return typeof value !== 'object' || value === null || ArrayBuffer.isView(value) ? [] : Object.entries(value);
}
