import { describe, expect, it } from 'vitest';
import { parseOffsetRange } from './offset-range.js';

const now = Date.parse('2026-11-05T12:00:00Z');
const hour = 3_600_000;

describe('parseOffsetRange', () => {
  it.each([
    ['start', { from: { kind: 'start' }, until: undefined }],
    ['end', { from: { kind: 'end' }, until: undefined }],
    ['250', { from: { kind: 'offset', offset: 250 }, until: undefined }],
    ['+10', { from: { kind: 'afterStart', count: 10 }, until: undefined }],
    ['-10', { from: { kind: 'beforeEnd', count: 10 }, until: undefined }],
    [':end', { from: { kind: 'start' }, until: { kind: 'end' } }],
    ['100:200', { from: { kind: 'offset', offset: 100 }, until: { kind: 'offset', offset: 200 } }],
    ['start:-10', { from: { kind: 'start' }, until: { kind: 'beforeEnd', count: 10 } }],
    ['@-1h', { from: { kind: 'time', wallMs: now - hour }, until: undefined }],
    ['@-1h:end', { from: { kind: 'time', wallMs: now - hour }, until: { kind: 'end' } }],
    ['@-2h:@-1h', { from: { kind: 'time', wallMs: now - 2 * hour }, until: { kind: 'time', wallMs: now - hour } }],
    ['@1700000000', { from: { kind: 'time', wallMs: 1_700_000_000_000 }, until: undefined }],
    ['@1700000000000', { from: { kind: 'time', wallMs: 1_700_000_000_000 }, until: undefined }],
    ['@2026-11-05', { from: { kind: 'time', wallMs: now - 12 * hour }, until: undefined }],
    [
      '@2026-11-05T10:00:00Z:@2026-11-05T11:00:00Z',
      { from: { kind: 'time', wallMs: now - 2 * hour }, until: { kind: 'time', wallMs: now - hour } },
    ],
    ['@2026-11-05T10:00:00Z:end', { from: { kind: 'time', wallMs: now - 2 * hour }, until: { kind: 'end' } }],
  ])('reads %s', (text, expected) => {
    expect(parseOffsetRange(text, now)).toEqual(expected);
  });

  it.each(['', ':', 'x', '1:2:3', '@', '@yesterday', '1.5', '--1', '1:', '@12', '99999999999999999999'])(
    'refuses %j and shows what is allowed',
    (text) => {
      expect(() => parseOffsetRange(text, now)).toThrow(`'${text}' is no offset range: give start, end, 250`);
    },
  );

  it('refuses a range that ends before it begins', () => {
    expect(() => parseOffsetRange('200:100', now)).toThrow("'200:100' ends before it begins");
  });
});
