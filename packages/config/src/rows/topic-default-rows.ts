import { int, long, rows } from '../notation.js';
import type { ConfigRow, ConfigRows } from '../row.js';
import { topicRows } from './topic-rows.js';
import { DAY_MS } from './units.js';

/**
 * Broker keys in another unit than the topic key's, and those that Kafka leaves unset because a key of a coarser unit
 * has the default.
 */
// biome-ignore format: what a row says in words has a line of its own.
const unitRows = rows({
  'log.retention.ms': long({ scope: 'cluster', default: null, min: -1, example: DAY_MS,
    doc: 'Default of the topic key retention.ms. Wins over .minutes and .hours; -1 keeps for ever.' }),
  'log.retention.minutes': int({ scope: 'file', default: null, min: -1, example: 1440,
    doc: 'Default of the topic key retention.ms. In minutes; wins over .hours.' }),
  'log.retention.hours': int({ scope: 'file', default: 168, min: -1,
    doc: 'Default of the topic key retention.ms. In hours.' }),
  'log.roll.ms': long({ scope: 'cluster', default: null, min: 1, example: DAY_MS,
    doc: 'Default of the topic key segment.ms. Wins over .hours.' }),
  'log.roll.hours': int({ scope: 'file', default: 168, min: 1, doc: 'Default of the topic key segment.ms. In hours.' }),
  'log.roll.jitter.ms': long({ scope: 'cluster', default: null, min: 0, example: 60_000,
    doc: 'Default of the topic key segment.jitter.ms. Wins over .hours.' }),
  'log.roll.jitter.hours': int({ scope: 'file', default: 0, min: 0,
    doc: 'Default of the topic key segment.jitter.ms. In hours.' }),
  'log.flush.interval.ms': long({ scope: 'cluster', default: null, min: 0, example: 1000,
    doc: 'Default of the topic key flush.ms. Unset: log.flush.scheduler.interval.ms.' }),
});

/**
 * The broker keys that give the defaults of topic keys, with the same type, bounds and meaning. They are made from the
 * `synonyms` of the topic keys, so that no row is written twice.
 */
export const topicDefaultRows: ConfigRows = {
  ...Object.fromEntries(Object.values(topicRows).flatMap((row: ConfigRow) => defaultOf(row))),
  ...unitRows,
};

function defaultOf({ synonyms = [], ...row }: ConfigRow): readonly (readonly [key: string, row: ConfigRow])[] {
  const [synonym] = synonyms;
  if (synonym === undefined) return [];
  const { key } = synonym;
  return [[key, { ...row, key, scope: 'cluster', doc: `Default of the topic key ${row.key}. ${row.doc}` }]];
}
