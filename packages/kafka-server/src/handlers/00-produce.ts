import { errors, type ErrorCode } from '@drave/base';
import type {
  LeaderHint,
  PartitionProduced,
  PartitionRef,
  ProduceRequest as DomainProduceRequest,
} from '@drave/broker';
import {
  apis,
  type ProduceRequest,
  type ProduceResponseInput,
  type ProduceResponsePartitionInput,
} from '@drave/kafka-protocol';
import { denyTransactions } from './access.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { nodeEndpoints } from './leader-hints.js';

/*
 * Produce, versions 0 to 13.
 *
 * Appends whole batches; the order of two requests of one connection is the order of their records. With acks=0
 * nothing is answered, and a failure ends the connection, which is the only thing that such a client can notice. From
 * version 10 on a client that asks the wrong broker is told the right one (KIP-951).
 *
 * Versions 0 to 2 carry formats before record batches. They are listed because librdkafka before 2.11.1 looks for
 * version 0 before it compresses (KAFKA-18659), and are answered with UNSUPPORTED_VERSION, as their clients expect.
 *
 * With a transactional id, the first batch of a transaction in a partition waits for the word of the transaction's
 * coordinator (KIP-890). From version 12 on that adds the partition; below it the client has to have added it. Topics
 * go by id from version 13 on.
 *
 * Deviations: a partition may carry several batches (Kafka allows one).
 */
export const produceRow: HandlerRow<ProduceRequest, ProduceResponseInput> = {
  api: apis.Produce,
  minVersion: 0,
  maxVersion: 13,
  // The batches stay slices of the frame; what is small is copied out of it.
  memoryEstimate: (frameBytes) => 1_024 + frameBytes,
  handle,
  refuse: (errorCode, message, request) => refusal(request, errorCode, message),
};

const RECORD_BATCH_VERSION = 3;
const ZSTD_VERSION = 7;
const HINT_VERSION = 10;
/** From here on a client knows TRANSACTION_ABORTABLE. */
const ABORTABLE_VERSION = 11;
/** From here on a client leaves it to us to add partitions to its transaction (`transaction.version` 2). */
const ADDS_PARTITION_VERSION = 12;
const TOPIC_ID_VERSION = 13;
/** Where all formats of a message set have their version; batches are 2. */
const MAGIC_AT = 16;
const BATCH_MAGIC = 2;
/** Where the attributes of a record batch have the bits of its codec. */
const CODEC_AT = 22;
const CODEC_MASK = 0x07;
/** A batch of less than this part of its buffer is copied out of it. */
const PINNED_SHARES_MAX = 8;
const ZSTD_CODEC = 4;

interface Entry {
  /** By name or by id, as the client asks. */
  readonly ref: PartitionRef;
  readonly records: Buffer;
  readonly refused: ErrorCode | undefined;
}

function handle(
  context: HandlerContext,
  request: ProduceRequest,
): Promise<ProduceResponseInput | undefined> | ProduceResponseInput | undefined {
  const { acks, timeoutMs } = request;
  const refused = refusedWhole(context, request);
  if (refused !== undefined)
    return acks === 0
      ? context.closeConnection(`a produce request with acks=0 is refused: ${errors[refused].text}`)
      : refusal(request, errors[refused].kafka, errors[refused].text);
  const entries = entriesOf(context.version, request);
  const accepted = entries.filter((entry) => entry.refused === undefined);
  const { acked, throttleTimeMs } = context.domain.broker.produce(context.caller, {
    acks: acks as -1 | 0 | 1,
    timeoutMs,
    transaction: transactionOf(context.version, request),
    partitions: accepted.map(({ ref, records }) => ({ ...ref, records })),
  });
  return acked.then(({ partitions }) => {
    const answers = new Map(partitions.map((answer, at) => [accepted[at], answer]));
    const failed = entries.find((entry) => (entry.refused ?? answers.get(entry)?.failure?.code) !== undefined);
    if (acks === 0)
      return failed === undefined
        ? context.holdBack(throttleTimeMs)
        : context.closeConnection(`produced with acks=0 to ${shown(failed.ref)}, which failed`);
    return respond(context, request, entries, answers, throttleTimeMs);
  });
}

