import { assert } from './assert.js';
import { DraveError } from './errors.js';
import type { Uuid } from './brands.js';

export const UUID_BYTES = 16;
const PATTERN = /^[A-Za-z0-9_-]{22}$/;

/** Kafka's zero uuid: "no topic id", "no directory". */
export const UUID_ZERO: Uuid = 'AAAAAAAAAAAAAAAAAAAAAA';

/**
 * The first hundred values are reserved by Kafka (KIP-858), so an id never equals a sentinel; neither does one start
 * with '-' (it would read as a flag).
 */
export function uuidFrom(randomBytes: (length: number) => Uint8Array): Uuid {
  for (;;) {
    const bytes = randomBytes(UUID_BYTES);
    const reserved =
      bytes.subarray(0, UUID_BYTES - 1).every((byte) => byte === 0) && (bytes[UUID_BYTES - 1] ?? 0) < 100;
    const text = encodeUuid(bytes);
    if (!reserved && !text.startsWith('-')) return text;
  }
}

export function encodeUuid(bytes: Uint8Array): Uuid {
  assert(bytes.length === UUID_BYTES, `a uuid has 16 bytes, got ${bytes.length}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}

/** @throws DraveError INVALID_REQUEST when the text is not 22 characters of base64url. */
export function decodeUuid(text: string): Uint8Array {
  if (!PATTERN.test(text))
    throw new DraveError('INVALID_REQUEST', `'${text}' is not an id: expected 22 characters of base64url`);
  return Buffer.from(text, 'base64url');
}
