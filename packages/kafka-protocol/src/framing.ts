import { DraveError } from '@drave/base';
import { apis } from './generated/apis.js';
import type { Api, Codec } from './wire/codec.js';
import { STRUCTS_MAX, WireReader } from './wire/wire-reader.js';
import { WireWriter } from './wire/wire-writer.js';

/** Bytes of the length in front of every frame, which does not count itself. */
export const FRAME_LENGTH_BYTES = 4;
/** Room for the length, the header and the small fields of most messages. */
const FRAME_CHUNK_BYTES = 1024;

/**
 * Structs that a request of this size may hold. Twenty thousand are a few megabytes at most; beyond that a client that
 * means well has names and numbers in them, eight bytes and more for each.
 */
function structsMaxOf(frameBytes: number): number {
  return Math.min(STRUCTS_MAX, 20_000 + Math.floor(frameBytes / 8));
}

/** Any API, when its types do not matter. */
export type AnyApi = Api;

/** What encoding one direction needs of an API. */
type RequestSide<Input> = Pick<AnyApi, 'key' | 'flexibleFrom'> & {
  readonly request: Pick<Codec<unknown, Input>, 'encode'>;
};
type ResponseSide<Input> = Pick<AnyApi, 'key' | 'flexibleFrom'> & {
  readonly response: Pick<Codec<unknown, Input>, 'encode'>;
};

const byKey: ReadonlyMap<number, AnyApi> = new Map(Object.values<AnyApi>(apis).map((api) => [api.key, api]));

/** What stands in front of every request (versions 0 to 2 of the header; 0 has no living user). */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
}

/**
 * A request whose header has been read. `unknownApi` and `unsupportedVersion` cannot be read further: the format of
 * what follows is unknown.
 */
export type ParsedRequest =
  | { readonly kind: 'request'; readonly header: RequestHeader; readonly api: AnyApi; readonly body: WireReader }
  | { readonly kind: 'unsupportedVersion'; readonly header: RequestHeader; readonly api: AnyApi }
  | { readonly kind: 'unknownApi'; readonly header: RequestHeader };

/**
 * Reads the header of a request. `frame` comes without its length.
 *
 * @throws DraveError INVALID_REQUEST when the frame is too short or malformed.
 */
export function parseRequestHeader(frame: Buffer): ParsedRequest {
  const reader = new WireReader(frame, 'request header', 0);
  const apiKey = reader.int16('requestApiKey');
  const apiVersion = reader.int16('requestApiVersion');
  const correlationId = reader.int32('correlationId');
  const api = byKey.get(apiKey);
  const supported = api !== undefined && apiVersion >= api.minVersion && apiVersion <= api.maxVersion;
  // A version from the future may have another header; the client id has been in the same place in all of them.
  const clientId = supported || reader.remaining > 0 ? reader.nullableString(false, 'clientId') : null;
  const header = { apiKey, apiVersion, correlationId, clientId };
  if (api === undefined) return { kind: 'unknownApi', header };
  if (!supported) return { kind: 'unsupportedVersion', header, api };
  if (apiVersion >= api.flexibleFrom) reader.skipTags('tagged fields');
  const body = new WireReader(frame, `${api.request.name} v${apiVersion}`, reader.position, structsMaxOf(frame.length));
  return { kind: 'request', header, api, body };
}

/** A whole response with its length in front, in pieces for a gathered write. */
export function encodeResponseFrame<Input>(
  correlationId: number,
  api: ResponseSide<Input>,
  version: number,
  body: Input,
): Buffer[] {
  const writer = new WireWriter(FRAME_CHUNK_BYTES);
  writer.int32(0, 'length');
  writer.int32(correlationId, 'correlationId');
  if (hasFlexibleResponseHeader(api, version)) writer.uvarint(0);
  api.response.encode(writer, body, version);
  return finishFrame(writer);
}

/** A whole request with its length in front, in pieces for a gathered write. */
export function encodeRequestFrame<Input>(
  header: { readonly correlationId: number; readonly clientId: string | null },
  api: RequestSide<Input>,
  version: number,
  body: Input,
): Buffer[] {
  const writer = new WireWriter(FRAME_CHUNK_BYTES);
  writer.int32(0, 'length');
  writer.int16(api.key, 'requestApiKey');
  writer.int16(version, 'requestApiVersion');
  writer.int32(header.correlationId, 'correlationId');
  writer.nullableString(false, header.clientId, 'clientId');
  if (version >= api.flexibleFrom) writer.uvarint(0);
  api.request.encode(writer, body, version);
  return finishFrame(writer);
}

/** The correlation id of a response, known before its API is; `frame` comes without its length. */
export function correlationIdOf(frame: Buffer): number {
  if (frame.length < 4) throw new DraveError('INVALID_REQUEST', `malformed response: ${frame.length} bytes`);
  return frame.readInt32BE(0);
}

/** Reads the header of a response to a request of this API and version; the reader stands at the body. */
export function parseResponseHeader(
  frame: Buffer,
  api: Pick<AnyApi, 'key' | 'flexibleFrom' | 'name'>,
  version: number,
): { readonly correlationId: number; readonly body: WireReader } {
  const body = new WireReader(frame, `${api.name}Response v${version}`);
  const correlationId = body.int32('correlationId');
  if (hasFlexibleResponseHeader(api, version)) body.skipTags('tagged fields');
  return { correlationId, body };
}

/** ApiVersions keeps the old response header, since a client may not know yet what the broker speaks (KIP-511). */
function hasFlexibleResponseHeader(api: Pick<AnyApi, 'key' | 'flexibleFrom'>, version: number): boolean {
  return version >= api.flexibleFrom && api.key !== apis.ApiVersions.key;
}

function finishFrame(writer: WireWriter): Buffer[] {
  writer.patchInt32(0, writer.length - FRAME_LENGTH_BYTES);
  return writer.finish();
}
