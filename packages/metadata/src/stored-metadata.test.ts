import { describe, expect, it } from 'vitest';
import { MetadataImage } from './image.js';
import { METADATA_LEVEL_MAX } from './level.js';
import { encodeBatch } from './record-codec.js';
import { snapshotFrames } from './snapshot.js';
import { StoredMetadata } from './stored-metadata.js';
import { batchesFrom } from './testing/arbitrary-records.js';
import { replayAll } from './testing/replay-all.js';

describe('stored metadata', () => {
  it('is, of a snapshot and the entries behind it, the image that replaying every entry gives', async () => {
    const batches = batchesFrom(Array.from({ length: 200 }, (_, at) => (at * 37) % 4_000));
    const cut = Math.floor(batches.length / 2);
    const replayed = (count: number): MetadataImage =>
      batches.slice(0, count).reduce((image, batch, offset) => replayAll(image, batch, offset), MetadataImage.empty);
    async function* snapshot() {
      yield* snapshotFrames(replayed(cut));
    }
    const stored = await StoredMetadata.fromSnapshot(snapshot());
    for (const [index, batch] of batches.slice(cut).entries())
      stored.apply(cut + index, encodeBatch(batch, METADATA_LEVEL_MAX));
    const bytesOf = (image: MetadataImage): Buffer => Buffer.concat([...snapshotFrames(image)]);
    expect(bytesOf(stored.image).equals(bytesOf(replayed(batches.length).visible))).toBe(true);
  });
});
