import { DraveError, type Millis } from '@drave/base';
import { KafkaClient, RETRY_PAUSE_MS } from '../../kafka-client/kafka-client.js';
import { findOffset, TIMESTAMP_MAX } from '../../kafka-client/list-offset.js';
import type { SimCluster } from '../sim-cluster.js';
import { WorkUntilStopped } from './work-until-stopped.js';

const PAUSE_MS_MAX = 150;
const LOOK_BACK_MS_MAX = 3_000;
const LARGEST_SHARE = 0.3;
const NEAR_SHARE = 0.5;

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** A Kafka client that searches for records by their time, and knows what it may expect to find. */
export class TimeSearcher extends WorkUntilStopped {
  private readonly client: KafkaClient;
  private readonly partitions: readonly Place[];
  /** False for partitions of which anything may be answered; they must answer only. */
  private readonly judged: boolean;
  private searches = 0;

  constructor(cluster: SimCluster, name: string, partitions: readonly Place[], judged = true) {
    super(cluster, name);
    this.partitions = partitions;
    this.judged = judged;
    const random = this.host.random.fork('kafka');
    this.client = new KafkaClient(this.host.env, name, cluster.kafkaBootstrap, random, 'newest');
  }

  override get state(): string {
    return `${this.searches} searches by time`;
  }

  override close(): void {
    this.client.close();
  }

  protected override async run(): Promise<void> {
    const { random, env } = this.host;
    while (!this.stopped) {
      await env.timers.sleep(random.integer(PAUSE_MS_MAX));
      const where = this.partitions[random.integer(this.partitions.length)];
      if (where === undefined) continue;
      try {
        await this.search(where);
        this.searches += 1;
      } catch (reason) {
        await this.recover(reason);
      }
    }
  }

  private async recover(reason: unknown): Promise<void> {
    const { message, retriable } = DraveError.from(reason);
    if (!(reason instanceof DraveError) || !retriable) throw reason;
    this.cluster.world.trace('search-failed', this.host.name, message);
    await this.host.env.timers.sleep(RETRY_PAUSE_MS);
    try {
      await this.client.refresh([...new Set(this.partitions.map(({ topic }) => topic))]);
    } catch (reason) {
      if (!DraveError.from(reason).retriable) throw reason;
    }
  }

  /** Any time, or that of a record where records are gone: what a batch says of its times may speak of those. */
  private drawTime(name: string): Millis {
    const { random } = this.host;
    const near = this.cluster.timestamps.around(name, this.cluster.deletions.mayBeGoneBelow(name));
    const drawn = near[Math.floor(random.next() * near.length)];
    return random.next() < NEAR_SHARE && drawn !== undefined
      ? drawn
      : this.host.wallMs() - random.integer(LOOK_BACK_MS_MAX);
  }

  private async search({ topic, partition }: Place): Promise<void> {
    const { timestamps, deletions } = this.cluster;
    const name = `${topic}-${partition}`;
    const known = timestamps.size(name);
    const largest = this.host.random.next() < LARGEST_SHARE;
    const timestamp = largest ? TIMESTAMP_MAX : this.drawTime(name);
    const found = await findOffset(this.client, topic, partition, timestamp);
    // A leader of the past may be as old as this client's metadata, and know less than was acknowledged since.
    if (!this.judged || this.cluster.mayBeDeposed(name)) return;
    const answer = { offset: found.offset, sentWallMs: found.timestamp };
    const startOffset = deletions.mayBeGoneBelow(name);
    if (largest) timestamps.checkLargest(name, known, startOffset, answer);
    else timestamps.checkSearch(name, timestamp, known, startOffset, answer);
  }
}
