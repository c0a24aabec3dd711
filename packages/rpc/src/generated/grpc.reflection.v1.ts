// Generated from proto/grpc/reflection/v1/reflection.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod } from '../transport.js';

export interface ServerReflectionRequest {
  readonly host: string;
  readonly messageRequest?:
    | { readonly kind: 'fileByFilename'; readonly fileByFilename: string }
    | { readonly kind: 'fileContainingSymbol'; readonly fileContainingSymbol: string }
    | { readonly kind: 'fileContainingExtension'; readonly fileContainingExtension: ExtensionRequest }
    | { readonly kind: 'allExtensionNumbersOfType'; readonly allExtensionNumbersOfType: string }
    | { readonly kind: 'listServices'; readonly listServices: string }
    | undefined;
}

export const ServerReflectionRequest: wire.MessageCodec<ServerReflectionRequest> = wire.messageCodec('grpc.reflection.v1.ServerReflectionRequest', writeServerReflectionRequest, readServerReflectionRequest);

function writeServerReflectionRequest(w: wire.Writer, m: ServerReflectionRequest): void {
  if (m.messageRequest?.kind === 'listServices') { w.string(m.messageRequest.listServices, 'ServerReflectionRequest.listServices'); w.tag(58); }
  if (m.messageRequest?.kind === 'allExtensionNumbersOfType') { w.string(m.messageRequest.allExtensionNumbersOfType, 'ServerReflectionRequest.allExtensionNumbersOfType'); w.tag(50); }
  if (m.messageRequest?.kind === 'fileContainingExtension') { { const mark = w.mark(); ExtensionRequest.write(w, m.messageRequest.fileContainingExtension); w.nested(mark, 42); } }
  if (m.messageRequest?.kind === 'fileContainingSymbol') { w.string(m.messageRequest.fileContainingSymbol, 'ServerReflectionRequest.fileContainingSymbol'); w.tag(34); }
  if (m.messageRequest?.kind === 'fileByFilename') { w.string(m.messageRequest.fileByFilename, 'ServerReflectionRequest.fileByFilename'); w.tag(26); }
  if (m.host !== '') { w.string(m.host, 'ServerReflectionRequest.host'); w.tag(10); }
}

function readServerReflectionRequest(r: wire.Reader, end: number): ServerReflectionRequest {
  let $host: string = '';
  let $messageRequest: ServerReflectionRequest['messageRequest'];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $host = r.string(); break;
      case 26: $messageRequest = { kind: 'fileByFilename', fileByFilename: r.string() }; break;
      case 34: $messageRequest = { kind: 'fileContainingSymbol', fileContainingSymbol: r.string() }; break;
      case 42: { const end = r.enter(); $messageRequest = { kind: 'fileContainingExtension', fileContainingExtension: ExtensionRequest.read(r, end) }; r.leave(end); } break;
      case 50: $messageRequest = { kind: 'allExtensionNumbersOfType', allExtensionNumbersOfType: r.string() }; break;
      case 58: $messageRequest = { kind: 'listServices', listServices: r.string() }; break;
      default: r.skip(tag, 'ServerReflectionRequest');
    }
  }
  return { host: $host, messageRequest: $messageRequest };
}


export interface ExtensionRequest {
  readonly containingType: string;
  readonly extensionNumber: number;
}

export const ExtensionRequest: wire.MessageCodec<ExtensionRequest> = wire.messageCodec('grpc.reflection.v1.ExtensionRequest', writeExtensionRequest, readExtensionRequest);

function writeExtensionRequest(w: wire.Writer, m: ExtensionRequest): void {
  if (m.extensionNumber !== 0) { w.int32(m.extensionNumber, 'ExtensionRequest.extensionNumber'); w.tag(16); }
  if (m.containingType !== '') { w.string(m.containingType, 'ExtensionRequest.containingType'); w.tag(10); }
}

function readExtensionRequest(r: wire.Reader, end: number): ExtensionRequest {
  let $containingType: string = '';
  let $extensionNumber: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $containingType = r.string(); break;
      case 16: $extensionNumber = r.int32(); break;
      default: r.skip(tag, 'ExtensionRequest');
    }
  }
  return { containingType: $containingType, extensionNumber: $extensionNumber };
}


export interface ServerReflectionResponse {
  readonly validHost: string;
  readonly originalRequest: ServerReflectionRequest;
  readonly messageResponse?:
    | { readonly kind: 'fileDescriptorResponse'; readonly fileDescriptorResponse: FileDescriptorResponse }
    | { readonly kind: 'allExtensionNumbersResponse'; readonly allExtensionNumbersResponse: ExtensionNumberResponse }
    | { readonly kind: 'listServicesResponse'; readonly listServicesResponse: ListServiceResponse }
    | { readonly kind: 'errorResponse'; readonly errorResponse: ErrorResponse }
    | undefined;
}

