// Generated from proto/drave/data/v1/data.proto, proto/drave/data/v1/group_member.proto, proto/drave/data/v1/transactional_producer.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod, UnaryMethod } from '../transport.js';
import * as commonV1 from './common.v1.js';

/** Why one partition was refused. */
export interface PartitionError {
  /** The name of an error, such as NOT_LEADER_OR_FOLLOWER. */
  readonly code: string;
  readonly message: string;
}

export const PartitionError: wire.MessageCodec<PartitionError> = wire.messageCodec('drave.data.v1.PartitionError', writePartitionError, readPartitionError);

function writePartitionError(w: wire.Writer, m: PartitionError): void {
  if (m.message !== '') { w.string(m.message, 'PartitionError.message'); w.tag(18); }
  if (m.code !== '') { w.string(m.code, 'PartitionError.code'); w.tag(10); }
}

function readPartitionError(r: wire.Reader, end: number): PartitionError {
  let $code: string = '';
  let $message: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $code = r.string(); break;
      case 18: $message = r.string(); break;
      default: r.skip(tag, 'PartitionError');
    }
  }
  return { code: $code, message: $message };
}


/** The current leader, as far as the answering broker knows. */
export interface LeaderHint {
  /** -1 when there is none at the moment. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly endpoint?: commonV1.Endpoint | undefined;
}

export const LeaderHint: wire.MessageCodec<LeaderHint> = wire.messageCodec('drave.data.v1.LeaderHint', writeLeaderHint, readLeaderHint);

function writeLeaderHint(w: wire.Writer, m: LeaderHint): void {
  if (m.endpoint !== undefined) { { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 26); } }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'LeaderHint.leaderEpoch'); w.tag(16); }
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'LeaderHint.leaderId'); w.tag(8); }
}

function readLeaderHint(r: wire.Reader, end: number): LeaderHint {
  let $leaderId: number = 0;
  let $leaderEpoch: number = 0;
  let $endpoint: commonV1.Endpoint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $leaderId = r.int32(); break;
      case 16: $leaderEpoch = r.int32(); break;
      case 26: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'LeaderHint');
    }
  }
  return { leaderId: $leaderId, leaderEpoch: $leaderEpoch, endpoint: $endpoint };
}


export type IsolationLevel =
  | 'READ_UNCOMMITTED'
  | 'READ_COMMITTED';
export const IsolationLevel: wire.EnumCodec<IsolationLevel> = wire.enumCodec('drave.data.v1.IsolationLevel', {
  READ_UNCOMMITTED: 0,
  READ_COMMITTED: 1,
});

export interface ProduceRequest {
  /** Chosen by the client, unique among its requests in flight on the stream. Ignored by the unary call. */
  readonly correlationId: number;
  /** 0: answered at once, without a result. 1: written by the leader. -1: written by every in-sync replica. */
  readonly acks: number;
  /** How long acks = -1 may wait for the replicas; then the answer is REQUEST_TIMED_OUT, and the outcome unknown. */
  readonly timeoutMs: number;
  readonly partitions: readonly PartitionBatches[];
  /** Empty outside transactions. */
  readonly transactionalId: string;
  /**
   * The transaction.version that InitProducerId returned. From 2 on partitions are added to the transaction by being
   * written to (KIP-890); below it they must be added before (AddPartitions).
   */
  readonly transactionVersion: number;
}

export const ProduceRequest: wire.MessageCodec<ProduceRequest> = wire.messageCodec('drave.data.v1.ProduceRequest', writeProduceRequest, readProduceRequest, payloadProduceRequest);

function writeProduceRequest(w: wire.Writer, m: ProduceRequest): void {
  if (m.transactionVersion !== 0) { w.int32(m.transactionVersion, 'ProduceRequest.transactionVersion'); w.tag(48); }
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'ProduceRequest.transactionalId'); w.tag(42); }
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionBatches.write(w, m.partitions[i]!); w.nested(mark, 34); } }
  if (m.timeoutMs !== 0) { w.int32(m.timeoutMs, 'ProduceRequest.timeoutMs'); w.tag(24); }
  if (m.acks !== 0) { w.sint32(m.acks, 'ProduceRequest.acks'); w.tag(16); }
  if (m.correlationId !== 0) { w.uint32(m.correlationId, 'ProduceRequest.correlationId'); w.tag(8); }
}

function readProduceRequest(r: wire.Reader, end: number): ProduceRequest {
  let $correlationId: number = 0;
  let $acks: number = 0;
  let $timeoutMs: number = 0;
  const $partitions: PartitionBatches[] = [];
  let $transactionalId: string = '';
  let $transactionVersion: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $correlationId = r.uint32(); break;
      case 16: $acks = r.sint32(); break;
      case 24: $timeoutMs = r.int32(); break;
      case 34: { const end = r.enter(); $partitions.push(PartitionBatches.read(r, end)); r.leave(end); } break;
      case 42: $transactionalId = r.string(); break;
      case 48: $transactionVersion = r.int32(); break;
      default: r.skip(tag, 'ProduceRequest');
    }
  }
  return { correlationId: $correlationId, acks: $acks, timeoutMs: $timeoutMs, partitions: $partitions, transactionalId: $transactionalId, transactionVersion: $transactionVersion };
}

function payloadProduceRequest(m: ProduceRequest): number {
  let sum = 0;
  for (const value of m.partitions) sum += PartitionBatches.payloadBytes(value);
  return sum;
}

export interface PartitionBatches {
  /** 22 characters of base64url. Wins over `topic` when both are set. */
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  /** One or more whole batches, back to back, base offsets 0. */
  readonly records: Uint8Array;
}

export const PartitionBatches: wire.MessageCodec<PartitionBatches> = wire.messageCodec('drave.data.v1.PartitionBatches', writePartitionBatches, readPartitionBatches, payloadPartitionBatches);

function writePartitionBatches(w: wire.Writer, m: PartitionBatches): void {
  if (m.records?.length !== 0) { w.bytes(m.records, 'PartitionBatches.records'); w.tag(34); }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionBatches.partition'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'PartitionBatches.topic'); w.tag(18); }
  if (m.topicId !== '') { w.string(m.topicId, 'PartitionBatches.topicId'); w.tag(10); }
}

function readPartitionBatches(r: wire.Reader, end: number): PartitionBatches {
  let $topicId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $records: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partition = r.int32(); break;
      case 34: $records = r.bytes(); break;
      default: r.skip(tag, 'PartitionBatches');
    }
  }
  return { topicId: $topicId, topic: $topic, partition: $partition, records: $records };
}

function payloadPartitionBatches(m: PartitionBatches): number {
  let sum = 0;
  sum += m.records.length;
  return sum;
}

export interface ProduceResponse {
  readonly header: commonV1.ResponseHeader;
  readonly correlationId: number;
  /** One for each partition of the request, in its order; none for acks = 0. */
  readonly partitions: readonly PartitionProduced[];
  readonly throttleTimeMs: number;
}

export const ProduceResponse: wire.MessageCodec<ProduceResponse> = wire.messageCodec('drave.data.v1.ProduceResponse', writeProduceResponse, readProduceResponse);

function writeProduceResponse(w: wire.Writer, m: ProduceResponse): void {
  if (m.throttleTimeMs !== 0) { w.int32(m.throttleTimeMs, 'ProduceResponse.throttleTimeMs'); w.tag(32); }
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionProduced.write(w, m.partitions[i]!); w.nested(mark, 26); } }
  if (m.correlationId !== 0) { w.uint32(m.correlationId, 'ProduceResponse.correlationId'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readProduceResponse(r: wire.Reader, end: number): ProduceResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $correlationId: number = 0;
  const $partitions: PartitionProduced[] = [];
  let $throttleTimeMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $correlationId = r.uint32(); break;
      case 26: { const end = r.enter(); $partitions.push(PartitionProduced.read(r, end)); r.leave(end); } break;
      case 32: $throttleTimeMs = r.int32(); break;
      default: r.skip(tag, 'ProduceResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), correlationId: $correlationId, partitions: $partitions, throttleTimeMs: $throttleTimeMs };
}


export interface PartitionProduced {
  /** The same as in the request. */
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  /** Absent when the batches are written as `acks` requires. */
  readonly error?: PartitionError | undefined;
  /** Offset of the first record; -1 with an error. The offset of the first write when the batch was a duplicate. */
  readonly baseOffset: number;
  /** -1 unless message.timestamp.type is LogAppendTime. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  /** Set when the error means that another broker is the leader. */
  readonly leader?: LeaderHint | undefined;
}

export const PartitionProduced: wire.MessageCodec<PartitionProduced> = wire.messageCodec('drave.data.v1.PartitionProduced', writePartitionProduced, readPartitionProduced);

function writePartitionProduced(w: wire.Writer, m: PartitionProduced): void {
  if (m.leader !== undefined) { { const mark = w.mark(); LeaderHint.write(w, m.leader); w.nested(mark, 66); } }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'PartitionProduced.logStartOffset'); w.tag(56); }
  if (m.logAppendTimeMs !== 0) { w.int64(m.logAppendTimeMs, 'PartitionProduced.logAppendTimeMs'); w.tag(48); }
  if (m.baseOffset !== 0) { w.int64(m.baseOffset, 'PartitionProduced.baseOffset'); w.tag(40); }
  if (m.error !== undefined) { { const mark = w.mark(); PartitionError.write(w, m.error); w.nested(mark, 34); } }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionProduced.partition'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'PartitionProduced.topic'); w.tag(18); }
  if (m.topicId !== '') { w.string(m.topicId, 'PartitionProduced.topicId'); w.tag(10); }
}

function readPartitionProduced(r: wire.Reader, end: number): PartitionProduced {
  let $topicId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $error: PartitionError | undefined;
  let $baseOffset: number = 0;
  let $logAppendTimeMs: number = 0;
  let $logStartOffset: number = 0;
  let $leader: LeaderHint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partition = r.int32(); break;
      case 34: { const end = r.enter(); $error = PartitionError.read(r, end); r.leave(end); } break;
      case 40: $baseOffset = r.int64(); break;
      case 48: $logAppendTimeMs = r.int64(); break;
      case 56: $logStartOffset = r.int64(); break;
      case 66: { const end = r.enter(); $leader = LeaderHint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'PartitionProduced');
    }
  }
  return { topicId: $topicId, topic: $topic, partition: $partition, error: $error, baseOffset: $baseOffset, logAppendTimeMs: $logAppendTimeMs, logStartOffset: $logStartOffset, leader: $leader };
}


export interface FetchRequest {
  readonly isolationLevel: IsolationLevel;
  /** The client's rack: a replica of the same rack may serve it (KIP-392). Empty for the leader. */
  readonly rack: string;
  /** The answer waits until there are `min_bytes` of records, or `max_wait_ms` have passed. */
  readonly minBytes: number;
  readonly maxWaitMs: number;
  /** The most bytes of records in the response; the first batch is sent even when it is larger. */
  readonly maxBytes: number;
  readonly partitions: readonly FetchPartition[];
}

export const FetchRequest: wire.MessageCodec<FetchRequest> = wire.messageCodec('drave.data.v1.FetchRequest', writeFetchRequest, readFetchRequest);

function writeFetchRequest(w: wire.Writer, m: FetchRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); FetchPartition.write(w, m.partitions[i]!); w.nested(mark, 50); } }
  if (m.maxBytes !== 0) { w.int32(m.maxBytes, 'FetchRequest.maxBytes'); w.tag(40); }
  if (m.maxWaitMs !== 0) { w.int32(m.maxWaitMs, 'FetchRequest.maxWaitMs'); w.tag(32); }
  if (m.minBytes !== 0) { w.int32(m.minBytes, 'FetchRequest.minBytes'); w.tag(24); }
  if (m.rack !== '') { w.string(m.rack, 'FetchRequest.rack'); w.tag(18); }
  if (m.isolationLevel !== 'READ_UNCOMMITTED') { IsolationLevel.write(w, m.isolationLevel, 'FetchRequest.isolationLevel'); w.tag(8); }
}

function readFetchRequest(r: wire.Reader, end: number): FetchRequest {
  let $isolationLevel: IsolationLevel = 'READ_UNCOMMITTED';
  let $rack: string = '';
  let $minBytes: number = 0;
  let $maxWaitMs: number = 0;
  let $maxBytes: number = 0;
  const $partitions: FetchPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $isolationLevel = IsolationLevel.read(r); break;
      case 18: $rack = r.string(); break;
      case 24: $minBytes = r.int32(); break;
      case 32: $maxWaitMs = r.int32(); break;
      case 40: $maxBytes = r.int32(); break;
      case 50: { const end = r.enter(); $partitions.push(FetchPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'FetchRequest');
    }
  }
  return { isolationLevel: $isolationLevel, rack: $rack, minBytes: $minBytes, maxWaitMs: $maxWaitMs, maxBytes: $maxBytes, partitions: $partitions };
}


