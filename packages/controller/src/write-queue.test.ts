import { DraveError, limits, runSteps } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { MetadataFeed, METADATA_LEVEL_MAX, type MetadataRecord } from '@drave/metadata';
import { testUuid } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { accept, reject } from './decision.js';
import { splitEntries } from './split-entries.js';
import { MemoryQuorum } from './testing/index.js';
import { WriteQueue } from './write-queue.js';

async function started() {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('controller');
  const { env } = host;
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
  return { world, host, env, quorum, raft, feed, queue, fatal, write };
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

  it('gives the event loop turns within a long decision, and decides what came meanwhile after it', async () => {
    const { world, env, queue, feed, write } = await started();
    let turns = 0;
    let turnsWithin = 0;
    const count = (): void => {
      turns++;
      env.timers.set(1, count);
    };
    count();
    const ids = Array.from({ length: 2_000 }, (_, id) => id);
    const long = queue.submit(
      function* () {
        const before = turns;
        for (const _ of ids) yield;
        turnsWithin = turns - before;
        return accept(ids.map(topic), null);
      },
      { name: 'long', linearizable: false },
    );
    await world.runFor(5);
    const later = write([topic(5_000)]);
    const [{ firstOffset }, { firstOffset: laterOffset }] = await world.finish(Promise.all([long, later]));
    expect(laterOffset).toBeGreaterThan(firstOffset);
    await world.runFor(50);
    expect(feed.image.topicCount).toBe(2_001);
    // Of 2,000 steps nothing may take more than 100 at once.
    expect(turnsWithin).toBeGreaterThan(20);
  });

  it('is never late by more than a slice, however long a decision takes on a slow processor', async () => {
    const { world, host, env, queue } = await started();
    host.itemCost(0.05);
    let latestMs = 0;
    const watch = (): void => {
      const dueMs = env.clock.monotonicMs() + 10;
      env.timers.set(10, () => {
        latestMs = Math.max(latestMs, env.clock.monotonicMs() - dueMs);
        watch();
      });
    };
    watch();
    const ids = Array.from({ length: 5_000 }, (_, id) => id);
    const startedMs = env.clock.monotonicMs();
    const long = queue.submit(
      function* () {
        for (const _ of ids) yield;
        return accept(ids.map(topic), null);
      },
      { name: 'long', linearizable: false },
    );
    await world.finish(long);
    expect(env.clock.monotonicMs() - startedMs).toBeGreaterThan(ids.length * 2 * 0.05);
    // A slice is 64 steps; what a client does at the end of the write may follow in the same turn.
    expect(latestMs).toBeGreaterThan(0);
    expect(latestMs).toBeLessThan(2 * 64 * 0.05);
  });

  it('drops a decision under way with the leadership it began in', async () => {
    const { world, quorum, queue, write } = await started();
    const end = quorum.endOffset;
    const long = queue.submit(
      function* () {
        for (let i = 0; i < 1_000; i++) yield;
        return accept([topic(1)], null);
      },
      { name: 'long', linearizable: false },
    );
    long.catch(() => undefined);
    await world.runFor(5);
    queue.drop();
    await expect(long).rejects.toMatchObject({ code: 'NOT_CONTROLLER' });
    await world.runFor(100);
    expect(quorum.endOffset).toBe(end);
    await expect(write([topic(2)])).rejects.toMatchObject({ code: 'NOT_CONTROLLER' });
  });

  it('does not decide what nobody waits for any more, nor propose what took too long to decide', async () => {
    const { world, env, quorum, queue } = await started();
    const end = quorum.endOffset;
    let decided = 0;
    const submit = (pieces: number, deadlineMs: number) =>
      queue.submit(
        function* () {
          decided++;
          for (let i = 0; i < pieces; i++) yield;
          return accept([topic(pieces)], null);
        },
        { name: 'create', linearizable: true, deadlineMs },
      );
    const nowMs = env.clock.monotonicMs();
    const tooLong = submit(1_000, nowMs + 3);
    const tooLate = submit(1, nowMs + 4);
    const inTime = submit(2, nowMs + 1_000);
    for (const write of [tooLong, tooLate]) write.catch(() => undefined);
    await world.finish(inTime);
    await expect(tooLong).rejects.toThrow(/no effect/);
    await expect(tooLate).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    expect(decided).toBe(2);
    expect(quorum.endOffset).toBe(end + 1);
  });

  it('replays again with the true offsets when Raft wrote something of its own in between', async () => {
    const { world, quorum, queue, feed, write } = await started();
    quorum.append([{ kind: 'control', payload: new Uint8Array() }]);
    const { firstOffset } = await world.finish(write([registration(1)]));
    expect(queue.speculativeImage?.broker(1)?.epoch).toBe(firstOffset);
    await world.runFor(5);
    expect(feed.image.broker(1)?.epoch).toBe(firstOffset);
  });
});

const registration = (brokerId: number): MetadataRecord => ({
  kind: 'registerBroker',
  brokerId,
  brokerEpoch: undefined,
  incarnationId: testUuid(brokerId),
  listeners: [],
  rack: undefined,
  fenced: true,
  inControlledShutdown: false,
  directories: [testUuid(100 + brokerId)],
  features: [],
  bootId: '',
});

describe('splitEntries', () => {
  it('B21: keeps what fits in one entry, and makes a transaction of what does not', () => {
    const config = (size: number): MetadataRecord => ({
      kind: 'config',
      resource: { type: 'broker', name: '' },
      key: 'k',
      value: 'x'.repeat(size),
    });
    const split = (name: string, records: readonly MetadataRecord[]) =>
      runSteps(splitEntries(name, records, METADATA_LEVEL_MAX));
    expect(split('one', Array(1_000).fill(config(1)))).toHaveLength(1);
    const byCount = split('many', Array(10_001).fill(config(1)));
    expect(byCount.flatMap(({ records }) => records)).toHaveLength(10_003);
    expect(byCount[0]?.records[0]).toEqual({ kind: 'beginTransaction', name: 'many' });
    expect(byCount.at(-1)?.records.at(-1)).toEqual({ kind: 'endTransaction' });
    const bySize = split('large', Array(9).fill(config(1_000_000)));
    expect(bySize.length).toBeGreaterThan(1);
    for (const { payload, records } of [...byCount, ...bySize]) {
      expect(payload.length).toBeLessThan(limits.raftEntryBytesMax);
      expect(records.length).toBeLessThanOrEqual(1_000);
    }
    expect(() => split('huge', [config(9_000_000)])).toThrow(/larger than an entry/);
  });
});
