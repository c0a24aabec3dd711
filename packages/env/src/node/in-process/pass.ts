import type { SimLife } from '../../sim/host.js';

/**
 * What a host asks of the world outside. The answer comes in an event of its own: later while the host stands still,
 * never once it is dead.
 */
export function pass<T>(life: SimLife, operation: () => Promise<T>): Promise<T> {
  const { world } = life.host;
  return new Promise((resolve, reject) => {
    if (!life.alive) return;
    operation().then(
      (value) => world.deliver(life, () => resolve(value), 'answer'),
      (reason: unknown) => world.deliver(life, () => reject(reason), 'answer'),
    );
  });
}
