import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DraveError } from '@drave/base';
import { decodeSnappyBlock } from '../codecs/snappy-block.js';
import { maskedChecksum } from './store-checksum.js';
import { type LiveTable, liveTables } from './store-manifest.js';
import { StoreReader } from './store-reader.js';

/**
 * Reads the tables of a LevelDB directory before LevelDB does. It merges tables in the background without a look at
 * their checksums, and a key that has come out of a damaged block ends the process in an assertion. The format is
 * https://github.com/google/leveldb/blob/main/doc/table_format.md.
 *
 * @throws DraveError CORRUPT_DATA.
 */
export async function checkTables(directory: string): Promise<void> {
  for (const table of await liveTables(directory)) {
    const [name, bytes] = await contentOf(directory, table);
    // LevelDB says itself that a table is missing.
    if (bytes === undefined) continue;
    const damagedAt = bytes.length === table.bytes ? firstDamage(bytes) : Math.min(bytes.length, table.bytes);
    if (damagedAt === undefined) continue;
    throw new DraveError(
      'CORRUPT_DATA',
      `the store '${directory}' is damaged: what stands at byte ${damagedAt} of ${name} is not what was written`,
      { metadata: { path: directory } },
    );
  }
}

/** Two handles, padded, and the magic number, in bytes. */
const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** Behind each block: its compression (1) and its checksum (4), in bytes. */
const TRAILER_BYTES = 5;
const SNAPPY = 1;
/** More than LevelDB puts into one block of places. */
const BLOCK_BYTES_MAX = 64 * 1024 * 1024;

interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** Where a block begins that does not read, or the footer. */
function firstDamage(table: Buffer): number | undefined {
  const footerAt = table.length - FOOTER_BYTES;
  if (footerAt < 0 || table.readBigUInt64LE(table.length - 8) !== MAGIC) return Math.max(0, footerAt);
  const footer = new StoreReader(table.subarray(footerAt, table.length - 8));
  const [meta, index] = [placeIn(footer), placeIn(footer)];
  if (!footer.sound) return footerAt;
  for (const directory of [meta, index]) {
    const places = placesIn(table, directory);
    if (places === undefined) return directory.at;
    const damaged = places.find((place) => !isSound(table, place));
    if (damaged !== undefined) return damaged.at;
  }
  return undefined;
}

function placeIn(reader: StoreReader): Place {
  return { at: reader.varint(), bytes: reader.varint() };
}

function isSound(table: Buffer, { at, bytes }: Place): boolean {
  const end = at + bytes;
  if (end + TRAILER_BYTES > table.length - FOOTER_BYTES) return false;
  return table.readUInt32LE(end + 1) === maskedChecksum(table, at, end + 1);
}

/** What a block of places names: each value is the place of another block. Undefined when it does not read. */
function placesIn(table: Buffer, place: Place): Place[] | undefined {
  if (!isSound(table, place)) return undefined;
  const stored = table.subarray(place.at, place.at + place.bytes);
  const block = table[place.at + place.bytes] === SNAPPY ? decoded(stored) : stored;
  if (block === undefined || block.length < 4) return undefined;
  const entriesEnd = block.length - 4 * (block.readUInt32LE(block.length - 4) + 1);
  if (entriesEnd < 0) return undefined;
  const entries = new StoreReader(block.subarray(0, entriesEnd));
  const places: Place[] = [];
  while (!entries.ended) {
    // How much of the key is that of the entry before.
    entries.varint();
    const [keyBytes, valueBytes] = [entries.varint(), entries.varint()];
    entries.take(keyBytes);
    const value = new StoreReader(entries.take(valueBytes));
    places.push(placeIn(value));
    if (!value.sound) return undefined;
  }
  return entries.sound ? places : undefined;
}

function decoded(stored: Buffer): Buffer | undefined {
  try {
    return Buffer.from(decodeSnappyBlock(stored, BLOCK_BYTES_MAX));
  } catch (reason) {
    if (reason instanceof DraveError) return undefined;
    throw reason;
  }
}

async function contentOf(directory: string, { number }: LiveTable): Promise<readonly [string, Buffer | undefined]> {
  const names = ['ldb', 'sst'].map((suffix) => `${String(number).padStart(6, '0')}.${suffix}`);
  for (const name of names) {
    try {
      return [name, await readFile(join(directory, name))];
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
    }
  }
  return [names[0] ?? '', undefined];
}
