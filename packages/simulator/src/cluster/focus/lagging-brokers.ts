import { choose } from '../fault.js';
import type { SimCluster } from '../sim-cluster.js';
import { WorkUntilStopped } from './work-until-stopped.js';

const PAUSE_MS_MAX = 400;
const LOOK_INTERVAL_MS = 10;
/** Metadata that moves too slowly to leave a broker behind is not waited for. */
const PATIENCE_MS = 1_500;

/**
 * Brokers die and are back when the quorum's log begins beyond what they have: they begin with their own snapshot while
 * the next one is being loaded, and that takes the place of the one that they read.
 */
export class LaggingBrokers extends WorkUntilStopped {
  private lagged = 0;

  constructor(cluster: SimCluster) {
    super(cluster, 'lag');
  }

  override get state(): string {
    return `${this.lagged} brokers were left behind by the quorum's log`;
  }

  protected override async run(): Promise<void> {
    const { random, env } = this.host;
    while (!this.stopped) {
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
      if (!this.stopped) await this.leaveBehind();
    }
  }

  private async leaveBehind(): Promise<void> {
    const { cluster, host } = this;
    const { world } = cluster;
    const broker = choose(cluster.brokers, host.random.next());
    const status = broker.node?.quorum.raft.status();
    // Without a snapshot of its own it begins with the quorum's.
    if (status?.snapshot === undefined || !broker.host.alive) return;
    const { snapshot } = status;
    world.trace('fault', broker.name, 'dies until the metadata moved on');
    broker.crash({});
    const isBehind = (): boolean => {
      const { logStartOffset = 0 } = cluster.leader?.node?.quorum.raft.status() ?? {};
      return logStartOffset > snapshot.offset;
    };
    const endMs = world.nowMs() + PATIENCE_MS;
    while (!this.stopped && !isBehind() && world.nowMs() < endMs) await host.env.timers.sleep(LOOK_INTERVAL_MS);
    if (isBehind()) this.lagged += 1;
    broker.startLater(0);
  }
}
