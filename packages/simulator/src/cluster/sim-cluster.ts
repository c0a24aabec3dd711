import { assert, encodeUuid, type ClusterId, type LeaderEpoch, type Offset } from '@drave/base';
import { SeededRandom, SimWorld, type SimHost } from '@drave/env/sim';
import type { MetadataImage } from '@drave/metadata';
import type { NodeConfig, NodeTuning } from '@drave/node';
import type { Partition } from '@drave/replica';
import type { Conditions } from './conditions.js';
import { DeletionBook } from './deletion-book.js';
import { SimNode } from './sim-node.js';
import { TimestampBook } from './timestamp-book.js';
import type { WorkloadGroup, WorkloadMember } from './workload-group.js';

type Voters = NodeConfig['quorum']['voters'];
type Voter = Voters[number] & { readonly directoryId: string };

const GRPC_PORT = 9_000;
const KAFKA_PORT = 9_092;
/** The smallest that Kafka allows, so that logs roll within a run. */
const SEGMENT_BYTES = 1024 * 1024;

/** What a deposed leader has said may be on its way for so long. */
const DEPOSED_MEMORY_MS = 1_000;

/** The shortest session of consumer groups: far below Kafka's default, so that sessions end within a run. */
const SESSION_TIMEOUT_MS_MIN = 500;

/** A whole cluster in one simulated world: production nodes, each on its own host. */
export class SimCluster {
  readonly world: SimWorld;
  readonly conditions: Conditions;
  readonly nodes: readonly SimNode[];
  readonly voters: readonly Voter[];
  readonly clusterId: ClusterId;
  private judged: { readonly image: MetadataImage; readonly whole: boolean } | undefined;
  /** Names of brokers whose disks have flipped bits. */
  readonly rotten = new Set<string>();
  /** An operator changes the quorum now, and will put it back. */
  operatorBusy = false;
  /** The consumer groups of the workload. */
  groups: readonly WorkloadGroup[] = [];
  /** Up to where a partition was ever committed: a reader gets nothing beyond. */
  committedEnd: (topicId: string, partition: number) => Offset = () => Number.POSITIVE_INFINITY;
  /** Which records may be gone. */
  readonly deletions: DeletionBook;
  /** By partition: the newest leader epoch with a leader, and when there was a leader in an older one besides. */
  private readonly newestEpoch = new Map<string, LeaderEpoch>();
  private readonly deposedSeenMs = new Map<string, number>();
  /** What searches by time must find. */
  readonly timestamps = new TimestampBook();
  /** The first promise of our own code that broke; the run fails with it. */
  broken: unknown;

  constructor(seed: number, conditions: Conditions) {
    this.conditions = conditions;
    this.deletions = new DeletionBook(
      (topicId, partition) => this.committedEnd(topicId, partition),
      (topic) => this.newestImage?.topicByName(topic)?.id,
      () => this.world.wallMsStart + this.world.nowMs(),
    );
    this.world = new SimWorld({
      seed,
      links: {
        delayMsMin: conditions.linkDelayMs / 2,
        delayMsJitter: conditions.linkDelayMs / 2,
        lossProbability: conditions.linkLossProbability,
      },
    });
    const ids = new SeededRandom(seed).fork('ids');
    this.clusterId = encodeUuid(ids.bytes(16)).replace(/^-/, 'a');
    const voters = Array.from({ length: conditions.controllers }, (_, index) => ({
      id: index + 1,
      host: `c${index + 1}`,
      port: GRPC_PORT,
      directoryId: encodeUuid(ids.bytes(16)),
    }));
    this.voters = voters;
    const controllers = voters.map((voter) => this.addNode(voter.host, voter.id, 'controller', voters));
    const brokers = Array.from({ length: conditions.brokers }, (_, index) =>
      this.addNode(`b${index + 1}`, conditions.controllers + index + 1, 'broker', voters),
    );
    this.nodes = [...controllers, ...brokers];
    this.world.onAfterEvent(() => {
      if (this.broken !== undefined) throw this.broken;
    });
  }

  get controllers(): readonly SimNode[] {
    return this.nodes.filter((node) => !node.isBroker);
  }

  get brokers(): readonly SimNode[] {
    return this.nodes.filter((node) => node.isBroker);
  }

  /** Where clients knock. */
  get bootstrap() {
    return this.brokers.map(({ name }) => ({ host: name, port: GRPC_PORT }));
  }

  /** Where Kafka clients knock. */
  get kafkaBootstrap() {
    return this.brokers.map(({ name }) => ({ host: name, port: KAFKA_PORT }));
  }

