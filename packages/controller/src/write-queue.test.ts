import { DraveError, limits } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { MetadataFeed, type MetadataRecord } from '@drave/metadata';
import { testUuid } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { accept, reject } from './decision.js';
import { splitEntries } from './split-entries.js';
import { MemoryQuorum } from './testing/index.js';
import { WriteQueue } from './write-queue.js';

async function started() {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('controller');
  const quorum = new MemoryQuorum(env);
  const fatal: DraveError[] = [];
  const feed = new MetadataFeed({ env, onFatal: (error) => fatal.push(error) });
  const raft = quorum.join(1, feed);
  const queue = new WriteQueue({
    env,
    raft,
    barrierTimeoutMs: 1_000,
    notController: () => new DraveError('NOT_CONTROLLER'),
    onFatal: (error) => fatal.push(error),
  });
  await world.finish(quorum.elect(raft));
  queue.become(1, feed.workingImage, 1);
  const write = (records: readonly MetadataRecord[]) =>
    queue.submit(() => accept(records, records.length), { name: 'test', linearizable: false });
  await world.finish(write([{ kind: 'metadataLevel', level: 1 }]));
  return { world, quorum, raft, feed, queue, fatal, write };
}

const topic = (id: number): MetadataRecord => ({ kind: 'topic', topicId: testUuid(id), name: `topic-${id}` });

describe('WriteQueue', () => {
  it('B20: a decision that contradicts the image never reaches the log, and ends the process', async () => {
    const { world, quorum, raft, queue, fatal, write } = await started();
    const end = quorum.endOffset;
    await expect(world.finish(write([topic(1), topic(1)]))).rejects.toThrow(/is new/);
    expect(quorum.endOffset).toBe(end);
    expect(fatal).toHaveLength(1);
    expect(raft.resigned).toEqual([1]);
    await expect(write([topic(2)])).rejects.toMatchObject({ code: 'NOT_CONTROLLER' });
    expect(queue.active).toBe(false);
  });

  it('a decision that throws fails alone', async () => {
    const { world, queue, feed, write } = await started();
    const broken = queue.submit(
      () => {
        throw new TypeError('malformed');
      },
      { name: 'broken', linearizable: false },
    );
    const fine = write([topic(1)]);
    await expect(world.finish(broken)).rejects.toThrow(/malformed/);
    await world.finish(fine);
    await world.runFor(5);
    expect(feed.image.topicNames()).toEqual(['topic-1']);
  });

  it('what Raft refuses has no effect, and later writes go on', async () => {
    const { world, raft, feed, write } = await started();
    const propose = raft.propose.bind(raft);
    raft.propose = () => {
      throw new DraveError('THROTTLING_QUOTA_EXCEEDED');
    };
    await expect(world.finish(write([topic(1)]))).rejects.toMatchObject({ code: 'THROTTLING_QUOTA_EXCEEDED' });
    raft.propose = propose;
    await world.finish(write([topic(1)]));
    await world.runFor(5);
    expect(feed.image.topicNames()).toEqual(['topic-1']);
  });

  it('refuses more than it can hold', async () => {
    const { world, queue } = await started();
    const writes = Array.from({ length: limits.controllerQueueLengthMax + 1 }, () =>
      queue.submit(() => reject('INVALID_REQUEST', 'no'), { name: 'test', linearizable: false }),
    );
    await expect(writes.at(-1)).rejects.toMatchObject({ code: 'THROTTLING_QUOTA_EXCEEDED' });
    const codes = (await world.finish(Promise.allSettled(writes.slice(0, -1)))).map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as DraveError).code : 'ok',
    );
    expect(new Set(codes)).toEqual(new Set(['INVALID_REQUEST']));
  });

  it('decides in order, each on what the one before made, while nothing is committed yet', async () => {
    const { world, quorum, feed, queue, write } = await started();
    quorum.commitDelayMs = undefined;
    const seen: number[] = [];
    const watch = () => {
      queue
        .submit(
          (image) => {
            seen.push(image.topicCount);
            return accept([], null);
          },
          { name: 'look', linearizable: false },
        )
        .catch(() => undefined);
    };
    const writes = [1, 2, 3].map((id) => {
      const done = write([topic(id)]);
      watch();
      return done;
    });
    await world.runFor(5);
    expect(seen).toEqual([1, 2, 3]);
    expect(feed.image.topicCount).toBe(0);
    quorum.commit();
    const offsets = (await world.finish(Promise.all(writes))).map(({ firstOffset }) => firstOffset);
    expect(offsets).toEqual([2, 3, 4]);
    await world.runFor(5);
    // With nothing in flight both images are one.
    queue.adopt(feed.image, feed.appliedOffset);
    expect(queue.speculativeImage).toBe(feed.image);
  });
});

describe('splitEntries', () => {
  it('B21: keeps what fits in one entry, and makes a transaction of what does not', () => {
    const config = (size: number): MetadataRecord => ({
      kind: 'config',
      resource: { type: 'broker', name: '' },
      key: 'k',
      value: 'x'.repeat(size),
    });
    expect(splitEntries('one', Array(10_000).fill(config(1)))).toHaveLength(1);
    const byCount = splitEntries('many', Array(10_001).fill(config(1)));
    expect(byCount.flatMap(({ records }) => records)).toHaveLength(10_003);
    expect(byCount[0]?.records[0]).toEqual({ kind: 'beginTransaction', name: 'many' });
    expect(byCount.at(-1)?.records.at(-1)).toEqual({ kind: 'endTransaction' });
    const bySize = splitEntries('large', Array(9).fill(config(1_000_000)));
    expect(bySize.length).toBeGreaterThan(1);
    for (const { payload, records } of [...byCount, ...bySize]) {
      expect(payload.length).toBeLessThan(limits.raftEntryBytesMax);
      expect(records.length).toBeLessThanOrEqual(limits.raftEntryRecordsMax);
    }
    expect(() => splitEntries('huge', [config(9_000_000)])).toThrow(/larger than an entry/);
  });
});
