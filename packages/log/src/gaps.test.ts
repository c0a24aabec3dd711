import { type SimHost, SimWorld } from '@drave/env/sim';
import { testBatch } from '@drave/records/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import { openTestLog, readAll, testLogConfig } from './testing/index.js';

/** No segment can name an offset so far above its base. */
const FAR = 2 ** 31 + 100;
/** Where the first segment is full, at 450 bytes. */
const ROLLED_AT = 6;
const SETTLED_MS = 10_000;
const COMPACTED = testLogConfig({ cleanupCompact: true });
/** Followers whose topic is not compacted any more still get what was. */
const PLAIN = testLogConfig();

let world: SimWorld;
let host: SimHost;
let log: PartitionLog;

beforeEach(() => {
  world = new SimWorld({ seed: 3 });
  host = world.createHost('broker');
});

async function open(config = COMPACTED): Promise<void> {
  ({ log } = await world.finish(openTestLog(host.env, config)));
}

async function reopen(loseUnsynced: boolean, config = COMPACTED): Promise<void> {
  host.crash({ loseUnsynced });
  host.restart();
  await open(config);
}

function batchAt(baseOffset: number): Buffer {
  return testBatch([{ key: 'a', value: `at ${baseOffset}`, timestamp: 1_000 }], {
    baseOffset,
    partitionLeaderEpoch: 0,
  });
}

function append(...offsets: readonly number[]): Promise<void> {
  return world.finish(log.append(Buffer.concat(offsets.map(batchAt)), { gaps: true, cached: false }));
}

async function expectHolds(...offsets: readonly number[]): Promise<void> {
  expect(log.state.kind).toBe('online');
  expect((await world.finish(readAll(log))).equals(Buffer.concat(offsets.map(batchAt)))).toBe(true);
}

it('records that a power loss took from a compacted log leave no gap in it', async () => {
  const config = testLogConfig({ cleanupCompact: true, segmentBytes: 450 });
  for (let seed = 1; seed <= 20; seed++)
    for (const durable of [0, 2]) {
      world = new SimWorld({ seed });
      host = world.createHost('broker');
      await open(config);
      for (let offset = 0; offset < durable; offset++) await append(offset);
      if (durable > 0) await world.finish(log.flush());
      // The next segment is made, and its name is durable, while nothing of what stands before it is.
      for (let offset = durable; offset <= ROLLED_AT; offset++) {
        const write = log.append(batchAt(offset));
        await world.runUntil(() => log.writtenEndOffset > offset, SETTLED_MS);
        void write;
      }
      expect(log.writtenEndOffset).toBe(ROLLED_AT + 1);
      await reopen(true, config);
      expect(log.logEndOffset).toBeGreaterThanOrEqual(durable);
      await expectHolds(...Array.from({ length: log.logEndOffset }, (_, offset) => offset));
    }
});

describe.each([
  ['compacted', COMPACTED],
  ['plain', PLAIN],
])('a gap wider than a segment, %s', (_, config) => {
  it('before the first batch of an empty log', async () => {
    await open(config);
    await append(FAR);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([0, FAR + 1]);
    await expectHolds(FAR);
    await append(FAR + 1);
    for (const loseUnsynced of [false, true, false]) {
      await world.finish(log.flush());
      await reopen(loseUnsynced, config);
      await expectHolds(FAR, FAR + 1);
    }
    expect(await world.finish(log.offsetForTimestamp(1_000))).toMatchObject({ offset: FAR });
  });

  it('between two batches, of one append or of two', async () => {
    await open(config);
    await append(0, FAR);
    await append(2 * FAR);
    await expectHolds(0, FAR, 2 * FAR);
    await world.finish(log.flush());
    await reopen(true, config);
    await expectHolds(0, FAR, 2 * FAR);
    expect(await world.finish(log.truncateTo(FAR))).toBe(true);
    expect(log.logEndOffset).toBe(FAR);
    await append(FAR);
    await expectHolds(0, FAR);
  });

  it('is no damage to a log that is killed before it is flushed', async () => {
    await open(config);
    await append(0);
    await append(FAR);
    await reopen(false, config);
    await expectHolds(0, FAR);
    await append(FAR + 1);
    await reopen(true, config);
    expect(log.state.kind).toBe('online');
  });
});
