import { describe, expect, it } from 'vitest';
import { parseTopics } from '../parse.js';
import { parseResetTarget } from './group.js';

describe('drave group', () => {
  it('reads where to reset to', () => {
    expect(parseResetTarget('earliest')).toBe('earliest');
    expect(parseResetTarget('latest')).toBe('latest');
    expect(parseResetTarget('250')).toEqual({ offset: 250 });
    expect(parseResetTarget('+10')).toEqual({ shiftBy: 10 });
    expect(parseResetTarget('-10')).toEqual({ shiftBy: -10 });
    expect(parseResetTarget('2026-01-01T00:00:00Z')).toEqual({ timestampMs: Date.UTC(2026, 0, 1) });
    expect(() => parseResetTarget('soon')).toThrow(/earliest, latest/);
  });

  it('reads topics and partitions', () => {
    expect(parseTopics(['a', 'b:0,2'])).toEqual({ a: 'all', b: [0, 2] });
    for (const text of ['', ':1', 'a:', 'a:x', 'a:-1']) expect(() => parseTopics([text])).toThrow(/expected a topic/);
  });
});
