import { assert, type Epoch, type NodeId, type Offset } from '@drave/base';
import type { SimCluster } from './sim-cluster.js';

/** What must hold at every instant, looked at through the nodes' own state; kept cheap, because it runs all the time. */
export class ClusterInvariants {
  private readonly cluster: SimCluster;
  private readonly leaderOf = new Map<Epoch, NodeId>();
  /** The largest high watermark that any leader ever had, per partition and topic id. */
  private readonly watermarks = new Map<string, Offset>();

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
  }

  check(): void {
    this.checkControllers();
    this.checkPartitions();
  }

  private checkControllers(): void {
    let committed: Offset = 0;
    for (const { node, config } of this.cluster.controllers) {
      if (node === undefined) continue;
      const status = node.quorum.raft.status();
      committed = Math.max(committed, status.highWatermark);
      if (status.role !== 'leader') continue;
      const known = this.leaderOf.get(status.epoch);
      assert(
        known === undefined || known === config.node.id,
        `nodes ${known} and ${config.node.id} lead epoch ${status.epoch}`,
      );
      this.leaderOf.set(status.epoch, config.node.id);
    }
    for (const { node, name } of this.cluster.nodes) {
      if (node === undefined) continue;
      const { feed, raft } = node.quorum;
      assert(
        feed.appliedOffset <= raft.status().highWatermark,
        `${name} has applied what its quorum has not committed`,
      );
    }
  }

  private checkPartitions(): void {
    for (const { node, name } of this.cluster.brokers) {
      if (node?.broker === undefined) continue;
      for (const partition of node.broker.replicas.partitions()) {
        const { log, highWatermark } = partition;
        const where = `${name} ${partition.topicPartition.topic}-${partition.topicPartition.partition}`;
        if (log.state.kind !== 'online') continue;
        assert(log.logStartOffset <= highWatermark, `${where}: log start ${log.logStartOffset} above ${highWatermark}`);
        assert(log.writtenEndOffset <= log.logEndOffset, `${where}: written beyond the log end`);
        if (!partition.isLeader) continue;
        const key = `${partition.topicId}-${partition.topicPartition.partition}`;
        const before = this.watermarks.get(key) ?? 0;
        this.watermarks.set(key, Math.max(before, highWatermark));
        assert(log.logEndOffset >= highWatermark, `${where}: high watermark beyond the log end`);
      }
    }
  }

  /** The highest high watermark that a leader of this partition ever showed. */
  watermark(topicId: string, partition: number): Offset {
    return this.watermarks.get(`${topicId}-${partition}`) ?? 0;
  }
}
