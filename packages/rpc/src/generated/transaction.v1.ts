// Generated from proto/drave/transaction/v1/transaction.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { UnaryMethod } from '../transport.js';

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export const TopicPartitions: wire.MessageCodec<TopicPartitions> = wire.messageCodec('drave.transaction.v1.TopicPartitions', writeTopicPartitions, readTopicPartitions);

function writeTopicPartitions(w: wire.Writer, m: TopicPartitions): void {
  if (m.partitions.length !== 0) { const mark = w.mark(); for (let i = m.partitions.length - 1; i >= 0; i--) { w.int32(m.partitions[i]!, 'TopicPartitions.partitions'); } w.nested(mark, 18); }
  if (m.topic !== '') { w.string(m.topic, 'TopicPartitions.topic'); w.tag(10); }
}

function readTopicPartitions(r: wire.Reader, end: number): TopicPartitions {
  let $topic: string = '';
  const $partitions: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partitions.push(r.int32()); break;
      case 18: { const stop = r.enter(); while (r.position < stop) $partitions.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'TopicPartitions');
    }
  }
  return { topic: $topic, partitions: $partitions };
}


export interface AddPartitionsRequest {
  readonly clusterId: string;
  readonly transactions: readonly Transaction[];
}

export const AddPartitionsRequest: wire.MessageCodec<AddPartitionsRequest> = wire.messageCodec('drave.transaction.v1.AddPartitionsRequest', writeAddPartitionsRequest, readAddPartitionsRequest);

function writeAddPartitionsRequest(w: wire.Writer, m: AddPartitionsRequest): void {
  for (let i = m.transactions.length - 1; i >= 0; i--) { { const mark = w.mark(); Transaction.write(w, m.transactions[i]!); w.nested(mark, 18); } }
  if (m.clusterId !== '') { w.string(m.clusterId, 'AddPartitionsRequest.clusterId'); w.tag(10); }
}

function readAddPartitionsRequest(r: wire.Reader, end: number): AddPartitionsRequest {
  let $clusterId: string = '';
  const $transactions: Transaction[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 18: { const end = r.enter(); $transactions.push(Transaction.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AddPartitionsRequest');
    }
  }
  return { clusterId: $clusterId, transactions: $transactions };
}


export interface Transaction {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** True to verify that the partitions belong to the transaction, without adding any. */
  readonly verifyOnly: boolean;
  readonly topics: readonly TopicPartitions[];
}

export const Transaction: wire.MessageCodec<Transaction> = wire.messageCodec('drave.transaction.v1.Transaction', writeTransaction, readTransaction);

function writeTransaction(w: wire.Writer, m: Transaction): void {
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); TopicPartitions.write(w, m.topics[i]!); w.nested(mark, 42); } }
  if (m.verifyOnly !== false) { w.bool(m.verifyOnly, 'Transaction.verifyOnly'); w.tag(32); }
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'Transaction.producerEpoch'); w.tag(24); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'Transaction.producerId'); w.tag(16); }
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'Transaction.transactionalId'); w.tag(10); }
}

function readTransaction(r: wire.Reader, end: number): Transaction {
  let $transactionalId: string = '';
  let $producerId: number = 0;
  let $producerEpoch: number = 0;
  let $verifyOnly: boolean = false;
  const $topics: TopicPartitions[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      case 16: $producerId = r.int64(); break;
      case 24: $producerEpoch = r.int32(); break;
      case 32: $verifyOnly = r.bool(); break;
      case 42: { const end = r.enter(); $topics.push(TopicPartitions.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'Transaction');
    }
  }
  return { transactionalId: $transactionalId, producerId: $producerId, producerEpoch: $producerEpoch, verifyOnly: $verifyOnly, topics: $topics };
}


export interface AddPartitionsResponse {
  /** One for each transaction of the request, in its order. */
  readonly transactions: readonly TransactionResult[];
}

export const AddPartitionsResponse: wire.MessageCodec<AddPartitionsResponse> = wire.messageCodec('drave.transaction.v1.AddPartitionsResponse', writeAddPartitionsResponse, readAddPartitionsResponse);

