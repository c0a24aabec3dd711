// Generated from proto/drave/raft/v1/raft.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod, UnaryMethod } from '../transport.js';
import * as commonV1 from './common.v1.js';

export interface ReplicaKey {
  readonly nodeId: number;
  /** 22 characters of base64url. */
  readonly directoryId: string;
}

export const ReplicaKey: wire.MessageCodec<ReplicaKey> = wire.messageCodec('drave.raft.v1.ReplicaKey', writeReplicaKey, readReplicaKey);

function writeReplicaKey(w: wire.Writer, m: ReplicaKey): void {
  if (m.directoryId !== '') { w.string(m.directoryId, 'ReplicaKey.directoryId'); w.tag(18); }
  if (m.nodeId !== 0) { w.int32(m.nodeId, 'ReplicaKey.nodeId'); w.tag(8); }
}

function readReplicaKey(r: wire.Reader, end: number): ReplicaKey {
  let $nodeId: number = 0;
  let $directoryId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $nodeId = r.int32(); break;
      case 18: $directoryId = r.string(); break;
      default: r.skip(tag, 'ReplicaKey');
    }
  }
  return { nodeId: $nodeId, directoryId: $directoryId };
}


export interface Voter {
  readonly key: ReplicaKey;
  readonly endpoint: commonV1.Endpoint;
}

export const Voter: wire.MessageCodec<Voter> = wire.messageCodec('drave.raft.v1.Voter', writeVoter, readVoter);

function writeVoter(w: wire.Writer, m: Voter): void {
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 18); }
  { const mark = w.mark(); ReplicaKey.write(w, m.key); w.nested(mark, 10); }
}

function readVoter(r: wire.Reader, end: number): Voter {
  let $key: ReplicaKey | undefined;
  let $endpoint: commonV1.Endpoint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $key = ReplicaKey.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'Voter');
    }
  }
  return { key: $key ?? ReplicaKey.decode(wire.EMPTY), endpoint: $endpoint ?? commonV1.Endpoint.decode(wire.EMPTY) };
}


export interface SnapshotId {
  /** Exclusive: the first offset that the snapshot does not cover. */
  readonly offset: number;
  /** Epoch of the entry before `offset`. */
  readonly epoch: number;
}

export const SnapshotId: wire.MessageCodec<SnapshotId> = wire.messageCodec('drave.raft.v1.SnapshotId', writeSnapshotId, readSnapshotId);

function writeSnapshotId(w: wire.Writer, m: SnapshotId): void {
  if (m.epoch !== 0) { w.int32(m.epoch, 'SnapshotId.epoch'); w.tag(16); }
  if (m.offset !== 0) { w.int64(m.offset, 'SnapshotId.offset'); w.tag(8); }
}

function readSnapshotId(r: wire.Reader, end: number): SnapshotId {
  let $offset: number = 0;
  let $epoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $offset = r.int64(); break;
      case 16: $epoch = r.int32(); break;
      default: r.skip(tag, 'SnapshotId');
    }
  }
  return { offset: $offset, epoch: $epoch };
}


export type EntryKind =
  | 'UNSPECIFIED'
  | 'DATA'
  | 'CONTROL';
export const EntryKind: wire.EnumCodec<EntryKind> = wire.enumCodec('drave.raft.v1.EntryKind', {
  UNSPECIFIED: 0,
  DATA: 1,
  CONTROL: 2,
});

/** One atomic group of metadata records; the unit of the log's offsets. */
export interface LogEntry {
  readonly offset: number;
  readonly epoch: number;
  readonly kind: EntryKind;
  readonly appendTimestampMs: number;
  readonly payload: Uint8Array;
  /** CRC-32C over the other fields, made by the leader that appended. */
  readonly crc: number;
}

export const LogEntry: wire.MessageCodec<LogEntry> = wire.messageCodec('drave.raft.v1.LogEntry', writeLogEntry, readLogEntry, payloadLogEntry);

function writeLogEntry(w: wire.Writer, m: LogEntry): void {
  if (m.crc !== 0) { w.fixed32(m.crc, 'LogEntry.crc'); w.tag(53); }
  if (m.payload?.length !== 0) { w.bytes(m.payload, 'LogEntry.payload'); w.tag(42); }
  if (m.appendTimestampMs !== 0) { w.int64(m.appendTimestampMs, 'LogEntry.appendTimestampMs'); w.tag(32); }
  if (m.kind !== 'UNSPECIFIED') { EntryKind.write(w, m.kind, 'LogEntry.kind'); w.tag(24); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'LogEntry.epoch'); w.tag(16); }
  if (m.offset !== 0) { w.int64(m.offset, 'LogEntry.offset'); w.tag(8); }
}

function readLogEntry(r: wire.Reader, end: number): LogEntry {
  let $offset: number = 0;
  let $epoch: number = 0;
  let $kind: EntryKind = 'UNSPECIFIED';
  let $appendTimestampMs: number = 0;
  let $payload: Uint8Array = wire.EMPTY;
  let $crc: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $offset = r.int64(); break;
      case 16: $epoch = r.int32(); break;
      case 24: $kind = EntryKind.read(r); break;
      case 32: $appendTimestampMs = r.int64(); break;
      case 42: $payload = r.bytes(); break;
      case 53: $crc = r.fixed32(); break;
      default: r.skip(tag, 'LogEntry');
    }
  }
  return { offset: $offset, epoch: $epoch, kind: $kind, appendTimestampMs: $appendTimestampMs, payload: $payload, crc: $crc };
}

function payloadLogEntry(m: LogEntry): number {
  let sum = 0;
  sum += m.payload.length;
  return sum;
}

