import fc from 'fast-check';
import type { RecordHeader } from '../record.js';

interface ArbitraryRecord {
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** Records with every corner: nulls, empty and large values, headers, timestamps far apart. */
export function arbitraryRecords(): fc.Arbitrary<ArbitraryRecord[]> {
  const bytes = (maxLength: number) => fc.option(fc.uint8Array({ maxLength, size: 'max' }), { nil: null });
  const header = fc.record({ key: fc.string({ unit: 'grapheme', maxLength: 12 }), value: bytes(40) });
  const timestamp = fc.oneof(
    fc.integer({ min: 1_700_000_000_000, max: 1_700_000_001_000 }),
    fc.integer({ min: -1, max: 4_000_000_000_000 }),
  );
  const record = fc.record({
    timestamp,
    key: bytes(80),
    value: fc.oneof({ weight: 9, arbitrary: bytes(300) }, { weight: 1, arbitrary: bytes(20_000) }),
    headers: fc.array(header, { maxLength: 3 }),
  });
  return fc.array(record, { minLength: 1, maxLength: 30 });
}

/** A record as plain values, for comparison. */
export function plainRecord(record: Omit<ArbitraryRecord, 'offset'>): unknown {
  const hex = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('hex'));
  const headers = record.headers.map(({ key, value }) => [key, hex(value)]);
  return { timestamp: record.timestamp, key: hex(record.key), value: hex(record.value), headers };
}
