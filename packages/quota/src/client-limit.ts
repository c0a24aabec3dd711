import type { MetadataImage, QuotaEntity } from '@drave/metadata';
import type { QuotaKey } from './quota-keys.js';

/** A limit and whose use counts towards it. */
export interface ClientLimit {
  readonly limit: number;
  /** Undefined when the use of all users counts together. */
  readonly user: string | undefined;
  /** Undefined when the use of all client ids counts together. */
  readonly clientId: string | undefined;
}

/** What is set for a client at each level, the one that goes before the others first. */
type Levels = readonly Level[];

interface Level {
  readonly values: ReadonlyMap<string, number>;
  readonly user: string | undefined;
  readonly clientId: string | undefined;
}

/**
 * Kafka's precedence: user and client id before the user alone before the client id alone, and at each of these a name
 * before the default, of the user first. A limit for a user is shared by its client ids; a default gives each that it
 * stands for as much.
 */
export function levelsOf(image: MetadataImage, user: string, clientId: string): Levels {
  const found: Level[] = [];
  const look = (entity: QuotaEntity, tags: Omit<Level, 'values'>): void => {
    const values = image.clientQuota(entity);
    if (values.size > 0) found.push({ values, ...tags });
  };
  for (const name of [user, undefined]) {
    const part = { type: 'user', name } as const;
    for (const id of [clientId, undefined]) look([part, { type: 'clientId', name: id }], { user, clientId });
    look([part], { user, clientId: undefined });
  }
  for (const name of [clientId, undefined]) look([{ type: 'clientId', name }], { user: undefined, clientId });
  return found;
}

/** Undefined when nothing limits the client. */
export function clientLimit(levels: Levels, key: QuotaKey): ClientLimit | undefined {
  for (const { values, user, clientId } of levels) {
    const limit = values.get(key);
    if (limit !== undefined) return { limit, user, clientId };
  }
  return undefined;
}
