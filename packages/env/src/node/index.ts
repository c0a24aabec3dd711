import { resolve } from 'node:path';
import { DraveError } from '@drave/base';
import type { Env } from '../env.js';
import type { Logger } from '../logger.js';
import { readBootId } from './boot-id.js';
import { NodeCompute } from './compute.js';
import { NodeDisk } from './disk.js';
import { createNodeLogger, type NodeLoggerOptions } from './logger.js';
import { createNodeMetrics } from './metrics.js';
import { SyncMeter } from './sync-meter.js';
import { NodeNetwork } from './network.js';
import { quotaBelow } from './quota-below.js';
import { NodeRandom } from './random.js';
import { NodeStoreFactory } from './store.js';
import { createNodeTimers, nodeClock } from './time.js';

/** A disk quota for a process whose configuration cannot be changed, as in fault tests. */
const DISK_QUOTA_VARIABLE = 'DRAVE_DISK_QUOTA_BYTES';

export interface NodeEnvOptions {
  /** Where relative paths of disk and stores start, and what the quota covers. Default: the working directory. */
  readonly root?: string;
  /** A logger that exists already, or how to make one. Default: 'info' to the standard error. */
  readonly logger?: Logger | NodeLoggerOptions;
  /**
   * Bytes allowed under `root`; beyond, writes fail with DISK_FULL. Default: $DRAVE_DISK_QUOTA_BYTES, else unlimited.
   */
  readonly quotaBytes?: number;
  /** Pretends to be another boot of the operating system; it is for tests that tear un-synced data. */
  readonly bootId?: string;
  /**
   * Timers keep the process alive. This is for one that is only a client: between two attempts to reach a broker
   * nothing else may. Default false.
   */
  readonly timersKeepAlive?: boolean;
}

/** The real world. */
export interface NodeEnv extends Env {
  /** Longest delay of the event loop that a timer met since the last call, ms. */
  eventLoopDelayMsMax(): number;
  /**
   * Hands the last log lines to the system. Sockets, files and stores belong to who opened them.
   */
  close(): void;
}

export function createNodeEnv(options: NodeEnvOptions = {}): NodeEnv {
  const root = resolve(options.root ?? '.');
  const quotaBytes = options.quotaBytes ?? quotaFromProcess();
  const quota = quotaBytes === undefined ? undefined : quotaBelow(root, quotaBytes);
  const log = isLogger(options.logger)
    ? { logger: options.logger, flush: () => {} }
    : createNodeLogger(options.logger ?? {});
  const measured = createNodeMetrics(() => timers.yieldTurn());
  const timers = createNodeTimers(options.timersKeepAlive ?? false, (lateMs) => measured.timerFired(lateMs));
  const syncs = new SyncMeter(measured.metrics);
  return {
    clock: nodeClock,
    timers,
    random: new NodeRandom(),
    disk: new NodeDisk(root, quota, syncs),
    store: new NodeStoreFactory(root, quota, syncs),
    network: new NodeNetwork(log.logger),
    compute: new NodeCompute(),
    logger: log.logger,
    metrics: measured.metrics,
    bootId: options.bootId ?? readBootId(),
    eventLoopDelayMsMax: () => measured.eventLoopDelayMsMax(),
    close() {
      log.flush();
    },
  };
}

function isLogger(logger: Logger | NodeLoggerOptions | undefined): logger is Logger {
  return logger !== undefined && 'child' in logger;
}

function quotaFromProcess(): number | undefined {
  const text = process.env[DISK_QUOTA_VARIABLE];
  if (text === undefined || text === '') return undefined;
  const bytes = Number(text);
  if (!Number.isSafeInteger(bytes) || bytes <= 0)
    throw new DraveError(
      'INVALID_CONFIG',
      `${DISK_QUOTA_VARIABLE}='${text}': expected a number of bytes, such as 1073741824`,
    );
  return bytes;
}