export interface FetchPartition {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly fetchOffset: number;
  /** The leader epoch that the client knows; without it the check for a stale leader is skipped (KIP-320). */
  readonly currentLeaderEpoch?: number | undefined;
  /** Leader epoch of the record before fetch_offset; without it the check for a truncated log is skipped (KIP-320). */
  readonly lastFetchedEpoch?: number | undefined;
  readonly maxBytes: number;
}

export const FetchPartition: wire.MessageCodec<FetchPartition> = wire.messageCodec('drave.data.v1.FetchPartition', writeFetchPartition, readFetchPartition);

function writeFetchPartition(w: wire.Writer, m: FetchPartition): void {
  if (m.maxBytes !== 0) { w.int32(m.maxBytes, 'FetchPartition.maxBytes'); w.tag(56); }
  if (m.lastFetchedEpoch !== undefined) { w.int32(m.lastFetchedEpoch, 'FetchPartition.lastFetchedEpoch'); w.tag(48); }
  if (m.currentLeaderEpoch !== undefined) { w.int32(m.currentLeaderEpoch, 'FetchPartition.currentLeaderEpoch'); w.tag(40); }
  if (m.fetchOffset !== 0) { w.int64(m.fetchOffset, 'FetchPartition.fetchOffset'); w.tag(32); }
  if (m.partition !== 0) { w.int32(m.partition, 'FetchPartition.partition'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'FetchPartition.topic'); w.tag(18); }
  if (m.topicId !== '') { w.string(m.topicId, 'FetchPartition.topicId'); w.tag(10); }
}

function readFetchPartition(r: wire.Reader, end: number): FetchPartition {
  let $topicId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $fetchOffset: number = 0;
  let $currentLeaderEpoch: number | undefined;
  let $lastFetchedEpoch: number | undefined;
  let $maxBytes: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partition = r.int32(); break;
      case 32: $fetchOffset = r.int64(); break;
      case 40: $currentLeaderEpoch = r.int32(); break;
      case 48: $lastFetchedEpoch = r.int32(); break;
      case 56: $maxBytes = r.int32(); break;
      default: r.skip(tag, 'FetchPartition');
    }
  }
  return { topicId: $topicId, topic: $topic, partition: $partition, fetchOffset: $fetchOffset, currentLeaderEpoch: $currentLeaderEpoch, lastFetchedEpoch: $lastFetchedEpoch, maxBytes: $maxBytes };
}


export interface FetchResponse {
  readonly header: commonV1.ResponseHeader;
  readonly partitions: readonly PartitionFetched[];
  readonly throttleTimeMs: number;
}

export const FetchResponse: wire.MessageCodec<FetchResponse> = wire.messageCodec('drave.data.v1.FetchResponse', writeFetchResponse, readFetchResponse, payloadFetchResponse);

function writeFetchResponse(w: wire.Writer, m: FetchResponse): void {
  if (m.throttleTimeMs !== 0) { w.int32(m.throttleTimeMs, 'FetchResponse.throttleTimeMs'); w.tag(24); }
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionFetched.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readFetchResponse(r: wire.Reader, end: number): FetchResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: PartitionFetched[] = [];
  let $throttleTimeMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(PartitionFetched.read(r, end)); r.leave(end); } break;
      case 24: $throttleTimeMs = r.int32(); break;
      default: r.skip(tag, 'FetchResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions, throttleTimeMs: $throttleTimeMs };
}

function payloadFetchResponse(m: FetchResponse): number {
  let sum = 0;
  for (const value of m.partitions) sum += PartitionFetched.payloadBytes(value);
  return sum;
}

export interface PartitionFetched {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly data: FetchedData;
}

export const PartitionFetched: wire.MessageCodec<PartitionFetched> = wire.messageCodec('drave.data.v1.PartitionFetched', writePartitionFetched, readPartitionFetched, payloadPartitionFetched);

function writePartitionFetched(w: wire.Writer, m: PartitionFetched): void {
  { const mark = w.mark(); FetchedData.write(w, m.data); w.nested(mark, 34); }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionFetched.partition'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'PartitionFetched.topic'); w.tag(18); }
  if (m.topicId !== '') { w.string(m.topicId, 'PartitionFetched.topicId'); w.tag(10); }
}

function readPartitionFetched(r: wire.Reader, end: number): PartitionFetched {
  let $topicId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $data: FetchedData | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partition = r.int32(); break;
      case 34: { const end = r.enter(); $data = FetchedData.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'PartitionFetched');
    }
  }
  return { topicId: $topicId, topic: $topic, partition: $partition, data: $data ?? FetchedData.decode(wire.EMPTY) };
}

function payloadPartitionFetched(m: PartitionFetched): number {
  let sum = 0;
  sum += FetchedData.payloadBytes(m.data);
  return sum;
}

export interface FetchedData {
  readonly error?: PartitionError | undefined;
  /** Epoch of the leader that answers; -1 when unknown. */
  readonly leaderEpoch: number;
  /** -1 with an error, unless known. */
  readonly highWatermark: number;
  /** Equals the high watermark while no transaction is open. */
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /**
   * Whole batches, back to back, one or more in each element; the first may begin before the requested offset. They
   * never reach above the high watermark (read uncommitted) or the last stable offset (read committed).
   */
  readonly records: readonly Uint8Array[];
  /** For read committed: transactions in `records` that were aborted. */
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Set instead of records when the log that the client has read from was truncated: the position to go back to. */
  readonly diverging?: Diverging | undefined;
  readonly leader?: LeaderHint | undefined;
  /** A replica in the client's rack to fetch from instead (KIP-392); absent for none. */
  readonly preferredReadReplica?: number | undefined;
}

export const FetchedData: wire.MessageCodec<FetchedData> = wire.messageCodec('drave.data.v1.FetchedData', writeFetchedData, readFetchedData, payloadFetchedData);

function writeFetchedData(w: wire.Writer, m: FetchedData): void {
  if (m.preferredReadReplica !== undefined) { w.int32(m.preferredReadReplica, 'FetchedData.preferredReadReplica'); w.tag(80); }
  if (m.leader !== undefined) { { const mark = w.mark(); LeaderHint.write(w, m.leader); w.nested(mark, 74); } }
  if (m.diverging !== undefined) { { const mark = w.mark(); Diverging.write(w, m.diverging); w.nested(mark, 66); } }
  for (let i = m.abortedTransactions.length - 1; i >= 0; i--) { { const mark = w.mark(); AbortedTransaction.write(w, m.abortedTransactions[i]!); w.nested(mark, 58); } }
  for (let i = m.records.length - 1; i >= 0; i--) { w.bytes(m.records[i]!, 'FetchedData.records'); w.tag(50); }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'FetchedData.logStartOffset'); w.tag(40); }
  if (m.lastStableOffset !== 0) { w.int64(m.lastStableOffset, 'FetchedData.lastStableOffset'); w.tag(32); }
  if (m.highWatermark !== 0) { w.int64(m.highWatermark, 'FetchedData.highWatermark'); w.tag(24); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'FetchedData.leaderEpoch'); w.tag(16); }
  if (m.error !== undefined) { { const mark = w.mark(); PartitionError.write(w, m.error); w.nested(mark, 10); } }
}

function readFetchedData(r: wire.Reader, end: number): FetchedData {
  let $error: PartitionError | undefined;
  let $leaderEpoch: number = 0;
  let $highWatermark: number = 0;
  let $lastStableOffset: number = 0;
  let $logStartOffset: number = 0;
  const $records: Uint8Array[] = [];
  const $abortedTransactions: AbortedTransaction[] = [];
  let $diverging: Diverging | undefined;
  let $leader: LeaderHint | undefined;
  let $preferredReadReplica: number | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $error = PartitionError.read(r, end); r.leave(end); } break;
      case 16: $leaderEpoch = r.int32(); break;
      case 24: $highWatermark = r.int64(); break;
      case 32: $lastStableOffset = r.int64(); break;
      case 40: $logStartOffset = r.int64(); break;
      case 50: $records.push(r.bytes()); break;
      case 58: { const end = r.enter(); $abortedTransactions.push(AbortedTransaction.read(r, end)); r.leave(end); } break;
      case 66: { const end = r.enter(); $diverging = Diverging.read(r, end); r.leave(end); } break;
      case 74: { const end = r.enter(); $leader = LeaderHint.read(r, end); r.leave(end); } break;
      case 80: $preferredReadReplica = r.int32(); break;
      default: r.skip(tag, 'FetchedData');
    }
  }
  return { error: $error, leaderEpoch: $leaderEpoch, highWatermark: $highWatermark, lastStableOffset: $lastStableOffset, logStartOffset: $logStartOffset, records: $records, abortedTransactions: $abortedTransactions, diverging: $diverging, leader: $leader, preferredReadReplica: $preferredReadReplica };
}

function payloadFetchedData(m: FetchedData): number {
  let sum = 0;
  for (const value of m.records) sum += value.length;
  return sum;
}

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export const AbortedTransaction: wire.MessageCodec<AbortedTransaction> = wire.messageCodec('drave.data.v1.AbortedTransaction', writeAbortedTransaction, readAbortedTransaction);

function writeAbortedTransaction(w: wire.Writer, m: AbortedTransaction): void {
  if (m.firstOffset !== 0) { w.int64(m.firstOffset, 'AbortedTransaction.firstOffset'); w.tag(16); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'AbortedTransaction.producerId'); w.tag(8); }
}

function readAbortedTransaction(r: wire.Reader, end: number): AbortedTransaction {
  let $producerId: number = 0;
  let $firstOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $producerId = r.int64(); break;
      case 16: $firstOffset = r.int64(); break;
      default: r.skip(tag, 'AbortedTransaction');
    }
  }
  return { producerId: $producerId, firstOffset: $firstOffset };
}


/** The largest epoch of the leader's log that is not above the client's last, and where that epoch ends. */
export interface Diverging {
  readonly epoch: number;
  readonly endOffset: number;
}

export const Diverging: wire.MessageCodec<Diverging> = wire.messageCodec('drave.data.v1.Diverging', writeDiverging, readDiverging);

function writeDiverging(w: wire.Writer, m: Diverging): void {
  if (m.endOffset !== 0) { w.int64(m.endOffset, 'Diverging.endOffset'); w.tag(16); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'Diverging.epoch'); w.tag(8); }
}

function readDiverging(r: wire.Reader, end: number): Diverging {
  let $epoch: number = 0;
  let $endOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $epoch = r.int32(); break;
      case 16: $endOffset = r.int64(); break;
      default: r.skip(tag, 'Diverging');
    }
  }
  return { epoch: $epoch, endOffset: $endOffset };
}


export interface FetchStreamRequest {
  /** Set on the first message only. */
  readonly options?: FetchStreamOptions | undefined;
  readonly open: readonly OpenPartition[];
  /** Handles to close. The client ignores data that still arrives under them. */
  readonly close: readonly number[];
  /**
   * Adds to the record bytes that the server may push. A batch is pushed whole while any credit is left, so the balance
   * may go below zero by less than one batch.
   */
  readonly creditBytes: number;
}

export const FetchStreamRequest: wire.MessageCodec<FetchStreamRequest> = wire.messageCodec('drave.data.v1.FetchStreamRequest', writeFetchStreamRequest, readFetchStreamRequest);

function writeFetchStreamRequest(w: wire.Writer, m: FetchStreamRequest): void {
  if (m.creditBytes !== 0) { w.uint32(m.creditBytes, 'FetchStreamRequest.creditBytes'); w.tag(32); }
  if (m.close.length !== 0) { const mark = w.mark(); for (let i = m.close.length - 1; i >= 0; i--) { w.uint32(m.close[i]!, 'FetchStreamRequest.close'); } w.nested(mark, 26); }
  for (let i = m.open.length - 1; i >= 0; i--) { { const mark = w.mark(); OpenPartition.write(w, m.open[i]!); w.nested(mark, 18); } }
  if (m.options !== undefined) { { const mark = w.mark(); FetchStreamOptions.write(w, m.options); w.nested(mark, 10); } }
}

