import { assert, type LeaderEpoch, type NodeId, type Offset } from '@drave/base';
import type { Partition } from '@drave/replica';
import { OFFSETS_TOPIC } from './offsets-topic.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** What a replica looked like after the last event. */
interface Seen {
  readonly where: string;
  readonly isOffsets: boolean;
  /** The log ends of all replicas of the partition. */
  readonly ends: Map<NodeId, Offset>;
  writtenEnd: Offset;
  leaderEpoch: LeaderEpoch | undefined;
  highWatermark: Offset;
  proposalId: number | undefined;
  /** Whether the replica serves as a coordinator in this leader epoch. */
  serves: boolean;
}

/** The largest high watermark that any leader of a partition ever had, and the epoch of that leader. */
export interface Watermark {
  readonly offset: Offset;
  readonly leaderEpoch: LeaderEpoch;
}

/**
 * What leaders promise, judged in the very event in which they promise it: a moment later those concerned may have
 * made it good.
 */
export class PartitionWatch {
  private readonly cluster: SimCluster;
  private readonly seen = new WeakMap<Partition, Seen>();
  /** How much each broker ever held, by topic id and partition; what it lost since was part of a promise once. */
  private readonly ends = new Map<string, Map<NodeId, Offset>>();
  private readonly watermarks = new Map<string, Watermark>();

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
  }

  /** After every event, so it must cost next to nothing when nothing has changed. */
  check(): void {
    for (const broker of this.cluster.brokers) {
      for (const partition of broker.node?.broker?.replicas.partitions() ?? []) this.look(broker, partition);
    }
  }

  watermark(topicId: string, partition: number): Watermark | undefined {
    return this.watermarks.get(`${topicId}-${partition}`);
  }

  /** A later leader holds everything that was ever committed. */
  checkLeader(partition: Partition, where: string): void {
    const { log, leaderEpoch } = partition;
    const known = this.watermarks.get(keyOf(partition));
    if (known === undefined || leaderEpoch < known.leaderEpoch) return;
    const { writtenEndOffset } = log;
    assert(
      writtenEndOffset >= known.offset,
      `${where}: leads epoch ${leaderEpoch} with ${writtenEndOffset}, but ${known.offset} was committed in epoch ${known.leaderEpoch}`,
    );
  }

  private look(broker: SimNode, partition: Partition): void {
    const { log, core } = partition;
    if (log.state.kind !== 'online') return;
    const seen = this.seen.get(partition) ?? this.firstSight(broker, partition);
    if (log.writtenEndOffset !== seen.writtenEnd) this.noteEnd(broker, seen, log.writtenEndOffset);
    const { leader } = core;
    if (leader === undefined) {
      seen.leaderEpoch = undefined;
      return;
    }
    if (seen.leaderEpoch !== leader.leaderEpoch) {
      seen.leaderEpoch = leader.leaderEpoch;
      // The others may have reported already, and then the first commit comes in the very event of the election.
      seen.highWatermark = Math.min(partition.highWatermark, this.watermarks.get(keyOf(partition))?.offset ?? 0);
      seen.proposalId = undefined;
      seen.serves = false;
      this.checkLeader(partition, seen.where);
    }
    if (partition.highWatermark > seen.highWatermark) this.onAdvanced(partition, seen);
    if (seen.isOffsets && !seen.serves) this.checkLoaded(broker, partition, leader.epochStartOffset, seen);
    const { pending } = leader.isr;
    if (pending !== undefined && pending.proposalId !== seen.proposalId) {
      seen.proposalId = pending.proposalId;
      this.checkProposal(partition, pending.isr, seen);
    }
  }

  private firstSight({ name }: SimNode, partition: Partition): Seen {
    const { topic, partition: index } = partition.topicPartition;
    const key = keyOf(partition);
    const ends = this.ends.get(key) ?? new Map<NodeId, Offset>();
    this.ends.set(key, ends);
    const seen: Seen = {
      where: `${name} ${topic}-${index}`,
      isOffsets: topic === OFFSETS_TOPIC,
      ends,
      writtenEnd: -1,
      leaderEpoch: undefined,
      highWatermark: partition.highWatermark,
      proposalId: undefined,
      serves: false,
    };
    this.seen.set(partition, seen);
    return seen;
  }

  private noteEnd({ config }: SimNode, seen: Seen, writtenEnd: Offset): void {
    const { id } = config.node;
    seen.writtenEnd = writtenEnd;
    seen.ends.set(id, Math.max(writtenEnd, seen.ends.get(id) ?? 0));
  }

  /** What is committed lies on `min.insync.replicas` brokers (KIP-966). */
  private onAdvanced(partition: Partition, seen: Seen): void {
    const { highWatermark, leaderEpoch, core } = partition;
    seen.highWatermark = highWatermark;
    const known = this.watermarks.get(keyOf(partition));
    if (known === undefined || highWatermark > known.offset)
      this.watermarks.set(keyOf(partition), { offset: highWatermark, leaderEpoch });
    const ids = core.leader?.replicaIds ?? [];
    const holders = ids.filter((id) => (seen.ends.get(id) ?? 0) >= highWatermark);
    const needed = Math.min(this.cluster.conditions.minInsyncReplicas, ids.length);
    assert(
      holders.length >= needed,
      `${seen.where}: high watermark ${highWatermark} in epoch ${leaderEpoch}, held by ${holders.join()} of ${ids.join()}`,
    );
  }

  /** A coordinator decides nothing before all that earlier ones have left it is committed. */
  private checkLoaded({ node }: SimNode, partition: Partition, epochStartOffset: Offset, seen: Seen): void {
    if (node?.broker?.groups.isLoaded(partition.topicPartition.partition) !== true) return;
    seen.serves = true;
    const { highWatermark, leaderEpoch } = partition;
    assert(
      highWatermark >= epochStartOffset,
      `${seen.where}: coordinates in epoch ${leaderEpoch} with ${highWatermark} committed of ${epochStartOffset}`,
    );
  }

  /** No replica is proposed for the ISR that lacks what was ever committed and not deleted. */
  private checkProposal(
    partition: Partition,
    members: readonly { readonly brokerId: NodeId; readonly brokerEpoch: number }[],
    { where }: Seen,
  ): void {
    const { topicId, topicPartition, leaderEpoch } = partition;
    const known = this.watermarks.get(keyOf(partition));
    // A leader that was deposed proposes in vain.
    if (known === undefined || leaderEpoch < known.leaderEpoch) return;
    if (partition.log.logStartOffset >= known.offset) return;
    for (const { brokerId, brokerEpoch } of members) {
      const broker = this.cluster.brokers.find(({ config }) => config.node.id === brokerId)?.node?.broker;
      // Who stays was judged when it came, and another incarnation is for the controllers to refuse.
      if (brokerEpoch === -1 || broker?.brokerEpoch !== brokerEpoch) continue;
      const log = broker.replicas.partitionOf(topicId, topicPartition.partition)?.log;
      if (log?.state.kind !== 'online') continue;
      assert(
        log.writtenEndOffset >= known.offset,
        `${where}, from ${partition.log.logStartOffset} to ${partition.log.writtenEndOffset}: proposes broker ${brokerId} with ${log.logStartOffset} to ${log.writtenEndOffset} for the ISR, but ${known.offset} was committed`,
      );
    }
  }
}

function keyOf({ topicId, topicPartition }: Partition): string {
  return `${topicId}-${topicPartition.partition}`;
}
