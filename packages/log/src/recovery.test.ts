import { isDraveError } from '@drave/base';
import { readBatchInfo, scanBatches } from '@drave/records';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogDirectory } from './log-directory.js';
import { LogResources } from './log-resources.js';
import { MemoryDisk, memoryEnv, nextBatch, openTestLog, TEST_TOPIC_ID, testLogConfig } from './testing/index.js';

const CONFIG = testLogConfig({ segmentBytes: 400, indexIntervalBytes: 60 });
const DIRECTORY = 'data/orders-0';
/** Visits every bit place; all bits of all files take half a minute. */
const BIT_STEP = 13;

async function open(disk: MemoryDisk, bootId?: string): Promise<{ directory: LogDirectory; log: PartitionLog }> {
  const env = memoryEnv(disk, bootId);
  return openTestLog(env, CONFIG, { resources: new LogResources(env, { tailBytesMax: 0 }) });
}

/** Three segments, three epochs, two producers. */
async function filled(disk: MemoryDisk): Promise<{ directory: LogDirectory; log: PartitionLog; sent: Buffer }> {
  const opened = await open(disk);
  const sent: Buffer[] = [];
  const sequences = [0, 0];
  for (let index = 0; index < 9; index++) {
    const producerId = index % 2;
    const count = 1 + (index % 2);
    const batch = nextBatch(opened.log, {
      count,
      epoch: Math.floor(index / 3),
      producerId,
      producerEpoch: 0,
      baseSequence: sequences[producerId] as number,
      timestamp: 1_000 + index * 10,
      valueBytes: 10,
    });
    sequences[producerId] = (sequences[producerId] as number) + count;
    sent.push(Buffer.from(batch));
    await opened.log.append(batch);
  }
  return { ...opened, sent: Buffer.concat(sent) };
}

interface Truth {
  readonly sent: Buffer;
  readonly log: PartitionLog;
  readonly timestamps: readonly unknown[];
}

async function timestampsOf(log: PartitionLog): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const timestamp of [0, 1_005, 1_031, 1_080, 9_999]) found.push(await log.offsetForTimestamp(timestamp));
  found.push(await log.maxTimestampOffset());
  return found;
}

/**
 * `detected`: the damage is reported. `harmless`: everything is as it was. Anything else throws, also a directory that
 * does not open, unless it `mayRefuse`: damage in one log is no reason to do without all others.
 */
async function verdictOn(disk: MemoryDisk, truth: Truth, mayRefuse: boolean): Promise<'detected' | 'harmless'> {
  let opened: Awaited<ReturnType<typeof open>>;
  try {
    opened = await open(disk);
  } catch (reason) {
    if (mayRefuse && isDraveError(reason, 'CORRUPT_DATA')) return 'detected';
    throw reason;
  }
  const { log, directory } = opened;
  if (log.state.kind === 'corrupt' || directory.recovered.size > 0) return 'detected';
  expect(log.topicId).toBe(TEST_TOPIC_ID);
  expect(log.logEndOffset).toBe(truth.log.logEndOffset);
  const parts: Buffer[] = [];
  for (let offset = log.logStartOffset; offset < log.logEndOffset; ) {
    const result = await log.read(offset, { upToOffset: log.logEndOffset, bytesMax: 150, minOneBatch: true });
    if (result.kind === 'corrupt') return 'detected';
    if (result.kind !== 'data' || result.byteLength === 0) throw new Error(`read at ${offset} gave ${result.kind}`);
    parts.push(...result.parts);
    offset = result.nextOffset;
  }
  expect(Buffer.concat(parts).equals(truth.sent)).toBe(true);
  if ((await log.scrub(1_000_000)) !== undefined) return 'detected';
  expect(log.leaderEpochs.entries).toEqual(truth.log.leaderEpochs.entries);
  expect(log.producers.describe()).toEqual(truth.log.producers.describe());
  expect(await timestampsOf(log)).toEqual(truth.timestamps);
  return 'harmless';
}

