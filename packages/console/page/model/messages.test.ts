import { describe, expect, it } from 'vitest';
import type { Message, Payload } from '../../src/contract.js';
import { base64Of, jsonLinesOf, missingIn, prettyOf, previewOf, queryOf } from './messages.js';

const payload = (text: string | null, changes: Partial<Payload> = {}): Payload => ({
  sizeBytes: 3,
  base64: text === null ? 'AP+A' : base64Of(text),
  text,
  isJson: false,
  isCut: false,
  ...changes,
});
const json = (text: string): Payload => payload(text, { isJson: true });

describe('what the address asks of the records of a topic', () => {
  it('is the end of all partitions when it says nothing', () => {
    expect(queryOf({})).toEqual({});
    expect(missingIn({})).toBeNull();
  });

  it('is an offset of one partition, or a time', () => {
    expect(queryOf({ from: 'offset', at: '42', partition: '3' })).toEqual({ partition: 3, from: 'offset', offset: 42 });
    expect(queryOf({ from: 'time', at: '1700000000000', text: 'x', committed: 'true' })).toEqual({
      from: 'time',
      timeMs: 1_700_000_000_000,
      text: 'x',
      committed: true,
    });
  });

  it('says what is missing, and never asks with half of it', () => {
    expect(missingIn({ from: 'offset', at: '42' })).toContain('partition');
    expect(missingIn({ from: 'offset', partition: '0', at: '-1' })).toContain('offset');
    expect(missingIn({ from: 'time', at: 'noon' })).toContain('time');
    expect(queryOf({ from: 'offset', at: '42' })).toEqual({});
    expect(queryOf({ from: 'time', at: '99999999999999999' })).toEqual({});
  });
});

describe('a payload', () => {
  it('is one line in a table, whatever is in it', () => {
    expect(previewOf(payload('a\n\tb'))).toBe('a b');
    expect(previewOf(payload('<script>alert(1)</script>'))).toBe('<script>alert(1)</script>');
    expect(previewOf(payload(null))).toBe('3 bytes that are no text');
    expect(previewOf(null)).toBe('');
  });

  it('is JSON on lines of its own, unless that would round a number', () => {
    expect(prettyOf(json('{"a":[1,"9007199254740993123"]}'))).toBe(
      '{\n  "a": [\n    1,\n    "9007199254740993123"\n  ]\n}',
    );
    expect(prettyOf(json('{"id":9007199254740993123}'))).toBe('{"id":9007199254740993123}');
    expect(prettyOf(payload('{"a":'))).toBe('{"a":');
    expect(prettyOf(payload('{"a":1', { isJson: true, isCut: true }))).toBe('{"a":1');
  });

  it('that is no text is shown byte by byte', () => {
    expect(prettyOf(payload(null))).toBe(`000000  00 ff 80${' '.repeat(39)}  ···`);
  });
});

describe('an export', () => {
  it('has a record on each line, and says what is no text, no value, or not whole', () => {
    const message: Message = {
      topic: 't',
      partition: 0,
      offset: 5,
      timestampMs: 9,
      key: payload('k\n'),
      value: null,
      headers: [{ key: 'h', value: payload(null, { isCut: true }) }],
    };
    const lines = jsonLinesOf([message, { ...message, offset: 6 }]).split('\n');
    expect(lines.length).toBe(3);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      topic: 't',
      partition: 0,
      offset: 5,
      timestampMs: 9,
      key: 'k\n',
      value: null,
      headers: [{ key: 'h', valueBase64: 'AP+A', valueIsCut: true }],
    });
  });

  it('writes text as base64 of UTF-8', () => {
    expect(base64Of('grün ✓')).toBe('Z3LDvG4g4pyT');
  });
});
