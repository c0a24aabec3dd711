import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, type Env } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { scanBatches } from '@drave/records';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogDirectory } from './log-directory.js';
import { nextBatch, openTestLog, readAll, testLogConfig } from './testing/index.js';

describe('a log on real files', () => {
  let root: string;
  let env: Env & { close(): void };
  let directory: LogDirectory | undefined;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'drave-log-'));
    env = createNodeEnv({ root, logger: silentLogger });
  });

  afterEach(async () => {
    await directory?.close();
    directory = undefined;
    env.close();
    await rm(root, { recursive: true, force: true });
  });

  async function open(config = testLogConfig(), tailBytesMax?: number): Promise<PartitionLog> {
    const { LogResources } = await import('./log-resources.js');
    const opened = await openTestLog(env, config, {
      resources: new LogResources(env, tailBytesMax === undefined ? {} : { tailBytesMax }),
    });
    ({ directory } = opened);
    return opened.log;
  }

  async function fill(log: PartitionLog, count: number): Promise<Buffer> {
    const sent: Buffer[] = [];
    const done: Promise<void>[] = [];
    const firstEpoch = log.leaderEpochs.latestEpoch + 1;
    for (let index = 0; index < count; index++) {
      const batch = nextBatch(log, {
        count: 1 + (index % 3),
        timestamp: 1_000 + index * 10,
        epoch: firstEpoch + Math.floor(index / 8),
      });
      sent.push(Buffer.from(batch));
      done.push(log.append(batch));
    }
    await Promise.all(done);
    return Buffer.concat(sent);
  }

  it('gives back what was appended, from memory and from the files, over many segments', async () => {
    const log = await open(testLogConfig(), 0);
    const sent = await fill(log, 60);
    expect(log.writtenEndOffset).toBe(log.logEndOffset);
    expect((await readAll(log)).equals(sent)).toBe(true);
    for (const step of scanBatches(sent, { verifyCrc: true })) {
      if (step.kind !== 'batch') throw new Error('not a batch');
      const { baseOffset, lastOffset, position, sizeBytes } = step.info;
      for (let offset = baseOffset; offset <= lastOffset; offset++) {
        const result = await log.read(offset, { upToOffset: log.logEndOffset, bytesMax: 1, minOneBatch: true });
        if (result.kind !== 'data') throw new Error(result.kind);
        expect(Buffer.concat(result.parts).equals(sent.subarray(position, position + sizeBytes))).toBe(true);
        expect([result.startOffset, result.nextOffset]).toEqual([baseOffset, lastOffset + 1]);
      }
    }
  });

  it('makes its directory where not even the root of the node exists', async () => {
    await rm(root, { recursive: true, force: true });
    const log = await open();
    await fill(log, 3);
    expect(log.writtenEndOffset).toBe(log.logEndOffset);
  });

  it('comes back the same after a clean close', async () => {
    const log = await open();
    const sent = await fill(log, 40);
    const { logEndOffset } = log;
    const epochs = [...log.leaderEpochs.entries];
    await directory?.close();
    const again = await open();
    expect(again.logEndOffset).toBe(logEndOffset);
    expect(again.recoveryPoint).toBe(logEndOffset);
    expect(again.leaderEpochs.entries).toEqual(epochs);
    expect(directory?.provenDurable).toBe(true);
    expect((await readAll(again)).equals(sent)).toBe(true);
    const more = await fill(again, 10);
    expect((await readAll(again)).equals(Buffer.concat([sent, more]))).toBe(true);
  });
});
