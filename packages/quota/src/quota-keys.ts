/** Kafka's limits. What is set under one of them is enforced; there are no others. */
export const quotaKeys = {
  /** Bytes of records in a second that clients may write to one broker. */
  producer_byte_rate: { of: 'client', whole: true },
  /** Bytes of records in a second that clients may read from one broker. */
  consumer_byte_rate: { of: 'client', whole: true },
  /** Share of the time of one broker's event loop; 100 is all of it. */
  request_percentage: { of: 'client', whole: false },
  /** Partitions in a second that clients may have made and deleted in the cluster. */
  controller_mutation_rate: { of: 'client', whole: false },
  /** Connections in a second that an address may open to one broker. */
  connection_creation_rate: { of: 'ip', whole: true },
} as const satisfies Readonly<Record<string, { readonly of: 'client' | 'ip'; readonly whole: boolean }>>;

export type QuotaKey = keyof typeof quotaKeys;

export function isQuotaKey(key: string): key is QuotaKey {
  return Object.hasOwn(quotaKeys, key);
}

const INT32_MAX = 2 ** 31 - 1;

/** What is wrong with the value; undefined when nothing is. */
export function invalidQuotaValue(key: QuotaKey, value: number): string | undefined {
  if (!Number.isFinite(value) || value <= 0) return `${key} is a number above 0`;
  const { whole, of } = quotaKeys[key];
  if (!whole) return undefined;
  const max = of === 'ip' ? INT32_MAX : Number.MAX_SAFE_INTEGER;
  return Number.isInteger(value) && value <= max ? undefined : `${key} is a whole number up to ${max}`;
}
