import {
  DraveError,
  UUID_ZERO,
  assert,
  type BrokerEpoch,
  type DirectoryId,
  type ErrorCode,
  type NodeId,
  type Offset,
  type PartitionIndex,
  type TopicId,
} from '@drave/base';
import {
  type ListenerEndpoint,
  type MetadataDelta,
  type MetadataImage,
  type PartitionChangeRecord,
  type PartitionRegistration,
  type QuotaEntity,
  NO_LEADER,
  isActive,
} from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import type {
  AlterPartitionItem,
  AlterPartitionItemResult,
  AlterPartitionRequest,
  AssignDirectoriesRequest,
  AssignDirectoriesResponse,
  LeaveIsrRequest,
} from '@drave/metadata/controller';

interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: readonly NodeId[];
  readonly minInsyncReplicas: number;
}

/**
 * A controller without a quorum: it decides at once and never fails, by the rules that replication relies on (KIP-497,
 * KIP-841, KIP-903, KIP-966). Tests decide when brokers come, go and are noticed, and how its answers travel.
 */
export class ScriptedController {
  readonly metadata = new TestMetadata();
  /** Every change so far, by the offset that follows it. */
  readonly history: { readonly offset: Offset; readonly delta: MetadataDelta; readonly image: MetadataImage }[] = [];
  private readonly listeners: (() => void)[] = [];
  private minIsr = new Map<TopicId, number>();
  /** Replicas in log directories that have failed, until their broker registers anew. */
  private readonly offline = new Set<string>();
  /** In which directory a replica lies, by broker, topic and partition. */
  private readonly reported = new Map<string, DirectoryId>();

