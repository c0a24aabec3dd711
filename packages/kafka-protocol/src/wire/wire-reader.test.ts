import { isDraveError } from '@drave/base';
import { describe, expect, test } from 'vitest';
import { apis } from '../generated/apis.js';
import { STRUCTS_MAX, WireReader } from './wire-reader.js';

function readerOf(hex: string): WireReader {
  return new WireReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 'test');
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (reason) {
    if (isDraveError(reason, 'INVALID_REQUEST')) return reason.message;
    throw reason;
  }
  return 'accepted';
}

describe('integers', () => {
  test.each([
    ['0000000000000000', 0],
    ['ffffffffffffffff', -1],
    ['001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['ffe0000000000001', Number.MIN_SAFE_INTEGER],
    ['0000000100000000', 2 ** 32],
    ['ffffffff00000000', -(2 ** 32)],
    ['fffffffeffffffff', -(2 ** 32) - 1],
  ])('int64 %s', (hex, value) => {
    expect(readerOf(hex).int64('x')).toBe(value);
  });

  test('an int64 beyond 2^53 is refused, or clamped where the table says so', () => {
    expect(refusal(() => readerOf('0020000000000000').int64('x'))).toMatch(/x: an integer beyond 2\^53/);
    expect(readerOf('7fffffffffffffff').int64Clamped('x')).toBe(Number.MAX_SAFE_INTEGER);
    expect(readerOf('8000000000000000').int64Clamped('x')).toBe(Number.MIN_SAFE_INTEGER);
  });

  test.each([
    ['00', 0],
    ['7f', 127],
    ['8001', 128],
    ['ffffffff0f', 0xffff_ffff],
  ])('varint %s', (hex, value) => {
    expect(readerOf(hex).uvarint('x')).toBe(value);
  });

  test.each(['ffffffff10', 'ffffffffff01', '80'])('varint %s is refused', (hex) => {
    expect(refusal(() => readerOf(hex).uvarint('x'))).toMatch(/^malformed test: x: /);
  });
});

describe('lengths', () => {
  test.each([
    ['a list', (reader: WireReader) => reader.listLength(false, 4, 'x'), '7fffffff 00000000'],
    ['a list of empty strings', (reader: WireReader) => reader.listLength(true, 1, 'x'), 'ffffffff07 00'],
    ['a list of a negative length', (reader: WireReader) => reader.nullableListLength(false, 1, 'x'), 'fffffffe'],
    ['a list of null', (reader: WireReader) => reader.listLength(true, 1, 'x'), '00'],
    ['bytes', (reader: WireReader) => reader.bytes(false, 'x'), '7fffffff 00'],
    ['bytes of null', (reader: WireReader) => reader.bytes(false, 'x'), 'ffffffff'],
    ['a string', (reader: WireReader) => reader.string(false, 'x'), '0005 6161'],
    ['a string of null', (reader: WireReader) => reader.string(true, 'x'), '00'],
    ['a tagged field', (reader: WireReader) => reader.enterTag('x'), '05 00'],
    ['tagged fields without end', (reader: WireReader) => reader.skipTags('x'), 'ffffffff0f 00'],
  ])('%s that the frame cannot hold is refused', (_, read, hex) => {
    expect(refusal(() => read(readerOf(hex)))).toMatch(/^malformed test: x: /);
  });

  test('a compact string above 32767 bytes is refused, though the frame holds it', () => {
    const frame = Buffer.concat([Buffer.from('818002', 'hex'), Buffer.alloc(40_000, 97)]);
    expect(refusal(() => new WireReader(frame, 'test').string(true, 'x'))).toMatch(/a string of 32768 bytes/);
  });

  test('a tagged field that is shorter than it says is refused', () => {
    const reader = readerOf('02 0001 ff');
    const outer = reader.enterTag('x');
    reader.int8('x');
    expect(refusal(() => reader.leaveTag(outer, 'x'))).toMatch(/1 bytes too many/);
  });

  test('a tagged field cannot read past its own end', () => {
    const reader = readerOf('02 0001 0203');
    reader.enterTag('x');
    expect(refusal(() => reader.int32('x'))).toMatch(/4 bytes are wanted and 2 are left/);
  });
});

test('a frame of tiny structs is refused before they take a hundred times its size', () => {
  const topics = STRUCTS_MAX + 1;
  // Metadata v4, a list of topics with empty names.
  const frame = Buffer.alloc(4 + topics * 2 + 1);
  frame.writeInt32BE(topics, 0);
  expect(refusal(() => apis.Metadata.request.decode(new WireReader(frame, 'test'), 4))).toMatch(
    /topics: more structures than one message may hold/,
  );
});

test('invalid UTF-8 is read as Java reads it, with replacement characters', () => {
  expect(readerOf('0003 61ff62').string(false, 'x')).toBe('a\ufffdb');
});

test('text of every length comes through, the fast path and the slow one', () => {
  for (const length of [0, 1, 23, 24, 25, 31, 32, 33, 500]) {
    for (const unit of ['a', 'é', '河', '🦫']) {
      const text = unit.repeat(length);
      const bytes = Buffer.from(text);
      const frame = Buffer.concat([Buffer.alloc(2), bytes]);
      frame.writeInt16BE(bytes.length, 0);
      expect(new WireReader(frame, 'test').string(false, 'x')).toBe(text);
    }
  }
});