export const ServerReflectionResponse: wire.MessageCodec<ServerReflectionResponse> = wire.messageCodec('grpc.reflection.v1.ServerReflectionResponse', writeServerReflectionResponse, readServerReflectionResponse, payloadServerReflectionResponse);

function writeServerReflectionResponse(w: wire.Writer, m: ServerReflectionResponse): void {
  if (m.messageResponse?.kind === 'errorResponse') { { const mark = w.mark(); ErrorResponse.write(w, m.messageResponse.errorResponse); w.nested(mark, 58); } }
  if (m.messageResponse?.kind === 'listServicesResponse') { { const mark = w.mark(); ListServiceResponse.write(w, m.messageResponse.listServicesResponse); w.nested(mark, 50); } }
  if (m.messageResponse?.kind === 'allExtensionNumbersResponse') { { const mark = w.mark(); ExtensionNumberResponse.write(w, m.messageResponse.allExtensionNumbersResponse); w.nested(mark, 42); } }
  if (m.messageResponse?.kind === 'fileDescriptorResponse') { { const mark = w.mark(); FileDescriptorResponse.write(w, m.messageResponse.fileDescriptorResponse); w.nested(mark, 34); } }
  { const mark = w.mark(); ServerReflectionRequest.write(w, m.originalRequest); w.nested(mark, 18); }
  if (m.validHost !== '') { w.string(m.validHost, 'ServerReflectionResponse.validHost'); w.tag(10); }
}

function readServerReflectionResponse(r: wire.Reader, end: number): ServerReflectionResponse {
  let $validHost: string = '';
  let $originalRequest: ServerReflectionRequest | undefined;
  let $messageResponse: ServerReflectionResponse['messageResponse'];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $validHost = r.string(); break;
      case 18: { const end = r.enter(); $originalRequest = ServerReflectionRequest.read(r, end); r.leave(end); } break;
      case 34: { const end = r.enter(); $messageResponse = { kind: 'fileDescriptorResponse', fileDescriptorResponse: FileDescriptorResponse.read(r, end) }; r.leave(end); } break;
      case 42: { const end = r.enter(); $messageResponse = { kind: 'allExtensionNumbersResponse', allExtensionNumbersResponse: ExtensionNumberResponse.read(r, end) }; r.leave(end); } break;
      case 50: { const end = r.enter(); $messageResponse = { kind: 'listServicesResponse', listServicesResponse: ListServiceResponse.read(r, end) }; r.leave(end); } break;
      case 58: { const end = r.enter(); $messageResponse = { kind: 'errorResponse', errorResponse: ErrorResponse.read(r, end) }; r.leave(end); } break;
      default: r.skip(tag, 'ServerReflectionResponse');
    }
  }
  return { validHost: $validHost, originalRequest: $originalRequest ?? ServerReflectionRequest.decode(wire.EMPTY), messageResponse: $messageResponse };
}

function payloadServerReflectionResponse(m: ServerReflectionResponse): number {
  let sum = 0;
  if (m.messageResponse?.kind === 'fileDescriptorResponse') sum += FileDescriptorResponse.payloadBytes(m.messageResponse.fileDescriptorResponse);
  return sum;
}

export interface FileDescriptorResponse {
  /** google.protobuf.FileDescriptorProto, encoded: the file asked for and everything it imports. */
  readonly fileDescriptorProto: readonly Uint8Array[];
}

export const FileDescriptorResponse: wire.MessageCodec<FileDescriptorResponse> = wire.messageCodec('grpc.reflection.v1.FileDescriptorResponse', writeFileDescriptorResponse, readFileDescriptorResponse, payloadFileDescriptorResponse);

function writeFileDescriptorResponse(w: wire.Writer, m: FileDescriptorResponse): void {
  for (let i = m.fileDescriptorProto.length - 1; i >= 0; i--) { w.bytes(m.fileDescriptorProto[i]!, 'FileDescriptorResponse.fileDescriptorProto'); w.tag(10); }
}

function readFileDescriptorResponse(r: wire.Reader, end: number): FileDescriptorResponse {
  const $fileDescriptorProto: Uint8Array[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $fileDescriptorProto.push(r.bytes()); break;
      default: r.skip(tag, 'FileDescriptorResponse');
    }
  }
  return { fileDescriptorProto: $fileDescriptorProto };
}

function payloadFileDescriptorResponse(m: FileDescriptorResponse): number {
  let sum = 0;
  for (const value of m.fileDescriptorProto) sum += value.length;
  return sum;
}

