import { describe, expect, it } from 'vitest';
import { untilAborted } from './until-aborted.js';

async function* typed(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
  await new Promise(() => {});
}

describe('untilAborted', () => {
  it('gives what comes, and ends while nothing comes', async () => {
    const interrupt = new AbortController();
    const seen: string[] = [];
    for await (const line of untilAborted(typed(['one', 'two']), interrupt.signal)) {
      seen.push(line);
      if (seen.length === 2) setImmediate(() => interrupt.abort());
    }
    expect(seen).toEqual(['one', 'two']);
  });

  it('gives nothing after the signal, and fails as its items do', async () => {
    const aborted = AbortSignal.abort();
    for await (const line of untilAborted(typed(['late']), aborted)) expect.unreachable(line);
    const broken: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('the pipe broke')) }),
    };
    await expect(untilAborted(broken, new AbortController().signal).next()).rejects.toThrow('the pipe broke');
  });
});
