// Generated from proto/drave/admin/v1/admin.proto, proto/drave/admin/v1/group.proto, proto/drave/admin/v1/transaction.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod, UnaryMethod } from '../transport.js';
import * as commonV1 from './common.v1.js';

export interface Topic {
  readonly name: string;
  /**
   * 22 characters of base64url, as Kafka shows it. A topic that was deleted and created again under the same name has
   * another id.
   */
  readonly topicId: string;
  readonly partitionCount: number;
  /** The number of replicas of the first partition. */
  readonly replicationFactor: number;
  readonly internal: boolean;
  /** The overrides of this topic. */
  readonly configs: ReadonlyMap<string, string>;
  /** Set only by GetTopic. */
  readonly partitions: readonly Partition[];
}

export const Topic: wire.MessageCodec<Topic> = wire.messageCodec('drave.admin.v1.Topic', writeTopic, readTopic);

function writeTopic(w: wire.Writer, m: Topic): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); Partition.write(w, m.partitions[i]!); w.nested(mark, 58); } }
  for (const [key, value] of wire.mapEntriesDescending(m.configs)) { const start = w.mark(); w.string(value, 'Topic.configs'); w.tag(18); w.string(key, 'Topic.configs'); w.tag(10); w.nested(start, 50); }
  if (m.internal !== false) { w.bool(m.internal, 'Topic.internal'); w.tag(40); }
  if (m.replicationFactor !== 0) { w.int32(m.replicationFactor, 'Topic.replicationFactor'); w.tag(32); }
  if (m.partitionCount !== 0) { w.int32(m.partitionCount, 'Topic.partitionCount'); w.tag(24); }
  if (m.topicId !== '') { w.string(m.topicId, 'Topic.topicId'); w.tag(18); }
  if (m.name !== '') { w.string(m.name, 'Topic.name'); w.tag(10); }
}

function readTopic(r: wire.Reader, end: number): Topic {
  let $name: string = '';
  let $topicId: string = '';
  let $partitionCount: number = 0;
  let $replicationFactor: number = 0;
  let $internal: boolean = false;
  const $configs = new Map<string, string>();
  const $partitions: Partition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 18: $topicId = r.string(); break;
      case 24: $partitionCount = r.int32(); break;
      case 32: $replicationFactor = r.int32(); break;
      case 40: $internal = r.bool(); break;
      case 50: { const stop = r.enter(); let key: string = ''; let value: string = ''; while (r.position < stop) { const entry = r.tag(); if (entry === 10) { key = r.string(); } else if (entry === 18) { value = r.string(); } else r.skip(entry, 'Topic.configs'); } r.leave(stop); $configs.set(key, value); } break;
      case 58: { const end = r.enter(); $partitions.push(Partition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'Topic');
    }
  }
  return { name: $name, topicId: $topicId, partitionCount: $partitionCount, replicationFactor: $replicationFactor, internal: $internal, configs: $configs, partitions: $partitions };
}


export interface ReplicaAssignment {
  /** The first is the preferred leader. */
  readonly replicas: readonly number[];
}

export const ReplicaAssignment: wire.MessageCodec<ReplicaAssignment> = wire.messageCodec('drave.admin.v1.ReplicaAssignment', writeReplicaAssignment, readReplicaAssignment);

function writeReplicaAssignment(w: wire.Writer, m: ReplicaAssignment): void {
  if (m.replicas.length !== 0) { const mark = w.mark(); for (let i = m.replicas.length - 1; i >= 0; i--) { w.int32(m.replicas[i]!, 'ReplicaAssignment.replicas'); } w.nested(mark, 10); }
}

function readReplicaAssignment(r: wire.Reader, end: number): ReplicaAssignment {
  const $replicas: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $replicas.push(r.int32()); break;
      case 10: { const stop = r.enter(); while (r.position < stop) $replicas.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'ReplicaAssignment');
    }
  }
  return { replicas: $replicas };
}


export interface CreateTopicRequest {
  /** 1 to 249 of [a-zA-Z0-9._-]; not "." or ".."; must not differ from another topic only in "." against "_". */
  readonly name: string;
  /** 0 for the cluster's num.partitions. Must be 0 with assignments. */
  readonly partitionCount: number;
  /** 0 for the cluster's default.replication.factor. Must be 0 with assignments. */
  readonly replicationFactor: number;
  /** One for each partition, in order, instead of placement by the cluster. */
  readonly assignments: readonly ReplicaAssignment[];
  readonly configs: ReadonlyMap<string, string>;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const CreateTopicRequest: wire.MessageCodec<CreateTopicRequest> = wire.messageCodec('drave.admin.v1.CreateTopicRequest', writeCreateTopicRequest, readCreateTopicRequest);

function writeCreateTopicRequest(w: wire.Writer, m: CreateTopicRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'CreateTopicRequest.requestId'); w.tag(58); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'CreateTopicRequest.validateOnly'); w.tag(48); }
  for (const [key, value] of wire.mapEntriesDescending(m.configs)) { const start = w.mark(); w.string(value, 'CreateTopicRequest.configs'); w.tag(18); w.string(key, 'CreateTopicRequest.configs'); w.tag(10); w.nested(start, 42); }
  for (let i = m.assignments.length - 1; i >= 0; i--) { { const mark = w.mark(); ReplicaAssignment.write(w, m.assignments[i]!); w.nested(mark, 34); } }
  if (m.replicationFactor !== 0) { w.int32(m.replicationFactor, 'CreateTopicRequest.replicationFactor'); w.tag(24); }
  if (m.partitionCount !== 0) { w.int32(m.partitionCount, 'CreateTopicRequest.partitionCount'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'CreateTopicRequest.name'); w.tag(10); }
}

function readCreateTopicRequest(r: wire.Reader, end: number): CreateTopicRequest {
  let $name: string = '';
  let $partitionCount: number = 0;
  let $replicationFactor: number = 0;
  const $assignments: ReplicaAssignment[] = [];
  const $configs = new Map<string, string>();
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $partitionCount = r.int32(); break;
      case 24: $replicationFactor = r.int32(); break;
      case 34: { const end = r.enter(); $assignments.push(ReplicaAssignment.read(r, end)); r.leave(end); } break;
      case 42: { const stop = r.enter(); let key: string = ''; let value: string = ''; while (r.position < stop) { const entry = r.tag(); if (entry === 10) { key = r.string(); } else if (entry === 18) { value = r.string(); } else r.skip(entry, 'CreateTopicRequest.configs'); } r.leave(stop); $configs.set(key, value); } break;
      case 48: $validateOnly = r.bool(); break;
      case 58: $requestId = r.string(); break;
      default: r.skip(tag, 'CreateTopicRequest');
    }
  }
  return { name: $name, partitionCount: $partitionCount, replicationFactor: $replicationFactor, assignments: $assignments, configs: $configs, validateOnly: $validateOnly, requestId: $requestId };
}


export interface CreateTopicResponse {
  readonly header: commonV1.ResponseHeader;
  /** With validate_only the topic_id is empty. */
  readonly topic: Topic;
  /** The topic is visible on a node whose metadata offset is at or above this. */
  readonly visibleAtOffset: number;
}

export const CreateTopicResponse: wire.MessageCodec<CreateTopicResponse> = wire.messageCodec('drave.admin.v1.CreateTopicResponse', writeCreateTopicResponse, readCreateTopicResponse);

function writeCreateTopicResponse(w: wire.Writer, m: CreateTopicResponse): void {
  if (m.visibleAtOffset !== 0) { w.int64(m.visibleAtOffset, 'CreateTopicResponse.visibleAtOffset'); w.tag(24); }
  { const mark = w.mark(); Topic.write(w, m.topic); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readCreateTopicResponse(r: wire.Reader, end: number): CreateTopicResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $topic: Topic | undefined;
  let $visibleAtOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $topic = Topic.read(r, end); r.leave(end); } break;
      case 24: $visibleAtOffset = r.int64(); break;
      default: r.skip(tag, 'CreateTopicResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), topic: $topic ?? Topic.decode(wire.EMPTY), visibleAtOffset: $visibleAtOffset };
}


export interface GetTopicRequest {
  /** Either the name or the id is set. */
  readonly name: string;
  readonly topicId: string;
  /** Answers from this node's own metadata, which may be stale, instead of making a linearizable read. */
  readonly local: boolean;
}

export const GetTopicRequest: wire.MessageCodec<GetTopicRequest> = wire.messageCodec('drave.admin.v1.GetTopicRequest', writeGetTopicRequest, readGetTopicRequest);

function writeGetTopicRequest(w: wire.Writer, m: GetTopicRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetTopicRequest.local'); w.tag(24); }
  if (m.topicId !== '') { w.string(m.topicId, 'GetTopicRequest.topicId'); w.tag(18); }
  if (m.name !== '') { w.string(m.name, 'GetTopicRequest.name'); w.tag(10); }
}

function readGetTopicRequest(r: wire.Reader, end: number): GetTopicRequest {
  let $name: string = '';
  let $topicId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 18: $topicId = r.string(); break;
      case 24: $local = r.bool(); break;
      default: r.skip(tag, 'GetTopicRequest');
    }
  }
  return { name: $name, topicId: $topicId, local: $local };
}


export interface GetTopicResponse {
  readonly header: commonV1.ResponseHeader;
  readonly topic: Topic;
}

export const GetTopicResponse: wire.MessageCodec<GetTopicResponse> = wire.messageCodec('drave.admin.v1.GetTopicResponse', writeGetTopicResponse, readGetTopicResponse);

function writeGetTopicResponse(w: wire.Writer, m: GetTopicResponse): void {
  { const mark = w.mark(); Topic.write(w, m.topic); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetTopicResponse(r: wire.Reader, end: number): GetTopicResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $topic: Topic | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $topic = Topic.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'GetTopicResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), topic: $topic ?? Topic.decode(wire.EMPTY) };
}


export interface ListTopicsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Only names with this prefix. */
  readonly namePrefix: string;
  readonly includeInternal: boolean;
  readonly local: boolean;
}

export const ListTopicsRequest: wire.MessageCodec<ListTopicsRequest> = wire.messageCodec('drave.admin.v1.ListTopicsRequest', writeListTopicsRequest, readListTopicsRequest);

function writeListTopicsRequest(w: wire.Writer, m: ListTopicsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListTopicsRequest.local'); w.tag(40); }
  if (m.includeInternal !== false) { w.bool(m.includeInternal, 'ListTopicsRequest.includeInternal'); w.tag(32); }
  if (m.namePrefix !== '') { w.string(m.namePrefix, 'ListTopicsRequest.namePrefix'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListTopicsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListTopicsRequest.pageSize'); w.tag(8); }
}

function readListTopicsRequest(r: wire.Reader, end: number): ListTopicsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $namePrefix: string = '';
  let $includeInternal: boolean = false;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $namePrefix = r.string(); break;
      case 32: $includeInternal = r.bool(); break;
      case 40: $local = r.bool(); break;
      default: r.skip(tag, 'ListTopicsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, namePrefix: $namePrefix, includeInternal: $includeInternal, local: $local };
}


export interface ListTopicsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of name, without partitions. */
  readonly topics: readonly Topic[];
  readonly nextPageToken: string;
}

export const ListTopicsResponse: wire.MessageCodec<ListTopicsResponse> = wire.messageCodec('drave.admin.v1.ListTopicsResponse', writeListTopicsResponse, readListTopicsResponse);

function writeListTopicsResponse(w: wire.Writer, m: ListTopicsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListTopicsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); Topic.write(w, m.topics[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListTopicsResponse(r: wire.Reader, end: number): ListTopicsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $topics: Topic[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $topics.push(Topic.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListTopicsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), topics: $topics, nextPageToken: $nextPageToken };
}


export interface DeleteTopicRequest {
  /** Either the name or the id is set. With the id, a later topic of the same name is never deleted. */
  readonly name: string;
  readonly topicId: string;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const DeleteTopicRequest: wire.MessageCodec<DeleteTopicRequest> = wire.messageCodec('drave.admin.v1.DeleteTopicRequest', writeDeleteTopicRequest, readDeleteTopicRequest);

function writeDeleteTopicRequest(w: wire.Writer, m: DeleteTopicRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'DeleteTopicRequest.requestId'); w.tag(34); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'DeleteTopicRequest.validateOnly'); w.tag(24); }
  if (m.topicId !== '') { w.string(m.topicId, 'DeleteTopicRequest.topicId'); w.tag(18); }
  if (m.name !== '') { w.string(m.name, 'DeleteTopicRequest.name'); w.tag(10); }
}

function readDeleteTopicRequest(r: wire.Reader, end: number): DeleteTopicRequest {
  let $name: string = '';
  let $topicId: string = '';
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 18: $topicId = r.string(); break;
      case 24: $validateOnly = r.bool(); break;
      case 34: $requestId = r.string(); break;
      default: r.skip(tag, 'DeleteTopicRequest');
    }
  }
  return { name: $name, topicId: $topicId, validateOnly: $validateOnly, requestId: $requestId };
}


export interface DeleteTopicResponse {
  readonly header: commonV1.ResponseHeader;
  readonly topicId: string;
  readonly visibleAtOffset: number;
}

export const DeleteTopicResponse: wire.MessageCodec<DeleteTopicResponse> = wire.messageCodec('drave.admin.v1.DeleteTopicResponse', writeDeleteTopicResponse, readDeleteTopicResponse);

function writeDeleteTopicResponse(w: wire.Writer, m: DeleteTopicResponse): void {
  if (m.visibleAtOffset !== 0) { w.int64(m.visibleAtOffset, 'DeleteTopicResponse.visibleAtOffset'); w.tag(24); }
  if (m.topicId !== '') { w.string(m.topicId, 'DeleteTopicResponse.topicId'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readDeleteTopicResponse(r: wire.Reader, end: number): DeleteTopicResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $topicId: string = '';
  let $visibleAtOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $topicId = r.string(); break;
      case 24: $visibleAtOffset = r.int64(); break;
      default: r.skip(tag, 'DeleteTopicResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), topicId: $topicId, visibleAtOffset: $visibleAtOffset };
}


export interface AddPartitionsRequest {
  readonly name: string;
  /** The new total, above the present one. */
  readonly partitionCount: number;
  /** One for each new partition, or none for placement by the cluster. */
  readonly assignments: readonly ReplicaAssignment[];
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const AddPartitionsRequest: wire.MessageCodec<AddPartitionsRequest> = wire.messageCodec('drave.admin.v1.AddPartitionsRequest', writeAddPartitionsRequest, readAddPartitionsRequest);

function writeAddPartitionsRequest(w: wire.Writer, m: AddPartitionsRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'AddPartitionsRequest.requestId'); w.tag(42); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'AddPartitionsRequest.validateOnly'); w.tag(32); }
  for (let i = m.assignments.length - 1; i >= 0; i--) { { const mark = w.mark(); ReplicaAssignment.write(w, m.assignments[i]!); w.nested(mark, 26); } }
  if (m.partitionCount !== 0) { w.int32(m.partitionCount, 'AddPartitionsRequest.partitionCount'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'AddPartitionsRequest.name'); w.tag(10); }
}

function readAddPartitionsRequest(r: wire.Reader, end: number): AddPartitionsRequest {
  let $name: string = '';
  let $partitionCount: number = 0;
  const $assignments: ReplicaAssignment[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $partitionCount = r.int32(); break;
      case 26: { const end = r.enter(); $assignments.push(ReplicaAssignment.read(r, end)); r.leave(end); } break;
      case 32: $validateOnly = r.bool(); break;
      case 42: $requestId = r.string(); break;
      default: r.skip(tag, 'AddPartitionsRequest');
    }
  }
  return { name: $name, partitionCount: $partitionCount, assignments: $assignments, validateOnly: $validateOnly, requestId: $requestId };
}


export interface AddPartitionsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly topic: Topic;
  readonly visibleAtOffset: number;
}

export const AddPartitionsResponse: wire.MessageCodec<AddPartitionsResponse> = wire.messageCodec('drave.admin.v1.AddPartitionsResponse', writeAddPartitionsResponse, readAddPartitionsResponse);

function writeAddPartitionsResponse(w: wire.Writer, m: AddPartitionsResponse): void {
  if (m.visibleAtOffset !== 0) { w.int64(m.visibleAtOffset, 'AddPartitionsResponse.visibleAtOffset'); w.tag(24); }
  { const mark = w.mark(); Topic.write(w, m.topic); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAddPartitionsResponse(r: wire.Reader, end: number): AddPartitionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $topic: Topic | undefined;
  let $visibleAtOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $topic = Topic.read(r, end); r.leave(end); } break;
      case 24: $visibleAtOffset = r.int64(); break;
      default: r.skip(tag, 'AddPartitionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), topic: $topic ?? Topic.decode(wire.EMPTY), visibleAtOffset: $visibleAtOffset };
}


export interface Partition {
  readonly topic: string;
  readonly index: number;
  /** -1 when the partition has no leader. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** The first is the preferred leader. */
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Eligible leader replicas (KIP-966). */
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
  /** Replicas on brokers that are fenced or unknown. */
  readonly offlineReplicas: readonly number[];
  /** Log directory of each replica, in the order of `replicas`; empty while unassigned. */
  readonly directories: readonly string[];
  readonly minInsyncReplicas: number;
}

export const Partition: wire.MessageCodec<Partition> = wire.messageCodec('drave.admin.v1.Partition', writePartition, readPartition);

function writePartition(w: wire.Writer, m: Partition): void {
  if (m.minInsyncReplicas !== 0) { w.int32(m.minInsyncReplicas, 'Partition.minInsyncReplicas'); w.tag(112); }
  for (let i = m.directories.length - 1; i >= 0; i--) { w.string(m.directories[i]!, 'Partition.directories'); w.tag(106); }
  if (m.offlineReplicas.length !== 0) { const mark = w.mark(); for (let i = m.offlineReplicas.length - 1; i >= 0; i--) { w.int32(m.offlineReplicas[i]!, 'Partition.offlineReplicas'); } w.nested(mark, 98); }
  if (m.removingReplicas.length !== 0) { const mark = w.mark(); for (let i = m.removingReplicas.length - 1; i >= 0; i--) { w.int32(m.removingReplicas[i]!, 'Partition.removingReplicas'); } w.nested(mark, 90); }
  if (m.addingReplicas.length !== 0) { const mark = w.mark(); for (let i = m.addingReplicas.length - 1; i >= 0; i--) { w.int32(m.addingReplicas[i]!, 'Partition.addingReplicas'); } w.nested(mark, 82); }
  if (m.lastKnownElr.length !== 0) { const mark = w.mark(); for (let i = m.lastKnownElr.length - 1; i >= 0; i--) { w.int32(m.lastKnownElr[i]!, 'Partition.lastKnownElr'); } w.nested(mark, 74); }
  if (m.elr.length !== 0) { const mark = w.mark(); for (let i = m.elr.length - 1; i >= 0; i--) { w.int32(m.elr[i]!, 'Partition.elr'); } w.nested(mark, 66); }
  if (m.isr.length !== 0) { const mark = w.mark(); for (let i = m.isr.length - 1; i >= 0; i--) { w.int32(m.isr[i]!, 'Partition.isr'); } w.nested(mark, 58); }
  if (m.replicas.length !== 0) { const mark = w.mark(); for (let i = m.replicas.length - 1; i >= 0; i--) { w.int32(m.replicas[i]!, 'Partition.replicas'); } w.nested(mark, 50); }
  if (m.partitionEpoch !== 0) { w.int32(m.partitionEpoch, 'Partition.partitionEpoch'); w.tag(40); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'Partition.leaderEpoch'); w.tag(32); }
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'Partition.leaderId'); w.tag(24); }
  if (m.index !== 0) { w.int32(m.index, 'Partition.index'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'Partition.topic'); w.tag(10); }
}

function readPartition(r: wire.Reader, end: number): Partition {
  let $topic: string = '';
  let $index: number = 0;
  let $leaderId: number = 0;
  let $leaderEpoch: number = 0;
  let $partitionEpoch: number = 0;
  const $replicas: number[] = [];
  const $isr: number[] = [];
  const $elr: number[] = [];
  const $lastKnownElr: number[] = [];
  const $addingReplicas: number[] = [];
  const $removingReplicas: number[] = [];
  const $offlineReplicas: number[] = [];
  const $directories: string[] = [];
  let $minInsyncReplicas: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $index = r.int32(); break;
      case 24: $leaderId = r.int32(); break;
      case 32: $leaderEpoch = r.int32(); break;
      case 40: $partitionEpoch = r.int32(); break;
      case 48: $replicas.push(r.int32()); break;
      case 50: { const stop = r.enter(); while (r.position < stop) $replicas.push(r.int32()); r.leave(stop); break; }
      case 56: $isr.push(r.int32()); break;
      case 58: { const stop = r.enter(); while (r.position < stop) $isr.push(r.int32()); r.leave(stop); break; }
      case 64: $elr.push(r.int32()); break;
      case 66: { const stop = r.enter(); while (r.position < stop) $elr.push(r.int32()); r.leave(stop); break; }
      case 72: $lastKnownElr.push(r.int32()); break;
      case 74: { const stop = r.enter(); while (r.position < stop) $lastKnownElr.push(r.int32()); r.leave(stop); break; }
      case 80: $addingReplicas.push(r.int32()); break;
      case 82: { const stop = r.enter(); while (r.position < stop) $addingReplicas.push(r.int32()); r.leave(stop); break; }
      case 88: $removingReplicas.push(r.int32()); break;
      case 90: { const stop = r.enter(); while (r.position < stop) $removingReplicas.push(r.int32()); r.leave(stop); break; }
      case 96: $offlineReplicas.push(r.int32()); break;
      case 98: { const stop = r.enter(); while (r.position < stop) $offlineReplicas.push(r.int32()); r.leave(stop); break; }
      case 106: $directories.push(r.string()); break;
      case 112: $minInsyncReplicas = r.int32(); break;
      default: r.skip(tag, 'Partition');
    }
  }
  return { topic: $topic, index: $index, leaderId: $leaderId, leaderEpoch: $leaderEpoch, partitionEpoch: $partitionEpoch, replicas: $replicas, isr: $isr, elr: $elr, lastKnownElr: $lastKnownElr, addingReplicas: $addingReplicas, removingReplicas: $removingReplicas, offlineReplicas: $offlineReplicas, directories: $directories, minInsyncReplicas: $minInsyncReplicas };
}


export interface GetPartitionRequest {
  readonly topic: string;
  readonly index: number;
  readonly local: boolean;
}

export const GetPartitionRequest: wire.MessageCodec<GetPartitionRequest> = wire.messageCodec('drave.admin.v1.GetPartitionRequest', writeGetPartitionRequest, readGetPartitionRequest);

function writeGetPartitionRequest(w: wire.Writer, m: GetPartitionRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetPartitionRequest.local'); w.tag(24); }
  if (m.index !== 0) { w.int32(m.index, 'GetPartitionRequest.index'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'GetPartitionRequest.topic'); w.tag(10); }
}

function readGetPartitionRequest(r: wire.Reader, end: number): GetPartitionRequest {
  let $topic: string = '';
  let $index: number = 0;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $index = r.int32(); break;
      case 24: $local = r.bool(); break;
      default: r.skip(tag, 'GetPartitionRequest');
    }
  }
  return { topic: $topic, index: $index, local: $local };
}


export interface GetPartitionResponse {
  readonly header: commonV1.ResponseHeader;
  readonly partition: Partition;
}

export const GetPartitionResponse: wire.MessageCodec<GetPartitionResponse> = wire.messageCodec('drave.admin.v1.GetPartitionResponse', writeGetPartitionResponse, readGetPartitionResponse);

function writeGetPartitionResponse(w: wire.Writer, m: GetPartitionResponse): void {
  { const mark = w.mark(); Partition.write(w, m.partition); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetPartitionResponse(r: wire.Reader, end: number): GetPartitionResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $partition: Partition | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partition = Partition.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'GetPartitionResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partition: $partition ?? Partition.decode(wire.EMPTY) };
}


export type PartitionFilter =
  | 'ALL'
  | 'OFFLINE'
  | 'UNDER_REPLICATED'
  | 'UNDER_MIN_ISR'
  | 'NOT_PREFERRED'
  | 'REASSIGNING';
export const PartitionFilter: wire.EnumCodec<PartitionFilter> = wire.enumCodec('drave.admin.v1.PartitionFilter', {
  ALL: 0,
  OFFLINE: 1,
  UNDER_REPLICATED: 2,
  UNDER_MIN_ISR: 3,
  NOT_PREFERRED: 4,
  REASSIGNING: 5,
});

export interface ListPartitionsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Empty for all topics. */
  readonly topic: string;
  readonly filter: PartitionFilter;
  /** Only partitions with a replica on this broker. */
  readonly brokerId?: number | undefined;
  readonly local: boolean;
}

export const ListPartitionsRequest: wire.MessageCodec<ListPartitionsRequest> = wire.messageCodec('drave.admin.v1.ListPartitionsRequest', writeListPartitionsRequest, readListPartitionsRequest);

function writeListPartitionsRequest(w: wire.Writer, m: ListPartitionsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListPartitionsRequest.local'); w.tag(48); }
  if (m.brokerId !== undefined) { w.int32(m.brokerId, 'ListPartitionsRequest.brokerId'); w.tag(40); }
  if (m.filter !== 'ALL') { PartitionFilter.write(w, m.filter, 'ListPartitionsRequest.filter'); w.tag(32); }
  if (m.topic !== '') { w.string(m.topic, 'ListPartitionsRequest.topic'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListPartitionsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListPartitionsRequest.pageSize'); w.tag(8); }
}

function readListPartitionsRequest(r: wire.Reader, end: number): ListPartitionsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $topic: string = '';
  let $filter: PartitionFilter = 'ALL';
  let $brokerId: number | undefined;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $topic = r.string(); break;
      case 32: $filter = PartitionFilter.read(r); break;
      case 40: $brokerId = r.int32(); break;
      case 48: $local = r.bool(); break;
      default: r.skip(tag, 'ListPartitionsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, topic: $topic, filter: $filter, brokerId: $brokerId, local: $local };
}


export interface ListPartitionsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of topic name and index. */
  readonly partitions: readonly Partition[];
  readonly nextPageToken: string;
}

export const ListPartitionsResponse: wire.MessageCodec<ListPartitionsResponse> = wire.messageCodec('drave.admin.v1.ListPartitionsResponse', writeListPartitionsResponse, readListPartitionsResponse);

function writeListPartitionsResponse(w: wire.Writer, m: ListPartitionsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListPartitionsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); Partition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListPartitionsResponse(r: wire.Reader, end: number): ListPartitionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: Partition[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(Partition.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListPartitionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions, nextPageToken: $nextPageToken };
}


export type ElectionType =
  | 'PREFERRED'
  | 'UNCLEAN';
export const ElectionType: wire.EnumCodec<ElectionType> = wire.enumCodec('drave.admin.v1.ElectionType', {
  PREFERRED: 0,
  UNCLEAN: 1,
});

export interface ElectLeadersRequest {
  readonly electionType: ElectionType;
  /** Empty for every partition that needs an election. */
  readonly partitions: readonly commonV1.TopicPartition[];
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const ElectLeadersRequest: wire.MessageCodec<ElectLeadersRequest> = wire.messageCodec('drave.admin.v1.ElectLeadersRequest', writeElectLeadersRequest, readElectLeadersRequest);

function writeElectLeadersRequest(w: wire.Writer, m: ElectLeadersRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'ElectLeadersRequest.requestId'); w.tag(34); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'ElectLeadersRequest.validateOnly'); w.tag(24); }
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); commonV1.TopicPartition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  if (m.electionType !== 'PREFERRED') { ElectionType.write(w, m.electionType, 'ElectLeadersRequest.electionType'); w.tag(8); }
}

function readElectLeadersRequest(r: wire.Reader, end: number): ElectLeadersRequest {
  let $electionType: ElectionType = 'PREFERRED';
  const $partitions: commonV1.TopicPartition[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $electionType = ElectionType.read(r); break;
      case 18: { const end = r.enter(); $partitions.push(commonV1.TopicPartition.read(r, end)); r.leave(end); } break;
      case 24: $validateOnly = r.bool(); break;
      case 34: $requestId = r.string(); break;
      default: r.skip(tag, 'ElectLeadersRequest');
    }
  }
  return { electionType: $electionType, partitions: $partitions, validateOnly: $validateOnly, requestId: $requestId };
}


