import { DraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { afterPart, waitUntil } from './effects.js';

describe('waitUntil()', () => {
  it('says in whole milliseconds how long it waited, and what was still missing', async () => {
    // What is left of a time that was shared has a fraction.
    await expect(waitUntil('every node answers', () => 'b2', { timeoutMs: 0.375 })).rejects.toMatchObject({
      code: 'REQUEST_TIMED_OUT',
      message: expect.stringMatching(/^waited \d+ ms until every node answers; still: b2/),
    });
  });

  it('ends at once when it is interrupted, with the reason of the signal', async () => {
    const interrupt = new AbortController();
    const missing = (): string => {
      interrupt.abort(new DraveError('CANCELLED', 'interrupted'));
      return 'b2';
    };
    await expect(waitUntil('every node answers', missing, { signal: interrupt.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('ends when what it waits for has become impossible', async () => {
    const failure = (): DraveError => new DraveError('BROKER_NOT_AVAILABLE', 'node b2 has ended');
    await expect(waitUntil('every node answers', () => 'b2', { failure })).rejects.toThrow('node b2 has ended');
  });

  it('lets an answer count that comes together with the interruption', async () => {
    const interrupt = new AbortController();
    interrupt.abort(new DraveError('CANCELLED', 'interrupted'));
    await waitUntil('every node answers', () => undefined, { signal: interrupt.signal });
  });
});

describe('afterPart()', () => {
  it('leaves the rest of a limit, never less than nothing, and no limit where there is none', () => {
    expect(afterPart({ timeoutMs: 30_000 }, 12_000).timeoutMs).toBe(18_000);
    expect(afterPart({ timeoutMs: 30_000 }, 31_000).timeoutMs).toBe(0);
    expect(afterPart({}, 31_000).timeoutMs).toBeUndefined();
  });
});
