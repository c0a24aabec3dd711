// Generated from proto/google/rpc/error_details.proto, proto/google/rpc/status.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import * as googleProtobuf from './google.protobuf.js';

/** Why a call failed, for programs. Every error of Drave carries exactly one. */
export interface ErrorInfo {
  /** The code of the error table, for example NOT_LEADER_OR_FOLLOWER. */
  readonly reason: string;
  /** Who defines the reason: "drave". */
  readonly domain: string;
  readonly metadata: ReadonlyMap<string, string>;
}

export const ErrorInfo: wire.MessageCodec<ErrorInfo> = wire.messageCodec('google.rpc.ErrorInfo', writeErrorInfo, readErrorInfo);

function writeErrorInfo(w: wire.Writer, m: ErrorInfo): void {
  for (const [key, value] of wire.mapEntriesDescending(m.metadata)) { const start = w.mark(); w.string(value, 'ErrorInfo.metadata'); w.tag(18); w.string(key, 'ErrorInfo.metadata'); w.tag(10); w.nested(start, 26); }
  if (m.domain !== '') { w.string(m.domain, 'ErrorInfo.domain'); w.tag(18); }
  if (m.reason !== '') { w.string(m.reason, 'ErrorInfo.reason'); w.tag(10); }
}

function readErrorInfo(r: wire.Reader, end: number): ErrorInfo {
  let $reason: string = '';
  let $domain: string = '';
  const $metadata = new Map<string, string>();
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $reason = r.string(); break;
      case 18: $domain = r.string(); break;
      case 26: { const stop = r.enter(); let key: string = ''; let value: string = ''; while (r.position < stop) { const entry = r.tag(); if (entry === 10) { key = r.string(); } else if (entry === 18) { value = r.string(); } else r.skip(entry, 'ErrorInfo.metadata'); } r.leave(stop); $metadata.set(key, value); } break;
      default: r.skip(tag, 'ErrorInfo');
    }
  }
  return { reason: $reason, domain: $domain, metadata: $metadata };
}


/** When the caller may try again at the earliest. */
export interface BadRequest {
  readonly fieldViolations: readonly BadRequestFieldViolation[];
}

export const BadRequest: wire.MessageCodec<BadRequest> = wire.messageCodec('google.rpc.BadRequest', writeBadRequest, readBadRequest);

function writeBadRequest(w: wire.Writer, m: BadRequest): void {
  for (let i = m.fieldViolations.length - 1; i >= 0; i--) { { const mark = w.mark(); BadRequestFieldViolation.write(w, m.fieldViolations[i]!); w.nested(mark, 10); } }
}

function readBadRequest(r: wire.Reader, end: number): BadRequest {
  const $fieldViolations: BadRequestFieldViolation[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $fieldViolations.push(BadRequestFieldViolation.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'BadRequest');
    }
  }
  return { fieldViolations: $fieldViolations };
}


export interface BadRequestFieldViolation {
  /** The field by its name in the proto file, with dots into messages: "resource.name". */
  readonly field: string;
  readonly description: string;
}

export const BadRequestFieldViolation: wire.MessageCodec<BadRequestFieldViolation> = wire.messageCodec('google.rpc.BadRequest.FieldViolation', writeBadRequestFieldViolation, readBadRequestFieldViolation);

function writeBadRequestFieldViolation(w: wire.Writer, m: BadRequestFieldViolation): void {
  if (m.description !== '') { w.string(m.description, 'BadRequestFieldViolation.description'); w.tag(18); }
  if (m.field !== '') { w.string(m.field, 'BadRequestFieldViolation.field'); w.tag(10); }
}

function readBadRequestFieldViolation(r: wire.Reader, end: number): BadRequestFieldViolation {
  let $field: string = '';
  let $description: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $field = r.string(); break;
      case 18: $description = r.string(); break;
      default: r.skip(tag, 'BadRequestFieldViolation');
    }
  }
  return { field: $field, description: $description };
}


export interface ResourceInfo {
  /** For example "drave/Topic". */
  readonly resourceType: string;
  /** For example "topics/orders". */
  readonly resourceName: string;
  readonly owner: string;
  readonly description: string;
}

export const ResourceInfo: wire.MessageCodec<ResourceInfo> = wire.messageCodec('google.rpc.ResourceInfo', writeResourceInfo, readResourceInfo);

function writeResourceInfo(w: wire.Writer, m: ResourceInfo): void {
  if (m.description !== '') { w.string(m.description, 'ResourceInfo.description'); w.tag(34); }
  if (m.owner !== '') { w.string(m.owner, 'ResourceInfo.owner'); w.tag(26); }
  if (m.resourceName !== '') { w.string(m.resourceName, 'ResourceInfo.resourceName'); w.tag(18); }
  if (m.resourceType !== '') { w.string(m.resourceType, 'ResourceInfo.resourceType'); w.tag(10); }
}

