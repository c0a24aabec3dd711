import { assert } from '@drave/base';
import type { SimHost } from '@drave/env/sim';
import type { SimCluster } from '../sim-cluster.js';
import type { SimNode } from '../sim-node.js';
import type { Focus, FocusWork } from './focus.js';

const PAUSE_MS_MAX = 2_500;
const DOWN_MS_MAX = 1_500;

/**
 * Controllers lose their disks, and the operator who starts them again formats the new ones with the unchanged
 * configuration: the same voter by name, with nothing of what it promised. No acknowledged metadata may be lost, and
 * all of them count again in the end (KIP-853).
 */
export const controllerDisksFocus: Focus = {
  weight: 0.5,
  adapt: (conditions, random) => ({
    ...conditions,
    controllers: random.next() < 0.7 ? 3 : 5,
    // Damage to another controller's disk at the same time would be more than a majority survives.
    weights: { ...conditions.weights, flipBit: 0, failController: 0, changeVoters: 0 },
  }),
  begin: (cluster) => new ControllerDisks(cluster),
};

class ControllerDisks implements FocusWork {
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private stopped = false;
  private lost = 0;

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.host = cluster.clientHost('disks');
  }

  /** A voter that has not joined may have forgotten something; a further lost disk could be one too many. */
  get settled(): boolean {
    return this.cluster.controllers.every((node) => node.node !== undefined && !isJoining(node));
  }

  get state(): string {
    return `${this.lost} disks of controllers lost`;
  }

  async prepare(): Promise<void> {}

  start(): void {
    this.run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  stop(): void {
    this.stopped = true;
  }

  async check(): Promise<void> {
    assert(this.settled, 'every controller counts again');
  }

  close(): void {}

  private async run(): Promise<void> {
    const { random, env } = this.host;
    const { cluster } = this;
    while (!this.stopped) {
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
      const { controllers } = cluster;
      const quiet = this.settled && cluster.leader !== undefined && controllers.every(({ host }) => host.alive);
      const node = controllers[random.integer(controllers.length)];
      if (this.stopped || !quiet || node === undefined) continue;
      cluster.world.trace('disk-lost', node.name, 'formatted as it was');
      this.lost++;
      node.crash({ loseUnsynced: true });
      node.reformat();
      node.startLater(random.integer(DOWN_MS_MAX));
    }
  }
}

function isJoining({ node }: SimNode): boolean {
  return node?.quorum.raft.inspect().state.joining === true;
}
