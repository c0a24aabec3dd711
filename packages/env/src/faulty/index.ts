import { DraveError } from '@drave/base';
import type { Env } from '../env.js';
import { FaultControl } from './control.js';
import { FaultyDisk } from './disk.js';
import { FaultyNetwork } from './network.js';
import { FaultyStoreFactory } from './store.js';

export { FaultControl } from './control.js';
export type * from './rules.js';

export interface FaultyEnvOptions {
  /** Ends the process at once when a failpoint says so. Default: the failpoint throws. */
  readonly panic?: () => void;
}

/** Any Env with faults that can be switched at run time. Without a rule it does what the inner one does. */
export function createFaultyEnv(
  inner: Env,
  options: FaultyEnvOptions = {},
): { readonly env: Env; readonly faults: FaultControl } {
  const faults = new FaultControl(inner.timers, options.panic ?? throwPanic);
  const env: Env = {
    ...inner,
    clock: {
      monotonicMs: () => inner.clock.monotonicMs(),
      wallMs: () => inner.clock.wallMs() + faults.wallOffsetMs,
    },
    disk: new FaultyDisk(inner.disk, faults),
    store: new FaultyStoreFactory(inner.store, faults),
    network: new FaultyNetwork(inner.network, faults, inner.timers),
    failpoints: faults,
  };
  return { env, faults };
}

function throwPanic(): void {
  throw new DraveError('UNKNOWN_SERVER_ERROR', 'a failpoint ended the process, but nobody said how to end it');
}