/** The outcome of one partition of a request for many. */
export interface PartitionResult {
  readonly topic: string;
  readonly partition: number;
  /** Empty on success; else the name of an error, such as ELECTION_NOT_NEEDED. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

export const PartitionResult: wire.MessageCodec<PartitionResult> = wire.messageCodec('drave.admin.v1.PartitionResult', writePartitionResult, readPartitionResult);

function writePartitionResult(w: wire.Writer, m: PartitionResult): void {
  if (m.errorMessage !== '') { w.string(m.errorMessage, 'PartitionResult.errorMessage'); w.tag(34); }
  if (m.errorCode !== '') { w.string(m.errorCode, 'PartitionResult.errorCode'); w.tag(26); }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionResult.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'PartitionResult.topic'); w.tag(10); }
}

function readPartitionResult(r: wire.Reader, end: number): PartitionResult {
  let $topic: string = '';
  let $partition: number = 0;
  let $errorCode: string = '';
  let $errorMessage: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: $errorCode = r.string(); break;
      case 34: $errorMessage = r.string(); break;
      default: r.skip(tag, 'PartitionResult');
    }
  }
  return { topic: $topic, partition: $partition, errorCode: $errorCode, errorMessage: $errorMessage };
}


export interface ElectLeadersResponse {
  readonly header: commonV1.ResponseHeader;
  /** One for each partition of the request; for a request without partitions one for each that changed. */
  readonly results: readonly PartitionResult[];
}

export const ElectLeadersResponse: wire.MessageCodec<ElectLeadersResponse> = wire.messageCodec('drave.admin.v1.ElectLeadersResponse', writeElectLeadersResponse, readElectLeadersResponse);

function writeElectLeadersResponse(w: wire.Writer, m: ElectLeadersResponse): void {
  for (let i = m.results.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionResult.write(w, m.results[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readElectLeadersResponse(r: wire.Reader, end: number): ElectLeadersResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $results: PartitionResult[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $results.push(PartitionResult.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'ElectLeadersResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), results: $results };
}


export interface Reassignment {
  readonly topic: string;
  readonly partition: number;
  /** The new replicas; absent cancels the reassignment under way. */
  readonly target?: ReplicaAssignment | undefined;
}

export const Reassignment: wire.MessageCodec<Reassignment> = wire.messageCodec('drave.admin.v1.Reassignment', writeReassignment, readReassignment);

function writeReassignment(w: wire.Writer, m: Reassignment): void {
  if (m.target !== undefined) { { const mark = w.mark(); ReplicaAssignment.write(w, m.target); w.nested(mark, 26); } }
  if (m.partition !== 0) { w.int32(m.partition, 'Reassignment.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'Reassignment.topic'); w.tag(10); }
}

function readReassignment(r: wire.Reader, end: number): Reassignment {
  let $topic: string = '';
  let $partition: number = 0;
  let $target: ReplicaAssignment | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: { const end = r.enter(); $target = ReplicaAssignment.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'Reassignment');
    }
  }
  return { topic: $topic, partition: $partition, target: $target };
}


export interface ReassignPartitionsRequest {
  readonly reassignments: readonly Reassignment[];
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const ReassignPartitionsRequest: wire.MessageCodec<ReassignPartitionsRequest> = wire.messageCodec('drave.admin.v1.ReassignPartitionsRequest', writeReassignPartitionsRequest, readReassignPartitionsRequest);

function writeReassignPartitionsRequest(w: wire.Writer, m: ReassignPartitionsRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'ReassignPartitionsRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'ReassignPartitionsRequest.validateOnly'); w.tag(16); }
  for (let i = m.reassignments.length - 1; i >= 0; i--) { { const mark = w.mark(); Reassignment.write(w, m.reassignments[i]!); w.nested(mark, 10); } }
}

function readReassignPartitionsRequest(r: wire.Reader, end: number): ReassignPartitionsRequest {
  const $reassignments: Reassignment[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $reassignments.push(Reassignment.read(r, end)); r.leave(end); } break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      default: r.skip(tag, 'ReassignPartitionsRequest');
    }
  }
  return { reassignments: $reassignments, validateOnly: $validateOnly, requestId: $requestId };
}


export interface ReassignPartitionsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly results: readonly PartitionResult[];
}

export const ReassignPartitionsResponse: wire.MessageCodec<ReassignPartitionsResponse> = wire.messageCodec('drave.admin.v1.ReassignPartitionsResponse', writeReassignPartitionsResponse, readReassignPartitionsResponse);

function writeReassignPartitionsResponse(w: wire.Writer, m: ReassignPartitionsResponse): void {
  for (let i = m.results.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionResult.write(w, m.results[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readReassignPartitionsResponse(r: wire.Reader, end: number): ReassignPartitionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $results: PartitionResult[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $results.push(PartitionResult.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'ReassignPartitionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), results: $results };
}


export interface DeleteRecordsPartition {
  readonly topic: string;
  readonly partition: number;
  /** The first record to keep; -1 deletes everything below the high watermark. */
  readonly offset: number;
}

export const DeleteRecordsPartition: wire.MessageCodec<DeleteRecordsPartition> = wire.messageCodec('drave.admin.v1.DeleteRecordsPartition', writeDeleteRecordsPartition, readDeleteRecordsPartition);

function writeDeleteRecordsPartition(w: wire.Writer, m: DeleteRecordsPartition): void {
  if (m.offset !== 0) { w.int64(m.offset, 'DeleteRecordsPartition.offset'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'DeleteRecordsPartition.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'DeleteRecordsPartition.topic'); w.tag(10); }
}

function readDeleteRecordsPartition(r: wire.Reader, end: number): DeleteRecordsPartition {
  let $topic: string = '';
  let $partition: number = 0;
  let $offset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $offset = r.int64(); break;
      default: r.skip(tag, 'DeleteRecordsPartition');
    }
  }
  return { topic: $topic, partition: $partition, offset: $offset };
}


export interface DeleteRecordsRequest {
  readonly partitions: readonly DeleteRecordsPartition[];
  /** Says what the new log start offsets would be. */
  readonly validateOnly: boolean;
  /** A repetition deletes nothing more, with the same id or another. */
  readonly requestId: string;
  /** Only what this broker leads. */
  readonly local: boolean;
}

export const DeleteRecordsRequest: wire.MessageCodec<DeleteRecordsRequest> = wire.messageCodec('drave.admin.v1.DeleteRecordsRequest', writeDeleteRecordsRequest, readDeleteRecordsRequest);

function writeDeleteRecordsRequest(w: wire.Writer, m: DeleteRecordsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'DeleteRecordsRequest.local'); w.tag(32); }
  if (m.requestId !== '') { w.string(m.requestId, 'DeleteRecordsRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'DeleteRecordsRequest.validateOnly'); w.tag(16); }
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); DeleteRecordsPartition.write(w, m.partitions[i]!); w.nested(mark, 10); } }
}

function readDeleteRecordsRequest(r: wire.Reader, end: number): DeleteRecordsRequest {
  const $partitions: DeleteRecordsPartition[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $partitions.push(DeleteRecordsPartition.read(r, end)); r.leave(end); } break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      case 32: $local = r.bool(); break;
      default: r.skip(tag, 'DeleteRecordsRequest');
    }
  }
  return { partitions: $partitions, validateOnly: $validateOnly, requestId: $requestId, local: $local };
}


export interface DeletedRecords {
  readonly topic: string;
  readonly partition: number;
  /** The log start offset; -1 with an error. */
  readonly logStartOffset: number;
  /** Empty on success; else the name of an error, such as OFFSET_OUT_OF_RANGE. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

export const DeletedRecords: wire.MessageCodec<DeletedRecords> = wire.messageCodec('drave.admin.v1.DeletedRecords', writeDeletedRecords, readDeletedRecords);

function writeDeletedRecords(w: wire.Writer, m: DeletedRecords): void {
  if (m.errorMessage !== '') { w.string(m.errorMessage, 'DeletedRecords.errorMessage'); w.tag(42); }
  if (m.errorCode !== '') { w.string(m.errorCode, 'DeletedRecords.errorCode'); w.tag(34); }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'DeletedRecords.logStartOffset'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'DeletedRecords.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'DeletedRecords.topic'); w.tag(10); }
}

function readDeletedRecords(r: wire.Reader, end: number): DeletedRecords {
  let $topic: string = '';
  let $partition: number = 0;
  let $logStartOffset: number = 0;
  let $errorCode: string = '';
  let $errorMessage: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $logStartOffset = r.int64(); break;
      case 34: $errorCode = r.string(); break;
      case 42: $errorMessage = r.string(); break;
      default: r.skip(tag, 'DeletedRecords');
    }
  }
  return { topic: $topic, partition: $partition, logStartOffset: $logStartOffset, errorCode: $errorCode, errorMessage: $errorMessage };
}


export interface DeleteRecordsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In the order of the request. */
  readonly partitions: readonly DeletedRecords[];
}

export const DeleteRecordsResponse: wire.MessageCodec<DeleteRecordsResponse> = wire.messageCodec('drave.admin.v1.DeleteRecordsResponse', writeDeleteRecordsResponse, readDeleteRecordsResponse);

function writeDeleteRecordsResponse(w: wire.Writer, m: DeleteRecordsResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); DeletedRecords.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readDeleteRecordsResponse(r: wire.Reader, end: number): DeleteRecordsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: DeletedRecords[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(DeletedRecords.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'DeleteRecordsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}


export interface ListReassignmentsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Empty for all. */
  readonly topic: string;
  readonly local: boolean;
}

export const ListReassignmentsRequest: wire.MessageCodec<ListReassignmentsRequest> = wire.messageCodec('drave.admin.v1.ListReassignmentsRequest', writeListReassignmentsRequest, readListReassignmentsRequest);

function writeListReassignmentsRequest(w: wire.Writer, m: ListReassignmentsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListReassignmentsRequest.local'); w.tag(32); }
  if (m.topic !== '') { w.string(m.topic, 'ListReassignmentsRequest.topic'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListReassignmentsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListReassignmentsRequest.pageSize'); w.tag(8); }
}

function readListReassignmentsRequest(r: wire.Reader, end: number): ListReassignmentsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $topic: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $topic = r.string(); break;
      case 32: $local = r.bool(); break;
      default: r.skip(tag, 'ListReassignmentsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, topic: $topic, local: $local };
}


export interface ListReassignmentsResponse {
  readonly header: commonV1.ResponseHeader;
  /** The partitions with a reassignment under way. */
  readonly partitions: readonly Partition[];
  readonly nextPageToken: string;
}

export const ListReassignmentsResponse: wire.MessageCodec<ListReassignmentsResponse> = wire.messageCodec('drave.admin.v1.ListReassignmentsResponse', writeListReassignmentsResponse, readListReassignmentsResponse);

function writeListReassignmentsResponse(w: wire.Writer, m: ListReassignmentsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListReassignmentsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); Partition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListReassignmentsResponse(r: wire.Reader, end: number): ListReassignmentsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: Partition[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(Partition.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListReassignmentsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions, nextPageToken: $nextPageToken };
}


export type BrokerState =
  | 'UNSPECIFIED'
  | 'RUNNING'
  | 'FENCED'
  | 'SHUTTING_DOWN';
export const BrokerState: wire.EnumCodec<BrokerState> = wire.enumCodec('drave.admin.v1.BrokerState', {
  UNSPECIFIED: 0,
  RUNNING: 1,
  FENCED: 2,
  SHUTTING_DOWN: 3,
});

export interface BrokerListener {
  readonly name: string;
  readonly endpoint: commonV1.Endpoint;
}

export const BrokerListener: wire.MessageCodec<BrokerListener> = wire.messageCodec('drave.admin.v1.BrokerListener', writeBrokerListener, readBrokerListener);

function writeBrokerListener(w: wire.Writer, m: BrokerListener): void {
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 18); }
  if (m.name !== '') { w.string(m.name, 'BrokerListener.name'); w.tag(10); }
}

function readBrokerListener(r: wire.Reader, end: number): BrokerListener {
  let $name: string = '';
  let $endpoint: commonV1.Endpoint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 18: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'BrokerListener');
    }
  }
  return { name: $name, endpoint: $endpoint ?? commonV1.Endpoint.decode(wire.EMPTY) };
}


export interface Broker {
  readonly id: number;
  readonly epoch: number;
  readonly state: BrokerState;
  readonly listeners: readonly BrokerListener[];
  /** Empty when none is set. */
  readonly rack: string;
  readonly incarnationId: string;
  /** Ids of the log directories that are online. */
  readonly directories: readonly string[];
  readonly replicaCount: number;
  readonly leaderCount: number;
}

export const Broker: wire.MessageCodec<Broker> = wire.messageCodec('drave.admin.v1.Broker', writeBroker, readBroker);

function writeBroker(w: wire.Writer, m: Broker): void {
  if (m.leaderCount !== 0) { w.int32(m.leaderCount, 'Broker.leaderCount'); w.tag(72); }
  if (m.replicaCount !== 0) { w.int32(m.replicaCount, 'Broker.replicaCount'); w.tag(64); }
  for (let i = m.directories.length - 1; i >= 0; i--) { w.string(m.directories[i]!, 'Broker.directories'); w.tag(58); }
  if (m.incarnationId !== '') { w.string(m.incarnationId, 'Broker.incarnationId'); w.tag(50); }
  if (m.rack !== '') { w.string(m.rack, 'Broker.rack'); w.tag(42); }
  for (let i = m.listeners.length - 1; i >= 0; i--) { { const mark = w.mark(); BrokerListener.write(w, m.listeners[i]!); w.nested(mark, 34); } }
  if (m.state !== 'UNSPECIFIED') { BrokerState.write(w, m.state, 'Broker.state'); w.tag(24); }
  if (m.epoch !== 0) { w.int64(m.epoch, 'Broker.epoch'); w.tag(16); }
  if (m.id !== 0) { w.int32(m.id, 'Broker.id'); w.tag(8); }
}

function readBroker(r: wire.Reader, end: number): Broker {
  let $id: number = 0;
  let $epoch: number = 0;
  let $state: BrokerState = 'UNSPECIFIED';
  const $listeners: BrokerListener[] = [];
  let $rack: string = '';
  let $incarnationId: string = '';
  const $directories: string[] = [];
  let $replicaCount: number = 0;
  let $leaderCount: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $id = r.int32(); break;
      case 16: $epoch = r.int64(); break;
      case 24: $state = BrokerState.read(r); break;
      case 34: { const end = r.enter(); $listeners.push(BrokerListener.read(r, end)); r.leave(end); } break;
      case 42: $rack = r.string(); break;
      case 50: $incarnationId = r.string(); break;
      case 58: $directories.push(r.string()); break;
      case 64: $replicaCount = r.int32(); break;
      case 72: $leaderCount = r.int32(); break;
      default: r.skip(tag, 'Broker');
    }
  }
  return { id: $id, epoch: $epoch, state: $state, listeners: $listeners, rack: $rack, incarnationId: $incarnationId, directories: $directories, replicaCount: $replicaCount, leaderCount: $leaderCount };
}


export interface GetBrokerRequest {
  readonly brokerId: number;
  readonly local: boolean;
}

export const GetBrokerRequest: wire.MessageCodec<GetBrokerRequest> = wire.messageCodec('drave.admin.v1.GetBrokerRequest', writeGetBrokerRequest, readGetBrokerRequest);

function writeGetBrokerRequest(w: wire.Writer, m: GetBrokerRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetBrokerRequest.local'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'GetBrokerRequest.brokerId'); w.tag(8); }
}

function readGetBrokerRequest(r: wire.Reader, end: number): GetBrokerRequest {
  let $brokerId: number = 0;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $local = r.bool(); break;
      default: r.skip(tag, 'GetBrokerRequest');
    }
  }
  return { brokerId: $brokerId, local: $local };
}


export interface GetBrokerResponse {
  readonly header: commonV1.ResponseHeader;
  readonly broker: Broker;
}

export const GetBrokerResponse: wire.MessageCodec<GetBrokerResponse> = wire.messageCodec('drave.admin.v1.GetBrokerResponse', writeGetBrokerResponse, readGetBrokerResponse);

function writeGetBrokerResponse(w: wire.Writer, m: GetBrokerResponse): void {
  { const mark = w.mark(); Broker.write(w, m.broker); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetBrokerResponse(r: wire.Reader, end: number): GetBrokerResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $broker: Broker | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $broker = Broker.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'GetBrokerResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), broker: $broker ?? Broker.decode(wire.EMPTY) };
}


export interface ListBrokersRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  readonly local: boolean;
}

export const ListBrokersRequest: wire.MessageCodec<ListBrokersRequest> = wire.messageCodec('drave.admin.v1.ListBrokersRequest', writeListBrokersRequest, readListBrokersRequest);

function writeListBrokersRequest(w: wire.Writer, m: ListBrokersRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListBrokersRequest.local'); w.tag(24); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListBrokersRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListBrokersRequest.pageSize'); w.tag(8); }
}

function readListBrokersRequest(r: wire.Reader, end: number): ListBrokersRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 24: $local = r.bool(); break;
      default: r.skip(tag, 'ListBrokersRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, local: $local };
}


export interface ListBrokersResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of id. */
  readonly brokers: readonly Broker[];
  readonly nextPageToken: string;
}

export const ListBrokersResponse: wire.MessageCodec<ListBrokersResponse> = wire.messageCodec('drave.admin.v1.ListBrokersResponse', writeListBrokersResponse, readListBrokersResponse);

function writeListBrokersResponse(w: wire.Writer, m: ListBrokersResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListBrokersResponse.nextPageToken'); w.tag(26); }
  for (let i = m.brokers.length - 1; i >= 0; i--) { { const mark = w.mark(); Broker.write(w, m.brokers[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListBrokersResponse(r: wire.Reader, end: number): ListBrokersResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $brokers: Broker[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $brokers.push(Broker.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListBrokersResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), brokers: $brokers, nextPageToken: $nextPageToken };
}


export interface UnregisterBrokerRequest {
  readonly brokerId: number;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const UnregisterBrokerRequest: wire.MessageCodec<UnregisterBrokerRequest> = wire.messageCodec('drave.admin.v1.UnregisterBrokerRequest', writeUnregisterBrokerRequest, readUnregisterBrokerRequest);

function writeUnregisterBrokerRequest(w: wire.Writer, m: UnregisterBrokerRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'UnregisterBrokerRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'UnregisterBrokerRequest.validateOnly'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'UnregisterBrokerRequest.brokerId'); w.tag(8); }
}

function readUnregisterBrokerRequest(r: wire.Reader, end: number): UnregisterBrokerRequest {
  let $brokerId: number = 0;
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      default: r.skip(tag, 'UnregisterBrokerRequest');
    }
  }
  return { brokerId: $brokerId, validateOnly: $validateOnly, requestId: $requestId };
}


export interface UnregisterBrokerResponse {
  readonly header: commonV1.ResponseHeader;
}

export const UnregisterBrokerResponse: wire.MessageCodec<UnregisterBrokerResponse> = wire.messageCodec('drave.admin.v1.UnregisterBrokerResponse', writeUnregisterBrokerResponse, readUnregisterBrokerResponse);

function writeUnregisterBrokerResponse(w: wire.Writer, m: UnregisterBrokerResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readUnregisterBrokerResponse(r: wire.Reader, end: number): UnregisterBrokerResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'UnregisterBrokerResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface LogDirectory {
  readonly path: string;
  /** Empty while the directory is online; else the name of an error, such as KAFKA_STORAGE_ERROR. */
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Size and free space of the file system; -1 when it does not report them. */
  readonly totalBytes: number;
  readonly usableBytes: number;
  /** Future logs are included in both. */
  readonly replicaCount: number;
  readonly replicaBytes: number;
}

export const LogDirectory: wire.MessageCodec<LogDirectory> = wire.messageCodec('drave.admin.v1.LogDirectory', writeLogDirectory, readLogDirectory);

function writeLogDirectory(w: wire.Writer, m: LogDirectory): void {
  if (m.replicaBytes !== 0) { w.int64(m.replicaBytes, 'LogDirectory.replicaBytes'); w.tag(56); }
  if (m.replicaCount !== 0) { w.int32(m.replicaCount, 'LogDirectory.replicaCount'); w.tag(48); }
  if (m.usableBytes !== 0) { w.int64(m.usableBytes, 'LogDirectory.usableBytes'); w.tag(40); }
  if (m.totalBytes !== 0) { w.int64(m.totalBytes, 'LogDirectory.totalBytes'); w.tag(32); }
  if (m.errorMessage !== '') { w.string(m.errorMessage, 'LogDirectory.errorMessage'); w.tag(26); }
  if (m.errorCode !== '') { w.string(m.errorCode, 'LogDirectory.errorCode'); w.tag(18); }
  if (m.path !== '') { w.string(m.path, 'LogDirectory.path'); w.tag(10); }
}

function readLogDirectory(r: wire.Reader, end: number): LogDirectory {
  let $path: string = '';
  let $errorCode: string = '';
  let $errorMessage: string = '';
  let $totalBytes: number = 0;
  let $usableBytes: number = 0;
  let $replicaCount: number = 0;
  let $replicaBytes: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $path = r.string(); break;
      case 18: $errorCode = r.string(); break;
      case 26: $errorMessage = r.string(); break;
      case 32: $totalBytes = r.int64(); break;
      case 40: $usableBytes = r.int64(); break;
      case 48: $replicaCount = r.int32(); break;
      case 56: $replicaBytes = r.int64(); break;
      default: r.skip(tag, 'LogDirectory');
    }
  }
  return { path: $path, errorCode: $errorCode, errorMessage: $errorMessage, totalBytes: $totalBytes, usableBytes: $usableBytes, replicaCount: $replicaCount, replicaBytes: $replicaBytes };
}


export interface ListLogDirectoriesRequest {
  readonly brokerId: number;
  readonly pageSize: number;
  readonly pageToken: string;
}

export const ListLogDirectoriesRequest: wire.MessageCodec<ListLogDirectoriesRequest> = wire.messageCodec('drave.admin.v1.ListLogDirectoriesRequest', writeListLogDirectoriesRequest, readListLogDirectoriesRequest);

function writeListLogDirectoriesRequest(w: wire.Writer, m: ListLogDirectoriesRequest): void {
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListLogDirectoriesRequest.pageToken'); w.tag(26); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListLogDirectoriesRequest.pageSize'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'ListLogDirectoriesRequest.brokerId'); w.tag(8); }
}

function readListLogDirectoriesRequest(r: wire.Reader, end: number): ListLogDirectoriesRequest {
  let $brokerId: number = 0;
  let $pageSize: number = 0;
  let $pageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $pageSize = r.int32(); break;
      case 26: $pageToken = r.string(); break;
      default: r.skip(tag, 'ListLogDirectoriesRequest');
    }
  }
  return { brokerId: $brokerId, pageSize: $pageSize, pageToken: $pageToken };
}


export interface ListLogDirectoriesResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of path. */
  readonly directories: readonly LogDirectory[];
  readonly nextPageToken: string;
}

export const ListLogDirectoriesResponse: wire.MessageCodec<ListLogDirectoriesResponse> = wire.messageCodec('drave.admin.v1.ListLogDirectoriesResponse', writeListLogDirectoriesResponse, readListLogDirectoriesResponse);

function writeListLogDirectoriesResponse(w: wire.Writer, m: ListLogDirectoriesResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListLogDirectoriesResponse.nextPageToken'); w.tag(26); }
  for (let i = m.directories.length - 1; i >= 0; i--) { { const mark = w.mark(); LogDirectory.write(w, m.directories[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListLogDirectoriesResponse(r: wire.Reader, end: number): ListLogDirectoriesResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $directories: LogDirectory[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $directories.push(LogDirectory.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListLogDirectoriesResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), directories: $directories, nextPageToken: $nextPageToken };
}


export interface Replica {
  readonly topic: string;
  readonly partition: number;
  /** Path of the log directory. */
  readonly directory: string;
  readonly sizeBytes: number;
  /** How many committed offsets the replica lacks; of a future log, how many offsets of its replica it lacks. */
  readonly offsetLag: number;
  /** True for a future log, the copy in another directory that will replace the replica (KIP-113). */
  readonly future: boolean;
}

export const Replica: wire.MessageCodec<Replica> = wire.messageCodec('drave.admin.v1.Replica', writeReplica, readReplica);

function writeReplica(w: wire.Writer, m: Replica): void {
  if (m.future !== false) { w.bool(m.future, 'Replica.future'); w.tag(48); }
  if (m.offsetLag !== 0) { w.int64(m.offsetLag, 'Replica.offsetLag'); w.tag(40); }
  if (m.sizeBytes !== 0) { w.int64(m.sizeBytes, 'Replica.sizeBytes'); w.tag(32); }
  if (m.directory !== '') { w.string(m.directory, 'Replica.directory'); w.tag(26); }
  if (m.partition !== 0) { w.int32(m.partition, 'Replica.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'Replica.topic'); w.tag(10); }
}

function readReplica(r: wire.Reader, end: number): Replica {
  let $topic: string = '';
  let $partition: number = 0;
  let $directory: string = '';
  let $sizeBytes: number = 0;
  let $offsetLag: number = 0;
  let $future: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: $directory = r.string(); break;
      case 32: $sizeBytes = r.int64(); break;
      case 40: $offsetLag = r.int64(); break;
      case 48: $future = r.bool(); break;
      default: r.skip(tag, 'Replica');
    }
  }
  return { topic: $topic, partition: $partition, directory: $directory, sizeBytes: $sizeBytes, offsetLag: $offsetLag, future: $future };
}


export interface ListReplicasRequest {
  readonly brokerId: number;
  /** Empty for all topics. */
  readonly topic: string;
  readonly pageSize: number;
  readonly pageToken: string;
}

export const ListReplicasRequest: wire.MessageCodec<ListReplicasRequest> = wire.messageCodec('drave.admin.v1.ListReplicasRequest', writeListReplicasRequest, readListReplicasRequest);

function writeListReplicasRequest(w: wire.Writer, m: ListReplicasRequest): void {
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListReplicasRequest.pageToken'); w.tag(34); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListReplicasRequest.pageSize'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'ListReplicasRequest.topic'); w.tag(18); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'ListReplicasRequest.brokerId'); w.tag(8); }
}

function readListReplicasRequest(r: wire.Reader, end: number): ListReplicasRequest {
  let $brokerId: number = 0;
  let $topic: string = '';
  let $pageSize: number = 0;
  let $pageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 18: $topic = r.string(); break;
      case 24: $pageSize = r.int32(); break;
      case 34: $pageToken = r.string(); break;
      default: r.skip(tag, 'ListReplicasRequest');
    }
  }
  return { brokerId: $brokerId, topic: $topic, pageSize: $pageSize, pageToken: $pageToken };
}


export interface ListReplicasResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of topic name and partition, a replica before its future log. Failed log directories have none. */
  readonly replicas: readonly Replica[];
  readonly nextPageToken: string;
}

export const ListReplicasResponse: wire.MessageCodec<ListReplicasResponse> = wire.messageCodec('drave.admin.v1.ListReplicasResponse', writeListReplicasResponse, readListReplicasResponse);

function writeListReplicasResponse(w: wire.Writer, m: ListReplicasResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListReplicasResponse.nextPageToken'); w.tag(26); }
  for (let i = m.replicas.length - 1; i >= 0; i--) { { const mark = w.mark(); Replica.write(w, m.replicas[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListReplicasResponse(r: wire.Reader, end: number): ListReplicasResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $replicas: Replica[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $replicas.push(Replica.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListReplicasResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), replicas: $replicas, nextPageToken: $nextPageToken };
}


export interface ReplicaMove {
  readonly topic: string;
  readonly partition: number;
  /** Path of the log directory to move to, as ListLogDirectories shows it. */
  readonly directory: string;
}

export const ReplicaMove: wire.MessageCodec<ReplicaMove> = wire.messageCodec('drave.admin.v1.ReplicaMove', writeReplicaMove, readReplicaMove);

function writeReplicaMove(w: wire.Writer, m: ReplicaMove): void {
  if (m.directory !== '') { w.string(m.directory, 'ReplicaMove.directory'); w.tag(26); }
  if (m.partition !== 0) { w.int32(m.partition, 'ReplicaMove.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'ReplicaMove.topic'); w.tag(10); }
}

function readReplicaMove(r: wire.Reader, end: number): ReplicaMove {
  let $topic: string = '';
  let $partition: number = 0;
  let $directory: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: $directory = r.string(); break;
      default: r.skip(tag, 'ReplicaMove');
    }
  }
  return { topic: $topic, partition: $partition, directory: $directory };
}


export interface MoveReplicasRequest {
  readonly brokerId: number;
  readonly moves: readonly ReplicaMove[];
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const MoveReplicasRequest: wire.MessageCodec<MoveReplicasRequest> = wire.messageCodec('drave.admin.v1.MoveReplicasRequest', writeMoveReplicasRequest, readMoveReplicasRequest);

function writeMoveReplicasRequest(w: wire.Writer, m: MoveReplicasRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'MoveReplicasRequest.requestId'); w.tag(34); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'MoveReplicasRequest.validateOnly'); w.tag(24); }
  for (let i = m.moves.length - 1; i >= 0; i--) { { const mark = w.mark(); ReplicaMove.write(w, m.moves[i]!); w.nested(mark, 18); } }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'MoveReplicasRequest.brokerId'); w.tag(8); }
}

