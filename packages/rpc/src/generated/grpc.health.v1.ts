// Generated from proto/grpc/health/v1/health.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod, UnaryMethod } from '../transport.js';

export interface HealthCheckRequest {
  readonly service: string;
}

export const HealthCheckRequest: wire.MessageCodec<HealthCheckRequest> = wire.messageCodec('grpc.health.v1.HealthCheckRequest', writeHealthCheckRequest, readHealthCheckRequest);

function writeHealthCheckRequest(w: wire.Writer, m: HealthCheckRequest): void {
  if (m.service !== '') { w.string(m.service, 'HealthCheckRequest.service'); w.tag(10); }
}

function readHealthCheckRequest(r: wire.Reader, end: number): HealthCheckRequest {
  let $service: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $service = r.string(); break;
      default: r.skip(tag, 'HealthCheckRequest');
    }
  }
  return { service: $service };
}


export interface HealthCheckResponse {
  readonly status: HealthCheckResponseServingStatus;
}

export const HealthCheckResponse: wire.MessageCodec<HealthCheckResponse> = wire.messageCodec('grpc.health.v1.HealthCheckResponse', writeHealthCheckResponse, readHealthCheckResponse);

function writeHealthCheckResponse(w: wire.Writer, m: HealthCheckResponse): void {
  if (m.status !== 'UNKNOWN') { HealthCheckResponseServingStatus.write(w, m.status, 'HealthCheckResponse.status'); w.tag(8); }
}

function readHealthCheckResponse(r: wire.Reader, end: number): HealthCheckResponse {
  let $status: HealthCheckResponseServingStatus = 'UNKNOWN';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $status = HealthCheckResponseServingStatus.read(r); break;
      default: r.skip(tag, 'HealthCheckResponse');
    }
  }
  return { status: $status };
}


export type HealthCheckResponseServingStatus =
  | 'UNKNOWN'
  | 'SERVING'
  | 'NOT_SERVING'
  | 'SERVICE_UNKNOWN';
export const HealthCheckResponseServingStatus: wire.EnumCodec<HealthCheckResponseServingStatus> = wire.enumCodec('grpc.health.v1.HealthCheckResponse.ServingStatus', {
  UNKNOWN: 0,
  SERVING: 1,
  NOT_SERVING: 2,
  SERVICE_UNKNOWN: 3,
});

/** The health protocol of gRPC. The service '' stands for the process. */
export const healthService: {
  readonly name: 'grpc.health.v1.Health';
  readonly methods: {
    /** NOT_FOUND for a service that the server does not know. */
    readonly check: UnaryMethod<HealthCheckRequest, HealthCheckResponse>;
    /** The status now, and again whenever it changes. */
    readonly watch: StreamMethod<HealthCheckRequest, HealthCheckResponse>;
  };
} = {
  name: 'grpc.health.v1.Health',
  methods: {
    check: {
      kind: 'unary',
      path: '/grpc.health.v1.Health/Check',
      encodeRequest: HealthCheckRequest.encode,
      encodeRequestPieces: HealthCheckRequest.encodePieces,
      decodeRequest: HealthCheckRequest.decode,
      encodeResponse: HealthCheckResponse.encode,
      encodeResponsePieces: HealthCheckResponse.encodePieces,
      decodeResponse: HealthCheckResponse.decode,
    },
    watch: {
      kind: 'stream',
      path: '/grpc.health.v1.Health/Watch',
      requestStream: false,
      responseStream: true,
      encodeRequest: HealthCheckRequest.encode,
      encodeRequestPieces: HealthCheckRequest.encodePieces,
      decodeRequest: HealthCheckRequest.decode,
      encodeResponse: HealthCheckResponse.encode,
      encodeResponsePieces: HealthCheckResponse.encodePieces,
      decodeResponse: HealthCheckResponse.decode,
    },
  },
};
