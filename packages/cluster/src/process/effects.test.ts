import { describe, expect, it } from 'vitest';
import { waitUntil } from './effects.js';

describe('waitUntil()', () => {
  it('says in whole milliseconds how long it waited, and what was still missing', async () => {
    // What is left of a time that was shared has a fraction.
    await expect(waitUntil('every node answers', () => 'b2', 0.375)).rejects.toMatchObject({
      code: 'REQUEST_TIMED_OUT',
      message: 'waited 0 ms until every node answers; still: b2',
    });
  });
});
