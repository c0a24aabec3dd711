import type { SeededRandom } from '@drave/env/sim';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/**
 * Which broker may lose or damage what it had stored, and when, so that every acknowledged record survives somewhere:
 * the first promise covers fewer than `min.insync.replicas` replicas that lose data, which is one replica with two. A
 * second one may follow only when every replica is in sync again.
 *
 * Damage that is not noticed before a client reads it is never over. In a seed with bit flips, one broker suffers all
 * damage.
 */
export class DamageBudget {
  private readonly cluster: SimCluster;
  private readonly victim: SimNode | undefined;
  private lastDamaged: SimNode | undefined;

  constructor(cluster: SimCluster, random: SeededRandom) {
    this.cluster = cluster;
    const { brokers, conditions } = cluster;
    const chosen = brokers[random.integer(brokers.length)];
    this.victim = conditions.weights.flipBit > 0 ? chosen : undefined;
  }

  /** Whether the node may lose what it had synced: a disk replaced, a bit flipped. */
  mayDamage(node: SimNode): boolean {
    if (this.cluster.conditions.minInsyncReplicas < 2) return false;
    const allowed = (this.victim === undefined || node === this.victim) && this.cluster.whole;
    if (allowed) this.lastDamaged = node;
    return allowed;
  }

  /** Before all are in sync again the same replica may lose once more what it has been given since. */
  mayDamageAgain(node: SimNode): boolean {
    return node === this.lastDamaged;
  }

  /** Whether the node may lose what it had not synced. */
  mayLoseUnsynced(node: SimNode): boolean {
    return this.mayLoseAllUnsynced || this.mayDamage(node);
  }

  /** True when all brokers at once may lose what they have not synced. */
  get mayLoseAllUnsynced(): boolean {
    const { flushed, minInsyncReplicas } = this.cluster.conditions;
    return flushed && minInsyncReplicas >= 2 && this.victim === undefined;
  }
}