export interface ResponseHeader {
  /** The name of an error; empty on success. */
  readonly error: string;
  readonly message: string;
  readonly epoch: number;
  readonly leaderId?: number | undefined;
  readonly leaderEndpoint?: commonV1.Endpoint | undefined;
  /** What the sender adds to its timeouts because answers have come late; older nodes do not send it. */
  readonly patienceMs: number;
  /** The `patience_ms` of a majority of the voters, as far as the leader has received them; only leaders send it. */
  readonly quorumPatienceMs: number;
}

export const ResponseHeader: wire.MessageCodec<ResponseHeader> = wire.messageCodec('drave.raft.v1.ResponseHeader', writeResponseHeader, readResponseHeader);

function writeResponseHeader(w: wire.Writer, m: ResponseHeader): void {
  if (m.quorumPatienceMs !== 0) { w.uint32(m.quorumPatienceMs, 'ResponseHeader.quorumPatienceMs'); w.tag(56); }
  if (m.patienceMs !== 0) { w.uint32(m.patienceMs, 'ResponseHeader.patienceMs'); w.tag(48); }
  if (m.leaderEndpoint !== undefined) { { const mark = w.mark(); commonV1.Endpoint.write(w, m.leaderEndpoint); w.nested(mark, 42); } }
  if (m.leaderId !== undefined) { w.int32(m.leaderId, 'ResponseHeader.leaderId'); w.tag(32); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'ResponseHeader.epoch'); w.tag(24); }
  if (m.message !== '') { w.string(m.message, 'ResponseHeader.message'); w.tag(18); }
  if (m.error !== '') { w.string(m.error, 'ResponseHeader.error'); w.tag(10); }
}

function readResponseHeader(r: wire.Reader, end: number): ResponseHeader {
  let $error: string = '';
  let $message: string = '';
  let $epoch: number = 0;
  let $leaderId: number | undefined;
  let $leaderEndpoint: commonV1.Endpoint | undefined;
  let $patienceMs: number = 0;
  let $quorumPatienceMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $error = r.string(); break;
      case 18: $message = r.string(); break;
      case 24: $epoch = r.int32(); break;
      case 32: $leaderId = r.int32(); break;
      case 42: { const end = r.enter(); $leaderEndpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      case 48: $patienceMs = r.uint32(); break;
      case 56: $quorumPatienceMs = r.uint32(); break;
      default: r.skip(tag, 'ResponseHeader');
    }
  }
  return { error: $error, message: $message, epoch: $epoch, leaderId: $leaderId, leaderEndpoint: $leaderEndpoint, patienceMs: $patienceMs, quorumPatienceMs: $quorumPatienceMs };
}


export interface VoteRequest {
  readonly clusterId: string;
  readonly preVote: boolean;
  readonly epoch: number;
  readonly candidate: ReplicaKey;
  readonly voter: ReplicaKey;
  readonly lastEpoch: number;
  readonly endOffset: number;
  /** What the candidate adds to its timeouts because answers have come late; older controllers do not send it. */
  readonly patienceMs: number;
}

export const VoteRequest: wire.MessageCodec<VoteRequest> = wire.messageCodec('drave.raft.v1.VoteRequest', writeVoteRequest, readVoteRequest);

function writeVoteRequest(w: wire.Writer, m: VoteRequest): void {
  if (m.patienceMs !== 0) { w.uint32(m.patienceMs, 'VoteRequest.patienceMs'); w.tag(64); }
  if (m.endOffset !== 0) { w.int64(m.endOffset, 'VoteRequest.endOffset'); w.tag(56); }
  if (m.lastEpoch !== 0) { w.int32(m.lastEpoch, 'VoteRequest.lastEpoch'); w.tag(48); }
  { const mark = w.mark(); ReplicaKey.write(w, m.voter); w.nested(mark, 42); }
  { const mark = w.mark(); ReplicaKey.write(w, m.candidate); w.nested(mark, 34); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'VoteRequest.epoch'); w.tag(24); }
  if (m.preVote !== false) { w.bool(m.preVote, 'VoteRequest.preVote'); w.tag(16); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'VoteRequest.clusterId'); w.tag(10); }
}

function readVoteRequest(r: wire.Reader, end: number): VoteRequest {
  let $clusterId: string = '';
  let $preVote: boolean = false;
  let $epoch: number = 0;
  let $candidate: ReplicaKey | undefined;
  let $voter: ReplicaKey | undefined;
  let $lastEpoch: number = 0;
  let $endOffset: number = 0;
  let $patienceMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 16: $preVote = r.bool(); break;
      case 24: $epoch = r.int32(); break;
      case 34: { const end = r.enter(); $candidate = ReplicaKey.read(r, end); r.leave(end); } break;
      case 42: { const end = r.enter(); $voter = ReplicaKey.read(r, end); r.leave(end); } break;
      case 48: $lastEpoch = r.int32(); break;
      case 56: $endOffset = r.int64(); break;
      case 64: $patienceMs = r.uint32(); break;
      default: r.skip(tag, 'VoteRequest');
    }
  }
  return { clusterId: $clusterId, preVote: $preVote, epoch: $epoch, candidate: $candidate ?? ReplicaKey.decode(wire.EMPTY), voter: $voter ?? ReplicaKey.decode(wire.EMPTY), lastEpoch: $lastEpoch, endOffset: $endOffset, patienceMs: $patienceMs };
}


export interface VoteResponse {
  readonly header: ResponseHeader;
  readonly granted: boolean;
}

export const VoteResponse: wire.MessageCodec<VoteResponse> = wire.messageCodec('drave.raft.v1.VoteResponse', writeVoteResponse, readVoteResponse);

