// Generated from proto/drave/common/v1/common.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';

/** Field 1 of every response: which node answered, and how recent its metadata was. */
export interface ResponseHeader {
  readonly clusterId: string;
  readonly nodeId: number;
  /** Epoch of the controller quorum as the answering node knows it; -1 when it knows none. */
  readonly controllerEpoch: number;
  /** The answer reflects the metadata log up to and excluding this offset. */
  readonly metadataOffset: number;
}

export const ResponseHeader: wire.MessageCodec<ResponseHeader> = wire.messageCodec('drave.common.v1.ResponseHeader', writeResponseHeader, readResponseHeader);

function writeResponseHeader(w: wire.Writer, m: ResponseHeader): void {
  if (m.metadataOffset !== 0) { w.int64(m.metadataOffset, 'ResponseHeader.metadataOffset'); w.tag(32); }
  if (m.controllerEpoch !== 0) { w.int32(m.controllerEpoch, 'ResponseHeader.controllerEpoch'); w.tag(24); }
  if (m.nodeId !== 0) { w.int32(m.nodeId, 'ResponseHeader.nodeId'); w.tag(16); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'ResponseHeader.clusterId'); w.tag(10); }
}

function readResponseHeader(r: wire.Reader, end: number): ResponseHeader {
  let $clusterId: string = '';
  let $nodeId: number = 0;
  let $controllerEpoch: number = 0;
  let $metadataOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 16: $nodeId = r.int32(); break;
      case 24: $controllerEpoch = r.int32(); break;
      case 32: $metadataOffset = r.int64(); break;
      default: r.skip(tag, 'ResponseHeader');
    }
  }
  return { clusterId: $clusterId, nodeId: $nodeId, controllerEpoch: $controllerEpoch, metadataOffset: $metadataOffset };
}


export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export const Endpoint: wire.MessageCodec<Endpoint> = wire.messageCodec('drave.common.v1.Endpoint', writeEndpoint, readEndpoint);

function writeEndpoint(w: wire.Writer, m: Endpoint): void {
  if (m.port !== 0) { w.int32(m.port, 'Endpoint.port'); w.tag(16); }
  if (m.host !== '') { w.string(m.host, 'Endpoint.host'); w.tag(10); }
}

function readEndpoint(r: wire.Reader, end: number): Endpoint {
  let $host: string = '';
  let $port: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $host = r.string(); break;
      case 16: $port = r.int32(); break;
      default: r.skip(tag, 'Endpoint');
    }
  }
  return { host: $host, port: $port };
}


export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export const TopicPartition: wire.MessageCodec<TopicPartition> = wire.messageCodec('drave.common.v1.TopicPartition', writeTopicPartition, readTopicPartition);

function writeTopicPartition(w: wire.Writer, m: TopicPartition): void {
  if (m.partition !== 0) { w.int32(m.partition, 'TopicPartition.partition'); w.tag(16); }
  if (m.topic !== '') { w.string(m.topic, 'TopicPartition.topic'); w.tag(10); }
}

function readTopicPartition(r: wire.Reader, end: number): TopicPartition {
  let $topic: string = '';
  let $partition: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topic = r.string(); break;
      case 16: $partition = r.int32(); break;
      default: r.skip(tag, 'TopicPartition');
    }
  }
  return { topic: $topic, partition: $partition };
}

