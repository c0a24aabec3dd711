import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { DelayedRemovals } from './delayed-removals.js';

const files = 1_000;
const removingMs = 2;

function start() {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('host');
  const seen = { removing: 0, removingMax: 0, removed: 0 };
  const remove = async (): Promise<void> => {
    seen.removing++;
    seen.removingMax = Math.max(seen.removingMax, seen.removing);
    await env.timers.sleep(removingMs);
    seen.removing--;
    seen.removed++;
  };
  const removals = new DelayedRemovals({ ...env, disk: { ...env.disk, remove } as typeof env.disk });
  for (let index = 0; index < files; index++) removals.schedule(`wide-${index}`, 60_000);
  return { world, removals, seen };
}

describe('files that retire together', () => {
  it('are removed few at a time, after their delay', async () => {
    const { world, seen } = start();
    await world.runFor(59_999);
    expect(seen.removingMax).toBe(0);
    await world.runFor(files * removingMs);
    expect(seen).toEqual({ removing: 0, removingMax: 4, removed: files });
  });

  it('stay where they are once the directory is closed, those under way excepted', async () => {
    const { world, removals, seen } = start();
    await world.runFor(60_000 + removingMs / 2);
    removals.close();
    await world.runFor(files * removingMs);
    expect(seen.removed).toBe(4);
  });
});
