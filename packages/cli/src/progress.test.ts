import { describe, expect, it } from 'vitest';
import { progressOn } from './progress.js';
import { recordedTerminal, type RecordedTerminal } from './testing/recorded-terminal.js';

function progress() {
  const terminal: RecordedTerminal = recordedTerminal();
  let nowMs = 0;
  const shown = progressOn(terminal, { monotonicMs: () => nowMs, wallMs: () => nowMs }, 'copying');
  return { terminal, shown, at: (timeMs: number) => (nowMs = timeMs) };
}

describe('progress', () => {
  it('is shown when the work has taken two seconds, with the time that is left at the pace so far', () => {
    const { terminal, shown, at } = progress();
    at(1_999);
    shown.advance(10, 100);
    expect(terminal.statuses).toEqual([]);
    at(2_000);
    shown.advance(20, 100);
    at(2_100);
    shown.advance(21, 100);
    at(100_000);
    shown.advance(25, 100);
    shown.end();
    expect(terminal.statuses).toEqual([
      'copying: 20 of 100 (20 %), about 8 s left',
      'copying: 25 of 100 (25 %), about 5 min left',
      '',
    ]);
  });

  it('of work that was short leaves nothing to take away', () => {
    const { terminal, shown } = progress();
    shown.tell('waiting');
    shown.end();
    expect(terminal.statuses).toEqual([]);
  });

  it('tells what is waited for where nothing can be counted', () => {
    const { terminal, shown, at } = progress();
    at(5_000);
    shown.tell('for a leader');
    at(6_000);
    shown.advance(0, 7);
    expect(terminal.statuses).toEqual(['copying: for a leader', 'copying: 0 of 7 (0 %), time not known yet']);
  });
});
