import { BatchBuilder, encodeEndTransactionMarker, readBatchInfo } from '@drave/records';
import { describe, expect, it } from 'vitest';
import { AbortedRecords } from './aborted-records.js';

/**
 * Which records of a log are hidden: `x` for a hidden one, `.` for a visible one. In `log` each word is a batch of one
 * record: `7` is data of producer 7, `7-` its abort marker, `7+` its commit marker.
 */
function hidden(log: string, aborted: readonly (readonly [producerId: number, firstOffset: number])[]): string {
  const batches = log.split(' ').map((text, baseOffset) => {
    const producerId = Number(text[0]);
    if (text.length > 1) {
      const kind = text[1] === '-' ? 'abort' : 'commit';
      return encodeEndTransactionMarker({ kind, producerId, producerEpoch: 0, coordinatorEpoch: 0 }, 1, baseOffset);
    }
    const builder = new BatchBuilder({ memory: Buffer.alloc(200) });
    builder.append(1, null, Buffer.from(text), undefined);
    return builder.finish({ producerId, producerEpoch: 0, baseSequence: 0, transactional: true, baseOffset });
  });
  const bytes = Buffer.concat(batches);
  const records = new AbortedRecords(
    bytes,
    aborted.map(([producerId, firstOffset]) => ({ producerId, firstOffset })),
  );
  const seen: string[] = [];
  let at = 0;
  for (const batch of batches) {
    const info = readBatchInfo(bytes, at);
    if (!info.control) seen.push(records.has(info, at) ? 'x' : '.');
    at += batch.length;
  }
  return seen.join('');
}

describe('AbortedRecords', () => {
  it('hides what lies between the beginning of an aborted transaction and its marker', () => {
    expect(hidden('7 7 7- 7 7+', [[7, 0]])).toBe('xx.');
    expect(hidden('7 7+ 7 7-', [[7, 2]])).toBe('.x');
  });

  it('keeps producers apart that interleave', () => {
    expect(hidden('7 8 7 8- 7 8 7+ 8+', [[8, 1]])).toBe('.x...');
  });

  it('counts transactions of one producer, told in any order', () => {
    const aborted = [
      [7, 4],
      [7, 0],
    ] as const;
    expect(hidden('7 7- 7 7+ 7 7- 7', aborted)).toBe('x.x.');
  });

  it('knows a transaction that was begun before what was fetched', () => {
    expect(hidden('7 7- 7', [[7, -5]])).toBe('x.');
  });

  it('looks at each batch once', () => {
    const count = 5_000;
    const log = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? '7' : '7-')).join(' ');
    const aborted = Array.from({ length: count / 2 }, (_, index) => [7, 2 * index] as const);
    expect(hidden(log, aborted)).toBe('x'.repeat(count / 2));
  });
});
