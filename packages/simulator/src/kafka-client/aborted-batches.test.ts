import { describe, expect, it } from 'vitest';
import { BatchBuilder, encodeEndTransactionMarker } from '@drave/records';
import { AbortedBatches } from './aborted-batches.js';

function data(baseOffset: number, producerId: number, transactional = true): Buffer {
  const builder = new BatchBuilder();
  builder.append(1, null, Buffer.from('value'));
  return builder.finish({ baseOffset, producerId, producerEpoch: 0, baseSequence: 0, transactional });
}

function marker(kind: 'commit' | 'abort', baseOffset: number, producerId: number): Buffer {
  return encodeEndTransactionMarker({ kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 }, 1, baseOffset);
}

describe('AbortedBatches', () => {
  it('passes over what an entry begins, up to the marker that aborts it, and over all markers', () => {
    const aborted = new AbortedBatches([
      { producerId: 2, firstOffset: 6 },
      { producerId: 1, firstOffset: 2 },
    ]);
    const batches = [
      [data(0, 1), false],
      [marker('commit', 1, 1), true],
      [data(2, 1), true],
      [data(3, 2), false],
      [marker('commit', 4, 2), true],
      [data(5, 1), true],
      [data(6, 2), true],
      [marker('abort', 7, 1), true],
      [data(8, 1), false],
      [data(9, 2, false), false],
      [marker('abort', 10, 2), true],
    ] as const;
    for (const [batch, skipped] of batches) expect(aborted.skips(batch, 0)).toBe(skipped);
  });
});
