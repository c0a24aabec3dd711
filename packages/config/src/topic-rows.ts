import { limits } from '@drave/base';
import { type ConfigRow, type ConfigTable, INT_MAX, LONG_MAX_TEXT, tableOf } from './row.js';

const DAY_MS = 24 * 3600 * 1000;
const MIB = 1024 * 1024;

/** Every key that a topic may override, with Kafka 4's defaults and bounds. */
export const topicConfigs: ConfigTable = tableOf([
  {
    key: 'cleanup.policy',
    type: 'list',
    scope: 'topic',
    default: 'delete',
    values: ['compact', 'delete'],
    doc: 'What happens to old segments: `delete` drops them by age or size, `compact` keeps the last record of every key. Both together compact first and drop by age as well.',
    example: 'compact,delete',
    synonyms: [{ key: 'log.cleanup.policy' }],
  },
  ...compressionLevels(),
  {
    key: 'compression.type',
    type: 'string',
    scope: 'topic',
    default: 'producer',
    values: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
    doc: 'The codec in which batches are stored. `producer` keeps each batch as it was sent; any other makes the leader compress anew what came otherwise.',
    example: 'zstd',
    synonyms: [{ key: 'compression.type' }],
  },
  {
    key: 'delete.retention.ms',
    type: 'long',
    scope: 'topic',
    default: String(DAY_MS),
    min: 0,
    doc: 'How long a compacted topic keeps a tombstone (a record with a null value) after cleaning it, so that a reader from the start still sees the deletion.',
    synonyms: [{ key: 'log.cleaner.delete.retention.ms' }],
  },
  {
    key: 'file.delete.delay.ms',
    type: 'long',
    scope: 'topic',
    default: '60000',
    min: 0,
    doc: 'How long a segment that was dropped stays on disk under a `.deleted` name before the file goes.',
    synonyms: [{ key: 'log.segment.delete.delay.ms' }],
  },
  {
    key: 'flush.messages',
    type: 'long',
    scope: 'topic',
    default: LONG_MAX_TEXT,
    min: 1,
    doc: 'Syncs a partition to disk after this many records. Durability comes from replication; leave it unset unless a machine-wide power loss must lose nothing.',
    example: '1',
    synonyms: [{ key: 'log.flush.interval.messages' }],
  },
  {
    key: 'flush.ms',
    type: 'long',
    scope: 'topic',
    default: LONG_MAX_TEXT,
    min: 0,
    doc: 'Syncs a partition to disk at least this often while it has un-synced records.',
    example: '1000',
    synonyms: [{ key: 'log.flush.interval.ms' }, { key: 'log.flush.scheduler.interval.ms' }],
  },
  {
    key: 'follower.replication.throttled.replicas',
    type: 'list',
    scope: 'topic',
    default: '',
    check: throttledReplicas,
    doc: 'Replicas that take no more than follower.replication.throttled.rate while out of sync: `partition:broker` pairs, or `*` for all.',
    example: '0:1,1:2',
  },
  {
    key: 'index.interval.bytes',
    type: 'int',
    scope: 'topic',
    default: '4096',
    min: 0,
    doc: 'One offset-index entry for about this many bytes of log. Smaller finds an offset faster and makes the index larger.',
    synonyms: [{ key: 'log.index.interval.bytes' }],
  },
  {
    key: 'internal.segment.bytes',
    type: 'int',
    scope: 'topic',
    default: null,
    min: 128,
    internal: true,
    doc: 'Overrides segment.bytes below its lower bound. For tests only.',
    example: '4096',
  },
  {
    key: 'leader.replication.throttled.replicas',
    type: 'list',
    scope: 'topic',
    default: '',
    check: throttledReplicas,
    doc: 'Replicas that send no more than leader.replication.throttled.rate to replicas out of sync: `partition:broker` pairs, or `*` for all.',
    example: '*',
  },
  {
    key: 'max.compaction.lag.ms',
    type: 'long',
    scope: 'topic',
    default: LONG_MAX_TEXT,
    min: 1,
    doc: 'The longest a record of a compacted topic stays out of reach of the cleaner, however little there is to clean.',
    example: '3600000',
    synonyms: [{ key: 'log.cleaner.max.compaction.lag.ms' }],
  },
  {
    key: 'max.message.bytes',
    type: 'int',
    scope: 'topic',
    default: '1048588',
    min: 0,
    max: limits.recordBatchBytesMax,
    maxBecause: 'a batch is held in memory whole, and goes to each follower as one message',
    doc: `The largest record batch accepted, after compression, header included. At most ${limits.recordBatchBytesMax}: a batch is held in memory whole, and goes to each follower as one message.`,
    synonyms: [{ key: 'message.max.bytes' }],
  },
  {
    key: 'message.timestamp.after.max.ms',
    type: 'long',
    scope: 'topic',
    default: '3600000',
    min: 0,
    doc: 'How far a record timestamp may lie ahead of the broker’s clock. Not judged with LogAppendTime.',
    synonyms: [{ key: 'log.message.timestamp.after.max.ms' }],
  },
  {
    key: 'message.timestamp.before.max.ms',
    type: 'long',
    scope: 'topic',
    default: LONG_MAX_TEXT,
    min: 0,
    doc: 'How far a record timestamp may lie behind the broker’s clock. Not judged with LogAppendTime.',
    example: '86400000',
    synonyms: [{ key: 'log.message.timestamp.before.max.ms' }],
  },
  {
    key: 'message.timestamp.type',
    type: 'string',
    scope: 'topic',
    default: 'CreateTime',
    values: ['CreateTime', 'LogAppendTime'],
    doc: 'Whose clock a record’s timestamp is: the producer’s (CreateTime) or the leader’s at the append (LogAppendTime).',
    example: 'LogAppendTime',
    synonyms: [{ key: 'log.message.timestamp.type' }],
  },
  {
    key: 'min.cleanable.dirty.ratio',
    type: 'double',
    scope: 'topic',
    default: '0.5',
    min: 0,
    max: 1,
    doc: 'How much of a compacted log must be uncleaned before the cleaner takes it up. Smaller wastes less space and cleans more often.',
    synonyms: [{ key: 'log.cleaner.min.cleanable.ratio' }],
  },
  {
    key: 'min.compaction.lag.ms',
    type: 'long',
    scope: 'topic',
    default: '0',
    min: 0,
    doc: 'How long a record of a compacted topic is safe from the cleaner, whatever follows it.',
    synonyms: [{ key: 'log.cleaner.min.compaction.lag.ms' }],
  },
  {
    key: 'min.insync.replicas',
    type: 'int',
    scope: 'topic',
    default: '1',
    min: 1,
    doc: 'With acks=all a write needs this many in-sync replicas, else it is refused. 2 of 3 replicas is the usual choice.',
    example: '2',
    synonyms: [{ key: 'min.insync.replicas' }],
  },
  {
    key: 'preallocate',
    type: 'boolean',
    scope: 'topic',
    default: 'false',
    doc: 'Accepted and without effect: segment files grow as they are written.',
    synonyms: [{ key: 'log.preallocate' }],
  },
  ...tieredStorage(),
  {
    key: 'retention.bytes',
    type: 'long',
    scope: 'topic',
    default: '-1',
    min: -1,
    doc: 'Drops the oldest segments of a partition while it is larger than this. Counts per partition; -1 is no bound.',
    example: '1073741824',
    synonyms: [{ key: 'log.retention.bytes' }],
  },
  {
    key: 'retention.ms',
    type: 'long',
    scope: 'topic',
    default: String(7 * DAY_MS),
    min: -1,
    doc: 'Drops segments whose newest record is older than this; -1 keeps them for ever.',
    synonyms: [
      { key: 'log.retention.ms' },
      { key: 'log.retention.minutes', unitMs: 60_000 },
      { key: 'log.retention.hours', unitMs: 3_600_000 },
    ],
  },
  {
    key: 'segment.bytes',
    type: 'int',
    scope: 'topic',
    default: '1073741824',
    // Kafka's bound up to 3.9, the size of the smallest record there ever was. Kafka 4.0 raised it to 1 MiB (KIP-1030);
    // tools and suites that make small segments are older than that.
    min: 14,
    doc: 'A segment file is closed and a new one begun before it grows beyond this. Retention and compaction work on closed segments.',
    synonyms: [{ key: 'log.segment.bytes' }],
  },
  {
    key: 'segment.index.bytes',
    type: 'int',
    scope: 'topic',
    default: String(10 * MIB),
    min: 4,
    doc: 'The largest offset index of one segment; a full index closes the segment.',
    synonyms: [{ key: 'log.index.size.max.bytes' }],
  },
  {
    key: 'segment.jitter.ms',
    type: 'long',
    scope: 'topic',
    default: '0',
    min: 0,
    doc: 'Shortens segment.ms by a random time up to this, so that many partitions do not roll at once.',
    synonyms: [{ key: 'log.roll.jitter.ms' }, { key: 'log.roll.jitter.hours', unitMs: 3_600_000 }],
  },
  {
    key: 'segment.ms',
    type: 'long',
    scope: 'topic',
    default: String(7 * DAY_MS),
    min: 1,
    doc: 'A segment is closed after this time even when it is not full, so that retention and compaction get at it.',
    synonyms: [{ key: 'log.roll.ms' }, { key: 'log.roll.hours', unitMs: 3_600_000 }],
  },
  {
    key: 'unclean.leader.election.enable',
    type: 'boolean',
    scope: 'topic',
    default: 'false',
    doc: 'Whether a replica outside the ISR may become leader when nothing else is left. True trades acknowledged records for availability.',
    synonyms: [{ key: 'unclean.leader.election.enable' }],
  },
]);

