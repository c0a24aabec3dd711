// Generated from proto/drave/replica/v1/replica.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod } from '../transport.js';

/** Follower to leader. The first message of a stream carries `hello`; every message may carry the rest. */
export interface FetchRequest {
  readonly hello?: Hello | undefined;
  /** Partitions whose records the leader is to send, each under a handle that was never used on this stream before. */
  readonly open: readonly OpenPartition[];
  /** The log end offsets of the follower, which acknowledge what is below them. */
  readonly positions: readonly Position[];
  /** Handles that the follower closes. */
  readonly close: readonly number[];
  /** Adds to the record bytes that the leader may send ahead. */
  readonly creditBytes: number;
}

export const FetchRequest: wire.MessageCodec<FetchRequest> = wire.messageCodec('drave.replica.v1.FetchRequest', writeFetchRequest, readFetchRequest, payloadFetchRequest);

function writeFetchRequest(w: wire.Writer, m: FetchRequest): void {
  if (m.creditBytes !== 0) { w.uint32(m.creditBytes, 'FetchRequest.creditBytes'); w.tag(40); }
  if (m.close.length !== 0) { const mark = w.mark(); for (let i = m.close.length - 1; i >= 0; i--) { w.uint32(m.close[i]!, 'FetchRequest.close'); } w.nested(mark, 34); }
  for (let i = m.positions.length - 1; i >= 0; i--) { { const mark = w.mark(); Position.write(w, m.positions[i]!); w.nested(mark, 26); } }
  for (let i = m.open.length - 1; i >= 0; i--) { { const mark = w.mark(); OpenPartition.write(w, m.open[i]!); w.nested(mark, 18); } }
  if (m.hello !== undefined) { { const mark = w.mark(); Hello.write(w, m.hello); w.nested(mark, 10); } }
}

function readFetchRequest(r: wire.Reader, end: number): FetchRequest {
  let $hello: Hello | undefined;
  const $open: OpenPartition[] = [];
  const $positions: Position[] = [];
  const $close: number[] = [];
  let $creditBytes: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $hello = Hello.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $open.push(OpenPartition.read(r, end)); r.leave(end); } break;
      case 26: { const end = r.enter(); $positions.push(Position.read(r, end)); r.leave(end); } break;
      case 32: $close.push(r.uint32()); break;
      case 34: { const stop = r.enter(); while (r.position < stop) $close.push(r.uint32()); r.leave(stop); break; }
      case 40: $creditBytes = r.uint32(); break;
      default: r.skip(tag, 'FetchRequest');
    }
  }
  return { hello: $hello, open: $open, positions: $positions, close: $close, creditBytes: $creditBytes };
}

function payloadFetchRequest(m: FetchRequest): number {
  let sum = 0;
  for (const value of m.open) sum += OpenPartition.payloadBytes(value);
  return sum;
}

export interface Hello {
  readonly clusterId: string;
  readonly replicaId: number;
  /** The follower's broker epoch (KIP-903), so that a delayed message of an earlier incarnation never adds it to an ISR. */
  readonly brokerEpoch: number;
  /** The broker that the follower means to fetch from; any other broker refuses the stream. */
  readonly leaderId: number;
}

export const Hello: wire.MessageCodec<Hello> = wire.messageCodec('drave.replica.v1.Hello', writeHello, readHello);

function writeHello(w: wire.Writer, m: Hello): void {
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'Hello.leaderId'); w.tag(32); }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'Hello.brokerEpoch'); w.tag(24); }
  if (m.replicaId !== 0) { w.int32(m.replicaId, 'Hello.replicaId'); w.tag(16); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'Hello.clusterId'); w.tag(10); }
}

function readHello(r: wire.Reader, end: number): Hello {
  let $clusterId: string = '';
  let $replicaId: number = 0;
  let $brokerEpoch: number = 0;
  let $leaderId: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 16: $replicaId = r.int32(); break;
      case 24: $brokerEpoch = r.int64(); break;
      case 32: $leaderId = r.int32(); break;
      default: r.skip(tag, 'Hello');
    }
  }
  return { clusterId: $clusterId, replicaId: $replicaId, brokerEpoch: $brokerEpoch, leaderId: $leaderId };
}


export interface OpenPartition {
  readonly handle: number;
  /** 16 bytes. */
  readonly topicId: Uint8Array;
  readonly partition: number;
  /**
   * The leader epoch in the follower's metadata. The leader answers FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH when it
   * differs from its own.
   */
  readonly leaderEpoch: number;
  /** The follower's log end offset: the next offset it needs, and its acknowledgement of everything below. */
  readonly fetchOffset: number;
  /** Leader epoch of the follower's last batch, -1 when its log is empty (KIP-595 divergence check). */
  readonly lastFetchedEpoch: number;
  readonly logStartOffset: number;
  /**
   * The follower throttles this partition: while it is out of sync, the leader sends one message of all such partitions
   * of the stream at a time, the next when a position acknowledges the last.
   */
  readonly paced: boolean;
}

