import { assert, type Offset } from '@drave/base';
import { batchBaseOffset, batchSizeBytes } from '@drave/records';
import type { Partition } from '@drave/replica';
import { createTopic } from '../create-topic.js';
import { levelReplicas, readAll } from '../log-audit.js';
import type { SimCluster } from '../sim-cluster.js';
import { PoisonedBatches } from './poisoned-batch.js';

export const PLANTED_TOPIC = 'planted';
const PLANTED_COUNT = 3;
const PLANT_MS = 10_000;

/**
 * A compacted topic with batches that cannot be opened, as a broker may have stored them that looked at headers only:
 * a reader that meets one goes on, and it stays as it is (KAFKA-5431, KAFKA-15653).
 */
export class PlantedTopic {
  private readonly cluster: SimCluster;
  private readonly batches: PoisonedBatches;
  private readonly planted = new Map<Offset, Buffer>();

  constructor(cluster: SimCluster) {
    this.cluster = cluster;
    this.batches = new PoisonedBatches(cluster.clientHost('planter'));
  }

  async prepare(): Promise<void> {
    const { cluster, batches } = this;
    const { world } = cluster;
    await createTopic(cluster, PLANTED_TOPIC, 1, new Map(Object.entries(cluster.conditions.tableConfigs)));
    for (let count = 0; count < PLANTED_COUNT; count += 1) {
      const bytes = await world.finish(batches.unreadable());
      const offset = await this.plant(bytes);
      this.planted.set(offset, bytes);
      const { bytes: sound } = await world.finish(batches.sound());
      await this.plant(sound);
    }
  }

  /** Every replica holds every one of them, unchanged. */
  async check(): Promise<void> {
    const { replicas, leader } = await levelReplicas(this.cluster, PLANTED_TOPIC, 0);
    for (const replica of replicas) {
      const start = replica.partition.log.logStartOffset;
      const bytes = await readAll(this.cluster, replica, start, leader.highWatermark);
      assert(bytes !== undefined, `${PLANTED_TOPIC} does not expire`);
      const held = new Map<Offset, Buffer>();
      for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at))
        held.set(batchBaseOffset(bytes, at), bytes.subarray(at, at + batchSizeBytes(bytes, at)));
      for (const [offset, batch] of this.planted) {
        const same = held.get(offset)?.equals(batch) === true;
        assert(same, `${replica.name}: what nobody can open at ${offset} of ${PLANTED_TOPIC} is not as it was`);
      }
    }
  }

  /** Past the checks of what clients send. The log stamps its own copy. */
  private async plant(batch: Buffer): Promise<Offset> {
    const { world } = this.cluster;
    const led = await world.runUntil(() => this.leader !== undefined, PLANT_MS);
    assert(led && this.leader !== undefined, `${PLANTED_TOPIC} has a leader`);
    const ticket = this.leader.append({ bytes: batch, acks: -1, timeoutMs: PLANT_MS, origin: 'internal' });
    assert(ticket.kind === 'enqueued', 'a leader takes what is planted');
    const result = await world.finish(ticket.acked);
    assert(result.kind === 'acked', 'what is planted is replicated');
    return result.baseOffset;
  }

  private get leader(): Partition | undefined {
    return this.cluster.brokers
      .flatMap(({ node }) => [...(node?.broker?.replicas.partitions() ?? [])])
      .find(({ topicPartition, isLeader }) => topicPartition.topic === PLANTED_TOPIC && isLeader);
  }
}
