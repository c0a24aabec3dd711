import { SimWorld } from '@drave/env/sim';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchBuilder } from './builder.js';
import { compressionTypes } from './compression.js';
import { decodeRecords, openSection } from './decode.js';
import { readBatchInfo } from './header.js';
import { RecordCheck, type RecordRules } from './record-check.js';
import { arbitraryRecords } from './testing/arbitrary.js';
import { poisonBatch, poisons, testBatch } from './testing/index.js';
import { validateProducedBatches } from './validate.js';

const { compute } = new SimWorld({ seed: 1 }).createHost('h').env;
const ANYTHING: RecordRules = { keyRequired: false };

function finished(check: RecordCheck, unitsMax = 3): RecordCheck {
  while (check.step(unitsMax) === 'more');
  return check;
}

function checked(batch: Buffer, rules = ANYTHING): RecordCheck {
  return finished(RecordCheck.ofPlain(batch, readBatchInfo(batch, 0), rules));
}

describe('RecordCheck', () => {
  it('passes what a builder makes, and knows the largest timestamp', () => {
    fc.assert(
      fc.property(arbitraryRecords(), fc.integer({ min: 1, max: 50 }), (records, unitsMax) => {
        const builder = new BatchBuilder();
        for (const { timestamp, key, value, headers } of records) builder.append(timestamp, key, value, headers);
        const batch = builder.finish();
        const check = finished(RecordCheck.ofPlain(batch, readBatchInfo(batch, 0), ANYTHING), unitsMax);
        expect(check.fault).toBeUndefined();
        expect(check.maxTimestamp).toBe(Math.max(-1, ...records.map(({ timestamp }) => timestamp)));
      }),
    );
  });

  it('passes nothing that a reader refuses', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRecords(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        async (records, edits) => {
          const builder = new BatchBuilder();
          for (const { timestamp, key, value, headers } of records) builder.append(timestamp, key, value, headers);
          const batch = Buffer.from(builder.finish());
          for (const [at, byte] of edits) batch[61 + (at % (batch.length - 61))] = byte;
          if (checked(batch).fault !== undefined) return;
          const read = await decodeRecords(batch, 0, compute);
          expect(read.map(({ offset }) => offset)).toEqual(records.map((_, index) => index));
        },
      ),
      { numRuns: 500 },
    );
  });

  describe.each(compressionTypes)('%s', (codec) => {
    it.each(poisons)('refuses %s, though the header holds', async (poison) => {
      const batch = await poisonBatch(poison, codec, compute);
      expect(validateProducedBatches(batch, { batchBytesMax: 1e6, timestampType: 'CreateTime' }).kind).toBe(
        poison === 'an offset delta left out' ? 'invalid' : 'ok',
      );
      const section = await openSection(batch, 0, compute).catch((reason: { readonly code: string }) => reason.code);
      if (typeof section === 'string') {
        expect(section).toBe('CORRUPT_MESSAGE');
        expect(['garbage', 'cut short']).toContain(poison);
        return;
      }
      const { fault } = finished(new RecordCheck(readBatchInfo(batch, 0), section, ANYTHING));
      expect(fault).toMatchObject({ code: 'INVALID_RECORD', records: [] });
    });
  });

  it('names the records without a key, some of many', () => {
    const count = 1_010;
    const batch = testBatch(Array.from({ length: count }, (_, index) => ({ key: index === 0 ? 'k' : null })));
    const { fault } = checked(batch, { keyRequired: true });
    expect(fault?.code).toBe('INVALID_RECORD');
    expect(fault?.message).toContain(`${count - 1} of ${count} records`);
    expect(fault?.records.length).toBe(1_000);
    expect(fault?.records[0]?.index).toBe(1);
  });

  it('judges the time of every record, not only of the first and the last', () => {
    const batch = testBatch([150, 99, -1, 201, 160].map((timestamp) => ({ timestamp })));
    const { fault } = checked(batch, { keyRequired: false, timestampMin: 100, timestampMax: 200 });
    expect(fault).toMatchObject({ code: 'INVALID_TIMESTAMP', records: [{ index: 1 }, { index: 3 }] });
  });

  it('looks at no more than it is asked for at a time', () => {
    const headers = Array.from({ length: 500 }, () => ({ key: 'h', value: null }));
    const builder = new BatchBuilder();
    for (let index = 0; index < 3; index++) builder.append(0, null, null, headers);
    const batch = builder.finish();
    const check = RecordCheck.ofPlain(batch, readBatchInfo(batch, 0), ANYTHING);
    let steps = 1;
    while (check.step(100) === 'more') steps++;
    expect(steps).toBe(16);
    expect(check.fault).toBeUndefined();
  });
});