export const OpenPartition: wire.MessageCodec<OpenPartition> = wire.messageCodec('drave.replica.v1.OpenPartition', writeOpenPartition, readOpenPartition, payloadOpenPartition);

function writeOpenPartition(w: wire.Writer, m: OpenPartition): void {
  if (m.paced !== false) { w.bool(m.paced, 'OpenPartition.paced'); w.tag(64); }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'OpenPartition.logStartOffset'); w.tag(56); }
  if (m.lastFetchedEpoch !== 0) { w.int32(m.lastFetchedEpoch, 'OpenPartition.lastFetchedEpoch'); w.tag(48); }
  if (m.fetchOffset !== 0) { w.int64(m.fetchOffset, 'OpenPartition.fetchOffset'); w.tag(40); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'OpenPartition.leaderEpoch'); w.tag(32); }
  if (m.partition !== 0) { w.int32(m.partition, 'OpenPartition.partition'); w.tag(24); }
  if (m.topicId?.length !== 0) { w.bytes(m.topicId, 'OpenPartition.topicId'); w.tag(18); }
  if (m.handle !== 0) { w.uint32(m.handle, 'OpenPartition.handle'); w.tag(8); }
}

function readOpenPartition(r: wire.Reader, end: number): OpenPartition {
  let $handle: number = 0;
  let $topicId: Uint8Array = wire.EMPTY;
  let $partition: number = 0;
  let $leaderEpoch: number = 0;
  let $fetchOffset: number = 0;
  let $lastFetchedEpoch: number = 0;
  let $logStartOffset: number = 0;
  let $paced: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $handle = r.uint32(); break;
      case 18: $topicId = r.bytes(); break;
      case 24: $partition = r.int32(); break;
      case 32: $leaderEpoch = r.int32(); break;
      case 40: $fetchOffset = r.int64(); break;
      case 48: $lastFetchedEpoch = r.int32(); break;
      case 56: $logStartOffset = r.int64(); break;
      case 64: $paced = r.bool(); break;
      default: r.skip(tag, 'OpenPartition');
    }
  }
  return { handle: $handle, topicId: $topicId, partition: $partition, leaderEpoch: $leaderEpoch, fetchOffset: $fetchOffset, lastFetchedEpoch: $lastFetchedEpoch, logStartOffset: $logStartOffset, paced: $paced };
}

function payloadOpenPartition(m: OpenPartition): number {
  let sum = 0;
  sum += m.topicId.length;
  return sum;
}

export interface Position {
  readonly handle: number;
  readonly fetchOffset: number;
  readonly logStartOffset: number;
}

export const Position: wire.MessageCodec<Position> = wire.messageCodec('drave.replica.v1.Position', writePosition, readPosition);

function writePosition(w: wire.Writer, m: Position): void {
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'Position.logStartOffset'); w.tag(24); }
  if (m.fetchOffset !== 0) { w.int64(m.fetchOffset, 'Position.fetchOffset'); w.tag(16); }
  if (m.handle !== 0) { w.uint32(m.handle, 'Position.handle'); w.tag(8); }
}

function readPosition(r: wire.Reader, end: number): Position {
  let $handle: number = 0;
  let $fetchOffset: number = 0;
  let $logStartOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $handle = r.uint32(); break;
      case 16: $fetchOffset = r.int64(); break;
      case 24: $logStartOffset = r.int64(); break;
      default: r.skip(tag, 'Position');
    }
  }
  return { handle: $handle, fetchOffset: $fetchOffset, logStartOffset: $logStartOffset };
}


/** Leader to follower: at most about 1 MiB of records, partitions in rotation. Each entry is applied on its own. */
export interface FetchResponse {
  readonly partitions: readonly PartitionData[];
}

export const FetchResponse: wire.MessageCodec<FetchResponse> = wire.messageCodec('drave.replica.v1.FetchResponse', writeFetchResponse, readFetchResponse, payloadFetchResponse);

function writeFetchResponse(w: wire.Writer, m: FetchResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionData.write(w, m.partitions[i]!); w.nested(mark, 10); } }
}

function readFetchResponse(r: wire.Reader, end: number): FetchResponse {
  const $partitions: PartitionData[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $partitions.push(PartitionData.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'FetchResponse');
    }
  }
  return { partitions: $partitions };
}

