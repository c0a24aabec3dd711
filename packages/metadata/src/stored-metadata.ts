import type { Offset } from '@drave/base';
import type { MetadataImage } from './image.js';
import { decodeBatch } from './record-codec.js';
import { replay } from './replay.js';
import { SnapshotReader } from './snapshot.js';

/** Makes the image that these snapshot bytes and the entries behind them give; for tools, which have both in files. */
export class StoredMetadata {
  private working: MetadataImage;

  private constructor(image: MetadataImage) {
    this.working = image;
  }

  /** @throws DraveError CORRUPT_DATA, UNSUPPORTED_VERSION. */
  static async fromSnapshot(chunks: AsyncIterable<Uint8Array>): Promise<StoredMetadata> {
    const reader = new SnapshotReader();
    for await (const chunk of chunks) reader.push(chunk);
    return new StoredMetadata(reader.finish());
  }

  /** Applies one entry. @throws DraveError CORRUPT_DATA, UNSUPPORTED_VERSION. */
  apply(offset: Offset, payload: Uint8Array): void {
    for (const record of decodeBatch(payload)) this.working = replay(this.working, record, offset);
  }

  /** What clients see: of an open metadata transaction nothing. */
  get image(): MetadataImage {
    return this.working.visible;
  }
}
