import { assert, type Offset, type TopicPartition } from '@drave/base';

/** Kafka's names inside a partition directory: 20 digits of base offset and a suffix. */
export const suffix = {
  log: '.log',
  offsetIndex: '.index',
  timeIndex: '.timeindex',
  transactionIndex: '.txnindex',
  producerSnapshot: '.snapshot',
  /** Ours: the seal of a finished segment (see `segment-seal`). Kafka ignores it. */
  seal: '.seal',
} as const;

/** Appended to a file name: on its way out, half made by the cleaner, made by the cleaner and on its way in. */
export const DELETED_SUFFIX = '.deleted';
export const CLEANED_SUFFIX = '.cleaned';
export const SWAP_SUFFIX = '.swap';
export const TEMPORARY_SUFFIX = '.tmp';
/** Ours: `<offset>.log-start` says where the log starts while no checkpoint can be written (see `log-start`). */
export const START_MARKER_SUFFIX = '.log-start';

export const LEADER_EPOCH_CHECKPOINT = 'leader-epoch-checkpoint';
export const PARTITION_METADATA = 'partition.metadata';
/** In a data directory whose node ended in order. */
export const CLEAN_SHUTDOWN = '.kafka_cleanshutdown';
/** Ours: under which boot of the operating system the directory was last recovered. */
export const BOOT_ID = '.boot-id';
/** Ours: this log may skip offsets, because it was compacted or follows a log that was. */
export const GAPS_MARKER = '.gaps';

export function offsetName(offset: Offset): string {
  assert(Number.isSafeInteger(offset) && offset >= 0, `offset ${offset} cannot name a file`);
  return String(offset).padStart(20, '0');
}

/** The base offset of `<20 digits><suffix>`; undefined for any other name. */
export function offsetFromName(name: string, ending: string): Offset | undefined {
  if (!name.endsWith(ending) || name.length !== 20 + ending.length) return undefined;
  const digits = name.slice(0, 20);
  if (!/^\d{20}$/.test(digits)) return undefined;
  const offset = Number(digits);
  return Number.isSafeInteger(offset) ? offset : undefined;
}

const DELETE_DIRECTORY_ENDING = '-delete';

const FUTURE_DIRECTORY_ENDING = '-future';
/** What file systems allow, in bytes; names of topics are ASCII. */
const FILE_NAME_LENGTH_MAX = 255;
/** Characters of a UUID, which a name of a future log carries. */
const UNIQUE_LENGTH = 22;

/** `<topic>-<partition>`: the directory name, and the key of the checkpoint maps. */
export function partitionKey(topicPartition: TopicPartition): string {
  return `${topicPartition.topic}-${topicPartition.partition}`;
}

export function partitionFromKey(name: string): TopicPartition | undefined {
  const match = /^(.+)-(\d{1,9})$/.exec(name);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { topic: match[1], partition: Number(match[2]) };
}

/** `<topic>-<partition>.<unique>-delete`, cut so that long topic names stay legal file names (as Kafka does). */
export function deletedDirectoryName(topicPartition: TopicPartition, unique: string): string {
  const ending = `.${unique}${DELETE_DIRECTORY_ENDING}`;
  return `${partitionKey(topicPartition).slice(0, FILE_NAME_LENGTH_MAX - ending.length)}${ending}`;
}

/** `<topic>-<partition>.<unique>-future` (KIP-113). Asserts `canNameFuture`. */
export function futureDirectoryName(topicPartition: TopicPartition, unique: string): string {
  assert(unique.length === UNIQUE_LENGTH, 'a UUID tells one future log from another');
  assert(canNameFuture(topicPartition), `the name of '${topicPartition.topic}' leaves room for a future log`);
  return `${partitionKey(topicPartition)}.${unique}${FUTURE_DIRECTORY_ENDING}`;
}

/**
 * False for a topic whose name is so long that a future log has none: it could only be cut, and then a start could not
 * tell whose log it is.
 */
export function canNameFuture(topicPartition: TopicPartition): boolean {
  const endingLength = 1 + UNIQUE_LENGTH + FUTURE_DIRECTORY_ENDING.length;
  return partitionKey(topicPartition).length + endingLength <= FILE_NAME_LENGTH_MAX;
}

/** Undefined for any name but that of a future log. */
export function partitionFromFutureName(name: string): TopicPartition | undefined {
  const key = /^(.+)\.[A-Za-z0-9_-]{22}-future$/.exec(name)?.[1];
  return key === undefined ? undefined : partitionFromKey(key);
}

export function isDeletedDirectoryName(name: string): boolean {
  return /\.[A-Za-z0-9_-]+-delete$/.test(name);
}
