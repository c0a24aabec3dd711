import { assert, DraveError, type LeaderEpoch, type NodeId, type Offset, type TopicId } from '@drave/base';
import { coordinatorPartitionOf } from '@drave/coordinator';
import { GroupRequests, nameOf, type TopicPartition } from '../../kafka-client/group-requests.js';
import { KafkaClient, RETRY_PAUSE_MS } from '../../kafka-client/kafka-client.js';
import { OFFSETS_TOPIC } from '../offsets-topic.js';
import type { SimCluster } from '../sim-cluster.js';
import { WorkUntilStopped } from './work-until-stopped.js';

const PAUSE_MS_MAX = 150;
const COMMIT_SHARE = 0.5;
/** How long the coordinator of a healthy cluster may take to answer at the end. */
const FINAL_MS = 15_000;
/** The identity of no member: any client may commit for a group that has none. */
const nobody = { memberId: '', instanceId: null, generation: -1 };

interface GroupTopics {
  /** The topic that comes and goes. */
  readonly topic: string;
  readonly partitionsMax: number;
  /** A topic that stays. */
  readonly lasting: string;
}

/** What a coordinator knew when it was asked. */
interface View {
  readonly topicId: TopicId | undefined;
  /** The epoch of the coordinator's term, when it is the rightful one; else undefined. */
  readonly epoch: LeaderEpoch | undefined;
}

interface Committed {
  readonly topicId: TopicId;
  readonly partition: string;
  readonly offset: Offset;
}

/**
 * A group without members that commits offsets for a topic, and asks for them, while the topic is replaced by others of
 * its name. Every attempt commits another offset, so that an answer tells which one it comes from. An offset was
 * committed for the topic that the coordinator knew by that name before the request was sent and after it was answered;
 * where it knew two, nothing is concluded.
 */
export class RecreatedTopicGroup extends WorkUntilStopped {
  private readonly client: KafkaClient;
  private readonly requests: GroupRequests;
  private readonly partitions: readonly TopicPartition[];
  private readonly topics: GroupTopics;
  /** All that was acknowledged, by offset. */
  private readonly acknowledged = new Map<Offset, Committed>();
  private nextOffset: Offset = 1;
  private judged = 0;

  constructor(cluster: SimCluster, name: string, topics: GroupTopics) {
    super(cluster, name);
    this.topics = topics;
    this.client = new KafkaClient(this.host.env, name, cluster.kafkaBootstrap, this.host.random.fork('kafka'));
    this.requests = new GroupRequests(this.client, name);
    const { topic, partitionsMax } = topics;
    this.partitions = Array.from({ length: partitionsMax }, (_, partition) => ({ topic, partition }));
  }

  override get settled(): boolean {
    return !this.running;
  }

  override get state(): string {
    return `${this.requests.group} has committed ${this.acknowledged.size} offsets, ${this.judged} answers judged`;
  }

  /** All coordinators know the last topic: what one holds of earlier topics would stay. */
  override async check(): Promise<void> {
    const { world } = this.cluster;
    const before = this.judged;
    const giveUpMs = world.nowMs() + FINAL_MS;
    while (this.judged === before) {
      assert(world.nowMs() < giveUpMs, `${this.requests.group}: its coordinator does not answer within ${FINAL_MS} ms`);
      await world.finish(this.attempt(() => this.ask()));
    }
  }

  override close(): void {
    this.client.close();
  }

  protected override async run(): Promise<void> {
    const { random, env } = this.host;
    while (!this.stopped) {
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
      await this.attempt(() => (random.next() < COMMIT_SHARE ? this.commit() : this.ask()));
    }
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (reason) {
      const { retriable, message } = DraveError.from(reason);
      if (!(reason instanceof DraveError) || !retriable) throw reason;
      this.cluster.world.trace('heir-failed', this.host.name, message);
      this.requests.forgetCoordinator();
      await this.host.env.timers.sleep(RETRY_PAUSE_MS);
    }
  }

  /** One partition may be missing and another one not. @throws DraveError when the coordinator refuses. */
  private async commit(): Promise<void> {
    const coordinator = await this.requests.coordinator([this.topics.lasting]);
    const before = this.viewOf(coordinator);
    const offsets = this.partitions.map((partition) => ({ ...partition, offset: this.nextOffset++ }));
    const codes = await this.requests.commit(coordinator, nobody, offsets);
    const { topicId } = this.viewOf(coordinator);
    for (const { offset, ...place } of offsets) {
      const partition = nameOf(place);
      if (codes.get(partition) !== 0 || topicId === undefined || topicId !== before.topicId) continue;
      this.acknowledged.set(offset, { topicId, partition, offset });
    }
    if ([...codes.values()].every((code) => code !== 0)) this.requests.forgetCoordinator();
  }

  /** @throws DraveError when the coordinator does not answer. */
  private async ask(): Promise<void> {
    const coordinator = await this.requests.coordinator([this.topics.lasting]);
    const before = this.viewOf(coordinator);
    const answers = await this.requests.committed(coordinator, this.partitions, undefined);
    const after = this.viewOf(coordinator);
    if (before.topicId !== after.topicId) return;
    this.judged += 1;
    const isRightful = before.epoch !== undefined && before.epoch === after.epoch;
    for (const [partition, offset] of answers) {
      this.judgeInherited(partition, offset, after.topicId);
      if (isRightful) this.judgeLost(partition, offset, after.topicId);
    }
  }

  private judgeInherited(partition: string, offset: Offset, topicId: TopicId | undefined): void {
    const origin = this.acknowledged.get(offset);
    assert(
      origin === undefined || origin.topicId === topicId,
      `${this.requests.group}: ${partition} of topic ${topicId ?? 'none'} inherits ${offset}, which was committed for ${origin?.topicId}`,
    );
  }

  /** An offset that was committed later may not have been acknowledged, and no earlier one takes its place. */
  private judgeLost(partition: string, offset: Offset, topicId: TopicId | undefined): void {
    let last: Offset = -1;
    for (const one of this.acknowledged.values())
      if (one.partition === partition && one.topicId === topicId) last = Math.max(last, one.offset);
    assert(offset >= last, `${this.requests.group}: ${partition} has lost ${last}, which was acknowledged: ${offset}`);
  }

  private viewOf(coordinator: NodeId): View {
    const { cluster } = this;
    const image = cluster.brokers.find(({ config }) => config.node.id === coordinator)?.node?.quorum.feed.image;
    const topicId = image?.topicByName(this.topics.topic)?.id;
    const [theirs, newest] = [image, cluster.newestImage].map((one) => {
      const topic = one?.topicByName(OFFSETS_TOPIC);
      return topic?.partition(coordinatorPartitionOf(this.requests.group, [...topic.partitions()].length));
    });
    const isRightful = newest?.leader === coordinator && theirs?.leaderEpoch === newest.leaderEpoch;
    return { topicId, epoch: isRightful ? newest.leaderEpoch : undefined };
  }
}
