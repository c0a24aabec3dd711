import { assert, type Epoch, type NodeId, type Offset } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import type { Partition } from '@drave/replica';
import { PartitionWatch, type Watermark } from './partition-watch.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** The quorum has a simulation of its own, which looks after every event; asking for its status is dear. */
const quorumEvery = 4;

/**
 * What must hold at every instant, looked at through the nodes' own state; kept cheap, because it runs all the time.
 */
export class ClusterInvariants {
  private readonly cluster: SimCluster;
  private readonly leaderOf = new Map<Epoch, NodeId>();
  private readonly watch: PartitionWatch;
  private judged: MetadataImage | undefined;
  /** By broker, its incarnation, and partition: within one leader epoch the mark never falls. */
  private looks = 0;
  private readonly lastSeen = new Map<string, Watermark>();

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.watch = new PartitionWatch(cluster);
    cluster.committedEnd = (topicId, partition) => this.watermark(topicId, partition);
  }

  /** What may be true for a moment only: called after every event. */
  checkEvent(): void {
    this.watch.check();
    const image = this.cluster.newestImage;
    if (image === undefined || image === this.judged) return;
    this.judged = image;
    this.checkRegistrations(image);
  }

  check(): void {
    if (this.looks++ % quorumEvery === 0) this.checkControllers();
    for (const broker of this.cluster.brokers) this.checkBroker(broker);
    const image = this.cluster.newestImage;
    if (image !== undefined) this.checkRegistrations(image);
    for (const group of this.cluster.groups) group.watch();
  }

  /** The highest high watermark that a leader of this partition ever showed. */
  watermark(topicId: string, partition: number): Offset {
    return this.watch.watermark(topicId, partition)?.offset ?? 0;
  }

  private checkControllers(): void {
    for (const { node, config } of this.cluster.controllers) {
      if (node === undefined) continue;
      const status = node.quorum.raft.status();
      if (status.role !== 'leader') continue;
      const known = this.leaderOf.get(status.epoch) ?? config.node.id;
      assert(known === config.node.id, `nodes ${known} and ${config.node.id} lead epoch ${status.epoch}`);
      this.leaderOf.set(status.epoch, config.node.id);
    }
    for (const { node, name } of this.cluster.nodes) {
      if (node === undefined) continue;
      const { feed, raft } = node.quorum;
      const { highWatermark } = raft.status();
      assert(feed.appliedOffset <= highWatermark, `${name} has applied what its quorum has not committed`);
    }
  }

  private checkBroker({ node, name, host }: SimNode): void {
    for (const partition of node?.broker?.replicas.partitions() ?? []) {
      const { log, highWatermark } = partition;
      if (log.state.kind !== 'online') continue;
      const key = keyOf(partition);
      const where = `${name} ${partition.topicPartition.topic}-${partition.topicPartition.partition}`;
      assert(log.logStartOffset <= highWatermark, `${where}: log start ${log.logStartOffset} above ${highWatermark}`);
      assert(highWatermark <= log.logEndOffset, `${where}: high watermark ${highWatermark} beyond the log end`);
      assert(partition.lastStableOffset <= highWatermark, `${where}: last stable offset above ${highWatermark}`);
      assert(log.writtenEndOffset <= log.logEndOffset, `${where}: written beyond the log end`);
      assert(log.recoveryPoint <= log.writtenEndOffset, `${where}: recovery point beyond what is written`);
      this.checkMonotone(`${name} ${host.incarnation} ${key}`, partition, where);
      if (partition.isLeader) this.watch.checkLeader(partition, where);
    }
  }

  private checkMonotone(key: string, { leaderEpoch, highWatermark }: Partition, where: string): void {
    const before = this.lastSeen.get(key);
    if (before?.leaderEpoch === leaderEpoch) {
      assert(highWatermark >= before.offset, `${where}: high watermark fell from ${before.offset} to ${highWatermark}`);
    }
    this.lastSeen.set(key, { offset: highWatermark, leaderEpoch });
  }

  /** What the controllers have committed, against what brokers know. */
  private checkRegistrations(image: MetadataImage): void {
    const brokerOf = new Map(this.cluster.brokers.map((broker) => [broker.config.node.id, broker]));
    for (const topic of image.topics()) {
      for (const registration of topic.partitions()) {
        const { isr, topicId, index, leader, leaderEpoch } = registration;
        const where = `${topic.name}-${index}`;
        const role = brokerOf.get(leader)?.node?.broker?.replicas.partitionOf(topicId, index);
        const state = role?.leaderEpoch === leaderEpoch ? role.core.leader : undefined;
        // The leader may have heard of a change before the metadata reached anybody.
        const superseded = state !== undefined && state.isr.partitionEpoch > registration.partitionEpoch;
        for (const id of isr) {
          const fenced = image.broker(id)?.fenced !== false;
          assert(isr.length === 1 || !fenced, `${where}: broker ${id} is fenced and in the ISR ${isr.join()}`);
          if (!superseded) this.checkMember(image, brokerOf.get(id), topicId, index, where);
        }
        if (state === undefined || superseded) continue;
        const { maximal } = state.isr;
        assert(
          isr.every((id) => maximal.has(id)),
          `${where}: the ISR is ${isr.join()}, but its leader ${leader} respects ${[...maximal].join()} only`,
        );
      }
    }
  }

  /** Whoever may be elected holds everything that was ever committed. */
  private checkMember(
    image: MetadataImage,
    member: SimNode | undefined,
    topicId: string,
    index: number,
    where: string,
  ): void {
    const broker = member?.node?.broker;
    // One that has just come back has lost its place, though the controllers do not know yet.
    if (broker === undefined || broker.brokerEpoch !== image.broker(broker.nodeId)?.epoch) return;
    const log = broker.replicas.partitionOf(topicId, index)?.log;
    if (log?.state.kind !== 'online') return;
    const committed = this.watermark(topicId, index);
    assert(
      log.writtenEndOffset >= committed,
      `${where}: ${member?.name} is in the ISR with ${log.writtenEndOffset}, but ${committed} was committed`,
    );
  }
}

function keyOf({ topicId, topicPartition }: Partition): string {
  return `${topicId}-${topicPartition.partition}`;
}
