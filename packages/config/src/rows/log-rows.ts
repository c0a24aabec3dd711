import { boolean, double, int, long, rows } from '../notation.js';
import { LONG_MAX } from '../row.js';
import { DAY_MS, MIB } from './units.js';

/** The logs in the data directories: retention, flushing, recovery, cleaning, producers. */
// biome-ignore format: what a row says in words has a line of its own.
export const logRows = rows({
  'log.cleaner.backoff.ms': long({ scope: 'cluster', default: 15_000, min: 0,
    doc: 'How long a cleaner sleeps when there is nothing to clean.' }),
  'log.cleaner.dedupe.buffer.size': long({ scope: 'cluster', default: 128 * MIB, min: MIB,
    doc: 'Accepted and without effect: the map of keys of one pass has Kafka’s default size.' }),
  'log.cleaner.enable': boolean({ scope: 'file', default: true, doc: 'Whether compacted topics are cleaned at all.' }),
  'log.cleaner.io.buffer.size': int({ scope: 'cluster', default: MIB / 2, min: 0,
    doc: 'Accepted and without effect: a cleaner reads and writes in chunks of its own.' }),
  'log.cleaner.io.max.bytes.per.second': double({ scope: 'cluster', default: '1.7976931348623157E308', min: 0,
    example: 10 * MIB,
    doc: 'Accepted and without effect: cleaning is not throttled.' }),
  'log.cleaner.threads': int({ scope: 'cluster', default: 1, min: 0,
    doc: 'Accepted and without effect: one partition is cleaned at a time.' }),
  'log.flush.offset.checkpoint.interval.ms': int({ scope: 'file', default: 60_000, min: 0,
    doc: 'Accepted and without effect: recovery points are written after each flush, and every five seconds.' }),
  'log.flush.scheduler.interval.ms': long({ scope: 'file', default: LONG_MAX, min: 1, example: 1000,
    doc: 'How often partitions are looked at for a flush by time.' }),
  'log.flush.start.offset.checkpoint.interval.ms': int({ scope: 'file', default: 60_000, min: 0,
    doc: 'Accepted and without effect: log start offsets are written as soon as they move.' }),
  'log.retention.check.interval.ms': long({ scope: 'file', default: 300_000, min: 1,
    doc: 'How often old segments are looked for.' }),
  'num.recovery.threads.per.data.dir': int({ scope: 'cluster', default: 2, min: 1,
    doc: 'How many partitions of one data directory recover at once after an unclean stop.' }),
  'producer.id.expiration.check.interval.ms': int({ scope: 'file', default: 600_000, min: 1,
    doc: 'How often idempotent producers that have not written for too long are looked for.' }),
  'producer.id.expiration.ms': int({ scope: 'cluster', default: DAY_MS, min: 1,
    doc: 'An idempotent producer that has not written for so long is forgotten.' }),
});
