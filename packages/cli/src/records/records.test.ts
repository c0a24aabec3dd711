import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.js';
import { compileFormat, type ShownRecord } from './record-format.js';
import { recordFromJson, recordToJson } from './record-json.js';

const bytes = (text: string): Buffer => Buffer.from(text);
const record: ShownRecord = {
  topic: 'orders',
  partition: 3,
  offset: 42,
  timestamp: 1_700_000_000_000,
  key: bytes('k1'),
  value: bytes('v1'),
  headers: [{ key: 'trace', value: bytes('t1') }],
};

describe('record as JSON', () => {
  it.each<[string, Partial<ShownRecord>]>([
    ['text', {}],
    ['a null key and a tombstone', { key: null, value: null }],
    ['empty bytes', { key: bytes(''), value: bytes('') }],
    ['bytes that are no text', { key: Buffer.from([0xff, 0xfe]), value: Buffer.from([0xc3]) }],
    ['a byte order mark', { value: Buffer.from([0xef, 0xbb, 0xbf, 0x61]) }],
    ['a header without a value', { headers: [{ key: 'h', value: null }] }],
  ])('survives the way out and in again: %s', (_, change) => {
    const shown = { ...record, ...change };
    const { topic: _topic, offset: _offset, ...plain } = shown;
    expect(recordFromJson(recordToJson(shown), 1)).toEqual(plain);
  });

  it('takes objects as values', () => {
    expect(recordFromJson('{"value":{"a":[1]}}', 1).value).toEqual(bytes('{"a":[1]}'));
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[1]', 'it is not an object'],
    ['{"headers":{}}', 'headers is not a list'],
    ['{"partition":"1"}', 'partition is not a whole number'],
    ['{"keyBase64":1}', 'keyBase64 is not a string'],
  ])('refuses %s and names the line', (line, why) => {
    expect(() => recordFromJson(line, 7)).toThrow(`line 7 of the input is no record: ${why}`);
  });
});

describe('record format', () => {
  it.each([
    ['%v\\n', 'v1\n'],
    ['%t[%p] %o %k=%v %d %h', 'orders[3] 42 k1=v1 1700000000000 trace=t1'],
    ['%K/%V %% \\t\\\\', '2/2 % \t\\'],
    ['über %v', 'über v1'],
  ])('shows %j', (pattern, expected) => {
    expect(Buffer.from(compileFormat(pattern)(record)).toString()).toBe(expected);
  });

  it('shows null as nothing, with length -1', () => {
    expect(Buffer.from(compileFormat('[%k|%K]')({ ...record, key: null })).toString()).toBe('[|-1]');
  });

  it.each(['%x', '%', '\\q', 'a\\'])('refuses %j', (pattern) => {
    expect(() => compileFormat(pattern)).toThrow(`in '${pattern}' is unknown: use`);
  });
});

describe('lines', () => {
  async function read(chunks: string[], lineBytesMax = 100): Promise<string[]> {
    const input = (async function* () {
      for (const chunk of chunks) yield bytes(chunk);
    })();
    const lines: string[] = [];
    for await (const line of linesOf(input, lineBytesMax)) lines.push(Buffer.from(line).toString());
    return lines;
  }

  it.each<[string[], string[]]>([
    [['a\nb\n'], ['a', 'b']],
    [['a\nb'], ['a', 'b']],
    [
      ['a', 'b\nc', '\n', 'd\r\n', '\n'],
      ['ab', 'c', 'd', ''],
    ],
    [[''], []],
    [['é'], ['é']],
  ])('cuts %j', async (chunks, expected) => {
    expect(await read(chunks)).toEqual(expected);
  });

  it('refuses a line that is too long, also while it is still coming in', async () => {
    await expect(read(['ok\n', `${'x'.repeat(11)}\n`], 10)).rejects.toThrow('line 2 is longer than 10 bytes');
    await expect(read(['xxxxx', 'xxxxx', 'x'], 10)).rejects.toThrow('line 1 is longer than 10 bytes');
  });
});
