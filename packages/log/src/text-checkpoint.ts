import { runSteps, type Steps } from '@drave/base';
import { crc32c } from '@drave/records';

/**
 * Kafka's checkpoint files: a version line, a count line, then that many lines of words.
 *
 * Kafka has no checksum in them. Its readers split an entry at white space and ignore what trails, so ours travels as
 * 32 trailing blanks of the last entry: bit by bit, a space for 0 and a tab for 1. A file without (written by Kafka) is
 * taken on its form alone; one flipped bit never turns a file with a checksum into one without.
 */
interface Checkpoint {
  readonly version: number;
  readonly entries: readonly (readonly string[])[];
}

export function encodeCheckpoint({ version, entries }: Checkpoint): Buffer {
  return runSteps(
    encodeLines(
      version,
      entries.map((words) => words.join(' ')),
    ),
  );
}

/** The file of these lines, a piece of it in each step: one line for each of a node's replicas makes megabytes. */
export function* encodeLines(version: number, lines: readonly string[]): Steps<Buffer> {
  const pieces: Buffer[] = [];
  let crc = 0;
  const take = (text: string): void => {
    const piece = Buffer.from(text, 'latin1');
    crc = crc32c(piece, 0, piece.length, crc);
    pieces.push(piece);
  };
  take(`${version}\n${lines.length}`);
  for (let from = 0; from < lines.length; from += LINES_PER_STEP) {
    take(`\n${lines.slice(from, from + LINES_PER_STEP).join('\n')}`);
    yield;
  }
  pieces.push(Buffer.from(lines.length === 0 ? '\n' : `${checksumBlanks(crc)}\n`, 'latin1'));
  return Buffer.concat(pieces);
}

const LINES_PER_STEP = 100;

/** Undefined when the file is not whole: the caller falls back to what is safe without it. */
export function decodeCheckpoint(bytes: Buffer, wordsPerEntry: number): Checkpoint | undefined {
  const text = bytes.toString('latin1');
  if (!text.endsWith('\n')) return undefined;
  const body = text.slice(0, -1);
  const [versionLine, countLine, ...lines] = body.split('\n');
  const version = wholeNumber(versionLine);
  const count = wholeNumber(countLine);
  if (version === undefined || count !== lines.length) return undefined;
  if (!checksumHolds(body)) return undefined;
  const entries = lines.map((line) => line.trimEnd().split(' '));
  if (entries.some((words) => words.length !== wordsPerEntry || words.includes(''))) return undefined;
  return { version, entries };
}

const CHECKSUM_BLANKS = 32;

function checksumBlanks(crc: number): string {
  let blanks = '';
  for (let bit = CHECKSUM_BLANKS - 1; bit >= 0; bit--) blanks += (crc >>> bit) & 1 ? '\t' : ' ';
  return blanks;
}

function checksumHolds(body: string): boolean {
  const bare = body.replace(/[ \t]+$/, '');
  const blanks = body.slice(bare.length);
  return blanks === '' || blanks === checksumBlanks(crc32c(Buffer.from(bare, 'latin1')));
}

/** A plain decimal number within the safe integers; `-1` is Kafka's "none" in places. */
export function wholeNumber(word: string | undefined): number | undefined {
  if (word === undefined || !/^(-1|\d{1,16})$/.test(word)) return undefined;
  const value = Number(word);
  return Number.isSafeInteger(value) ? value : undefined;
}
