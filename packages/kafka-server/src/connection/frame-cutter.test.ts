import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameCutter, type FrameRules } from './frame-cutter.js';

const bytesMax = 10_000;
const rules: FrameRules = { frameBytesMax: bytesMax, key: 'socket.request.max.bytes', isEarned: false, isRaw: false };

function frameOf(body: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** Feeds the chunks as a connection does, admitting everything. */
function cutAll(chunks: readonly Buffer[]): Buffer[] {
  const cutter = new FrameCutter(rules);
  const frames: Buffer[] = [];
  const rest = [...chunks];
  for (;;) {
    const cut = cutter.next();
    if (cut.kind === 'frame') frames.push(cut.frame);
    else if (cut.kind === 'prologue') cutter.admit(cut.prologue);
    else if (cut.kind === 'malformed') throw new Error(cut.reason);
    else {
      const chunk = rest.shift();
      if (chunk === undefined) return frames;
      cutter.offer(chunk);
    }
  }
}

describe('FrameCutter', () => {
  it('gives back every frame, however the bytes were cut up on the way', () => {
    const body = fc.uint8Array({ minLength: 8, maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    const cuts = fc.array(fc.nat(400), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 6 }), cuts, (bodies, at) => {
        const stream = Buffer.concat(bodies.map(frameOf));
        const ends = [...at.map((one) => one % (stream.length + 1)), stream.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => Buffer.from(stream.subarray(ends[index - 1] ?? 0, end)));
        expect(cutAll(chunks)).toEqual(bodies);
      }),
    );
  });

  it('slices a frame inside one chunk, and copies one across chunks into a buffer of its own size', () => {
    const body = Buffer.alloc(100, 7);
    const whole = frameOf(body);
    const [inside] = cutAll([whole]);
    expect(inside?.buffer).toBe(whole.buffer);
    const [across] = cutAll([Buffer.from(whole.subarray(0, 50)), Buffer.from(whole.subarray(50))]);
    expect(across?.buffer.byteLength).toBe(100);
  });

  it('G8: asks for admission before it holds more than the prologue', () => {
    const cutter = new FrameCutter(rules);
    const start = Buffer.alloc(12);
    start.writeInt32BE(9_000, 0);
    start.writeInt16BE(1, 4);
    start.writeInt16BE(11, 6);
    cutter.offer(start);
    expect(cutter.next()).toEqual({ kind: 'prologue', prologue: { frameBytes: 9_000, apiKey: 1, apiVersion: 11 } });
  });

  it.each([
    ['GET / HTTP/1.1\r\n', 'not HTTP'],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'speaks TLS to a listener without TLS'],
    ['\xff\xff\xff\xff12345678', 'a request of -1 bytes cannot hold a header'],
    ['\x00\x00\x00\x0712345678', 'a request of 7 bytes cannot hold a header'],
    ['\x00\x00\x27\x1112345678', 'larger than socket.request.max.bytes (10000)'],
  ])('refuses %j with the reason', (text, reason) => {
    const cutter = new FrameCutter(rules);
    cutter.offer(Buffer.from(text, 'latin1'));
    expect(cutter.next()).toMatchObject({ kind: 'malformed', reason: expect.stringContaining(reason) as string });
  });
});

describe('frames of a client that nobody knows yet', () => {
  const earned: FrameRules = { ...rules, frameBytesMax: 200_000, key: 'sasl.server.max.receive.size', isEarned: true };

  it.each([100, 60_000, 65_535, 65_536])('are announced when all %i bytes are here', (bytes) => {
    const cutter = new FrameCutter(earned);
    const frame = frameOf(Buffer.alloc(bytes));
    cutter.offer(frame.subarray(0, Math.min(frame.length, 65_536) - 1));
    expect(cutter.next().kind).toBe('starved');
    cutter.offer(frame.subarray(Math.min(frame.length, 65_536) - 1));
    expect(cutter.next()).toMatchObject({ kind: 'prologue', prologue: { frameBytes: bytes } });
  });

  it('may be no requests, and then have no header', () => {
    const cutter = new FrameCutter({ ...earned, isRaw: true });
    cutter.offer(Buffer.concat([frameOf(Buffer.alloc(0)), frameOf(Buffer.from('abc')), frameOf(Buffer.alloc(8))]));
    for (const text of ['', 'abc']) {
      const cut = cutter.next();
      if (cut.kind !== 'prologue') throw new Error(cut.kind);
      expect(cut.prologue).toEqual({ frameBytes: text.length, apiKey: -1, apiVersion: 0 });
      cutter.admit(cut.prologue);
      expect(cutter.next()).toEqual({ kind: 'frame', frame: Buffer.from(text) });
    }
    cutter.expect(rules);
    expect(cutter.next()).toMatchObject({ kind: 'prologue', prologue: { frameBytes: 8, apiKey: 0 } });
  });

  it('are refused by the name of their own limit', () => {
    const cutter = new FrameCutter(earned);
    cutter.offer(frameOf(Buffer.alloc(200_001)).subarray(0, 4));
    expect(cutter.next()).toEqual({
      kind: 'malformed',
      reason: 'a request of 200001 bytes is larger than sasl.server.max.receive.size (200000)',
    });
  });
});
