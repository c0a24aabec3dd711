import { limits } from '@drave/base';
import { boolean, double, int, list, long, rows, string } from '../notation.js';
import { INT_MAX, LONG_MAX } from '../row.js';
import { DAY_MS, HOUR_MS, MIB } from './units.js';

/**
 * For the keys of remote storage (KIP-405), which Drave does not have; tools that describe or copy topics expect them.
 */
const NO_REMOTE_STORAGE = 'Accepted and without effect: there is no remote storage, and this is its only value.';
const HELD_WHOLE = 'a batch is held in memory whole, and goes to each follower as one message';
/** For the compression levels (KIP-390); the codecs work at their own default levels. */
const ownLevel = (codec: string): string =>
  `Accepted and without effect: where compression.type makes the broker compress, ${codec} works at its default level.`;

/** Every key that a topic may override, with Kafka 4’s defaults and bounds. */
// biome-ignore format: what a row says in words has a line of its own.
export const topicRows = rows({
  'cleanup.policy': list({ scope: 'topic', default: ['delete'], values: ['compact', 'delete'],
    example: ['compact', 'delete'], synonyms: [{ key: 'log.cleanup.policy' }],
    doc: 'What happens to old segments: `delete` drops them by age or size, `compact` keeps the last record of every key. Both together compact first and drop by age as well.' }),
  'compression.gzip.level': int({ scope: 'topic', default: -1, min: -1, max: 9,
    synonyms: [{ key: 'compression.gzip.level' }], doc: ownLevel('gzip') }),
  'compression.lz4.level': int({ scope: 'topic', default: 9, min: 1, max: 17,
    synonyms: [{ key: 'compression.lz4.level' }], doc: ownLevel('lz4') }),
  'compression.type': string({ scope: 'topic', default: 'producer',
    values: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'], example: 'zstd',
    synonyms: [{ key: 'compression.type' }],
    doc: 'The codec in which batches are stored. `producer` keeps each batch as it was sent; any other makes the leader compress anew what came otherwise.' }),
  'compression.zstd.level': int({ scope: 'topic', default: 3, min: -131_072, max: 22,
    synonyms: [{ key: 'compression.zstd.level' }], doc: ownLevel('zstd') }),
  'delete.retention.ms': long({ scope: 'topic', default: DAY_MS, min: 0,
    synonyms: [{ key: 'log.cleaner.delete.retention.ms' }],
    doc: 'How long a compacted topic keeps a tombstone (a record with a null value) after cleaning it, so that a reader from the start still sees the deletion.' }),
  'file.delete.delay.ms': long({ scope: 'topic', default: 60_000, min: 0,
    synonyms: [{ key: 'log.segment.delete.delay.ms' }],
    doc: 'How long a segment that was dropped stays on disk under a `.deleted` name before the file goes.' }),
  'flush.messages': long({ scope: 'topic', default: LONG_MAX, min: 1, example: 1,
    synonyms: [{ key: 'log.flush.interval.messages' }],
    doc: 'Syncs a partition to disk after this many records. Durability comes from replication; leave it unset unless a machine-wide power loss must lose nothing.' }),
  'flush.ms': long({ scope: 'topic', default: LONG_MAX, min: 0, example: 1000,
    synonyms: [{ key: 'log.flush.interval.ms' }, { key: 'log.flush.scheduler.interval.ms' }],
    doc: 'Syncs a partition to disk at least this often while it has un-synced records.' }),
  'follower.replication.throttled.replicas': list({ scope: 'topic', default: [], check: throttledReplicas,
    example: ['0:1', '1:2'],
    doc: 'Replicas that take no more than follower.replication.throttled.rate while out of sync: `partition:broker` pairs, or `*` for all.' }),
  'index.interval.bytes': int({ scope: 'topic', default: 4096, min: 0, synonyms: [{ key: 'log.index.interval.bytes' }],
    doc: 'One offset-index entry for about this many bytes of log. Smaller finds an offset faster and makes the index larger.' }),
  'internal.segment.bytes': int({ scope: 'topic', default: null, min: 128, example: 4096, internal: true,
    doc: 'Overrides segment.bytes below its lower bound. For tests only.' }),
  'leader.replication.throttled.replicas': list({ scope: 'topic', default: [], check: throttledReplicas, example: ['*'],
    doc: 'Replicas that send no more than leader.replication.throttled.rate to replicas out of sync: `partition:broker` pairs, or `*` for all.' }),
  'local.retention.bytes': long({ scope: 'topic', default: -2, min: -2, max: -2, doc: NO_REMOTE_STORAGE }),
  'local.retention.ms': long({ scope: 'topic', default: -2, min: -2, max: -2, doc: NO_REMOTE_STORAGE }),
  'max.compaction.lag.ms': long({ scope: 'topic', default: LONG_MAX, min: 1, example: HOUR_MS,
    synonyms: [{ key: 'log.cleaner.max.compaction.lag.ms' }],
    doc: 'The longest a record of a compacted topic stays out of reach of the cleaner, however little there is to clean.' }),
  'max.message.bytes': int({ scope: 'topic', default: 1_048_588, min: 0, max: limits.recordBatchBytesMax,
    maxBecause: HELD_WHOLE,
    synonyms: [{ key: 'message.max.bytes' }],
    kafka: 'Kafka has no bound but that of the type.',
    doc: `The largest record batch accepted, after compression, header included. At most ${limits.recordBatchBytesMax}: ${HELD_WHOLE}.` }),
  'message.timestamp.after.max.ms': long({ scope: 'topic', default: HOUR_MS, min: 0,
    synonyms: [{ key: 'log.message.timestamp.after.max.ms' }],
    doc: 'How far a record timestamp may lie ahead of the broker’s clock. Not judged with LogAppendTime.' }),
  'message.timestamp.before.max.ms': long({ scope: 'topic', default: LONG_MAX, min: 0, example: DAY_MS,
    synonyms: [{ key: 'log.message.timestamp.before.max.ms' }],
    doc: 'How far a record timestamp may lie behind the broker’s clock. Not judged with LogAppendTime.' }),
  'message.timestamp.type': string({ scope: 'topic', default: 'CreateTime', values: ['CreateTime', 'LogAppendTime'],
    example: 'LogAppendTime', synonyms: [{ key: 'log.message.timestamp.type' }],
    doc: 'Whose clock a record’s timestamp is: the producer’s (CreateTime) or the leader’s at the append (LogAppendTime).' }),
  'min.cleanable.dirty.ratio': double({ scope: 'topic', default: 0.5, min: 0, max: 1,
    synonyms: [{ key: 'log.cleaner.min.cleanable.ratio' }],
    doc: 'How much of a compacted log must be uncleaned before the cleaner takes it up. Smaller wastes less space and cleans more often.' }),
  'min.compaction.lag.ms': long({ scope: 'topic', default: 0, min: 0,
    synonyms: [{ key: 'log.cleaner.min.compaction.lag.ms' }],
    doc: 'How long a record of a compacted topic is safe from the cleaner, whatever follows it.' }),
  'min.insync.replicas': int({ scope: 'topic', default: 1, min: 1, example: 2,
    synonyms: [{ key: 'min.insync.replicas' }],
    doc: 'With acks=all a write needs this many in-sync replicas, else it is refused. 2 of 3 replicas is the usual choice.' }),
  preallocate: boolean({ scope: 'topic', default: false, synonyms: [{ key: 'log.preallocate' }],
    doc: 'Accepted and without effect: segment files grow as they are written.' }),
  'remote.log.copy.disable': boolean({ scope: 'topic', default: false, check: onlyFalse, doc: NO_REMOTE_STORAGE }),
  'remote.log.delete.on.disable': boolean({ scope: 'topic', default: false, check: onlyFalse, doc: NO_REMOTE_STORAGE }),
  'remote.storage.enable': boolean({ scope: 'topic', default: false, check: onlyFalse, doc: NO_REMOTE_STORAGE }),
  'retention.bytes': long({ scope: 'topic', default: -1, min: -1, example: 1024 * MIB,
    synonyms: [{ key: 'log.retention.bytes' }],
    doc: 'Drops the oldest segments of a partition while it is larger than this. Counts per partition; -1 is no bound.' }),
  'retention.ms': long({ scope: 'topic', default: 7 * DAY_MS, min: -1,
    synonyms: [{ key: 'log.retention.ms' }, { key: 'log.retention.minutes', unitMs: 60_000 }, { key: 'log.retention.hours', unitMs: HOUR_MS }],
    doc: 'Drops segments whose newest record is older than this; -1 keeps them for ever.' }),
  'segment.bytes': int({ scope: 'topic', default: 1024 * MIB, min: 14, synonyms: [{ key: 'log.segment.bytes' }],
    kafka: 'Kafka 4 takes 1048576 or more (KIP-1030); tools and suites that make small segments are older than that.',
    doc: 'A segment file is closed and a new one begun before it grows beyond this. Retention and compaction work on closed segments.' }),
  'segment.index.bytes': int({ scope: 'topic', default: 10 * MIB, min: 4,
    synonyms: [{ key: 'log.index.size.max.bytes' }],
    doc: 'The largest offset index of one segment; a full index closes the segment.' }),
  'segment.jitter.ms': long({ scope: 'topic', default: 0, min: 0,
    synonyms: [{ key: 'log.roll.jitter.ms' }, { key: 'log.roll.jitter.hours', unitMs: HOUR_MS }],
    doc: 'Shortens segment.ms by a random time up to this, so that many partitions do not roll at once.' }),
  'segment.ms': long({ scope: 'topic', default: 7 * DAY_MS, min: 1,
    synonyms: [{ key: 'log.roll.ms' }, { key: 'log.roll.hours', unitMs: HOUR_MS }],
    doc: 'A segment is closed after this time even when it is not full, so that retention and compaction get at it.' }),
  'unclean.leader.election.enable': boolean({ scope: 'topic', default: false,
    synonyms: [{ key: 'unclean.leader.election.enable' }],
    doc: 'Whether a replica outside the ISR may become leader when nothing else is left. True trades acknowledged records for availability.' }),
});

function onlyFalse(text: string): string | undefined {
  return text.toLowerCase() === 'false' ? undefined : 'false: there is no remote storage';
}

const REPLICA_PAIR = /^\d{1,10}:\d{1,10}$/;

function throttledReplicas(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '*' || trimmed === 'none') return undefined;
  const sound = trimmed.split(',').every((part) => {
    const pair = part.trim();
    return REPLICA_PAIR.test(pair) && pair.split(':').every((number) => Number(number) <= INT_MAX);
  });
  return sound ? undefined : "'*', or pairs of partition:broker separated by commas";
}
