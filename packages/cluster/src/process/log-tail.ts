import { watch } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { deferred, DraveError, type Deferred } from '@drave/base';

const CHUNK_BYTES = 64 * 1024;
/** A line that is longer comes in pieces. */
const LINE_LENGTH_MAX = 1024 * 1024;

interface TailOptions {
  /** How many of the last lines come first. */
  readonly lines: number;
  /** With it what is written later comes, too, until it is aborted. */
  readonly follow?: AbortSignal | undefined;
}

/**
 * The last lines of a file, and with `follow` all that come later. A file that becomes shorter has begun anew, and is
 * read from its start.
 *
 * @throws DraveError INVALID_REQUEST when there is no such file.
 */
export async function* tailLines(
  path: string,
  { lines, follow }: TailOptions,
): AsyncGenerator<string, void, undefined> {
  const file = await open(path).catch((reason: Error) => {
    throw new DraveError('INVALID_REQUEST', `${path} cannot be read: ${reason.message}`);
  });
  try {
    const { size } = await file.stat();
    const position = lines === 0 ? size : await startOfLast(file, size, lines);
    if (follow === undefined) {
      const rest: Rest = { text: '', decoder: new StringDecoder('utf8') };
      yield* readUpTo(file, position, size, rest);
      if (rest.text !== '') yield rest.text;
      return;
    }
    yield* followFrom(path, file, position, follow);
  } finally {
    await file.close();
  }
}

async function* followFrom(
  path: string,
  file: FileHandle,
  start: number,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  let moved: Deferred<void> = deferred();
  const wake = (): void => moved.resolve();
  const watcher = watch(path, wake);
  signal.addEventListener('abort', wake, { once: true });
  let rest: Rest = { text: '', decoder: new StringDecoder('utf8') };
  let position = start;
  try {
    while (!signal.aborted) {
      moved = deferred();
      const { size } = await file.stat();
      if (size < position) {
        position = 0;
        rest = { text: '', decoder: new StringDecoder('utf8') };
      }
      yield* readUpTo(file, position, size, rest);
      if (size === position && !signal.aborted) await moved.promise;
      position = size;
    }
  } finally {
    signal.removeEventListener('abort', wake);
    watcher.close();
  }
}

/** What follows the last line break so far. */
interface Rest {
  text: string;
  readonly decoder: StringDecoder;
}

async function* readUpTo(
  file: FileHandle,
  from: number,
  to: number,
  rest: Rest,
): AsyncGenerator<string, void, undefined> {
  const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, Math.max(0, to - from)));
  for (let position = from; position < to; ) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, to - position), position);
    if (bytesRead === 0) return;
    position += bytesRead;
    const lines = (rest.text + rest.decoder.write(chunk.subarray(0, bytesRead))).split('\n');
    rest.text = lines.pop() ?? '';
    yield* lines;
    if (rest.text.length <= LINE_LENGTH_MAX) continue;
    yield rest.text;
    rest.text = '';
  }
}

/** Where the last so many lines begin. */
async function startOfLast(file: FileHandle, size: number, lines: number): Promise<number> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  // The break at the very end belongs to the last line.
  let end = size - 1;
  let breaks = 0;
  while (end > 0) {
    const length = Math.min(CHUNK_BYTES, end);
    const { bytesRead } = await file.read(chunk, 0, length, end - length);
    for (let index = bytesRead - 1; index >= 0; index--) {
      if (chunk[index] !== NEWLINE) continue;
      breaks += 1;
      if (breaks === lines) return end - length + index + 1;
    }
    end -= length;
  }
  return 0;
}

const NEWLINE = 0x0a;