function readResourceInfo(r: wire.Reader, end: number): ResourceInfo {
  let $resourceType: string = '';
  let $resourceName: string = '';
  let $owner: string = '';
  let $description: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $resourceType = r.string(); break;
      case 18: $resourceName = r.string(); break;
      case 26: $owner = r.string(); break;
      case 34: $description = r.string(); break;
      default: r.skip(tag, 'ResourceInfo');
    }
  }
  return { resourceType: $resourceType, resourceName: $resourceName, owner: $owner, description: $description };
}


export interface PreconditionFailure {
  readonly violations: readonly PreconditionFailureViolation[];
}

export const PreconditionFailure: wire.MessageCodec<PreconditionFailure> = wire.messageCodec('google.rpc.PreconditionFailure', writePreconditionFailure, readPreconditionFailure);

function writePreconditionFailure(w: wire.Writer, m: PreconditionFailure): void {
  for (let i = m.violations.length - 1; i >= 0; i--) { { const mark = w.mark(); PreconditionFailureViolation.write(w, m.violations[i]!); w.nested(mark, 10); } }
}

function readPreconditionFailure(r: wire.Reader, end: number): PreconditionFailure {
  const $violations: PreconditionFailureViolation[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $violations.push(PreconditionFailureViolation.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'PreconditionFailure');
    }
  }
  return { violations: $violations };
}


export interface PreconditionFailureViolation {
  /** The code of the error table, as the reason of ErrorInfo. */
  readonly type: string;
  /** What it is about, by its name as in ResourceInfo; empty when it has none. */
  readonly subject: string;
  readonly description: string;
}

export const PreconditionFailureViolation: wire.MessageCodec<PreconditionFailureViolation> = wire.messageCodec('google.rpc.PreconditionFailure.Violation', writePreconditionFailureViolation, readPreconditionFailureViolation);

function writePreconditionFailureViolation(w: wire.Writer, m: PreconditionFailureViolation): void {
  if (m.description !== '') { w.string(m.description, 'PreconditionFailureViolation.description'); w.tag(26); }
  if (m.subject !== '') { w.string(m.subject, 'PreconditionFailureViolation.subject'); w.tag(18); }
  if (m.type !== '') { w.string(m.type, 'PreconditionFailureViolation.type'); w.tag(10); }
}

function readPreconditionFailureViolation(r: wire.Reader, end: number): PreconditionFailureViolation {
  let $type: string = '';
  let $subject: string = '';
  let $description: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $type = r.string(); break;
      case 18: $subject = r.string(); break;
      case 26: $description = r.string(); break;
      default: r.skip(tag, 'PreconditionFailureViolation');
    }
  }
  return { type: $type, subject: $subject, description: $description };
}


export interface RetryInfo {
  readonly retryDelay: googleProtobuf.Duration;
}

export const RetryInfo: wire.MessageCodec<RetryInfo> = wire.messageCodec('google.rpc.RetryInfo', writeRetryInfo, readRetryInfo);

function writeRetryInfo(w: wire.Writer, m: RetryInfo): void {
  { const mark = w.mark(); googleProtobuf.Duration.write(w, m.retryDelay); w.nested(mark, 10); }
}

function readRetryInfo(r: wire.Reader, end: number): RetryInfo {
  let $retryDelay: googleProtobuf.Duration | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $retryDelay = googleProtobuf.Duration.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'RetryInfo');
    }
  }
  return { retryDelay: $retryDelay ?? googleProtobuf.Duration.decode(wire.EMPTY) };
}


/** The error model of gRPC (AIP-193), as it travels in the trailer grpc-status-details-bin. */
export interface Status {
  /** A value of google.rpc.Code. */
  readonly code: number;
  readonly message: string;
  readonly details: readonly googleProtobuf.Any[];
}

export const Status: wire.MessageCodec<Status> = wire.messageCodec('google.rpc.Status', writeStatus, readStatus, payloadStatus);

function writeStatus(w: wire.Writer, m: Status): void {
  for (let i = m.details.length - 1; i >= 0; i--) { { const mark = w.mark(); googleProtobuf.Any.write(w, m.details[i]!); w.nested(mark, 26); } }
  if (m.message !== '') { w.string(m.message, 'Status.message'); w.tag(18); }
  if (m.code !== 0) { w.int32(m.code, 'Status.code'); w.tag(8); }
}

function readStatus(r: wire.Reader, end: number): Status {
  let $code: number = 0;
  let $message: string = '';
  const $details: googleProtobuf.Any[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $code = r.int32(); break;
      case 18: $message = r.string(); break;
      case 26: { const end = r.enter(); $details.push(googleProtobuf.Any.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'Status');
    }
  }
  return { code: $code, message: $message, details: $details };
}

function payloadStatus(m: Status): number {
  let sum = 0;
  for (const value of m.details) sum += googleProtobuf.Any.payloadBytes(value);
  return sum;
}
