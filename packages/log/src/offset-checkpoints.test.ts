import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { offsetCheckpoints, readOffsets, writeOffsets } from './offset-checkpoints.js';

describe('the checkpoint of a directory with thousands of logs', () => {
  it('is written with turns of the event loop in between, and read back whole', async () => {
    const world = new SimWorld({ seed: 1 });
    const { disk, compute, timers } = world.createHost('broker').env;
    await world.finish(disk.makeDirectory('data'));
    const offsets = new Map(Array.from({ length: 5_000 }, (_, index) => [`topic-${index % 7}-${index}`, index * 3]));
    let turns = 0;
    const others = async (): Promise<never> => {
      for (;;) {
        await timers.sleep(1);
        turns++;
      }
    };
    void others();
    await world.finish(writeOffsets({ disk, compute }, 'data', offsetCheckpoints.recoveryPoints, offsets));
    expect(turns).toBeGreaterThan(50);
    expect(await world.finish(readOffsets(disk, 'data', offsetCheckpoints.recoveryPoints))).toEqual(offsets);
  });

  it('of none is a file that says so', async () => {
    const world = new SimWorld({ seed: 1 });
    const { disk, compute } = world.createHost('broker').env;
    await world.finish(disk.makeDirectory('data'));
    await world.finish(writeOffsets({ disk, compute }, 'data', offsetCheckpoints.logStarts, new Map()));
    expect(await world.finish(readOffsets(disk, 'data', offsetCheckpoints.logStarts))).toEqual(new Map());
  });
});
