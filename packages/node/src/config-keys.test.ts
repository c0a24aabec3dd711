import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerConfigs, groupConfigs, propertyOf, topicConfigs, type ConfigRow } from '@drave/config';
import { describe, expect, it } from 'vitest';

/**
 * A key that nothing reads promises an operator what is not kept. Each row of the tables is read by product code, or
 * says that it is not.
 */
const packages = new URL('../../', import.meta.url).pathname;
/** The packages that are given slices of the node's configuration. The log has a configuration type of its own. */
const readers = ['broker', 'controller', 'coordinator', 'kafka-server', 'node', 'replica', 'services'];

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['testing', 'generated'].includes(entry.name) ? [] : sourcesOf(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : [];
  });
}

const product = readers.flatMap((name) => sourcesOf(join(packages, name, 'src'))).join('\n');
/** What is read of a slice, by its names in those packages: one field, or several at once. */
const read = new Set([
  ...[...product.matchAll(/(?<=\b(?:config|settings|typed)\.)\w+/g)].map(([name]) => name),
  ...[...product.matchAll(/\{([^{}]*)\} = [\w.]*\b(?:config|settings|typed);/g)].flatMap(
    ([, names]) => names?.match(/\w+/g) ?? [],
  ),
]);

/** Keys that product code knows by a constant. */
const constants = new Map([
  ['consumer.session.timeout.ms', 'GROUP_SESSION_TIMEOUT'],
  ['consumer.heartbeat.interval.ms', 'GROUP_HEARTBEAT_INTERVAL'],
]);
/** Broker keys that are the defaults of topic keys. */
const topicKeys = new Map(
  [...topicConfigs.values()].flatMap(({ key, synonyms = [] }) =>
    synonyms.map((synonym) => [synonym.key, key] as const),
  ),
);

function isRead(key: string | undefined): boolean {
  return key !== undefined && (read.has(propertyOf(key)) || product.includes(constants.get(key) ?? `'${key}'`));
}

function mistake({ key, doc, internal }: ConfigRow): string | undefined {
  const saysNot = doc.startsWith('Accepted and without effect') || / Accepted and without effect/.test(doc);
  const has = isRead(key) || isRead(topicKeys.get(key));
  if (internal === true || has !== saysNot) return undefined;
  return has ? `${key} is read, and says that it is without effect` : `${key} is read by nothing, and does not say so`;
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