  /** The controller that leads now, as far as the nodes themselves know; a deposed one may not know yet. */
  get leader(): SimNode | undefined {
    const active = this.controllers.filter(({ node }) => node?.controller?.active === true);
    return active.length > 1 ? active.reduce((one, other) => (epochOf(other) > epochOf(one) ? other : one)) : active[0];
  }

  /** The committed metadata of the node that has applied most. */
  get newestImage(): MetadataImage | undefined {
    let newest: SimNode | undefined;
    for (const node of this.nodes) {
      if (node.node !== undefined && (newest === undefined || appliedBy(node) > appliedBy(newest))) newest = node;
    }
    return newest?.node?.quorum.feed.image;
  }

  /** Every broker has come to the cluster. */
  get registered(): boolean {
    return this.newestImage?.brokers().length === this.conditions.brokers;
  }

  async format(): Promise<void> {
    for (const node of this.nodes) await this.world.finish(node.format());
  }

  start(): void {
    for (const node of this.nodes) node.start();
  }

  /** Every link healed, every host up and unpaused, every disk sound. */
  heal(): void {
    const { world, conditions } = this;
    world.links.heal();
    world.links.set('*', '*', { lossProbability: 0 });
    for (const node of this.nodes) {
      node.host.resume();
      node.host.eventCost(0);
      node.host.clockDrift(0);
      node.host.diskState.cancelPlannedFailures();
      node.host.storeState.cancelPlannedFailures();
      node.host.storeFaults({ stalledUntilMs: 0 });
      node.host.diskFaults({
        latencyMs: conditions.diskLatencyMs,
        stallProbability: 0,
        stalledUntilMs: 0,
        capacityBytes: node.capacityBytes,
      });
      node.restoreDirectory();
      if (node.lacksDirectory) node.crash({});
      if (!node.host.alive) node.start();
    }
    for (const member of this.groupMembers) {
      member.host.resume();
      member.start();
    }
  }

  get groupMembers(): WorkloadMember[] {
    return this.groups.flatMap(({ members }) => [...members]);
  }

  /** True when every node runs and every partition has a leader and its whole ISR. */
  get whole(): boolean {
    if (this.leader === undefined || !this.nodes.every(({ node }) => node?.ready === true)) return false;
    const image = this.newestImage;
    if (image === undefined) return false;
    if (this.judged?.image !== image) {
      const whole = image.brokers().every((broker) => !broker.fenced) && incompleteIn(image).next().done === true;
      this.judged = { image, whole };
    }
    return this.judged.whole;
  }

  /** For reports. */
  incompletePartitions(): string[] {
    const image = this.newestImage;
    return image === undefined ? ['no metadata'] : [...incompleteIn(image)];
  }

  /** For reports: what each replica of the partitions that are not whole holds. */
  incompleteReplicas(): string[] {
    const image = this.newestImage;
    const names = new Set([...(image === undefined ? [] : incompleteIn(image))].map((text) => text.split(':')[0]));
    return this.brokers.flatMap(({ name, node }) =>
      [...(node?.broker?.replicas.partitions() ?? [])].flatMap(({ topicPartition, log, core, highWatermark }) => {
        const where = `${topicPartition.topic}-${topicPartition.partition}`;
        if (!names.has(where)) return [];
        const { logStartOffset, writtenEndOffset, state } = log;
        return [
          `${where} on ${name}: ${core.roleKind}, ${state.kind}, ${logStartOffset} to ${highWatermark} to ${writtenEndOffset}`,
        ];
      }),
    );
  }

  /** A consumer was given this record. */
  checkRead(topic: string, partition: number, offset: Offset): void {
    const topicId = this.newestImage?.topicByName(topic)?.id;
    if (topicId === undefined) return;
    const end = this.committedEnd(topicId, partition);
    assert(offset < end, `${topic}-${partition}: a consumer has got ${offset}, ${end} is the highest watermark so far`);
  }

  /**
   * A consumer was refused this position: only where the records may be gone, and then true; or by a leader of the past
   * that does not know yet, which a client cannot tell whose metadata are as old (KIP-320).
   */
  checkOutOfRange(topic: string, partition: number, position: Offset): boolean {
    const name = `${topic}-${partition}`;
    const limit = this.deletions.mayBeGoneBelow(name);
    if (position < limit) return true;
    assert(
      this.mayBeDeposed(name),
      `${name}: a consumer at ${position} was out of range, records may be gone below ${limit}`,
    );
    return false;
  }

  /** Whether an answer of now may be that of a leader of the past who does not know yet. */
  mayBeDeposed(name: string): boolean {
    const seenMs = this.deposedSeenMs.get(name) ?? Number.NEGATIVE_INFINITY;
    return this.world.nowMs() - seenMs <= DEPOSED_MEMORY_MS;
  }