function readFetchStreamRequest(r: wire.Reader, end: number): FetchStreamRequest {
  let $options: FetchStreamOptions | undefined;
  const $open: OpenPartition[] = [];
  const $close: number[] = [];
  let $creditBytes: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $options = FetchStreamOptions.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $open.push(OpenPartition.read(r, end)); r.leave(end); } break;
      case 24: $close.push(r.uint32()); break;
      case 26: { const stop = r.enter(); while (r.position < stop) $close.push(r.uint32()); r.leave(stop); break; }
      case 32: $creditBytes = r.uint32(); break;
      default: r.skip(tag, 'FetchStreamRequest');
    }
  }
  return { options: $options, open: $open, close: $close, creditBytes: $creditBytes };
}


export interface FetchStreamOptions {
  readonly isolationLevel: IsolationLevel;
  readonly rack: string;
  /** The most bytes of records of one partition in one message; 0 for the server's default (1 MiB). */
  readonly maxPartitionBytes: number;
}

export const FetchStreamOptions: wire.MessageCodec<FetchStreamOptions> = wire.messageCodec('drave.data.v1.FetchStreamOptions', writeFetchStreamOptions, readFetchStreamOptions);

function writeFetchStreamOptions(w: wire.Writer, m: FetchStreamOptions): void {
  if (m.maxPartitionBytes !== 0) { w.int32(m.maxPartitionBytes, 'FetchStreamOptions.maxPartitionBytes'); w.tag(24); }
  if (m.rack !== '') { w.string(m.rack, 'FetchStreamOptions.rack'); w.tag(18); }
  if (m.isolationLevel !== 'READ_UNCOMMITTED') { IsolationLevel.write(w, m.isolationLevel, 'FetchStreamOptions.isolationLevel'); w.tag(8); }
}

function readFetchStreamOptions(r: wire.Reader, end: number): FetchStreamOptions {
  let $isolationLevel: IsolationLevel = 'READ_UNCOMMITTED';
  let $rack: string = '';
  let $maxPartitionBytes: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $isolationLevel = IsolationLevel.read(r); break;
      case 18: $rack = r.string(); break;
      case 24: $maxPartitionBytes = r.int32(); break;
      default: r.skip(tag, 'FetchStreamOptions');
    }
  }
  return { isolationLevel: $isolationLevel, rack: $rack, maxPartitionBytes: $maxPartitionBytes };
}


export interface OpenPartition {
  /** Chosen by the client, and never used on this stream before. */
  readonly handle: number;
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly fetchOffset: number;
  readonly currentLeaderEpoch?: number | undefined;
  readonly lastFetchedEpoch?: number | undefined;
}

export const OpenPartition: wire.MessageCodec<OpenPartition> = wire.messageCodec('drave.data.v1.OpenPartition', writeOpenPartition, readOpenPartition);

function writeOpenPartition(w: wire.Writer, m: OpenPartition): void {
  if (m.lastFetchedEpoch !== undefined) { w.int32(m.lastFetchedEpoch, 'OpenPartition.lastFetchedEpoch'); w.tag(56); }
  if (m.currentLeaderEpoch !== undefined) { w.int32(m.currentLeaderEpoch, 'OpenPartition.currentLeaderEpoch'); w.tag(48); }
  if (m.fetchOffset !== 0) { w.int64(m.fetchOffset, 'OpenPartition.fetchOffset'); w.tag(40); }
  if (m.partition !== 0) { w.int32(m.partition, 'OpenPartition.partition'); w.tag(32); }
  if (m.topic !== '') { w.string(m.topic, 'OpenPartition.topic'); w.tag(26); }
  if (m.topicId !== '') { w.string(m.topicId, 'OpenPartition.topicId'); w.tag(18); }
  if (m.handle !== 0) { w.uint32(m.handle, 'OpenPartition.handle'); w.tag(8); }
}

function readOpenPartition(r: wire.Reader, end: number): OpenPartition {
  let $handle: number = 0;
  let $topicId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $fetchOffset: number = 0;
  let $currentLeaderEpoch: number | undefined;
  let $lastFetchedEpoch: number | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $handle = r.uint32(); break;
      case 18: $topicId = r.string(); break;
      case 26: $topic = r.string(); break;
      case 32: $partition = r.int32(); break;
      case 40: $fetchOffset = r.int64(); break;
      case 48: $currentLeaderEpoch = r.int32(); break;
      case 56: $lastFetchedEpoch = r.int32(); break;
      default: r.skip(tag, 'OpenPartition');
    }
  }
  return { handle: $handle, topicId: $topicId, topic: $topic, partition: $partition, fetchOffset: $fetchOffset, currentLeaderEpoch: $currentLeaderEpoch, lastFetchedEpoch: $lastFetchedEpoch };
}


export interface FetchStreamResponse {
  readonly header: commonV1.ResponseHeader;
  readonly partitions: readonly FetchStreamPartition[];
}

export const FetchStreamResponse: wire.MessageCodec<FetchStreamResponse> = wire.messageCodec('drave.data.v1.FetchStreamResponse', writeFetchStreamResponse, readFetchStreamResponse, payloadFetchStreamResponse);

function writeFetchStreamResponse(w: wire.Writer, m: FetchStreamResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); FetchStreamPartition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readFetchStreamResponse(r: wire.Reader, end: number): FetchStreamResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: FetchStreamPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(FetchStreamPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'FetchStreamResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}

function payloadFetchStreamResponse(m: FetchStreamResponse): number {
  let sum = 0;
  for (const value of m.partitions) sum += FetchStreamPartition.payloadBytes(value);
  return sum;
}

export interface FetchStreamPartition {
  readonly handle: number;
  /** With `error` or `diverging` the handle is closed on the server's side too. */
  readonly data: FetchedData;
}

export const FetchStreamPartition: wire.MessageCodec<FetchStreamPartition> = wire.messageCodec('drave.data.v1.FetchStreamPartition', writeFetchStreamPartition, readFetchStreamPartition, payloadFetchStreamPartition);

function writeFetchStreamPartition(w: wire.Writer, m: FetchStreamPartition): void {
  { const mark = w.mark(); FetchedData.write(w, m.data); w.nested(mark, 18); }
  if (m.handle !== 0) { w.uint32(m.handle, 'FetchStreamPartition.handle'); w.tag(8); }
}

function readFetchStreamPartition(r: wire.Reader, end: number): FetchStreamPartition {
  let $handle: number = 0;
  let $data: FetchedData | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $handle = r.uint32(); break;
      case 18: { const end = r.enter(); $data = FetchedData.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'FetchStreamPartition');
    }
  }
  return { handle: $handle, data: $data ?? FetchedData.decode(wire.EMPTY) };
}

function payloadFetchStreamPartition(m: FetchStreamPartition): number {
  let sum = 0;
  sum += FetchedData.payloadBytes(m.data);
  return sum;
}

export interface ListOffsetsRequest {
  readonly isolationLevel: IsolationLevel;
  readonly partitions: readonly ListOffsetsPartition[];
}

export const ListOffsetsRequest: wire.MessageCodec<ListOffsetsRequest> = wire.messageCodec('drave.data.v1.ListOffsetsRequest', writeListOffsetsRequest, readListOffsetsRequest);

function writeListOffsetsRequest(w: wire.Writer, m: ListOffsetsRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); ListOffsetsPartition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  if (m.isolationLevel !== 'READ_UNCOMMITTED') { IsolationLevel.write(w, m.isolationLevel, 'ListOffsetsRequest.isolationLevel'); w.tag(8); }
}

function readListOffsetsRequest(r: wire.Reader, end: number): ListOffsetsRequest {
  let $isolationLevel: IsolationLevel = 'READ_UNCOMMITTED';
  const $partitions: ListOffsetsPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $isolationLevel = IsolationLevel.read(r); break;
      case 18: { const end = r.enter(); $partitions.push(ListOffsetsPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'ListOffsetsRequest');
    }
  }
  return { isolationLevel: $isolationLevel, partitions: $partitions };
}


export interface ListOffsetsPartition {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly currentLeaderEpoch?: number | undefined;
  /**
   * Wall-clock milliseconds, for the first record at or after it; or -1 for the end (high watermark or last stable
   * offset), -2 for the start, -3 for the record with the largest timestamp.
   */
  readonly timestampMs: number;
}

export const ListOffsetsPartition: wire.MessageCodec<ListOffsetsPartition> = wire.messageCodec('drave.data.v1.ListOffsetsPartition', writeListOffsetsPartition, readListOffsetsPartition);

function writeListOffsetsPartition(w: wire.Writer, m: ListOffsetsPartition): void {
  if (m.timestampMs !== 0) { w.sint64(m.timestampMs, 'ListOffsetsPartition.timestampMs'); w.tag(40); }
  if (m.currentLeaderEpoch !== undefined) { w.int32(m.currentLeaderEpoch, 'ListOffsetsPartition.currentLeaderEpoch'); w.tag(32); }
  if (m.partition !== 0) { w.int32(m.partition, 'ListOffsetsPartition.partition'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'ListOffsetsPartition.topic'); w.tag(18); }
  if (m.topicId !== '') { w.string(m.topicId, 'ListOffsetsPartition.topicId'); w.tag(10); }
}

function readListOffsetsPartition(r: wire.Reader, end: number): ListOffsetsPartition {
  let $topicId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $currentLeaderEpoch: number | undefined;
  let $timestampMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partition = r.int32(); break;
      case 32: $currentLeaderEpoch = r.int32(); break;
      case 40: $timestampMs = r.sint64(); break;
      default: r.skip(tag, 'ListOffsetsPartition');
    }
  }
  return { topicId: $topicId, topic: $topic, partition: $partition, currentLeaderEpoch: $currentLeaderEpoch, timestampMs: $timestampMs };
}


export interface ListOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly partitions: readonly PartitionOffset[];
}

export const ListOffsetsResponse: wire.MessageCodec<ListOffsetsResponse> = wire.messageCodec('drave.data.v1.ListOffsetsResponse', writeListOffsetsResponse, readListOffsetsResponse);

function writeListOffsetsResponse(w: wire.Writer, m: ListOffsetsResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionOffset.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListOffsetsResponse(r: wire.Reader, end: number): ListOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: PartitionOffset[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(PartitionOffset.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'ListOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}


export interface PartitionOffset {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  /** OFFSET_NOT_AVAILABLE while a new leader does not know its high watermark yet. */
  readonly error?: PartitionError | undefined;
  /** -1 when no record is that late. */
  readonly offset: number;
  /** Timestamp of that record; -1 for the start and the end. */
  readonly timestampMs: number;
  /** -1 when unknown. */
  readonly leaderEpoch: number;
  readonly leader?: LeaderHint | undefined;
}

export const PartitionOffset: wire.MessageCodec<PartitionOffset> = wire.messageCodec('drave.data.v1.PartitionOffset', writePartitionOffset, readPartitionOffset);

function writePartitionOffset(w: wire.Writer, m: PartitionOffset): void {
  if (m.leader !== undefined) { { const mark = w.mark(); LeaderHint.write(w, m.leader); w.nested(mark, 66); } }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'PartitionOffset.leaderEpoch'); w.tag(56); }
  if (m.timestampMs !== 0) { w.int64(m.timestampMs, 'PartitionOffset.timestampMs'); w.tag(48); }
  if (m.offset !== 0) { w.int64(m.offset, 'PartitionOffset.offset'); w.tag(40); }
  if (m.error !== undefined) { { const mark = w.mark(); PartitionError.write(w, m.error); w.nested(mark, 34); } }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionOffset.partition'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'PartitionOffset.topic'); w.tag(18); }
  if (m.topicId !== '') { w.string(m.topicId, 'PartitionOffset.topicId'); w.tag(10); }
}

function readPartitionOffset(r: wire.Reader, end: number): PartitionOffset {
  let $topicId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $error: PartitionError | undefined;
  let $offset: number = 0;
  let $timestampMs: number = 0;
  let $leaderEpoch: number = 0;
  let $leader: LeaderHint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partition = r.int32(); break;
      case 34: { const end = r.enter(); $error = PartitionError.read(r, end); r.leave(end); } break;
      case 40: $offset = r.int64(); break;
      case 48: $timestampMs = r.int64(); break;
      case 56: $leaderEpoch = r.int32(); break;
      case 66: { const end = r.enter(); $leader = LeaderHint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'PartitionOffset');
    }
  }
  return { topicId: $topicId, topic: $topic, partition: $partition, error: $error, offset: $offset, timestampMs: $timestampMs, leaderEpoch: $leaderEpoch, leader: $leader };
}


