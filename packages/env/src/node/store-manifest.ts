import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { journalPieces } from './store-journal.js';
import { StoreReader } from './store-reader.js';

/** A table that LevelDB will open. */
export interface LiveTable {
  readonly number: number;
  readonly bytes: number;
}

/** The fields of an edit in a manifest (`version_edit.cc` of LevelDB). */
const COMPARATOR = 1;
const LOG_NUMBER = 2;
const NEXT_FILE = 3;
const LAST_SEQUENCE = 4;
const COMPACT_POINTER = 5;
const DELETED_FILE = 6;
const NEW_FILE = 7;
const PREVIOUS_LOG_NUMBER = 9;

/**
 * The tables that belong to a LevelDB directory, by its manifest; others are left over, and LevelDB removes them. Empty
 * for a new directory, and where the manifest does not read, which LevelDB itself says.
 */
export async function liveTables(directory: string): Promise<LiveTable[]> {
  const current = await contentOf(join(directory, 'CURRENT'));
  const manifest = current === undefined ? undefined : await contentOf(join(directory, current.toString().trim()));
  const live = new Map<number, LiveTable>();
  if (manifest === undefined) return [];
  for (const edit of journalPieces(manifest)) if (!applyEdit(new StoreReader(edit), live)) return [];
  return [...live.values()];
}

/** False for an edit that does not read. */
function applyEdit(edit: StoreReader, live: Map<number, LiveTable>): boolean {
  while (!edit.ended) {
    switch (edit.varint()) {
      case COMPARATOR:
        edit.text();
        break;
      case LOG_NUMBER:
      case NEXT_FILE:
      case LAST_SEQUENCE:
      case PREVIOUS_LOG_NUMBER:
        edit.varint();
        break;
      case COMPACT_POINTER:
        edit.varint();
        edit.text();
        break;
      case DELETED_FILE:
        edit.varint();
        live.delete(edit.varint());
        break;
      case NEW_FILE: {
        edit.varint();
        const table = { number: edit.varint(), bytes: edit.varint() };
        edit.text();
        edit.text();
        live.set(table.number, table);
        break;
      }
      default:
        return false;
    }
  }
  return edit.sound;
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw reason;
  }
}
