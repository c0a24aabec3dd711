import { setMaxListeners } from 'node:events';
import type { Millis } from '@drave/base';
import type { Compute } from '../../compute.js';
import type { Env } from '../../env.js';
import type { LogFields, Logger } from '../../logger.js';
import { createMetrics } from '../../metrics-registry.js';
import { readBootId } from '../boot-id.js';
import { NodeCompute } from '../compute.js';
import { NodeDisk } from '../disk.js';
import { createNodeLogger, type NodeLoggerOptions } from '../logger.js';
import { NodeNetwork } from '../network.js';
import { quotaBelow } from '../quota-below.js';
import { NodeRandom } from '../random.js';
import { NodeStoreFactory } from '../store.js';
import { SyncMeter } from '../sync-meter.js';
import { SimDisk } from '../../sim/disk.js';
import type { SimLife } from '../../sim/host.js';
import { SimStoreFactory } from '../../sim/store.js';
import { SimClock, SimTimers } from '../../sim/time.js';
import { LifeNetwork } from './life-network.js';
import { LifeDisk, LifeStoreFactory, OpenStorage } from './life-storage.js';
import { pass } from './pass.js';

/** Node warns of signals with many listeners; each of the sleepers that share one takes its own away. */
class LifeTimers extends SimTimers {
  override sleep(delayMs: Millis, signal?: AbortSignal): Promise<void> {
    if (signal !== undefined) setMaxListeners(0, signal);
    return super.sleep(delayMs, signal);
  }
}

export interface LifeEnvOptions {
  /**
   * `disk`: the file system of this machine. `memory`: a disk of the host, which is gone with it, and knows what was
   * not synced.
   */
  readonly storage: 'disk' | 'memory';
  /** Where relative paths start on the file system, and what the quota covers. */
  readonly root: string;
  /** Bytes allowed under `root`; a disk in memory has a capacity of its own (`SimHostOptions.diskBytes`). */
  readonly quotaBytes?: number | undefined;
  readonly logger: NodeLoggerOptions;
}

/** The world as one life of a host in this process sees it. */
export interface LifeEnv {
  readonly env: Env;
  /**
   * After the life has ended: drops what it has open outside. Resolves when its ports are free and no socket or file
   * is left.
   */
  end(): Promise<void>;
}

export function createLifeEnv(life: SimLife, options: LifeEnvOptions): LifeEnv {
  const log = createNodeLogger(options.logger);
  const logger = new LifeLogger(life, log.logger);
  const timers = new LifeTimers(life);
  const metrics = createMetrics({ yieldTurn: () => timers.yieldTurn() });
  const network = new LifeNetwork(life, new NodeNetwork(logger, { keepsAlive: false }));
  const open = new OpenStorage(life);
  const storage = options.storage === 'memory' ? memoryOf(life) : diskOf(open, options, new SyncMeter(metrics));
  const env: Env = {
    clock: new SimClock(life),
    timers,
    random: new NodeRandom(),
    ...storage,
    network,
    compute: new LifeCompute(life),
    logger,
    metrics,
  };
  return {
    env,
    async end() {
      await Promise.all([network.end(), open.end()]);
      await log.close();
    },
  };
}

type Storage = Pick<Env, 'disk' | 'store' | 'bootId'>;

function memoryOf(life: SimLife): Storage {
  return { disk: new SimDisk(life), store: new SimStoreFactory(life), bootId: life.host.bootId };
}

function diskOf(open: OpenStorage, { root, quotaBytes }: LifeEnvOptions, syncs: SyncMeter): Storage {
  const quota = quotaBytes === undefined ? undefined : quotaBelow(root, quotaBytes);
  return {
    disk: new LifeDisk(new NodeDisk(root, quota, syncs), open),
    store: new LifeStoreFactory(new NodeStoreFactory(root, quota, syncs), open),
    bootId: readBootId(),
  };
}

/** The codecs of the thread pool, and long jobs in turns. */
class LifeCompute implements Compute {
  private readonly life: SimLife;
  private readonly inner = new NodeCompute();

  constructor(life: SimLife) {
    this.life = life;
  }

  compress(...parameters: Parameters<Compute['compress']>): Promise<Uint8Array> {
    return pass(this.life, () => this.inner.compress(...parameters));
  }

  decompress(...parameters: Parameters<Compute['decompress']>): Promise<Uint8Array> {
    return pass(this.life, () => this.inner.decompress(...parameters));
  }

  worked(): void {}

  slices(step: () => boolean): Promise<void> {
    return pass(this.life, () => this.inner.slices(() => this.life.alive && step()));
  }
}

/** The dead say nothing. */
class LifeLogger implements Logger {
  private readonly life: SimLife;
  private readonly inner: Logger;

  constructor(life: SimLife, inner: Logger) {
    this.life = life;
    this.inner = inner;
  }

  debug(fields: LogFields, message: string): void {
    if (this.life.alive) this.inner.debug(fields, message);
  }

  info(fields: LogFields, message: string): void {
    if (this.life.alive) this.inner.info(fields, message);
  }

  warn(fields: LogFields, message: string): void {
    if (this.life.alive) this.inner.warn(fields, message);
  }

  error(fields: LogFields, message: string): void {
    if (this.life.alive) this.inner.error(fields, message);
  }

  child(fields: LogFields): Logger {
    return new LifeLogger(this.life, this.inner.child(fields));
  }

  isLevelEnabled(level: 'debug' | 'info' | 'warn' | 'error'): boolean {
    return this.inner.isLevelEnabled?.(level) !== false;
  }
}
