import type { SimHost } from '@drave/env/sim';
import { choose } from '../fault.js';
import type { SimCluster } from '../sim-cluster.js';
import type { SimNode } from '../sim-node.js';
import type { FocusWork } from './focus.js';

const PAUSE_MS_MAX = 500;
const LOOK_INTERVAL_MS = 2;
/** Less than the largest record: the load has filled the disk. */
const SCARCE_BYTES = 2_500;
const EPISODE_MS = 2_000;
/** Clients write so long to a broker that no follower fetches from, before its disk is full. */
const SURPLUS_MS = 300;
/** Longer than a broker's session in the profile `local`: another one leads by then. */
const DEPOSED_MS = 1_500;

/**
 * Another program on the brokers' disks, which takes all that is left, to the last byte: for good, or for a while all
 * that is freed besides. Then nothing can be written, not even what says that something is about to go, and the broker,
 * where it could make room, must do so all the same; also after a restart, and also a follower that has to cut its log
 * first.
 */
export class DiskNeighbour implements FocusWork {
  readonly settled = true;
  private readonly cluster: SimCluster;
  private readonly host: SimHost;
  private readonly filled = new Set<SimNode>();
  private stopped = false;
  private episodes = 0;

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.host = cluster.clientHost('neighbour');
  }

  get state(): string {
    return `disks filled to the last byte ${this.episodes} times`;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  start(): void {
    const { host } = this;
    const run = async (): Promise<void> => {
      while (!this.stopped) {
        await host.env.timers.sleep(host.random.integer(PAUSE_MS_MAX));
        await this.tell(choose(this.cluster.brokers, host.random.next()));
      }
    };
    run().catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  stop(): void {
    this.stopped = true;
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}

  private async tell(broker: SimNode): Promise<void> {
    const kind = this.host.random.next();
    if (kind < 0.3) return this.deposed(broker);
    const { faults, usedBytes } = broker.host.diskState;
    const isScarce = faults.capacityBytes - usedBytes <= SCARCE_BYTES;
    if (!isScarce || kind < 0.7) return this.swallow(broker, kind < 0.6);
    if (this.filled.has(broker)) return;
    this.filled.add(broker);
    this.note(broker, 'full for good');
    broker.limitDisk(usedBytes);
  }

  /** Takes what is freed; the process may die when it has made room without being able to write that down. */
  private async swallow(broker: SimNode, dies: boolean): Promise<void> {
    this.note(broker, 'what is freed is taken');
    await this.whileTaking(broker, EPISODE_MS, () => {
      if (!dies || !broker.host.alive || !hasCutItsLog(broker)) return;
      this.note(broker, 'dies with a log that was cut');
      broker.crash({});
      broker.startLater();
      dies = false;
    });
  }

  /** A leader writes what no follower fetches; when it is deposed its disk is full, and it has to cut that. */
  private async deposed(broker: SimNode): Promise<void> {
    const { cluster, host } = this;
    const { links } = cluster.world;
    const leads = [...(broker.node?.broker?.replicas.partitions() ?? [])].some(
      ({ isLeader, topicPartition }) => isLeader && !topicPartition.topic.startsWith('__'),
    );
    if (!leads) return;
    this.note(broker, 'cut off from all nodes, then full');
    const set = (blocked: boolean): void => {
      for (const other of cluster.nodes) {
        if (other === broker) continue;
        links.set(broker.host, other.host, { blocked });
        links.set(other.host, broker.host, { blocked });
      }
    };
    set(true);
    await host.env.timers.sleep(SURPLUS_MS);
    await this.whileTaking(broker, DEPOSED_MS - SURPLUS_MS, () => {});
    set(false);
    await this.whileTaking(broker, EPISODE_MS, () => {});
  }

  /** Nothing can grow, not even into what is freed meanwhile. */
  private async whileTaking(broker: SimNode, forMs: number, look: () => void): Promise<void> {
    const { world } = this.cluster;
    broker.host.diskFaults({ capacityBytes: 1 });
    for (const endMs = world.nowMs() + forMs; world.nowMs() < endMs && !this.stopped; ) {
      look();
      await this.host.env.timers.sleep(LOOK_INTERVAL_MS);
    }
    broker.host.diskFaults({ capacityBytes: broker.capacityBytes });
  }

  private note(broker: SimNode, what: string): void {
    this.episodes += 1;
    this.cluster.world.trace('fault', broker.name, `disk: ${what}`);
  }
}

/** Only the name of a file says so, because nothing could be written. */
function hasCutItsLog(broker: SimNode): boolean {
  return broker.host.diskState.files().some((path) => path.endsWith('.log-start'));
}