/** KIP-405. There is no remote storage here; tools that describe or copy topics expect the keys. */
function tieredStorage(): ConfigRow[] {
  const doc = 'Accepted and without effect: there is no remote storage, and this is its only value.';
  const off = (text: string): string | undefined =>
    text.toLowerCase() === 'false' ? undefined : 'false: there is no remote storage';
  const flag = (key: string): ConfigRow => ({
    key,
    type: 'boolean',
    scope: 'topic',
    default: 'false',
    check: off,
    doc,
  });
  const bound = (key: string): ConfigRow => ({
    key,
    type: 'long',
    scope: 'topic',
    default: '-2',
    min: -2,
    max: -2,
    doc,
  });
  return [
    bound('local.retention.bytes'),
    bound('local.retention.ms'),
    flag('remote.log.copy.disable'),
    flag('remote.log.delete.on.disable'),
    flag('remote.storage.enable'),
  ];
}

/** KIP-390. The codecs work at their own default levels. */
function compressionLevels(): ConfigRow[] {
  const level = (codec: string, value: string, min: number, max: number): ConfigRow => ({
    key: `compression.${codec}.level`,
    type: 'int',
    scope: 'topic',
    default: value,
    min,
    max,
    doc: `Accepted and without effect: where compression.type makes the broker compress, ${codec} works at its default level.`,
    synonyms: [{ key: `compression.${codec}.level` }],
  });
  return [level('gzip', '-1', -1, 9), level('lz4', '9', 1, 17), level('zstd', '3', -131_072, 22)];
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
