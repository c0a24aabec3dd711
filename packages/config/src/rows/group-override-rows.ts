import { int, rows } from '../notation.js';

/** Kafka's settings of single groups (KIP-848). */
// biome-ignore format: what a row says in words has a line of its own.
export const groupOverrideRows = rows({
  'consumer.session.timeout.ms': int({ scope: 'group', default: 45_000, min: 1, example: 50_000,
    synonyms: [{ key: 'group.consumer.session.timeout.ms' }],
    doc: 'A member of this group that is silent for so long is removed.' }),
  'consumer.heartbeat.interval.ms': int({ scope: 'group', default: 5000, min: 1, example: 6000,
    synonyms: [{ key: 'group.consumer.heartbeat.interval.ms' }],
    doc: 'How often members of this group are told to send a heartbeat.' }),
});
