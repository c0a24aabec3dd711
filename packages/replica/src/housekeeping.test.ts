import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { Housekeeping } from './housekeeping.js';
import type { LogDirectories } from './log-directories.js';
import type { Partition } from './partition.js';

const intervalMs = 1_000;

function start() {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('host');
  const { clock, compute, timers, logger } = host.env;
  const looks: number[] = [];
  // All that the look at lagging followers uses of a partition.
  const leader = { isLeader: true, step: () => looks.push(Math.round(world.nowMs())) } as unknown as Partition;
  const never = 0;
  const housekeeping = new Housekeeping({
    settings: {
      checkpointIntervalMs: never,
      lagCheckIntervalMs: intervalMs,
      retentionIntervalMs: never,
      cleanerIntervalMs: never,
      scrubIntervalMs: never,
      scrubBytesMax: 0,
    },
    directories: { online: [] } as unknown as LogDirectories,
    partitions: () => [leader],
    movingTo: () => undefined,
    clock,
    compute,
    timers,
    logger,
    fatal: (reason) => {
      throw reason;
    },
  });
  housekeeping.start();
  const pause = async (forMs: number): Promise<void> => {
    host.pause();
    await world.runFor(forMs);
    host.resume();
  };
  return { world, looks, pause };
}

describe('the look at lagging followers', () => {
  it('is taken at its interval', async () => {
    const { world, looks } = start();
    await world.runFor(3_500);
    expect(looks).toEqual([1_000, 2_000, 3_000]);
  });

  it('B13: is passed over when the broker itself was late, so that its followers are heard first', async () => {
    const { world, looks, pause } = start();
    await world.runFor(500);
    await pause(5_000);
    await world.runFor(900);
    expect(looks).toEqual([]);
    await world.runFor(200);
    expect(looks).toEqual([6_500]);
  });

  it('is taken all the same by a broker that is late again and again', async () => {
    const { world, looks, pause } = start();
    for (let round = 0; round < 8; round++) {
      await pause(1_300);
      await world.runFor(10);
    }
    expect(looks).toHaveLength(2);
  });

  it('does not mind a little lateness', async () => {
    const { world, looks, pause } = start();
    await world.runFor(900);
    await pause(200);
    await world.runFor(10);
    expect(looks).toEqual([1_100]);
  });
});

describe('the checkpoint of high watermarks', () => {
  it('is written an interval after one moved, and no timer runs for it while none moves', async () => {
    const world = new SimWorld({ seed: 1 });
    const { clock, compute, timers, logger } = world.createHost('host').env;
    let sleeps = 0;
    const written: number[] = [];
    const directory = {
      directoryId: 'one',
      checkpointHighWatermarks: () => {
        written.push(Math.round(world.nowMs()));
        return Promise.resolve();
      },
    };
    const partition = {
      log: { directoryId: 'one' },
      topicPartition: { topic: 'orders', partition: 0 },
      highWatermark: 5,
    } as unknown as Partition;
    const housekeeping = new Housekeeping({
      settings: {
        checkpointIntervalMs: intervalMs,
        lagCheckIntervalMs: 0,
        retentionIntervalMs: 0,
        cleanerIntervalMs: 0,
        scrubIntervalMs: 0,
        scrubBytesMax: 0,
      },
      directories: { online: [directory] } as unknown as LogDirectories,
      partitions: () => [partition],
      movingTo: () => undefined,
      clock,
      compute,
      timers: {
        ...timers,
        sleep: (delayMs, signal) => {
          sleeps++;
          return timers.sleep(delayMs, signal);
        },
      },
      logger,
      fatal: (reason) => {
        throw reason;
      },
    });
    housekeeping.start();
    await world.runFor(20_000);
    expect(sleeps).toBe(1);
    housekeeping.noteProgress(partition);
    await world.runFor(500);
    housekeeping.noteProgress(partition);
    await world.runFor(20_000);
    expect(written).toEqual([21_000]);
    expect(sleeps).toBe(2);
    housekeeping.noteProgress(partition);
    await world.finish(housekeeping.stop());
    expect(written).toEqual([21_000]);
  });
});
