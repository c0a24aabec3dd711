import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DraveError } from '@drave/base';
import { maskedChecksum } from './store-checksum.js';

/**
 * Reads the journals of a LevelDB directory before LevelDB does, because LevelDB drops what it cannot read there
 * without a word, and the rest of the 32 KiB block with it: a flipped bit would silently take back batches that were
 * synced.
 *
 * A record that does not read is a torn tail, and fine, when nothing behind it reads either. A sound record behind it
 * proves that it was whole once. (After a loss of power that can also be a hole in what no sync had covered yet; that
 * cannot be told apart, and refusing is the safe mistake.) The format is
 * https://github.com/google/leveldb/blob/main/doc/log_format.md.
 *
 * @throws DraveError CORRUPT_DATA.
 */
export async function checkJournals(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => /^\d+\.log$/.test(name));
  for (const name of names.toSorted()) {
    const damagedAt = firstDamage(await readFile(join(directory, name)));
    if (damagedAt === undefined) continue;
    throw new DraveError(
      'CORRUPT_DATA',
      `the store '${directory}' is damaged: byte ${damagedAt} of ${name} fails its checksum, and sound data follows`,
      { metadata: { path: directory } },
    );
  }
}

const BLOCK_BYTES = 32 * 1024;
/** The header of a record, in bytes: CRC-32C (4, masked), length (2), type (1). */
const HEADER_BYTES = 7;
const TYPE_MAX = 4;
/** The types of a record that is whole, and of the last one of those that it was cut into. */
const [WHOLE, LAST] = [1, 4];

/** What was written to a journal, each piece put together again, as far as the journal reads. */
export function journalPieces(journal: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let fragments: Buffer[] = [];
  let position = 0;
  while (position + HEADER_BYTES <= journal.length) {
    const left = BLOCK_BYTES - (position % BLOCK_BYTES);
    if (left < HEADER_BYTES) {
      position += left;
      continue;
    }
    const bytes = soundRecordBytes(journal, position);
    if (bytes === undefined) return pieces;
    const type = journal[position + 6];
    fragments.push(journal.subarray(position + HEADER_BYTES, position + bytes));
    if (type === WHOLE || type === LAST) {
      pieces.push(Buffer.concat(fragments));
      fragments = [];
    }
    position += bytes;
  }
  return pieces;
}

/** Position of a record that does not read although one behind it does. */
function firstDamage(journal: Buffer): number | undefined {
  let position = 0;
  while (position + HEADER_BYTES <= journal.length) {
    const left = BLOCK_BYTES - (position % BLOCK_BYTES);
    if (left < HEADER_BYTES) {
      position += left;
      continue;
    }
    const bytes = soundRecordBytes(journal, position);
    if (bytes === undefined) return isSoundBehind(journal, position) ? position : undefined;
    position += bytes;
  }
  return undefined;
}

/** Looks at every position: the length in a damaged header says nothing about where the next record begins. */
function isSoundBehind(journal: Buffer, position: number): boolean {
  for (let at = position + 1; at + HEADER_BYTES <= journal.length; at++) {
    // Zeros are no record, though LevelDB would skip them as one.
    if (journal[at + 6] !== 0 && soundRecordBytes(journal, at) !== undefined) return true;
  }
  return false;
}

function soundRecordBytes(journal: Buffer, position: number): number | undefined {
  const length = journal.readUInt16LE(position + 4);
  const type = journal[position + 6] ?? 0;
  const bytes = HEADER_BYTES + length;
  const fits = (position % BLOCK_BYTES) + bytes <= BLOCK_BYTES && position + bytes <= journal.length;
  if (!fits || type < 1 || type > TYPE_MAX) return undefined;
  return journal.readUInt32LE(position) === maskedChecksum(journal, position + 6, position + bytes) ? bytes : undefined;
}
