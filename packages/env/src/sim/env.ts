import type { Env } from '../env.js';
import { createMetrics } from '../metrics-registry.js';
import { SimCompute } from './compute.js';
import { SimDisk } from './disk.js';
import type { SimLife } from './host.js';
import { SimLogger } from './logger.js';
import { SimNetwork } from './network.js';
import { SimStoreFactory } from './store.js';
import { SimClock, SimTimers } from './time.js';

/** The world as one incarnation of a host sees it. */
export function createSimEnv(life: SimLife): Env {
  const { host } = life;
  return {
    clock: new SimClock(life),
    timers: new SimTimers(life),
    // A new process draws anew: two incarnations never make the same ids.
    random: host.random.fork(`incarnation/${life.incarnation}`),
    disk: new SimDisk(life),
    store: new SimStoreFactory(life),
    network: new SimNetwork(life),
    compute: new SimCompute(life),
    logger: new SimLogger(life),
    metrics: createMetrics(),
    bootId: host.bootId,
  };
}