function readMoveReplicasRequest(r: wire.Reader, end: number): MoveReplicasRequest {
  let $brokerId: number = 0;
  const $moves: ReplicaMove[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 18: { const end = r.enter(); $moves.push(ReplicaMove.read(r, end)); r.leave(end); } break;
      case 24: $validateOnly = r.bool(); break;
      case 34: $requestId = r.string(); break;
      default: r.skip(tag, 'MoveReplicasRequest');
    }
  }
  return { brokerId: $brokerId, moves: $moves, validateOnly: $validateOnly, requestId: $requestId };
}


export interface MoveReplicasResponse {
  readonly header: commonV1.ResponseHeader;
  /**
   * In the order of the request. A broker without such a replica answers REPLICA_NOT_AVAILABLE, and keeps the directory
   * for when it gets one.
   */
  readonly results: readonly PartitionResult[];
}

export const MoveReplicasResponse: wire.MessageCodec<MoveReplicasResponse> = wire.messageCodec('drave.admin.v1.MoveReplicasResponse', writeMoveReplicasResponse, readMoveReplicasResponse);

function writeMoveReplicasResponse(w: wire.Writer, m: MoveReplicasResponse): void {
  for (let i = m.results.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionResult.write(w, m.results[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readMoveReplicasResponse(r: wire.Reader, end: number): MoveReplicasResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $results: PartitionResult[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $results.push(PartitionResult.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'MoveReplicasResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), results: $results };
}


export type ConfigResourceType =
  | 'UNSPECIFIED'
  | 'TOPIC'
  | 'BROKER'
  | 'GROUP';
export const ConfigResourceType: wire.EnumCodec<ConfigResourceType> = wire.enumCodec('drave.admin.v1.ConfigResourceType', {
  UNSPECIFIED: 0,
  TOPIC: 1,
  BROKER: 2,
  GROUP: 3,
});

export interface ConfigResource {
  readonly type: ConfigResourceType;
  /** Topic name, group id, or broker id in decimal; empty for the default of all brokers. */
  readonly name: string;
}

export const ConfigResource: wire.MessageCodec<ConfigResource> = wire.messageCodec('drave.admin.v1.ConfigResource', writeConfigResource, readConfigResource);

function writeConfigResource(w: wire.Writer, m: ConfigResource): void {
  if (m.name !== '') { w.string(m.name, 'ConfigResource.name'); w.tag(18); }
  if (m.type !== 'UNSPECIFIED') { ConfigResourceType.write(w, m.type, 'ConfigResource.type'); w.tag(8); }
}

function readConfigResource(r: wire.Reader, end: number): ConfigResource {
  let $type: ConfigResourceType = 'UNSPECIFIED';
  let $name: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $type = ConfigResourceType.read(r); break;
      case 18: $name = r.string(); break;
      default: r.skip(tag, 'ConfigResource');
    }
  }
  return { type: $type, name: $name };
}


export type ConfigSource =
  | 'UNSPECIFIED'
  | 'TOPIC'
  | 'BROKER'
  | 'DEFAULT_BROKER'
  | 'STATIC'
  | 'DEFAULT'
  | 'GROUP';
export const ConfigSource: wire.EnumCodec<ConfigSource> = wire.enumCodec('drave.admin.v1.ConfigSource', {
  UNSPECIFIED: 0,
  TOPIC: 1,
  BROKER: 2,
  DEFAULT_BROKER: 3,
  STATIC: 4,
  DEFAULT: 5,
  GROUP: 6,
});

export interface ConfigEntry {
  readonly key: string;
  /** Empty when sensitive. */
  readonly value: string;
  readonly source: ConfigSource;
  readonly sensitive: boolean;
  readonly readOnly: boolean;
  readonly type: string;
  readonly documentation: string;
  /** The product's default, as `key=value` where another key gives it; empty when there is none, or when sensitive. */
  readonly defaultValue: string;
}

export const ConfigEntry: wire.MessageCodec<ConfigEntry> = wire.messageCodec('drave.admin.v1.ConfigEntry', writeConfigEntry, readConfigEntry);

function writeConfigEntry(w: wire.Writer, m: ConfigEntry): void {
  if (m.defaultValue !== '') { w.string(m.defaultValue, 'ConfigEntry.defaultValue'); w.tag(66); }
  if (m.documentation !== '') { w.string(m.documentation, 'ConfigEntry.documentation'); w.tag(58); }
  if (m.type !== '') { w.string(m.type, 'ConfigEntry.type'); w.tag(50); }
  if (m.readOnly !== false) { w.bool(m.readOnly, 'ConfigEntry.readOnly'); w.tag(40); }
  if (m.sensitive !== false) { w.bool(m.sensitive, 'ConfigEntry.sensitive'); w.tag(32); }
  if (m.source !== 'UNSPECIFIED') { ConfigSource.write(w, m.source, 'ConfigEntry.source'); w.tag(24); }
  if (m.value !== '') { w.string(m.value, 'ConfigEntry.value'); w.tag(18); }
  if (m.key !== '') { w.string(m.key, 'ConfigEntry.key'); w.tag(10); }
}

function readConfigEntry(r: wire.Reader, end: number): ConfigEntry {
  let $key: string = '';
  let $value: string = '';
  let $source: ConfigSource = 'UNSPECIFIED';
  let $sensitive: boolean = false;
  let $readOnly: boolean = false;
  let $type: string = '';
  let $documentation: string = '';
  let $defaultValue: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $key = r.string(); break;
      case 18: $value = r.string(); break;
      case 24: $source = ConfigSource.read(r); break;
      case 32: $sensitive = r.bool(); break;
      case 40: $readOnly = r.bool(); break;
      case 50: $type = r.string(); break;
      case 58: $documentation = r.string(); break;
      case 66: $defaultValue = r.string(); break;
      default: r.skip(tag, 'ConfigEntry');
    }
  }
  return { key: $key, value: $value, source: $source, sensitive: $sensitive, readOnly: $readOnly, type: $type, documentation: $documentation, defaultValue: $defaultValue };
}


export interface GetConfigRequest {
  readonly resource: ConfigResource;
  /** Empty for every key. */
  readonly keys: readonly string[];
  readonly local: boolean;
}

export const GetConfigRequest: wire.MessageCodec<GetConfigRequest> = wire.messageCodec('drave.admin.v1.GetConfigRequest', writeGetConfigRequest, readGetConfigRequest);

function writeGetConfigRequest(w: wire.Writer, m: GetConfigRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetConfigRequest.local'); w.tag(24); }
  for (let i = m.keys.length - 1; i >= 0; i--) { w.string(m.keys[i]!, 'GetConfigRequest.keys'); w.tag(18); }
  { const mark = w.mark(); ConfigResource.write(w, m.resource); w.nested(mark, 10); }
}

function readGetConfigRequest(r: wire.Reader, end: number): GetConfigRequest {
  let $resource: ConfigResource | undefined;
  const $keys: string[] = [];
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $resource = ConfigResource.read(r, end); r.leave(end); } break;
      case 18: $keys.push(r.string()); break;
      case 24: $local = r.bool(); break;
      default: r.skip(tag, 'GetConfigRequest');
    }
  }
  return { resource: $resource ?? ConfigResource.decode(wire.EMPTY), keys: $keys, local: $local };
}


export interface GetConfigResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of key. */
  readonly entries: readonly ConfigEntry[];
  /** Changes with the overrides of the resource. An update that carries it never overwrites another one. */
  readonly etag: string;
}

export const GetConfigResponse: wire.MessageCodec<GetConfigResponse> = wire.messageCodec('drave.admin.v1.GetConfigResponse', writeGetConfigResponse, readGetConfigResponse);

function writeGetConfigResponse(w: wire.Writer, m: GetConfigResponse): void {
  if (m.etag !== '') { w.string(m.etag, 'GetConfigResponse.etag'); w.tag(26); }
  for (let i = m.entries.length - 1; i >= 0; i--) { { const mark = w.mark(); ConfigEntry.write(w, m.entries[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetConfigResponse(r: wire.Reader, end: number): GetConfigResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $entries: ConfigEntry[] = [];
  let $etag: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $entries.push(ConfigEntry.read(r, end)); r.leave(end); } break;
      case 26: $etag = r.string(); break;
      default: r.skip(tag, 'GetConfigResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), entries: $entries, etag: $etag };
}


export type ConfigOperation =
  | 'SET'
  | 'DELETE'
  | 'APPEND'
  | 'SUBTRACT';
export const ConfigOperation: wire.EnumCodec<ConfigOperation> = wire.enumCodec('drave.admin.v1.ConfigOperation', {
  SET: 0,
  DELETE: 1,
  APPEND: 2,
  SUBTRACT: 3,
});

export interface ConfigChange {
  readonly key: string;
  readonly operation: ConfigOperation;
  readonly value: string;
}

export const ConfigChange: wire.MessageCodec<ConfigChange> = wire.messageCodec('drave.admin.v1.ConfigChange', writeConfigChange, readConfigChange);

function writeConfigChange(w: wire.Writer, m: ConfigChange): void {
  if (m.value !== '') { w.string(m.value, 'ConfigChange.value'); w.tag(26); }
  if (m.operation !== 'SET') { ConfigOperation.write(w, m.operation, 'ConfigChange.operation'); w.tag(16); }
  if (m.key !== '') { w.string(m.key, 'ConfigChange.key'); w.tag(10); }
}

function readConfigChange(r: wire.Reader, end: number): ConfigChange {
  let $key: string = '';
  let $operation: ConfigOperation = 'SET';
  let $value: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $key = r.string(); break;
      case 16: $operation = ConfigOperation.read(r); break;
      case 26: $value = r.string(); break;
      default: r.skip(tag, 'ConfigChange');
    }
  }
  return { key: $key, operation: $operation, value: $value };
}


export interface UpdateConfigRequest {
  readonly resource: ConfigResource;
  readonly changes: readonly ConfigChange[];
  /** When set, the update fails with INVALID_UPDATE_VERSION if the resource has changed since this was returned. */
  readonly etag: string;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const UpdateConfigRequest: wire.MessageCodec<UpdateConfigRequest> = wire.messageCodec('drave.admin.v1.UpdateConfigRequest', writeUpdateConfigRequest, readUpdateConfigRequest);

function writeUpdateConfigRequest(w: wire.Writer, m: UpdateConfigRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'UpdateConfigRequest.requestId'); w.tag(42); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'UpdateConfigRequest.validateOnly'); w.tag(32); }
  if (m.etag !== '') { w.string(m.etag, 'UpdateConfigRequest.etag'); w.tag(26); }
  for (let i = m.changes.length - 1; i >= 0; i--) { { const mark = w.mark(); ConfigChange.write(w, m.changes[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); ConfigResource.write(w, m.resource); w.nested(mark, 10); }
}

function readUpdateConfigRequest(r: wire.Reader, end: number): UpdateConfigRequest {
  let $resource: ConfigResource | undefined;
  const $changes: ConfigChange[] = [];
  let $etag: string = '';
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $resource = ConfigResource.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $changes.push(ConfigChange.read(r, end)); r.leave(end); } break;
      case 26: $etag = r.string(); break;
      case 32: $validateOnly = r.bool(); break;
      case 42: $requestId = r.string(); break;
      default: r.skip(tag, 'UpdateConfigRequest');
    }
  }
  return { resource: $resource ?? ConfigResource.decode(wire.EMPTY), changes: $changes, etag: $etag, validateOnly: $validateOnly, requestId: $requestId };
}


export interface UpdateConfigResponse {
  readonly header: commonV1.ResponseHeader;
}

export const UpdateConfigResponse: wire.MessageCodec<UpdateConfigResponse> = wire.messageCodec('drave.admin.v1.UpdateConfigResponse', writeUpdateConfigResponse, readUpdateConfigResponse);

function writeUpdateConfigResponse(w: wire.Writer, m: UpdateConfigResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readUpdateConfigResponse(r: wire.Reader, end: number): UpdateConfigResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'UpdateConfigResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface ReplaceConfigRequest {
  readonly resource: ConfigResource;
  readonly values: ReadonlyMap<string, string>;
  readonly etag: string;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const ReplaceConfigRequest: wire.MessageCodec<ReplaceConfigRequest> = wire.messageCodec('drave.admin.v1.ReplaceConfigRequest', writeReplaceConfigRequest, readReplaceConfigRequest);

function writeReplaceConfigRequest(w: wire.Writer, m: ReplaceConfigRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'ReplaceConfigRequest.requestId'); w.tag(42); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'ReplaceConfigRequest.validateOnly'); w.tag(32); }
  if (m.etag !== '') { w.string(m.etag, 'ReplaceConfigRequest.etag'); w.tag(26); }
  for (const [key, value] of wire.mapEntriesDescending(m.values)) { const start = w.mark(); w.string(value, 'ReplaceConfigRequest.values'); w.tag(18); w.string(key, 'ReplaceConfigRequest.values'); w.tag(10); w.nested(start, 18); }
  { const mark = w.mark(); ConfigResource.write(w, m.resource); w.nested(mark, 10); }
}

function readReplaceConfigRequest(r: wire.Reader, end: number): ReplaceConfigRequest {
  let $resource: ConfigResource | undefined;
  const $values = new Map<string, string>();
  let $etag: string = '';
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $resource = ConfigResource.read(r, end); r.leave(end); } break;
      case 18: { const stop = r.enter(); let key: string = ''; let value: string = ''; while (r.position < stop) { const entry = r.tag(); if (entry === 10) { key = r.string(); } else if (entry === 18) { value = r.string(); } else r.skip(entry, 'ReplaceConfigRequest.values'); } r.leave(stop); $values.set(key, value); } break;
      case 26: $etag = r.string(); break;
      case 32: $validateOnly = r.bool(); break;
      case 42: $requestId = r.string(); break;
      default: r.skip(tag, 'ReplaceConfigRequest');
    }
  }
  return { resource: $resource ?? ConfigResource.decode(wire.EMPTY), values: $values, etag: $etag, validateOnly: $validateOnly, requestId: $requestId };
}


export interface ReplaceConfigResponse {
  readonly header: commonV1.ResponseHeader;
}

export const ReplaceConfigResponse: wire.MessageCodec<ReplaceConfigResponse> = wire.messageCodec('drave.admin.v1.ReplaceConfigResponse', writeReplaceConfigResponse, readReplaceConfigResponse);

function writeReplaceConfigResponse(w: wire.Writer, m: ReplaceConfigResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readReplaceConfigResponse(r: wire.Reader, end: number): ReplaceConfigResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'ReplaceConfigResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface QuorumMember {
  readonly nodeId: number;
  readonly directoryId: string;
  /** Set for voters only. */
  readonly endpoint?: commonV1.Endpoint | undefined;
  /** -1 while unknown: only the leader knows the progress of other members. */
  readonly logEndOffset: number;
  readonly lag: number;
  readonly lastFetchAgoMs?: number | undefined;
  readonly lastCaughtUpAgoMs?: number | undefined;
}

export const QuorumMember: wire.MessageCodec<QuorumMember> = wire.messageCodec('drave.admin.v1.QuorumMember', writeQuorumMember, readQuorumMember);

function writeQuorumMember(w: wire.Writer, m: QuorumMember): void {
  if (m.lastCaughtUpAgoMs !== undefined) { w.int64(m.lastCaughtUpAgoMs, 'QuorumMember.lastCaughtUpAgoMs'); w.tag(56); }
  if (m.lastFetchAgoMs !== undefined) { w.int64(m.lastFetchAgoMs, 'QuorumMember.lastFetchAgoMs'); w.tag(48); }
  if (m.lag !== 0) { w.int64(m.lag, 'QuorumMember.lag'); w.tag(40); }
  if (m.logEndOffset !== 0) { w.int64(m.logEndOffset, 'QuorumMember.logEndOffset'); w.tag(32); }
  if (m.endpoint !== undefined) { { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 26); } }
  if (m.directoryId !== '') { w.string(m.directoryId, 'QuorumMember.directoryId'); w.tag(18); }
  if (m.nodeId !== 0) { w.int32(m.nodeId, 'QuorumMember.nodeId'); w.tag(8); }
}

function readQuorumMember(r: wire.Reader, end: number): QuorumMember {
  let $nodeId: number = 0;
  let $directoryId: string = '';
  let $endpoint: commonV1.Endpoint | undefined;
  let $logEndOffset: number = 0;
  let $lag: number = 0;
  let $lastFetchAgoMs: number | undefined;
  let $lastCaughtUpAgoMs: number | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $nodeId = r.int32(); break;
      case 18: $directoryId = r.string(); break;
      case 26: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      case 32: $logEndOffset = r.int64(); break;
      case 40: $lag = r.int64(); break;
      case 48: $lastFetchAgoMs = r.int64(); break;
      case 56: $lastCaughtUpAgoMs = r.int64(); break;
      default: r.skip(tag, 'QuorumMember');
    }
  }
  return { nodeId: $nodeId, directoryId: $directoryId, endpoint: $endpoint, logEndOffset: $logEndOffset, lag: $lag, lastFetchAgoMs: $lastFetchAgoMs, lastCaughtUpAgoMs: $lastCaughtUpAgoMs };
}


export interface GetQuorumRequest {
  /** Answers with what the node itself knows: its own role, epoch and log. */
  readonly local: boolean;
}

export const GetQuorumRequest: wire.MessageCodec<GetQuorumRequest> = wire.messageCodec('drave.admin.v1.GetQuorumRequest', writeGetQuorumRequest, readGetQuorumRequest);

function writeGetQuorumRequest(w: wire.Writer, m: GetQuorumRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetQuorumRequest.local'); w.tag(8); }
}

function readGetQuorumRequest(r: wire.Reader, end: number): GetQuorumRequest {
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $local = r.bool(); break;
      default: r.skip(tag, 'GetQuorumRequest');
    }
  }
  return { local: $local };
}


export interface GetQuorumResponse {
  readonly header: commonV1.ResponseHeader;
  /** Role of the answering node: unattached, prospective, candidate, leader, follower, resigned, observer. */
  readonly role: string;
  /** -1 when unknown. */
  readonly leaderId: number;
  readonly epoch: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /** Exclusive; absent without a snapshot. */
  readonly snapshotOffset?: number | undefined;
  readonly voters: readonly QuorumMember[];
  readonly observers: readonly QuorumMember[];
  /** -1 when none. */
  readonly votedFor: number;
}

export const GetQuorumResponse: wire.MessageCodec<GetQuorumResponse> = wire.messageCodec('drave.admin.v1.GetQuorumResponse', writeGetQuorumResponse, readGetQuorumResponse);

function writeGetQuorumResponse(w: wire.Writer, m: GetQuorumResponse): void {
  if (m.votedFor !== 0) { w.int32(m.votedFor, 'GetQuorumResponse.votedFor'); w.tag(88); }
  for (let i = m.observers.length - 1; i >= 0; i--) { { const mark = w.mark(); QuorumMember.write(w, m.observers[i]!); w.nested(mark, 82); } }
  for (let i = m.voters.length - 1; i >= 0; i--) { { const mark = w.mark(); QuorumMember.write(w, m.voters[i]!); w.nested(mark, 74); } }
  if (m.snapshotOffset !== undefined) { w.int64(m.snapshotOffset, 'GetQuorumResponse.snapshotOffset'); w.tag(64); }
  if (m.logEndOffset !== 0) { w.int64(m.logEndOffset, 'GetQuorumResponse.logEndOffset'); w.tag(56); }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'GetQuorumResponse.logStartOffset'); w.tag(48); }
  if (m.highWatermark !== 0) { w.int64(m.highWatermark, 'GetQuorumResponse.highWatermark'); w.tag(40); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'GetQuorumResponse.epoch'); w.tag(32); }
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'GetQuorumResponse.leaderId'); w.tag(24); }
  if (m.role !== '') { w.string(m.role, 'GetQuorumResponse.role'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetQuorumResponse(r: wire.Reader, end: number): GetQuorumResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $role: string = '';
  let $leaderId: number = 0;
  let $epoch: number = 0;
  let $highWatermark: number = 0;
  let $logStartOffset: number = 0;
  let $logEndOffset: number = 0;
  let $snapshotOffset: number | undefined;
  const $voters: QuorumMember[] = [];
  const $observers: QuorumMember[] = [];
  let $votedFor: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $role = r.string(); break;
      case 24: $leaderId = r.int32(); break;
      case 32: $epoch = r.int32(); break;
      case 40: $highWatermark = r.int64(); break;
      case 48: $logStartOffset = r.int64(); break;
      case 56: $logEndOffset = r.int64(); break;
      case 64: $snapshotOffset = r.int64(); break;
      case 74: { const end = r.enter(); $voters.push(QuorumMember.read(r, end)); r.leave(end); } break;
      case 82: { const end = r.enter(); $observers.push(QuorumMember.read(r, end)); r.leave(end); } break;
      case 88: $votedFor = r.int32(); break;
      default: r.skip(tag, 'GetQuorumResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), role: $role, leaderId: $leaderId, epoch: $epoch, highWatermark: $highWatermark, logStartOffset: $logStartOffset, logEndOffset: $logEndOffset, snapshotOffset: $snapshotOffset, voters: $voters, observers: $observers, votedFor: $votedFor };
}


export interface AddVoterRequest {
  readonly nodeId: number;
  readonly directoryId: string;
  readonly endpoint: commonV1.Endpoint;
  /** Whether the voters are such that it may be added; not whether it can be reached and catches up. */
  readonly validateOnly: boolean;
  /** Remembered by the node that is asked, for the hour, as long as its process lives. */
  readonly requestId: string;
}

export const AddVoterRequest: wire.MessageCodec<AddVoterRequest> = wire.messageCodec('drave.admin.v1.AddVoterRequest', writeAddVoterRequest, readAddVoterRequest);

function writeAddVoterRequest(w: wire.Writer, m: AddVoterRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'AddVoterRequest.requestId'); w.tag(42); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'AddVoterRequest.validateOnly'); w.tag(32); }
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 26); }
  if (m.directoryId !== '') { w.string(m.directoryId, 'AddVoterRequest.directoryId'); w.tag(18); }
  if (m.nodeId !== 0) { w.int32(m.nodeId, 'AddVoterRequest.nodeId'); w.tag(8); }
}

function readAddVoterRequest(r: wire.Reader, end: number): AddVoterRequest {
  let $nodeId: number = 0;
  let $directoryId: string = '';
  let $endpoint: commonV1.Endpoint | undefined;
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $nodeId = r.int32(); break;
      case 18: $directoryId = r.string(); break;
      case 26: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      case 32: $validateOnly = r.bool(); break;
      case 42: $requestId = r.string(); break;
      default: r.skip(tag, 'AddVoterRequest');
    }
  }
  return { nodeId: $nodeId, directoryId: $directoryId, endpoint: $endpoint ?? commonV1.Endpoint.decode(wire.EMPTY), validateOnly: $validateOnly, requestId: $requestId };
}


export interface AddVoterResponse {
  readonly header: commonV1.ResponseHeader;
  /** A warning while the number of voters is even, else empty. */
  readonly warning: string;
}

export const AddVoterResponse: wire.MessageCodec<AddVoterResponse> = wire.messageCodec('drave.admin.v1.AddVoterResponse', writeAddVoterResponse, readAddVoterResponse);

function writeAddVoterResponse(w: wire.Writer, m: AddVoterResponse): void {
  if (m.warning !== '') { w.string(m.warning, 'AddVoterResponse.warning'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAddVoterResponse(r: wire.Reader, end: number): AddVoterResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $warning: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $warning = r.string(); break;
      default: r.skip(tag, 'AddVoterResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), warning: $warning };
}


export interface RemoveVoterRequest {
  readonly nodeId: number;
  readonly directoryId: string;
  readonly validateOnly: boolean;
  /** As in AddVoterRequest. */
  readonly requestId: string;
}

export const RemoveVoterRequest: wire.MessageCodec<RemoveVoterRequest> = wire.messageCodec('drave.admin.v1.RemoveVoterRequest', writeRemoveVoterRequest, readRemoveVoterRequest);

function writeRemoveVoterRequest(w: wire.Writer, m: RemoveVoterRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'RemoveVoterRequest.requestId'); w.tag(34); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'RemoveVoterRequest.validateOnly'); w.tag(24); }
  if (m.directoryId !== '') { w.string(m.directoryId, 'RemoveVoterRequest.directoryId'); w.tag(18); }
  if (m.nodeId !== 0) { w.int32(m.nodeId, 'RemoveVoterRequest.nodeId'); w.tag(8); }
}

function readRemoveVoterRequest(r: wire.Reader, end: number): RemoveVoterRequest {
  let $nodeId: number = 0;
  let $directoryId: string = '';
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $nodeId = r.int32(); break;
      case 18: $directoryId = r.string(); break;
      case 24: $validateOnly = r.bool(); break;
      case 34: $requestId = r.string(); break;
      default: r.skip(tag, 'RemoveVoterRequest');
    }
  }
  return { nodeId: $nodeId, directoryId: $directoryId, validateOnly: $validateOnly, requestId: $requestId };
}


export interface RemoveVoterResponse {
  readonly header: commonV1.ResponseHeader;
  readonly warning: string;
}

export const RemoveVoterResponse: wire.MessageCodec<RemoveVoterResponse> = wire.messageCodec('drave.admin.v1.RemoveVoterResponse', writeRemoveVoterResponse, readRemoveVoterResponse);

function writeRemoveVoterResponse(w: wire.Writer, m: RemoveVoterResponse): void {
  if (m.warning !== '') { w.string(m.warning, 'RemoveVoterResponse.warning'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readRemoveVoterResponse(r: wire.Reader, end: number): RemoveVoterResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $warning: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $warning = r.string(); break;
      default: r.skip(tag, 'RemoveVoterResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), warning: $warning };
}


export interface StepDownRequest {
  readonly validateOnly: boolean;
  /** As in AddVoterRequest. */
  readonly requestId: string;
}

export const StepDownRequest: wire.MessageCodec<StepDownRequest> = wire.messageCodec('drave.admin.v1.StepDownRequest', writeStepDownRequest, readStepDownRequest);

function writeStepDownRequest(w: wire.Writer, m: StepDownRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'StepDownRequest.requestId'); w.tag(18); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'StepDownRequest.validateOnly'); w.tag(8); }
}

function readStepDownRequest(r: wire.Reader, end: number): StepDownRequest {
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $validateOnly = r.bool(); break;
      case 18: $requestId = r.string(); break;
      default: r.skip(tag, 'StepDownRequest');
    }
  }
  return { validateOnly: $validateOnly, requestId: $requestId };
}


export interface StepDownResponse {
  readonly header: commonV1.ResponseHeader;
}

export const StepDownResponse: wire.MessageCodec<StepDownResponse> = wire.messageCodec('drave.admin.v1.StepDownResponse', writeStepDownResponse, readStepDownResponse);

function writeStepDownResponse(w: wire.Writer, m: StepDownResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readStepDownResponse(r: wire.Reader, end: number): StepDownResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'StepDownResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface Feature {
  readonly name: string;
  /** 0 when not enabled. */
  readonly level: number;
  /** The range that every registered broker and this controller support. */
  readonly minSupported: number;
  readonly maxSupported: number;
}

export const Feature: wire.MessageCodec<Feature> = wire.messageCodec('drave.admin.v1.Feature', writeFeature, readFeature);

function writeFeature(w: wire.Writer, m: Feature): void {
  if (m.maxSupported !== 0) { w.int32(m.maxSupported, 'Feature.maxSupported'); w.tag(32); }
  if (m.minSupported !== 0) { w.int32(m.minSupported, 'Feature.minSupported'); w.tag(24); }
  if (m.level !== 0) { w.int32(m.level, 'Feature.level'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'Feature.name'); w.tag(10); }
}