function writeVoteResponse(w: wire.Writer, m: VoteResponse): void {
  if (m.granted !== false) { w.bool(m.granted, 'VoteResponse.granted'); w.tag(16); }
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readVoteResponse(r: wire.Reader, end: number): VoteResponse {
  let $header: ResponseHeader | undefined;
  let $granted: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $granted = r.bool(); break;
      default: r.skip(tag, 'VoteResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY), granted: $granted };
}


export interface BeginQuorumEpochRequest {
  readonly clusterId: string;
  readonly epoch: number;
  readonly leaderId: number;
  readonly leaderEndpoint: commonV1.Endpoint;
  readonly voter: ReplicaKey;
}

export const BeginQuorumEpochRequest: wire.MessageCodec<BeginQuorumEpochRequest> = wire.messageCodec('drave.raft.v1.BeginQuorumEpochRequest', writeBeginQuorumEpochRequest, readBeginQuorumEpochRequest);

function writeBeginQuorumEpochRequest(w: wire.Writer, m: BeginQuorumEpochRequest): void {
  { const mark = w.mark(); ReplicaKey.write(w, m.voter); w.nested(mark, 42); }
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.leaderEndpoint); w.nested(mark, 34); }
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'BeginQuorumEpochRequest.leaderId'); w.tag(24); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'BeginQuorumEpochRequest.epoch'); w.tag(16); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'BeginQuorumEpochRequest.clusterId'); w.tag(10); }
}

function readBeginQuorumEpochRequest(r: wire.Reader, end: number): BeginQuorumEpochRequest {
  let $clusterId: string = '';
  let $epoch: number = 0;
  let $leaderId: number = 0;
  let $leaderEndpoint: commonV1.Endpoint | undefined;
  let $voter: ReplicaKey | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 16: $epoch = r.int32(); break;
      case 24: $leaderId = r.int32(); break;
      case 34: { const end = r.enter(); $leaderEndpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      case 42: { const end = r.enter(); $voter = ReplicaKey.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'BeginQuorumEpochRequest');
    }
  }
  return { clusterId: $clusterId, epoch: $epoch, leaderId: $leaderId, leaderEndpoint: $leaderEndpoint ?? commonV1.Endpoint.decode(wire.EMPTY), voter: $voter ?? ReplicaKey.decode(wire.EMPTY) };
}


export interface BeginQuorumEpochResponse {
  readonly header: ResponseHeader;
  readonly directoryId: string;
}

export const BeginQuorumEpochResponse: wire.MessageCodec<BeginQuorumEpochResponse> = wire.messageCodec('drave.raft.v1.BeginQuorumEpochResponse', writeBeginQuorumEpochResponse, readBeginQuorumEpochResponse);

function writeBeginQuorumEpochResponse(w: wire.Writer, m: BeginQuorumEpochResponse): void {
  if (m.directoryId !== '') { w.string(m.directoryId, 'BeginQuorumEpochResponse.directoryId'); w.tag(18); }
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readBeginQuorumEpochResponse(r: wire.Reader, end: number): BeginQuorumEpochResponse {
  let $header: ResponseHeader | undefined;
  let $directoryId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $directoryId = r.string(); break;
      default: r.skip(tag, 'BeginQuorumEpochResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY), directoryId: $directoryId };
}


export interface EndQuorumEpochRequest {
  readonly clusterId: string;
  readonly epoch: number;
  readonly leaderId: number;
  readonly preferredSuccessors: readonly ReplicaKey[];
}

export const EndQuorumEpochRequest: wire.MessageCodec<EndQuorumEpochRequest> = wire.messageCodec('drave.raft.v1.EndQuorumEpochRequest', writeEndQuorumEpochRequest, readEndQuorumEpochRequest);

function writeEndQuorumEpochRequest(w: wire.Writer, m: EndQuorumEpochRequest): void {
  for (let i = m.preferredSuccessors.length - 1; i >= 0; i--) { { const mark = w.mark(); ReplicaKey.write(w, m.preferredSuccessors[i]!); w.nested(mark, 34); } }
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'EndQuorumEpochRequest.leaderId'); w.tag(24); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'EndQuorumEpochRequest.epoch'); w.tag(16); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'EndQuorumEpochRequest.clusterId'); w.tag(10); }
}

function readEndQuorumEpochRequest(r: wire.Reader, end: number): EndQuorumEpochRequest {
  let $clusterId: string = '';
  let $epoch: number = 0;
  let $leaderId: number = 0;
  const $preferredSuccessors: ReplicaKey[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 16: $epoch = r.int32(); break;
      case 24: $leaderId = r.int32(); break;
      case 34: { const end = r.enter(); $preferredSuccessors.push(ReplicaKey.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'EndQuorumEpochRequest');
    }
  }
  return { clusterId: $clusterId, epoch: $epoch, leaderId: $leaderId, preferredSuccessors: $preferredSuccessors };
}


export interface EndQuorumEpochResponse {
  readonly header: ResponseHeader;
}

export const EndQuorumEpochResponse: wire.MessageCodec<EndQuorumEpochResponse> = wire.messageCodec('drave.raft.v1.EndQuorumEpochResponse', writeEndQuorumEpochResponse, readEndQuorumEpochResponse);