  get image(): MetadataImage {
    return this.metadata.image;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  createTopic(plan: TopicPlan): TopicId {
    const partitions = Array.from({ length: plan.partitions }, (_, index) => {
      // Leaderships spread over the replicas.
      const shift = index % plan.replicas.length;
      return { replicas: [...plan.replicas.slice(shift), ...plan.replicas.slice(0, shift)] };
    });
    this.note(this.metadata.topic(plan.name, partitions));
    this.note(this.metadata.config(plan.name, 'min.insync.replicas', String(plan.minInsyncReplicas)));
    const id = this.metadata.idOf(plan.name);
    this.minIsr.set(id, plan.minInsyncReplicas);
    return id;
  }

  deleteTopic(name: string): void {
    this.note(this.metadata.deleteTopic(name));
  }

  setConfig(topic: string, key: string, value: string): void {
    this.note(this.metadata.config(topic, key, value));
  }

  setFeature(name: string, level: number): void {
    this.note(this.metadata.apply({ kind: 'featureLevel', name, level }));
  }

  /** Limits a client; undefined takes the limit away. */
  setQuota(entity: QuotaEntity, key: string, value: number | undefined): void {
    this.note(this.metadata.apply({ kind: 'clientQuota', entity, key, value }));
  }

  setBrokerConfig(id: NodeId, key: string, value: string): void {
    this.note(this.metadata.apply({ kind: 'config', resource: { type: 'broker', name: String(id) }, key, value }));
  }

  setGroupConfig(groupId: string, key: string, value: string): void {
    this.note(this.metadata.apply({ kind: 'config', resource: { type: 'group', name: groupId }, key, value }));
  }

  /** A new incarnation, unfenced at once. Without proof its replicas count as incomplete from here on. */
  register(
    id: NodeId,
    options: {
      readonly provenDurable: boolean;
      readonly rack?: string;
      readonly listeners?: readonly ListenerEndpoint[];
    },
  ): BrokerEpoch {
    const known = this.image.broker(id);
    for (const partition of this.partitions()) this.offline.delete(replicaKey(partition, id));
    if (known !== undefined) this.takeOut(id, options.provenDurable ? 'endOfIncarnation' : 'lost');
    const { rack, listeners } = options;
    this.note(
      this.metadata.apply(this.metadata.registration(id, { rack, ...(listeners === undefined ? {} : { listeners }) })),
    );
    this.electAll();
    const broker = this.image.broker(id);
    assert(broker !== undefined, 'it is registered now');
    return broker.epoch;
  }

  /** Forgets a broker, which may still run; its replicas count as incomplete from here on. */
  unregister(id: NodeId): void {
    const broker = this.image.broker(id);
    assert(broker !== undefined, 'a broker is registered');
    this.takeOut(id, 'lost');
    this.note(this.metadata.apply({ kind: 'unregisterBroker', brokerId: id, brokerEpoch: broker.epoch }));
    this.electAll();
  }

  /** A log directory of the broker has failed: these replicas lead nothing and leave their ISRs. */
  replicasOffline(
    id: NodeId,
    brokerEpoch: BrokerEpoch,
    replicas: readonly (readonly [TopicId, PartitionIndex])[],
  ): void {
    if (this.image.broker(id)?.epoch !== brokerEpoch) return;
    for (const [topicId, index] of replicas) {
      const partition = this.image.partition(topicId, index);
      if (partition === undefined || !partition.replicas.includes(id)) continue;
      this.offline.add(replicaKey(partition, id));
      this.remove(partition, id, 'fenced');
    }
    this.electAll();
  }

  /** The session of a broker that is gone has run out. */
  fence(id: NodeId): void {
    const broker = this.image.broker(id);
    if (broker === undefined || broker.fenced) return;
    this.note(
      this.metadata.apply({
        kind: 'brokerRegistrationChange',
        brokerId: id,
        brokerEpoch: broker.epoch,
        fenced: true,
      }),
    );
    this.takeOut(id, 'fenced');
    this.electAll();
  }

  unfence(id: NodeId): void {
    const broker = this.image.broker(id);
    assert(broker !== undefined, 'a broker is registered');
    if (!broker.fenced) return;
    this.note(
      this.metadata.apply({
        kind: 'brokerRegistrationChange',
        brokerId: id,
        brokerEpoch: broker.epoch,
        fenced: false,
      }),
    );
    this.electAll();
  }

  /** Moves a leadership within the ISR. */
  lead(topicId: TopicId, index: PartitionIndex, leader: NodeId): void {
    const partition = this.partition(topicId, index);
    assert(partition.isr.includes(leader), 'leaders come from the ISR');
    this.change(partition, { leader });
  }

  /** An unclean election: this broker leads, whatever its state, and is alone in the ISR. */
  electUnclean(topicId: TopicId, index: PartitionIndex, leader: NodeId): void {
    this.change(this.partition(topicId, index), { leader, isr: [leader], elr: [], lastKnownElr: [] });
  }

  /** A broker that is left out deletes its replica, a new one begins with nothing. A member of the ISR must stay. */
  /** Keeps what it is told, and leaves the metadata alone. */
  assignDirectories(request: AssignDirectoriesRequest): AssignDirectoriesResponse {
    for (const { topicId, partition, directoryId } of request.replicas)
      this.reported.set(`${request.brokerId}:${topicId}:${partition}`, directoryId);
    return request.replicas.map(() => undefined);
  }

  reportedDirectory(id: NodeId, topicId: TopicId, index: PartitionIndex): DirectoryId | undefined {
    return this.reported.get(`${id}:${topicId}:${index}`);
  }

  reassign(topicId: TopicId, index: PartitionIndex, replicas: readonly NodeId[]): void {
    const partition = this.partition(topicId, index);
    const stays = (id: NodeId): boolean => replicas.includes(id);
    const isr = partition.isr.filter(stays);
    assert(isr.length > 0 || partition.isr.length === 0, 'somebody of the ISR stays');
    const leader = stays(partition.leader)
      ? partition.leader
      : (isr.find((id) => isActive(this.image.broker(id))) ?? NO_LEADER);
    const directories = replicas.map((id) => partition.directories[partition.replicas.indexOf(id)] ?? UUID_ZERO);
    this.change(partition, { replicas, directories, isr, elr: partition.elr.filter(stays), leader });
  }

  /** The partition epoch moves on, and nothing else. */
  touch(topicId: TopicId, index: PartitionIndex): void {
    this.change(this.partition(topicId, index), {});
  }

  alterPartition(request: AlterPartitionRequest): readonly AlterPartitionItemResult[] {
    const sender = this.image.broker(request.brokerId);
    if (sender === undefined || sender.epoch !== request.brokerEpoch)
      throw new DraveError('STALE_BROKER_EPOCH', `broker ${request.brokerId} is not at epoch ${request.brokerEpoch}`);
    return request.items.map((item) => this.alterOne(request.brokerId, item));
  }

  leaveIsr(request: LeaveIsrRequest): readonly AlterPartitionItemResult[] {
    return request.partitions.map(({ topicId, partition: index }): AlterPartitionItemResult => {
      const partition = this.image.partition(topicId, index);
      if (partition === undefined) return rejected(topicId, index, 'UNKNOWN_TOPIC_ID');
      const id = request.brokerId;
      const others = [...partition.isr, ...partition.elr].filter((member) => member !== id);
      if (others.length === 0) return rejected(topicId, index, 'ELIGIBLE_LEADERS_NOT_AVAILABLE');
      this.remove(partition, id, 'lost');
      this.electAll();
      return committed(this.partition(topicId, index));
    });
  }

  partition(topicId: TopicId, index: PartitionIndex): PartitionRegistration {
    const partition = this.image.partition(topicId, index);
    assert(partition !== undefined, `there is a partition ${index}`);
    return partition;
  }

  *partitions(): Iterable<PartitionRegistration> {
    for (const topic of this.image.topics()) yield* topic.partitions();
  }

  /** Members that hold every committed record, as the controller believes. */
  complete(partition: PartitionRegistration): readonly NodeId[] {
    return [...partition.isr, ...partition.elr];
  }

  private alterOne(sender: NodeId, item: AlterPartitionItem): AlterPartitionItemResult {
    const { topicId, partition: index } = item;
    const partition = this.image.partition(topicId, index);
    const error = partition === undefined ? 'UNKNOWN_TOPIC_ID' : this.refusal(sender, partition, item);
    if (partition === undefined || error !== undefined) return rejected(topicId, index, error ?? 'UNKNOWN_TOPIC_ID');
    const isr = item.newIsr.map((member) => member.brokerId);
    // Even an unchanged ISR moves the partition epoch: that is how a leader makes a lost request void.
    this.change(partition, { isr, elr: this.elrAfter(partition, isr) });
    return committed(this.partition(topicId, index));
  }

  private refusal(sender: NodeId, partition: PartitionRegistration, item: AlterPartitionItem): ErrorCode | undefined {
    if (item.leaderEpoch < partition.leaderEpoch) return 'FENCED_LEADER_EPOCH';
    if (partition.leader !== sender) return 'INVALID_REQUEST';
    if (item.partitionEpoch !== partition.partitionEpoch) return 'INVALID_UPDATE_VERSION';
    for (const { brokerId, brokerEpoch } of item.newIsr) {
      if (!partition.replicas.includes(brokerId)) return 'INVALID_REQUEST';
      const broker = this.image.broker(brokerId);
      if (!isActive(broker)) return 'INELIGIBLE_REPLICA';
      if (brokerEpoch === -1 && partition.isr.includes(brokerId)) continue;
      if (brokerEpoch !== broker.epoch) return 'INELIGIBLE_REPLICA';
    }
    return undefined;
  }

  private takeOut(id: NodeId, why: 'fenced' | 'lost' | 'endOfIncarnation'): void {
    for (const partition of [...this.partitions()]) this.remove(partition, id, why);
  }

  private remove(partition: PartitionRegistration, id: NodeId, why: 'fenced' | 'lost' | 'endOfIncarnation'): void {
    const leads = partition.leader === id;
    if (why === 'endOfIncarnation') {
      // Its data is whole; only its leaderships of before are over.
      if (leads) this.change(partition, { leader: NO_LEADER });
      return;
    }
    const isr = partition.isr.filter((member) => member !== id);
    let elr = partition.elr.filter((member) => member !== id || why === 'fenced');
    const inIsr = isr.length < partition.isr.length;
    if (!inIsr && elr.length === partition.elr.length && !leads) return;
    if (inIsr) {
      elr = this.elrAfter({ ...partition, elr }, isr);
      if (why === 'lost') elr = elr.filter((member) => member !== id);
    }
    this.change(partition, { isr, elr, ...(leads ? { leader: NO_LEADER } : {}) });
  }

  /** A replica that leaves the ISR below the minimum still holds everything that was committed. */
  private elrAfter(partition: PartitionRegistration, isr: readonly NodeId[]): NodeId[] {
    const minimum = Math.min(this.minIsr.get(partition.topicId) ?? 1, partition.replicas.length);
    if (isr.length >= minimum) return [];
    const members = new Set([...partition.elr, ...partition.isr]);
    return [...members].filter((id) => !isr.includes(id));
  }

  private electAll(): void {
    for (const partition of [...this.partitions()]) {
      if (partition.leader !== NO_LEADER && this.mayLead(partition, partition.leader)) continue;
      const able = partition.replicas.filter((id) => this.mayLead(partition, id));
      const fromIsr = able.find((id) => partition.isr.includes(id));
      const fromElr = able.find((id) => partition.elr.includes(id));
      if (fromIsr !== undefined) this.change(partition, { leader: fromIsr });
      else if (fromElr !== undefined) {
        const isr = [...partition.isr, fromElr];
        const elr = partition.elr.filter((id) => id !== fromElr);
        this.change(partition, { leader: fromElr, isr, elr });
      } else if (partition.leader !== NO_LEADER) this.change(partition, { leader: NO_LEADER });
    }
  }

  private mayLead(partition: PartitionRegistration, id: NodeId): boolean {
    return isActive(this.image.broker(id)) && !this.offline.has(replicaKey(partition, id));
  }

  private change(
    partition: PartitionRegistration,
    change: Omit<PartitionChangeRecord, 'kind' | 'topicId' | 'index'>,
  ): void {
    const { topicId, index } = partition;
    this.note(this.metadata.apply({ kind: 'partitionChange', topicId, index, ...change }));
  }

  private note(delta: MetadataDelta): void {
    this.history.push({ offset: this.metadata.offset, delta, image: this.metadata.image });
    for (const listener of this.listeners) listener();
  }
}

function replicaKey({ topicId, index }: PartitionRegistration, id: NodeId): string {
  return `${topicId}:${index}:${id}`;
}

function committed(partition: PartitionRegistration): AlterPartitionItemResult {
  return {
    kind: 'committed',
    topicId: partition.topicId,
    partition: partition.index,
    leaderId: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    partitionEpoch: partition.partitionEpoch,
    isr: partition.isr,
  };
}

function rejected(topicId: TopicId, partition: PartitionIndex, error: ErrorCode): AlterPartitionItemResult {
  return { kind: 'rejected', topicId, partition, error, message: error };
}
