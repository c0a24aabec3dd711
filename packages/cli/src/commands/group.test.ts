import { describe, expect, it } from 'vitest';
import { parseTopics } from '../parse.js';
import { parseSeekTarget } from '../seek-target.js';

describe('drave group', () => {
  it('reads where to go', () => {
    const nowMs = Date.UTC(2026, 0, 2);
    expect(parseSeekTarget('earliest', nowMs)).toBe('earliest');
    expect(parseSeekTarget('end', nowMs)).toBe('latest');
    expect(parseSeekTarget('250', nowMs)).toEqual({ offset: 250 });
    expect(parseSeekTarget('+10', nowMs)).toEqual({ shiftBy: 10 });
    expect(parseSeekTarget('-10', nowMs)).toEqual({ shiftBy: -10 });
    expect(parseSeekTarget('2026-01-01T00:00:00Z', nowMs)).toEqual({ timestampMs: Date.UTC(2026, 0, 1) });
    expect(parseSeekTarget('@-24h', nowMs)).toEqual({ timestampMs: Date.UTC(2026, 0, 1) });
    expect(() => parseSeekTarget('soon', nowMs)).toThrow(/expected start, end, an offset/);
  });

  it('reads topics and partitions', () => {
    expect(parseTopics(['a', 'b:0,2'])).toEqual({ a: 'all', b: [0, 2] });
    for (const text of ['', ':1', 'a:', 'a:x', 'a:-1']) expect(() => parseTopics([text])).toThrow(/expected a topic/);
  });
});
