// Generated from proto/drave/local/v1/local.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod } from '../transport.js';

export interface WatchRequestsRequest {
  /** Kafka's names of the APIs to tell of; empty for all. */
  readonly apis: readonly string[];
  /** Only requests with this client id. */
  readonly clientId?: string | undefined;
  /** Whether to tell what was sent as well, byte by byte. */
  readonly withFrames: boolean;
}

export const WatchRequestsRequest: wire.MessageCodec<WatchRequestsRequest> = wire.messageCodec('drave.local.v1.WatchRequestsRequest', writeWatchRequestsRequest, readWatchRequestsRequest);

function writeWatchRequestsRequest(w: wire.Writer, m: WatchRequestsRequest): void {
  if (m.withFrames !== false) { w.bool(m.withFrames, 'WatchRequestsRequest.withFrames'); w.tag(24); }
  if (m.clientId !== undefined) { w.string(m.clientId, 'WatchRequestsRequest.clientId'); w.tag(18); }
  for (let i = m.apis.length - 1; i >= 0; i--) { w.string(m.apis[i]!, 'WatchRequestsRequest.apis'); w.tag(10); }
}

function readWatchRequestsRequest(r: wire.Reader, end: number): WatchRequestsRequest {
  const $apis: string[] = [];
  let $clientId: string | undefined;
  let $withFrames: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $apis.push(r.string()); break;
      case 18: $clientId = r.string(); break;
      case 24: $withFrames = r.bool(); break;
      default: r.skip(tag, 'WatchRequestsRequest');
    }
  }
  return { apis: $apis, clientId: $clientId, withFrames: $withFrames };
}


export interface WatchRequestsResponse {
  readonly requests: readonly ClientRequest[];
  /** Requests since the message before that could not be told, because too many waited to be read. */
  readonly dropped: number;
}

export const WatchRequestsResponse: wire.MessageCodec<WatchRequestsResponse> = wire.messageCodec('drave.local.v1.WatchRequestsResponse', writeWatchRequestsResponse, readWatchRequestsResponse, payloadWatchRequestsResponse);

function writeWatchRequestsResponse(w: wire.Writer, m: WatchRequestsResponse): void {
  if (m.dropped !== 0) { w.int64(m.dropped, 'WatchRequestsResponse.dropped'); w.tag(16); }
  for (let i = m.requests.length - 1; i >= 0; i--) { { const mark = w.mark(); ClientRequest.write(w, m.requests[i]!); w.nested(mark, 10); } }
}

function readWatchRequestsResponse(r: wire.Reader, end: number): WatchRequestsResponse {
  const $requests: ClientRequest[] = [];
  let $dropped: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $requests.push(ClientRequest.read(r, end)); r.leave(end); } break;
      case 16: $dropped = r.int64(); break;
      default: r.skip(tag, 'WatchRequestsResponse');
    }
  }
  return { requests: $requests, dropped: $dropped };
}

function payloadWatchRequestsResponse(m: WatchRequestsResponse): number {
  let sum = 0;
  for (const value of m.requests) sum += ClientRequest.payloadBytes(value);
  return sum;
}

export interface ClientRequest {
  /** Kafka's name; empty for a key that the broker does not know. */
  readonly api: string;
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId?: string | undefined;
  readonly clientHost: string;
  readonly clientPort: number;
  /** Kafka's name of the listener. */
  readonly listener: string;
  /** Numbers the connections of one run of the broker. */
  readonly connectionId: number;
  /** Numbers the requests of one run of the broker as they arrived, whatever order they were answered in. */
  readonly sequence: number;
  /** By the broker's wall clock. */
  readonly receivedWallMs: number;
  /** By a clock that only goes forward, of one run of the broker. */
  readonly receivedUs: number;
  readonly tookUs: number;
  /** Without the length in front. */
  readonly frameBytes: number;
  /** What the request names, as far as a request of this API names topics; the first hundred. */
  readonly topics: readonly RequestedTopic[];
  readonly outcome: Outcome;
  /** Kafka's code of the first error in the answer; 0 for none. */
  readonly errorCode: number;
  /** What was sent, without the length in front; empty unless it was asked for. */
  readonly frame: Uint8Array;
}

