import type { Offset } from '@drave/base';
import type { MetadataImage } from '../image.js';
import type { MetadataRecord } from '../record.js';
import { replay } from '../replay.js';

/** Replays a whole entry. */
export function replayAll(image: MetadataImage, records: readonly MetadataRecord[], offset: Offset): MetadataImage {
  let next = image;
  for (const record of records) next = replay(next, record, offset);
  return next;
}
