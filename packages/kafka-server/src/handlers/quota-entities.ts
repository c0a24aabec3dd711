import type { QuotaEntityType } from '@drave/metadata';

/** Kafka's names of the types of entities. */
const types: Readonly<Record<string, QuotaEntityType>> = { user: 'user', 'client-id': 'clientId', ip: 'ip' };

/** Undefined for a name that is not known here. */
export function entityTypeFromWire(name: string): QuotaEntityType | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

export function entityTypeToWire(type: QuotaEntityType): string {
  return type === 'clientId' ? 'client-id' : type;
}
