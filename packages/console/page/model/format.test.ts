import { describe, expect, it } from 'vitest';
import { bytes, clockTime, count, counted, dateTime, duration, fromTimeField, ranges, toTimeField } from './format.js';

describe('figures of the console', () => {
  it('tell 0 from what is not known', () => {
    expect([count(0), count(null), duration(0), duration(null)]).toEqual(['0', '–', '0 ms', '–']);
  });

  it('group digits', () => {
    expect([999, 1_000, 1_234_567, -1_234].map(count)).toEqual(['999', '1,000', '1,234,567', '-1,234']);
    expect([counted(1, 'partition'), counted(0, 'partition'), counted(2, 'entry', 'entries')]).toEqual([
      '1 partition',
      '0 partitions',
      '2 entries',
    ]);
  });

  it('write sizes in the largest unit that keeps them above 1', () => {
    expect([0, 1_023, 1_024, 1_536, 200 * 1_024, 5 * 1_024 ** 3].map(bytes)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KiB',
      '1.5 KiB',
      '200 KiB',
      '5.0 GiB',
    ]);
  });

  it('write durations in two units, and none that is 0', () => {
    expect([350, 12_900, 60_000, 185_000, 3_600_000, 90_000_000].map(duration)).toEqual([
      '350 ms',
      '12 s',
      '1 min',
      '3 min 5 s',
      '1 h',
      '1 d 1 h',
    ]);
  });

  it('write a time that a field of a form takes, and read it back to the millisecond', () => {
    const wallMs = Date.UTC(2026, 10, 30, 14, 3, 27, 50);
    expect(fromTimeField(toTimeField(wallMs))).toBe(wallMs);
    expect(dateTime(wallMs).endsWith(clockTime(wallMs))).toBe(true);
    expect(fromTimeField('')).toBeNull();
    expect(dateTime(Number.NaN)).toBe('–');
  });

  it('write numbers in a row as a range', () => {
    expect(ranges([7, 0, 1, 2, 3])).toBe('0–3, 7');
    expect(ranges([])).toBe('');
  });
});
