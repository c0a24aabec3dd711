import { isDraveError } from '@drave/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequestHeader } from '../framing.js';
import { arbitraryAttack } from './arbitrary-attack.js';

describe('attacks', () => {
  const attacks = fc.sample(arbitraryAttack(['topic', 'group']), { seed: 20_251_125, numRuns: 400 });

  test('are the same for the same seed', () => {
    const again = fc.sample(arbitraryAttack(['topic', 'group']), { seed: 20_251_125, numRuns: 400 });
    expect(again).toEqual(attacks);
  });

  test('reach every outcome of a frame: read, refused, unknown, of another version', () => {
    const outcomes = new Map<string, number>();
    for (const { chunks } of attacks) {
      const outcome = outcomeOf(Buffer.concat(chunks));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const seen = [...outcomes.keys()].sort();
    expect(seen).toEqual(['no frame', 'read', 'refused', 'unknownApi', 'unsupportedVersion']);
    for (const [outcome, count] of outcomes) expect(count, `first frame: ${outcome}`).toBeGreaterThan(5);
  });
});

/** Of the first frame. */
function outcomeOf(bytes: Buffer): string {
  const length = bytes.length < 4 ? -1 : bytes.readInt32BE(0);
  if (length < 8 || length > bytes.length - 4) return 'no frame';
  try {
    const parsed = parseRequestHeader(bytes.subarray(4, 4 + length));
    if (parsed.kind !== 'request') return parsed.kind;
    parsed.api.request.decode(parsed.body, parsed.header.apiVersion);
    return 'read';
  } catch (thrown) {
    if (isDraveError(thrown, 'INVALID_REQUEST')) return 'refused';
    throw thrown;
  }
}
