import { isDraveError } from '@drave/base';
import type { Env } from '@drave/env';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { QuorumStateFile, type StoredQuorumState } from './quorum-state-file.js';

const PATH = 'quorum-state';

const state = (epoch: number, vote: number): StoredQuorumState => ({
  clusterId: 'c',
  nodeId: 1,
  directoryId: 'd',
  epoch,
  votedFor: { nodeId: vote, directoryId: `d${vote}` },
  joining: false,
  endOffsetFloor: epoch * 10,
});

async function flip(env: Env, world: SimWorld, position: number): Promise<void> {
  const file = await world.finish(env.disk.open(PATH, 'write'));
  const byte = new Uint8Array(1);
  await world.finish(file.read(byte, position));
  await world.finish(file.write([Uint8Array.of((byte[0] as number) ^ 1)], position));
  await world.finish(file.close());
}

async function reopen(env: Env, world: SimWorld): Promise<StoredQuorumState> {
  const file = await world.finish(QuorumStateFile.open(env.disk, PATH));
  await world.finish(file.close());
  return file.state;
}

describe('quorum state file', () => {
  it('C1: a damaged slot never brings an older vote back, whichever byte is hit', async () => {
    const world = new SimWorld({ seed: 1 });
    const { env } = world.createHost('h');
    await world.finish(QuorumStateFile.create(env.disk, PATH, state(1, 1)));
    const file = await world.finish(QuorumStateFile.open(env.disk, PATH));
    await world.finish(file.write(state(2, 3)));
    await world.finish(file.close());
    const used = 20 + JSON.stringify(state(2, 3)).length;
    for (const slot of [0, 4096])
      for (let position = 0; position < used; position += 3) {
        await flip(env, world, slot + position);
        const found = await reopen(env, world);
        expect(found.epoch).toBe(2);
        expect(found.votedFor?.nodeId).toBe(3);
      }
  });

  it('takes a vote on a disk that has become full: its room is there from the start', async () => {
    const world = new SimWorld({ seed: 1 });
    const host = world.createHost('h');
    await world.finish(QuorumStateFile.create(host.env.disk, PATH, { ...state(1, 1), votedFor: undefined }));
    const file = await world.finish(QuorumStateFile.open(host.env.disk, PATH));
    host.diskFaults({ capacityBytes: host.diskState.usedBytes });
    await world.finish(file.write(state(1_000_000, 2_000_000)));
    await world.finish(file.close());
    expect(await reopen(host.env, world)).toEqual(state(1_000_000, 2_000_000));
  });

  it('the newer slot counts, whichever of the two has lost its last write', async () => {
    for (const rolledBack of [0, 4096]) {
      const world = new SimWorld({ seed: 1 });
      const { env } = world.createHost('h');
      await world.finish(QuorumStateFile.create(env.disk, PATH, state(5, 2)));
      const bytes = new Uint8Array(4096);
      const before = await world.finish(env.disk.open(PATH, 'write'));
      await world.finish(before.read(bytes, rolledBack));
      await world.finish(before.close());
      const file = await world.finish(QuorumStateFile.open(env.disk, PATH));
      await world.finish(file.write(state(9, 3)));
      await world.finish(file.close());
      const after = await world.finish(env.disk.open(PATH, 'write'));
      await world.finish(after.write([bytes], rolledBack));
      await world.finish(after.close());
      for (let opened = 0; opened < 2; opened++) {
        const found = await reopen(env, world);
        expect([found.epoch, found.votedFor?.nodeId]).toEqual([9, 3]);
      }
    }
  });

  it('both slots damaged: a clear error that says what to do', async () => {
    const world = new SimWorld({ seed: 1 });
    const { env } = world.createHost('h');
    await world.finish(QuorumStateFile.create(env.disk, PATH, state(1, 1)));
    await flip(env, world, 30);
    await flip(env, world, 4096 + 30);
    const thrown = await world.finish(
      QuorumStateFile.open(env.disk, PATH).then(
        () => undefined,
        (reason: unknown) => reason,
      ),
    );
    expect(isDraveError(thrown, 'CORRUPT_DATA')).toBe(true);
    expect((thrown as Error).message).toMatch(/remove it from the quorum/);
  });

  it('C1: power lost at any moment leaves the last acknowledged state or a newer one, torn sectors or not', async () => {
    const outcomes = new Set<number>();
    for (let seed = 0; seed < 400; seed++) {
      const world = new SimWorld({ seed });
      const host = world.createHost('h', { disk: { garbageProbability: 0.7 } });
      await world.finish(QuorumStateFile.create(host.env.disk, PATH, state(1, 1)));
      await world.finish(host.env.disk.syncDirectory('.'));
      const file = await world.finish(QuorumStateFile.open(host.env.disk, PATH));
      let acknowledged = 1;
      void (async () => {
        for (const epoch of [2, 3, 4]) {
          await file.write(state(epoch, epoch));
          acknowledged = epoch;
        }
      })();
      for (let steps = world.random.integer(14); steps > 0; steps--) await world.step();
      host.crash({ loseUnsynced: true });
      const found = await reopen(host.restart(), world);
      expect(found.epoch).toBeGreaterThanOrEqual(acknowledged);
      expect(found.votedFor?.nodeId).toBe(found.epoch);
      outcomes.add(found.epoch);
    }
    expect(outcomes).toEqual(new Set([1, 2, 3, 4]));
  });
});