export const ClientRequest: wire.MessageCodec<ClientRequest> = wire.messageCodec('drave.local.v1.ClientRequest', writeClientRequest, readClientRequest, payloadClientRequest);

function writeClientRequest(w: wire.Writer, m: ClientRequest): void {
  if (m.frame?.length !== 0) { w.bytes(m.frame, 'ClientRequest.frame'); w.tag(146); }
  if (m.errorCode !== 0) { w.int32(m.errorCode, 'ClientRequest.errorCode'); w.tag(136); }
  if (m.outcome !== 'UNSPECIFIED') { Outcome.write(w, m.outcome, 'ClientRequest.outcome'); w.tag(128); }
  for (let i = m.topics.length - 1; i >= 0; i--) { { const mark = w.mark(); RequestedTopic.write(w, m.topics[i]!); w.nested(mark, 122); } }
  if (m.frameBytes !== 0) { w.int64(m.frameBytes, 'ClientRequest.frameBytes'); w.tag(112); }
  if (m.tookUs !== 0) { w.int64(m.tookUs, 'ClientRequest.tookUs'); w.tag(104); }
  if (m.receivedUs !== 0) { w.int64(m.receivedUs, 'ClientRequest.receivedUs'); w.tag(96); }
  if (m.receivedWallMs !== 0) { w.int64(m.receivedWallMs, 'ClientRequest.receivedWallMs'); w.tag(88); }
  if (m.sequence !== 0) { w.int64(m.sequence, 'ClientRequest.sequence'); w.tag(80); }
  if (m.connectionId !== 0) { w.int64(m.connectionId, 'ClientRequest.connectionId'); w.tag(72); }
  if (m.listener !== '') { w.string(m.listener, 'ClientRequest.listener'); w.tag(66); }
  if (m.clientPort !== 0) { w.int32(m.clientPort, 'ClientRequest.clientPort'); w.tag(56); }
  if (m.clientHost !== '') { w.string(m.clientHost, 'ClientRequest.clientHost'); w.tag(50); }
  if (m.clientId !== undefined) { w.string(m.clientId, 'ClientRequest.clientId'); w.tag(42); }
  if (m.correlationId !== 0) { w.int32(m.correlationId, 'ClientRequest.correlationId'); w.tag(32); }
  if (m.apiVersion !== 0) { w.int32(m.apiVersion, 'ClientRequest.apiVersion'); w.tag(24); }
  if (m.apiKey !== 0) { w.int32(m.apiKey, 'ClientRequest.apiKey'); w.tag(16); }
  if (m.api !== '') { w.string(m.api, 'ClientRequest.api'); w.tag(10); }
}

