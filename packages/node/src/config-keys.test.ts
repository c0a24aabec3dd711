import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerConfigs, groupConfigs, propertyOf, topicConfigs, type ConfigRow } from '@drave/config';
import { describe, expect, it } from 'vitest';

/**
 * A key that nothing reads promises an operator what nobody keeps. Each row of the tables is read by product code, or
 * says that it is not.
 */
const packages = new URL('../../', import.meta.url).pathname;
/** What only describes keys, or only tests. */
const notReading = new Set(['config', 'simulator', 'bench', 'tooling']);

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['testing', 'generated'].includes(entry.name) ? [] : sourcesOf(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : [];
  });
}

const product = readdirSync(packages)
  .filter((name) => !notReading.has(name))
  .flatMap((name) => sourcesOf(join(packages, name, 'src')))
  .join('\n');
const words = new Set(product.match(/\b[a-zA-Z]\w*\b/g));

/** The name of each key where product code reads it. */
const properties = new Map(
  [...topicConfigs.keys(), ...brokerConfigs.keys()].map((key): [string, string] => [key, propertyOf(key)]),
);
properties.set('consumer.session.timeout.ms', 'GROUP_SESSION_TIMEOUT');
properties.set('consumer.heartbeat.interval.ms', 'GROUP_HEARTBEAT_INTERVAL');
/** Broker keys that are the defaults of topic keys. */
const topicKeys = new Map(
  [...topicConfigs.values()].flatMap(({ key, synonyms = [] }) =>
    synonyms.map((synonym) => [synonym.key, key] as const),
  ),
);

function isRead(key: string | undefined): boolean {
  if (key === undefined) return false;
  const property = properties.get(key);
  return (property !== undefined && words.has(property)) || product.includes(`'${key}'`);
}

function mistake({ key, doc, internal }: ConfigRow): string | undefined {
  const saysNot = doc.startsWith('Accepted and without effect') || / Accepted and without effect/.test(doc);
  const read = isRead(key) || isRead(topicKeys.get(key));
  if (internal === true || read !== saysNot) return undefined;
  return read ? `${key} is read, and says that it is without effect` : `${key} is read by nothing, and does not say so`;
}

describe('configuration keys', () => {
  it('have an effect, or say that they have none', () => {
    const rows = [...topicConfigs.values(), ...brokerConfigs.values(), ...groupConfigs.values()];
    expect(rows.length).toBeGreaterThan(150);
    expect(rows.map(mistake).filter((found) => found !== undefined)).toEqual([]);
  });

  it('finds a key that nothing reads', () => {
    const row = { key: 'no.such.key', type: 'int', scope: 'file', default: '1', doc: 'A promise.' } as const;
    expect(mistake(row)).toBe('no.such.key is read by nothing, and does not say so');
    expect(mistake({ ...row, doc: 'Accepted and without effect: it is of no use.' })).toBeUndefined();
    expect(mistake({ ...row, key: 'num.partitions', doc: 'Accepted and without effect.' })).toContain('is read');
  });
});
