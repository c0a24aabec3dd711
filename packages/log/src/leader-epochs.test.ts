import { describe, expect, it } from 'vitest';
import { decodeLeaderEpochs, encodeLeaderEpochs, EpochHistory } from './leader-epochs.js';

function history(logEndOffset = 100): EpochHistory {
  const epochs = new EpochHistory(() => logEndOffset);
  epochs.assign(0, 0);
  epochs.assign(2, 10);
  epochs.assign(5, 30);
  return epochs;
}

describe('EpochHistory', () => {
  it('answers the end of an epoch as Kafka does (KIP-101, KIP-279)', () => {
    const epochs = history();
    expect(epochs.endOffsetFor(0)).toEqual({ epoch: 0, endOffset: 10 });
    // Never led: the largest epoch below answers (KAFKA-6361).
    expect(epochs.endOffsetFor(1)).toEqual({ epoch: 0, endOffset: 10 });
    expect(epochs.endOffsetFor(2)).toEqual({ epoch: 2, endOffset: 30 });
    expect(epochs.endOffsetFor(4)).toEqual({ epoch: 2, endOffset: 30 });
    expect(epochs.endOffsetFor(5)).toEqual({ epoch: 5, endOffset: 100 });
    expect(epochs.endOffsetFor(6)).toEqual({ epoch: -1, endOffset: -1 });
    expect(epochs.endOffsetFor(-1)).toEqual({ epoch: -1, endOffset: -1 });
  });

  it('answers an epoch older than all known with the start of the oldest', () => {
    const epochs = new EpochHistory(() => 100, [{ epoch: 3, startOffset: 50 }]);
    expect(epochs.endOffsetFor(1)).toEqual({ epoch: 1, endOffset: 50 });
  });

  it('A3: elections without data leave no entry behind that a truncation or the next epoch contradicts', () => {
    const epochs = history(30);
    epochs.assign(6, 30);
    epochs.assign(7, 30);
    expect(epochs.entries.slice(2)).toEqual([{ epoch: 7, startOffset: 30 }]);
    epochs.truncateFromEnd(30);
    expect(epochs.latestEpoch).toBe(2);
  });

  it('A3: records of an older epoch behind an epoch without records go on with that older one', () => {
    const epochs = history(40);
    epochs.assign(7, 40);
    epochs.assign(5, 40);
    expect(epochs.entries).toEqual(history().entries);
    expect(epochs.epochForOffset(35)).toBe(5);
  });

  it('keeps the epoch that covers a new log start', () => {
    const epochs = history();
    epochs.truncateFromStart(20);
    expect(epochs.entries).toEqual([
      { epoch: 2, startOffset: 20 },
      { epoch: 5, startOffset: 30 },
    ]);
    expect(epochs.epochForOffset(19)).toBe(-1);
    expect(epochs.epochForOffset(29)).toBe(2);
  });

  it('goes through the checkpoint, and takes one that Kafka wrote', () => {
    const { entries } = history();
    expect(decodeLeaderEpochs(encodeLeaderEpochs(entries))).toEqual(entries);
    expect(decodeLeaderEpochs(encodeLeaderEpochs([]))).toEqual([]);
    expect(decodeLeaderEpochs(Buffer.from('0\n3\n0 0\n2 10\n5 30\n'))).toEqual(entries);
  });

  it('refuses a checkpoint that is cut anywhere, or is not in order', () => {
    const bytes = encodeLeaderEpochs(history().entries);
    for (let size = 0; size < bytes.length; size++) expect(decodeLeaderEpochs(bytes.subarray(0, size))).toBeUndefined();
    expect(decodeLeaderEpochs(Buffer.from('0\n2\n2 10\n1 20\n'))).toBeUndefined();
    expect(decodeLeaderEpochs(Buffer.from('0\n2\n1 10\n2 10\n'))).toBeUndefined();
  });
});
