import type { DecodedRecord } from '@drave/records';
import { describe, expect, it } from 'vitest';
import { cursorOf, positionsOf } from './message-cursor.js';
import { contains, messageOf } from './payload.js';

function record(value: Buffer | null, key: Buffer | null = null): DecodedRecord {
  return { offset: 3, timestamp: 5, key, value, headers: [{ key: 'Trace', value: Buffer.from('AbC') }] };
}
const payloadOf = (value: Buffer | null) => messageOf('orders', 0, record(value)).value;

describe('a payload', () => {
  it('is bytes, and text where it is text, and says when that is JSON', () => {
    expect(payloadOf(Buffer.from('{"a":1}'))).toEqual({
      sizeBytes: 7,
      base64: 'eyJhIjoxfQ==',
      text: '{"a":1}',
      isJson: true,
      isCut: false,
    });
    expect(payloadOf(Buffer.from('Grüße'))).toMatchObject({ text: 'Grüße', isJson: false });
    expect(payloadOf(Buffer.of(0xff, 0x00))).toMatchObject({ text: null, isJson: false, base64: '/wA=' });
    expect(payloadOf(Buffer.alloc(0))).toMatchObject({ sizeBytes: 0, text: '' });
  });

  it('is null for a tombstone, which is not an empty value', () => {
    expect(payloadOf(null)).toBeNull();
  });

  it('is cut between characters when it is large', () => {
    const large = Buffer.from(`a${'ü'.repeat(40_000)}`);
    const payload = payloadOf(large);
    expect(payload).toMatchObject({ sizeBytes: 80_001, isCut: true, isJson: false });
    expect(payload?.text).toBe(`a${'ü'.repeat(32_767)}`);
  });

  it('is found by text in the key, the value or a header', () => {
    const one = record(Buffer.from('Hello World'), Buffer.from('Key-1'));
    for (const text of ['world', 'key-1', 'trace', 'abc']) expect(contains(one, text)).toBe(true);
    expect(contains(one, 'nothing')).toBe(false);
    expect(contains(record(null), 'null')).toBe(false);
  });
});

describe('a cursor', () => {
  it('keeps a place in several partitions', () => {
    const places = new Map([
      [0, 7],
      [11, Number.MAX_SAFE_INTEGER],
    ]);
    expect(positionsOf(cursorOf(places))).toEqual(places);
  });

  it('is refused when it is none of ours', () => {
    for (const text of ['x', Buffer.from('0-1_').toString('base64url'), Buffer.from('0--1').toString('base64url')])
      expect(() => positionsOf(text)).toThrow(/none of ours/);
  });
});
