import type { SimCluster, SimNode } from '@drave/simulator';
import type {
  Frame,
  MessageFrame,
  ClientFrame,
  EpochSpan,
  LogFrame,
  NodeFrame,
  PartitionFrame,
  ProcessState,
  QuorumFrame,
  ReplicaFrame,
} from './frame.js';

/** Looks at a cluster, one partition of it, and what is under way, without touching any of it. */
export class Lookout {
  private readonly cluster: SimCluster;
  private readonly topic: string;
  private messages: MessageFrame[] = [];
  /** What was seen of each node while it ran. */
  private readonly seen = new Map<string, Pick<NodeFrame, 'quorum' | 'replica'>>();

  constructor(cluster: SimCluster, topic: string) {
    this.cluster = cluster;
    this.topic = topic;
    const { world } = cluster;
    world.links.onTravel = (from, to, arrivalMs) => {
      if (from !== to) this.messages.push({ from, to, sentMs: world.nowMs(), arrivalMs });
    };
  }

  frame(clients: (leaderLog: LogFrame | undefined) => readonly ClientFrame[]): Frame {
    const { world } = this.cluster;
    const nowMs = world.nowMs();
    this.messages = this.messages.filter(({ arrivalMs }) => arrivalMs >= nowMs);
    const nodes = this.nodes();
    const partition = this.partition();
    const leader = nodes.find(({ name, process }) => name === partition?.leader && process === 'up');
    return {
      nowMs,
      events: world.eventsRun,
      nodes,
      partition,
      clients: clients(leader?.replica?.role === 'leader' ? leader.replica.log : undefined),
      cuts: this.cuts(),
      messages: this.messages,
    };
  }

  private nodes(): NodeFrame[] {
    return this.cluster.nodes.map((node) => this.lookAt(node));
  }

  private partition(): PartitionFrame | undefined {
    const registration = this.cluster.newestImage?.topicByName(this.topic)?.partition(0);
    if (registration === undefined) return undefined;
    const { leader, leaderEpoch, replicas, isr, elr } = registration;
    return {
      name: `${this.topic}-0`,
      leader: leader < 0 ? undefined : this.nameOf(leader),
      leaderEpoch,
      replicas: replicas.map((id) => this.nameOf(id)),
      isr: isr.map((id) => this.nameOf(id)),
      elr: elr.map((id) => this.nameOf(id)),
      minInsyncReplicas: this.cluster.conditions.minInsyncReplicas,
    };
  }

  private cuts(): (readonly [string, string])[] {
    const { nodes, world } = this.cluster;
    return nodes.flatMap(({ name: one }, index) =>
      nodes
        .slice(index + 1)
        .filter(({ name: other }) => world.links.isBlocked(one, other) || world.links.isBlocked(other, one))
        .map(({ name: other }) => [one, other] as const),
    );
  }

  private lookAt(simulated: SimNode): NodeFrame {
    const { name, isBroker, host, node } = simulated;
    if (node !== undefined) this.seen.set(name, { quorum: this.quorum(node), replica: this.replica(node) });
    const seen = this.seen.get(name);
    const kind = isBroker ? 'broker' : 'controller';
    const process = processState(host.alive, host.paused, node !== undefined);
    return { name, kind, process, quorum: seen?.quorum, replica: seen?.replica };
  }

  private quorum(node: NonNullable<SimNode['node']>): QuorumFrame {
    const { role, epoch, votedFor, log, highWatermark } = node.quorum.raft.inspect().state;
    const epochs: EpochSpan[] = [];
    for (let span = log.endOfEpoch(log.lastEpoch); span !== undefined; ) {
      const before = log.endOfEpoch(span.epoch - 1);
      const startOffset = Math.max(log.startOffset, before?.endOffset ?? log.startOffset);
      if (startOffset < span.endOffset) epochs.unshift({ ...span, startOffset });
      span = before === undefined || before.endOffset <= log.startOffset ? undefined : before;
    }
    return {
      role: role.kind,
      epoch,
      votedFor: votedFor === undefined ? undefined : this.nameOf(votedFor.nodeId),
      log: logFrame(log.startOffset, log.endOffset, highWatermark, epochs),
    };
  }

  private replica(node: NonNullable<SimNode['node']>): ReplicaFrame | undefined {
    const topicId = this.cluster.newestImage?.topicByName(this.topic)?.id;
    const partition = topicId === undefined ? undefined : node.broker?.replicas.partitionOf(topicId, 0);
    if (partition === undefined) return undefined;
    const { core, leaderEpoch, highWatermark, log } = partition;
    const { logStartOffset, logEndOffset } = log;
    const { entries } = log.leaderEpochs;
    const epochs = entries.map(({ epoch, startOffset }, index) => ({
      epoch,
      startOffset: Math.max(startOffset, logStartOffset),
      endOffset: entries[index + 1]?.startOffset ?? logEndOffset,
    }));
    return { role: core.roleKind, leaderEpoch, log: logFrame(logStartOffset, logEndOffset, highWatermark, epochs) };
  }

  private nameOf(id: number): string {
    return this.cluster.nodes.find(({ config }) => config.node.id === id)?.name ?? `node ${id}`;
  }
}

export function processState(alive: boolean, paused: boolean, opened = true): ProcessState {
  if (!alive) return 'down';
  if (paused) return 'paused';
  return opened ? 'up' : 'starting';
}

function logFrame(startOffset: number, endOffset: number, highWatermark: number, epochs: EpochSpan[]): LogFrame {
  return { startOffset, endOffset, highWatermark, epochs: epochs.filter((span) => span.startOffset < span.endOffset) };
}