function writeEndQuorumEpochResponse(w: wire.Writer, m: EndQuorumEpochResponse): void {
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readEndQuorumEpochResponse(r: wire.Reader, end: number): EndQuorumEpochResponse {
  let $header: ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'EndQuorumEpochResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY) };
}


export interface FeatureRange {
  readonly name: string;
  readonly minLevel: number;
  readonly maxLevel: number;
}

export const FeatureRange: wire.MessageCodec<FeatureRange> = wire.messageCodec('drave.raft.v1.FeatureRange', writeFeatureRange, readFeatureRange);

function writeFeatureRange(w: wire.Writer, m: FeatureRange): void {
  if (m.maxLevel !== 0) { w.int32(m.maxLevel, 'FeatureRange.maxLevel'); w.tag(24); }
  if (m.minLevel !== 0) { w.int32(m.minLevel, 'FeatureRange.minLevel'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'FeatureRange.name'); w.tag(10); }
}

function readFeatureRange(r: wire.Reader, end: number): FeatureRange {
  let $name: string = '';
  let $minLevel: number = 0;
  let $maxLevel: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $minLevel = r.int32(); break;
      case 24: $maxLevel = r.int32(); break;
      default: r.skip(tag, 'FeatureRange');
    }
  }
  return { name: $name, minLevel: $minLevel, maxLevel: $maxLevel };
}


export interface FetchRequest {
  readonly clusterId: string;
  readonly replica: ReplicaKey;
  readonly epoch: number;
  /** Everything below this offset is durable at the sender. */
  readonly fetchOffset: number;
  readonly lastFetchedEpoch: number;
  readonly highWatermark: number;
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  /** The sender can become a voter. Brokers and older controllers do not send it, and are never made voters. */
  readonly mayVote: boolean;
  /** The sender may have lost its vote and its log, so it does not count for any majority yet. */
  readonly joining: boolean;
  /** The feature levels that the sender supports; a leader raises a level only when every voter supports it. */
  readonly features: readonly FeatureRange[];
  /** What the sender adds to its timeouts because answers have come late; older nodes do not send it. */
  readonly patienceMs: number;
}

export const FetchRequest: wire.MessageCodec<FetchRequest> = wire.messageCodec('drave.raft.v1.FetchRequest', writeFetchRequest, readFetchRequest);

function writeFetchRequest(w: wire.Writer, m: FetchRequest): void {
  if (m.patienceMs !== 0) { w.uint32(m.patienceMs, 'FetchRequest.patienceMs'); w.tag(96); }
  for (let i = m.features.length - 1; i >= 0; i--) { { const mark = w.mark(); FeatureRange.write(w, m.features[i]!); w.nested(mark, 90); } }
  if (m.joining !== false) { w.bool(m.joining, 'FetchRequest.joining'); w.tag(80); }
  if (m.mayVote !== false) { w.bool(m.mayVote, 'FetchRequest.mayVote'); w.tag(72); }
  if (m.maxBytes !== 0) { w.uint32(m.maxBytes, 'FetchRequest.maxBytes'); w.tag(64); }
  if (m.maxWaitMs !== 0) { w.uint32(m.maxWaitMs, 'FetchRequest.maxWaitMs'); w.tag(56); }
  if (m.highWatermark !== 0) { w.int64(m.highWatermark, 'FetchRequest.highWatermark'); w.tag(48); }
  if (m.lastFetchedEpoch !== 0) { w.int32(m.lastFetchedEpoch, 'FetchRequest.lastFetchedEpoch'); w.tag(40); }
  if (m.fetchOffset !== 0) { w.int64(m.fetchOffset, 'FetchRequest.fetchOffset'); w.tag(32); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'FetchRequest.epoch'); w.tag(24); }
  { const mark = w.mark(); ReplicaKey.write(w, m.replica); w.nested(mark, 18); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'FetchRequest.clusterId'); w.tag(10); }
}

function readFetchRequest(r: wire.Reader, end: number): FetchRequest {
  let $clusterId: string = '';
  let $replica: ReplicaKey | undefined;
  let $epoch: number = 0;
  let $fetchOffset: number = 0;
  let $lastFetchedEpoch: number = 0;
  let $highWatermark: number = 0;
  let $maxWaitMs: number = 0;
  let $maxBytes: number = 0;
  let $mayVote: boolean = false;
  let $joining: boolean = false;
  const $features: FeatureRange[] = [];
  let $patienceMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 18: { const end = r.enter(); $replica = ReplicaKey.read(r, end); r.leave(end); } break;
      case 24: $epoch = r.int32(); break;
      case 32: $fetchOffset = r.int64(); break;
      case 40: $lastFetchedEpoch = r.int32(); break;
      case 48: $highWatermark = r.int64(); break;
      case 56: $maxWaitMs = r.uint32(); break;
      case 64: $maxBytes = r.uint32(); break;
      case 72: $mayVote = r.bool(); break;
      case 80: $joining = r.bool(); break;
      case 90: { const end = r.enter(); $features.push(FeatureRange.read(r, end)); r.leave(end); } break;
      case 96: $patienceMs = r.uint32(); break;
      default: r.skip(tag, 'FetchRequest');
    }
  }
  return { clusterId: $clusterId, replica: $replica ?? ReplicaKey.decode(wire.EMPTY), epoch: $epoch, fetchOffset: $fetchOffset, lastFetchedEpoch: $lastFetchedEpoch, highWatermark: $highWatermark, maxWaitMs: $maxWaitMs, maxBytes: $maxBytes, mayVote: $mayVote, joining: $joining, features: $features, patienceMs: $patienceMs };
}


export interface FetchResponse {
  readonly header: ResponseHeader;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly result?:
    | { readonly kind: 'entries'; readonly entries: FetchResponseEntries }
    | { readonly kind: 'diverging'; readonly diverging: FetchResponseDiverging }
    | { readonly kind: 'snapshot'; readonly snapshot: SnapshotId }
    | undefined;
}