export interface InitProducerIdRequest {
  /** Empty for a producer that is only idempotent. */
  readonly transactionalId: string;
  /**
   * How long a transaction may be open before the coordinator aborts it. With a transactional id: above 0, and at most
   * transaction.max.timeout.ms.
   */
  readonly transactionTimeoutMs: number;
  /** The current id and epoch of the producer, to raise its epoch (KIP-360); absent for a new producer. */
  readonly producerId?: number | undefined;
  readonly producerEpoch?: number | undefined;
}

export const InitProducerIdRequest: wire.MessageCodec<InitProducerIdRequest> = wire.messageCodec('drave.data.v1.InitProducerIdRequest', writeInitProducerIdRequest, readInitProducerIdRequest);

function writeInitProducerIdRequest(w: wire.Writer, m: InitProducerIdRequest): void {
  if (m.producerEpoch !== undefined) { w.int32(m.producerEpoch, 'InitProducerIdRequest.producerEpoch'); w.tag(32); }
  if (m.producerId !== undefined) { w.int64(m.producerId, 'InitProducerIdRequest.producerId'); w.tag(24); }
  if (m.transactionTimeoutMs !== 0) { w.int32(m.transactionTimeoutMs, 'InitProducerIdRequest.transactionTimeoutMs'); w.tag(16); }
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'InitProducerIdRequest.transactionalId'); w.tag(10); }
}

function readInitProducerIdRequest(r: wire.Reader, end: number): InitProducerIdRequest {
  let $transactionalId: string = '';
  let $transactionTimeoutMs: number = 0;
  let $producerId: number | undefined;
  let $producerEpoch: number | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      case 16: $transactionTimeoutMs = r.int32(); break;
      case 24: $producerId = r.int64(); break;
      case 32: $producerEpoch = r.int32(); break;
      default: r.skip(tag, 'InitProducerIdRequest');
    }
  }
  return { transactionalId: $transactionalId, transactionTimeoutMs: $transactionTimeoutMs, producerId: $producerId, producerEpoch: $producerEpoch };
}


export interface InitProducerIdResponse {
  readonly header: commonV1.ResponseHeader;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** With a transactional id: the finalized level of transaction.version, which the producer uses until the next call. */
  readonly transactionVersion: number;
}

export const InitProducerIdResponse: wire.MessageCodec<InitProducerIdResponse> = wire.messageCodec('drave.data.v1.InitProducerIdResponse', writeInitProducerIdResponse, readInitProducerIdResponse);

function writeInitProducerIdResponse(w: wire.Writer, m: InitProducerIdResponse): void {
  if (m.transactionVersion !== 0) { w.int32(m.transactionVersion, 'InitProducerIdResponse.transactionVersion'); w.tag(32); }
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'InitProducerIdResponse.producerEpoch'); w.tag(24); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'InitProducerIdResponse.producerId'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readInitProducerIdResponse(r: wire.Reader, end: number): InitProducerIdResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $producerId: number = 0;
  let $producerEpoch: number = 0;
  let $transactionVersion: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $producerId = r.int64(); break;
      case 24: $producerEpoch = r.int32(); break;
      case 32: $transactionVersion = r.int32(); break;
      default: r.skip(tag, 'InitProducerIdResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), producerId: $producerId, producerEpoch: $producerEpoch, transactionVersion: $transactionVersion };
}


export interface MetadataRequest {
  /** Topic names. When `topics` and `topic_ids` are empty, only brokers are returned, unless `all_topics` is set. */
  readonly topics: readonly string[];
  readonly topicIds: readonly string[];
  readonly allTopics: boolean;
  /** Creates missing topics, if auto.create.topics.enable is set. */
  readonly allowAutoTopicCreation: boolean;
}

export const MetadataRequest: wire.MessageCodec<MetadataRequest> = wire.messageCodec('drave.data.v1.MetadataRequest', writeMetadataRequest, readMetadataRequest);

function writeMetadataRequest(w: wire.Writer, m: MetadataRequest): void {
  if (m.allowAutoTopicCreation !== false) { w.bool(m.allowAutoTopicCreation, 'MetadataRequest.allowAutoTopicCreation'); w.tag(32); }
  if (m.allTopics !== false) { w.bool(m.allTopics, 'MetadataRequest.allTopics'); w.tag(24); }
  for (let i = m.topicIds.length - 1; i >= 0; i--) { w.string(m.topicIds[i]!, 'MetadataRequest.topicIds'); w.tag(18); }
  for (let i = m.topics.length - 1; i >= 0; i--) { w.string(m.topics[i]!, 'MetadataRequest.topics'); w.tag(10); }
}

function readMetadataRequest(r: wire.Reader, end: number): MetadataRequest {
  const $topics: string[] = [];
  const $topicIds: string[] = [];
  let $allTopics: boolean = false;
  let $allowAutoTopicCreation: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topics.push(r.string()); break;
      case 18: $topicIds.push(r.string()); break;
      case 24: $allTopics = r.bool(); break;
      case 32: $allowAutoTopicCreation = r.bool(); break;
      default: r.skip(tag, 'MetadataRequest');
    }
  }
  return { topics: $topics, topicIds: $topicIds, allTopics: $allTopics, allowAutoTopicCreation: $allowAutoTopicCreation };
}


export interface MetadataResponse {
  readonly header: commonV1.ResponseHeader;
  /** The unfenced brokers, which are those that a client can use. */
  readonly brokers: readonly BrokerMetadata[];
  /** The active controller, -1 when there is none. */
  readonly controllerId: number;
  readonly topics: readonly TopicMetadata[];
}

export const MetadataResponse: wire.MessageCodec<MetadataResponse> = wire.messageCodec('drave.data.v1.MetadataResponse', writeMetadataResponse, readMetadataResponse);

function writeMetadataResponse(w: wire.Writer, m: MetadataResponse): void {
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); TopicMetadata.write(w, m.topics[i]!); w.nested(mark, 34); } }
  if (m.controllerId !== 0) { w.int32(m.controllerId, 'MetadataResponse.controllerId'); w.tag(24); }
  for (let i = m.brokers.length - 1; i >= 0; i--) { { const mark = w.mark(); BrokerMetadata.write(w, m.brokers[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readMetadataResponse(r: wire.Reader, end: number): MetadataResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $brokers: BrokerMetadata[] = [];
  let $controllerId: number = 0;
  const $topics: TopicMetadata[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $brokers.push(BrokerMetadata.read(r, end)); r.leave(end); } break;
      case 24: $controllerId = r.int32(); break;
      case 34: { const end = r.enter(); $topics.push(TopicMetadata.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'MetadataResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), brokers: $brokers, controllerId: $controllerId, topics: $topics };
}


export interface BrokerMetadata {
  readonly id: number;
  /** The address of this service. */
  readonly endpoint: commonV1.Endpoint;
  /** Empty when none is set. */
  readonly rack: string;
}

export const BrokerMetadata: wire.MessageCodec<BrokerMetadata> = wire.messageCodec('drave.data.v1.BrokerMetadata', writeBrokerMetadata, readBrokerMetadata);

function writeBrokerMetadata(w: wire.Writer, m: BrokerMetadata): void {
  if (m.rack !== '') { w.string(m.rack, 'BrokerMetadata.rack'); w.tag(26); }
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 18); }
  if (m.id !== 0) { w.int32(m.id, 'BrokerMetadata.id'); w.tag(8); }
}

function readBrokerMetadata(r: wire.Reader, end: number): BrokerMetadata {
  let $id: number = 0;
  let $endpoint: commonV1.Endpoint | undefined;
  let $rack: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $id = r.int32(); break;
      case 18: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      case 26: $rack = r.string(); break;
      default: r.skip(tag, 'BrokerMetadata');
    }
  }
  return { id: $id, endpoint: $endpoint ?? commonV1.Endpoint.decode(wire.EMPTY), rack: $rack };
}


export interface TopicMetadata {
  readonly error?: PartitionError | undefined;
  readonly name: string;
  readonly topicId: string;
  readonly internal: boolean;
  readonly partitions: readonly PartitionMetadata[];
}

export const TopicMetadata: wire.MessageCodec<TopicMetadata> = wire.messageCodec('drave.data.v1.TopicMetadata', writeTopicMetadata, readTopicMetadata);

function writeTopicMetadata(w: wire.Writer, m: TopicMetadata): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionMetadata.write(w, m.partitions[i]!); w.nested(mark, 42); } }
  if (m.internal !== false) { w.bool(m.internal, 'TopicMetadata.internal'); w.tag(32); }
  if (m.topicId !== '') { w.string(m.topicId, 'TopicMetadata.topicId'); w.tag(26); }
  if (m.name !== '') { w.string(m.name, 'TopicMetadata.name'); w.tag(18); }
  if (m.error !== undefined) { { const mark = w.mark(); PartitionError.write(w, m.error); w.nested(mark, 10); } }
}

function readTopicMetadata(r: wire.Reader, end: number): TopicMetadata {
  let $error: PartitionError | undefined;
  let $name: string = '';
  let $topicId: string = '';
  let $internal: boolean = false;
  const $partitions: PartitionMetadata[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $error = PartitionError.read(r, end); r.leave(end); } break;
      case 18: $name = r.string(); break;
      case 26: $topicId = r.string(); break;
      case 32: $internal = r.bool(); break;
      case 42: { const end = r.enter(); $partitions.push(PartitionMetadata.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'TopicMetadata');
    }
  }
  return { error: $error, name: $name, topicId: $topicId, internal: $internal, partitions: $partitions };
}


export interface PartitionMetadata {
  readonly partition: number;
  /** -1 when the partition has no leader at the moment. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly offlineReplicas: readonly number[];
}

export const PartitionMetadata: wire.MessageCodec<PartitionMetadata> = wire.messageCodec('drave.data.v1.PartitionMetadata', writePartitionMetadata, readPartitionMetadata);

function writePartitionMetadata(w: wire.Writer, m: PartitionMetadata): void {
  if (m.offlineReplicas.length !== 0) { const mark = w.mark(); for (let i = m.offlineReplicas.length - 1; i >= 0; i--) { w.int32(m.offlineReplicas[i]!, 'PartitionMetadata.offlineReplicas'); } w.nested(mark, 50); }
  if (m.isr.length !== 0) { const mark = w.mark(); for (let i = m.isr.length - 1; i >= 0; i--) { w.int32(m.isr[i]!, 'PartitionMetadata.isr'); } w.nested(mark, 42); }
  if (m.replicas.length !== 0) { const mark = w.mark(); for (let i = m.replicas.length - 1; i >= 0; i--) { w.int32(m.replicas[i]!, 'PartitionMetadata.replicas'); } w.nested(mark, 34); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'PartitionMetadata.leaderEpoch'); w.tag(24); }
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'PartitionMetadata.leaderId'); w.tag(16); }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionMetadata.partition'); w.tag(8); }
}

function readPartitionMetadata(r: wire.Reader, end: number): PartitionMetadata {
  let $partition: number = 0;
  let $leaderId: number = 0;
  let $leaderEpoch: number = 0;
  const $replicas: number[] = [];
  const $isr: number[] = [];
  const $offlineReplicas: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $partition = r.int32(); break;
      case 16: $leaderId = r.int32(); break;
      case 24: $leaderEpoch = r.int32(); break;
      case 32: $replicas.push(r.int32()); break;
      case 34: { const stop = r.enter(); while (r.position < stop) $replicas.push(r.int32()); r.leave(stop); break; }
      case 40: $isr.push(r.int32()); break;
      case 42: { const stop = r.enter(); while (r.position < stop) $isr.push(r.int32()); r.leave(stop); break; }
      case 48: $offlineReplicas.push(r.int32()); break;
      case 50: { const stop = r.enter(); while (r.position < stop) $offlineReplicas.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'PartitionMetadata');
    }
  }
  return { partition: $partition, leaderId: $leaderId, leaderEpoch: $leaderEpoch, replicas: $replicas, isr: $isr, offlineReplicas: $offlineReplicas };
}


export interface FindCoordinatorRequest {
  readonly groupId: string;
}

export const FindCoordinatorRequest: wire.MessageCodec<FindCoordinatorRequest> = wire.messageCodec('drave.data.v1.FindCoordinatorRequest', writeFindCoordinatorRequest, readFindCoordinatorRequest);

function writeFindCoordinatorRequest(w: wire.Writer, m: FindCoordinatorRequest): void {
  if (m.groupId !== '') { w.string(m.groupId, 'FindCoordinatorRequest.groupId'); w.tag(10); }
}

function readFindCoordinatorRequest(r: wire.Reader, end: number): FindCoordinatorRequest {
  let $groupId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      default: r.skip(tag, 'FindCoordinatorRequest');
    }
  }
  return { groupId: $groupId };
}


export interface FindCoordinatorResponse {
  readonly header: commonV1.ResponseHeader;
  readonly brokerId: number;
  /** The address of this service. */
  readonly endpoint: commonV1.Endpoint;
}

