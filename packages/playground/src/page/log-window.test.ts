import { describe, expect, it } from 'vitest';
import type { LogFrame } from '../run/frame.js';
import { cellsOf, windowOf } from './log-window.js';

const log: LogFrame = {
  startOffset: 2,
  endOffset: 6,
  highWatermark: 5,
  epochs: [
    { epoch: 1, startOffset: 2, endOffset: 4 },
    { epoch: 3, startOffset: 4, endOffset: 6 },
  ],
};

describe('windowOf', () => {
  it('ends where the longest log ends', () => {
    expect(windowOf([log, { ...log, endOffset: 30 }], 10)).toEqual({ fromOffset: 20, toOffset: 30 });
  });

  it('begins with the first offset while logs are short', () => {
    expect(windowOf([log], 10)).toEqual({ fromOffset: 0, toOffset: 10 });
  });
});

describe('cellsOf', () => {
  it('tells who has written each offset, and what is committed', () => {
    const cells = cellsOf(log, 0, 8);
    expect(cells.map(({ epoch }) => epoch)).toEqual([-1, -1, 1, 1, 3, 3, -1, -1]);
    expect(cells.map(({ isCommitted }) => isCommitted).indexOf(false)).toBe(5);
  });
});
