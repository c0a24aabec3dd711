import { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { checkQuorumSize, formatStorage } from './format.js';

const voter = (nodeId: number) => ({ nodeId, directoryId: `dir-${nodeId}`, endpoint: { host: 'h', port: nodeId } });

async function format(ids: readonly number[], allowEven = false): Promise<DraveError | undefined> {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('h');
  const initialVoters = ids.map(voter);
  const options = { clusterId: 'c', nodeId: 1, directoryId: 'dir-1', initialVoters, allowEven };
  const done = formatStorage(env, 'meta', options).then(
    () => undefined,
    (reason: unknown) => DraveError.from(reason),
  );
  return world.finish(done);
}

describe('format', () => {
  it.each([1, 3, 5, 7])('takes %i voters', async (count) => {
    expect(await format(Array.from({ length: count }, (_, index) => index + 1))).toBeUndefined();
  });

  it.each([2, 4, 6])('refuses %i voters with the reason, unless told to', async (count) => {
    const ids = Array.from({ length: count }, (_, index) => index + 1);
    const refused = await format(ids);
    expect(refused?.code).toBe('EVEN_QUORUM');
    expect(refused?.message).toContain(`the same as ${count - 1}`);
    expect(await format(ids, true)).toBeUndefined();
  });

  it('counts what is tolerated', () => {
    expect(() => checkQuorumSize(2, false)).toThrow('2 controllers tolerate 0 failures, the same as 1.');
    expect(() => checkQuorumSize(4, false)).toThrow('4 controllers tolerate 1 failure, the same as 3.');
  });

  it('refuses a voter that stands twice, and a directory id that is not its own', async () => {
    expect((await format([1, 2, 2]))?.code).toBe('INVALID_REQUEST');
    const world = new SimWorld({ seed: 1 });
    const { env } = world.createHost('h');
    const options = { clusterId: 'c', nodeId: 1, directoryId: 'other', initialVoters: [voter(1)] };
    await expect(world.finish(formatStorage(env, 'meta', options))).rejects.toThrow(/being formatted as other/);
  });

  it('refuses what is formatted already', async () => {
    const world = new SimWorld({ seed: 1 });
    const { env } = world.createHost('h');
    const options = { clusterId: 'c', nodeId: 1, directoryId: 'dir-1', initialVoters: [voter(1)] };
    await world.finish(formatStorage(env, 'meta', options));
    await expect(world.finish(formatStorage(env, 'meta', options))).rejects.toThrow(/formatted already/);
  });
});
