import { assert, DraveError, errorCodeFromKafka, type LeaderEpoch, type NodeId, type Offset } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { KafkaClient, kafkaError, RETRY_PAUSE_MS } from '../../kafka-client/kafka-client.js';
import { listOffset, TIMESTAMP_EARLIEST, TIMESTAMP_LATEST } from '../../kafka-client/list-offset.js';
import type { SimCluster } from '../sim-cluster.js';
import { WorkUntilStopped } from './work-until-stopped.js';

const PAUSE_MS_MAX = 300;
const TIMEOUT_MS = 1_000;
const PURGES_OF_NEW_LEADER = 2;
/** What DeleteRecords takes for all that is committed. */
const TO_THE_END = -1;

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** One Kafka client that deletes records of any partition, up to any offset. */
export class PurgingClient extends WorkUntilStopped {
  private readonly client: KafkaClient;
  private readonly partitions: readonly Place[];
  private readonly leaderEpochs = new Map<string, { readonly epoch: LeaderEpoch; readonly left: number }>();
  private deletions = 0;

  constructor(cluster: SimCluster, partitions: readonly Place[]) {
    super(cluster, 'purger');
    this.partitions = partitions;
    this.client = new KafkaClient(this.host.env, 'purger', cluster.kafkaBootstrap, this.host.random.fork('kafka'));
  }

  override get state(): string {
    return `${this.deletions} deletions`;
  }

  override close(): void {
    this.client.close();
  }

  protected override async run(): Promise<void> {
    const { random, env } = this.host;
    const topics = [...new Set(this.partitions.map(({ topic }) => topic))];
    while (!this.stopped) {
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
      try {
        await this.purge();
      } catch (reason) {
        const { retriable, message } = DraveError.from(reason);
        if (!(reason instanceof DraveError) || !retriable) throw reason;
        this.cluster.world.trace('purge-failed', this.host.name, message);
        await env.timers.sleep(RETRY_PAUSE_MS);
        await this.refresh(topics);
      }
    }
  }

  private async refresh(topics: readonly string[]): Promise<void> {
    try {
      await this.client.refresh(topics);
    } catch (reason) {
      if (!DraveError.from(reason).retriable) throw reason;
    }
  }

  private async purge(): Promise<void> {
    const { random } = this.host;
    const newlyLed = this.newlyLed();
    if (newlyLed !== undefined) await this.learnLeader(newlyLed);
    const where = newlyLed ?? this.partitions[random.integer(this.partitions.length)];
    if (where === undefined) return;
    const { topic, partition } = where;
    const name = `${topic}-${partition}`;
    const start = await listOffset(this.client, topic, partition, TIMESTAMP_EARLIEST);
    const end = await listOffset(this.client, topic, partition, TIMESTAMP_LATEST);
    const offset = this.drawOffset(start, end, newlyLed !== undefined || !this.cluster.whole);
    const { deletions } = this.cluster;
    deletions.requested(name, offset);
    const leader = this.client.leaderOf(topic, partition);
    if (leader === undefined) throw new DraveError('LEADER_NOT_AVAILABLE', name);
    const body = {
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, offset }] }],
      timeoutMs: TIMEOUT_MS,
    };
    const { response } = await this.client.request(leader, apis.DeleteRecords, body);
    const answer = response.topics[0]?.partitions[0];
    assert(answer !== undefined, `DeleteRecords has answered for nobody but ${name}`);
    this.cluster.world.trace('purge', name, `to ${offset}: ${answer.errorCode}, ${answer.lowWatermark}`);
    if (offset === TO_THE_END) deletions.answeredToTheEnd(name);
    if (answer.errorCode !== 0) {
      const code = errorCodeFromKafka(answer.errorCode);
      // A leader may not know yet how much is committed, and then it refuses what another one has told us.
      if (code === 'OFFSET_OUT_OF_RANGE') return;
      throw kafkaError(answer.errorCode, `DeleteRecords ${name} to ${offset}`);
    }
    assert(answer.lowWatermark >= offset, `${name} was purged up to ${offset}, and starts at ${answer.lowWatermark}`);
    // The answer waits for living brokers only, and one that was down may come to lead (KIP-966).
    if (this.cluster.whole) deletions.acknowledged(name, offset === TO_THE_END ? answer.lowWatermark : offset);
    this.deletions += 1;
  }

  /**
   * A partition that has got another leader, twice each: the one before it may come back with more than the new one
   * has, and the new one says nothing of earlier epochs once all of them is deleted.
   */
  private newlyLed(): Place | undefined {
    return this.partitions.find((where) => {
      const { leaderEpoch } = this.leadership(where);
      const name = `${where.topic}-${where.partition}`;
      const known = this.leaderEpochs.get(name) ?? { epoch: leaderEpoch, left: 0 };
      const left = leaderEpoch > known.epoch ? PURGES_OF_NEW_LEADER : known.left;
      this.leaderEpochs.set(name, { epoch: leaderEpoch, left: Math.max(0, left - 1) });
      return left > 0;
    });
  }

  /** @throws DraveError retriable, while this client would ask the leader of before. */
  private async learnLeader(where: Place): Promise<void> {
    await this.client.refresh([where.topic]);
    const { leader } = this.leadership(where);
    if (this.client.leaderOf(where.topic, where.partition) === leader) return;
    this.leaderEpochs.set(`${where.topic}-${where.partition}`, { epoch: -1, left: PURGES_OF_NEW_LEADER });
    throw new DraveError('NOT_LEADER_OR_FOLLOWER', `${where.topic}-${where.partition} is led by ${leader} now`);
  }

  private leadership({ topic, partition }: Place): { readonly leader: NodeId; readonly leaderEpoch: LeaderEpoch } {
    return this.cluster.newestImage?.topicByName(topic)?.partition(partition) ?? { leader: -1, leaderEpoch: -1 };
  }

  /**
   * Mostly anywhere between, now and then everything; `rather` prefers that, while a replica is away and cannot follow.
   */
  private drawOffset(start: Offset, end: Offset, rather: boolean): Offset {
    const { random } = this.host;
    const kind = random.next() * (rather ? 0.5 : 1);
    if (kind < 0.1) return TO_THE_END;
    if (kind < 0.2) return end;
    const part = kind < 0.6 ? random.next() * random.next() : random.next();
    return start + Math.floor(part * (end - start));
  }
}
