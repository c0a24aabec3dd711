import { isDraveError } from '@drave/base';
import type { Compute } from '@drave/env';
import { type DecodedRecord, openRecords, timestampIsSane } from '@drave/records';

/** What one stored batch holds. */
type StoredRecords =
  | { readonly kind: 'readable'; readonly records: readonly DecodedRecord[] }
  /**
   * Its checksum holds and its records make no sense: so it was written, by a client whose leader looked at headers
   * only. No fault of the disk, nothing that another replica or a retry could mend, and no reason to stop: a reader
   * that meets it does what can be done by the header.
   */
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * The one way from a stored batch to its records inside the log. Content is a value here and never an exception, so
 * that those who judge I/O faults do not get to see it.
 */
export async function readStored(buffer: Buffer, position: number, compute: Compute): Promise<StoredRecords> {
  try {
    const cursor = await openRecords(buffer, position, compute);
    const records = cursor.rest();
    const insane = records.find(({ timestamp }) => !timestampIsSane(timestamp));
    // The cleaner could not write such a record anew.
    if (insane !== undefined) return { kind: 'unreadable', reason: `timestamp ${insane.timestamp} is out of range` };
    return { kind: 'readable', records };
  } catch (reason) {
    if (!isContentFault(reason)) throw reason;
    return { kind: 'unreadable', reason: reason.message };
  }
}

/** What codecs and decoders say of bytes that they cannot read. */
function isContentFault(reason: unknown): reason is Error {
  return isDraveError(reason, 'CORRUPT_MESSAGE') || isDraveError(reason, 'UNSUPPORTED_COMPRESSION_TYPE');
}