export const FetchResponse: wire.MessageCodec<FetchResponse> = wire.messageCodec('drave.raft.v1.FetchResponse', writeFetchResponse, readFetchResponse, payloadFetchResponse);

function writeFetchResponse(w: wire.Writer, m: FetchResponse): void {
  if (m.result?.kind === 'snapshot') { { const mark = w.mark(); SnapshotId.write(w, m.result.snapshot); w.nested(mark, 50); } }
  if (m.result?.kind === 'diverging') { { const mark = w.mark(); FetchResponseDiverging.write(w, m.result.diverging); w.nested(mark, 42); } }
  if (m.result?.kind === 'entries') { { const mark = w.mark(); FetchResponseEntries.write(w, m.result.entries); w.nested(mark, 34); } }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'FetchResponse.logStartOffset'); w.tag(24); }
  if (m.highWatermark !== 0) { w.int64(m.highWatermark, 'FetchResponse.highWatermark'); w.tag(16); }
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readFetchResponse(r: wire.Reader, end: number): FetchResponse {
  let $header: ResponseHeader | undefined;
  let $highWatermark: number = 0;
  let $logStartOffset: number = 0;
  let $result: FetchResponse['result'];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $highWatermark = r.int64(); break;
      case 24: $logStartOffset = r.int64(); break;
      case 34: { const end = r.enter(); $result = { kind: 'entries', entries: FetchResponseEntries.read(r, end) }; r.leave(end); } break;
      case 42: { const end = r.enter(); $result = { kind: 'diverging', diverging: FetchResponseDiverging.read(r, end) }; r.leave(end); } break;
      case 50: { const end = r.enter(); $result = { kind: 'snapshot', snapshot: SnapshotId.read(r, end) }; r.leave(end); } break;
      default: r.skip(tag, 'FetchResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY), highWatermark: $highWatermark, logStartOffset: $logStartOffset, result: $result };
}

function payloadFetchResponse(m: FetchResponse): number {
  let sum = 0;
  if (m.result?.kind === 'entries') sum += FetchResponseEntries.payloadBytes(m.result.entries);
  return sum;
}

export interface FetchResponseEntries {
  readonly entries: readonly LogEntry[];
}

export const FetchResponseEntries: wire.MessageCodec<FetchResponseEntries> = wire.messageCodec('drave.raft.v1.FetchResponse.Entries', writeFetchResponseEntries, readFetchResponseEntries, payloadFetchResponseEntries);

function writeFetchResponseEntries(w: wire.Writer, m: FetchResponseEntries): void {
  for (let i = m.entries.length - 1; i >= 0; i--) { { const mark = w.mark(); LogEntry.write(w, m.entries[i]!); w.nested(mark, 10); } }
}

function readFetchResponseEntries(r: wire.Reader, end: number): FetchResponseEntries {
  const $entries: LogEntry[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $entries.push(LogEntry.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'FetchResponseEntries');
    }
  }
  return { entries: $entries };
}

function payloadFetchResponseEntries(m: FetchResponseEntries): number {
  let sum = 0;
  for (const value of m.entries) sum += LogEntry.payloadBytes(value);
  return sum;
}

/** The leader's own `epoch` ends at `end_offset`; the sender truncates there or earlier. */
export interface FetchResponseDiverging {
  readonly epoch: number;
  readonly endOffset: number;
}

export const FetchResponseDiverging: wire.MessageCodec<FetchResponseDiverging> = wire.messageCodec('drave.raft.v1.FetchResponse.Diverging', writeFetchResponseDiverging, readFetchResponseDiverging);

function writeFetchResponseDiverging(w: wire.Writer, m: FetchResponseDiverging): void {
  if (m.endOffset !== 0) { w.int64(m.endOffset, 'FetchResponseDiverging.endOffset'); w.tag(16); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'FetchResponseDiverging.epoch'); w.tag(8); }
}

function readFetchResponseDiverging(r: wire.Reader, end: number): FetchResponseDiverging {
  let $epoch: number = 0;
  let $endOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $epoch = r.int32(); break;
      case 16: $endOffset = r.int64(); break;
      default: r.skip(tag, 'FetchResponseDiverging');
    }
  }
  return { epoch: $epoch, endOffset: $endOffset };
}


export interface FetchCall {
  /** Chosen by the sender, unique among the requests in flight on its stream. */
  readonly correlationId: number;
  readonly request: FetchRequest;
}

export const FetchCall: wire.MessageCodec<FetchCall> = wire.messageCodec('drave.raft.v1.FetchCall', writeFetchCall, readFetchCall);

function writeFetchCall(w: wire.Writer, m: FetchCall): void {
  { const mark = w.mark(); FetchRequest.write(w, m.request); w.nested(mark, 18); }
  if (m.correlationId !== 0) { w.uint32(m.correlationId, 'FetchCall.correlationId'); w.tag(8); }
}

function readFetchCall(r: wire.Reader, end: number): FetchCall {
  let $correlationId: number = 0;
  let $request: FetchRequest | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $correlationId = r.uint32(); break;
      case 18: { const end = r.enter(); $request = FetchRequest.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'FetchCall');
    }
  }
  return { correlationId: $correlationId, request: $request ?? FetchRequest.decode(wire.EMPTY) };
}


export interface FetchAnswer {
  readonly correlationId: number;
  readonly response: FetchResponse;
}

export const FetchAnswer: wire.MessageCodec<FetchAnswer> = wire.messageCodec('drave.raft.v1.FetchAnswer', writeFetchAnswer, readFetchAnswer, payloadFetchAnswer);