export interface ExtensionNumberResponse {
  readonly baseTypeName: string;
  readonly extensionNumber: readonly number[];
}

export const ExtensionNumberResponse: wire.MessageCodec<ExtensionNumberResponse> = wire.messageCodec('grpc.reflection.v1.ExtensionNumberResponse', writeExtensionNumberResponse, readExtensionNumberResponse);

function writeExtensionNumberResponse(w: wire.Writer, m: ExtensionNumberResponse): void {
  if (m.extensionNumber.length !== 0) { const mark = w.mark(); for (let i = m.extensionNumber.length - 1; i >= 0; i--) { w.int32(m.extensionNumber[i]!, 'ExtensionNumberResponse.extensionNumber'); } w.nested(mark, 18); }
  if (m.baseTypeName !== '') { w.string(m.baseTypeName, 'ExtensionNumberResponse.baseTypeName'); w.tag(10); }
}

function readExtensionNumberResponse(r: wire.Reader, end: number): ExtensionNumberResponse {
  let $baseTypeName: string = '';
  const $extensionNumber: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $baseTypeName = r.string(); break;
      case 16: $extensionNumber.push(r.int32()); break;
      case 18: { const stop = r.enter(); while (r.position < stop) $extensionNumber.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'ExtensionNumberResponse');
    }
  }
  return { baseTypeName: $baseTypeName, extensionNumber: $extensionNumber };
}


export interface ListServiceResponse {
  readonly service: readonly ServiceResponse[];
}

export const ListServiceResponse: wire.MessageCodec<ListServiceResponse> = wire.messageCodec('grpc.reflection.v1.ListServiceResponse', writeListServiceResponse, readListServiceResponse);

function writeListServiceResponse(w: wire.Writer, m: ListServiceResponse): void {
  for (let i = m.service.length - 1; i >= 0; i--) { { const mark = w.mark(); ServiceResponse.write(w, m.service[i]!); w.nested(mark, 10); } }
}

function readListServiceResponse(r: wire.Reader, end: number): ListServiceResponse {
  const $service: ServiceResponse[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $service.push(ServiceResponse.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'ListServiceResponse');
    }
  }
  return { service: $service };
}


export interface ServiceResponse {
  readonly name: string;
}

export const ServiceResponse: wire.MessageCodec<ServiceResponse> = wire.messageCodec('grpc.reflection.v1.ServiceResponse', writeServiceResponse, readServiceResponse);

function writeServiceResponse(w: wire.Writer, m: ServiceResponse): void {
  if (m.name !== '') { w.string(m.name, 'ServiceResponse.name'); w.tag(10); }
}

function readServiceResponse(r: wire.Reader, end: number): ServiceResponse {
  let $name: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      default: r.skip(tag, 'ServiceResponse');
    }
  }
  return { name: $name };
}


export interface ErrorResponse {
  readonly errorCode: number;
  readonly errorMessage: string;
}

export const ErrorResponse: wire.MessageCodec<ErrorResponse> = wire.messageCodec('grpc.reflection.v1.ErrorResponse', writeErrorResponse, readErrorResponse);

function writeErrorResponse(w: wire.Writer, m: ErrorResponse): void {
  if (m.errorMessage !== '') { w.string(m.errorMessage, 'ErrorResponse.errorMessage'); w.tag(18); }
  if (m.errorCode !== 0) { w.int32(m.errorCode, 'ErrorResponse.errorCode'); w.tag(8); }
}

function readErrorResponse(r: wire.Reader, end: number): ErrorResponse {
  let $errorCode: number = 0;
  let $errorMessage: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $errorCode = r.int32(); break;
      case 18: $errorMessage = r.string(); break;
      default: r.skip(tag, 'ErrorResponse');
    }
  }
  return { errorCode: $errorCode, errorMessage: $errorMessage };
}


/** Tells a client that knows nothing which services there are and how their messages look. */
export const serverReflectionService: {
  readonly name: 'grpc.reflection.v1.ServerReflection';
  readonly methods: {
    readonly serverReflectionInfo: StreamMethod<ServerReflectionRequest, ServerReflectionResponse>;
  };
} = {
  name: 'grpc.reflection.v1.ServerReflection',
  methods: {
    serverReflectionInfo: {
      kind: 'stream',
      path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
      requestStream: true,
      responseStream: true,
      encodeRequest: ServerReflectionRequest.encode,
      encodeRequestPieces: ServerReflectionRequest.encodePieces,
      decodeRequest: ServerReflectionRequest.decode,
      encodeResponse: ServerReflectionResponse.encode,
      encodeResponsePieces: ServerReflectionResponse.encodePieces,
      decodeResponse: ServerReflectionResponse.decode,
    },
  },
};
