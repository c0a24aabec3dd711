/** Whom a limit is for: Kafka's kinds of entities, in the order in which they are kept. */
export const quotaEntityTypes = ['user', 'clientId', 'ip'] as const;

export type QuotaEntityType = (typeof quotaEntityTypes)[number];

interface QuotaEntityPart {
  readonly type: QuotaEntityType;
  /** Undefined stands for those who have no limit of their own. */
  readonly name: string | undefined;
}

/** A user, a client id, both together, or an address; in the order of `quotaEntityTypes`, no type twice. */
export type QuotaEntity = readonly QuotaEntityPart[];

export function quotaEntityKey(entity: QuotaEntity): string {
  return JSON.stringify(entity.map(({ type, name }) => (name === undefined ? [type] : [type, name])));
}

/** Of what `quotaEntityKey` made. */
export function parseQuotaEntityKey(key: string): QuotaEntity {
  const parts = JSON.parse(key) as readonly (readonly [QuotaEntityType, string?])[];
  return parts.map(([type, name]) => ({ type, name }));
}
