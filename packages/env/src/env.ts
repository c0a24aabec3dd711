import type { Clock, Timers } from './time.js';
import type { Compute } from './compute.js';
import type { Disk } from './disk.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import type { Network } from './network.js';
import type { Random } from './random.js';
import type { StoreFactory } from './store.js';

/**
 * Everything a node may ask of the world. Only the composition root and the simulator choose implementations;
 * no default reaches the real world.
 */
export interface Env {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly disk: Disk;
  readonly store: StoreFactory;
  readonly network: Network;
  readonly compute: Compute;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /**
   * Identity of this boot of the operating system. When it is unchanged, the page cache survived, and so did un-synced
   * writes.
   */
  readonly bootId: string;
}