function payloadFetchResponse(m: FetchResponse): number {
  let sum = 0;
  for (const value of m.partitions) sum += PartitionData.payloadBytes(value);
  return sum;
}

export interface PartitionData {
  readonly handle: number;
  /** Kafka error code; 0 for none. After an error the handle is closed on the leader's side too. */
  readonly errorCode: number;
  /** The leader epoch of the sender; the follower ignores an entry of another epoch than the one it knows. */
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  /**
   * The offset that the leader read `records` from, which must be the follower's log end offset. The first batch may
   * begin later when compaction has left a gap. Meaningful only with records.
   */
  readonly fetchOffset: number;
  /**
   * Set instead of records when the follower's log diverges from the leader's: the follower truncates, and then opens
   * the partition again.
   */
  readonly diverging?: Diverging | undefined;
  /** Whole record batches, back to back, in offset order; each element holds one or more. */
  readonly records: readonly Uint8Array[];
}

export const PartitionData: wire.MessageCodec<PartitionData> = wire.messageCodec('drave.replica.v1.PartitionData', writePartitionData, readPartitionData, payloadPartitionData);

function writePartitionData(w: wire.Writer, m: PartitionData): void {
  for (let i = m.records.length - 1; i >= 0; i--) { w.bytes(m.records[i]!, 'PartitionData.records'); w.tag(66); }
  if (m.diverging !== undefined) { { const mark = w.mark(); Diverging.write(w, m.diverging); w.nested(mark, 58); } }
  if (m.fetchOffset !== 0) { w.int64(m.fetchOffset, 'PartitionData.fetchOffset'); w.tag(48); }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'PartitionData.logStartOffset'); w.tag(40); }
  if (m.highWatermark !== 0) { w.int64(m.highWatermark, 'PartitionData.highWatermark'); w.tag(32); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'PartitionData.leaderEpoch'); w.tag(24); }
  if (m.errorCode !== 0) { w.int32(m.errorCode, 'PartitionData.errorCode'); w.tag(16); }
  if (m.handle !== 0) { w.uint32(m.handle, 'PartitionData.handle'); w.tag(8); }
}

function readPartitionData(r: wire.Reader, end: number): PartitionData {
  let $handle: number = 0;
  let $errorCode: number = 0;
  let $leaderEpoch: number = 0;
  let $highWatermark: number = 0;
  let $logStartOffset: number = 0;
  let $fetchOffset: number = 0;
  let $diverging: Diverging | undefined;
  const $records: Uint8Array[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $handle = r.uint32(); break;
      case 16: $errorCode = r.int32(); break;
      case 24: $leaderEpoch = r.int32(); break;
      case 32: $highWatermark = r.int64(); break;
      case 40: $logStartOffset = r.int64(); break;
      case 48: $fetchOffset = r.int64(); break;
      case 58: { const end = r.enter(); $diverging = Diverging.read(r, end); r.leave(end); } break;
      case 66: $records.push(r.bytes()); break;
      default: r.skip(tag, 'PartitionData');
    }
  }
  return { handle: $handle, errorCode: $errorCode, leaderEpoch: $leaderEpoch, highWatermark: $highWatermark, logStartOffset: $logStartOffset, fetchOffset: $fetchOffset, diverging: $diverging, records: $records };
}

function payloadPartitionData(m: PartitionData): number {
  let sum = 0;
  for (const value of m.records) sum += value.length;
  return sum;
}

/** The largest epoch of the leader's log that is not above the follower's last, and where it ends there. */
export interface Diverging {
  readonly epoch: number;
  readonly endOffset: number;
}

export const Diverging: wire.MessageCodec<Diverging> = wire.messageCodec('drave.replica.v1.Diverging', writeDiverging, readDiverging);

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


/**
 * One stream per (follower broker, leader broker) pair. The follower is the client, because bulk data flows fastest
 * from a gRPC server to its client. The follower opens partitions, reports positions and grants byte credits; the
 * leader pushes.
 */
export const replicaFetchService: {
  readonly name: 'drave.replica.v1.ReplicaFetchService';
  readonly methods: {
    readonly fetch: StreamMethod<FetchRequest, FetchResponse>;
  };
} = {
  name: 'drave.replica.v1.ReplicaFetchService',
  methods: {
    fetch: {
      kind: 'stream',
      path: '/drave.replica.v1.ReplicaFetchService/Fetch',
      requestStream: true,
      responseStream: true,
      encodeRequest: FetchRequest.encode,
      encodeRequestPieces: FetchRequest.encodePieces,
      decodeRequest: FetchRequest.decode,
      encodeResponse: FetchResponse.encode,
      encodeResponsePieces: FetchResponse.encodePieces,
      decodeResponse: FetchResponse.decode,
    },
  },
};