function readFeature(r: wire.Reader, end: number): Feature {
  let $name: string = '';
  let $level: number = 0;
  let $minSupported: number = 0;
  let $maxSupported: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $level = r.int32(); break;
      case 24: $minSupported = r.int32(); break;
      case 32: $maxSupported = r.int32(); break;
      default: r.skip(tag, 'Feature');
    }
  }
  return { name: $name, level: $level, minSupported: $minSupported, maxSupported: $maxSupported };
}


export interface GetFeaturesRequest {
  readonly local: boolean;
}

export const GetFeaturesRequest: wire.MessageCodec<GetFeaturesRequest> = wire.messageCodec('drave.admin.v1.GetFeaturesRequest', writeGetFeaturesRequest, readGetFeaturesRequest);

function writeGetFeaturesRequest(w: wire.Writer, m: GetFeaturesRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetFeaturesRequest.local'); w.tag(8); }
}

function readGetFeaturesRequest(r: wire.Reader, end: number): GetFeaturesRequest {
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $local = r.bool(); break;
      default: r.skip(tag, 'GetFeaturesRequest');
    }
  }
  return { local: $local };
}


export interface GetFeaturesResponse {
  readonly header: commonV1.ResponseHeader;
  readonly metadataLevel: number;
  readonly features: readonly Feature[];
}

export const GetFeaturesResponse: wire.MessageCodec<GetFeaturesResponse> = wire.messageCodec('drave.admin.v1.GetFeaturesResponse', writeGetFeaturesResponse, readGetFeaturesResponse);

function writeGetFeaturesResponse(w: wire.Writer, m: GetFeaturesResponse): void {
  for (let i = m.features.length - 1; i >= 0; i--) { { const mark = w.mark(); Feature.write(w, m.features[i]!); w.nested(mark, 26); } }
  if (m.metadataLevel !== 0) { w.int32(m.metadataLevel, 'GetFeaturesResponse.metadataLevel'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetFeaturesResponse(r: wire.Reader, end: number): GetFeaturesResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $metadataLevel: number = 0;
  const $features: Feature[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $metadataLevel = r.int32(); break;
      case 26: { const end = r.enter(); $features.push(Feature.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'GetFeaturesResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), metadataLevel: $metadataLevel, features: $features };
}


export interface FeatureUpdate {
  readonly name: string;
  /** 0 disables. */
  readonly level: number;
  /** Allows a lower level than the current one, if no metadata would be lost. */
  readonly allowDowngrade: boolean;
}

export const FeatureUpdate: wire.MessageCodec<FeatureUpdate> = wire.messageCodec('drave.admin.v1.FeatureUpdate', writeFeatureUpdate, readFeatureUpdate);

function writeFeatureUpdate(w: wire.Writer, m: FeatureUpdate): void {
  if (m.allowDowngrade !== false) { w.bool(m.allowDowngrade, 'FeatureUpdate.allowDowngrade'); w.tag(24); }
  if (m.level !== 0) { w.int32(m.level, 'FeatureUpdate.level'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'FeatureUpdate.name'); w.tag(10); }
}

function readFeatureUpdate(r: wire.Reader, end: number): FeatureUpdate {
  let $name: string = '';
  let $level: number = 0;
  let $allowDowngrade: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $level = r.int32(); break;
      case 24: $allowDowngrade = r.bool(); break;
      default: r.skip(tag, 'FeatureUpdate');
    }
  }
  return { name: $name, level: $level, allowDowngrade: $allowDowngrade };
}


export interface UpdateFeaturesRequest {
  readonly updates: readonly FeatureUpdate[];
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const UpdateFeaturesRequest: wire.MessageCodec<UpdateFeaturesRequest> = wire.messageCodec('drave.admin.v1.UpdateFeaturesRequest', writeUpdateFeaturesRequest, readUpdateFeaturesRequest);

function writeUpdateFeaturesRequest(w: wire.Writer, m: UpdateFeaturesRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'UpdateFeaturesRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'UpdateFeaturesRequest.validateOnly'); w.tag(16); }
  for (let i = m.updates.length - 1; i >= 0; i--) { { const mark = w.mark(); FeatureUpdate.write(w, m.updates[i]!); w.nested(mark, 10); } }
}

function readUpdateFeaturesRequest(r: wire.Reader, end: number): UpdateFeaturesRequest {
  const $updates: FeatureUpdate[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $updates.push(FeatureUpdate.read(r, end)); r.leave(end); } break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      default: r.skip(tag, 'UpdateFeaturesRequest');
    }
  }
  return { updates: $updates, validateOnly: $validateOnly, requestId: $requestId };
}


export interface UpdateFeaturesResponse {
  readonly header: commonV1.ResponseHeader;
}

export const UpdateFeaturesResponse: wire.MessageCodec<UpdateFeaturesResponse> = wire.messageCodec('drave.admin.v1.UpdateFeaturesResponse', writeUpdateFeaturesResponse, readUpdateFeaturesResponse);

function writeUpdateFeaturesResponse(w: wire.Writer, m: UpdateFeaturesResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readUpdateFeaturesResponse(r: wire.Reader, end: number): UpdateFeaturesResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'UpdateFeaturesResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface GetClusterRequest {
  readonly local: boolean;
}

export const GetClusterRequest: wire.MessageCodec<GetClusterRequest> = wire.messageCodec('drave.admin.v1.GetClusterRequest', writeGetClusterRequest, readGetClusterRequest);

function writeGetClusterRequest(w: wire.Writer, m: GetClusterRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetClusterRequest.local'); w.tag(8); }
}

function readGetClusterRequest(r: wire.Reader, end: number): GetClusterRequest {
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $local = r.bool(); break;
      default: r.skip(tag, 'GetClusterRequest');
    }
  }
  return { local: $local };
}


export interface GetClusterResponse {
  readonly header: commonV1.ResponseHeader;
  /** -1 when there is none. */
  readonly activeControllerId: number;
  readonly brokers: readonly Broker[];
  readonly topicCount: number;
  readonly partitionCount: number;
  readonly offlinePartitionCount: number;
  readonly underReplicatedPartitionCount: number;
  readonly underMinIsrPartitionCount: number;
  /** Each reason why the cluster is not healthy, in words; empty when it is. */
  readonly unhealthyReasons: readonly string[];
  /** Of the node that answers: the version of Drave that it runs, and its wall clock, ms since 1970. */
  readonly nodeVersion: string;
  readonly nodeWallMs: number;
}

export const GetClusterResponse: wire.MessageCodec<GetClusterResponse> = wire.messageCodec('drave.admin.v1.GetClusterResponse', writeGetClusterResponse, readGetClusterResponse);

function writeGetClusterResponse(w: wire.Writer, m: GetClusterResponse): void {
  if (m.nodeWallMs !== 0) { w.int64(m.nodeWallMs, 'GetClusterResponse.nodeWallMs'); w.tag(88); }
  if (m.nodeVersion !== '') { w.string(m.nodeVersion, 'GetClusterResponse.nodeVersion'); w.tag(82); }
  for (let i = m.unhealthyReasons.length - 1; i >= 0; i--) { w.string(m.unhealthyReasons[i]!, 'GetClusterResponse.unhealthyReasons'); w.tag(74); }
  if (m.underMinIsrPartitionCount !== 0) { w.int32(m.underMinIsrPartitionCount, 'GetClusterResponse.underMinIsrPartitionCount'); w.tag(64); }
  if (m.underReplicatedPartitionCount !== 0) { w.int32(m.underReplicatedPartitionCount, 'GetClusterResponse.underReplicatedPartitionCount'); w.tag(56); }
  if (m.offlinePartitionCount !== 0) { w.int32(m.offlinePartitionCount, 'GetClusterResponse.offlinePartitionCount'); w.tag(48); }
  if (m.partitionCount !== 0) { w.int32(m.partitionCount, 'GetClusterResponse.partitionCount'); w.tag(40); }
  if (m.topicCount !== 0) { w.int32(m.topicCount, 'GetClusterResponse.topicCount'); w.tag(32); }
  for (let i = m.brokers.length - 1; i >= 0; i--) { { const mark = w.mark(); Broker.write(w, m.brokers[i]!); w.nested(mark, 26); } }
  if (m.activeControllerId !== 0) { w.int32(m.activeControllerId, 'GetClusterResponse.activeControllerId'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetClusterResponse(r: wire.Reader, end: number): GetClusterResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $activeControllerId: number = 0;
  const $brokers: Broker[] = [];
  let $topicCount: number = 0;
  let $partitionCount: number = 0;
  let $offlinePartitionCount: number = 0;
  let $underReplicatedPartitionCount: number = 0;
  let $underMinIsrPartitionCount: number = 0;
  const $unhealthyReasons: string[] = [];
  let $nodeVersion: string = '';
  let $nodeWallMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $activeControllerId = r.int32(); break;
      case 26: { const end = r.enter(); $brokers.push(Broker.read(r, end)); r.leave(end); } break;
      case 32: $topicCount = r.int32(); break;
      case 40: $partitionCount = r.int32(); break;
      case 48: $offlinePartitionCount = r.int32(); break;
      case 56: $underReplicatedPartitionCount = r.int32(); break;
      case 64: $underMinIsrPartitionCount = r.int32(); break;
      case 74: $unhealthyReasons.push(r.string()); break;
      case 82: $nodeVersion = r.string(); break;
      case 88: $nodeWallMs = r.int64(); break;
      default: r.skip(tag, 'GetClusterResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), activeControllerId: $activeControllerId, brokers: $brokers, topicCount: $topicCount, partitionCount: $partitionCount, offlinePartitionCount: $offlinePartitionCount, underReplicatedPartitionCount: $underReplicatedPartitionCount, underMinIsrPartitionCount: $underMinIsrPartitionCount, unhealthyReasons: $unhealthyReasons, nodeVersion: $nodeVersion, nodeWallMs: $nodeWallMs };
}


export interface WatchClusterRequest {
  /** The `next_offset` of an earlier response, to resume after it; 0 starts with the whole state. */
  readonly fromOffset: number;
}

export const WatchClusterRequest: wire.MessageCodec<WatchClusterRequest> = wire.messageCodec('drave.admin.v1.WatchClusterRequest', writeWatchClusterRequest, readWatchClusterRequest);

function writeWatchClusterRequest(w: wire.Writer, m: WatchClusterRequest): void {
  if (m.fromOffset !== 0) { w.int64(m.fromOffset, 'WatchClusterRequest.fromOffset'); w.tag(8); }
}

function readWatchClusterRequest(r: wire.Reader, end: number): WatchClusterRequest {
  let $fromOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $fromOffset = r.int64(); break;
      default: r.skip(tag, 'WatchClusterRequest');
    }
  }
  return { fromOffset: $fromOffset };
}


export interface WatchClusterResponse {
  readonly header: commonV1.ResponseHeader;
  /** The changes from here on describe the whole state; the client discards what it received before. */
  readonly reset: boolean;
  readonly changes: readonly ClusterChange[];
  /** The `from_offset` with which a later call resumes after this response. */
  readonly nextOffset: number;
}

export const WatchClusterResponse: wire.MessageCodec<WatchClusterResponse> = wire.messageCodec('drave.admin.v1.WatchClusterResponse', writeWatchClusterResponse, readWatchClusterResponse);

function writeWatchClusterResponse(w: wire.Writer, m: WatchClusterResponse): void {
  if (m.nextOffset !== 0) { w.int64(m.nextOffset, 'WatchClusterResponse.nextOffset'); w.tag(32); }
  for (let i = m.changes.length - 1; i >= 0; i--) { { const mark = w.mark(); ClusterChange.write(w, m.changes[i]!); w.nested(mark, 26); } }
  if (m.reset !== false) { w.bool(m.reset, 'WatchClusterResponse.reset'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readWatchClusterResponse(r: wire.Reader, end: number): WatchClusterResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $reset: boolean = false;
  const $changes: ClusterChange[] = [];
  let $nextOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $reset = r.bool(); break;
      case 26: { const end = r.enter(); $changes.push(ClusterChange.read(r, end)); r.leave(end); } break;
      case 32: $nextOffset = r.int64(); break;
      default: r.skip(tag, 'WatchClusterResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), reset: $reset, changes: $changes, nextOffset: $nextOffset };
}


export interface ClusterChange {
  readonly change?:
    | { readonly kind: 'topic'; readonly topic: Topic }
    | { readonly kind: 'deletedTopic'; readonly deletedTopic: Topic }
    | { readonly kind: 'partition'; readonly partition: Partition }
    | { readonly kind: 'broker'; readonly broker: Broker }
    | { readonly kind: 'unregisteredBrokerId'; readonly unregisteredBrokerId: number }
    | { readonly kind: 'config'; readonly config: ConfigResource }
    | { readonly kind: 'activeControllerId'; readonly activeControllerId: number }
    | undefined;
}

export const ClusterChange: wire.MessageCodec<ClusterChange> = wire.messageCodec('drave.admin.v1.ClusterChange', writeClusterChange, readClusterChange);

function writeClusterChange(w: wire.Writer, m: ClusterChange): void {
  if (m.change?.kind === 'activeControllerId') { w.int32(m.change.activeControllerId, 'ClusterChange.activeControllerId'); w.tag(56); }
  if (m.change?.kind === 'config') { { const mark = w.mark(); ConfigResource.write(w, m.change.config); w.nested(mark, 50); } }
  if (m.change?.kind === 'unregisteredBrokerId') { w.int32(m.change.unregisteredBrokerId, 'ClusterChange.unregisteredBrokerId'); w.tag(40); }
  if (m.change?.kind === 'broker') { { const mark = w.mark(); Broker.write(w, m.change.broker); w.nested(mark, 34); } }
  if (m.change?.kind === 'partition') { { const mark = w.mark(); Partition.write(w, m.change.partition); w.nested(mark, 26); } }
  if (m.change?.kind === 'deletedTopic') { { const mark = w.mark(); Topic.write(w, m.change.deletedTopic); w.nested(mark, 18); } }
  if (m.change?.kind === 'topic') { { const mark = w.mark(); Topic.write(w, m.change.topic); w.nested(mark, 10); } }
}

function readClusterChange(r: wire.Reader, end: number): ClusterChange {
  let $change: ClusterChange['change'];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $change = { kind: 'topic', topic: Topic.read(r, end) }; r.leave(end); } break;
      case 18: { const end = r.enter(); $change = { kind: 'deletedTopic', deletedTopic: Topic.read(r, end) }; r.leave(end); } break;
      case 26: { const end = r.enter(); $change = { kind: 'partition', partition: Partition.read(r, end) }; r.leave(end); } break;
      case 34: { const end = r.enter(); $change = { kind: 'broker', broker: Broker.read(r, end) }; r.leave(end); } break;
      case 40: $change = { kind: 'unregisteredBrokerId', unregisteredBrokerId: r.int32() }; break;
      case 50: { const end = r.enter(); $change = { kind: 'config', config: ConfigResource.read(r, end) }; r.leave(end); } break;
      case 56: $change = { kind: 'activeControllerId', activeControllerId: r.int32() }; break;
      default: r.skip(tag, 'ClusterChange');
    }
  }
  return { change: $change };
}


/** One entry of the access control lists (KIP-11, KIP-290). */
export interface AclEntry {
  readonly resourceType: AclResourceType;
  /** A literal "*" stands for every resource of the type. That of the cluster is "kafka-cluster". */
  readonly resourceName: string;
  /** Unspecified is LITERAL in an entry. */
  readonly patternType: AclPatternType;
  /** Type and name, such as "User:alice"; "User:*" is everybody. */
  readonly principal: string;
  /** An address as text; "*", or empty, is every one. */
  readonly host: string;
  readonly operation: AclOperation;
  /** Unspecified is ALLOW in an entry. */
  readonly permission: AclPermission;
}

export const AclEntry: wire.MessageCodec<AclEntry> = wire.messageCodec('drave.admin.v1.AclEntry', writeAclEntry, readAclEntry);

function writeAclEntry(w: wire.Writer, m: AclEntry): void {
  if (m.permission !== 'UNSPECIFIED') { AclPermission.write(w, m.permission, 'AclEntry.permission'); w.tag(56); }
  if (m.operation !== 'UNSPECIFIED') { AclOperation.write(w, m.operation, 'AclEntry.operation'); w.tag(48); }
  if (m.host !== '') { w.string(m.host, 'AclEntry.host'); w.tag(42); }
  if (m.principal !== '') { w.string(m.principal, 'AclEntry.principal'); w.tag(34); }
  if (m.patternType !== 'UNSPECIFIED') { AclPatternType.write(w, m.patternType, 'AclEntry.patternType'); w.tag(24); }
  if (m.resourceName !== '') { w.string(m.resourceName, 'AclEntry.resourceName'); w.tag(18); }
  if (m.resourceType !== 'UNSPECIFIED') { AclResourceType.write(w, m.resourceType, 'AclEntry.resourceType'); w.tag(8); }
}

function readAclEntry(r: wire.Reader, end: number): AclEntry {
  let $resourceType: AclResourceType = 'UNSPECIFIED';
  let $resourceName: string = '';
  let $patternType: AclPatternType = 'UNSPECIFIED';
  let $principal: string = '';
  let $host: string = '';
  let $operation: AclOperation = 'UNSPECIFIED';
  let $permission: AclPermission = 'UNSPECIFIED';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $resourceType = AclResourceType.read(r); break;
      case 18: $resourceName = r.string(); break;
      case 24: $patternType = AclPatternType.read(r); break;
      case 34: $principal = r.string(); break;
      case 42: $host = r.string(); break;
      case 48: $operation = AclOperation.read(r); break;
      case 56: $permission = AclPermission.read(r); break;
      default: r.skip(tag, 'AclEntry');
    }
  }
  return { resourceType: $resourceType, resourceName: $resourceName, patternType: $patternType, principal: $principal, host: $host, operation: $operation, permission: $permission };
}


/** Which entries are meant: what is unspecified or empty excludes none. */
export interface AclFilter {
  readonly resourceType: AclResourceType;
  readonly resourceName: string;
  readonly patternType: AclPatternType;
  readonly principal: string;
  readonly host: string;
  readonly operation: AclOperation;
  readonly permission: AclPermission;
}

export const AclFilter: wire.MessageCodec<AclFilter> = wire.messageCodec('drave.admin.v1.AclFilter', writeAclFilter, readAclFilter);

function writeAclFilter(w: wire.Writer, m: AclFilter): void {
  if (m.permission !== 'UNSPECIFIED') { AclPermission.write(w, m.permission, 'AclFilter.permission'); w.tag(56); }
  if (m.operation !== 'UNSPECIFIED') { AclOperation.write(w, m.operation, 'AclFilter.operation'); w.tag(48); }
  if (m.host !== '') { w.string(m.host, 'AclFilter.host'); w.tag(42); }
  if (m.principal !== '') { w.string(m.principal, 'AclFilter.principal'); w.tag(34); }
  if (m.patternType !== 'UNSPECIFIED') { AclPatternType.write(w, m.patternType, 'AclFilter.patternType'); w.tag(24); }
  if (m.resourceName !== '') { w.string(m.resourceName, 'AclFilter.resourceName'); w.tag(18); }
  if (m.resourceType !== 'UNSPECIFIED') { AclResourceType.write(w, m.resourceType, 'AclFilter.resourceType'); w.tag(8); }
}

function readAclFilter(r: wire.Reader, end: number): AclFilter {
  let $resourceType: AclResourceType = 'UNSPECIFIED';
  let $resourceName: string = '';
  let $patternType: AclPatternType = 'UNSPECIFIED';
  let $principal: string = '';
  let $host: string = '';
  let $operation: AclOperation = 'UNSPECIFIED';
  let $permission: AclPermission = 'UNSPECIFIED';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $resourceType = AclResourceType.read(r); break;
      case 18: $resourceName = r.string(); break;
      case 24: $patternType = AclPatternType.read(r); break;
      case 34: $principal = r.string(); break;
      case 42: $host = r.string(); break;
      case 48: $operation = AclOperation.read(r); break;
      case 56: $permission = AclPermission.read(r); break;
      default: r.skip(tag, 'AclFilter');
    }
  }
  return { resourceType: $resourceType, resourceName: $resourceName, patternType: $patternType, principal: $principal, host: $host, operation: $operation, permission: $permission };
}


export type AclResourceType =
  | 'UNSPECIFIED'
  | 'TOPIC'
  | 'GROUP'
  | 'CLUSTER'
  | 'TRANSACTIONAL_ID'
  | 'DELEGATION_TOKEN'
  | 'USER';
export const AclResourceType: wire.EnumCodec<AclResourceType> = wire.enumCodec('drave.admin.v1.AclResourceType', {
  UNSPECIFIED: 0,
  TOPIC: 1,
  GROUP: 2,
  CLUSTER: 3,
  TRANSACTIONAL_ID: 4,
  DELEGATION_TOKEN: 5,
  USER: 6,
});

export type AclPatternType =
  | 'UNSPECIFIED'
  | 'LITERAL'
  | 'PREFIXED'
  | 'MATCH';
export const AclPatternType: wire.EnumCodec<AclPatternType> = wire.enumCodec('drave.admin.v1.AclPatternType', {
  UNSPECIFIED: 0,
  LITERAL: 1,
  PREFIXED: 2,
  MATCH: 3,
});

export type AclOperation =
  | 'UNSPECIFIED'
  | 'ALL'
  | 'READ'
  | 'WRITE'
  | 'CREATE'
  | 'DELETE'
  | 'ALTER'
  | 'DESCRIBE'
  | 'CLUSTER_ACTION'
  | 'DESCRIBE_CONFIGS'
  | 'ALTER_CONFIGS'
  | 'IDEMPOTENT_WRITE'
  | 'CREATE_TOKENS'
  | 'DESCRIBE_TOKENS'
  | 'TWO_PHASE_COMMIT';
export const AclOperation: wire.EnumCodec<AclOperation> = wire.enumCodec('drave.admin.v1.AclOperation', {
  UNSPECIFIED: 0,
  ALL: 1,
  READ: 2,
  WRITE: 3,
  CREATE: 4,
  DELETE: 5,
  ALTER: 6,
  DESCRIBE: 7,
  CLUSTER_ACTION: 8,
  DESCRIBE_CONFIGS: 9,
  ALTER_CONFIGS: 10,
  IDEMPOTENT_WRITE: 11,
  CREATE_TOKENS: 12,
  DESCRIBE_TOKENS: 13,
  TWO_PHASE_COMMIT: 14,
});

export type AclPermission =
  | 'UNSPECIFIED'
  | 'ALLOW'
  | 'DENY';
export const AclPermission: wire.EnumCodec<AclPermission> = wire.enumCodec('drave.admin.v1.AclPermission', {
  UNSPECIFIED: 0,
  ALLOW: 1,
  DENY: 2,
});

export interface CreateAclsRequest {
  readonly entries: readonly AclEntry[];
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const CreateAclsRequest: wire.MessageCodec<CreateAclsRequest> = wire.messageCodec('drave.admin.v1.CreateAclsRequest', writeCreateAclsRequest, readCreateAclsRequest);

function writeCreateAclsRequest(w: wire.Writer, m: CreateAclsRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'CreateAclsRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'CreateAclsRequest.validateOnly'); w.tag(16); }
  for (let i = m.entries.length - 1; i >= 0; i--) { { const mark = w.mark(); AclEntry.write(w, m.entries[i]!); w.nested(mark, 10); } }
}

function readCreateAclsRequest(r: wire.Reader, end: number): CreateAclsRequest {
  const $entries: AclEntry[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $entries.push(AclEntry.read(r, end)); r.leave(end); } break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      default: r.skip(tag, 'CreateAclsRequest');
    }
  }
  return { entries: $entries, validateOnly: $validateOnly, requestId: $requestId };
}


export interface CreateAclsResponse {
  readonly header: commonV1.ResponseHeader;
}

export const CreateAclsResponse: wire.MessageCodec<CreateAclsResponse> = wire.messageCodec('drave.admin.v1.CreateAclsResponse', writeCreateAclsResponse, readCreateAclsResponse);

function writeCreateAclsResponse(w: wire.Writer, m: CreateAclsResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readCreateAclsResponse(r: wire.Reader, end: number): CreateAclsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'CreateAclsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface DeleteAclsRequest {
  /** It must be there: an empty one means every entry. */
  readonly filter?: AclFilter | undefined;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const DeleteAclsRequest: wire.MessageCodec<DeleteAclsRequest> = wire.messageCodec('drave.admin.v1.DeleteAclsRequest', writeDeleteAclsRequest, readDeleteAclsRequest);

function writeDeleteAclsRequest(w: wire.Writer, m: DeleteAclsRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'DeleteAclsRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'DeleteAclsRequest.validateOnly'); w.tag(16); }
  if (m.filter !== undefined) { { const mark = w.mark(); AclFilter.write(w, m.filter); w.nested(mark, 10); } }
}

function readDeleteAclsRequest(r: wire.Reader, end: number): DeleteAclsRequest {
  let $filter: AclFilter | undefined;
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $filter = AclFilter.read(r, end); r.leave(end); } break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      default: r.skip(tag, 'DeleteAclsRequest');
    }
  }
  return { filter: $filter, validateOnly: $validateOnly, requestId: $requestId };
}


export interface DeleteAclsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly deleted: readonly AclEntry[];
}

export const DeleteAclsResponse: wire.MessageCodec<DeleteAclsResponse> = wire.messageCodec('drave.admin.v1.DeleteAclsResponse', writeDeleteAclsResponse, readDeleteAclsResponse);

