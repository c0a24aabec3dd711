import type { Message, MessageQuery, Payload } from '../../src/contract.js';

/** What the address of the messages' page asks for. */
export function queryOf(address: Readonly<Record<string, string>>): MessageQuery {
  const { partition, from, at, text, committed } = address;
  const number = wholeNumber(at);
  return {
    ...(wholeNumber(partition) === null ? {} : { partition: Number(partition) }),
    ...(from === 'start' ? { from } : {}),
    ...(from === 'offset' && number !== null && wholeNumber(partition) !== null ? { from, offset: number } : {}),
    ...(from === 'time' && number !== null ? { from, timeMs: number } : {}),
    ...(text === undefined || text === '' ? {} : { text: text.slice(0, 200) }),
    ...(committed === 'true' ? { committed: true } : {}),
  };
}

/** Why the address does not say where to begin; null when it does. */
export function missingIn({ partition, from, at }: Readonly<Record<string, string>>): string | null {
  if (from === 'offset' && wholeNumber(partition) === null)
    return 'Choose a partition: an offset is a place in one partition.';
  if (from === 'offset' && wholeNumber(at) === null) return 'Write the offset to begin at.';
  if (from === 'time' && wholeNumber(at) === null) return 'Choose the time to begin at.';
  return null;
}

/** One line that says what is in it; nothing of it is markup. */
export function previewOf(payload: Payload | null): string {
  if (payload === null) return '';
  if (payload.text === null) return `${payload.sizeBytes} bytes that are no text`;
  return payload.text.slice(0, 300).replaceAll(/\s+/g, ' ');
}

/**
 * As people read it: JSON on lines of its own. Numbers that JavaScript would round are not touched, so such a value
 * stays as it was written.
 */
export function prettyOf(payload: Payload): string {
  if (payload.text === null) return hexOf(bytesOf(payload.base64));
  if (!payload.isJson || payload.isCut) return payload.text;
  const value: unknown = JSON.parse(payload.text);
  return hasRoundedNumber(payload.text) ? payload.text : JSON.stringify(value, null, 2);
}

/** JSON lines: one record on each, with key, value and headers as text where they are text, else as base64. */
export function jsonLinesOf(messages: readonly Message[]): string {
  return messages.map((message) => `${JSON.stringify(lineOf(message))}\n`).join('');
}

/** Base64 of a text in UTF-8. */
export function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

function lineOf({ topic, partition, offset, timestampMs, key, value, headers }: Message): object {
  return {
    topic,
    partition,
    offset,
    timestampMs,
    ...fieldOf('key', key),
    ...fieldOf('value', value),
    headers: headers.map((header) => ({ key: header.key, ...fieldOf('value', header.value) })),
  };
}

function fieldOf(name: string, payload: Payload | null): object {
  if (payload === null) return { [name]: null };
  const cut = payload.isCut ? { [`${name}IsCut`]: true } : {};
  return payload.text === null ? { [`${name}Base64`]: payload.base64, ...cut } : { [name]: payload.text, ...cut };
}

/** Digits beyond what a double holds, outside of strings. */
function hasRoundedNumber(json: string): boolean {
  const outside = json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  return [...outside.matchAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)].some(
    ([number]) => number.replaceAll(/\D/g, '').length > 15,
  );
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Sixteen bytes on a line, with their place and what is readable of them. */
function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}
