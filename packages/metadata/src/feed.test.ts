import { DraveError, runSteps } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetadataFeed } from './feed.js';
import { MetadataImage } from './image.js';
import { localChanges } from './local-changes.js';
import { METADATA_LEVEL_MAX } from './level.js';
import { encodeBatch } from './record-codec.js';
import { replayAll } from './testing/replay-all.js';
import { SnapshotCutter } from './snapshot-cutter.js';
import { snapshotFrames } from './snapshot.js';
import { batchesFrom, type RecordBatch } from './testing/arbitrary-records.js';
import { testUuid } from './testing/index.js';

function feedIn(world: SimWorld): { feed: MetadataFeed; fatal: DraveError[] } {
  const fatal: DraveError[] = [];
  const { env } = world.createHost(`node-${world.hosts().length}`);
  return { feed: new MetadataFeed({ env, onFatal: (error) => fatal.push(error) }), fatal };
}

function entriesOf(batches: readonly RecordBatch[], firstOffset = 0) {
  return batches.map((batch, i) => ({
    offset: firstOffset + i,
    epoch: 1,
    kind: 'data' as const,
    payload: encodeBatch(batch, METADATA_LEVEL_MAX),
    appendTimestampMs: i,
  }));
}

async function* chunksOf(image: MetadataImage): AsyncIterable<Uint8Array> {
  for (const frame of snapshotFrames(image)) {
    for (let at = 0; at < frame.length; at += 300) yield frame.subarray(at, at + 300);
  }
}

const bytesOf = (image: MetadataImage) => Buffer.concat([...snapshotFrames(image)]).toString('hex');