describe('single-bit flips', () => {
  let clean: MemoryDisk;
  let killed: MemoryDisk;
  let truth: Truth;

  beforeAll(async () => {
    const disk = new MemoryDisk();
    const { directory, log, sent } = await filled(disk);
    await log.flush();
    await directory.checkpoint();
    const timestamps = await timestampsOf(log);
    truth = { sent, log, timestamps };
    killed = disk.copy();
    await directory.close();
    clean = disk;
  });

  async function flipAll(base: MemoryDisk, only: RegExp): Promise<Record<string, string>> {
    const table: Record<string, string> = {};
    for (const path of [...base.files.keys()].filter((each) => only.test(each)).sort()) {
      const size = base.files.get(path)?.length ?? 0;
      const counts = { detected: 0, harmless: 0 };
      for (let bit = 0; bit < size * 8; bit += BIT_STEP) {
        const disk = base.copy();
        const bytes = disk.files.get(path) as Buffer;
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        try {
          counts[await verdictOn(disk, truth, !path.endsWith('.log'))]++;
        } catch (reason) {
          throw new Error(`${path}, byte ${bit >> 3}, bit ${bit & 7}: ${String(reason)}`, { cause: reason });
        }
      }
      table[path] = `${counts.detected} detected, ${counts.harmless} harmless`;
    }
    return table;
  }

  it('after a clean shutdown: every flip in every file is detected or harmless', async () => {
    const table = await flipAll(clean, /./);
    const logs = Object.keys(table).filter((path) => path.endsWith('.log'));
    expect(logs).toHaveLength(3);
    for (const path of logs) expect(table[path]).toMatch(/, 0 harmless/);
  }, 120_000);

  it('after a kill within one boot: every flip in the log is reported, never cut off as a torn tail (F2)', async () => {
    const table = await flipAll(killed, /\.log$/);
    for (const line of Object.values(table)) expect(line).toMatch(/, 0 harmless/);
  }, 120_000);

  /** What is made anew reads what recovery takes at its word otherwise. */
  it.each([
    ['producer snapshots', /\.snapshot$/],
    ['seals', /\.seal$/],
    ['indexes', /\.(index|timeindex|txnindex)$/],
    // Nothing else knows the epochs in the batches: no checksum covers them.
    ['all files but the logs and the leader epochs', /orders-0\/(?!.*\.log$|partition\.metadata$|leader-epoch)/],
  ])('F2: also where a file is missing, too: %s', async (_, missing) => {
    for (const base of [clean, killed]) {
      const disk = base.copy();
      const gone = [...disk.files.keys()].filter((path) => missing.test(path));
      for (const path of gone) disk.files.delete(path);
      const table = await flipAll(disk, /\.log$/);
      expect([gone.length > 0, Object.keys(table).length]).toEqual([true, 3]);
      for (const line of Object.values(table)) expect(line).toMatch(/, 0 harmless/);
    }
  });
});

