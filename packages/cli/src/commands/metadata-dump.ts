import { decodeBatch, snapshotRecords, StoredMetadata, type MetadataRecord } from '@drave/metadata';
import type { DumpLine, DumpPrinter } from '../records/dump-printer.js';
import type { Terminal } from '../terminal.js';
import { withStoredQuorum, type StoredEntries } from './stored-quorum-copy.js';

/**
 * Prints what the metadata store of a node holds, which may be running: each snapshot, and each entry of the log, both
 * with their records. @throws DraveError as `withStoredQuorum`.
 */
export async function dumpMetadata(
  terminal: Terminal,
  directory: string,
  printer: DumpPrinter,
  withRecords: boolean,
): Promise<void> {
  await withStoredQuorum(terminal, directory, async (quorum) => {
    await printer.file(directory);
    for await (const line of snapshotLines(quorum))
      if (withRecords || line.kind !== 'record') await printer.print(line);
    for await (const line of entryLines(quorum)) if (withRecords || line.kind !== 'record') await printer.print(line);
  });
}

async function* snapshotLines({ stored }: StoredEntries): AsyncGenerator<DumpLine, void, undefined> {
  for (const id of stored.snapshotIds) {
    const { image } = await StoredMetadata.fromSnapshot(stored.snapshotBytes(id));
    const records = [...snapshotRecords(image)];
    yield { kind: 'snapshot', ...id, records: records.length };
    for (const record of records) yield recordLine(record, { snapshot: id.offset });
  }
}

async function* entryLines(quorum: StoredEntries): AsyncGenerator<DumpLine, void, undefined> {
  const { startOffset, endOffset } = quorum.stored;
  for await (const { offset, epoch, kind, appendTimestampMs, payload } of quorum.entries(startOffset, endOffset)) {
    const isControl = kind === 'control';
    const records = isControl ? [] : decodeBatch(payload);
    const timestamp = new Date(appendTimestampMs).toISOString();
    yield { kind: 'entry', offset, epoch, timestamp, isControl, size: payload.length, records: records.length };
    for (const record of records) yield recordLine(record, { offset });
  }
}

/** A record with its kind and its fields apart, because a field may have the name of one of the line. */
function recordLine({ kind: type, ...data }: MetadataRecord, place: Readonly<Record<string, number>>): DumpLine {
  return { kind: 'record', ...place, decoded: { type, data } };
}
