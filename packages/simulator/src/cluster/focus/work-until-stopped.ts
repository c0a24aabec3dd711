import type { SimHost } from '@drave/env/sim';
import type { SimCluster } from '../sim-cluster.js';
import type { FocusWork } from './focus.js';

/** Work on a host of its own, which goes on from the begin of the chaos until it is told to stop: `run` does it. */
export abstract class WorkUntilStopped implements FocusWork {
  protected readonly cluster: SimCluster;
  protected readonly host: SimHost;
  protected stopped = false;
  protected running = false;

  constructor(cluster: SimCluster, hostName: string) {
    this.cluster = cluster;
    this.host = cluster.clientHost(hostName);
  }

  abstract get state(): string;

  /** Nothing that this does keeps the cluster from being healthy. */
  get settled(): boolean {
    return true;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  start(): void {
    this.running = true;
    this.run()
      .catch((reason: unknown) => {
        this.cluster.broken ??= reason;
      })
      .finally(() => {
        this.running = false;
      });
  }

  stop(): void {
    this.stopped = true;
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}

  /** Ends soon after `stopped`. What it throws breaks the run of the seed. */
  protected abstract run(): Promise<void>;
}
