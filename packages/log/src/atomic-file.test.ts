import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { makeDurableDirectory } from './atomic-file.js';

describe('makeDurableDirectory', () => {
  it('ends at the root even when the root does not exist yet', async () => {
    const { disk } = new SimWorld({ seed: 1 }).createHost('h').env;
    const missing = {
      ...disk,
      stat: () => Promise.resolve(undefined),
      makeDirectory: () => Promise.resolve(),
      syncDirectory: () => Promise.resolve(),
    };
    await expect(makeDurableDirectory({ ...disk, ...missing }, 'data')).resolves.toBeUndefined();
    await expect(makeDurableDirectory({ ...disk, ...missing }, '/data/more')).resolves.toBeUndefined();
  });
});