function writeDeleteAclsResponse(w: wire.Writer, m: DeleteAclsResponse): void {
  for (let i = m.deleted.length - 1; i >= 0; i--) { { const mark = w.mark(); AclEntry.write(w, m.deleted[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readDeleteAclsResponse(r: wire.Reader, end: number): DeleteAclsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $deleted: AclEntry[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $deleted.push(AclEntry.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'DeleteAclsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), deleted: $deleted };
}


export interface ListAclsRequest {
  /** Absent means all of them. */
  readonly filter?: AclFilter | undefined;
  readonly pageSize: number;
  readonly pageToken: string;
  readonly local: boolean;
}

export const ListAclsRequest: wire.MessageCodec<ListAclsRequest> = wire.messageCodec('drave.admin.v1.ListAclsRequest', writeListAclsRequest, readListAclsRequest);

function writeListAclsRequest(w: wire.Writer, m: ListAclsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListAclsRequest.local'); w.tag(32); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListAclsRequest.pageToken'); w.tag(26); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListAclsRequest.pageSize'); w.tag(16); }
  if (m.filter !== undefined) { { const mark = w.mark(); AclFilter.write(w, m.filter); w.nested(mark, 10); } }
}

function readListAclsRequest(r: wire.Reader, end: number): ListAclsRequest {
  let $filter: AclFilter | undefined;
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $filter = AclFilter.read(r, end); r.leave(end); } break;
      case 16: $pageSize = r.int32(); break;
      case 26: $pageToken = r.string(); break;
      case 32: $local = r.bool(); break;
      default: r.skip(tag, 'ListAclsRequest');
    }
  }
  return { filter: $filter, pageSize: $pageSize, pageToken: $pageToken, local: $local };
}


export interface ListAclsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly entries: readonly AclEntry[];
  readonly nextPageToken: string;
}

export const ListAclsResponse: wire.MessageCodec<ListAclsResponse> = wire.messageCodec('drave.admin.v1.ListAclsResponse', writeListAclsResponse, readListAclsResponse);

function writeListAclsResponse(w: wire.Writer, m: ListAclsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListAclsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.entries.length - 1; i >= 0; i--) { { const mark = w.mark(); AclEntry.write(w, m.entries[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListAclsResponse(r: wire.Reader, end: number): ListAclsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $entries: AclEntry[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $entries.push(AclEntry.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListAclsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), entries: $entries, nextPageToken: $nextPageToken };
}


export interface CheckAccessRequest {
  readonly principal: string;
  /** The address that the principal would come from, as text. */
  readonly host: string;
  readonly operation: AclOperation;
  readonly resourceType: AclResourceType;
  /** Empty for the cluster. */
  readonly resourceName: string;
  readonly local: boolean;
}

export const CheckAccessRequest: wire.MessageCodec<CheckAccessRequest> = wire.messageCodec('drave.admin.v1.CheckAccessRequest', writeCheckAccessRequest, readCheckAccessRequest);

function writeCheckAccessRequest(w: wire.Writer, m: CheckAccessRequest): void {
  if (m.local !== false) { w.bool(m.local, 'CheckAccessRequest.local'); w.tag(48); }
  if (m.resourceName !== '') { w.string(m.resourceName, 'CheckAccessRequest.resourceName'); w.tag(42); }
  if (m.resourceType !== 'UNSPECIFIED') { AclResourceType.write(w, m.resourceType, 'CheckAccessRequest.resourceType'); w.tag(32); }
  if (m.operation !== 'UNSPECIFIED') { AclOperation.write(w, m.operation, 'CheckAccessRequest.operation'); w.tag(24); }
  if (m.host !== '') { w.string(m.host, 'CheckAccessRequest.host'); w.tag(18); }
  if (m.principal !== '') { w.string(m.principal, 'CheckAccessRequest.principal'); w.tag(10); }
}

function readCheckAccessRequest(r: wire.Reader, end: number): CheckAccessRequest {
  let $principal: string = '';
  let $host: string = '';
  let $operation: AclOperation = 'UNSPECIFIED';
  let $resourceType: AclResourceType = 'UNSPECIFIED';
  let $resourceName: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $principal = r.string(); break;
      case 18: $host = r.string(); break;
      case 24: $operation = AclOperation.read(r); break;
      case 32: $resourceType = AclResourceType.read(r); break;
      case 42: $resourceName = r.string(); break;
      case 48: $local = r.bool(); break;
      default: r.skip(tag, 'CheckAccessRequest');
    }
  }
  return { principal: $principal, host: $host, operation: $operation, resourceType: $resourceType, resourceName: $resourceName, local: $local };
}


export type AccessReason =
  | 'UNSPECIFIED'
  | 'SUPER_USER'
  | 'ENTRY'
  | 'NO_ENTRY_OF_RESOURCE'
  | 'NO_ENTRY_ALLOWS';
export const AccessReason: wire.EnumCodec<AccessReason> = wire.enumCodec('drave.admin.v1.AccessReason', {
  UNSPECIFIED: 0,
  SUPER_USER: 1,
  ENTRY: 2,
  NO_ENTRY_OF_RESOURCE: 3,
  NO_ENTRY_ALLOWS: 4,
});

export interface CheckAccessResponse {
  readonly header: commonV1.ResponseHeader;
  readonly allowed: boolean;
  readonly reason: AccessReason;
  /** Present when an entry decides. */
  readonly entry?: AclEntry | undefined;
}

export const CheckAccessResponse: wire.MessageCodec<CheckAccessResponse> = wire.messageCodec('drave.admin.v1.CheckAccessResponse', writeCheckAccessResponse, readCheckAccessResponse);

function writeCheckAccessResponse(w: wire.Writer, m: CheckAccessResponse): void {
  if (m.entry !== undefined) { { const mark = w.mark(); AclEntry.write(w, m.entry); w.nested(mark, 34); } }
  if (m.reason !== 'UNSPECIFIED') { AccessReason.write(w, m.reason, 'CheckAccessResponse.reason'); w.tag(24); }
  if (m.allowed !== false) { w.bool(m.allowed, 'CheckAccessResponse.allowed'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readCheckAccessResponse(r: wire.Reader, end: number): CheckAccessResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $allowed: boolean = false;
  let $reason: AccessReason = 'UNSPECIFIED';
  let $entry: AclEntry | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $allowed = r.bool(); break;
      case 24: $reason = AccessReason.read(r); break;
      case 34: { const end = r.enter(); $entry = AclEntry.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'CheckAccessResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), allowed: $allowed, reason: $reason, entry: $entry };
}


export type ScramMechanism =
  | 'UNSPECIFIED'
  | 'SHA_256'
  | 'SHA_512';
export const ScramMechanism: wire.EnumCodec<ScramMechanism> = wire.enumCodec('drave.admin.v1.ScramMechanism', {
  UNSPECIFIED: 0,
  SHA_256: 1,
  SHA_512: 2,
});

export interface UserCredential {
  readonly mechanism: ScramMechanism;
  readonly iterations: number;
}

export const UserCredential: wire.MessageCodec<UserCredential> = wire.messageCodec('drave.admin.v1.UserCredential', writeUserCredential, readUserCredential);

function writeUserCredential(w: wire.Writer, m: UserCredential): void {
  if (m.iterations !== 0) { w.int32(m.iterations, 'UserCredential.iterations'); w.tag(16); }
  if (m.mechanism !== 'UNSPECIFIED') { ScramMechanism.write(w, m.mechanism, 'UserCredential.mechanism'); w.tag(8); }
}

function readUserCredential(r: wire.Reader, end: number): UserCredential {
  let $mechanism: ScramMechanism = 'UNSPECIFIED';
  let $iterations: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $mechanism = ScramMechanism.read(r); break;
      case 16: $iterations = r.int32(); break;
      default: r.skip(tag, 'UserCredential');
    }
  }
  return { mechanism: $mechanism, iterations: $iterations };
}


export interface User {
  readonly name: string;
  readonly credentials: readonly UserCredential[];
}

export const User: wire.MessageCodec<User> = wire.messageCodec('drave.admin.v1.User', writeUser, readUser);

function writeUser(w: wire.Writer, m: User): void {
  for (let i = m.credentials.length - 1; i >= 0; i--) { { const mark = w.mark(); UserCredential.write(w, m.credentials[i]!); w.nested(mark, 18); } }
  if (m.name !== '') { w.string(m.name, 'User.name'); w.tag(10); }
}

function readUser(r: wire.Reader, end: number): User {
  let $name: string = '';
  const $credentials: UserCredential[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 18: { const end = r.enter(); $credentials.push(UserCredential.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'User');
    }
  }
  return { name: $name, credentials: $credentials };
}


export interface SetUserCredentialRequest {
  readonly user: string;
  readonly mechanism: ScramMechanism;
  /** 4,096 to 16,384. */
  readonly iterations: number;
  /** 1 to 1,024 random bytes. */
  readonly salt: Uint8Array;
  /**
   * PBKDF2 of the password in UTF-8 with this salt and as many iterations, as long as the hash of the mechanism: the
   * password itself never leaves its owner.
   */
  readonly saltedPassword: Uint8Array;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const SetUserCredentialRequest: wire.MessageCodec<SetUserCredentialRequest> = wire.messageCodec('drave.admin.v1.SetUserCredentialRequest', writeSetUserCredentialRequest, readSetUserCredentialRequest, payloadSetUserCredentialRequest);

function writeSetUserCredentialRequest(w: wire.Writer, m: SetUserCredentialRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'SetUserCredentialRequest.requestId'); w.tag(58); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'SetUserCredentialRequest.validateOnly'); w.tag(48); }
  if (m.saltedPassword?.length !== 0) { w.bytes(m.saltedPassword, 'SetUserCredentialRequest.saltedPassword'); w.tag(42); }
  if (m.salt?.length !== 0) { w.bytes(m.salt, 'SetUserCredentialRequest.salt'); w.tag(34); }
  if (m.iterations !== 0) { w.int32(m.iterations, 'SetUserCredentialRequest.iterations'); w.tag(24); }
  if (m.mechanism !== 'UNSPECIFIED') { ScramMechanism.write(w, m.mechanism, 'SetUserCredentialRequest.mechanism'); w.tag(16); }
  if (m.user !== '') { w.string(m.user, 'SetUserCredentialRequest.user'); w.tag(10); }
}

function readSetUserCredentialRequest(r: wire.Reader, end: number): SetUserCredentialRequest {
  let $user: string = '';
  let $mechanism: ScramMechanism = 'UNSPECIFIED';
  let $iterations: number = 0;
  let $salt: Uint8Array = wire.EMPTY;
  let $saltedPassword: Uint8Array = wire.EMPTY;
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $user = r.string(); break;
      case 16: $mechanism = ScramMechanism.read(r); break;
      case 24: $iterations = r.int32(); break;
      case 34: $salt = r.bytes(); break;
      case 42: $saltedPassword = r.bytes(); break;
      case 48: $validateOnly = r.bool(); break;
      case 58: $requestId = r.string(); break;
      default: r.skip(tag, 'SetUserCredentialRequest');
    }
  }
  return { user: $user, mechanism: $mechanism, iterations: $iterations, salt: $salt, saltedPassword: $saltedPassword, validateOnly: $validateOnly, requestId: $requestId };
}

function payloadSetUserCredentialRequest(m: SetUserCredentialRequest): number {
  let sum = 0;
  sum += m.salt.length;
  sum += m.saltedPassword.length;
  return sum;
}

export interface SetUserCredentialResponse {
  readonly header: commonV1.ResponseHeader;
}

export const SetUserCredentialResponse: wire.MessageCodec<SetUserCredentialResponse> = wire.messageCodec('drave.admin.v1.SetUserCredentialResponse', writeSetUserCredentialResponse, readSetUserCredentialResponse);

function writeSetUserCredentialResponse(w: wire.Writer, m: SetUserCredentialResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readSetUserCredentialResponse(r: wire.Reader, end: number): SetUserCredentialResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'SetUserCredentialResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface DeleteUserCredentialRequest {
  readonly user: string;
  readonly mechanism: ScramMechanism;
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const DeleteUserCredentialRequest: wire.MessageCodec<DeleteUserCredentialRequest> = wire.messageCodec('drave.admin.v1.DeleteUserCredentialRequest', writeDeleteUserCredentialRequest, readDeleteUserCredentialRequest);

function writeDeleteUserCredentialRequest(w: wire.Writer, m: DeleteUserCredentialRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'DeleteUserCredentialRequest.requestId'); w.tag(34); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'DeleteUserCredentialRequest.validateOnly'); w.tag(24); }
  if (m.mechanism !== 'UNSPECIFIED') { ScramMechanism.write(w, m.mechanism, 'DeleteUserCredentialRequest.mechanism'); w.tag(16); }
  if (m.user !== '') { w.string(m.user, 'DeleteUserCredentialRequest.user'); w.tag(10); }
}

function readDeleteUserCredentialRequest(r: wire.Reader, end: number): DeleteUserCredentialRequest {
  let $user: string = '';
  let $mechanism: ScramMechanism = 'UNSPECIFIED';
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $user = r.string(); break;
      case 16: $mechanism = ScramMechanism.read(r); break;
      case 24: $validateOnly = r.bool(); break;
      case 34: $requestId = r.string(); break;
      default: r.skip(tag, 'DeleteUserCredentialRequest');
    }
  }
  return { user: $user, mechanism: $mechanism, validateOnly: $validateOnly, requestId: $requestId };
}


export interface DeleteUserCredentialResponse {
  readonly header: commonV1.ResponseHeader;
}

export const DeleteUserCredentialResponse: wire.MessageCodec<DeleteUserCredentialResponse> = wire.messageCodec('drave.admin.v1.DeleteUserCredentialResponse', writeDeleteUserCredentialResponse, readDeleteUserCredentialResponse);

function writeDeleteUserCredentialResponse(w: wire.Writer, m: DeleteUserCredentialResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readDeleteUserCredentialResponse(r: wire.Reader, end: number): DeleteUserCredentialResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'DeleteUserCredentialResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface ListUsersRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  readonly local: boolean;
}

export const ListUsersRequest: wire.MessageCodec<ListUsersRequest> = wire.messageCodec('drave.admin.v1.ListUsersRequest', writeListUsersRequest, readListUsersRequest);

function writeListUsersRequest(w: wire.Writer, m: ListUsersRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListUsersRequest.local'); w.tag(24); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListUsersRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListUsersRequest.pageSize'); w.tag(8); }
}

function readListUsersRequest(r: wire.Reader, end: number): ListUsersRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 24: $local = r.bool(); break;
      default: r.skip(tag, 'ListUsersRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, local: $local };
}


export interface ListUsersResponse {
  readonly header: commonV1.ResponseHeader;
  readonly users: readonly User[];
  readonly nextPageToken: string;
}

export const ListUsersResponse: wire.MessageCodec<ListUsersResponse> = wire.messageCodec('drave.admin.v1.ListUsersResponse', writeListUsersResponse, readListUsersResponse);

function writeListUsersResponse(w: wire.Writer, m: ListUsersResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListUsersResponse.nextPageToken'); w.tag(26); }
  for (let i = m.users.length - 1; i >= 0; i--) { { const mark = w.mark(); User.write(w, m.users[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListUsersResponse(r: wire.Reader, end: number): ListUsersResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $users: User[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $users.push(User.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListUsersResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), users: $users, nextPageToken: $nextPageToken };
}


/** A user, a client id, both together, or an address. Present and empty is the default: those without one of their own. */
export interface QuotaEntity {
  readonly user?: string | undefined;
  readonly clientId?: string | undefined;
  readonly ip?: string | undefined;
}

export const QuotaEntity: wire.MessageCodec<QuotaEntity> = wire.messageCodec('drave.admin.v1.QuotaEntity', writeQuotaEntity, readQuotaEntity);

function writeQuotaEntity(w: wire.Writer, m: QuotaEntity): void {
  if (m.ip !== undefined) { w.string(m.ip, 'QuotaEntity.ip'); w.tag(26); }
  if (m.clientId !== undefined) { w.string(m.clientId, 'QuotaEntity.clientId'); w.tag(18); }
  if (m.user !== undefined) { w.string(m.user, 'QuotaEntity.user'); w.tag(10); }
}

function readQuotaEntity(r: wire.Reader, end: number): QuotaEntity {
  let $user: string | undefined;
  let $clientId: string | undefined;
  let $ip: string | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $user = r.string(); break;
      case 18: $clientId = r.string(); break;
      case 26: $ip = r.string(); break;
      default: r.skip(tag, 'QuotaEntity');
    }
  }
  return { user: $user, clientId: $clientId, ip: $ip };
}


export interface QuotaLimit {
  /**
   * One of producer_byte_rate, consumer_byte_rate, request_percentage and controller_mutation_rate; for an address
   * connection_creation_rate.
   */
  readonly key: string;
  readonly value: number;
}

export const QuotaLimit: wire.MessageCodec<QuotaLimit> = wire.messageCodec('drave.admin.v1.QuotaLimit', writeQuotaLimit, readQuotaLimit);

function writeQuotaLimit(w: wire.Writer, m: QuotaLimit): void {
  if (m.value !== 0) { w.double(m.value, 'QuotaLimit.value'); w.tag(17); }
  if (m.key !== '') { w.string(m.key, 'QuotaLimit.key'); w.tag(10); }
}

function readQuotaLimit(r: wire.Reader, end: number): QuotaLimit {
  let $key: string = '';
  let $value: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $key = r.string(); break;
      case 17: $value = r.double(); break;
      default: r.skip(tag, 'QuotaLimit');
    }
  }
  return { key: $key, value: $value };
}


export interface Quota {
  readonly entity: QuotaEntity;
  readonly limits: readonly QuotaLimit[];
}

export const Quota: wire.MessageCodec<Quota> = wire.messageCodec('drave.admin.v1.Quota', writeQuota, readQuota);

function writeQuota(w: wire.Writer, m: Quota): void {
  for (let i = m.limits.length - 1; i >= 0; i--) { { const mark = w.mark(); QuotaLimit.write(w, m.limits[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); QuotaEntity.write(w, m.entity); w.nested(mark, 10); }
}

function readQuota(r: wire.Reader, end: number): Quota {
  let $entity: QuotaEntity | undefined;
  const $limits: QuotaLimit[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $entity = QuotaEntity.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $limits.push(QuotaLimit.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'Quota');
    }
  }
  return { entity: $entity ?? QuotaEntity.decode(wire.EMPTY), limits: $limits };
}


export interface AlterQuotaRequest {
  readonly entity: QuotaEntity;
  readonly set: readonly QuotaLimit[];
  /** Keys of limits to take away. */
  readonly remove: readonly string[];
  readonly validateOnly: boolean;
  readonly requestId: string;
}

export const AlterQuotaRequest: wire.MessageCodec<AlterQuotaRequest> = wire.messageCodec('drave.admin.v1.AlterQuotaRequest', writeAlterQuotaRequest, readAlterQuotaRequest);

function writeAlterQuotaRequest(w: wire.Writer, m: AlterQuotaRequest): void {
  if (m.requestId !== '') { w.string(m.requestId, 'AlterQuotaRequest.requestId'); w.tag(42); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'AlterQuotaRequest.validateOnly'); w.tag(32); }
  for (let i = m.remove.length - 1; i >= 0; i--) { w.string(m.remove[i]!, 'AlterQuotaRequest.remove'); w.tag(26); }
  for (let i = m.set.length - 1; i >= 0; i--) { { const mark = w.mark(); QuotaLimit.write(w, m.set[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); QuotaEntity.write(w, m.entity); w.nested(mark, 10); }
}

function readAlterQuotaRequest(r: wire.Reader, end: number): AlterQuotaRequest {
  let $entity: QuotaEntity | undefined;
  const $set: QuotaLimit[] = [];
  const $remove: string[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $entity = QuotaEntity.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $set.push(QuotaLimit.read(r, end)); r.leave(end); } break;
      case 26: $remove.push(r.string()); break;
      case 32: $validateOnly = r.bool(); break;
      case 42: $requestId = r.string(); break;
      default: r.skip(tag, 'AlterQuotaRequest');
    }
  }
  return { entity: $entity ?? QuotaEntity.decode(wire.EMPTY), set: $set, remove: $remove, validateOnly: $validateOnly, requestId: $requestId };
}


export interface AlterQuotaResponse {
  readonly header: commonV1.ResponseHeader;
}

export const AlterQuotaResponse: wire.MessageCodec<AlterQuotaResponse> = wire.messageCodec('drave.admin.v1.AlterQuotaResponse', writeAlterQuotaResponse, readAlterQuotaResponse);

function writeAlterQuotaResponse(w: wire.Writer, m: AlterQuotaResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAlterQuotaResponse(r: wire.Reader, end: number): AlterQuotaResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'AlterQuotaResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface ListQuotasRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  readonly local: boolean;
}

export const ListQuotasRequest: wire.MessageCodec<ListQuotasRequest> = wire.messageCodec('drave.admin.v1.ListQuotasRequest', writeListQuotasRequest, readListQuotasRequest);

function writeListQuotasRequest(w: wire.Writer, m: ListQuotasRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListQuotasRequest.local'); w.tag(24); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListQuotasRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListQuotasRequest.pageSize'); w.tag(8); }
}

function readListQuotasRequest(r: wire.Reader, end: number): ListQuotasRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 24: $local = r.bool(); break;
      default: r.skip(tag, 'ListQuotasRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, local: $local };
}


export interface ListQuotasResponse {
  readonly header: commonV1.ResponseHeader;
  readonly quotas: readonly Quota[];
  readonly nextPageToken: string;
}

export const ListQuotasResponse: wire.MessageCodec<ListQuotasResponse> = wire.messageCodec('drave.admin.v1.ListQuotasResponse', writeListQuotasResponse, readListQuotasResponse);

function writeListQuotasResponse(w: wire.Writer, m: ListQuotasResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListQuotasResponse.nextPageToken'); w.tag(26); }
  for (let i = m.quotas.length - 1; i >= 0; i--) { { const mark = w.mark(); Quota.write(w, m.quotas[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListQuotasResponse(r: wire.Reader, end: number): ListQuotasResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $quotas: Quota[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $quotas.push(Quota.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListQuotasResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), quotas: $quotas, nextPageToken: $nextPageToken };
}


export interface Group {
  readonly groupId: string;
  /** classic or consumer. */
  readonly type: string;
  /**
   * As Kafka shows it: Empty, Stable, PreparingRebalance, CompletingRebalance (classic); Assigning, Reconciling
   * (consumer).
   */
  readonly state: string;
  /** 'consumer' for groups of consumers of either type. */
  readonly protocolType: string;
  readonly coordinatorId: number;
  /**
   * The assignor; for a classic group the protocol that its members agreed on. This and all further fields but
   * member_count are set only by GetGroup.
   */
  readonly assignor: string;
  /** The generation of a classic group. */
  readonly epoch: number;
  readonly assignmentEpoch: number;
  readonly members: readonly GroupMember[];
  readonly memberCount: number;
}

export const Group: wire.MessageCodec<Group> = wire.messageCodec('drave.admin.v1.Group', writeGroup, readGroup);

function writeGroup(w: wire.Writer, m: Group): void {
  if (m.memberCount !== 0) { w.int32(m.memberCount, 'Group.memberCount'); w.tag(80); }
  for (let i = m.members.length - 1; i >= 0; i--) { { const mark = w.mark(); GroupMember.write(w, m.members[i]!); w.nested(mark, 74); } }
  if (m.assignmentEpoch !== 0) { w.int32(m.assignmentEpoch, 'Group.assignmentEpoch'); w.tag(64); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'Group.epoch'); w.tag(56); }
  if (m.assignor !== '') { w.string(m.assignor, 'Group.assignor'); w.tag(50); }
  if (m.coordinatorId !== 0) { w.int32(m.coordinatorId, 'Group.coordinatorId'); w.tag(40); }
  if (m.protocolType !== '') { w.string(m.protocolType, 'Group.protocolType'); w.tag(34); }
  if (m.state !== '') { w.string(m.state, 'Group.state'); w.tag(26); }
  if (m.type !== '') { w.string(m.type, 'Group.type'); w.tag(18); }
  if (m.groupId !== '') { w.string(m.groupId, 'Group.groupId'); w.tag(10); }
}

function readGroup(r: wire.Reader, end: number): Group {
  let $groupId: string = '';
  let $type: string = '';
  let $state: string = '';
  let $protocolType: string = '';
  let $coordinatorId: number = 0;
  let $assignor: string = '';
  let $epoch: number = 0;
  let $assignmentEpoch: number = 0;
  const $members: GroupMember[] = [];
  let $memberCount: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 18: $type = r.string(); break;
      case 26: $state = r.string(); break;
      case 34: $protocolType = r.string(); break;
      case 40: $coordinatorId = r.int32(); break;
      case 50: $assignor = r.string(); break;
      case 56: $epoch = r.int32(); break;
      case 64: $assignmentEpoch = r.int32(); break;
      case 74: { const end = r.enter(); $members.push(GroupMember.read(r, end)); r.leave(end); } break;
      case 80: $memberCount = r.int32(); break;
      default: r.skip(tag, 'Group');
    }
  }
  return { groupId: $groupId, type: $type, state: $state, protocolType: $protocolType, coordinatorId: $coordinatorId, assignor: $assignor, epoch: $epoch, assignmentEpoch: $assignmentEpoch, members: $members, memberCount: $memberCount };
}


export interface GroupMember {
  readonly memberId: string;
  /** Empty for a dynamic member. */
  readonly instanceId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly epoch: number;
  readonly subscribedTopics: readonly string[];
  readonly subscribedRegex: string;
  readonly assigned: readonly GroupPartitions[];
  /** The target assignment; it equals `assigned` once the member has reconciled. */
  readonly target: readonly GroupPartitions[];
}

export const GroupMember: wire.MessageCodec<GroupMember> = wire.messageCodec('drave.admin.v1.GroupMember', writeGroupMember, readGroupMember);

function writeGroupMember(w: wire.Writer, m: GroupMember): void {
  for (let i = m.target.length - 1; i >= 0; i--) { { const mark = w.mark(); GroupPartitions.write(w, m.target[i]!); w.nested(mark, 74); } }
  for (let i = m.assigned.length - 1; i >= 0; i--) { { const mark = w.mark(); GroupPartitions.write(w, m.assigned[i]!); w.nested(mark, 66); } }
  if (m.subscribedRegex !== '') { w.string(m.subscribedRegex, 'GroupMember.subscribedRegex'); w.tag(58); }
  for (let i = m.subscribedTopics.length - 1; i >= 0; i--) { w.string(m.subscribedTopics[i]!, 'GroupMember.subscribedTopics'); w.tag(50); }
  if (m.epoch !== 0) { w.int32(m.epoch, 'GroupMember.epoch'); w.tag(40); }
  if (m.clientHost !== '') { w.string(m.clientHost, 'GroupMember.clientHost'); w.tag(34); }
  if (m.clientId !== '') { w.string(m.clientId, 'GroupMember.clientId'); w.tag(26); }
  if (m.instanceId !== '') { w.string(m.instanceId, 'GroupMember.instanceId'); w.tag(18); }
  if (m.memberId !== '') { w.string(m.memberId, 'GroupMember.memberId'); w.tag(10); }
}

function readGroupMember(r: wire.Reader, end: number): GroupMember {
  let $memberId: string = '';
  let $instanceId: string = '';
  let $clientId: string = '';
  let $clientHost: string = '';
  let $epoch: number = 0;
  const $subscribedTopics: string[] = [];
  let $subscribedRegex: string = '';
  const $assigned: GroupPartitions[] = [];
  const $target: GroupPartitions[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $memberId = r.string(); break;
      case 18: $instanceId = r.string(); break;
      case 26: $clientId = r.string(); break;
      case 34: $clientHost = r.string(); break;
      case 40: $epoch = r.int32(); break;
      case 50: $subscribedTopics.push(r.string()); break;
      case 58: $subscribedRegex = r.string(); break;
      case 66: { const end = r.enter(); $assigned.push(GroupPartitions.read(r, end)); r.leave(end); } break;
      case 74: { const end = r.enter(); $target.push(GroupPartitions.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'GroupMember');
    }
  }
  return { memberId: $memberId, instanceId: $instanceId, clientId: $clientId, clientHost: $clientHost, epoch: $epoch, subscribedTopics: $subscribedTopics, subscribedRegex: $subscribedRegex, assigned: $assigned, target: $target };
}


export interface GroupPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export const GroupPartitions: wire.MessageCodec<GroupPartitions> = wire.messageCodec('drave.admin.v1.GroupPartitions', writeGroupPartitions, readGroupPartitions);

function writeGroupPartitions(w: wire.Writer, m: GroupPartitions): void {
  if (m.partitions.length !== 0) { const mark = w.mark(); for (let i = m.partitions.length - 1; i >= 0; i--) { w.int32(m.partitions[i]!, 'GroupPartitions.partitions'); } w.nested(mark, 18); }
  if (m.topic !== '') { w.string(m.topic, 'GroupPartitions.topic'); w.tag(10); }
}

function readGroupPartitions(r: wire.Reader, end: number): GroupPartitions {
  let $topic: string = '';
  const $partitions: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partitions.push(r.int32()); break;
      case 18: { const stop = r.enter(); while (r.position < stop) $partitions.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'GroupPartitions');
    }
  }
  return { topic: $topic, partitions: $partitions };
}


export interface ListGroupsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Only ids with this prefix. */
  readonly idPrefix: string;
  /** Only groups in one of these states; empty for all. Case does not matter. */
  readonly states: readonly string[];
  readonly types: readonly string[];
  readonly local: boolean;
}

export const ListGroupsRequest: wire.MessageCodec<ListGroupsRequest> = wire.messageCodec('drave.admin.v1.ListGroupsRequest', writeListGroupsRequest, readListGroupsRequest);

