import { assert } from './assert.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Every bound that more than one package must agree on, in one place, with the relations between them asserted below.
 */
export const limits = {
  /** Kafka's own bound on a topic name. */
  topicNameLengthMax: 249,
  /** Kafka's own bound on the value of a setting, and ours on its key (KAFKA-18020). */
  configLengthMax: 32_767,
  /** One Raft entry (an atomic group of metadata records). */
  raftEntryBytesMax: 8 * MIB,
  raftEntryRecordsMax: 10_000,
  /** One RPC message, both directions, before it is decoded. */
  rpcMessageBytesMax: 72 * MIB,
  /** One chunk of a snapshot transfer. */
  snapshotChunkBytes: 1 * MIB,
  /**
   * What one raft fetch brings, or a single entry if that is larger. It is what a connection takes at once: a follower
   * whose leader sends very much hears of it with every piece, and not only when everything has come.
   */
  raftFetchBytesMax: 192 * KIB,
  /** Largest record batch any topic may be configured to accept (`max.message.bytes`). */
  recordBatchBytesMax: 64 * MIB,
  /** Node-wide in-memory tail of recently appended batches. */
  logTailBytes: 32 * MIB,
  /** Bytes of produce requests a node holds before it answers THROTTLING_QUOTA_EXCEEDED. */
  produceBytesInFlightMax: 128 * MIB,
  /** Requests waiting in one controller's queue. */
  controllerQueueLengthMax: 10_000,
  partitionsPerRequestMax: 20_000,
  /** Topics, partitions or resources that one request may name. */
  itemsPerRequestMax: 20_000,
  /** Length of the caller's name, as one node tells it to another. */
  principalLengthMax: 1_024,
  /** How long a request that says nothing about time waits for a partition whose leader is about to begin. */
  leadWaitMsMax: 10_000,
  /** How long a request for what a broker has never heard of waits for the metadata to say whether it exists. */
  metadataWaitMsMax: 1_000,
  /** Produced batches that wait for one partition to get its leader. */
  heldAppendsMax: 10_000,
  /**
   * What a node keeps free for the metadata of a disk that is full: room for a memory table of its store (4 MiB) to be
   * written out and another one to begin.
   */
  diskReserveBytesMax: 8 * MIB,
  partitionsPerTopicMax: 200_000,
  requestIdLengthMax: 128,
} as const;

assert(
  limits.raftFetchBytesMax + limits.raftEntryBytesMax < limits.rpcMessageBytesMax,
  'what a raft fetch brings, or one whole entry, must fit one RPC message',
);
assert(limits.recordBatchBytesMax < limits.rpcMessageBytesMax, 'a record batch must fit one RPC message');
assert(
  limits.recordBatchBytesMax <= limits.produceBytesInFlightMax / 2,
  'one large batch must not shut out all others',
);
