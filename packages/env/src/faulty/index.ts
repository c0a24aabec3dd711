import type { Env } from '../env.js';
import { FaultControl } from './control.js';
import { FaultyDisk } from './disk.js';
import { FaultyNetwork } from './network.js';
import { FaultySpace } from './space.js';
import { FaultyStoreFactory } from './store.js';

export { FaultControl } from './control.js';
export type * from './rules.js';

/** Any Env with faults that can be switched at run time. Without a rule it does what the inner one does. */
export function createFaultyEnv(inner: Env): { readonly env: Env; readonly faults: FaultControl } {
  const faults = new FaultControl(inner.timers, inner.clock);
  const space = new FaultySpace(inner.disk, inner.clock, faults);
  const random = inner.random.fork('faults');
  const env: Env = {
    ...inner,
    clock: {
      monotonicMs: () => inner.clock.monotonicMs(),
      wallMs: () => inner.clock.wallMs() + faults.wallOffsetMs,
    },
    disk: new FaultyDisk(inner.disk, { control: faults, space, random }),
    store: new FaultyStoreFactory(inner.store, faults, space),
    network: new FaultyNetwork(inner.network, faults, inner.timers),
  };
  return { env, faults };
}