function writeListGroupsRequest(w: wire.Writer, m: ListGroupsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListGroupsRequest.local'); w.tag(48); }
  for (let i = m.types.length - 1; i >= 0; i--) { w.string(m.types[i]!, 'ListGroupsRequest.types'); w.tag(42); }
  for (let i = m.states.length - 1; i >= 0; i--) { w.string(m.states[i]!, 'ListGroupsRequest.states'); w.tag(34); }
  if (m.idPrefix !== '') { w.string(m.idPrefix, 'ListGroupsRequest.idPrefix'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListGroupsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListGroupsRequest.pageSize'); w.tag(8); }
}

function readListGroupsRequest(r: wire.Reader, end: number): ListGroupsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $idPrefix: string = '';
  const $states: string[] = [];
  const $types: string[] = [];
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $idPrefix = r.string(); break;
      case 34: $states.push(r.string()); break;
      case 42: $types.push(r.string()); break;
      case 48: $local = r.bool(); break;
      default: r.skip(tag, 'ListGroupsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, idPrefix: $idPrefix, states: $states, types: $types, local: $local };
}


export interface ListGroupsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of id. */
  readonly groups: readonly Group[];
  readonly nextPageToken: string;
}

export const ListGroupsResponse: wire.MessageCodec<ListGroupsResponse> = wire.messageCodec('drave.admin.v1.ListGroupsResponse', writeListGroupsResponse, readListGroupsResponse);

function writeListGroupsResponse(w: wire.Writer, m: ListGroupsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListGroupsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.groups.length - 1; i >= 0; i--) { { const mark = w.mark(); Group.write(w, m.groups[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListGroupsResponse(r: wire.Reader, end: number): ListGroupsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $groups: Group[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $groups.push(Group.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListGroupsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), groups: $groups, nextPageToken: $nextPageToken };
}


export interface GetGroupRequest {
  readonly groupId: string;
  readonly local: boolean;
}

export const GetGroupRequest: wire.MessageCodec<GetGroupRequest> = wire.messageCodec('drave.admin.v1.GetGroupRequest', writeGetGroupRequest, readGetGroupRequest);

function writeGetGroupRequest(w: wire.Writer, m: GetGroupRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetGroupRequest.local'); w.tag(16); }
  if (m.groupId !== '') { w.string(m.groupId, 'GetGroupRequest.groupId'); w.tag(10); }
}

function readGetGroupRequest(r: wire.Reader, end: number): GetGroupRequest {
  let $groupId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 16: $local = r.bool(); break;
      default: r.skip(tag, 'GetGroupRequest');
    }
  }
  return { groupId: $groupId, local: $local };
}


export interface GetGroupResponse {
  readonly header: commonV1.ResponseHeader;
  readonly group: Group;
}

export const GetGroupResponse: wire.MessageCodec<GetGroupResponse> = wire.messageCodec('drave.admin.v1.GetGroupResponse', writeGetGroupResponse, readGetGroupResponse);

function writeGetGroupResponse(w: wire.Writer, m: GetGroupResponse): void {
  { const mark = w.mark(); Group.write(w, m.group); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetGroupResponse(r: wire.Reader, end: number): GetGroupResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $group: Group | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $group = Group.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'GetGroupResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), group: $group ?? Group.decode(wire.EMPTY) };
}


export interface DeleteGroupRequest {
  readonly groupId: string;
  readonly validateOnly: boolean;
  /** A repetition gets the first answer as long as the same broker coordinates the group. */
  readonly requestId: string;
  readonly local: boolean;
}

export const DeleteGroupRequest: wire.MessageCodec<DeleteGroupRequest> = wire.messageCodec('drave.admin.v1.DeleteGroupRequest', writeDeleteGroupRequest, readDeleteGroupRequest);

function writeDeleteGroupRequest(w: wire.Writer, m: DeleteGroupRequest): void {
  if (m.local !== false) { w.bool(m.local, 'DeleteGroupRequest.local'); w.tag(32); }
  if (m.requestId !== '') { w.string(m.requestId, 'DeleteGroupRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'DeleteGroupRequest.validateOnly'); w.tag(16); }
  if (m.groupId !== '') { w.string(m.groupId, 'DeleteGroupRequest.groupId'); w.tag(10); }
}

function readDeleteGroupRequest(r: wire.Reader, end: number): DeleteGroupRequest {
  let $groupId: string = '';
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      case 32: $local = r.bool(); break;
      default: r.skip(tag, 'DeleteGroupRequest');
    }
  }
  return { groupId: $groupId, validateOnly: $validateOnly, requestId: $requestId, local: $local };
}


export interface DeleteGroupResponse {
  readonly header: commonV1.ResponseHeader;
}

export const DeleteGroupResponse: wire.MessageCodec<DeleteGroupResponse> = wire.messageCodec('drave.admin.v1.DeleteGroupResponse', writeDeleteGroupResponse, readDeleteGroupResponse);

function writeDeleteGroupResponse(w: wire.Writer, m: DeleteGroupResponse): void {
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readDeleteGroupResponse(r: wire.Reader, end: number): DeleteGroupResponse {
  let $header: commonV1.ResponseHeader | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'DeleteGroupResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY) };
}


export interface GroupOffset {
  readonly topic: string;
  readonly partition: number;
  /** -1 when nothing is committed. */
  readonly committedOffset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** -1 while the partition has no leader to ask. */
  readonly logStartOffset: number;
  /** The high watermark: what a consumer can read up to. */
  readonly logEndOffset: number;
  /** Records between the committed offset and the end, or the start when nothing is committed; -1 when unknown. */
  readonly lag: number;
  /** The member that the partition is assigned to; empty for none. */
  readonly memberId: string;
}

export const GroupOffset: wire.MessageCodec<GroupOffset> = wire.messageCodec('drave.admin.v1.GroupOffset', writeGroupOffset, readGroupOffset);

function writeGroupOffset(w: wire.Writer, m: GroupOffset): void {
  if (m.memberId !== '') { w.string(m.memberId, 'GroupOffset.memberId'); w.tag(74); }
  if (m.lag !== 0) { w.int64(m.lag, 'GroupOffset.lag'); w.tag(64); }
  if (m.logEndOffset !== 0) { w.int64(m.logEndOffset, 'GroupOffset.logEndOffset'); w.tag(56); }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'GroupOffset.logStartOffset'); w.tag(48); }
  if (m.metadata !== '') { w.string(m.metadata, 'GroupOffset.metadata'); w.tag(42); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'GroupOffset.leaderEpoch'); w.tag(32); }
  if (m.committedOffset !== 0) { w.int64(m.committedOffset, 'GroupOffset.committedOffset'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'GroupOffset.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'GroupOffset.topic'); w.tag(10); }
}

function readGroupOffset(r: wire.Reader, end: number): GroupOffset {
  let $topic: string = '';
  let $partition: number = 0;
  let $committedOffset: number = 0;
  let $leaderEpoch: number = 0;
  let $metadata: string = '';
  let $logStartOffset: number = 0;
  let $logEndOffset: number = 0;
  let $lag: number = 0;
  let $memberId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $committedOffset = r.int64(); break;
      case 32: $leaderEpoch = r.int32(); break;
      case 42: $metadata = r.string(); break;
      case 48: $logStartOffset = r.int64(); break;
      case 56: $logEndOffset = r.int64(); break;
      case 64: $lag = r.int64(); break;
      case 74: $memberId = r.string(); break;
      default: r.skip(tag, 'GroupOffset');
    }
  }
  return { topic: $topic, partition: $partition, committedOffset: $committedOffset, leaderEpoch: $leaderEpoch, metadata: $metadata, logStartOffset: $logStartOffset, logEndOffset: $logEndOffset, lag: $lag, memberId: $memberId };
}


export interface ListGroupOffsetsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  readonly groupId: string;
  /** Empty for all topics. */
  readonly topic: string;
  readonly local: boolean;
}

export const ListGroupOffsetsRequest: wire.MessageCodec<ListGroupOffsetsRequest> = wire.messageCodec('drave.admin.v1.ListGroupOffsetsRequest', writeListGroupOffsetsRequest, readListGroupOffsetsRequest);

function writeListGroupOffsetsRequest(w: wire.Writer, m: ListGroupOffsetsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListGroupOffsetsRequest.local'); w.tag(40); }
  if (m.topic !== '') { w.string(m.topic, 'ListGroupOffsetsRequest.topic'); w.tag(34); }
  if (m.groupId !== '') { w.string(m.groupId, 'ListGroupOffsetsRequest.groupId'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListGroupOffsetsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListGroupOffsetsRequest.pageSize'); w.tag(8); }
}

function readListGroupOffsetsRequest(r: wire.Reader, end: number): ListGroupOffsetsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $groupId: string = '';
  let $topic: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $groupId = r.string(); break;
      case 34: $topic = r.string(); break;
      case 40: $local = r.bool(); break;
      default: r.skip(tag, 'ListGroupOffsetsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, groupId: $groupId, topic: $topic, local: $local };
}


export interface ListGroupOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of topic and partition, including assigned partitions without a committed offset. */
  readonly offsets: readonly GroupOffset[];
  readonly nextPageToken: string;
}

export const ListGroupOffsetsResponse: wire.MessageCodec<ListGroupOffsetsResponse> = wire.messageCodec('drave.admin.v1.ListGroupOffsetsResponse', writeListGroupOffsetsResponse, readListGroupOffsetsResponse);

function writeListGroupOffsetsResponse(w: wire.Writer, m: ListGroupOffsetsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListGroupOffsetsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.offsets.length - 1; i >= 0; i--) { { const mark = w.mark(); GroupOffset.write(w, m.offsets[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListGroupOffsetsResponse(r: wire.Reader, end: number): ListGroupOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $offsets: GroupOffset[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $offsets.push(GroupOffset.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListGroupOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), offsets: $offsets, nextPageToken: $nextPageToken };
}


export type ResetTarget =
  | 'UNSPECIFIED'
  | 'EARLIEST'
  | 'LATEST'
  | 'OFFSET'
  | 'TIMESTAMP'
  | 'SHIFT'
  | 'OFFSETS';
export const ResetTarget: wire.EnumCodec<ResetTarget> = wire.enumCodec('drave.admin.v1.ResetTarget', {
  UNSPECIFIED: 0,
  EARLIEST: 1,
  LATEST: 2,
  OFFSET: 3,
  TIMESTAMP: 4,
  SHIFT: 5,
  OFFSETS: 6,
});

export interface PartitionOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export const PartitionOffset: wire.MessageCodec<PartitionOffset> = wire.messageCodec('drave.admin.v1.PartitionOffset', writePartitionOffset, readPartitionOffset);

function writePartitionOffset(w: wire.Writer, m: PartitionOffset): void {
  if (m.offset !== 0) { w.int64(m.offset, 'PartitionOffset.offset'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'PartitionOffset.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'PartitionOffset.topic'); w.tag(10); }
}

function readPartitionOffset(r: wire.Reader, end: number): PartitionOffset {
  let $topic: string = '';
  let $partition: number = 0;
  let $offset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $offset = r.int64(); break;
      default: r.skip(tag, 'PartitionOffset');
    }
  }
  return { topic: $topic, partition: $partition, offset: $offset };
}


export interface ResetGroupOffsetsRequest {
  readonly groupId: string;
  /** Empty for every partition that the group has committed. */
  readonly topics: readonly GroupPartitions[];
  readonly target: ResetTarget;
  readonly value: number;
  readonly validateOnly: boolean;
  readonly requestId: string;
  readonly local: boolean;
  /** With OFFSETS. */
  readonly offsets: readonly PartitionOffset[];
}

export const ResetGroupOffsetsRequest: wire.MessageCodec<ResetGroupOffsetsRequest> = wire.messageCodec('drave.admin.v1.ResetGroupOffsetsRequest', writeResetGroupOffsetsRequest, readResetGroupOffsetsRequest);

function writeResetGroupOffsetsRequest(w: wire.Writer, m: ResetGroupOffsetsRequest): void {
  for (let i = m.offsets.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionOffset.write(w, m.offsets[i]!); w.nested(mark, 66); } }
  if (m.local !== false) { w.bool(m.local, 'ResetGroupOffsetsRequest.local'); w.tag(56); }
  if (m.requestId !== '') { w.string(m.requestId, 'ResetGroupOffsetsRequest.requestId'); w.tag(50); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'ResetGroupOffsetsRequest.validateOnly'); w.tag(40); }
  if (m.value !== 0) { w.sint64(m.value, 'ResetGroupOffsetsRequest.value'); w.tag(32); }
  if (m.target !== 'UNSPECIFIED') { ResetTarget.write(w, m.target, 'ResetGroupOffsetsRequest.target'); w.tag(24); }
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); GroupPartitions.write(w, m.topics[i]!); w.nested(mark, 18); } }
  if (m.groupId !== '') { w.string(m.groupId, 'ResetGroupOffsetsRequest.groupId'); w.tag(10); }
}

function readResetGroupOffsetsRequest(r: wire.Reader, end: number): ResetGroupOffsetsRequest {
  let $groupId: string = '';
  const $topics: GroupPartitions[] = [];
  let $target: ResetTarget = 'UNSPECIFIED';
  let $value: number = 0;
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  let $local: boolean = false;
  const $offsets: PartitionOffset[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 18: { const end = r.enter(); $topics.push(GroupPartitions.read(r, end)); r.leave(end); } break;
      case 24: $target = ResetTarget.read(r); break;
      case 32: $value = r.sint64(); break;
      case 40: $validateOnly = r.bool(); break;
      case 50: $requestId = r.string(); break;
      case 56: $local = r.bool(); break;
      case 66: { const end = r.enter(); $offsets.push(PartitionOffset.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'ResetGroupOffsetsRequest');
    }
  }
  return { groupId: $groupId, topics: $topics, target: $target, value: $value, validateOnly: $validateOnly, requestId: $requestId, local: $local, offsets: $offsets };
}


export interface OffsetChange {
  readonly topic: string;
  readonly partition: number;
  /** -1 when nothing was committed. */
  readonly oldOffset: number;
  readonly newOffset: number;
}

export const OffsetChange: wire.MessageCodec<OffsetChange> = wire.messageCodec('drave.admin.v1.OffsetChange', writeOffsetChange, readOffsetChange);

function writeOffsetChange(w: wire.Writer, m: OffsetChange): void {
  if (m.newOffset !== 0) { w.int64(m.newOffset, 'OffsetChange.newOffset'); w.tag(32); }
  if (m.oldOffset !== 0) { w.int64(m.oldOffset, 'OffsetChange.oldOffset'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'OffsetChange.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'OffsetChange.topic'); w.tag(10); }
}

function readOffsetChange(r: wire.Reader, end: number): OffsetChange {
  let $topic: string = '';
  let $partition: number = 0;
  let $oldOffset: number = 0;
  let $newOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $oldOffset = r.int64(); break;
      case 32: $newOffset = r.int64(); break;
      default: r.skip(tag, 'OffsetChange');
    }
  }
  return { topic: $topic, partition: $partition, oldOffset: $oldOffset, newOffset: $newOffset };
}


export interface ResetGroupOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly changes: readonly OffsetChange[];
}

export const ResetGroupOffsetsResponse: wire.MessageCodec<ResetGroupOffsetsResponse> = wire.messageCodec('drave.admin.v1.ResetGroupOffsetsResponse', writeResetGroupOffsetsResponse, readResetGroupOffsetsResponse);

function writeResetGroupOffsetsResponse(w: wire.Writer, m: ResetGroupOffsetsResponse): void {
  for (let i = m.changes.length - 1; i >= 0; i--) { { const mark = w.mark(); OffsetChange.write(w, m.changes[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readResetGroupOffsetsResponse(r: wire.Reader, end: number): ResetGroupOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $changes: OffsetChange[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $changes.push(OffsetChange.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'ResetGroupOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), changes: $changes };
}


export interface DeleteGroupOffsetsRequest {
  readonly groupId: string;
  /** Topics without partitions stand for all their partitions. */
  readonly topics: readonly GroupPartitions[];
  readonly validateOnly: boolean;
  readonly requestId: string;
  readonly local: boolean;
}

export const DeleteGroupOffsetsRequest: wire.MessageCodec<DeleteGroupOffsetsRequest> = wire.messageCodec('drave.admin.v1.DeleteGroupOffsetsRequest', writeDeleteGroupOffsetsRequest, readDeleteGroupOffsetsRequest);

function writeDeleteGroupOffsetsRequest(w: wire.Writer, m: DeleteGroupOffsetsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'DeleteGroupOffsetsRequest.local'); w.tag(40); }
  if (m.requestId !== '') { w.string(m.requestId, 'DeleteGroupOffsetsRequest.requestId'); w.tag(34); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'DeleteGroupOffsetsRequest.validateOnly'); w.tag(24); }
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); GroupPartitions.write(w, m.topics[i]!); w.nested(mark, 18); } }
  if (m.groupId !== '') { w.string(m.groupId, 'DeleteGroupOffsetsRequest.groupId'); w.tag(10); }
}

function readDeleteGroupOffsetsRequest(r: wire.Reader, end: number): DeleteGroupOffsetsRequest {
  let $groupId: string = '';
  const $topics: GroupPartitions[] = [];
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 18: { const end = r.enter(); $topics.push(GroupPartitions.read(r, end)); r.leave(end); } break;
      case 24: $validateOnly = r.bool(); break;
      case 34: $requestId = r.string(); break;
      case 40: $local = r.bool(); break;
      default: r.skip(tag, 'DeleteGroupOffsetsRequest');
    }
  }
  return { groupId: $groupId, topics: $topics, validateOnly: $validateOnly, requestId: $requestId, local: $local };
}


export interface DeleteGroupOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
  /** The offsets that were deleted. */
  readonly changes: readonly OffsetChange[];
}

export const DeleteGroupOffsetsResponse: wire.MessageCodec<DeleteGroupOffsetsResponse> = wire.messageCodec('drave.admin.v1.DeleteGroupOffsetsResponse', writeDeleteGroupOffsetsResponse, readDeleteGroupOffsetsResponse);

function writeDeleteGroupOffsetsResponse(w: wire.Writer, m: DeleteGroupOffsetsResponse): void {
  for (let i = m.changes.length - 1; i >= 0; i--) { { const mark = w.mark(); OffsetChange.write(w, m.changes[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readDeleteGroupOffsetsResponse(r: wire.Reader, end: number): DeleteGroupOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $changes: OffsetChange[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $changes.push(OffsetChange.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'DeleteGroupOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), changes: $changes };
}


export interface ListCommittedOffsetsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Only of these groups; empty for all. At most 20,000. */
  readonly groupIds: readonly string[];
  /** Only of this topic; empty for all. */
  readonly topic: string;
  /** Whether the leaders are asked where the partitions begin and end. */
  readonly withPositions: boolean;
  readonly local: boolean;
}

export const ListCommittedOffsetsRequest: wire.MessageCodec<ListCommittedOffsetsRequest> = wire.messageCodec('drave.admin.v1.ListCommittedOffsetsRequest', writeListCommittedOffsetsRequest, readListCommittedOffsetsRequest);

function writeListCommittedOffsetsRequest(w: wire.Writer, m: ListCommittedOffsetsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListCommittedOffsetsRequest.local'); w.tag(48); }
  if (m.withPositions !== false) { w.bool(m.withPositions, 'ListCommittedOffsetsRequest.withPositions'); w.tag(40); }
  if (m.topic !== '') { w.string(m.topic, 'ListCommittedOffsetsRequest.topic'); w.tag(34); }
  for (let i = m.groupIds.length - 1; i >= 0; i--) { w.string(m.groupIds[i]!, 'ListCommittedOffsetsRequest.groupIds'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListCommittedOffsetsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListCommittedOffsetsRequest.pageSize'); w.tag(8); }
}

function readListCommittedOffsetsRequest(r: wire.Reader, end: number): ListCommittedOffsetsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  const $groupIds: string[] = [];
  let $topic: string = '';
  let $withPositions: boolean = false;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $groupIds.push(r.string()); break;
      case 34: $topic = r.string(); break;
      case 40: $withPositions = r.bool(); break;
      case 48: $local = r.bool(); break;
      default: r.skip(tag, 'ListCommittedOffsetsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, groupIds: $groupIds, topic: $topic, withPositions: $withPositions, local: $local };
}


export interface ListCommittedOffsetsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of group, topic and partition. */
  readonly offsets: readonly CommittedOffset[];
  readonly nextPageToken: string;
}

export const ListCommittedOffsetsResponse: wire.MessageCodec<ListCommittedOffsetsResponse> = wire.messageCodec('drave.admin.v1.ListCommittedOffsetsResponse', writeListCommittedOffsetsResponse, readListCommittedOffsetsResponse);

function writeListCommittedOffsetsResponse(w: wire.Writer, m: ListCommittedOffsetsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListCommittedOffsetsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.offsets.length - 1; i >= 0; i--) { { const mark = w.mark(); CommittedOffset.write(w, m.offsets[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListCommittedOffsetsResponse(r: wire.Reader, end: number): ListCommittedOffsetsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $offsets: CommittedOffset[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $offsets.push(CommittedOffset.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListCommittedOffsetsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), offsets: $offsets, nextPageToken: $nextPageToken };
}


export interface CommittedOffset {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  readonly committedOffset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** When it was committed, in milliseconds since 1970. */
  readonly commitTimeMs: number;
  /** -1 without with_positions, and while the partition has no leader to ask. */
  readonly logStartOffset: number;
  /** The high watermark. -1 as above. */
  readonly logEndOffset: number;
  /** -1 as above. */
  readonly lag: number;
}

export const CommittedOffset: wire.MessageCodec<CommittedOffset> = wire.messageCodec('drave.admin.v1.CommittedOffset', writeCommittedOffset, readCommittedOffset);

function writeCommittedOffset(w: wire.Writer, m: CommittedOffset): void {
  if (m.lag !== 0) { w.int64(m.lag, 'CommittedOffset.lag'); w.tag(80); }
  if (m.logEndOffset !== 0) { w.int64(m.logEndOffset, 'CommittedOffset.logEndOffset'); w.tag(72); }
  if (m.logStartOffset !== 0) { w.int64(m.logStartOffset, 'CommittedOffset.logStartOffset'); w.tag(64); }
  if (m.commitTimeMs !== 0) { w.int64(m.commitTimeMs, 'CommittedOffset.commitTimeMs'); w.tag(56); }
  if (m.metadata !== '') { w.string(m.metadata, 'CommittedOffset.metadata'); w.tag(50); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'CommittedOffset.leaderEpoch'); w.tag(40); }
  if (m.committedOffset !== 0) { w.int64(m.committedOffset, 'CommittedOffset.committedOffset'); w.tag(32); }
  if (m.partition !== 0) { w.int32(m.partition, 'CommittedOffset.partition'); w.tag(24); }
  if (m.topic !== '') { w.string(m.topic, 'CommittedOffset.topic'); w.tag(18); }
  if (m.groupId !== '') { w.string(m.groupId, 'CommittedOffset.groupId'); w.tag(10); }
}

function readCommittedOffset(r: wire.Reader, end: number): CommittedOffset {
  let $groupId: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $committedOffset: number = 0;
  let $leaderEpoch: number = 0;
  let $metadata: string = '';
  let $commitTimeMs: number = 0;
  let $logStartOffset: number = 0;
  let $logEndOffset: number = 0;
  let $lag: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $groupId = r.string(); break;
      case 18: $topic = r.string(); break;
      case 24: $partition = r.int32(); break;
      case 32: $committedOffset = r.int64(); break;
      case 40: $leaderEpoch = r.int32(); break;
      case 50: $metadata = r.string(); break;
      case 56: $commitTimeMs = r.int64(); break;
      case 64: $logStartOffset = r.int64(); break;
      case 72: $logEndOffset = r.int64(); break;
      case 80: $lag = r.int64(); break;
      default: r.skip(tag, 'CommittedOffset');
    }
  }
  return { groupId: $groupId, topic: $topic, partition: $partition, committedOffset: $committedOffset, leaderEpoch: $leaderEpoch, metadata: $metadata, commitTimeMs: $commitTimeMs, logStartOffset: $logStartOffset, logEndOffset: $logEndOffset, lag: $lag };
}


export interface TransactionPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export const TransactionPartitions: wire.MessageCodec<TransactionPartitions> = wire.messageCodec('drave.admin.v1.TransactionPartitions', writeTransactionPartitions, readTransactionPartitions);

function writeTransactionPartitions(w: wire.Writer, m: TransactionPartitions): void {
  if (m.partitions.length !== 0) { const mark = w.mark(); for (let i = m.partitions.length - 1; i >= 0; i--) { w.int32(m.partitions[i]!, 'TransactionPartitions.partitions'); } w.nested(mark, 18); }
  if (m.topic !== '') { w.string(m.topic, 'TransactionPartitions.topic'); w.tag(10); }
}

function readTransactionPartitions(r: wire.Reader, end: number): TransactionPartitions {
  let $topic: string = '';
  const $partitions: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partitions.push(r.int32()); break;
      case 18: { const stop = r.enter(); while (r.position < stop) $partitions.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'TransactionPartitions');
    }
  }
  return { topic: $topic, partitions: $partitions };
}


export interface Transaction {
  readonly transactionalId: string;
  /** As Kafka shows it: Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort. */
  readonly state: string;
  readonly producerId: number;
  readonly coordinatorId: number;
  /** This and all further fields are not set by ListTransactions. */
  readonly producerEpoch: number;
  readonly timeoutMs: number;
  /** Wall-clock milliseconds; -1 when no transaction was begun since the producer got its id. */
  readonly startTimeMs: number;
  /** The partitions of the open transaction; while it ends, those without a marker. */
  readonly topics: readonly TransactionPartitions[];
}

export const Transaction: wire.MessageCodec<Transaction> = wire.messageCodec('drave.admin.v1.Transaction', writeTransaction, readTransaction);

function writeTransaction(w: wire.Writer, m: Transaction): void {
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); TransactionPartitions.write(w, m.topics[i]!); w.nested(mark, 66); } }
  if (m.startTimeMs !== 0) { w.sint64(m.startTimeMs, 'Transaction.startTimeMs'); w.tag(56); }
  if (m.timeoutMs !== 0) { w.int64(m.timeoutMs, 'Transaction.timeoutMs'); w.tag(48); }
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'Transaction.producerEpoch'); w.tag(40); }
  if (m.coordinatorId !== 0) { w.int32(m.coordinatorId, 'Transaction.coordinatorId'); w.tag(32); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'Transaction.producerId'); w.tag(24); }
  if (m.state !== '') { w.string(m.state, 'Transaction.state'); w.tag(18); }
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'Transaction.transactionalId'); w.tag(10); }
}

function readTransaction(r: wire.Reader, end: number): Transaction {
  let $transactionalId: string = '';
  let $state: string = '';
  let $producerId: number = 0;
  let $coordinatorId: number = 0;
  let $producerEpoch: number = 0;
  let $timeoutMs: number = 0;
  let $startTimeMs: number = 0;
  const $topics: TransactionPartitions[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      case 18: $state = r.string(); break;
      case 24: $producerId = r.int64(); break;
      case 32: $coordinatorId = r.int32(); break;
      case 40: $producerEpoch = r.int32(); break;
      case 48: $timeoutMs = r.int64(); break;
      case 56: $startTimeMs = r.sint64(); break;
      case 66: { const end = r.enter(); $topics.push(TransactionPartitions.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'Transaction');
    }
  }
  return { transactionalId: $transactionalId, state: $state, producerId: $producerId, coordinatorId: $coordinatorId, producerEpoch: $producerEpoch, timeoutMs: $timeoutMs, startTimeMs: $startTimeMs, topics: $topics };
}


export interface ListTransactionsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Only ids with this prefix. */
  readonly idPrefix: string;
  /** Only ids that this expression matches as a whole, in RE2 syntax; empty for all. */
  readonly idPattern: string;
  /** Only transactions in one of these states; empty for all. Fails with INVALID_REQUEST for an unknown state. */
  readonly states: readonly string[];
  readonly producerIds: readonly number[];
  /** Only transactions that began longer ago than this; 0 for all. */
  readonly minDurationMs: number;
  readonly local: boolean;
}

export const ListTransactionsRequest: wire.MessageCodec<ListTransactionsRequest> = wire.messageCodec('drave.admin.v1.ListTransactionsRequest', writeListTransactionsRequest, readListTransactionsRequest);