export const FindCoordinatorResponse: wire.MessageCodec<FindCoordinatorResponse> = wire.messageCodec('drave.data.v1.FindCoordinatorResponse', writeFindCoordinatorResponse, readFindCoordinatorResponse);

function writeFindCoordinatorResponse(w: wire.Writer, m: FindCoordinatorResponse): void {
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 26); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'FindCoordinatorResponse.brokerId'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readFindCoordinatorResponse(r: wire.Reader, end: number): FindCoordinatorResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $brokerId: number = 0;
  let $endpoint: commonV1.Endpoint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $brokerId = r.int32(); break;
      case 26: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'FindCoordinatorResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), brokerId: $brokerId, endpoint: $endpoint ?? commonV1.Endpoint.decode(wire.EMPTY) };
}


export interface GroupHeartbeatRequest {
  readonly groupId: string;
  /** Chosen by the client, new for every consumer: 22 characters of base64url. */
  readonly memberId: string;
  /** 0 joins. -1 leaves. With -2 a static member leaves and keeps its partitions until its session ends. */
  readonly memberEpoch: number;
  /** Static membership (KIP-345); absent for a dynamic member. */
  readonly instanceId?: string | undefined;
  readonly rackId?: string | undefined;
  readonly clientId: string;
  /**
   * This and the next three fields are needed to join, and may be absent while they have not changed. A member that has
   * missed an answer sends all of them, and is then sent its whole assignment.
   */
  readonly rebalanceTimeoutMs?: number | undefined;
  readonly subscription?: GroupSubscription | undefined;
  /** One of the cluster's group.consumer.assignors. */
  readonly serverAssignor?: string | undefined;
  /** The partitions that the member has. A partition that is left out is released. */
  readonly owned?: OwnedPartitions | undefined;
}

export const GroupHeartbeatRequest: wire.MessageCodec<GroupHeartbeatRequest> = wire.messageCodec('drave.data.v1.GroupHeartbeatRequest', writeGroupHeartbeatRequest, readGroupHeartbeatRequest);

function writeGroupHeartbeatRequest(w: wire.Writer, m: GroupHeartbeatRequest): void {
  if (m.owned !== undefined) { { const mark = w.mark(); OwnedPartitions.write(w, m.owned); w.nested(mark, 82); } }
  if (m.serverAssignor !== undefined) { w.string(m.serverAssignor, 'GroupHeartbeatRequest.serverAssignor'); w.tag(74); }
  if (m.subscription !== undefined) { { const mark = w.mark(); GroupSubscription.write(w, m.subscription); w.nested(mark, 66); } }
  if (m.rebalanceTimeoutMs !== undefined) { w.int32(m.rebalanceTimeoutMs, 'GroupHeartbeatRequest.rebalanceTimeoutMs'); w.tag(56); }
  if (m.clientId !== '') { w.string(m.clientId, 'GroupHeartbeatRequest.clientId'); w.tag(50); }
  if (m.rackId !== undefined) { w.string(m.rackId, 'GroupHeartbeatRequest.rackId'); w.tag(42); }
  if (m.instanceId !== undefined) { w.string(m.instanceId, 'GroupHeartbeatRequest.instanceId'); w.tag(34); }
  if (m.memberEpoch !== 0) { w.sint32(m.memberEpoch, 'GroupHeartbeatRequest.memberEpoch'); w.tag(24); }
  if (m.memberId !== '') { w.string(m.memberId, 'GroupHeartbeatRequest.memberId'); w.tag(18); }
  if (m.groupId !== '') { w.string(m.groupId, 'GroupHeartbeatRequest.groupId'); w.tag(10); }
}

function readGroupHeartbeatRequest(r: wire.Reader, end: number): GroupHeartbeatRequest {
  let $groupId: string = '';
  let $memberId: string = '';
  let $memberEpoch: number = 0;
  let $instanceId: string | undefined;
  let $rackId: string | undefined;
  let $clientId: string = '';
  let $rebalanceTimeoutMs: number | undefined;
  let $subscription: GroupSubscription | undefined;
  let $serverAssignor: string | undefined;
  let $owned: OwnedPartitions | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 18: $memberId = r.string(); break;
      case 24: $memberEpoch = r.sint32(); break;
      case 34: $instanceId = r.string(); break;
      case 42: $rackId = r.string(); break;
      case 50: $clientId = r.string(); break;
      case 56: $rebalanceTimeoutMs = r.int32(); break;
      case 66: { const end = r.enter(); $subscription = GroupSubscription.read(r, end); r.leave(end); } break;
      case 74: $serverAssignor = r.string(); break;
      case 82: { const end = r.enter(); $owned = OwnedPartitions.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'GroupHeartbeatRequest');
    }
  }
  return { groupId: $groupId, memberId: $memberId, memberEpoch: $memberEpoch, instanceId: $instanceId, rackId: $rackId, clientId: $clientId, rebalanceTimeoutMs: $rebalanceTimeoutMs, subscription: $subscription, serverAssignor: $serverAssignor, owned: $owned };
}


export interface GroupSubscription {
  readonly topics: readonly string[];
  /** An expression in RE2 syntax that must match whole topic names; empty for none. */
  readonly topicRegex: string;
}

export const GroupSubscription: wire.MessageCodec<GroupSubscription> = wire.messageCodec('drave.data.v1.GroupSubscription', writeGroupSubscription, readGroupSubscription);

function writeGroupSubscription(w: wire.Writer, m: GroupSubscription): void {
  if (m.topicRegex !== '') { w.string(m.topicRegex, 'GroupSubscription.topicRegex'); w.tag(18); }
  for (let i = m.topics.length - 1; i >= 0; i--) { w.string(m.topics[i]!, 'GroupSubscription.topics'); w.tag(10); }
}

function readGroupSubscription(r: wire.Reader, end: number): GroupSubscription {
  const $topics: string[] = [];
  let $topicRegex: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topics.push(r.string()); break;
      case 18: $topicRegex = r.string(); break;
      default: r.skip(tag, 'GroupSubscription');
    }
  }
  return { topics: $topics, topicRegex: $topicRegex };
}


export interface OwnedPartitions {
  readonly topics: readonly TopicIdPartitions[];
}

export const OwnedPartitions: wire.MessageCodec<OwnedPartitions> = wire.messageCodec('drave.data.v1.OwnedPartitions', writeOwnedPartitions, readOwnedPartitions);

function writeOwnedPartitions(w: wire.Writer, m: OwnedPartitions): void {
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); TopicIdPartitions.write(w, m.topics[i]!); w.nested(mark, 10); } }
}

function readOwnedPartitions(r: wire.Reader, end: number): OwnedPartitions {
  const $topics: TopicIdPartitions[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $topics.push(TopicIdPartitions.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'OwnedPartitions');
    }
  }
  return { topics: $topics };
}


export interface TopicIdPartitions {
  readonly topicId: string;
  readonly partitions: readonly number[];
}

export const TopicIdPartitions: wire.MessageCodec<TopicIdPartitions> = wire.messageCodec('drave.data.v1.TopicIdPartitions', writeTopicIdPartitions, readTopicIdPartitions);

function writeTopicIdPartitions(w: wire.Writer, m: TopicIdPartitions): void {
  if (m.partitions.length !== 0) { const mark = w.mark(); for (let i = m.partitions.length - 1; i >= 0; i--) { w.int32(m.partitions[i]!, 'TopicIdPartitions.partitions'); } w.nested(mark, 18); }
  if (m.topicId !== '') { w.string(m.topicId, 'TopicIdPartitions.topicId'); w.tag(10); }
}

function readTopicIdPartitions(r: wire.Reader, end: number): TopicIdPartitions {
  let $topicId: string = '';
  const $partitions: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 16: $partitions.push(r.int32()); break;
      case 18: { const stop = r.enter(); while (r.position < stop) $partitions.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'TopicIdPartitions');
    }
  }
  return { topicId: $topicId, partitions: $partitions };
}


export interface GroupHeartbeatResponse {
  readonly header: commonV1.ResponseHeader;
  readonly memberId: string;
  readonly memberEpoch: number;
  /** When the next heartbeat is due. */
  readonly heartbeatIntervalMs: number;
  /** Absent when the assignment has not changed. */
  readonly assignment?: GroupAssignment | undefined;
}

export const GroupHeartbeatResponse: wire.MessageCodec<GroupHeartbeatResponse> = wire.messageCodec('drave.data.v1.GroupHeartbeatResponse', writeGroupHeartbeatResponse, readGroupHeartbeatResponse);

function writeGroupHeartbeatResponse(w: wire.Writer, m: GroupHeartbeatResponse): void {
  if (m.assignment !== undefined) { { const mark = w.mark(); GroupAssignment.write(w, m.assignment); w.nested(mark, 42); } }
  if (m.heartbeatIntervalMs !== 0) { w.int32(m.heartbeatIntervalMs, 'GroupHeartbeatResponse.heartbeatIntervalMs'); w.tag(32); }
  if (m.memberEpoch !== 0) { w.sint32(m.memberEpoch, 'GroupHeartbeatResponse.memberEpoch'); w.tag(24); }
  if (m.memberId !== '') { w.string(m.memberId, 'GroupHeartbeatResponse.memberId'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGroupHeartbeatResponse(r: wire.Reader, end: number): GroupHeartbeatResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $memberId: string = '';
  let $memberEpoch: number = 0;
  let $heartbeatIntervalMs: number = 0;
  let $assignment: GroupAssignment | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $memberId = r.string(); break;
      case 24: $memberEpoch = r.sint32(); break;
      case 32: $heartbeatIntervalMs = r.int32(); break;
      case 42: { const end = r.enter(); $assignment = GroupAssignment.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'GroupHeartbeatResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), memberId: $memberId, memberEpoch: $memberEpoch, heartbeatIntervalMs: $heartbeatIntervalMs, assignment: $assignment };
}


/** Every partition that the member is assigned. It releases what it owns beyond that, with a later heartbeat. */
export interface GroupAssignment {
  readonly topics: readonly AssignedTopic[];
}

export const GroupAssignment: wire.MessageCodec<GroupAssignment> = wire.messageCodec('drave.data.v1.GroupAssignment', writeGroupAssignment, readGroupAssignment);

function writeGroupAssignment(w: wire.Writer, m: GroupAssignment): void {
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); AssignedTopic.write(w, m.topics[i]!); w.nested(mark, 10); } }
}

function readGroupAssignment(r: wire.Reader, end: number): GroupAssignment {
  const $topics: AssignedTopic[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $topics.push(AssignedTopic.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'GroupAssignment');
    }
  }
  return { topics: $topics };
}


export interface AssignedTopic {
  readonly topicId: string;
  readonly topic: string;
  readonly partitions: readonly number[];
}

export const AssignedTopic: wire.MessageCodec<AssignedTopic> = wire.messageCodec('drave.data.v1.AssignedTopic', writeAssignedTopic, readAssignedTopic);

function writeAssignedTopic(w: wire.Writer, m: AssignedTopic): void {
  if (m.partitions.length !== 0) { const mark = w.mark(); for (let i = m.partitions.length - 1; i >= 0; i--) { w.int32(m.partitions[i]!, 'AssignedTopic.partitions'); } w.nested(mark, 26); }
  if (m.topic !== '') { w.string(m.topic, 'AssignedTopic.topic'); w.tag(18); }
  if (m.topicId !== '') { w.string(m.topicId, 'AssignedTopic.topicId'); w.tag(10); }
}

function readAssignedTopic(r: wire.Reader, end: number): AssignedTopic {
  let $topicId: string = '';
  let $topic: string = '';
  const $partitions: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partitions.push(r.int32()); break;
      case 26: { const stop = r.enter(); while (r.position < stop) $partitions.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'AssignedTopic');
    }
  }
  return { topicId: $topicId, topic: $topic, partitions: $partitions };
}


export interface CommitOffsetsRequest {
  readonly groupId: string;
  /** Empty, with epoch -1, for a committer outside the group protocol: allowed while the group has no members. */
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId?: string | undefined;
  readonly partitions: readonly OffsetToCommit[];
}

export const CommitOffsetsRequest: wire.MessageCodec<CommitOffsetsRequest> = wire.messageCodec('drave.data.v1.CommitOffsetsRequest', writeCommitOffsetsRequest, readCommitOffsetsRequest);

