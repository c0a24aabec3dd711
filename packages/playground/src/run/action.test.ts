import { describe, expect, it } from 'vitest';
import { readActions, writeActions } from './action.js';

const actions = [
  { afterEvents: 12, verb: 'kill', target: 'b1' },
  { afterEvents: 12, verb: 'cut', target: 'b2-c3' },
  { afterEvents: 400, verb: 'resume', target: 't1' },
] as const;

describe('readActions', () => {
  it('reads what was written', () => expect(readActions(writeActions(actions))).toEqual(actions));

  it.each([
    '',
    '~~~',
    '1.kill',
    '1.explode.b1',
    '-1.kill.b1',
    'x.kill.b1',
    '1.kill.b1;rm',
    '1.kill.__proto__',
    '1.cut.b1-b2-b3',
  ])('leaves out what it does not understand: %o', (text) => expect(readActions(text)).toEqual([]));

  it('takes them in order, and no more than two hundred', () => {
    const text = Array.from({ length: 500 }, (_, index) => `${1_000 - index}.kill.b1`).join('~');
    const read = readActions(text);
    expect(read).toHaveLength(200);
    expect(read.map(({ afterEvents }) => afterEvents)).toEqual(
      read.map(({ afterEvents }) => afterEvents).toSorted((a, b) => a - b),
    );
  });
});