function writeFetchAnswer(w: wire.Writer, m: FetchAnswer): void {
  { const mark = w.mark(); FetchResponse.write(w, m.response); w.nested(mark, 18); }
  if (m.correlationId !== 0) { w.uint32(m.correlationId, 'FetchAnswer.correlationId'); w.tag(8); }
}

function readFetchAnswer(r: wire.Reader, end: number): FetchAnswer {
  let $correlationId: number = 0;
  let $response: FetchResponse | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $correlationId = r.uint32(); break;
      case 18: { const end = r.enter(); $response = FetchResponse.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'FetchAnswer');
    }
  }
  return { correlationId: $correlationId, response: $response ?? FetchResponse.decode(wire.EMPTY) };
}

function payloadFetchAnswer(m: FetchAnswer): number {
  let sum = 0;
  sum += FetchResponse.payloadBytes(m.response);
  return sum;
}

export interface FetchSnapshotRequest {
  readonly clusterId: string;
  readonly replica: ReplicaKey;
  readonly epoch: number;
  readonly snapshotId: SnapshotId;
  readonly position: number;
  readonly maxBytes: number;
}

export const FetchSnapshotRequest: wire.MessageCodec<FetchSnapshotRequest> = wire.messageCodec('drave.raft.v1.FetchSnapshotRequest', writeFetchSnapshotRequest, readFetchSnapshotRequest);

function writeFetchSnapshotRequest(w: wire.Writer, m: FetchSnapshotRequest): void {
  if (m.maxBytes !== 0) { w.uint32(m.maxBytes, 'FetchSnapshotRequest.maxBytes'); w.tag(48); }
  if (m.position !== 0) { w.uint64(m.position, 'FetchSnapshotRequest.position'); w.tag(40); }
  { const mark = w.mark(); SnapshotId.write(w, m.snapshotId); w.nested(mark, 34); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'FetchSnapshotRequest.epoch'); w.tag(24); }
  { const mark = w.mark(); ReplicaKey.write(w, m.replica); w.nested(mark, 18); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'FetchSnapshotRequest.clusterId'); w.tag(10); }
}

function readFetchSnapshotRequest(r: wire.Reader, end: number): FetchSnapshotRequest {
  let $clusterId: string = '';
  let $replica: ReplicaKey | undefined;
  let $epoch: number = 0;
  let $snapshotId: SnapshotId | undefined;
  let $position: number = 0;
  let $maxBytes: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 18: { const end = r.enter(); $replica = ReplicaKey.read(r, end); r.leave(end); } break;
      case 24: $epoch = r.int32(); break;
      case 34: { const end = r.enter(); $snapshotId = SnapshotId.read(r, end); r.leave(end); } break;
      case 40: $position = r.uint64(); break;
      case 48: $maxBytes = r.uint32(); break;
      default: r.skip(tag, 'FetchSnapshotRequest');
    }
  }
  return { clusterId: $clusterId, replica: $replica ?? ReplicaKey.decode(wire.EMPTY), epoch: $epoch, snapshotId: $snapshotId ?? SnapshotId.decode(wire.EMPTY), position: $position, maxBytes: $maxBytes };
}


export interface FetchSnapshotResponse {
  readonly header: ResponseHeader;
  readonly snapshotId: SnapshotId;
  readonly position: number;
  readonly totalBytes: number;
  readonly totalCrc: number;
  /** The voters as of the snapshot. */
  readonly voters: readonly Voter[];
  readonly bytes: Uint8Array;
}

export const FetchSnapshotResponse: wire.MessageCodec<FetchSnapshotResponse> = wire.messageCodec('drave.raft.v1.FetchSnapshotResponse', writeFetchSnapshotResponse, readFetchSnapshotResponse, payloadFetchSnapshotResponse);

function writeFetchSnapshotResponse(w: wire.Writer, m: FetchSnapshotResponse): void {
  if (m.bytes?.length !== 0) { w.bytes(m.bytes, 'FetchSnapshotResponse.bytes'); w.tag(58); }
  for (let i = m.voters.length - 1; i >= 0; i--) { { const mark = w.mark(); Voter.write(w, m.voters[i]!); w.nested(mark, 50); } }
  if (m.totalCrc !== 0) { w.fixed32(m.totalCrc, 'FetchSnapshotResponse.totalCrc'); w.tag(45); }
  if (m.totalBytes !== 0) { w.uint64(m.totalBytes, 'FetchSnapshotResponse.totalBytes'); w.tag(32); }
  if (m.position !== 0) { w.uint64(m.position, 'FetchSnapshotResponse.position'); w.tag(24); }
  { const mark = w.mark(); SnapshotId.write(w, m.snapshotId); w.nested(mark, 18); }
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readFetchSnapshotResponse(r: wire.Reader, end: number): FetchSnapshotResponse {
  let $header: ResponseHeader | undefined;
  let $snapshotId: SnapshotId | undefined;
  let $position: number = 0;
  let $totalBytes: number = 0;
  let $totalCrc: number = 0;
  const $voters: Voter[] = [];
  let $bytes: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $snapshotId = SnapshotId.read(r, end); r.leave(end); } break;
      case 24: $position = r.uint64(); break;
      case 32: $totalBytes = r.uint64(); break;
      case 45: $totalCrc = r.fixed32(); break;
      case 50: { const end = r.enter(); $voters.push(Voter.read(r, end)); r.leave(end); } break;
      case 58: $bytes = r.bytes(); break;
      default: r.skip(tag, 'FetchSnapshotResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY), snapshotId: $snapshotId ?? SnapshotId.decode(wire.EMPTY), position: $position, totalBytes: $totalBytes, totalCrc: $totalCrc, voters: $voters, bytes: $bytes };
}

function payloadFetchSnapshotResponse(m: FetchSnapshotResponse): number {
  let sum = 0;
  sum += m.bytes.length;
  return sum;
}

export interface AddVoterRequest {
  readonly clusterId: string;
  readonly voter: Voter;
  readonly timeoutMs: number;
}

export const AddVoterRequest: wire.MessageCodec<AddVoterRequest> = wire.messageCodec('drave.raft.v1.AddVoterRequest', writeAddVoterRequest, readAddVoterRequest);

function writeAddVoterRequest(w: wire.Writer, m: AddVoterRequest): void {
  if (m.timeoutMs !== 0) { w.uint32(m.timeoutMs, 'AddVoterRequest.timeoutMs'); w.tag(24); }
  { const mark = w.mark(); Voter.write(w, m.voter); w.nested(mark, 18); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'AddVoterRequest.clusterId'); w.tag(10); }
}