function writeCommitOffsetsRequest(w: wire.Writer, m: CommitOffsetsRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); OffsetToCommit.write(w, m.partitions[i]!); w.nested(mark, 42); } }
  if (m.instanceId !== undefined) { w.string(m.instanceId, 'CommitOffsetsRequest.instanceId'); w.tag(34); }
  if (m.memberEpoch !== 0) { w.sint32(m.memberEpoch, 'CommitOffsetsRequest.memberEpoch'); w.tag(24); }
  if (m.memberId !== '') { w.string(m.memberId, 'CommitOffsetsRequest.memberId'); w.tag(18); }
  if (m.groupId !== '') { w.string(m.groupId, 'CommitOffsetsRequest.groupId'); w.tag(10); }
}

function readCommitOffsetsRequest(r: wire.Reader, end: number): CommitOffsetsRequest {
  let $groupId: string = '';
  let $memberId: string = '';
  let $memberEpoch: number = 0;
  let $instanceId: string | undefined;
  const $partitions: OffsetToCommit[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 18: $memberId = r.string(); break;
      case 24: $memberEpoch = r.sint32(); break;
      case 34: $instanceId = r.string(); break;
      case 42: { const end = r.enter(); $partitions.push(OffsetToCommit.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'CommitOffsetsRequest');
    }
  }
  return { groupId: $groupId, memberId: $memberId, memberEpoch: $memberEpoch, instanceId: $instanceId, partitions: $partitions };
}


export interface OffsetToCommit {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: number;
  /** Leader epoch of the last record that was read; absent when unknown. */
  readonly leaderEpoch?: number | undefined;
  /** Any text, up to offset.metadata.max.bytes. */
  readonly metadata: string;
}

export const OffsetToCommit: wire.MessageCodec<OffsetToCommit> = wire.messageCodec('drave.data.v1.OffsetToCommit', writeOffsetToCommit, readOffsetToCommit);

function writeOffsetToCommit(w: wire.Writer, m: OffsetToCommit): void {
  if (m.metadata !== '') { w.string(m.metadata, 'OffsetToCommit.metadata'); w.tag(42); }
  if (m.leaderEpoch !== undefined) { w.int32(m.leaderEpoch, 'OffsetToCommit.leaderEpoch'); w.tag(32); }
  if (m.offset !== 0) { w.int64(m.offset, 'OffsetToCommit.offset'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'OffsetToCommit.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'OffsetToCommit.topic'); w.tag(10); }
}

function readOffsetToCommit(r: wire.Reader, end: number): OffsetToCommit {
  let $topic: string = '';
  let $partition: number = 0;
  let $offset: number = 0;
  let $leaderEpoch: number | undefined;
  let $metadata: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $offset = r.int64(); break;
      case 32: $leaderEpoch = r.int32(); break;
      case 42: $metadata = r.string(); break;
      default: r.skip(tag, 'OffsetToCommit');
    }
  }
  return { topic: $topic, partition: $partition, offset: $offset, leaderEpoch: $leaderEpoch, metadata: $metadata };
}


export interface CommitOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
  /** One for each partition of the request, in its order. */
  readonly partitions: readonly OffsetCommitted[];
}

export const CommitOffsetsResponse: wire.MessageCodec<CommitOffsetsResponse> = wire.messageCodec('drave.data.v1.CommitOffsetsResponse', writeCommitOffsetsResponse, readCommitOffsetsResponse);

function writeCommitOffsetsResponse(w: wire.Writer, m: CommitOffsetsResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); OffsetCommitted.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readCommitOffsetsResponse(r: wire.Reader, end: number): CommitOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: OffsetCommitted[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(OffsetCommitted.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'CommitOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}


export interface OffsetCommitted {
  readonly topic: string;
  readonly partition: number;
  /** Absent when the offset is committed on every in-sync replica. */
  readonly error?: PartitionError | undefined;
}

export const OffsetCommitted: wire.MessageCodec<OffsetCommitted> = wire.messageCodec('drave.data.v1.OffsetCommitted', writeOffsetCommitted, readOffsetCommitted);

function writeOffsetCommitted(w: wire.Writer, m: OffsetCommitted): void {
  if (m.error !== undefined) { { const mark = w.mark(); PartitionError.write(w, m.error); w.nested(mark, 26); } }
  if (m.partition !== 0) { w.int32(m.partition, 'OffsetCommitted.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'OffsetCommitted.topic'); w.tag(10); }
}

function readOffsetCommitted(r: wire.Reader, end: number): OffsetCommitted {
  let $topic: string = '';
  let $partition: number = 0;
  let $error: PartitionError | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: { const end = r.enter(); $error = PartitionError.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'OffsetCommitted');
    }
  }
  return { topic: $topic, partition: $partition, error: $error };
}


export interface FetchOffsetsRequest {
  readonly groupId: string;
  /**
   * With a member's id and epoch a fetch fails when the member's assignment may have changed meanwhile; without them
   * any client may fetch.
   */
  readonly memberId: string;
  readonly memberEpoch?: number | undefined;
  /** Empty for everything the group has committed. */
  readonly partitions: readonly commonV1.TopicPartition[];
}

export const FetchOffsetsRequest: wire.MessageCodec<FetchOffsetsRequest> = wire.messageCodec('drave.data.v1.FetchOffsetsRequest', writeFetchOffsetsRequest, readFetchOffsetsRequest);

function writeFetchOffsetsRequest(w: wire.Writer, m: FetchOffsetsRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); commonV1.TopicPartition.write(w, m.partitions[i]!); w.nested(mark, 34); } }
  if (m.memberEpoch !== undefined) { w.sint32(m.memberEpoch, 'FetchOffsetsRequest.memberEpoch'); w.tag(24); }
  if (m.memberId !== '') { w.string(m.memberId, 'FetchOffsetsRequest.memberId'); w.tag(18); }
  if (m.groupId !== '') { w.string(m.groupId, 'FetchOffsetsRequest.groupId'); w.tag(10); }
}

function readFetchOffsetsRequest(r: wire.Reader, end: number): FetchOffsetsRequest {
  let $groupId: string = '';
  let $memberId: string = '';
  let $memberEpoch: number | undefined;
  const $partitions: commonV1.TopicPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 18: $memberId = r.string(); break;
      case 24: $memberEpoch = r.sint32(); break;
      case 34: { const end = r.enter(); $partitions.push(commonV1.TopicPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'FetchOffsetsRequest');
    }
  }
  return { groupId: $groupId, memberId: $memberId, memberEpoch: $memberEpoch, partitions: $partitions };
}


export interface FetchOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly partitions: readonly OffsetFetched[];
}

export const FetchOffsetsResponse: wire.MessageCodec<FetchOffsetsResponse> = wire.messageCodec('drave.data.v1.FetchOffsetsResponse', writeFetchOffsetsResponse, readFetchOffsetsResponse);

function writeFetchOffsetsResponse(w: wire.Writer, m: FetchOffsetsResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); OffsetFetched.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readFetchOffsetsResponse(r: wire.Reader, end: number): FetchOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: OffsetFetched[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(OffsetFetched.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'FetchOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}


export interface OffsetFetched {
  readonly topic: string;
  readonly partition: number;
  readonly error?: PartitionError | undefined;
  /** -1 when nothing is committed. */
  readonly offset: number;
  /** -1 when unknown. */
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export const OffsetFetched: wire.MessageCodec<OffsetFetched> = wire.messageCodec('drave.data.v1.OffsetFetched', writeOffsetFetched, readOffsetFetched);

function writeOffsetFetched(w: wire.Writer, m: OffsetFetched): void {
  if (m.metadata !== '') { w.string(m.metadata, 'OffsetFetched.metadata'); w.tag(50); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'OffsetFetched.leaderEpoch'); w.tag(40); }
  if (m.offset !== 0) { w.int64(m.offset, 'OffsetFetched.offset'); w.tag(32); }
  if (m.error !== undefined) { { const mark = w.mark(); PartitionError.write(w, m.error); w.nested(mark, 26); } }
  if (m.partition !== 0) { w.int32(m.partition, 'OffsetFetched.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'OffsetFetched.topic'); w.tag(10); }
}

function readOffsetFetched(r: wire.Reader, end: number): OffsetFetched {
  let $topic: string = '';
  let $partition: number = 0;
  let $error: PartitionError | undefined;
  let $offset: number = 0;
  let $leaderEpoch: number = 0;
  let $metadata: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: { const end = r.enter(); $error = PartitionError.read(r, end); r.leave(end); } break;
      case 32: $offset = r.int64(); break;
      case 40: $leaderEpoch = r.int32(); break;
      case 50: $metadata = r.string(); break;
      default: r.skip(tag, 'OffsetFetched');
    }
  }
  return { topic: $topic, partition: $partition, error: $error, offset: $offset, leaderEpoch: $leaderEpoch, metadata: $metadata };
}


export interface FindTransactionCoordinatorRequest {
  readonly transactionalId: string;
}

export const FindTransactionCoordinatorRequest: wire.MessageCodec<FindTransactionCoordinatorRequest> = wire.messageCodec('drave.data.v1.FindTransactionCoordinatorRequest', writeFindTransactionCoordinatorRequest, readFindTransactionCoordinatorRequest);

function writeFindTransactionCoordinatorRequest(w: wire.Writer, m: FindTransactionCoordinatorRequest): void {
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'FindTransactionCoordinatorRequest.transactionalId'); w.tag(10); }
}

function readFindTransactionCoordinatorRequest(r: wire.Reader, end: number): FindTransactionCoordinatorRequest {
  let $transactionalId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      default: r.skip(tag, 'FindTransactionCoordinatorRequest');
    }
  }
  return { transactionalId: $transactionalId };
}


export interface FindTransactionCoordinatorResponse {
  readonly header: commonV1.ResponseHeader;
  readonly brokerId: number;
  /** The address of this service. */
  readonly endpoint: commonV1.Endpoint;
}

export const FindTransactionCoordinatorResponse: wire.MessageCodec<FindTransactionCoordinatorResponse> = wire.messageCodec('drave.data.v1.FindTransactionCoordinatorResponse', writeFindTransactionCoordinatorResponse, readFindTransactionCoordinatorResponse);

function writeFindTransactionCoordinatorResponse(w: wire.Writer, m: FindTransactionCoordinatorResponse): void {
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 26); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'FindTransactionCoordinatorResponse.brokerId'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readFindTransactionCoordinatorResponse(r: wire.Reader, end: number): FindTransactionCoordinatorResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $brokerId: number = 0;
  let $endpoint: commonV1.Endpoint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $brokerId = r.int32(); break;
      case 26: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'FindTransactionCoordinatorResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), brokerId: $brokerId, endpoint: $endpoint ?? commonV1.Endpoint.decode(wire.EMPTY) };
}


export interface TransactionalProducer {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export const TransactionalProducer: wire.MessageCodec<TransactionalProducer> = wire.messageCodec('drave.data.v1.TransactionalProducer', writeTransactionalProducer, readTransactionalProducer);

function writeTransactionalProducer(w: wire.Writer, m: TransactionalProducer): void {
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'TransactionalProducer.producerEpoch'); w.tag(24); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'TransactionalProducer.producerId'); w.tag(16); }
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'TransactionalProducer.transactionalId'); w.tag(10); }
}

function readTransactionalProducer(r: wire.Reader, end: number): TransactionalProducer {
  let $transactionalId: string = '';
  let $producerId: number = 0;
  let $producerEpoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      case 16: $producerId = r.int64(); break;
      case 24: $producerEpoch = r.int32(); break;
      default: r.skip(tag, 'TransactionalProducer');
    }
  }
  return { transactionalId: $transactionalId, producerId: $producerId, producerEpoch: $producerEpoch };
}


export interface AddTransactionPartitionsRequest {
  readonly producer: TransactionalProducer;
  readonly partitions: readonly commonV1.TopicPartition[];
}

export const AddTransactionPartitionsRequest: wire.MessageCodec<AddTransactionPartitionsRequest> = wire.messageCodec('drave.data.v1.AddTransactionPartitionsRequest', writeAddTransactionPartitionsRequest, readAddTransactionPartitionsRequest);

function writeAddTransactionPartitionsRequest(w: wire.Writer, m: AddTransactionPartitionsRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); commonV1.TopicPartition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); TransactionalProducer.write(w, m.producer); w.nested(mark, 10); }
}

function readAddTransactionPartitionsRequest(r: wire.Reader, end: number): AddTransactionPartitionsRequest {
  let $producer: TransactionalProducer | undefined;
  const $partitions: commonV1.TopicPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $producer = TransactionalProducer.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(commonV1.TopicPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AddTransactionPartitionsRequest');
    }
  }
  return { producer: $producer ?? TransactionalProducer.decode(wire.EMPTY), partitions: $partitions };
}


