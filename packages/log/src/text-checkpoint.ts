import { crc32c } from '@drave/records';

/**
 * Kafka's checkpoint files: a version line, a count line, then that many lines of words.
 *
 * Kafka has no checksum in them. Its readers split an entry at white space and ignore what trails, so ours travels as
 * 32 trailing blanks of the last entry: bit by bit, a space for 0 and a tab for 1. A file without (written by Kafka) is
 * taken on its form alone; one flipped bit never turns a file with a checksum into one without.
 */
export interface Checkpoint {
  readonly version: number;
  readonly entries: readonly (readonly string[])[];
}

export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  const lines = checkpoint.entries.map((words) => words.join(' '));
  const body = [String(checkpoint.version), String(lines.length), ...lines].join('\n');
  return Buffer.from(lines.length === 0 ? `${body}\n` : `${body}${checksumBlanks(body)}\n`, 'latin1');
}

/** Undefined when the file is not whole: whoever asked falls back to what is safe without it. */
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

function checksumBlanks(body: string): string {
  const crc = crc32c(Buffer.from(body, 'latin1'));
  let blanks = '';
  for (let bit = CHECKSUM_BLANKS - 1; bit >= 0; bit--) blanks += (crc >>> bit) & 1 ? '\t' : ' ';
  return blanks;
}

function checksumHolds(body: string): boolean {
  const bare = body.replace(/[ \t]+$/, '');
  const blanks = body.slice(bare.length);
  return blanks === '' || blanks === checksumBlanks(bare);
}

/** A plain decimal number within the safe integers; `-1` is Kafka's "none" in places. */
export function wholeNumber(word: string | undefined): number | undefined {
  if (word === undefined || !/^(-1|\d{1,16})$/.test(word)) return undefined;
  const value = Number(word);
  return Number.isSafeInteger(value) ? value : undefined;
}