function readAddVoterRequest(r: wire.Reader, end: number): AddVoterRequest {
  let $clusterId: string = '';
  let $voter: Voter | undefined;
  let $timeoutMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 18: { const end = r.enter(); $voter = Voter.read(r, end); r.leave(end); } break;
      case 24: $timeoutMs = r.uint32(); break;
      default: r.skip(tag, 'AddVoterRequest');
    }
  }
  return { clusterId: $clusterId, voter: $voter ?? Voter.decode(wire.EMPTY), timeoutMs: $timeoutMs };
}


export interface AddVoterResponse {
  readonly header: ResponseHeader;
}

export const AddVoterResponse: wire.MessageCodec<AddVoterResponse> = wire.messageCodec('drave.raft.v1.AddVoterResponse', writeAddVoterResponse, readAddVoterResponse);

function writeAddVoterResponse(w: wire.Writer, m: AddVoterResponse): void {
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAddVoterResponse(r: wire.Reader, end: number): AddVoterResponse {
  let $header: ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'AddVoterResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY) };
}


export interface RemoveVoterRequest {
  readonly clusterId: string;
  readonly voter: ReplicaKey;
  readonly timeoutMs: number;
}

export const RemoveVoterRequest: wire.MessageCodec<RemoveVoterRequest> = wire.messageCodec('drave.raft.v1.RemoveVoterRequest', writeRemoveVoterRequest, readRemoveVoterRequest);

function writeRemoveVoterRequest(w: wire.Writer, m: RemoveVoterRequest): void {
  if (m.timeoutMs !== 0) { w.uint32(m.timeoutMs, 'RemoveVoterRequest.timeoutMs'); w.tag(24); }
  { const mark = w.mark(); ReplicaKey.write(w, m.voter); w.nested(mark, 18); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'RemoveVoterRequest.clusterId'); w.tag(10); }
}

function readRemoveVoterRequest(r: wire.Reader, end: number): RemoveVoterRequest {
  let $clusterId: string = '';
  let $voter: ReplicaKey | undefined;
  let $timeoutMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 18: { const end = r.enter(); $voter = ReplicaKey.read(r, end); r.leave(end); } break;
      case 24: $timeoutMs = r.uint32(); break;
      default: r.skip(tag, 'RemoveVoterRequest');
    }
  }
  return { clusterId: $clusterId, voter: $voter ?? ReplicaKey.decode(wire.EMPTY), timeoutMs: $timeoutMs };
}


export interface RemoveVoterResponse {
  readonly header: ResponseHeader;
}

export const RemoveVoterResponse: wire.MessageCodec<RemoveVoterResponse> = wire.messageCodec('drave.raft.v1.RemoveVoterResponse', writeRemoveVoterResponse, readRemoveVoterResponse);

function writeRemoveVoterResponse(w: wire.Writer, m: RemoveVoterResponse): void {
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readRemoveVoterResponse(r: wire.Reader, end: number): RemoveVoterResponse {
  let $header: ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'RemoveVoterResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY) };
}


export interface UpdateVoterRequest {
  readonly clusterId: string;
  readonly epoch: number;
  readonly voter: Voter;
}

export const UpdateVoterRequest: wire.MessageCodec<UpdateVoterRequest> = wire.messageCodec('drave.raft.v1.UpdateVoterRequest', writeUpdateVoterRequest, readUpdateVoterRequest);

function writeUpdateVoterRequest(w: wire.Writer, m: UpdateVoterRequest): void {
  { const mark = w.mark(); Voter.write(w, m.voter); w.nested(mark, 26); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'UpdateVoterRequest.epoch'); w.tag(16); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'UpdateVoterRequest.clusterId'); w.tag(10); }
}

function readUpdateVoterRequest(r: wire.Reader, end: number): UpdateVoterRequest {
  let $clusterId: string = '';
  let $epoch: number = 0;
  let $voter: Voter | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 16: $epoch = r.int32(); break;
      case 26: { const end = r.enter(); $voter = Voter.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'UpdateVoterRequest');
    }
  }
  return { clusterId: $clusterId, epoch: $epoch, voter: $voter ?? Voter.decode(wire.EMPTY) };
}


export interface UpdateVoterResponse {
  readonly header: ResponseHeader;
}

export const UpdateVoterResponse: wire.MessageCodec<UpdateVoterResponse> = wire.messageCodec('drave.raft.v1.UpdateVoterResponse', writeUpdateVoterResponse, readUpdateVoterResponse);

function writeUpdateVoterResponse(w: wire.Writer, m: UpdateVoterResponse): void {
  { const mark = w.mark(); ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readUpdateVoterResponse(r: wire.Reader, end: number): UpdateVoterResponse {
  let $header: ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'UpdateVoterResponse');
    }
  }
  return { header: $header ?? ResponseHeader.decode(wire.EMPTY) };
}


