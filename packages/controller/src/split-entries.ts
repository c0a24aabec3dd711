import { DraveError, limits } from '@drave/base';
import { encodeBatch, type MetadataRecord } from '@drave/metadata';

/** One Raft entry: its records and their bytes. */
export interface Entry {
  readonly records: readonly MetadataRecord[];
  readonly payload: Uint8Array;
}

/** Room for what Raft adds to a payload. */
const entryBytesMax = limits.raftEntryBytesMax - 64 * 1024;
/** Smaller than what an entry may hold, so that one entry never occupies the event loop for long. */
const recordsPerEntry = 5_000;

/**
 * The entries that make these records happen together: one, or, when they do not fit, several inside a metadata
 * transaction (FAULTS B21). @throws DraveError MESSAGE_TOO_LARGE when a single record does not fit an entry.
 */
export function splitEntries(name: string, records: readonly MetadataRecord[]): readonly Entry[] {
  if (records.length <= limits.raftEntryRecordsMax) {
    const payload = encodeBatch(records);
    if (payload.length <= entryBytesMax) return [{ records, payload }];
  }
  const entries: Entry[] = [];
  const begin: MetadataRecord = { kind: 'beginTransaction', name };
  const end: MetadataRecord = { kind: 'endTransaction' };
  addEntries(entries, [begin, ...records, end]);
  return entries;
}

function addEntries(entries: Entry[], records: readonly MetadataRecord[]): void {
  for (let at = 0; at < records.length; at += recordsPerEntry) {
    addHalves(entries, records.slice(at, at + recordsPerEntry));
  }
}

function addHalves(entries: Entry[], records: readonly MetadataRecord[]): void {
  const payload = encodeBatch(records);
  if (payload.length <= entryBytesMax) {
    entries.push({ records, payload });
    return;
  }
  if (records.length === 1) {
    const message = `one ${records[0]?.kind} record of ${payload.length} bytes is larger than an entry of the metadata log`;
    throw new DraveError('MESSAGE_TOO_LARGE', message);
  }
  addHalves(entries, records.slice(0, records.length >> 1));
  addHalves(entries, records.slice(records.length >> 1));
}