function refusedWhole(context: HandlerContext, { acks, transactionalId }: ProduceRequest): ErrorCode | undefined {
  if (context.version < RECORD_BATCH_VERSION) return 'UNSUPPORTED_VERSION';
  if (denyTransactions(context, transactionalId) !== undefined) return 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';
  return acks === -1 || acks === 0 || acks === 1 ? undefined : 'INVALID_REQUIRED_ACKS';
}

function transactionOf(version: number, { transactionalId }: ProduceRequest): DomainProduceRequest['transaction'] {
  if (transactionalId === null) return undefined;
  if (version >= ADDS_PARTITION_VERSION) return { transactionalId, operation: 'add' };
  return { transactionalId, operation: version >= ABORTABLE_VERSION ? 'verifyAbortable' : 'verify' };
}

function entriesOf(version: number, { topicData }: ProduceRequest): Entry[] {
  return topicData.flatMap(({ name: topic, topicId, partitionData }) =>
    partitionData.map(({ index: partition, records }) => {
      const ref = version >= TOPIC_ID_VERSION ? { topicId, partition } : { topic, partition };
      if (records === null || records.length === 0) return { ref, records: EMPTY, refused: 'INVALID_RECORD' as const };
      // What may not be in a request of these versions at all, hence Kafka's own code for it.
      if (records.length > MAGIC_AT && (records[MAGIC_AT] as number) < BATCH_MAGIC)
        return { ref, records: EMPTY, refused: 'INVALID_RECORD' as const };
      const isZstd = records.length > CODEC_AT && ((records[CODEC_AT] as number) & CODEC_MASK) === ZSTD_CODEC;
      const refused = isZstd && version < ZSTD_VERSION ? ('UNSUPPORTED_COMPRESSION_TYPE' as const) : undefined;
      return { ref, records: unpinned(records), refused };
    }),
  );
}

function shown({ topic, topicId = '', partition }: PartitionRef): string {
  return `${topic ?? topicId}-${partition}`;
}

/**
 * The log keeps what it is given for a while, and is charged for the whole buffer behind it: a small batch must not
 * keep a large receive buffer. Batches of some size mostly fill theirs together with their neighbours.
 */
function unpinned(records: Buffer): Buffer {
  return records.length * PINNED_SHARES_MAX >= records.buffer.byteLength ? records : Buffer.from(records);
}

function respond(
  context: HandlerContext,
  { topicData }: ProduceRequest,
  entries: readonly Entry[],
  answers: ReadonlyMap<Entry | undefined, PartitionProduced>,
  throttleTimeMs: number,
): ProduceResponseInput {
  let at = 0;
  const hints: LeaderHint[] = [];
  const responses = topicData.map(({ name, topicId, partitionData }) => ({
    name,
    topicId,
    partitionResponses: partitionData.map(({ index }) => {
      const entry = entries[at++];
      const answer = answers.get(entry);
      if (answer === undefined) return failed(index, entry?.refused ?? 'UNKNOWN_SERVER_ERROR', undefined);
      const { leader } = answer;
      if (leader !== undefined && context.version >= HINT_VERSION) hints.push(leader);
      return partitionResponse(index, answer);
    }),
  }));
  return { responses, throttleTimeMs, nodeEndpoints: nodeEndpoints(context.domain.feed.image, hints) };
}

function partitionResponse(index: number, answer: PartitionProduced): ProduceResponsePartitionInput {
  const { failure, baseOffset, logAppendTimeMs, logStartOffset, leader } = answer;
  if (failure !== undefined) {
    const { leaderId = -1, leaderEpoch = -1 } = leader ?? {};
    const recordErrors = answer.recordErrors.map(({ batchIndex, message }) => {
      return { batchIndex, batchIndexErrorMessage: message };
    });
    return { ...failed(index, failure.code, failure.message), recordErrors, currentLeader: { leaderId, leaderEpoch } };
  }
  return { index, errorCode: 0, baseOffset, logAppendTimeMs, logStartOffset };
}

function failed(index: number, code: ErrorCode, message: string | undefined): ProduceResponsePartitionInput {
  const { kafka, text } = errors[code];
  return { index, errorCode: kafka, baseOffset: -1, errorMessage: message ?? text };
}

function refusal({ topicData }: ProduceRequest, errorCode: number, errorMessage: string): ProduceResponseInput {
  return {
    responses: topicData.map(({ name, topicId, partitionData }) => ({
      name,
      topicId,
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: -1, errorMessage })),
    })),
  };
}

const EMPTY = Buffer.alloc(0);
