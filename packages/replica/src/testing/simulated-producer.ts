import { assert, type Offset, type PartitionIndex } from '@drave/base';
import type { SeededRandom } from '@drave/env/sim';
import type { AppendResult } from '../append.js';
import type { ReplicaCluster } from './replica-cluster.js';

/** An idempotent producer with one batch in flight, which retries the same batch until it knows what became of it. */
export class SimulatedProducer {
  readonly acked: { readonly value: string; readonly offset: Offset; readonly index: PartitionIndex }[] = [];
  attempts = 0;
  done = false;
  private readonly sequences = new Map<PartitionIndex, number>();
  private count = 0;
  private finishing = false;

  private readonly cluster: ReplicaCluster;
  private readonly id: number;
  private readonly random: SeededRandom;
  private readonly partitions: number;

  constructor(cluster: ReplicaCluster, id: number, random: SeededRandom, partitions: number) {
    this.cluster = cluster;
    this.id = id;
    this.random = random;
    this.partitions = partitions;
  }

  run(): void {
    this.next();
  }

  finish(): void {
    this.finishing = true;
  }

  private next(): void {
    if (this.finishing) {
      this.done = true;
      return;
    }
    const index = this.random.integer(this.partitions);
    const values = Array.from({ length: 1 + this.random.integer(4) }, () => {
      return `p${this.id}/${this.count++}`.padEnd(10 + this.random.integer(400), '.');
    });
    this.attempt(index, values);
  }

  private attempt(index: PartitionIndex, values: readonly string[]): void {
    this.attempts++;
    const leader = this.cluster.leaderId(index);
    const broker = leader < 0 ? undefined : this.cluster.broker(leader);
    const partition = broker?.partition(this.cluster.topicId, index);
    if (broker === undefined || partition === undefined || broker.host.paused) {
      this.later(() => this.attempt(index, values));
      return;
    }
    const baseSequence = this.sequences.get(index) ?? 0;
    const { life } = broker.host;
    let open = true;
    const settle = (run: () => void): void => {
      if (!open) return;
      open = false;
      run();
    };
    // A process that died, or an answer that the network lost, looks alike from here.
    this.cluster.world.schedule(1_500, () => settle(() => this.attempt(index, values)), undefined, 'producer-timeout');
    const answerLost = this.random.integer(20) === 0;
    const batch = { producerId: 1_000 + this.id, producerEpoch: 0, baseSequence };
    this.cluster.send(partition, values, { batch, timeoutMs: 1_000 }).then(
      (result) => {
        if (!life.alive || answerLost) return;
        settle(() => this.take(index, values, result));
      },
      (reason: unknown) => {
        broker.failure ??= reason;
      },
    );
  }

  private take(index: PartitionIndex, values: readonly string[], result: AppendResult): void {
    if (result.kind === 'failed') {
      assert(
        result.error !== 'OUT_OF_ORDER_SEQUENCE_NUMBER' && result.error !== 'INVALID_PRODUCER_EPOCH',
        `a producer that does everything right is refused: ${result.error} ${result.message}`,
      );
      this.later(() => this.attempt(index, values));
      return;
    }
    this.sequences.set(index, (this.sequences.get(index) ?? 0) + values.length);
    values.forEach((value, at) => this.acked.push({ value, offset: result.baseOffset + at, index }));
    this.cluster.world.schedule(this.random.next() * 10, () => this.next(), undefined, 'producer');
  }

  private later(run: () => void): void {
    this.cluster.world.schedule(20 + this.random.next() * 50, run, undefined, 'producer-retry');
  }
}
