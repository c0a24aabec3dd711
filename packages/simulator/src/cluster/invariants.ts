import { assert, type Epoch, type NodeId, type Offset } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import type { Partition } from '@drave/replica';
import { PartitionWatch, type Watermark } from './partition-watch.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';
import { StableOffsetWatch } from './stable-offset-watch.js';

/** The quorum has a simulation of its own, which looks after every event; asking for its status is dear. */
const QUORUM_EVERY = 4;

/**
 * What must hold at every instant, looked at through the nodes' own state; kept cheap, because it runs all the time.
 */
export class ClusterInvariants {
  private readonly cluster: SimCluster;
  private readonly leaderOf = new Map<Epoch, NodeId>();
  private readonly watch: PartitionWatch;
  private readonly stableOffsets = new StableOffsetWatch();
  private judged: MetadataImage | undefined;
  private looks = 0;
  /** Within one leader epoch the high watermark of a replica never falls. */
  private readonly lastSeen = new WeakMap<Partition, Watermark>();

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
    if (this.looks++ % QUORUM_EVERY === 0) this.checkControllers();
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

  private checkBroker({ node, name, soundDisks, hasLostPower }: SimNode): void {
    for (const partition of node?.broker?.replicas.partitions() ?? []) {
      const { log, highWatermark } = partition;
      const where = `${name} ${partition.topicPartition.topic}-${partition.topicPartition.partition}`;
      const excused = !soundDisks || hasLostPower;
      assert(excused || log.state.kind !== 'corrupt', `${where}: damaged, though nothing ever harmed the disk`);
      if (log.state.kind !== 'online') continue;
      // The log of a follower that begins anew is emptied before the replica knows.
      const { logStartOffset, writtenEndOffset } = partition.isLeader ? log : partition.core;
      assert(logStartOffset <= highWatermark, `${where}: log start ${logStartOffset} above ${highWatermark}`);
      assert(highWatermark <= writtenEndOffset, `${where}: high watermark ${highWatermark} beyond the log end`);
      assert(partition.lastStableOffset <= highWatermark, `${where}: last stable offset above ${highWatermark}`);
      assert(log.writtenEndOffset <= log.logEndOffset, `${where}: written beyond the log end`);
      assert(log.recoveryPoint <= log.writtenEndOffset, `${where}: recovery point beyond what is written`);
      this.cluster.deletions.look(partition, where);
      this.checkMonotone(partition, name, where);
      if (!partition.isLeader) continue;
      this.watch.checkLeader(partition, where);
      this.stableOffsets.check(partition, where);
      this.cluster.noteLeader(partition);
    }
  }

  private checkMonotone(partition: Partition, name: string, where: string): void {
    const { leaderEpoch, highWatermark } = partition;
    const before = this.lastSeen.get(partition);
    // What a flipped bit has spoilt is cut off, also below the high watermark.
    if (before?.leaderEpoch === leaderEpoch && !this.cluster.rotten.has(name)) {
      assert(highWatermark >= before.offset, `${where}: high watermark fell from ${before.offset} to ${highWatermark}`);
    }
    this.lastSeen.set(partition, { offset: highWatermark, leaderEpoch });
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
        // The leader may have heard of a change before any node had the metadata.
        const superseded = state !== undefined && state.isr.partitionEpoch > registration.partitionEpoch;
        for (const id of isr) {
          const fenced = image.broker(id)?.fenced !== false;
          assert(isr.length === 1 || !fenced, `${where}: broker ${id} is fenced and in the ISR ${isr.join()}`);
          if (!superseded) this.checkMember(image, brokerOf.get(id), topicId, index, where, role?.log.logStartOffset);
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

  /**
   * A replica that may be elected holds everything that was ever committed, unless its leader has deleted all of that.
   */
  private checkMember(
    image: MetadataImage,
    member: SimNode | undefined,
    topicId: string,
    index: number,
    where: string,
    startOffset = 0,
  ): void {
    const broker = member?.node?.broker;
    // One that has just come back has lost its place, though the controllers do not know yet.
    if (broker === undefined || broker.brokerEpoch !== image.broker(broker.nodeId)?.epoch) return;
    const log = broker.replicas.partitionOf(topicId, index)?.log;
    if (log?.state.kind !== 'online') return;
    const committed = this.watermark(topicId, index);
    if (startOffset >= committed) return;
    assert(
      log.writtenEndOffset >= committed,
      `${where}: ${member?.name} is in the ISR with ${log.writtenEndOffset}, but ${committed} was committed`,
    );
  }
}
