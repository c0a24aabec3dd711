import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { DraveError, type Bytes } from '@drave/base';
import * as z from 'zod';

/**
 * A recording of requests, version 1. All numbers are big-endian and unsigned.
 *
 * ```
 * file   = magic entry*
 * magic  = the 8 bytes "DRAVERQ1"
 * entry  = length:4  checksum:4  facts-length:4  facts  frame
 * ```
 *
 * `length` counts what follows the checksum; `checksum` is the CRC-32 (of zlib) of the same bytes. `facts` is JSON in
 * UTF-8, as `RecordedFacts` has it. `frame` is the request as the client sent it, without the length in front. Entries
 * stand in the order in which the answers were ready; `sequence` is the order in which the requests of one run of a
 * broker came.
 */
const MAGIC = Buffer.from('DRAVERQ1', 'latin1');
const ENTRY_HEAD_BYTES: Bytes = 8;
const FACTS_LENGTH_BYTES: Bytes = 4;
const FACTS_BYTES_MAX: Bytes = 64 * 1024;
/** As much as a broker takes in one request by default. */
const FRAME_BYTES_MAX: Bytes = 100 * 1024 * 1024;
const ENTRY_BYTES_MAX: Bytes = FACTS_LENGTH_BYTES + FACTS_BYTES_MAX + FRAME_BYTES_MAX;
/** Of one file: what is known of each request is held in memory while it is replayed. */
const ENTRIES_MAX = 1_000_000;

const factsSchema = z.object({
  /** The broker's name. */
  broker: z.string().min(1).max(100),
  /** Numbers the connections of one run of the broker. */
  connection: z.int().min(0),
  /** The run of the broker, from 1. */
  run: z.int().min(0),
  sequence: z.int().min(0),
  /** When it arrived, by the broker's wall clock, in ms. */
  receivedWallMs: z.int().min(0),
  /** The same by a clock of that run that only goes forward, in microseconds. */
  receivedUs: z.int().min(0),
  api: z.string().max(100),
  version: z.int(),
  correlationId: z.int(),
  outcome: z.enum(['answered', 'unanswered', 'closed']),
  /** Kafka's code of the first error in the answer; 0 for none. */
  errorCode: z.int(),
});

export type RecordedFacts = z.infer<typeof factsSchema>;

/** Where the frame of a recorded request stands. */
export interface RecordedRequest extends RecordedFacts {
  readonly position: number;
  readonly bytes: Bytes;
}

/** The bytes of one entry. */
export function encodeEntry(facts: RecordedFacts, frame: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(facts));
  const head = Buffer.alloc(ENTRY_HEAD_BYTES + FACTS_LENGTH_BYTES);
  const body = Buffer.concat([head.subarray(ENTRY_HEAD_BYTES), text, frame]);
  body.writeUInt32BE(text.length, 0);
  head.writeUInt32BE(body.length, 0);
  head.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([head.subarray(0, ENTRY_HEAD_BYTES), body]);
}

/** A new file with nothing recorded in it yet. @throws DraveError INVALID_REQUEST when there is a file already. */
export async function createRecording(path: string): Promise<FileHandle> {
  const file = await open(path, 'wx').catch((reason: NodeJS.ErrnoException) => {
    const why = reason.code === 'EEXIST' ? 'it exists already: name another file' : reason.message;
    throw new DraveError('INVALID_REQUEST', `requests cannot be recorded in '${path}': ${why}`);
  });
  await file.write(MAGIC);
  return file;
}

/** A recording that was read once from end to end, and is whole. */
export class RecordingFile implements AsyncDisposable {
  readonly requests: readonly RecordedRequest[];
  private readonly file: FileHandle;

  private constructor(file: FileHandle, requests: readonly RecordedRequest[]) {
    this.file = file;
    this.requests = requests;
  }

  /** @throws DraveError INVALID_REQUEST for what is no file, CORRUPT_DATA for what is no whole recording. */
  static async open(path: string): Promise<RecordingFile> {
    const file = await open(path, 'r').catch((reason: Error) => {
      throw new DraveError('INVALID_REQUEST', `'${path}' cannot be read: ${reason.message}`);
    });
    try {
      return new RecordingFile(file, await readAll(path, file));
    } catch (reason) {
      await file.close();
      throw reason;
    }
  }

  /** The request as it was sent, without the length in front. */
  frame({ position, bytes }: RecordedRequest): Promise<Buffer> {
    return readExactly(this.file, position, bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.file.close();
  }
}

async function readAll(path: string, file: FileHandle): Promise<RecordedRequest[]> {
  const { size } = await file.stat();
  const isRecording = size >= MAGIC.length && (await readExactly(file, 0, MAGIC.length)).equals(MAGIC);
  if (!isRecording) throw damaged(path, 'it does not begin as a recording of requests does');
  const found: RecordedRequest[] = [];
  for (let position = MAGIC.length; position < size; ) {
    const where = `at byte ${position}, after ${found.length} whole requests`;
    if (found.length === ENTRIES_MAX) throw damaged(path, `it holds more than ${ENTRIES_MAX} requests`);
    if (size - position < ENTRY_HEAD_BYTES) throw damaged(path, `it ends within an entry ${where}`);
    const head = await readExactly(file, position, ENTRY_HEAD_BYTES);
    const length = head.readUInt32BE(0);
    // Both before any memory is spent on it.
    if (length > ENTRY_BYTES_MAX || length < FACTS_LENGTH_BYTES)
      throw damaged(path, `the length ${length} of the entry ${where} cannot be`);
    if (length > size - position - ENTRY_HEAD_BYTES) throw damaged(path, `it ends within the entry ${where}`);
    const body = await readExactly(file, position + ENTRY_HEAD_BYTES, length);
    if (crc32(body) !== head.readUInt32BE(4)) throw damaged(path, `the checksum of the entry ${where} is wrong`);
    const factsBytes = body.readUInt32BE(0);
    const facts = factsOf(body, factsBytes);
    if (facts === undefined) throw damaged(path, `the entry ${where} says nothing of its request that makes sense`);
    const frameAt = FACTS_LENGTH_BYTES + factsBytes;
    found.push({ ...facts, position: position + ENTRY_HEAD_BYTES + frameAt, bytes: length - frameAt });
    position += ENTRY_HEAD_BYTES + length;
  }
  return found;
}

function factsOf(body: Buffer, factsBytes: number): RecordedFacts | undefined {
  if (factsBytes > FACTS_BYTES_MAX || factsBytes > body.length - FACTS_LENGTH_BYTES) return undefined;
  try {
    const text = body.subarray(FACTS_LENGTH_BYTES, FACTS_LENGTH_BYTES + factsBytes).toString('utf8');
    return factsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function readExactly(file: FileHandle, position: number, length: Bytes): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new DraveError('CORRUPT_DATA', 'the recording has become shorter while it was read');
    done += bytesRead;
  }
  return buffer;
}

function damaged(path: string, what: string): DraveError {
  return new DraveError('CORRUPT_DATA', `'${path}' is damaged, and nothing of it was sent: ${what}; record it again`);
}