describe('torn tails', () => {
  const path = `${DIRECTORY}/00000000000000000012.log`;

  /** One segment's worth of batches behind two full segments; nothing of the last was ever synced. */
  async function unflushed(): Promise<{ disk: MemoryDisk; sent: Buffer; ends: readonly number[] }> {
    const disk = new MemoryDisk();
    const { log, sent } = await filled(disk);
    const more: Buffer[] = [sent];
    for (let index = 0; index < 2; index++) {
      const batch = nextBatch(log, { epoch: 2, valueBytes: 60 });
      more.push(Buffer.from(batch));
      await log.append(batch);
    }
    const whole = Buffer.concat(more);
    const tail = disk.files.get(path) as Buffer;
    const ends = [0];
    for (const step of scanBatches(tail, { verifyCrc: true })) {
      if (step.kind === 'batch') ends.push(step.info.position + step.info.sizeBytes);
    }
    return { disk, sent: whole, ends };
  }

  async function contentOf(log: PartitionLog): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let offset = log.logStartOffset; offset < log.logEndOffset; ) {
      const result = await log.read(offset, { upToOffset: log.logEndOffset, bytesMax: 1_000, minOneBatch: true });
      if (result.kind !== 'data') throw new Error(result.kind);
      parts.push(...result.parts);
      offset = result.nextOffset;
    }
    return Buffer.concat(parts);
  }

  it('F1: cut at any byte, in either kind of crash, drops the last batch and nothing else', async () => {
    const { disk, sent, ends } = await unflushed();
    const tail = disk.files.get(path) as Buffer;
    for (const bootId of ['boot-1', 'boot-2']) {
      for (let size = 0; size < tail.length; size++) {
        const torn = disk.copy();
        torn.files.set(path, Buffer.from(tail.subarray(0, size)));
        const { log, directory } = await open(torn, bootId);
        expect(log.state.kind).toBe('online');
        const kept = ends.filter((end) => end <= size).pop() as number;
        expect((await contentOf(log)).equals(sent.subarray(0, sent.length - tail.length + kept))).toBe(true);
        expect([...directory.recovered.values()].map((report) => report.tornBytes)).toEqual(
          kept === size ? [] : [size - kept],
        );
        expect(directory.provenDurable).toBe(bootId === 'boot-1');
      }
    }
  });

  it('F1, C27: any 512-byte sector missing after a power loss drops what cannot be read and what follows', async () => {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    const whole: Buffer[] = [];
    for (let index = 0; index < 2; index++) {
      const batch = nextBatch(log, { valueBytes: 1_500 });
      whole.push(Buffer.from(batch));
      await log.append(batch);
    }
    const first = [...disk.files.keys()].filter((each) => each.endsWith('.log')).sort();
    for (const file of first) {
      const bytes = disk.files.get(file) as Buffer;
      for (let sector = 0; sector < bytes.length; sector += 512) {
        const torn = disk.copy();
        torn.files.get(file)?.fill(0, sector, Math.min(sector + 512, bytes.length));
        const opened = await open(torn, 'boot-2');
        expect(opened.log.state.kind).toBe('online');
        const kept = first.indexOf(file);
        expect((await contentOf(opened.log)).equals(Buffer.concat(whole.slice(0, kept)))).toBe(true);
        expect(opened.directory.provenDurable).toBe(false);
      }
    }
  });

  it('F2: damage with sound batches behind it, or below the recovery point, is reported and nothing is cut', async () => {
    const { disk } = await unflushed();
    const middle = `${DIRECTORY}/00000000000000000006.log`;
    (disk.files.get(middle) as Buffer)[70] = 0xff;
    const before = disk.copy();
    const { log } = await open(disk);
    if (log.state.kind !== 'corrupt') throw new Error(log.state.kind);
    const info = readBatchInfo(before.files.get(middle) as Buffer, 0);
    expect(log.state.corruption).toMatchObject({ offset: info.baseOffset, path: middle, position: 0 });
    const logs = [...before.files.keys()].filter((file) => file.endsWith('.log'));
    for (const file of logs) expect(disk.files.get(file)).toEqual(before.files.get(file));
    expect((await log.read(0, { upToOffset: 99, bytesMax: 9_999, minOneBatch: true })).kind).toBe('data');
    expect((await log.read(info.baseOffset, { upToOffset: 99, bytesMax: 9, minOneBatch: true })).kind).toBe('corrupt');
    await expect(log.append(nextBatch(log))).rejects.toMatchObject({ code: 'CORRUPT_DATA' });
    // A start on another boot may not take it for a tail either once it was durable; the replica empties it and
    // refetches.
    await log.truncateFullyAndStartAt(40);
    expect(log.state.kind).toBe('online');
    await log.append(nextBatch(log));
    expect([log.logStartOffset, log.logEndOffset]).toEqual([40, 41]);
  });

  it('F3: a file that lost its end below the recovery point is damage on any boot', async () => {
    const disk = new MemoryDisk();
    const { directory, log } = await filled(disk);
    await log.flush();
    await directory.checkpoint();
    for (const file of [...disk.files.keys()].filter((each) => each.endsWith('.log'))) {
      for (const bootId of ['boot-1', 'boot-2']) {
        const cut = disk.copy();
        const bytes = cut.files.get(file) as Buffer;
        cut.files.set(file, bytes.subarray(0, bytes.length - 1));
        expect((await open(cut, bootId)).log.state.kind).toBe('corrupt');
        cut.files.delete(file);
        expect((await open(cut, bootId)).log.state.kind).toBe('corrupt');
      }
    }
  });

  it('rebuilds index files that are missing', async () => {
    const disk = new MemoryDisk();
    const { directory, log, sent } = await filled(disk);
    const expected = await timestampsOf(log);
    await directory.close();
    for (const file of [...disk.files.keys()]) if (/index$|seal$/.test(file)) disk.files.delete(file);
    const again = await open(disk);
    expect((await contentOf(again.log)).equals(sent)).toBe(true);
    expect(await timestampsOf(again.log)).toEqual(expected);
  });
});
