import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecording, encodeEntry, RecordingFile, type RecordedFacts } from './recording-file.js';

let directory: string;
let path: string;
const frames = ['first frame', 'second'].map((text) => Buffer.from(text));

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'drave-recording-'));
  path = join(directory, 'requests.bin');
  const file = await createRecording(path);
  for (const [index, frame] of frames.entries()) await file.write(encodeEntry(facts(index), frame));
  await file.close();
});
afterEach(() => rmSync(directory, { recursive: true }));

function facts(sequence: number): RecordedFacts {
  return {
    ...{ broker: 'b1', connection: 1, run: 1, sequence, receivedWallMs: 1, receivedUs: 2, api: 'Produce', version: 9 },
    ...{ correlationId: 7, outcome: 'answered', errorCode: 0 },
  };
}

/** What is said of the recording after this change of its bytes. */
async function said(change: (bytes: Buffer) => Buffer): Promise<string> {
  writeFileSync(path, change(readFileSync(path)));
  return RecordingFile.open(path).then(
    async (file) => {
      await file[Symbol.asyncDispose]();
      return 'whole';
    },
    (reason: Error) => reason.message,
  );
}

describe('a recording', () => {
  it('gives back what was recorded, byte by byte', async () => {
    await using file = await RecordingFile.open(path);
    expect(file.requests).toMatchObject([facts(0), facts(1)]);
    expect(await Promise.all(file.requests.map((request) => file.frame(request)))).toEqual(frames);
  });

  it('never replaces a file that is there', async () => {
    await expect(createRecording(path)).rejects.toThrow('it exists already: name another file');
  });

  it('is refused wherever it is cut off, except between two requests', async () => {
    const whole = readFileSync(path);
    const second = whole.indexOf(encodeEntry(facts(1), frames[1] ?? Buffer.alloc(0)));
    for (let end = 0; end <= whole.length; end++) {
      const isWhole = end === 8 || end === second || end === whole.length;
      const text = await said(() => whole.subarray(0, end));
      expect(text === 'whole' ? undefined : text.includes('is damaged, and nothing of it was sent')).toBe(
        isWhole ? undefined : true,
      );
    }
  });

  it('is refused when any of its bytes is another one', async () => {
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      expect(await said(() => changed)).toContain('is damaged');
    }
  });

  it('says which length cannot be, before it takes memory for it', async () => {
    const text = await said((bytes) => {
      bytes.writeUInt32BE(0xffff_ffff, 8);
      return bytes;
    });
    expect(text).toContain('the length 4294967295 of the entry at byte 8, after 0 whole requests cannot be');
  });
});
