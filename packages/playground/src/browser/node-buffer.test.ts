import { describe, expect, it } from 'vitest';
import { nodeBuffer } from './node-buffer.js';

const BrowserBuffer = nodeBuffer();
const samples = [[], [0], [255, 254], [251, 239, 190, 255], Array.from({ length: 16 }, (_, index) => index * 17)];

describe('nodeBuffer', () => {
  it.each(samples)('writes and reads base64url as Node does: %j', (...bytes) => {
    const text = Buffer.from(bytes).toString('base64url');
    expect(BrowserBuffer.from(bytes).toString('base64url')).toBe(text);
    expect([...BrowserBuffer.from(text, 'base64url')]).toEqual(bytes);
    const target = BrowserBuffer.alloc(20);
    expect(target.write(text, 2, 16, 'base64url')).toBe(bytes.length);
    expect([...target.subarray(2, 2 + bytes.length)]).toEqual(bytes);
    expect(target.toString('base64url', 2, 2 + bytes.length)).toBe(text);
  });

  it('leaves the other encodings alone', () => {
    for (const encoding of ['base64', 'hex', 'latin1', 'utf8'] as const)
      expect(BrowserBuffer.from('añ', 'utf8').toString(encoding)).toBe(Buffer.from('añ', 'utf8').toString(encoding));
  });
});