describe('MetadataFeed', () => {
  it('publishes deltas that, followed one by one, give the same as starting from the end', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(4_000), { maxLength: 60 }).map(batchesFrom),
      fc.array(fc.integer({ min: 1, max: 7 })),
      async (batches, sizes) => {
        const world = new SimWorld({ seed: 1 });
        const { feed } = feedIn(world);
        const hosted = new Map<string, string>();
        feed.subscribe({
          onMetadata: (delta, image) => {
            expect(image.inTransaction).toBe(false);
            const { removals, leaders, followers } = runSteps(localChanges(delta, 1));
            for (const { topicId, index } of removals) hosted.delete(`${topicId}-${index}`);
            for (const { topicId, index, registration } of [...leaders, ...followers]) {
              hosted.set(`${topicId}-${index}`, JSON.stringify(registration));
            }
          },
        });
        const entries = entriesOf(batches);
        for (let at = 0, i = 0; at < entries.length; i++) {
          const size = sizes[i % Math.max(1, sizes.length)] ?? 1;
          await world.finish(feed.onCommitted(entries.slice(at, at + size)));
          at += size;
        }
        const whole = batches.reduce((image, batch, i) => replayAll(image, batch, i), MetadataImage.empty);
        expect(bytesOf(feed.image)).toBe(bytesOf(whole));
        const expected = new Map<string, string>();
        for (const topic of whole.topics()) {
          for (const partition of topic.partitions()) {
            if (partition.replicas.includes(1))
              expected.set(`${topic.id}-${partition.index}`, JSON.stringify(partition));
          }
        }
        expect(hosted).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it('gives the event loop turns within an entry and within a snapshot, and shows either whole', async () => {
    const world = new SimWorld({ seed: 1 });
    const { env } = world.createHost('turns');
    let turns = 0;
    const timers = {
      ...env.timers,
      yieldTurn: () => {
        turns++;
        return env.timers.yieldTurn();
      },
    };
    const records = Array.from(
      { length: 4_999 },
      (_, i) => ({ kind: 'topic', topicId: testUuid(i), name: `t${i}` }) as const,
    );
    const entries = entriesOf([[{ kind: 'metadataLevel', level: 1 }, ...records]]);
    const seen: number[] = [];
    const feedWith = () => {
      const feed = new MetadataFeed({ env: { ...env, timers }, onFatal: (error) => expect.unreachable(error.message) });
      feed.subscribe({ onMetadata: (_delta, image) => void seen.push(image.topicCount) });
      return feed;
    };
    const first = feedWith();
    await world.finish(first.onCommitted(entries));
    expect(turns).toBe(24);
    turns = 0;
    const second = feedWith();
    await world.finish(second.onSnapshot({ offset: 1, epoch: 1, read: () => chunksOf(first.image) }));
    expect(turns).toBe(5);
    expect(seen).toEqual([4_999, 4_999]);
  });

  it('C17, C18: goes on from a snapshot at its exclusive offset', async () => {
    const world = new SimWorld({ seed: 1 });
    const batches = batchesFrom(Array.from({ length: 60 }, (_, i) => (i * 37) % 15));
    const at = 30;
    const head = batches.slice(0, at).reduce((image, batch, i) => replayAll(image, batch, i), MetadataImage.empty);
    const { feed } = feedIn(world);
    await world.finish(feed.onSnapshot({ offset: at, epoch: 1, read: () => chunksOf(head) }));
    expect(feed.appliedOffset).toBe(at);
    await world.finish(feed.onCommitted(entriesOf(batches.slice(at), at)));
    const whole = batches.reduce((image, batch, i) => replayAll(image, batch, i), MetadataImage.empty);
    expect(bytesOf(feed.image)).toBe(bytesOf(whole));
  });

  it('a snapshot that is replaced while it is read changes nothing; the newer one is taken', async () => {
    const world = new SimWorld({ seed: 1 });
    const batches = batchesFrom(Array.from({ length: 60 }, (_, i) => (i * 37) % 15));
    const imageAt = (at: number) =>
      batches.slice(0, at).reduce((image, batch, i) => replayAll(image, batch, i), MetadataImage.empty);
    const { feed, fatal } = feedIn(world);
    await world.finish(feed.onSnapshot({ offset: 10, epoch: 1, read: () => chunksOf(imageAt(10)) }));
    async function* replaced(): AsyncIterable<Uint8Array> {
      for await (const chunk of chunksOf(imageAt(30))) {
        yield chunk;
        throw new DraveError('SNAPSHOT_NOT_FOUND', 'no snapshot 30-1 any more');
      }
    }
    const reading = feed.onSnapshot({ offset: 30, epoch: 1, read: replaced });
    await expect(world.finish(reading)).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
    expect(fatal).toEqual([]);
    expect(feed.appliedOffset).toBe(10);
    expect(bytesOf(feed.workingImage)).toBe(bytesOf(imageAt(10)));
    await world.finish(feed.onSnapshot({ offset: 50, epoch: 1, read: () => chunksOf(imageAt(50)) }));
    expect(bytesOf(feed.image)).toBe(bytesOf(imageAt(50)));
  });

  it('wakes whoever waits for an offset, and gives up in time', async () => {
    const world = new SimWorld({ seed: 1 });
    const { feed } = feedIn(world);
    const entries = entriesOf(batchesFrom([0, 16, 32]));
    const waiting = feed.waitFor(2, 1_000);
    await world.finish(feed.onCommitted(entries.slice(0, 1)));
    const late = feed.waitFor(99, 50);
    await world.finish(feed.onCommitted(entries.slice(1)));
    await world.finish(waiting);
    await expect(world.finish(late)).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
  });

  it('B20: stops at what it cannot apply, instead of going on with a hole', async () => {
    const world = new SimWorld({ seed: 1 });
    const { feed, fatal } = feedIn(world);
    const entries = entriesOf([[{ kind: 'metadataLevel', level: 1 }], [{ kind: 'endTransaction' }]]);
    await expect(world.finish(feed.onCommitted(entries))).rejects.toThrow(/no metadata transaction/);
    expect(fatal).toHaveLength(1);
    const next = entriesOf([[{ kind: 'metadataLevel', level: 1 }]], 2);
    await expect(world.finish(feed.onCommitted(next))).rejects.toThrow(/no metadata transaction/);
    await expect(feed.waitFor(99, 10)).rejects.toThrow(/no metadata transaction/);
  });

  it('C33: cuts snapshots by bytes and by time, whoever leads, and never inside a transaction', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('cutter');
    const feed = new MetadataFeed({ env: host.env, onFatal: () => undefined });
    const written: { offset: number; bytes: number }[] = [];
    const cutter = new SnapshotCutter({
      env: host.env,
      feed,
      writeSnapshot: async (offset, chunks) => {
        let bytes = 0;
        for await (const chunk of chunks) bytes += chunk.length;
        written.push({ offset, bytes });
      },
      bytesBetweenMax: 2_000,
      intervalMs: 10_000,
    });
    const batches = batchesFrom(Array.from({ length: 60 }, (_, i) => (i % 6) + 16 * i));
    for (const entry of entriesOf(batches)) {
      await world.finish(feed.onCommitted([entry]));
      feed.onLeadership({ kind: 'none', epoch: entry.offset });
      await world.runFor(1);
    }
    expect(written.length).toBeGreaterThan(1);
    const count = written.length;
    // What came since the last snapshot is cut by time; then nothing is new and nothing is written.
    await world.runFor(10_001);
    expect(written).toHaveLength(count + 1);
    expect(written.at(-1)?.offset).toBe(batches.length);
    await world.runFor(30_000);
    expect(written).toHaveLength(count + 1);
    const open = entriesOf([[{ kind: 'beginTransaction', name: 't' }]], batches.length);
    await world.finish(feed.onCommitted(open));
    expect(feed.appliedOffset).toBe(batches.length);
    await world.finish(cutter.stop());
  });
});
