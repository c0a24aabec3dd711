import type { DecodedRecord } from '@drave/records';
import type { Message, Payload } from '../contract.js';

/** So much of a key, a value or a header is shown. */
const SHOWN_BYTES_MAX = 64 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function messageOf(topic: string, partition: number, record: DecodedRecord): Message {
  return {
    topic,
    partition,
    offset: record.offset,
    timestampMs: record.timestamp,
    key: payloadOf(record.key),
    value: payloadOf(record.value),
    headers: record.headers.map(({ key, value }) => ({ key, value: payloadOf(value) })),
  };
}

/** Bytes that an answer with this message has about. */
export function weightOf({ key, value, headers }: Message): number {
  const of = (payload: Payload | null): number => (payload?.base64.length ?? 0) + (payload?.text?.length ?? 0);
  return 200 + of(key) + of(value) + headers.reduce((sum, header) => sum + header.key.length + of(header.value), 0);
}

/** Whether the key, the value or a header has the text, which is in lower case. */
export function contains({ key, value, headers }: DecodedRecord, text: string): boolean {
  const has = (bytes: Buffer | null): boolean => bytes?.toString('utf8').toLowerCase().includes(text) === true;
  return has(key) || has(value) || headers.some((one) => one.key.toLowerCase().includes(text) || has(one.value));
}

function payloadOf(bytes: Buffer | null): Payload | null {
  if (bytes === null) return null;
  const isCut = bytes.length > SHOWN_BYTES_MAX;
  const shown = isCut ? bytes.subarray(0, SHOWN_BYTES_MAX) : bytes;
  const text = textOf(shown, isCut);
  return {
    sizeBytes: bytes.length,
    base64: shown.toString('base64'),
    text,
    isJson: !isCut && text !== null && isJson(text),
    isCut,
  };
}

/** A cut may go through a character, of which up to three bytes are then left out. */
function textOf(bytes: Buffer, isCut: boolean): string | null {
  for (let less = 0; less <= (isCut ? 3 : 0); less++) {
    try {
      return utf8.decode(bytes.subarray(0, bytes.length - less));
    } catch (reason) {
      if (!(reason instanceof TypeError)) throw reason;
    }
  }
  return null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (reason) {
    if (reason instanceof SyntaxError) return false;
    throw reason;
  }
}
