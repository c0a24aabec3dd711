import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One line of somebody's text, on its way to become a record. */
interface TextRecord {
  readonly key: string;
  readonly value: Buffer;
}

const SNIFF_BYTES = 8_192;

/**
 * Every text file below a directory, in the order of their paths, one record a line, the path as key; a line above
 * `lineBytesMax` becomes several records. A file is text when its beginning holds no zero byte. Links are not followed.
 * `pass` stands before the path, so that a second round over the same files has keys of its own.
 */
export function* textRecords(directory: string, pass: number, lineBytesMax: number): Generator<TextRecord> {
  for (const file of textFiles(directory)) {
    const key = `${pass}:${relative(directory, file)}`;
    const text = readFileSync(file);
    for (let start = 0; start < text.length; ) {
      const lineEnd = text.indexOf(10, start);
      const end = Math.min(lineEnd < 0 ? text.length : lineEnd, start + lineBytesMax);
      yield { key, value: text.subarray(start, end) };
      start = end === lineEnd ? end + 1 : end;
    }
  }
}

function* textFiles(directory: string): Generator<string> {
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* textFiles(path);
    else if (entry.isFile() && statSync(path).size > 0 && looksLikeText(path)) yield path;
  }
}

function looksLikeText(path: string): boolean {
  const head = Buffer.alloc(SNIFF_BYTES);
  const descriptor = openSync(path, 'r');
  const count = readSync(descriptor, head, 0, SNIFF_BYTES, 0);
  closeSync(descriptor);
  return !head.subarray(0, count).includes(0);
}