/**
 * Every response carries `ResponseHeader`: a refusal carries the epoch and the leader that the sender lacks, so it is
 * part of the protocol and not an RPC failure.
 */
export const raftService: {
  readonly name: 'drave.raft.v1.RaftService';
  readonly methods: {
    readonly vote: UnaryMethod<VoteRequest, VoteResponse>;
    readonly beginQuorumEpoch: UnaryMethod<BeginQuorumEpochRequest, BeginQuorumEpochResponse>;
    readonly endQuorumEpoch: UnaryMethod<EndQuorumEpochRequest, EndQuorumEpochResponse>;
    /**
     * One stream from each replica to its leader, because fetches are most of the traffic of an idle quorum. Every
     * request is answered by a response under its correlation id, which the leader delays for up to max_wait_ms while
     * there is nothing new. After a refusal the server ends the stream.
     */
    readonly fetch: StreamMethod<FetchCall, FetchAnswer>;
    readonly fetchSnapshot: UnaryMethod<FetchSnapshotRequest, FetchSnapshotResponse>;
    readonly addVoter: UnaryMethod<AddVoterRequest, AddVoterResponse>;
    readonly removeVoter: UnaryMethod<RemoveVoterRequest, RemoveVoterResponse>;
    readonly updateVoter: UnaryMethod<UpdateVoterRequest, UpdateVoterResponse>;
  };
} = {
  name: 'drave.raft.v1.RaftService',
  methods: {
    vote: {
      kind: 'unary',
      path: '/drave.raft.v1.RaftService/Vote',
      encodeRequest: VoteRequest.encode,
      encodeRequestPieces: VoteRequest.encodePieces,
      decodeRequest: VoteRequest.decode,
      encodeResponse: VoteResponse.encode,
      encodeResponsePieces: VoteResponse.encodePieces,
      decodeResponse: VoteResponse.decode,
    },
    beginQuorumEpoch: {
      kind: 'unary',
      path: '/drave.raft.v1.RaftService/BeginQuorumEpoch',
      encodeRequest: BeginQuorumEpochRequest.encode,
      encodeRequestPieces: BeginQuorumEpochRequest.encodePieces,
      decodeRequest: BeginQuorumEpochRequest.decode,
      encodeResponse: BeginQuorumEpochResponse.encode,
      encodeResponsePieces: BeginQuorumEpochResponse.encodePieces,
      decodeResponse: BeginQuorumEpochResponse.decode,
    },
    endQuorumEpoch: {
      kind: 'unary',
      path: '/drave.raft.v1.RaftService/EndQuorumEpoch',
      encodeRequest: EndQuorumEpochRequest.encode,
      encodeRequestPieces: EndQuorumEpochRequest.encodePieces,
      decodeRequest: EndQuorumEpochRequest.decode,
      encodeResponse: EndQuorumEpochResponse.encode,
      encodeResponsePieces: EndQuorumEpochResponse.encodePieces,
      decodeResponse: EndQuorumEpochResponse.decode,
    },
    fetch: {
      kind: 'stream',
      path: '/drave.raft.v1.RaftService/Fetch',
      requestStream: true,
      responseStream: true,
      encodeRequest: FetchCall.encode,
      encodeRequestPieces: FetchCall.encodePieces,
      decodeRequest: FetchCall.decode,
      encodeResponse: FetchAnswer.encode,
      encodeResponsePieces: FetchAnswer.encodePieces,
      decodeResponse: FetchAnswer.decode,
    },
    fetchSnapshot: {
      kind: 'unary',
      path: '/drave.raft.v1.RaftService/FetchSnapshot',
      encodeRequest: FetchSnapshotRequest.encode,
      encodeRequestPieces: FetchSnapshotRequest.encodePieces,
      decodeRequest: FetchSnapshotRequest.decode,
      encodeResponse: FetchSnapshotResponse.encode,
      encodeResponsePieces: FetchSnapshotResponse.encodePieces,
      decodeResponse: FetchSnapshotResponse.decode,
    },
    addVoter: {
      kind: 'unary',
      path: '/drave.raft.v1.RaftService/AddVoter',
      encodeRequest: AddVoterRequest.encode,
      encodeRequestPieces: AddVoterRequest.encodePieces,
      decodeRequest: AddVoterRequest.decode,
      encodeResponse: AddVoterResponse.encode,
      encodeResponsePieces: AddVoterResponse.encodePieces,
      decodeResponse: AddVoterResponse.decode,
    },
    removeVoter: {
      kind: 'unary',
      path: '/drave.raft.v1.RaftService/RemoveVoter',
      encodeRequest: RemoveVoterRequest.encode,
      encodeRequestPieces: RemoveVoterRequest.encodePieces,
      decodeRequest: RemoveVoterRequest.decode,
      encodeResponse: RemoveVoterResponse.encode,
      encodeResponsePieces: RemoveVoterResponse.encodePieces,
      decodeResponse: RemoveVoterResponse.decode,
    },
    updateVoter: {
      kind: 'unary',
      path: '/drave.raft.v1.RaftService/UpdateVoter',
      encodeRequest: UpdateVoterRequest.encode,
      encodeRequestPieces: UpdateVoterRequest.encodePieces,
      decodeRequest: UpdateVoterRequest.decode,
      encodeResponse: UpdateVoterResponse.encode,
      encodeResponsePieces: UpdateVoterResponse.encodePieces,
      decodeResponse: UpdateVoterResponse.decode,
    },
  },
};
