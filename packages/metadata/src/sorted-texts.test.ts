import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedTexts } from './sorted-texts.js';

describe('SortedTexts', () => {
  it('is the sorted set of what was put in and not taken out', () => {
    const text = fc.string({ maxLength: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), text), { maxLength: 200 }), text, (steps, from) => {
        const model = new Set<string>();
        let texts = SortedTexts.empty;
        for (const [put, each] of steps) {
          texts = put ? texts.with(each) : texts.without(each);
          if (put) model.add(each);
          else model.delete(each);
        }
        const expected = [...model].sort();
        expect([...texts]).toEqual(expected);
        expect(texts.toArray()).toEqual(expected);
        expect(texts.size).toBe(model.size);
        expect(texts.has(from)).toBe(model.has(from));
        expect([...texts.after(from)]).toEqual(expected.filter((each) => each > from));
        expect([...texts.from(from)]).toEqual(expected.filter((each) => each >= from));
      }),
    );
  });

  it('splits its blocks, forward, backward and in the middle, and empties them again', () => {
    const numbers = Array.from({ length: 3_000 }, (_, i) => (i * 1_237) % 3_000);
    const names = numbers.map((number) => `topic-${String(number).padStart(5, '0')}`);
    let texts = SortedTexts.empty;
    for (const name of names) texts = texts.with(name);
    const whole = texts;
    expect([...texts]).toEqual([...names].sort());
    expect(texts.with(names[7] as string)).toBe(texts);
    for (const name of names) texts = texts.without(name);
    expect([...texts]).toEqual([]);
    expect(texts.without('nobody')).toBe(texts);
    expect(whole.size).toBe(3_000);
    expect([...whole.after('topic-02998')]).toEqual(['topic-02999']);
  });
});