export interface AddTransactionPartitionsResponse {
  readonly header: commonV1.ResponseHeader;
  /** One for each partition of the request, in its order. */
  readonly partitions: readonly TransactionPartitionAdded[];
}

export const AddTransactionPartitionsResponse: wire.MessageCodec<AddTransactionPartitionsResponse> = wire.messageCodec('drave.data.v1.AddTransactionPartitionsResponse', writeAddTransactionPartitionsResponse, readAddTransactionPartitionsResponse);

function writeAddTransactionPartitionsResponse(w: wire.Writer, m: AddTransactionPartitionsResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); TransactionPartitionAdded.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAddTransactionPartitionsResponse(r: wire.Reader, end: number): AddTransactionPartitionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: TransactionPartitionAdded[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(TransactionPartitionAdded.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AddTransactionPartitionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}


export interface TransactionPartitionAdded {
  readonly topic: string;
  readonly partition: number;
  /** Absent when the partition was added. OPERATION_NOT_ATTEMPTED when another one was refused. */
  readonly error?: PartitionError | undefined;
}

export const TransactionPartitionAdded: wire.MessageCodec<TransactionPartitionAdded> = wire.messageCodec('drave.data.v1.TransactionPartitionAdded', writeTransactionPartitionAdded, readTransactionPartitionAdded);

function writeTransactionPartitionAdded(w: wire.Writer, m: TransactionPartitionAdded): void {
  if (m.error !== undefined) { { const mark = w.mark(); PartitionError.write(w, m.error); w.nested(mark, 26); } }
  if (m.partition !== 0) { w.int32(m.partition, 'TransactionPartitionAdded.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'TransactionPartitionAdded.topic'); w.tag(10); }
}

function readTransactionPartitionAdded(r: wire.Reader, end: number): TransactionPartitionAdded {
  let $topic: string = '';
  let $partition: number = 0;
  let $error: PartitionError | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: { const end = r.enter(); $error = PartitionError.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'TransactionPartitionAdded');
    }
  }
  return { topic: $topic, partition: $partition, error: $error };
}


export interface AddTransactionOffsetsRequest {
  readonly producer: TransactionalProducer;
  readonly groupId: string;
}

export const AddTransactionOffsetsRequest: wire.MessageCodec<AddTransactionOffsetsRequest> = wire.messageCodec('drave.data.v1.AddTransactionOffsetsRequest', writeAddTransactionOffsetsRequest, readAddTransactionOffsetsRequest);

function writeAddTransactionOffsetsRequest(w: wire.Writer, m: AddTransactionOffsetsRequest): void {
  if (m.groupId !== '') { w.string(m.groupId, 'AddTransactionOffsetsRequest.groupId'); w.tag(18); }
  { const mark = w.mark(); TransactionalProducer.write(w, m.producer); w.nested(mark, 10); }
}

function readAddTransactionOffsetsRequest(r: wire.Reader, end: number): AddTransactionOffsetsRequest {
  let $producer: TransactionalProducer | undefined;
  let $groupId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $producer = TransactionalProducer.read(r, end); r.leave(end); } break;
      case 18: $groupId = r.string(); break;
      default: r.skip(tag, 'AddTransactionOffsetsRequest');
    }
  }
  return { producer: $producer ?? TransactionalProducer.decode(wire.EMPTY), groupId: $groupId };
}


export interface AddTransactionOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
}

export const AddTransactionOffsetsResponse: wire.MessageCodec<AddTransactionOffsetsResponse> = wire.messageCodec('drave.data.v1.AddTransactionOffsetsResponse', writeAddTransactionOffsetsResponse, readAddTransactionOffsetsResponse);

function writeAddTransactionOffsetsResponse(w: wire.Writer, m: AddTransactionOffsetsResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAddTransactionOffsetsResponse(r: wire.Reader, end: number): AddTransactionOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'AddTransactionOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface EndTransactionRequest {
  readonly producer: TransactionalProducer;
  /** True to commit, false to abort. */
  readonly commit: boolean;
  /** The transaction.version that InitProducerId returned. From 2 on each end raises the epoch (KIP-890). */
  readonly transactionVersion: number;
}

export const EndTransactionRequest: wire.MessageCodec<EndTransactionRequest> = wire.messageCodec('drave.data.v1.EndTransactionRequest', writeEndTransactionRequest, readEndTransactionRequest);

function writeEndTransactionRequest(w: wire.Writer, m: EndTransactionRequest): void {
  if (m.transactionVersion !== 0) { w.int32(m.transactionVersion, 'EndTransactionRequest.transactionVersion'); w.tag(24); }
  if (m.commit !== false) { w.bool(m.commit, 'EndTransactionRequest.commit'); w.tag(16); }
  { const mark = w.mark(); TransactionalProducer.write(w, m.producer); w.nested(mark, 10); }
}

function readEndTransactionRequest(r: wire.Reader, end: number): EndTransactionRequest {
  let $producer: TransactionalProducer | undefined;
  let $commit: boolean = false;
  let $transactionVersion: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $producer = TransactionalProducer.read(r, end); r.leave(end); } break;
      case 16: $commit = r.bool(); break;
      case 24: $transactionVersion = r.int32(); break;
      default: r.skip(tag, 'EndTransactionRequest');
    }
  }
  return { producer: $producer ?? TransactionalProducer.decode(wire.EMPTY), commit: $commit, transactionVersion: $transactionVersion };
}


export interface EndTransactionResponse {
  readonly header: commonV1.ResponseHeader;
  /** The id and epoch of the producer from now on. */
  readonly producerId: number;
  readonly producerEpoch: number;
}

export const EndTransactionResponse: wire.MessageCodec<EndTransactionResponse> = wire.messageCodec('drave.data.v1.EndTransactionResponse', writeEndTransactionResponse, readEndTransactionResponse);

function writeEndTransactionResponse(w: wire.Writer, m: EndTransactionResponse): void {
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'EndTransactionResponse.producerEpoch'); w.tag(24); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'EndTransactionResponse.producerId'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readEndTransactionResponse(r: wire.Reader, end: number): EndTransactionResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $producerId: number = 0;
  let $producerEpoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $producerId = r.int64(); break;
      case 24: $producerEpoch = r.int32(); break;
      default: r.skip(tag, 'EndTransactionResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), producerId: $producerId, producerEpoch: $producerEpoch };
}


export interface DescribeTransactionalIdRequest {
  readonly transactionalId: string;
}

export const DescribeTransactionalIdRequest: wire.MessageCodec<DescribeTransactionalIdRequest> = wire.messageCodec('drave.data.v1.DescribeTransactionalIdRequest', writeDescribeTransactionalIdRequest, readDescribeTransactionalIdRequest);

function writeDescribeTransactionalIdRequest(w: wire.Writer, m: DescribeTransactionalIdRequest): void {
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'DescribeTransactionalIdRequest.transactionalId'); w.tag(10); }
}

function readDescribeTransactionalIdRequest(r: wire.Reader, end: number): DescribeTransactionalIdRequest {
  let $transactionalId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      default: r.skip(tag, 'DescribeTransactionalIdRequest');
    }
  }
  return { transactionalId: $transactionalId };
}


export interface DescribeTransactionalIdResponse {
  readonly header: commonV1.ResponseHeader;
  /** As Kafka names it: Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort. */
  readonly state: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionTimeoutMs: number;
}

export const DescribeTransactionalIdResponse: wire.MessageCodec<DescribeTransactionalIdResponse> = wire.messageCodec('drave.data.v1.DescribeTransactionalIdResponse', writeDescribeTransactionalIdResponse, readDescribeTransactionalIdResponse);

function writeDescribeTransactionalIdResponse(w: wire.Writer, m: DescribeTransactionalIdResponse): void {
  if (m.transactionTimeoutMs !== 0) { w.int32(m.transactionTimeoutMs, 'DescribeTransactionalIdResponse.transactionTimeoutMs'); w.tag(40); }
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'DescribeTransactionalIdResponse.producerEpoch'); w.tag(32); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'DescribeTransactionalIdResponse.producerId'); w.tag(24); }
  if (m.state !== '') { w.string(m.state, 'DescribeTransactionalIdResponse.state'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readDescribeTransactionalIdResponse(r: wire.Reader, end: number): DescribeTransactionalIdResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $state: string = '';
  let $producerId: number = 0;
  let $producerEpoch: number = 0;
  let $transactionTimeoutMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $state = r.string(); break;
      case 24: $producerId = r.int64(); break;
      case 32: $producerEpoch = r.int32(); break;
      case 40: $transactionTimeoutMs = r.int32(); break;
      default: r.skip(tag, 'DescribeTransactionalIdResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), state: $state, producerId: $producerId, producerEpoch: $producerEpoch, transactionTimeoutMs: $transactionTimeoutMs };
}


export interface CommitTransactionOffsetsRequest {
  readonly producer: TransactionalProducer;
  /** As in EndTransactionRequest. From 2 on this call adds the group to the transaction. */
  readonly transactionVersion: number;
  readonly groupId: string;
  /**
   * The member that has read up to the offsets; one that was fenced is refused (KIP-447). Empty, with generation
   * -1, for a consumer that assigns itself.
   */
  readonly memberId: string;
  /** The member's epoch, or the generation of a classic group. */
  readonly generationId: number;
  readonly instanceId?: string | undefined;
  readonly partitions: readonly OffsetToCommit[];
}

export const CommitTransactionOffsetsRequest: wire.MessageCodec<CommitTransactionOffsetsRequest> = wire.messageCodec('drave.data.v1.CommitTransactionOffsetsRequest', writeCommitTransactionOffsetsRequest, readCommitTransactionOffsetsRequest);

function writeCommitTransactionOffsetsRequest(w: wire.Writer, m: CommitTransactionOffsetsRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); OffsetToCommit.write(w, m.partitions[i]!); w.nested(mark, 58); } }
  if (m.instanceId !== undefined) { w.string(m.instanceId, 'CommitTransactionOffsetsRequest.instanceId'); w.tag(50); }
  if (m.generationId !== 0) { w.sint32(m.generationId, 'CommitTransactionOffsetsRequest.generationId'); w.tag(40); }
  if (m.memberId !== '') { w.string(m.memberId, 'CommitTransactionOffsetsRequest.memberId'); w.tag(34); }
  if (m.groupId !== '') { w.string(m.groupId, 'CommitTransactionOffsetsRequest.groupId'); w.tag(26); }
  if (m.transactionVersion !== 0) { w.int32(m.transactionVersion, 'CommitTransactionOffsetsRequest.transactionVersion'); w.tag(16); }
  { const mark = w.mark(); TransactionalProducer.write(w, m.producer); w.nested(mark, 10); }
}

function readCommitTransactionOffsetsRequest(r: wire.Reader, end: number): CommitTransactionOffsetsRequest {
  let $producer: TransactionalProducer | undefined;
  let $transactionVersion: number = 0;
  let $groupId: string = '';
  let $memberId: string = '';
  let $generationId: number = 0;
  let $instanceId: string | undefined;
  const $partitions: OffsetToCommit[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $producer = TransactionalProducer.read(r, end); r.leave(end); } break;
      case 16: $transactionVersion = r.int32(); break;
      case 26: $groupId = r.string(); break;
      case 34: $memberId = r.string(); break;
      case 40: $generationId = r.sint32(); break;
      case 50: $instanceId = r.string(); break;
      case 58: { const end = r.enter(); $partitions.push(OffsetToCommit.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'CommitTransactionOffsetsRequest');
    }
  }
  return { producer: $producer ?? TransactionalProducer.decode(wire.EMPTY), transactionVersion: $transactionVersion, groupId: $groupId, memberId: $memberId, generationId: $generationId, instanceId: $instanceId, partitions: $partitions };
}