function writeAddPartitionsResponse(w: wire.Writer, m: AddPartitionsResponse): void {
  for (let i = m.transactions.length - 1; i >= 0; i--) { { const mark = w.mark(); TransactionResult.write(w, m.transactions[i]!); w.nested(mark, 10); } }
}

function readAddPartitionsResponse(r: wire.Reader, end: number): AddPartitionsResponse {
  const $transactions: TransactionResult[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $transactions.push(TransactionResult.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AddPartitionsResponse');
    }
  }
  return { transactions: $transactions };
}


export interface TransactionResult {
  readonly partitions: readonly PartitionResult[];
}

export const TransactionResult: wire.MessageCodec<TransactionResult> = wire.messageCodec('drave.transaction.v1.TransactionResult', writeTransactionResult, readTransactionResult);

function writeTransactionResult(w: wire.Writer, m: TransactionResult): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionResult.write(w, m.partitions[i]!); w.nested(mark, 10); } }
}

function readTransactionResult(r: wire.Reader, end: number): TransactionResult {
  const $partitions: PartitionResult[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $partitions.push(PartitionResult.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'TransactionResult');
    }
  }
  return { partitions: $partitions };
}


export interface PartitionResult {
  readonly topic: string;
  readonly partition: number;
  /** Kafka error code; 0 for none. */
  readonly errorCode: number;
}

export const PartitionResult: wire.MessageCodec<PartitionResult> = wire.messageCodec('drave.transaction.v1.PartitionResult', writePartitionResult, readPartitionResult);

function writePartitionResult(w: wire.Writer, m: PartitionResult): void {
  if (m.errorCode !== 0) { w.int32(m.errorCode, 'PartitionResult.errorCode'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionResult.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'PartitionResult.topic'); w.tag(10); }
}

function readPartitionResult(r: wire.Reader, end: number): PartitionResult {
  let $topic: string = '';
  let $partition: number = 0;
  let $errorCode: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $errorCode = r.int32(); break;
      default: r.skip(tag, 'PartitionResult');
    }
  }
  return { topic: $topic, partition: $partition, errorCode: $errorCode };
}


export interface WriteMarkersRequest {
  readonly clusterId: string;
  readonly markers: readonly Marker[];
}

export const WriteMarkersRequest: wire.MessageCodec<WriteMarkersRequest> = wire.messageCodec('drave.transaction.v1.WriteMarkersRequest', writeWriteMarkersRequest, readWriteMarkersRequest);

function writeWriteMarkersRequest(w: wire.Writer, m: WriteMarkersRequest): void {
  for (let i = m.markers.length - 1; i >= 0; i--) { { const mark = w.mark(); Marker.write(w, m.markers[i]!); w.nested(mark, 18); } }
  if (m.clusterId !== '') { w.string(m.clusterId, 'WriteMarkersRequest.clusterId'); w.tag(10); }
}

function readWriteMarkersRequest(r: wire.Reader, end: number): WriteMarkersRequest {
  let $clusterId: string = '';
  const $markers: Marker[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 18: { const end = r.enter(); $markers.push(Marker.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'WriteMarkersRequest');
    }
  }
  return { clusterId: $clusterId, markers: $markers };
}


export interface Marker {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly commit: boolean;
  /** The leader epoch of the coordinator's partition of __transaction_state, by which an older coordinator is fenced. */
  readonly coordinatorEpoch: number;
  /** The transaction.version of the transaction. */
  readonly transactionVersion: number;
  readonly topics: readonly TopicPartitions[];
}

export const Marker: wire.MessageCodec<Marker> = wire.messageCodec('drave.transaction.v1.Marker', writeMarker, readMarker);

function writeMarker(w: wire.Writer, m: Marker): void {
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); TopicPartitions.write(w, m.topics[i]!); w.nested(mark, 50); } }
  if (m.transactionVersion !== 0) { w.int32(m.transactionVersion, 'Marker.transactionVersion'); w.tag(40); }
  if (m.coordinatorEpoch !== 0) { w.int32(m.coordinatorEpoch, 'Marker.coordinatorEpoch'); w.tag(32); }
  if (m.commit !== false) { w.bool(m.commit, 'Marker.commit'); w.tag(24); }
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'Marker.producerEpoch'); w.tag(16); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'Marker.producerId'); w.tag(8); }
}

