import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetadataImage } from './image.js';
import { METADATA_LEVEL_MAX } from './level.js';
import { decodeBatch, encodeBatch } from './record-codec.js';
import { recordLevels, type MetadataRecordKind } from './record.js';
import { replayAll } from './testing/replay-all.js';
import { snapshotFrames, snapshotRecords, SnapshotReader } from './snapshot.js';
import { batchesFrom, type RecordBatch } from './testing/arbitrary-records.js';
import { TestMetadata } from './testing/index.js';

const logs = fc.array(fc.nat(4_000), { maxLength: 120 }).map(batchesFrom);

function replayed(batches: readonly RecordBatch[], from = MetadataImage.empty, firstOffset = 0): MetadataImage {
  return batches.reduce((image, batch, i) => replayAll(image, batch, firstOffset + i), from);
}

function bytesOf(image: MetadataImage): Buffer {
  return Buffer.concat([...snapshotFrames(image)]);
}

function loaded(bytes: Uint8Array, pieceBytes: number): MetadataImage {
  const reader = new SnapshotReader();
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  return reader.finish();
}

describe('snapshots', () => {
  it('are judged by logs that hold every kind of record', () => {
    const kinds = new Set(
      batchesFrom(Array.from({ length: 400 }, (_, at) => (at * 37) % 4_000))
        .flat()
        .map(({ kind }) => kind),
    );
    const forgotten = Object.keys(recordLevels).filter((kind) => !kinds.has(kind as MetadataRecordKind));
    expect(forgotten.map((kind) => `testing/arbitrary-records.ts never makes a ${kind} record`)).toEqual([]);
  });

  it('replay(snapshot) + tail is the full replay, wherever the snapshot is cut', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (batches, cut) => {
        const at = cut % (batches.length + 1);
        const head = replayed(batches.slice(0, at));
        fc.pre(!head.inTransaction);
        const resumed = replayed(batches.slice(at), loaded(bytesOf(head), 1_000), at);
        expect(bytesOf(resumed).equals(bytesOf(replayed(batches)))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('are canonical: an image made another way has the same bytes', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 5_000 }), (batches, pieceBytes) => {
        const bytes = bytesOf(replayed(batches));
        expect(bytesOf(loaded(bytes, pieceBytes)).equals(bytes)).toBe(true);
        // Every entry passes through its wire form.
        const decoded = batches.map((batch) => decodeBatch(encodeBatch(batch, METADATA_LEVEL_MAX)));
        expect(bytesOf(replayed(decoded)).equals(bytes)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('have the metadata level as record 0', () => {
    const metadata = new TestMetadata();
    metadata.brokers(1);
    expect([...snapshotRecords(metadata.image)][0]).toEqual({ kind: 'metadataLevel', level: 1 });
  });

  it('keep frames below a megabyte', () => {
    const metadata = new TestMetadata();
    metadata.brokers(1, 2, 3);
    metadata.topic('big', Array(5_000).fill({ replicas: [1, 2, 3] }));
    const sizes = [...snapshotFrames(metadata.image)].map((frame) => frame.length);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
    expect(sizes.length).toBeGreaterThan(5);
  });

  it('that are cut short anywhere are refused', () => {
    const metadata = new TestMetadata();
    metadata.brokers(1, 2);
    metadata.topic('orders', [{ replicas: [1, 2] }]);
    const bytes = bytesOf(metadata.image);
    for (let end = 1; end < bytes.length; end++) {
      const reader = new SnapshotReader();
      expect(() => {
        reader.push(bytes.subarray(0, end));
        reader.finish();
      }).toThrow(/cut short/);
    }
    expect(loaded(bytes, 7).topicByName('orders')?.partitionCount).toBe(1);
    expect(new SnapshotReader().finish()).toBe(MetadataImage.empty);
  });

  it('of a level above ours, and records of unknown kind, stop the reader', () => {
    const reader = new SnapshotReader();
    const payload = Buffer.from([0x0a, 0x04, 0x0a, 0x02, 0x08, 0x63]); // metadataLevel { level: 99 }
    const frame = Buffer.concat([Buffer.from([0, 0, 0, payload.length]), payload]);
    expect(() => reader.push(frame)).toThrow(/level 99/);
    const unknownKind = Buffer.from([0x0a, 0x03, 0xa2, 0x06, 0x00]); // field 100 of MetadataRecord
    expect(() => decodeBatch(unknownKind)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_VERSION' }));
  });
});