export const dataService: {
  readonly name: 'drave.data.v1.DataService';
  readonly methods: {
    /** Returns the brokers, topics and leaders that the caller may see. Answered by any broker. */
    readonly metadata: UnaryMethod<MetadataRequest, MetadataResponse>;
    /**
     * Returns a producer id for an idempotent producer, answered by any broker; or the identity of a transactional one,
     * answered by the coordinator of its id (TransactionalProducerService.FindTransactionCoordinator), which fences the
     * producer before. CONCURRENT_TRANSACTIONS: the open transaction of that producer is being aborted; repeat a little
     * later.
     */
    readonly initProducerId: UnaryMethod<InitProducerIdRequest, InitProducerIdResponse>;
    /** The next three are answered by the leaders of the partitions. */
    readonly produce: UnaryMethod<ProduceRequest, ProduceResponse>;
    readonly fetch: UnaryMethod<FetchRequest, FetchResponse>;
    readonly listOffsets: UnaryMethod<ListOffsetsRequest, ListOffsetsResponse>;
    /**
     * One stream per client and broker. Requests for one partition are appended in the order in which they were sent;
     * responses come in any order, each under its correlation id. The client bounds what is in flight; the server stops
     * reading when its memory for requests is used up.
     */
    readonly produceStream: StreamMethod<ProduceRequest, ProduceResponse>;
    /**
     * One stream per client and broker. The client opens partitions under handles and grants byte credits; the server
     * pushes whole batches in offset order, partitions in rotation, and high-watermark updates without records.
     */
    readonly fetchStream: StreamMethod<FetchStreamRequest, FetchStreamResponse>;
  };
} = {
  name: 'drave.data.v1.DataService',
  methods: {
    metadata: {
      kind: 'unary',
      path: '/drave.data.v1.DataService/Metadata',
      encodeRequest: MetadataRequest.encode,
      encodeRequestPieces: MetadataRequest.encodePieces,
      decodeRequest: MetadataRequest.decode,
      encodeResponse: MetadataResponse.encode,
      encodeResponsePieces: MetadataResponse.encodePieces,
      decodeResponse: MetadataResponse.decode,
    },
    initProducerId: {
      kind: 'unary',
      path: '/drave.data.v1.DataService/InitProducerId',
      encodeRequest: InitProducerIdRequest.encode,
      encodeRequestPieces: InitProducerIdRequest.encodePieces,
      decodeRequest: InitProducerIdRequest.decode,
      encodeResponse: InitProducerIdResponse.encode,
      encodeResponsePieces: InitProducerIdResponse.encodePieces,
      decodeResponse: InitProducerIdResponse.decode,
    },
    produce: {
      kind: 'unary',
      path: '/drave.data.v1.DataService/Produce',
      encodeRequest: ProduceRequest.encode,
      encodeRequestPieces: ProduceRequest.encodePieces,
      decodeRequest: ProduceRequest.decode,
      encodeResponse: ProduceResponse.encode,
      encodeResponsePieces: ProduceResponse.encodePieces,
      decodeResponse: ProduceResponse.decode,
    },
    fetch: {
      kind: 'unary',
      path: '/drave.data.v1.DataService/Fetch',
      encodeRequest: FetchRequest.encode,
      encodeRequestPieces: FetchRequest.encodePieces,
      decodeRequest: FetchRequest.decode,
      encodeResponse: FetchResponse.encode,
      encodeResponsePieces: FetchResponse.encodePieces,
      decodeResponse: FetchResponse.decode,
    },
    listOffsets: {
      kind: 'unary',
      path: '/drave.data.v1.DataService/ListOffsets',
      encodeRequest: ListOffsetsRequest.encode,
      encodeRequestPieces: ListOffsetsRequest.encodePieces,
      decodeRequest: ListOffsetsRequest.decode,
      encodeResponse: ListOffsetsResponse.encode,
      encodeResponsePieces: ListOffsetsResponse.encodePieces,
      decodeResponse: ListOffsetsResponse.decode,
    },
    produceStream: {
      kind: 'stream',
      path: '/drave.data.v1.DataService/ProduceStream',
      requestStream: true,
      responseStream: true,
      encodeRequest: ProduceRequest.encode,
      encodeRequestPieces: ProduceRequest.encodePieces,
      decodeRequest: ProduceRequest.decode,
      encodeResponse: ProduceResponse.encode,
      encodeResponsePieces: ProduceResponse.encodePieces,
      decodeResponse: ProduceResponse.decode,
    },
    fetchStream: {
      kind: 'stream',
      path: '/drave.data.v1.DataService/FetchStream',
      requestStream: true,
      responseStream: true,
      encodeRequest: FetchStreamRequest.encode,
      encodeRequestPieces: FetchStreamRequest.encodePieces,
      decodeRequest: FetchStreamRequest.decode,
      encodeResponse: FetchStreamResponse.encode,
      encodeResponsePieces: FetchStreamResponse.encodePieces,
      decodeResponse: FetchStreamResponse.decode,
    },
  },
};

export const groupMemberService: {
  readonly name: 'drave.data.v1.GroupMemberService';
  readonly methods: {
    /** Answered by any broker. */
    readonly findCoordinator: UnaryMethod<FindCoordinatorRequest, FindCoordinatorResponse>;
    /**
     * The remaining methods are answered by the group's coordinator; other brokers answer NOT_COORDINATOR. A heartbeat
     * with epoch 0 joins and one with -1 leaves the group; those in between keep the session alive and carry what the
     * member owns. After FENCED_MEMBER_EPOCH or UNKNOWN_MEMBER_ID the member drops all its partitions at once and joins
     * again.
     */
    readonly groupHeartbeat: UnaryMethod<GroupHeartbeatRequest, GroupHeartbeatResponse>;
    /** After STALE_MEMBER_EPOCH the call is repeated with the epoch of the latest heartbeat. */
    readonly commitOffsets: UnaryMethod<CommitOffsetsRequest, CommitOffsetsResponse>;
    readonly fetchOffsets: UnaryMethod<FetchOffsetsRequest, FetchOffsetsResponse>;
  };
} = {
  name: 'drave.data.v1.GroupMemberService',
  methods: {
    findCoordinator: {
      kind: 'unary',
      path: '/drave.data.v1.GroupMemberService/FindCoordinator',
      encodeRequest: FindCoordinatorRequest.encode,
      encodeRequestPieces: FindCoordinatorRequest.encodePieces,
      decodeRequest: FindCoordinatorRequest.decode,
      encodeResponse: FindCoordinatorResponse.encode,
      encodeResponsePieces: FindCoordinatorResponse.encodePieces,
      decodeResponse: FindCoordinatorResponse.decode,
    },
    groupHeartbeat: {
      kind: 'unary',
      path: '/drave.data.v1.GroupMemberService/GroupHeartbeat',
      encodeRequest: GroupHeartbeatRequest.encode,
      encodeRequestPieces: GroupHeartbeatRequest.encodePieces,
      decodeRequest: GroupHeartbeatRequest.decode,
      encodeResponse: GroupHeartbeatResponse.encode,
      encodeResponsePieces: GroupHeartbeatResponse.encodePieces,
      decodeResponse: GroupHeartbeatResponse.decode,
    },
    commitOffsets: {
      kind: 'unary',
      path: '/drave.data.v1.GroupMemberService/CommitOffsets',
      encodeRequest: CommitOffsetsRequest.encode,
      encodeRequestPieces: CommitOffsetsRequest.encodePieces,
      decodeRequest: CommitOffsetsRequest.decode,
      encodeResponse: CommitOffsetsResponse.encode,
      encodeResponsePieces: CommitOffsetsResponse.encodePieces,
      decodeResponse: CommitOffsetsResponse.decode,
    },
    fetchOffsets: {
      kind: 'unary',
      path: '/drave.data.v1.GroupMemberService/FetchOffsets',
      encodeRequest: FetchOffsetsRequest.encode,
      encodeRequestPieces: FetchOffsetsRequest.encodePieces,
      decodeRequest: FetchOffsetsRequest.decode,
      encodeResponse: FetchOffsetsResponse.encode,
      encodeResponsePieces: FetchOffsetsResponse.encodePieces,
      decodeResponse: FetchOffsetsResponse.decode,
    },
  },
};

export const transactionalProducerService: {
  readonly name: 'drave.data.v1.TransactionalProducerService';
  readonly methods: {
    /** Answered by any broker. */
    readonly findTransactionCoordinator: UnaryMethod<FindTransactionCoordinatorRequest, FindTransactionCoordinatorResponse>;
    /**
     * The next four methods are answered by the coordinator of the transactional id; other brokers answer
     * NOT_COORDINATOR. CONCURRENT_TRANSACTIONS: the transaction before is still being completed; repeat a little later.
     * Below transaction.version 2 only: adds partitions to the transaction, before it writes to them. When one is
     * refused, none is added.
     */
    readonly addPartitions: UnaryMethod<AddTransactionPartitionsRequest, AddTransactionPartitionsResponse>;
    /** Below transaction.version 2 only: adds a group to the transaction, before it commits offsets of the group. */
    readonly addOffsets: UnaryMethod<AddTransactionOffsetsRequest, AddTransactionOffsetsResponse>;
    /**
     * Commits or aborts. Answered when the end is decided; readers see it a moment later, when the markers are written.
     * When the answer was lost, the call may be repeated unchanged.
     */
    readonly endTransaction: UnaryMethod<EndTransactionRequest, EndTransactionResponse>;
    /** Returns the state of the transactional id, by which a fenced producer finds out what has fenced it. */
    readonly describeTransactionalId: UnaryMethod<DescribeTransactionalIdRequest, DescribeTransactionalIdResponse>;
    /**
     * Answered by the coordinator of the group (GroupMemberService.FindCoordinator). The offsets become committed with
     * the transaction.
     */
    readonly commitTransactionOffsets: UnaryMethod<CommitTransactionOffsetsRequest, CommitOffsetsResponse>;
  };
} = {
  name: 'drave.data.v1.TransactionalProducerService',
  methods: {
    findTransactionCoordinator: {
      kind: 'unary',
      path: '/drave.data.v1.TransactionalProducerService/FindTransactionCoordinator',
      encodeRequest: FindTransactionCoordinatorRequest.encode,
      encodeRequestPieces: FindTransactionCoordinatorRequest.encodePieces,
      decodeRequest: FindTransactionCoordinatorRequest.decode,
      encodeResponse: FindTransactionCoordinatorResponse.encode,
      encodeResponsePieces: FindTransactionCoordinatorResponse.encodePieces,
      decodeResponse: FindTransactionCoordinatorResponse.decode,
    },
    addPartitions: {
      kind: 'unary',
      path: '/drave.data.v1.TransactionalProducerService/AddPartitions',
      encodeRequest: AddTransactionPartitionsRequest.encode,
      encodeRequestPieces: AddTransactionPartitionsRequest.encodePieces,
      decodeRequest: AddTransactionPartitionsRequest.decode,
      encodeResponse: AddTransactionPartitionsResponse.encode,
      encodeResponsePieces: AddTransactionPartitionsResponse.encodePieces,
      decodeResponse: AddTransactionPartitionsResponse.decode,
    },
    addOffsets: {
      kind: 'unary',
      path: '/drave.data.v1.TransactionalProducerService/AddOffsets',
      encodeRequest: AddTransactionOffsetsRequest.encode,
      encodeRequestPieces: AddTransactionOffsetsRequest.encodePieces,
      decodeRequest: AddTransactionOffsetsRequest.decode,
      encodeResponse: AddTransactionOffsetsResponse.encode,
      encodeResponsePieces: AddTransactionOffsetsResponse.encodePieces,
      decodeResponse: AddTransactionOffsetsResponse.decode,
    },
    endTransaction: {
      kind: 'unary',
      path: '/drave.data.v1.TransactionalProducerService/EndTransaction',
      encodeRequest: EndTransactionRequest.encode,
      encodeRequestPieces: EndTransactionRequest.encodePieces,
      decodeRequest: EndTransactionRequest.decode,
      encodeResponse: EndTransactionResponse.encode,
      encodeResponsePieces: EndTransactionResponse.encodePieces,
      decodeResponse: EndTransactionResponse.decode,
    },
    describeTransactionalId: {
      kind: 'unary',
      path: '/drave.data.v1.TransactionalProducerService/DescribeTransactionalId',
      encodeRequest: DescribeTransactionalIdRequest.encode,
      encodeRequestPieces: DescribeTransactionalIdRequest.encodePieces,
      decodeRequest: DescribeTransactionalIdRequest.decode,
      encodeResponse: DescribeTransactionalIdResponse.encode,
      encodeResponsePieces: DescribeTransactionalIdResponse.encodePieces,
      decodeResponse: DescribeTransactionalIdResponse.decode,
    },
    commitTransactionOffsets: {
      kind: 'unary',
      path: '/drave.data.v1.TransactionalProducerService/CommitTransactionOffsets',
      encodeRequest: CommitTransactionOffsetsRequest.encode,
      encodeRequestPieces: CommitTransactionOffsetsRequest.encodePieces,
      decodeRequest: CommitTransactionOffsetsRequest.decode,
      encodeResponse: CommitOffsetsResponse.encode,
      encodeResponsePieces: CommitOffsetsResponse.encodePieces,
      decodeResponse: CommitOffsetsResponse.decode,
    },
  },
};
