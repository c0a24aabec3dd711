import { isDraveError } from '@drave/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequestHeader } from '../framing.js';
import { arbitraryAttack } from './arbitrary-attack.js';

describe('attacks', () => {
  const attacks = fc.sample(arbitraryAttack(['topic', 'group']), { seed: 20_251_125, numRuns: 600 });

  test('are the same for the same seed', () => {
    const again = fc.sample(arbitraryAttack(['topic', 'group']), { seed: 20_251_125, numRuns: 600 });
    expect(again).toEqual(attacks);
  });

  test('reach every outcome of a frame: read, refused, unknown, of another version', () => {
    const outcomes = new Map<string, number>();
    for (const { chunks } of attacks)
      for (const outcome of outcomesOf(Buffer.concat(chunks))) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const seen = [...outcomes.keys()].sort();
    expect(seen).toEqual(['no frame', 'read', 'refused', 'unknownApi', 'unsupportedVersion']);
    for (const [outcome, count] of outcomes) expect(count, `outcome: ${outcome}`).toBeGreaterThan(5);
  });
});

/** The outcome of every frame, up to the first that has no sensible length. */
function* outcomesOf(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const left = bytes.length - at;
    const length = left < 4 ? -1 : bytes.readInt32BE(at);
    if (length < 8 || length > left - 4) {
      yield 'no frame';
      return;
    }
    yield outcomeOf(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
}

function outcomeOf(frame: Buffer): string {
  try {
    const parsed = parseRequestHeader(frame);
    if (parsed.kind !== 'request') return parsed.kind;
    parsed.api.request.decode(parsed.body, parsed.header.apiVersion);
    return 'read';
  } catch (reason) {
    if (isDraveError(reason, 'INVALID_REQUEST')) return 'refused';
    throw reason;
  }
}