function readMarker(r: wire.Reader, end: number): Marker {
  let $producerId: number = 0;
  let $producerEpoch: number = 0;
  let $commit: boolean = false;
  let $coordinatorEpoch: number = 0;
  let $transactionVersion: number = 0;
  const $topics: TopicPartitions[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $producerId = r.int64(); break;
      case 16: $producerEpoch = r.int32(); break;
      case 24: $commit = r.bool(); break;
      case 32: $coordinatorEpoch = r.int32(); break;
      case 40: $transactionVersion = r.int32(); break;
      case 50: { const end = r.enter(); $topics.push(TopicPartitions.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'Marker');
    }
  }
  return { producerId: $producerId, producerEpoch: $producerEpoch, commit: $commit, coordinatorEpoch: $coordinatorEpoch, transactionVersion: $transactionVersion, topics: $topics };
}


export interface WriteMarkersResponse {
  /** One for each marker of the request, in its order. */
  readonly markers: readonly MarkerResult[];
}

export const WriteMarkersResponse: wire.MessageCodec<WriteMarkersResponse> = wire.messageCodec('drave.transaction.v1.WriteMarkersResponse', writeWriteMarkersResponse, readWriteMarkersResponse);

function writeWriteMarkersResponse(w: wire.Writer, m: WriteMarkersResponse): void {
  for (let i = m.markers.length - 1; i >= 0; i--) { { const mark = w.mark(); MarkerResult.write(w, m.markers[i]!); w.nested(mark, 10); } }
}

function readWriteMarkersResponse(r: wire.Reader, end: number): WriteMarkersResponse {
  const $markers: MarkerResult[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $markers.push(MarkerResult.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'WriteMarkersResponse');
    }
  }
  return { markers: $markers };
}


export interface MarkerResult {
  readonly partitions: readonly PartitionResult[];
}

export const MarkerResult: wire.MessageCodec<MarkerResult> = wire.messageCodec('drave.transaction.v1.MarkerResult', writeMarkerResult, readMarkerResult);

function writeMarkerResult(w: wire.Writer, m: MarkerResult): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionResult.write(w, m.partitions[i]!); w.nested(mark, 10); } }
}

function readMarkerResult(r: wire.Reader, end: number): MarkerResult {
  const $partitions: PartitionResult[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $partitions.push(PartitionResult.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'MarkerResult');
    }
  }
  return { partitions: $partitions };
}


export const transactionPeerService: {
  readonly name: 'drave.transaction.v1.TransactionPeerService';
  readonly methods: {
    /**
     * Called by the leader of a partition in which a transaction is about to begin, at the transaction's coordinator
     * (KIP-890).
     */
    readonly addPartitions: UnaryMethod<AddPartitionsRequest, AddPartitionsResponse>;
    /**
     * Called by the coordinator whose transaction ends, at the leaders of its partitions. Answered when every marker of
     * the request is replicated or has failed.
     */
    readonly writeMarkers: UnaryMethod<WriteMarkersRequest, WriteMarkersResponse>;
  };
} = {
  name: 'drave.transaction.v1.TransactionPeerService',
  methods: {
    addPartitions: {
      kind: 'unary',
      path: '/drave.transaction.v1.TransactionPeerService/AddPartitions',
      encodeRequest: AddPartitionsRequest.encode,
      encodeRequestPieces: AddPartitionsRequest.encodePieces,
      decodeRequest: AddPartitionsRequest.decode,
      encodeResponse: AddPartitionsResponse.encode,
      encodeResponsePieces: AddPartitionsResponse.encodePieces,
      decodeResponse: AddPartitionsResponse.decode,
    },
    writeMarkers: {
      kind: 'unary',
      path: '/drave.transaction.v1.TransactionPeerService/WriteMarkers',
      encodeRequest: WriteMarkersRequest.encode,
      encodeRequestPieces: WriteMarkersRequest.encodePieces,
      decodeRequest: WriteMarkersRequest.decode,
      encodeResponse: WriteMarkersResponse.encode,
      encodeResponsePieces: WriteMarkersResponse.encodePieces,
      decodeResponse: WriteMarkersResponse.decode,
    },
  },
};
