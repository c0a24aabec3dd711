import type { SimCluster } from '../sim-cluster.js';
import { TransactionalProcess, type TransactionalClientOptions } from './transactional-process.js';

/** How long it takes until a process that is missed has been replaced. */
const REPLACED_MS_MAX = 800;

/**
 * The processes of one transactional id, one after the other. One that stands still is replaced like one that died, and
 * goes on when it can, as if nothing had happened: until it is told otherwise.
 */
export class TransactionalClient {
  private readonly cluster: SimCluster;
  private readonly options: TransactionalClientOptions;
  private readonly isDone: () => boolean;
  private readonly processes: TransactionalProcess[] = [];
  private stopped = false;
  private starting = 0;

  /** `isDone` tells whether nothing is left to do; only asked after `stop`. */
  constructor(cluster: SimCluster, options: TransactionalClientOptions, isDone: () => boolean = () => true) {
    this.cluster = cluster;
    this.options = options;
    this.isDone = isDone;
  }

  start(): void {
    const { cluster, processes } = this;
    const count = processes.length + 1;
    const process = new TransactionalProcess(cluster, this.optionsOf(count), count, {
      isStopped: () => this.isStopped,
      isHealed: () => this.stopped,
      missed: () => this.replace(),
      ended: () => {
        // Whoever was fenced by its own successor needs no other.
        if (this.processes.at(-1) === process) this.replace();
      },
    });
    processes.push(process);
    process.start();
  }

  stop(): void {
    this.stopped = true;
  }

  get settled(): boolean {
    return this.isStopped && this.starting === 0 && this.processes.every(({ isOver }) => isOver);
  }

  get state(): string {
    const running = this.processes.filter(({ isOver }) => !isOver).map(({ state }) => state);
    return `${this.options.transactionalId}: ${this.processes.length} processes, ${running.join(', ')}`;
  }

  private get isStopped(): boolean {
    return this.stopped && this.isDone();
  }

  private optionsOf(count: number): TransactionalClientOptions {
    const { options } = this;
    if (options.idPerProcess !== true) return options;
    return { ...options, transactionalId: `${options.transactionalId}.${count}` };
  }

  private replace(): void {
    if (this.isStopped) return;
    const { world } = this.cluster;
    this.starting += 1;
    world.schedule(world.random.integer(REPLACED_MS_MAX), () => {
      this.starting -= 1;
      if (!this.isStopped) this.start();
    });
  }
}