  /** Called all the time for each replica that believes to lead its partition. */
  noteLeader({ topicPartition, leaderEpoch }: Partition): void {
    const name = `${topicPartition.topic}-${topicPartition.partition}`;
    const newest = this.newestEpoch.get(name) ?? -1;
    if (leaderEpoch < newest) this.deposedSeenMs.set(name, this.world.nowMs());
    else this.newestEpoch.set(name, leaderEpoch);
  }

  /** A machine for clients, without a node. */
  clientHost(name: string): SimHost {
    return this.world.createHost(name);
  }

  private addNode(name: string, id: number, role: 'controller' | 'broker', voters: Voters): SimNode {
    const { conditions, world } = this;
    const host = world.createHost(name, {
      disk: { latencyMs: conditions.diskLatencyMs, stallProbability: conditions.diskStallProbability, stallMsMax: 500 },
    });
    host.eventCost(conditions.eventCostMs);
    const config: NodeConfig = {
      cluster: { id: this.clusterId, name: 'simulated' },
      node: { id, name, roles: [role] },
      dataDirectories: role === 'broker' ? dataDirectories(conditions.dataDirectories) : dataDirectories(1),
      listeners: {
        grpc: { host: name, port: GRPC_PORT },
        ...(role === 'broker' ? { kafka: [{ name: 'PLAINTEXT', host: name, port: KAFKA_PORT }] } : {}),
      },
      quorum: { voters },
      profile: 'local',
      broker: {
        'default.replication.factor': conditions.replicationFactor,
        'min.insync.replicas': conditions.minInsyncReplicas,
        'log.segment.bytes': SEGMENT_BYTES,
        // Also of __consumer_offsets, which only the cluster creates.
        ...(conditions.flushed ? { 'log.flush.interval.messages': 1 } : {}),
        'offsets.topic.num.partitions': conditions.groups.offsetsPartitions,
        'offsets.topic.replication.factor': conditions.replicationFactor,
        'transaction.state.log.num.partitions': conditions.groups.offsetsPartitions,
        'transaction.state.log.replication.factor': conditions.replicationFactor,
        'group.min.session.timeout.ms': SESSION_TIMEOUT_MS_MIN,
        'group.initial.rebalance.delay.ms': conditions.groups.initialRebalanceDelayMs,
        'group.consumer.min.session.timeout.ms': SESSION_TIMEOUT_MS_MIN,
        'group.consumer.session.timeout.ms': conditions.groups.sessionTimeoutMs,
        'group.consumer.min.heartbeat.interval.ms': 100,
        'group.consumer.heartbeat.interval.ms': Math.round(conditions.groups.sessionTimeoutMs / 4),
        ...conditions.brokerConfigs,
      },
      log: { level: 'warn' },
      supervised: false,
    };
    const node = new SimNode(world, host, config, (reason) => {
      this.broken ??= reason;
    });
    node.soundDisks = conditions.soundDisks;
    node.diskReserveBytesMax = conditions.diskReserveBytesMax;
    node.tuningOf = (incarnation) => tuningOf(conditions, role, incarnation);
    if (conditions.storeLatencyMs !== undefined) host.storeFaults({ latencyMs: conditions.storeLatencyMs });
    return node;
  }
}

function tuningOf(conditions: Conditions, role: 'controller' | 'broker', incarnation: number): NodeTuning {
  const { scrubIntervalMs, snapshotChunkBytes, transactions } = conditions;
  const inPieces = role === 'broker' && incarnation % 2 === 0;
  return {
    ...(scrubIntervalMs === undefined ? {} : { scrubIntervalMs }),
    ...(transactions === undefined ? {} : { firstProducerEpoch: transactions.firstProducerEpoch }),
    ...(inPieces && snapshotChunkBytes !== undefined ? { raft: { snapshotChunkBytes } } : {}),
  };
}

/** The first one has the quorum's own files too. */
function dataDirectories(count: number): string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'data' : `data${index + 1}`));
}

function epochOf({ node }: SimNode): number {
  return node?.quorum.raft.status().epoch ?? -1;
}

function appliedBy({ node }: SimNode): number {
  return node?.quorum.feed.appliedOffset ?? -1;
}

/** Partitions without a leader or with too small an ISR. */
function* incompleteIn(image: MetadataImage): Generator<string, void, undefined> {
  for (const topic of image.topics()) {
    for (const { index, leader, isr, elr, replicas } of topic.partitions()) {
      if (leader >= 0 && isr.length >= replicas.length) continue;
      yield `${topic.name}-${index}: leader ${leader}, ISR [${isr.join()}], ELR [${elr.join()}] of [${replicas.join()}]`;
    }
  }
}
