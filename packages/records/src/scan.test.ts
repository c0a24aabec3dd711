import { DraveError } from '@drave/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPlainRecords } from './decode.js';
import { findBatchAfter, type ScanStep, scanBatches } from './scan.js';
import { numberedBatch } from './testing/index.js';
import { type ProduceRules, validateProducedBatches } from './validate.js';

const rules: ProduceRules = { batchBytesMax: 1_000_000, timestampType: 'CreateTime' };

function log(): Buffer {
  return Buffer.concat([numberedBatch(0, 3), numberedBatch(3, 1), numberedBatch(4, 20), numberedBatch(24, 2)]);
}

function scan(bytes: Buffer): ScanStep[] {
  return [...scanBatches(bytes, { expectedBaseOffset: 0, contiguous: true, verifyCrc: true })];
}

describe('scanBatches', () => {
  it('walks a sound log', () => {
    const steps = scan(log());
    expect(steps.map((step) => step.kind === 'batch' && [step.info.baseOffset, step.info.lastOffset])).toEqual([
      [0, 2],
      [3, 3],
      [4, 23],
      [24, 25],
    ]);
  });

  it('cut at any byte: the whole batches, then incomplete, and nothing sound behind', () => {
    const bytes = log();
    const ends = scan(bytes).map((step) => (step.kind === 'batch' ? step.info.position + step.info.sizeBytes : -1));
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      const steps = scan(cut);
      const whole = ends.filter((end) => end <= length).length;
      expect(steps.filter((step) => step.kind === 'batch').length).toBe(whole);
      const last = steps.at(-1);
      const onBoundary = length === 0 || ends.includes(length);
      expect(last === undefined || last.kind === 'batch').toBe(onBoundary);
      if (last === undefined || last.kind === 'batch') continue;
      expect(last.kind).toBe('incomplete');
      expect(findBatchAfter(cut, last.position + 1, 0)).toBe(-1);
    }
  });

  it('one flipped bit anywhere never passes unseen, except in the leader epoch, and the middle is told from the tail', () => {
    const bytes = log();
    const starts = scan(bytes).map((step) => (step.kind === 'batch' ? step.info.position : -1));
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      const batchIndex = starts.findLastIndex((start) => start <= at);
      const inBatch = at - (starts[batchIndex] as number);
      const inLeaderEpoch = inBatch >= 12 && inBatch < 16;
      const steps = scan(damaged);
      const last = steps.at(-1);
      const stoppedAt = last === undefined || last.kind === 'batch' ? undefined : last.position;
      const next = stoppedAt === undefined ? undefined : findBatchAfter(damaged, stoppedAt + 1, 0);
      const expected = { at, steps: batchIndex + 1, stoppedAt: starts[batchIndex], next: starts[batchIndex + 1] ?? -1 };
      const unseen = { at, steps: 4, stoppedAt: undefined, next: undefined };
      expect({ at, steps: steps.length, stoppedAt, next }).toEqual(inLeaderEpoch ? unseen : expected);
    }
  });

  it('a zeroed tail is corrupt with nothing behind; a gap is a fault only in a contiguous log', () => {
    const zeroed = Buffer.concat([log(), Buffer.alloc(4096)]);
    const last = scan(zeroed).at(-1);
    expect(last?.kind).toBe('corrupt');
    expect(findBatchAfter(zeroed, log().length, 26)).toBe(-1);
    const gap = Buffer.concat([numberedBatch(0, 1), numberedBatch(5, 1)]);
    expect(scan(gap).map((step) => step.kind)).toEqual(['batch', 'corrupt']);
    const lenient = [...scanBatches(gap, { expectedBaseOffset: 0, verifyCrc: true })];
    expect(lenient.map((step) => step.kind)).toEqual(['batch', 'batch']);
    const back = Buffer.concat([numberedBatch(5, 2), numberedBatch(6, 1)]);
    expect([...scanBatches(back, { verifyCrc: true })].map((step) => step.kind)).toEqual(['batch', 'corrupt']);
  });

  it('garbage never crashes a reader and never makes it allocate', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400, size: 'max' }), fc.boolean(), (garbage, plausible) => {
        const bytes = Buffer.from(garbage);
        if (plausible && bytes.length > 61) {
          bytes.writeInt32BE(bytes.length - 12, 8);
          bytes[16] = 2;
          bytes.writeInt16BE(0, 21);
          bytes.writeInt32BE(bytes.readInt32BE(57) & 0x3f, 57);
        }
        const steps = [...scanBatches(bytes, { verifyCrc: false })];
        expect(steps.length).toBeLessThanOrEqual(8);
        findBatchAfter(bytes, 0, 0);
        expect(validateProducedBatches(bytes, rules).kind).toBe('invalid');
        expect(['records', 'CORRUPT_MESSAGE']).toContain(outcomeOf(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

function outcomeOf(bytes: Buffer): string {
  try {
    openPlainRecords(bytes, 0)?.rest();
    return 'records';
  } catch (reason) {
    return reason instanceof DraveError ? reason.code : String(reason);
  }
}