function readClientRequest(r: wire.Reader, end: number): ClientRequest {
  let $api: string = '';
  let $apiKey: number = 0;
  let $apiVersion: number = 0;
  let $correlationId: number = 0;
  let $clientId: string | undefined;
  let $clientHost: string = '';
  let $clientPort: number = 0;
  let $listener: string = '';
  let $connectionId: number = 0;
  let $sequence: number = 0;
  let $receivedWallMs: number = 0;
  let $receivedUs: number = 0;
  let $tookUs: number = 0;
  let $frameBytes: number = 0;
  const $topics: RequestedTopic[] = [];
  let $outcome: Outcome = 'UNSPECIFIED';
  let $errorCode: number = 0;
  let $frame: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $api = r.string(); break;
      case 16: $apiKey = r.int32(); break;
      case 24: $apiVersion = r.int32(); break;
      case 32: $correlationId = r.int32(); break;
      case 42: $clientId = r.string(); break;
      case 50: $clientHost = r.string(); break;
      case 56: $clientPort = r.int32(); break;
      case 66: $listener = r.string(); break;
      case 72: $connectionId = r.int64(); break;
      case 80: $sequence = r.int64(); break;
      case 88: $receivedWallMs = r.int64(); break;
      case 96: $receivedUs = r.int64(); break;
      case 104: $tookUs = r.int64(); break;
      case 112: $frameBytes = r.int64(); break;
      case 122: { const end = r.enter(); $topics.push(RequestedTopic.read(r, end)); r.leave(end); } break;
      case 128: $outcome = Outcome.read(r); break;
      case 136: $errorCode = r.int32(); break;
      case 146: $frame = r.bytes(); break;
      default: r.skip(tag, 'ClientRequest');
    }
  }
  return { api: $api, apiKey: $apiKey, apiVersion: $apiVersion, correlationId: $correlationId, clientId: $clientId, clientHost: $clientHost, clientPort: $clientPort, listener: $listener, connectionId: $connectionId, sequence: $sequence, receivedWallMs: $receivedWallMs, receivedUs: $receivedUs, tookUs: $tookUs, frameBytes: $frameBytes, topics: $topics, outcome: $outcome, errorCode: $errorCode, frame: $frame };
}

function payloadClientRequest(m: ClientRequest): number {
  let sum = 0;
  sum += m.frame.length;
  return sum;
}

export interface RequestedTopic {
  readonly name: string;
  /** The first hundred. */
  readonly partitions: readonly number[];
}

export const RequestedTopic: wire.MessageCodec<RequestedTopic> = wire.messageCodec('drave.local.v1.RequestedTopic', writeRequestedTopic, readRequestedTopic);

function writeRequestedTopic(w: wire.Writer, m: RequestedTopic): void {
  if (m.partitions.length !== 0) { const mark = w.mark(); for (let i = m.partitions.length - 1; i >= 0; i--) { w.int32(m.partitions[i]!, 'RequestedTopic.partitions'); } w.nested(mark, 18); }
  if (m.name !== '') { w.string(m.name, 'RequestedTopic.name'); w.tag(10); }
}

function readRequestedTopic(r: wire.Reader, end: number): RequestedTopic {
  let $name: string = '';
  const $partitions: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $partitions.push(r.int32()); break;
      case 18: { const stop = r.enter(); while (r.position < stop) $partitions.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'RequestedTopic');
    }
  }
  return { name: $name, partitions: $partitions };
}


export type Outcome =
  | 'UNSPECIFIED'
  | 'ANSWERED'
  | 'UNANSWERED'
  | 'CLOSED';
export const Outcome: wire.EnumCodec<Outcome> = wire.enumCodec('drave.local.v1.Outcome', {
  UNSPECIFIED: 0,
  ANSWERED: 1,
  UNANSWERED: 2,
  CLOSED: 3,
});

export const clientRequestService: {
  readonly name: 'drave.local.v1.ClientRequestService';
  readonly methods: {
    /**
     * The requests of Kafka clients, each as soon as its answer is ready. A first message without any says that the watch
     * has begun. The caller sends one message; the stream goes on until it cancels.
     */
    readonly watchRequests: StreamMethod<WatchRequestsRequest, WatchRequestsResponse>;
  };
} = {
  name: 'drave.local.v1.ClientRequestService',
  methods: {
    watchRequests: {
      kind: 'stream',
      path: '/drave.local.v1.ClientRequestService/WatchRequests',
      requestStream: false,
      responseStream: true,
      encodeRequest: WatchRequestsRequest.encode,
      encodeRequestPieces: WatchRequestsRequest.encodePieces,
      decodeRequest: WatchRequestsRequest.decode,
      encodeResponse: WatchRequestsResponse.encode,
      encodeResponsePieces: WatchRequestsResponse.encodePieces,
      decodeResponse: WatchRequestsResponse.decode,
    },
  },
};