function writeListTransactionsRequest(w: wire.Writer, m: ListTransactionsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListTransactionsRequest.local'); w.tag(64); }
  if (m.minDurationMs !== 0) { w.int64(m.minDurationMs, 'ListTransactionsRequest.minDurationMs'); w.tag(56); }
  if (m.producerIds.length !== 0) { const mark = w.mark(); for (let i = m.producerIds.length - 1; i >= 0; i--) { w.int64(m.producerIds[i]!, 'ListTransactionsRequest.producerIds'); } w.nested(mark, 50); }
  for (let i = m.states.length - 1; i >= 0; i--) { w.string(m.states[i]!, 'ListTransactionsRequest.states'); w.tag(42); }
  if (m.idPattern !== '') { w.string(m.idPattern, 'ListTransactionsRequest.idPattern'); w.tag(34); }
  if (m.idPrefix !== '') { w.string(m.idPrefix, 'ListTransactionsRequest.idPrefix'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListTransactionsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListTransactionsRequest.pageSize'); w.tag(8); }
}

function readListTransactionsRequest(r: wire.Reader, end: number): ListTransactionsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $idPrefix: string = '';
  let $idPattern: string = '';
  const $states: string[] = [];
  const $producerIds: number[] = [];
  let $minDurationMs: number = 0;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $idPrefix = r.string(); break;
      case 34: $idPattern = r.string(); break;
      case 42: $states.push(r.string()); break;
      case 48: $producerIds.push(r.int64()); break;
      case 50: { const stop = r.enter(); while (r.position < stop) $producerIds.push(r.int64()); r.leave(stop); break; }
      case 56: $minDurationMs = r.int64(); break;
      case 64: $local = r.bool(); break;
      default: r.skip(tag, 'ListTransactionsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, idPrefix: $idPrefix, idPattern: $idPattern, states: $states, producerIds: $producerIds, minDurationMs: $minDurationMs, local: $local };
}


export interface ListTransactionsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of id. */
  readonly transactions: readonly Transaction[];
  readonly nextPageToken: string;
  /** With `local`: the partitions of __transaction_state that the broker leads, to which the answer is limited. */
  readonly coordinatedPartitions: readonly number[];
}

export const ListTransactionsResponse: wire.MessageCodec<ListTransactionsResponse> = wire.messageCodec('drave.admin.v1.ListTransactionsResponse', writeListTransactionsResponse, readListTransactionsResponse);

function writeListTransactionsResponse(w: wire.Writer, m: ListTransactionsResponse): void {
  if (m.coordinatedPartitions.length !== 0) { const mark = w.mark(); for (let i = m.coordinatedPartitions.length - 1; i >= 0; i--) { w.int32(m.coordinatedPartitions[i]!, 'ListTransactionsResponse.coordinatedPartitions'); } w.nested(mark, 34); }
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListTransactionsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.transactions.length - 1; i >= 0; i--) { { const mark = w.mark(); Transaction.write(w, m.transactions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListTransactionsResponse(r: wire.Reader, end: number): ListTransactionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $transactions: Transaction[] = [];
  let $nextPageToken: string = '';
  const $coordinatedPartitions: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $transactions.push(Transaction.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      case 32: $coordinatedPartitions.push(r.int32()); break;
      case 34: { const stop = r.enter(); while (r.position < stop) $coordinatedPartitions.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'ListTransactionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), transactions: $transactions, nextPageToken: $nextPageToken, coordinatedPartitions: $coordinatedPartitions };
}


export interface GetTransactionRequest {
  readonly transactionalId: string;
  readonly local: boolean;
}

export const GetTransactionRequest: wire.MessageCodec<GetTransactionRequest> = wire.messageCodec('drave.admin.v1.GetTransactionRequest', writeGetTransactionRequest, readGetTransactionRequest);

function writeGetTransactionRequest(w: wire.Writer, m: GetTransactionRequest): void {
  if (m.local !== false) { w.bool(m.local, 'GetTransactionRequest.local'); w.tag(16); }
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'GetTransactionRequest.transactionalId'); w.tag(10); }
}

function readGetTransactionRequest(r: wire.Reader, end: number): GetTransactionRequest {
  let $transactionalId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      case 16: $local = r.bool(); break;
      default: r.skip(tag, 'GetTransactionRequest');
    }
  }
  return { transactionalId: $transactionalId, local: $local };
}


export interface GetTransactionResponse {
  readonly header: commonV1.ResponseHeader;
  readonly transaction: Transaction;
}

export const GetTransactionResponse: wire.MessageCodec<GetTransactionResponse> = wire.messageCodec('drave.admin.v1.GetTransactionResponse', writeGetTransactionResponse, readGetTransactionResponse);

function writeGetTransactionResponse(w: wire.Writer, m: GetTransactionResponse): void {
  { const mark = w.mark(); Transaction.write(w, m.transaction); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readGetTransactionResponse(r: wire.Reader, end: number): GetTransactionResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $transaction: Transaction | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $transaction = Transaction.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'GetTransactionResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), transaction: $transaction ?? Transaction.decode(wire.EMPTY) };
}


export interface AbortTransactionRequest {
  readonly transactionalId: string;
  readonly validateOnly: boolean;
  /** A repetition gets the first answer as long as the same broker coordinates the transaction. */
  readonly requestId: string;
  readonly local: boolean;
}

export const AbortTransactionRequest: wire.MessageCodec<AbortTransactionRequest> = wire.messageCodec('drave.admin.v1.AbortTransactionRequest', writeAbortTransactionRequest, readAbortTransactionRequest);

function writeAbortTransactionRequest(w: wire.Writer, m: AbortTransactionRequest): void {
  if (m.local !== false) { w.bool(m.local, 'AbortTransactionRequest.local'); w.tag(32); }
  if (m.requestId !== '') { w.string(m.requestId, 'AbortTransactionRequest.requestId'); w.tag(26); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'AbortTransactionRequest.validateOnly'); w.tag(16); }
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'AbortTransactionRequest.transactionalId'); w.tag(10); }
}

function readAbortTransactionRequest(r: wire.Reader, end: number): AbortTransactionRequest {
  let $transactionalId: string = '';
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $transactionalId = r.string(); break;
      case 16: $validateOnly = r.bool(); break;
      case 26: $requestId = r.string(); break;
      case 32: $local = r.bool(); break;
      default: r.skip(tag, 'AbortTransactionRequest');
    }
  }
  return { transactionalId: $transactionalId, validateOnly: $validateOnly, requestId: $requestId, local: $local };
}


export interface AbortTransactionResponse {
  readonly header: commonV1.ResponseHeader;
  /** The transaction after the abort was decided. */
  readonly transaction: Transaction;
}

export const AbortTransactionResponse: wire.MessageCodec<AbortTransactionResponse> = wire.messageCodec('drave.admin.v1.AbortTransactionResponse', writeAbortTransactionResponse, readAbortTransactionResponse);

function writeAbortTransactionResponse(w: wire.Writer, m: AbortTransactionResponse): void {
  { const mark = w.mark(); Transaction.write(w, m.transaction); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAbortTransactionResponse(r: wire.Reader, end: number): AbortTransactionResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $transaction: Transaction | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $transaction = Transaction.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'AbortTransactionResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), transaction: $transaction ?? Transaction.decode(wire.EMPTY) };
}


export interface PartitionProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** -1 when none is known. */
  readonly lastSequence: number;
  /** Timestamp of its last batch, in wall-clock milliseconds of the producer; -1 when none is known. */
  readonly lastTimestampMs: number;
  /** Epoch of the coordinator that ended its last transaction; -1 for none. */
  readonly coordinatorEpoch: number;
  /** First offset of its open transaction in the partition; -1 for none. */
  readonly transactionStartOffset: number;
}

export const PartitionProducer: wire.MessageCodec<PartitionProducer> = wire.messageCodec('drave.admin.v1.PartitionProducer', writePartitionProducer, readPartitionProducer);

function writePartitionProducer(w: wire.Writer, m: PartitionProducer): void {
  if (m.transactionStartOffset !== 0) { w.sint64(m.transactionStartOffset, 'PartitionProducer.transactionStartOffset'); w.tag(48); }
  if (m.coordinatorEpoch !== 0) { w.sint32(m.coordinatorEpoch, 'PartitionProducer.coordinatorEpoch'); w.tag(40); }
  if (m.lastTimestampMs !== 0) { w.sint64(m.lastTimestampMs, 'PartitionProducer.lastTimestampMs'); w.tag(32); }
  if (m.lastSequence !== 0) { w.sint32(m.lastSequence, 'PartitionProducer.lastSequence'); w.tag(24); }
  if (m.producerEpoch !== 0) { w.int32(m.producerEpoch, 'PartitionProducer.producerEpoch'); w.tag(16); }
  if (m.producerId !== 0) { w.int64(m.producerId, 'PartitionProducer.producerId'); w.tag(8); }
}

function readPartitionProducer(r: wire.Reader, end: number): PartitionProducer {
  let $producerId: number = 0;
  let $producerEpoch: number = 0;
  let $lastSequence: number = 0;
  let $lastTimestampMs: number = 0;
  let $coordinatorEpoch: number = 0;
  let $transactionStartOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $producerId = r.int64(); break;
      case 16: $producerEpoch = r.int32(); break;
      case 24: $lastSequence = r.sint32(); break;
      case 32: $lastTimestampMs = r.sint64(); break;
      case 40: $coordinatorEpoch = r.sint32(); break;
      case 48: $transactionStartOffset = r.sint64(); break;
      default: r.skip(tag, 'PartitionProducer');
    }
  }
  return { producerId: $producerId, producerEpoch: $producerEpoch, lastSequence: $lastSequence, lastTimestampMs: $lastTimestampMs, coordinatorEpoch: $coordinatorEpoch, transactionStartOffset: $transactionStartOffset };
}


export interface ListProducersRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  readonly topic: string;
  readonly partition: number;
  readonly local: boolean;
}

export const ListProducersRequest: wire.MessageCodec<ListProducersRequest> = wire.messageCodec('drave.admin.v1.ListProducersRequest', writeListProducersRequest, readListProducersRequest);

