import { DraveError, limits, type Steps } from '@drave/base';
import { encodeBatch, type MetadataRecord } from '@drave/metadata';

/** One Raft entry: its records and their bytes. */
export interface Entry {
  readonly records: readonly MetadataRecord[];
  readonly payload: Uint8Array;
}

/** Room for what Raft adds to a payload. */
const entryBytesMax = limits.raftEntryBytesMax - 64 * 1024;
/** Fewer than an entry may hold: whoever encodes or decodes one does it in a single turn of the event loop. */
const RECORDS_PER_ENTRY = 1_000;

/**
 * The entries that make these records happen together: one, or, when they do not fit, several inside a metadata
 * transaction (docs/faults.md B21). One step for each. @throws DraveError MESSAGE_TOO_LARGE when a single record does
 * not fit an entry.
 */
export function* splitEntries(
  name: string,
  records: readonly MetadataRecord[],
  level: number,
): Steps<readonly Entry[]> {
  if (records.length <= RECORDS_PER_ENTRY) {
    const payload = encodeBatch(records, level);
    if (payload.length <= entryBytesMax) return [{ records, payload }];
    yield;
  }
  const entries: Entry[] = [];
  const begin: MetadataRecord = { kind: 'beginTransaction', name };
  const end: MetadataRecord = { kind: 'endTransaction' };
  const all = [begin, ...records, end];
  // A record that raises the level does so for all that follow, whatever entry they come to lie in.
  for (const record of records) if (record.kind === 'metadataLevel') level = Math.max(level, record.level);
  for (let at = 0; at < all.length; at += RECORDS_PER_ENTRY) {
    yield* addHalves(entries, all.slice(at, at + RECORDS_PER_ENTRY), level);
  }
  return entries;
}

function* addHalves(entries: Entry[], records: readonly MetadataRecord[], level: number): Steps<void> {
  const payload = encodeBatch(records, level);
  yield;
  if (payload.length <= entryBytesMax) {
    entries.push({ records, payload });
    return;
  }
  if (records.length === 1) {
    const message = `one ${records[0]?.kind} record of ${payload.length} bytes is larger than an entry of the metadata log`;
    throw new DraveError('MESSAGE_TOO_LARGE', message);
  }
  yield* addHalves(entries, records.slice(0, records.length >> 1), level);
  yield* addHalves(entries, records.slice(records.length >> 1), level);
}
