import { describe, expect, it } from 'vitest';
import { durationText, overloadAdvice, ProgressLimit } from './progress-limit.js';

const limits = { timeoutMs: undefined, stallMs: 1_000, noteEveryMs: 300 };

describe('ProgressLimit', () => {
  it('has no end while something new is missing each time, and ends when nothing changes', () => {
    const limit = new ProgressLimit({ ...limits, noteEveryMs: 1e9 }, 0);
    for (let node = 1; node <= 50; node += 1)
      expect(limit.look(`broker ${node} is fenced`, true, node * 900)).toEqual({ kind: 'wait' });
    expect(limit.look('broker 50 is fenced', true, 45_999)).toEqual({ kind: 'wait' });
    expect(limit.look('broker 50 is fenced', true, 46_000)).toEqual({ kind: 'giveUp', waitedMs: 46_000 });
  });

  it('takes a return to what was missing before for no progress', () => {
    const limit = new ProgressLimit({ ...limits, noteEveryMs: 1e9 }, 0);
    const texts = ['the quorum has no leader', 'broker 4 is fenced'];
    const verdicts = [0, 300, 600, 900, 1_200, 1_500].map((nowMs, index) =>
      limit.look(texts[index % 2] ?? '', true, nowMs),
    );
    expect(verdicts.map(({ kind }) => kind)).toEqual(['wait', 'wait', 'wait', 'wait', 'wait', 'giveUp']);
  });

  it('takes a failed question for no progress, whatever its error says', () => {
    const limit = new ProgressLimit({ ...limits, noteEveryMs: 1e9 }, 0);
    expect(limit.look('deadline exceeded after 1.501 s', false, 500).kind).toBe('wait');
    expect(limit.look('deadline exceeded after 1.502 s', false, 1_000).kind).toBe('giveUp');
  });

  it('keeps to a limit that was given, with progress or without', () => {
    const limit = new ProgressLimit({ ...limits, timeoutMs: 5_000 }, 0);
    expect(limit.look('c1 has not started', true, 4_999).kind).toBe('note');
    expect(limit.look('c2 has not started', true, 5_000)).toEqual({ kind: 'giveUp', waitedMs: 5_000 });
  });

  it('says from time to time what is missing', () => {
    const limit = new ProgressLimit(limits, 0);
    expect(limit.look('c1 has not started', true, 299)).toEqual({ kind: 'wait' });
    expect(limit.look('c1 has not started', true, 300)).toEqual({
      kind: 'note',
      text: 'c1 has not started (waiting for 300 ms)',
    });
    expect(limit.look('c1 has not started', true, 599)).toEqual({ kind: 'wait' });
  });
});

describe('what people read', () => {
  it.each([
    [803.869279999999, '804 ms'],
    [4_249, '4.2 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
  ])('%d ms are %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('blames the machine only when it is overloaded', () => {
    expect(overloadAdvice({ loadAverage: 1.2, cores: 2, lateMsMax: 40 })).toBeUndefined();
    expect(overloadAdvice({ loadAverage: 38.41, cores: 2, lateMsMax: 5_020 })).toContain(
      'This machine is overloaded (load 38.4 on 2 cores, this process was up to 5 s late)',
    );
    expect(overloadAdvice({ loadAverage: 0.4, cores: 1, lateMsMax: 900 })).toContain('load 0.4 on 1 core');
  });
});