function writeListProducersRequest(w: wire.Writer, m: ListProducersRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListProducersRequest.local'); w.tag(40); }
  if (m.partition !== 0) { w.int32(m.partition, 'ListProducersRequest.partition'); w.tag(32); }
  if (m.topic !== '') { w.string(m.topic, 'ListProducersRequest.topic'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListProducersRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListProducersRequest.pageSize'); w.tag(8); }
}

function readListProducersRequest(r: wire.Reader, end: number): ListProducersRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $topic: string = '';
  let $partition: number = 0;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $topic = r.string(); break;
      case 32: $partition = r.int32(); break;
      case 40: $local = r.bool(); break;
      default: r.skip(tag, 'ListProducersRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, topic: $topic, partition: $partition, local: $local };
}


export interface ListProducersResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of producer id. */
  readonly producers: readonly PartitionProducer[];
  readonly nextPageToken: string;
}

export const ListProducersResponse: wire.MessageCodec<ListProducersResponse> = wire.messageCodec('drave.admin.v1.ListProducersResponse', writeListProducersResponse, readListProducersResponse);

function writeListProducersResponse(w: wire.Writer, m: ListProducersResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListProducersResponse.nextPageToken'); w.tag(26); }
  for (let i = m.producers.length - 1; i >= 0; i--) { { const mark = w.mark(); PartitionProducer.write(w, m.producers[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListProducersResponse(r: wire.Reader, end: number): ListProducersResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $producers: PartitionProducer[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $producers.push(PartitionProducer.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListProducersResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), producers: $producers, nextPageToken: $nextPageToken };
}


export interface OpenTransaction {
  readonly topic: string;
  readonly partition: number;
  readonly producer: PartitionProducer;
}

export const OpenTransaction: wire.MessageCodec<OpenTransaction> = wire.messageCodec('drave.admin.v1.OpenTransaction', writeOpenTransaction, readOpenTransaction);

function writeOpenTransaction(w: wire.Writer, m: OpenTransaction): void {
  { const mark = w.mark(); PartitionProducer.write(w, m.producer); w.nested(mark, 26); }
  if (m.partition !== 0) { w.int32(m.partition, 'OpenTransaction.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'OpenTransaction.topic'); w.tag(10); }
}

function readOpenTransaction(r: wire.Reader, end: number): OpenTransaction {
  let $topic: string = '';
  let $partition: number = 0;
  let $producer: PartitionProducer | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: { const end = r.enter(); $producer = PartitionProducer.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'OpenTransaction');
    }
  }
  return { topic: $topic, partition: $partition, producer: $producer ?? PartitionProducer.decode(wire.EMPTY) };
}


export interface ListOpenTransactionsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Empty for all topics. */
  readonly topic: string;
  /** Only transactions whose last batch in the partition is older than this; 0 for all. */
  readonly minDurationMs: number;
  readonly local: boolean;
}

export const ListOpenTransactionsRequest: wire.MessageCodec<ListOpenTransactionsRequest> = wire.messageCodec('drave.admin.v1.ListOpenTransactionsRequest', writeListOpenTransactionsRequest, readListOpenTransactionsRequest);

function writeListOpenTransactionsRequest(w: wire.Writer, m: ListOpenTransactionsRequest): void {
  if (m.local !== false) { w.bool(m.local, 'ListOpenTransactionsRequest.local'); w.tag(40); }
  if (m.minDurationMs !== 0) { w.int64(m.minDurationMs, 'ListOpenTransactionsRequest.minDurationMs'); w.tag(32); }
  if (m.topic !== '') { w.string(m.topic, 'ListOpenTransactionsRequest.topic'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListOpenTransactionsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListOpenTransactionsRequest.pageSize'); w.tag(8); }
}

function readListOpenTransactionsRequest(r: wire.Reader, end: number): ListOpenTransactionsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $topic: string = '';
  let $minDurationMs: number = 0;
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $topic = r.string(); break;
      case 32: $minDurationMs = r.int64(); break;
      case 40: $local = r.bool(); break;
      default: r.skip(tag, 'ListOpenTransactionsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, topic: $topic, minDurationMs: $minDurationMs, local: $local };
}


export interface ListOpenTransactionsResponse {
  readonly header: commonV1.ResponseHeader;
  /** In order of topic, partition and producer id. */
  readonly transactions: readonly OpenTransaction[];
  readonly nextPageToken: string;
}

export const ListOpenTransactionsResponse: wire.MessageCodec<ListOpenTransactionsResponse> = wire.messageCodec('drave.admin.v1.ListOpenTransactionsResponse', writeListOpenTransactionsResponse, readListOpenTransactionsResponse);

function writeListOpenTransactionsResponse(w: wire.Writer, m: ListOpenTransactionsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListOpenTransactionsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.transactions.length - 1; i >= 0; i--) { { const mark = w.mark(); OpenTransaction.write(w, m.transactions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListOpenTransactionsResponse(r: wire.Reader, end: number): ListOpenTransactionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $transactions: OpenTransaction[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $transactions.push(OpenTransaction.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListOpenTransactionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), transactions: $transactions, nextPageToken: $nextPageToken };
}


export interface HangingTransaction {
  readonly transaction: OpenTransaction;
  /** The transactional id that has this producer id now; empty when there is none. */
  readonly transactionalId: string;
}

export const HangingTransaction: wire.MessageCodec<HangingTransaction> = wire.messageCodec('drave.admin.v1.HangingTransaction', writeHangingTransaction, readHangingTransaction);

function writeHangingTransaction(w: wire.Writer, m: HangingTransaction): void {
  if (m.transactionalId !== '') { w.string(m.transactionalId, 'HangingTransaction.transactionalId'); w.tag(18); }
  { const mark = w.mark(); OpenTransaction.write(w, m.transaction); w.nested(mark, 10); }
}

function readHangingTransaction(r: wire.Reader, end: number): HangingTransaction {
  let $transaction: OpenTransaction | undefined;
  let $transactionalId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $transaction = OpenTransaction.read(r, end); r.leave(end); } break;
      case 18: $transactionalId = r.string(); break;
      default: r.skip(tag, 'HangingTransaction');
    }
  }
  return { transaction: $transaction ?? OpenTransaction.decode(wire.EMPTY), transactionalId: $transactionalId };
}


export interface ListHangingTransactionsRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  /** Empty for all topics. */
  readonly topic: string;
  /**
   * Only transactions whose last batch in the partition is older than this; 0 for all. A transaction that a coordinator
   * knows is never listed, however old.
   */
  readonly minDurationMs: number;
}

export const ListHangingTransactionsRequest: wire.MessageCodec<ListHangingTransactionsRequest> = wire.messageCodec('drave.admin.v1.ListHangingTransactionsRequest', writeListHangingTransactionsRequest, readListHangingTransactionsRequest);

function writeListHangingTransactionsRequest(w: wire.Writer, m: ListHangingTransactionsRequest): void {
  if (m.minDurationMs !== 0) { w.int64(m.minDurationMs, 'ListHangingTransactionsRequest.minDurationMs'); w.tag(32); }
  if (m.topic !== '') { w.string(m.topic, 'ListHangingTransactionsRequest.topic'); w.tag(26); }
  if (m.pageToken !== '') { w.string(m.pageToken, 'ListHangingTransactionsRequest.pageToken'); w.tag(18); }
  if (m.pageSize !== 0) { w.int32(m.pageSize, 'ListHangingTransactionsRequest.pageSize'); w.tag(8); }
}

function readListHangingTransactionsRequest(r: wire.Reader, end: number): ListHangingTransactionsRequest {
  let $pageSize: number = 0;
  let $pageToken: string = '';
  let $topic: string = '';
  let $minDurationMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $pageSize = r.int32(); break;
      case 18: $pageToken = r.string(); break;
      case 26: $topic = r.string(); break;
      case 32: $minDurationMs = r.int64(); break;
      default: r.skip(tag, 'ListHangingTransactionsRequest');
    }
  }
  return { pageSize: $pageSize, pageToken: $pageToken, topic: $topic, minDurationMs: $minDurationMs };
}


export interface ListHangingTransactionsResponse {
  readonly header: commonV1.ResponseHeader;
  /**
   * In order of topic, partition and producer id. A page before the last one may have fewer than `page_size`, also
   * none.
   */
  readonly transactions: readonly HangingTransaction[];
  readonly nextPageToken: string;
}

export const ListHangingTransactionsResponse: wire.MessageCodec<ListHangingTransactionsResponse> = wire.messageCodec('drave.admin.v1.ListHangingTransactionsResponse', writeListHangingTransactionsResponse, readListHangingTransactionsResponse);

function writeListHangingTransactionsResponse(w: wire.Writer, m: ListHangingTransactionsResponse): void {
  if (m.nextPageToken !== '') { w.string(m.nextPageToken, 'ListHangingTransactionsResponse.nextPageToken'); w.tag(26); }
  for (let i = m.transactions.length - 1; i >= 0; i--) { { const mark = w.mark(); HangingTransaction.write(w, m.transactions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readListHangingTransactionsResponse(r: wire.Reader, end: number): ListHangingTransactionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $transactions: HangingTransaction[] = [];
  let $nextPageToken: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $transactions.push(HangingTransaction.read(r, end)); r.leave(end); } break;
      case 26: $nextPageToken = r.string(); break;
      default: r.skip(tag, 'ListHangingTransactionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), transactions: $transactions, nextPageToken: $nextPageToken };
}


export interface AbortHangingTransactionRequest {
  readonly topic: string;
  readonly partition: number;
  /** Its first offset in the partition. */
  readonly startOffset: number;
  /** Aborts it also when its coordinator is going to end it; what it wrote to other partitions may then be committed. */
  readonly force: boolean;
  readonly validateOnly: boolean;
  /** A repetition gets the first answer as long as the same broker leads the partition. */
  readonly requestId: string;
  readonly local: boolean;
}

export const AbortHangingTransactionRequest: wire.MessageCodec<AbortHangingTransactionRequest> = wire.messageCodec('drave.admin.v1.AbortHangingTransactionRequest', writeAbortHangingTransactionRequest, readAbortHangingTransactionRequest);

function writeAbortHangingTransactionRequest(w: wire.Writer, m: AbortHangingTransactionRequest): void {
  if (m.local !== false) { w.bool(m.local, 'AbortHangingTransactionRequest.local'); w.tag(56); }
  if (m.requestId !== '') { w.string(m.requestId, 'AbortHangingTransactionRequest.requestId'); w.tag(50); }
  if (m.validateOnly !== false) { w.bool(m.validateOnly, 'AbortHangingTransactionRequest.validateOnly'); w.tag(40); }
  if (m.force !== false) { w.bool(m.force, 'AbortHangingTransactionRequest.force'); w.tag(32); }
  if (m.startOffset !== 0) { w.int64(m.startOffset, 'AbortHangingTransactionRequest.startOffset'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'AbortHangingTransactionRequest.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'AbortHangingTransactionRequest.topic'); w.tag(10); }
}

function readAbortHangingTransactionRequest(r: wire.Reader, end: number): AbortHangingTransactionRequest {
  let $topic: string = '';
  let $partition: number = 0;
  let $startOffset: number = 0;
  let $force: boolean = false;
  let $validateOnly: boolean = false;
  let $requestId: string = '';
  let $local: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $startOffset = r.int64(); break;
      case 32: $force = r.bool(); break;
      case 40: $validateOnly = r.bool(); break;
      case 50: $requestId = r.string(); break;
      case 56: $local = r.bool(); break;
      default: r.skip(tag, 'AbortHangingTransactionRequest');
    }
  }
  return { topic: $topic, partition: $partition, startOffset: $startOffset, force: $force, validateOnly: $validateOnly, requestId: $requestId, local: $local };
}


export interface AbortHangingTransactionResponse {
  readonly header: commonV1.ResponseHeader;
  readonly transaction: OpenTransaction;
}

export const AbortHangingTransactionResponse: wire.MessageCodec<AbortHangingTransactionResponse> = wire.messageCodec('drave.admin.v1.AbortHangingTransactionResponse', writeAbortHangingTransactionResponse, readAbortHangingTransactionResponse);

function writeAbortHangingTransactionResponse(w: wire.Writer, m: AbortHangingTransactionResponse): void {
  { const mark = w.mark(); OpenTransaction.write(w, m.transaction); w.nested(mark, 18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAbortHangingTransactionResponse(r: wire.Reader, end: number): AbortHangingTransactionResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $transaction: OpenTransaction | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $transaction = OpenTransaction.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'AbortHangingTransactionResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), transaction: $transaction ?? OpenTransaction.decode(wire.EMPTY) };
}


export const topicService: {
  readonly name: 'drave.admin.v1.TopicService';
  readonly methods: {
    readonly createTopic: UnaryMethod<CreateTopicRequest, CreateTopicResponse>;
    readonly getTopic: UnaryMethod<GetTopicRequest, GetTopicResponse>;
    readonly listTopics: UnaryMethod<ListTopicsRequest, ListTopicsResponse>;
    readonly deleteTopic: UnaryMethod<DeleteTopicRequest, DeleteTopicResponse>;
    /** Adds partitions, which are never removed; keys map to other partitions from then on. */
    readonly addPartitions: UnaryMethod<AddPartitionsRequest, AddPartitionsResponse>;
  };
} = {
  name: 'drave.admin.v1.TopicService',
  methods: {
    createTopic: {
      kind: 'unary',
      path: '/drave.admin.v1.TopicService/CreateTopic',
      encodeRequest: CreateTopicRequest.encode,
      encodeRequestPieces: CreateTopicRequest.encodePieces,
      decodeRequest: CreateTopicRequest.decode,
      encodeResponse: CreateTopicResponse.encode,
      encodeResponsePieces: CreateTopicResponse.encodePieces,
      decodeResponse: CreateTopicResponse.decode,
    },
    getTopic: {
      kind: 'unary',
      path: '/drave.admin.v1.TopicService/GetTopic',
      encodeRequest: GetTopicRequest.encode,
      encodeRequestPieces: GetTopicRequest.encodePieces,
      decodeRequest: GetTopicRequest.decode,
      encodeResponse: GetTopicResponse.encode,
      encodeResponsePieces: GetTopicResponse.encodePieces,
      decodeResponse: GetTopicResponse.decode,
    },
    listTopics: {
      kind: 'unary',
      path: '/drave.admin.v1.TopicService/ListTopics',
      encodeRequest: ListTopicsRequest.encode,
      encodeRequestPieces: ListTopicsRequest.encodePieces,
      decodeRequest: ListTopicsRequest.decode,
      encodeResponse: ListTopicsResponse.encode,
      encodeResponsePieces: ListTopicsResponse.encodePieces,
      decodeResponse: ListTopicsResponse.decode,
    },
    deleteTopic: {
      kind: 'unary',
      path: '/drave.admin.v1.TopicService/DeleteTopic',
      encodeRequest: DeleteTopicRequest.encode,
      encodeRequestPieces: DeleteTopicRequest.encodePieces,
      decodeRequest: DeleteTopicRequest.decode,
      encodeResponse: DeleteTopicResponse.encode,
      encodeResponsePieces: DeleteTopicResponse.encodePieces,
      decodeResponse: DeleteTopicResponse.decode,
    },
    addPartitions: {
      kind: 'unary',
      path: '/drave.admin.v1.TopicService/AddPartitions',
      encodeRequest: AddPartitionsRequest.encode,
      encodeRequestPieces: AddPartitionsRequest.encodePieces,
      decodeRequest: AddPartitionsRequest.decode,
      encodeResponse: AddPartitionsResponse.encode,
      encodeResponsePieces: AddPartitionsResponse.encodePieces,
      decodeResponse: AddPartitionsResponse.decode,
    },
  },
};

export const partitionService: {
  readonly name: 'drave.admin.v1.PartitionService';
  readonly methods: {
    readonly getPartition: UnaryMethod<GetPartitionRequest, GetPartitionResponse>;
    readonly listPartitions: UnaryMethod<ListPartitionsRequest, ListPartitionsResponse>;
    readonly electLeaders: UnaryMethod<ElectLeadersRequest, ElectLeadersResponse>;
    /** Begins or cancels reassignments (KIP-455). Returns when they are recorded; the data is copied afterwards. */
    readonly reassignPartitions: UnaryMethod<ReassignPartitionsRequest, ReassignPartitionsResponse>;
    readonly listReassignments: UnaryMethod<ListReassignmentsRequest, ListReassignmentsResponse>;
    /**
     * Deletes the records before an offset of each partition. Any node answers: it asks the leaders. The outcome of each
     * partition is in the response; one that fails does not fail the call.
     */
    readonly deleteRecords: UnaryMethod<DeleteRecordsRequest, DeleteRecordsResponse>;
  };
} = {
  name: 'drave.admin.v1.PartitionService',
  methods: {
    getPartition: {
      kind: 'unary',
      path: '/drave.admin.v1.PartitionService/GetPartition',
      encodeRequest: GetPartitionRequest.encode,
      encodeRequestPieces: GetPartitionRequest.encodePieces,
      decodeRequest: GetPartitionRequest.decode,
      encodeResponse: GetPartitionResponse.encode,
      encodeResponsePieces: GetPartitionResponse.encodePieces,
      decodeResponse: GetPartitionResponse.decode,
    },
    listPartitions: {
      kind: 'unary',
      path: '/drave.admin.v1.PartitionService/ListPartitions',
      encodeRequest: ListPartitionsRequest.encode,
      encodeRequestPieces: ListPartitionsRequest.encodePieces,
      decodeRequest: ListPartitionsRequest.decode,
      encodeResponse: ListPartitionsResponse.encode,
      encodeResponsePieces: ListPartitionsResponse.encodePieces,
      decodeResponse: ListPartitionsResponse.decode,
    },
    electLeaders: {
      kind: 'unary',
      path: '/drave.admin.v1.PartitionService/ElectLeaders',
      encodeRequest: ElectLeadersRequest.encode,
      encodeRequestPieces: ElectLeadersRequest.encodePieces,
      decodeRequest: ElectLeadersRequest.decode,
      encodeResponse: ElectLeadersResponse.encode,
      encodeResponsePieces: ElectLeadersResponse.encodePieces,
      decodeResponse: ElectLeadersResponse.decode,
    },
    reassignPartitions: {
      kind: 'unary',
      path: '/drave.admin.v1.PartitionService/ReassignPartitions',
      encodeRequest: ReassignPartitionsRequest.encode,
      encodeRequestPieces: ReassignPartitionsRequest.encodePieces,
      decodeRequest: ReassignPartitionsRequest.decode,
      encodeResponse: ReassignPartitionsResponse.encode,
      encodeResponsePieces: ReassignPartitionsResponse.encodePieces,
      decodeResponse: ReassignPartitionsResponse.decode,
    },
    listReassignments: {
      kind: 'unary',
      path: '/drave.admin.v1.PartitionService/ListReassignments',
      encodeRequest: ListReassignmentsRequest.encode,
      encodeRequestPieces: ListReassignmentsRequest.encodePieces,
      decodeRequest: ListReassignmentsRequest.decode,
      encodeResponse: ListReassignmentsResponse.encode,
      encodeResponsePieces: ListReassignmentsResponse.encodePieces,
      decodeResponse: ListReassignmentsResponse.decode,
    },
    deleteRecords: {
      kind: 'unary',
      path: '/drave.admin.v1.PartitionService/DeleteRecords',
      encodeRequest: DeleteRecordsRequest.encode,
      encodeRequestPieces: DeleteRecordsRequest.encodePieces,
      decodeRequest: DeleteRecordsRequest.decode,
      encodeResponse: DeleteRecordsResponse.encode,
      encodeResponsePieces: DeleteRecordsResponse.encodePieces,
      decodeResponse: DeleteRecordsResponse.decode,
    },
  },
};

export const brokerService: {
  readonly name: 'drave.admin.v1.BrokerService';
  readonly methods: {
    readonly getBroker: UnaryMethod<GetBrokerRequest, GetBrokerResponse>;
    readonly listBrokers: UnaryMethod<ListBrokersRequest, ListBrokersResponse>;
    /**
     * Removes the registration of a broker that is gone for good. Its replicas leave every ISR, and their leaderships
     * move. A broker that still runs registers again.
     */
    readonly unregisterBroker: UnaryMethod<UnregisterBrokerRequest, UnregisterBrokerResponse>;
    /** Lists the log directories of a running broker (KIP-112, KIP-827). */
    readonly listLogDirectories: UnaryMethod<ListLogDirectoriesRequest, ListLogDirectoriesResponse>;
    /** Lists the replicas of a running broker, the log directory of each, and the future logs of those being moved. */
    readonly listReplicas: UnaryMethod<ListReplicasRequest, ListReplicasResponse>;
    /**
     * Moves replicas of one broker between its log directories while they are in use (KIP-113). Returns when each has its
     * future log; ListReplicas shows how far the copies are. The outcome under a request id is kept by the process of
     * that broker only.
     */
    readonly moveReplicas: UnaryMethod<MoveReplicasRequest, MoveReplicasResponse>;
  };
} = {
  name: 'drave.admin.v1.BrokerService',
  methods: {
    getBroker: {
      kind: 'unary',
      path: '/drave.admin.v1.BrokerService/GetBroker',
      encodeRequest: GetBrokerRequest.encode,
      encodeRequestPieces: GetBrokerRequest.encodePieces,
      decodeRequest: GetBrokerRequest.decode,
      encodeResponse: GetBrokerResponse.encode,
      encodeResponsePieces: GetBrokerResponse.encodePieces,
      decodeResponse: GetBrokerResponse.decode,
    },
    listBrokers: {
      kind: 'unary',
      path: '/drave.admin.v1.BrokerService/ListBrokers',
      encodeRequest: ListBrokersRequest.encode,
      encodeRequestPieces: ListBrokersRequest.encodePieces,
      decodeRequest: ListBrokersRequest.decode,
      encodeResponse: ListBrokersResponse.encode,
      encodeResponsePieces: ListBrokersResponse.encodePieces,
      decodeResponse: ListBrokersResponse.decode,
    },
    unregisterBroker: {
      kind: 'unary',
      path: '/drave.admin.v1.BrokerService/UnregisterBroker',
      encodeRequest: UnregisterBrokerRequest.encode,
      encodeRequestPieces: UnregisterBrokerRequest.encodePieces,
      decodeRequest: UnregisterBrokerRequest.decode,
      encodeResponse: UnregisterBrokerResponse.encode,
      encodeResponsePieces: UnregisterBrokerResponse.encodePieces,
      decodeResponse: UnregisterBrokerResponse.decode,
    },
    listLogDirectories: {
      kind: 'unary',
      path: '/drave.admin.v1.BrokerService/ListLogDirectories',
      encodeRequest: ListLogDirectoriesRequest.encode,
      encodeRequestPieces: ListLogDirectoriesRequest.encodePieces,
      decodeRequest: ListLogDirectoriesRequest.decode,
      encodeResponse: ListLogDirectoriesResponse.encode,
      encodeResponsePieces: ListLogDirectoriesResponse.encodePieces,
      decodeResponse: ListLogDirectoriesResponse.decode,
    },
    listReplicas: {
      kind: 'unary',
      path: '/drave.admin.v1.BrokerService/ListReplicas',
      encodeRequest: ListReplicasRequest.encode,
      encodeRequestPieces: ListReplicasRequest.encodePieces,
      decodeRequest: ListReplicasRequest.decode,
      encodeResponse: ListReplicasResponse.encode,
      encodeResponsePieces: ListReplicasResponse.encodePieces,
      decodeResponse: ListReplicasResponse.decode,
    },
    moveReplicas: {
      kind: 'unary',
      path: '/drave.admin.v1.BrokerService/MoveReplicas',
      encodeRequest: MoveReplicasRequest.encode,
      encodeRequestPieces: MoveReplicasRequest.encodePieces,
      decodeRequest: MoveReplicasRequest.decode,
      encodeResponse: MoveReplicasResponse.encode,
      encodeResponsePieces: MoveReplicasResponse.encodePieces,
      decodeResponse: MoveReplicasResponse.decode,
    },
  },
};

export const configService: {
  readonly name: 'drave.admin.v1.ConfigService';
  readonly methods: {
    /** Returns every key that applies to the resource, with its value and where that comes from. */
    readonly getConfig: UnaryMethod<GetConfigRequest, GetConfigResponse>;
    /** Changes some keys and leaves the others (Kafka's incremental alter). */
    readonly updateConfig: UnaryMethod<UpdateConfigRequest, UpdateConfigResponse>;
    /** Sets these keys, and removes every other override of the resource. */
    readonly replaceConfig: UnaryMethod<ReplaceConfigRequest, ReplaceConfigResponse>;
  };
} = {
  name: 'drave.admin.v1.ConfigService',
  methods: {
    getConfig: {
      kind: 'unary',
      path: '/drave.admin.v1.ConfigService/GetConfig',
      encodeRequest: GetConfigRequest.encode,
      encodeRequestPieces: GetConfigRequest.encodePieces,
      decodeRequest: GetConfigRequest.decode,
      encodeResponse: GetConfigResponse.encode,
      encodeResponsePieces: GetConfigResponse.encodePieces,
      decodeResponse: GetConfigResponse.decode,
    },
    updateConfig: {
      kind: 'unary',
      path: '/drave.admin.v1.ConfigService/UpdateConfig',
      encodeRequest: UpdateConfigRequest.encode,
      encodeRequestPieces: UpdateConfigRequest.encodePieces,
      decodeRequest: UpdateConfigRequest.decode,
      encodeResponse: UpdateConfigResponse.encode,
      encodeResponsePieces: UpdateConfigResponse.encodePieces,
      decodeResponse: UpdateConfigResponse.decode,
    },
    replaceConfig: {
      kind: 'unary',
      path: '/drave.admin.v1.ConfigService/ReplaceConfig',
      encodeRequest: ReplaceConfigRequest.encode,
      encodeRequestPieces: ReplaceConfigRequest.encodePieces,
      decodeRequest: ReplaceConfigRequest.decode,
      encodeResponse: ReplaceConfigResponse.encode,
      encodeResponsePieces: ReplaceConfigResponse.encodePieces,
      decodeResponse: ReplaceConfigResponse.decode,
    },
  },
};

export const quorumService: {
  readonly name: 'drave.admin.v1.QuorumService';
  readonly methods: {
    readonly getQuorum: UnaryMethod<GetQuorumRequest, GetQuorumResponse>;
    /** Adds a voter, which must run, observe the quorum and have caught up (KIP-853). */
    readonly addVoter: UnaryMethod<AddVoterRequest, AddVoterResponse>;
    readonly removeVoter: UnaryMethod<RemoveVoterRequest, RemoveVoterResponse>;
    /** The active controller gives up its leadership; another voter takes over. */
    readonly stepDown: UnaryMethod<StepDownRequest, StepDownResponse>;
  };
} = {
  name: 'drave.admin.v1.QuorumService',
  methods: {
    getQuorum: {
      kind: 'unary',
      path: '/drave.admin.v1.QuorumService/GetQuorum',
      encodeRequest: GetQuorumRequest.encode,
      encodeRequestPieces: GetQuorumRequest.encodePieces,
      decodeRequest: GetQuorumRequest.decode,
      encodeResponse: GetQuorumResponse.encode,
      encodeResponsePieces: GetQuorumResponse.encodePieces,
      decodeResponse: GetQuorumResponse.decode,
    },
    addVoter: {
      kind: 'unary',
      path: '/drave.admin.v1.QuorumService/AddVoter',
      encodeRequest: AddVoterRequest.encode,
      encodeRequestPieces: AddVoterRequest.encodePieces,
      decodeRequest: AddVoterRequest.decode,
      encodeResponse: AddVoterResponse.encode,
      encodeResponsePieces: AddVoterResponse.encodePieces,
      decodeResponse: AddVoterResponse.decode,
    },
    removeVoter: {
      kind: 'unary',
      path: '/drave.admin.v1.QuorumService/RemoveVoter',
      encodeRequest: RemoveVoterRequest.encode,
      encodeRequestPieces: RemoveVoterRequest.encodePieces,
      decodeRequest: RemoveVoterRequest.decode,
      encodeResponse: RemoveVoterResponse.encode,
      encodeResponsePieces: RemoveVoterResponse.encodePieces,
      decodeResponse: RemoveVoterResponse.decode,
    },
    stepDown: {
      kind: 'unary',
      path: '/drave.admin.v1.QuorumService/StepDown',
      encodeRequest: StepDownRequest.encode,
      encodeRequestPieces: StepDownRequest.encodePieces,
      decodeRequest: StepDownRequest.decode,
      encodeResponse: StepDownResponse.encode,
      encodeResponsePieces: StepDownResponse.encodePieces,
      decodeResponse: StepDownResponse.decode,
    },
  },
};

export const featureService: {
  readonly name: 'drave.admin.v1.FeatureService';
  readonly methods: {
    readonly getFeatures: UnaryMethod<GetFeaturesRequest, GetFeaturesResponse>;
    readonly updateFeatures: UnaryMethod<UpdateFeaturesRequest, UpdateFeaturesResponse>;
  };
} = {
  name: 'drave.admin.v1.FeatureService',
  methods: {
    getFeatures: {
      kind: 'unary',
      path: '/drave.admin.v1.FeatureService/GetFeatures',
      encodeRequest: GetFeaturesRequest.encode,
      encodeRequestPieces: GetFeaturesRequest.encodePieces,
      decodeRequest: GetFeaturesRequest.decode,
      encodeResponse: GetFeaturesResponse.encode,
      encodeResponsePieces: GetFeaturesResponse.encodePieces,
      decodeResponse: GetFeaturesResponse.decode,
    },
    updateFeatures: {
      kind: 'unary',
      path: '/drave.admin.v1.FeatureService/UpdateFeatures',
      encodeRequest: UpdateFeaturesRequest.encode,
      encodeRequestPieces: UpdateFeaturesRequest.encodePieces,
      decodeRequest: UpdateFeaturesRequest.decode,
      encodeResponse: UpdateFeaturesResponse.encode,
      encodeResponsePieces: UpdateFeaturesResponse.encodePieces,
      decodeResponse: UpdateFeaturesResponse.decode,
    },
  },
};

export const clusterService: {
  readonly name: 'drave.admin.v1.ClusterService';
  readonly methods: {
    readonly getCluster: UnaryMethod<GetClusterRequest, GetClusterResponse>;
    /**
     * Streams every change of the metadata, in order. It starts with the whole state unless it can resume at
     * `from_offset`.
     */
    readonly watchCluster: StreamMethod<WatchClusterRequest, WatchClusterResponse>;
  };
} = {
  name: 'drave.admin.v1.ClusterService',
  methods: {
    getCluster: {
      kind: 'unary',
      path: '/drave.admin.v1.ClusterService/GetCluster',
      encodeRequest: GetClusterRequest.encode,
      encodeRequestPieces: GetClusterRequest.encodePieces,
      decodeRequest: GetClusterRequest.decode,
      encodeResponse: GetClusterResponse.encode,
      encodeResponsePieces: GetClusterResponse.encodePieces,
      decodeResponse: GetClusterResponse.decode,
    },
    watchCluster: {
      kind: 'stream',
      path: '/drave.admin.v1.ClusterService/WatchCluster',
      requestStream: false,
      responseStream: true,
      encodeRequest: WatchClusterRequest.encode,
      encodeRequestPieces: WatchClusterRequest.encodePieces,
      decodeRequest: WatchClusterRequest.decode,
      encodeResponse: WatchClusterResponse.encode,
      encodeResponsePieces: WatchClusterResponse.encodePieces,
      decodeResponse: WatchClusterResponse.decode,
    },
  },
};

/**
 * Access control lists, which decide where authorizer.class.name says so; elsewhere every method is refused with
 * SECURITY_DISABLED.
 */
export const aclService: {
  readonly name: 'drave.admin.v1.AclService';
  readonly methods: {
    /** Adds entries, all of them or none. One that is there already stays as it is. */
    readonly createAcls: UnaryMethod<CreateAclsRequest, CreateAclsResponse>;
    /** Removes every entry that the filter means, and answers with them. */
    readonly deleteAcls: UnaryMethod<DeleteAclsRequest, DeleteAclsResponse>;
    /** Lists the entries that the filter means, by resource, then by principal. */
    readonly listAcls: UnaryMethod<ListAclsRequest, ListAclsResponse>;
    /** Tells whether a principal may do something, and what decides it. */
    readonly checkAccess: UnaryMethod<CheckAccessRequest, CheckAccessResponse>;
  };
} = {
  name: 'drave.admin.v1.AclService',
  methods: {
    createAcls: {
      kind: 'unary',
      path: '/drave.admin.v1.AclService/CreateAcls',
      encodeRequest: CreateAclsRequest.encode,
      encodeRequestPieces: CreateAclsRequest.encodePieces,
      decodeRequest: CreateAclsRequest.decode,
      encodeResponse: CreateAclsResponse.encode,
      encodeResponsePieces: CreateAclsResponse.encodePieces,
      decodeResponse: CreateAclsResponse.decode,
    },
    deleteAcls: {
      kind: 'unary',
      path: '/drave.admin.v1.AclService/DeleteAcls',
      encodeRequest: DeleteAclsRequest.encode,
      encodeRequestPieces: DeleteAclsRequest.encodePieces,
      decodeRequest: DeleteAclsRequest.decode,
      encodeResponse: DeleteAclsResponse.encode,
      encodeResponsePieces: DeleteAclsResponse.encodePieces,
      decodeResponse: DeleteAclsResponse.decode,
    },
    listAcls: {
      kind: 'unary',
      path: '/drave.admin.v1.AclService/ListAcls',
      encodeRequest: ListAclsRequest.encode,
      encodeRequestPieces: ListAclsRequest.encodePieces,
      decodeRequest: ListAclsRequest.decode,
      encodeResponse: ListAclsResponse.encode,
      encodeResponsePieces: ListAclsResponse.encodePieces,
      decodeResponse: ListAclsResponse.decode,
    },
    checkAccess: {
      kind: 'unary',
      path: '/drave.admin.v1.AclService/CheckAccess',
      encodeRequest: CheckAccessRequest.encode,
      encodeRequestPieces: CheckAccessRequest.encodePieces,
      decodeRequest: CheckAccessRequest.decode,
      encodeResponse: CheckAccessResponse.encode,
      encodeResponsePieces: CheckAccessResponse.encodePieces,
      decodeResponse: CheckAccessResponse.decode,
    },
  },
};

/** Users with passwords, for SCRAM (RFC 5802): they can log in at Kafka listeners that offer it. */
export const userService: {
  readonly name: 'drave.admin.v1.UserService';
  readonly methods: {
    /** Sets, or replaces, what a user proves its password with by one mechanism. */
    readonly setUserCredential: UnaryMethod<SetUserCredentialRequest, SetUserCredentialResponse>;
    readonly deleteUserCredential: UnaryMethod<DeleteUserCredentialRequest, DeleteUserCredentialResponse>;
    /** Lists the users by name, with nothing that their passwords could be guessed from. */
    readonly listUsers: UnaryMethod<ListUsersRequest, ListUsersResponse>;
  };
} = {
  name: 'drave.admin.v1.UserService',
  methods: {
    setUserCredential: {
      kind: 'unary',
      path: '/drave.admin.v1.UserService/SetUserCredential',
      encodeRequest: SetUserCredentialRequest.encode,
      encodeRequestPieces: SetUserCredentialRequest.encodePieces,
      decodeRequest: SetUserCredentialRequest.decode,
      encodeResponse: SetUserCredentialResponse.encode,
      encodeResponsePieces: SetUserCredentialResponse.encodePieces,
      decodeResponse: SetUserCredentialResponse.decode,
    },
    deleteUserCredential: {
      kind: 'unary',
      path: '/drave.admin.v1.UserService/DeleteUserCredential',
      encodeRequest: DeleteUserCredentialRequest.encode,
      encodeRequestPieces: DeleteUserCredentialRequest.encodePieces,
      decodeRequest: DeleteUserCredentialRequest.decode,
      encodeResponse: DeleteUserCredentialResponse.encode,
      encodeResponsePieces: DeleteUserCredentialResponse.encodePieces,
      decodeResponse: DeleteUserCredentialResponse.decode,
    },
    listUsers: {
      kind: 'unary',
      path: '/drave.admin.v1.UserService/ListUsers',
      encodeRequest: ListUsersRequest.encode,
      encodeRequestPieces: ListUsersRequest.encodePieces,
      decodeRequest: ListUsersRequest.decode,
      encodeResponse: ListUsersResponse.encode,
      encodeResponsePieces: ListUsersResponse.encodePieces,
      decodeResponse: ListUsersResponse.decode,
    },
  },
};

/** What clients may use, with Kafka's rules of whose limit holds (docs/quotas.md). */
export const quotaService: {
  readonly name: 'drave.admin.v1.QuotaService';
  readonly methods: {
    /** Sets and takes away limits of one entity; the others of it stay. */
    readonly alterQuota: UnaryMethod<AlterQuotaRequest, AlterQuotaResponse>;
    readonly listQuotas: UnaryMethod<ListQuotasRequest, ListQuotasResponse>;
  };
} = {
  name: 'drave.admin.v1.QuotaService',
  methods: {
    alterQuota: {
      kind: 'unary',
      path: '/drave.admin.v1.QuotaService/AlterQuota',
      encodeRequest: AlterQuotaRequest.encode,
      encodeRequestPieces: AlterQuotaRequest.encodePieces,
      decodeRequest: AlterQuotaRequest.decode,
      encodeResponse: AlterQuotaResponse.encode,
      encodeResponsePieces: AlterQuotaResponse.encodePieces,
      decodeResponse: AlterQuotaResponse.decode,
    },
    listQuotas: {
      kind: 'unary',
      path: '/drave.admin.v1.QuotaService/ListQuotas',
      encodeRequest: ListQuotasRequest.encode,
      encodeRequestPieces: ListQuotasRequest.encodePieces,
      decodeRequest: ListQuotasRequest.decode,
      encodeResponse: ListQuotasResponse.encode,
      encodeResponsePieces: ListQuotasResponse.encodePieces,
      decodeResponse: ListQuotasResponse.decode,
    },
  },
};

export const groupService: {
  readonly name: 'drave.admin.v1.GroupService';
  readonly methods: {
    readonly listGroups: UnaryMethod<ListGroupsRequest, ListGroupsResponse>;
    /** Fails with GROUP_ID_NOT_FOUND when the group does not exist. */
    readonly getGroup: UnaryMethod<GetGroupRequest, GetGroupResponse>;
    /** Deletes a group and its committed offsets. Fails with NON_EMPTY_GROUP while it has members. */
    readonly deleteGroup: UnaryMethod<DeleteGroupRequest, DeleteGroupResponse>;
    /** Lists the committed offsets of a group, and its lag in each partition. */
    readonly listGroupOffsets: UnaryMethod<ListGroupOffsetsRequest, ListGroupOffsetsResponse>;
    /**
     * Lists what groups have committed, of all groups at once: who watches them need not ask for each. A coordinator that
     * cannot be asked fails the call.
     */
    readonly listCommittedOffsets: UnaryMethod<ListCommittedOffsetsRequest, ListCommittedOffsetsResponse>;
    /** Sets committed offsets by a rule (ResetTarget). Fails with NON_EMPTY_GROUP while the group has members. */
    readonly resetGroupOffsets: UnaryMethod<ResetGroupOffsetsRequest, ResetGroupOffsetsResponse>;
    /** Deletes committed offsets. Fails with GROUP_SUBSCRIBED_TO_TOPIC for a topic that a member subscribes to. */
    readonly deleteGroupOffsets: UnaryMethod<DeleteGroupOffsetsRequest, DeleteGroupOffsetsResponse>;
  };
} = {
  name: 'drave.admin.v1.GroupService',
  methods: {
    listGroups: {
      kind: 'unary',
      path: '/drave.admin.v1.GroupService/ListGroups',
      encodeRequest: ListGroupsRequest.encode,
      encodeRequestPieces: ListGroupsRequest.encodePieces,
      decodeRequest: ListGroupsRequest.decode,
      encodeResponse: ListGroupsResponse.encode,
      encodeResponsePieces: ListGroupsResponse.encodePieces,
      decodeResponse: ListGroupsResponse.decode,
    },
    getGroup: {
      kind: 'unary',
      path: '/drave.admin.v1.GroupService/GetGroup',
      encodeRequest: GetGroupRequest.encode,
      encodeRequestPieces: GetGroupRequest.encodePieces,
      decodeRequest: GetGroupRequest.decode,
      encodeResponse: GetGroupResponse.encode,
      encodeResponsePieces: GetGroupResponse.encodePieces,
      decodeResponse: GetGroupResponse.decode,
    },
    deleteGroup: {
      kind: 'unary',
      path: '/drave.admin.v1.GroupService/DeleteGroup',
      encodeRequest: DeleteGroupRequest.encode,
      encodeRequestPieces: DeleteGroupRequest.encodePieces,
      decodeRequest: DeleteGroupRequest.decode,
      encodeResponse: DeleteGroupResponse.encode,
      encodeResponsePieces: DeleteGroupResponse.encodePieces,
      decodeResponse: DeleteGroupResponse.decode,
    },
    listGroupOffsets: {
      kind: 'unary',
      path: '/drave.admin.v1.GroupService/ListGroupOffsets',
      encodeRequest: ListGroupOffsetsRequest.encode,
      encodeRequestPieces: ListGroupOffsetsRequest.encodePieces,
      decodeRequest: ListGroupOffsetsRequest.decode,
      encodeResponse: ListGroupOffsetsResponse.encode,
      encodeResponsePieces: ListGroupOffsetsResponse.encodePieces,
      decodeResponse: ListGroupOffsetsResponse.decode,
    },
    listCommittedOffsets: {
      kind: 'unary',
      path: '/drave.admin.v1.GroupService/ListCommittedOffsets',
      encodeRequest: ListCommittedOffsetsRequest.encode,
      encodeRequestPieces: ListCommittedOffsetsRequest.encodePieces,
      decodeRequest: ListCommittedOffsetsRequest.decode,
      encodeResponse: ListCommittedOffsetsResponse.encode,
      encodeResponsePieces: ListCommittedOffsetsResponse.encodePieces,
      decodeResponse: ListCommittedOffsetsResponse.decode,
    },
    resetGroupOffsets: {
      kind: 'unary',
      path: '/drave.admin.v1.GroupService/ResetGroupOffsets',
      encodeRequest: ResetGroupOffsetsRequest.encode,
      encodeRequestPieces: ResetGroupOffsetsRequest.encodePieces,
      decodeRequest: ResetGroupOffsetsRequest.decode,
      encodeResponse: ResetGroupOffsetsResponse.encode,
      encodeResponsePieces: ResetGroupOffsetsResponse.encodePieces,
      decodeResponse: ResetGroupOffsetsResponse.decode,
    },
    deleteGroupOffsets: {
      kind: 'unary',
      path: '/drave.admin.v1.GroupService/DeleteGroupOffsets',
      encodeRequest: DeleteGroupOffsetsRequest.encode,
      encodeRequestPieces: DeleteGroupOffsetsRequest.encodePieces,
      decodeRequest: DeleteGroupOffsetsRequest.decode,
      encodeResponse: DeleteGroupOffsetsResponse.encode,
      encodeResponsePieces: DeleteGroupOffsetsResponse.encodePieces,
      decodeResponse: DeleteGroupOffsetsResponse.decode,
    },
  },
};

export const transactionService: {
  readonly name: 'drave.admin.v1.TransactionService';
  readonly methods: {
    /** Lists every transactional id that has not expired, as the coordinators know it. */
    readonly listTransactions: UnaryMethod<ListTransactionsRequest, ListTransactionsResponse>;
    /** Fails with TRANSACTIONAL_ID_NOT_FOUND when the id does not exist. */
    readonly getTransaction: UnaryMethod<GetTransactionRequest, GetTransactionResponse>;
    /**
     * Aborts the open transaction of a producer, and fences the producer. Answered when the abort is decided; all markers
     * are written when the transaction is in CompleteAbort. Fails with INVALID_TXN_STATE when no transaction is open, or
     * its commit is decided.
     */
    readonly abortTransaction: UnaryMethod<AbortTransactionRequest, AbortTransactionResponse>;
    /** Lists the idempotent producers whose state the leader of a partition keeps. */
    readonly listProducers: UnaryMethod<ListProducersRequest, ListProducersResponse>;
    /** Lists the transactions that are open in partitions, as the leaders of the partitions know them. */
    readonly listOpenTransactions: UnaryMethod<ListOpenTransactionsRequest, ListOpenTransactionsResponse>;
    /**
     * Lists hanging transactions (KIP-664): open in a partition of which no coordinator knows that it belongs to the
     * transaction, so that none will end it there. Consumers of committed records wait for them for ever. Transactional
     * ids that the caller may not describe count as unknown.
     */
    readonly listHangingTransactions: UnaryMethod<ListHangingTransactionsRequest, ListHangingTransactionsResponse>;
    /**
     * Aborts a hanging transaction in its partition. Fails with INVALID_TXN_STATE when it is not open there, or when its
     * coordinator is going to end it.
     */
    readonly abortHangingTransaction: UnaryMethod<AbortHangingTransactionRequest, AbortHangingTransactionResponse>;
  };
} = {
  name: 'drave.admin.v1.TransactionService',
  methods: {
    listTransactions: {
      kind: 'unary',
      path: '/drave.admin.v1.TransactionService/ListTransactions',
      encodeRequest: ListTransactionsRequest.encode,
      encodeRequestPieces: ListTransactionsRequest.encodePieces,
      decodeRequest: ListTransactionsRequest.decode,
      encodeResponse: ListTransactionsResponse.encode,
      encodeResponsePieces: ListTransactionsResponse.encodePieces,
      decodeResponse: ListTransactionsResponse.decode,
    },
    getTransaction: {
      kind: 'unary',
      path: '/drave.admin.v1.TransactionService/GetTransaction',
      encodeRequest: GetTransactionRequest.encode,
      encodeRequestPieces: GetTransactionRequest.encodePieces,
      decodeRequest: GetTransactionRequest.decode,
      encodeResponse: GetTransactionResponse.encode,
      encodeResponsePieces: GetTransactionResponse.encodePieces,
      decodeResponse: GetTransactionResponse.decode,
    },
    abortTransaction: {
      kind: 'unary',
      path: '/drave.admin.v1.TransactionService/AbortTransaction',
      encodeRequest: AbortTransactionRequest.encode,
      encodeRequestPieces: AbortTransactionRequest.encodePieces,
      decodeRequest: AbortTransactionRequest.decode,
      encodeResponse: AbortTransactionResponse.encode,
      encodeResponsePieces: AbortTransactionResponse.encodePieces,
      decodeResponse: AbortTransactionResponse.decode,
    },
    listProducers: {
      kind: 'unary',
      path: '/drave.admin.v1.TransactionService/ListProducers',
      encodeRequest: ListProducersRequest.encode,
      encodeRequestPieces: ListProducersRequest.encodePieces,
      decodeRequest: ListProducersRequest.decode,
      encodeResponse: ListProducersResponse.encode,
      encodeResponsePieces: ListProducersResponse.encodePieces,
      decodeResponse: ListProducersResponse.decode,
    },
    listOpenTransactions: {
      kind: 'unary',
      path: '/drave.admin.v1.TransactionService/ListOpenTransactions',
      encodeRequest: ListOpenTransactionsRequest.encode,
      encodeRequestPieces: ListOpenTransactionsRequest.encodePieces,
      decodeRequest: ListOpenTransactionsRequest.decode,
      encodeResponse: ListOpenTransactionsResponse.encode,
      encodeResponsePieces: ListOpenTransactionsResponse.encodePieces,
      decodeResponse: ListOpenTransactionsResponse.decode,
    },
    listHangingTransactions: {
      kind: 'unary',
      path: '/drave.admin.v1.TransactionService/ListHangingTransactions',
      encodeRequest: ListHangingTransactionsRequest.encode,
      encodeRequestPieces: ListHangingTransactionsRequest.encodePieces,
      decodeRequest: ListHangingTransactionsRequest.decode,
      encodeResponse: ListHangingTransactionsResponse.encode,
      encodeResponsePieces: ListHangingTransactionsResponse.encodePieces,
      decodeResponse: ListHangingTransactionsResponse.decode,
    },
    abortHangingTransaction: {
      kind: 'unary',
      path: '/drave.admin.v1.TransactionService/AbortHangingTransaction',
      encodeRequest: AbortHangingTransactionRequest.encode,
      encodeRequestPieces: AbortHangingTransactionRequest.encodePieces,
      decodeRequest: AbortHangingTransactionRequest.decode,
      encodeResponse: AbortHangingTransactionResponse.encode,
      encodeResponsePieces: AbortHangingTransactionResponse.encodePieces,
      decodeResponse: AbortHangingTransactionResponse.decode,
    },
  },
};
