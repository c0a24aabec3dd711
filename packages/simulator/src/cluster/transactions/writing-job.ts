import type { TransactionalJob, TransactionalProcess } from './transactional-process.js';

const RECORDS_MAX = 3;
const AGAIN_PROBABILITY = 0.5;

/** Writes to some partitions of a topic in each transaction, one after the other or to all at once. */
export class WritingJob implements TransactionalJob {
  private readonly process: TransactionalProcess;
  private readonly topic: { readonly name: string; readonly partitions: number };

  constructor(process: TransactionalProcess, topic: { readonly name: string; readonly partitions: number }) {
    this.process = process;
    this.topic = topic;
  }

  async round(): Promise<void> {
    const { process } = this;
    process.begin();
    const partitions = this.drawPartitions();
    if (process.host.random.next() < 0.5) await this.sendTogether(partitions);
    else
      for (const partition of partitions) {
        await this.send(partition);
        await process.step();
      }
    // A transaction of several batches in one partition, with those of others between them.
    if (process.host.random.next() < AGAIN_PROBABILITY)
      for (const partition of this.drawPartitions()) {
        await this.send(partition);
        await process.step();
      }
    await process.end();
  }

  aborted(): void {}

  close(): void {}

  died(): void {}

  /** What fails is known when all have an answer, so that an abort leaves nothing on its way. */
  private async sendTogether(partitions: readonly number[]): Promise<void> {
    const outcomes = await Promise.allSettled(partitions.map((partition) => this.send(partition)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    await this.process.step();
  }

  private send(partition: number): Promise<void> {
    const count = 1 + this.process.host.random.integer(RECORDS_MAX);
    const sources = Array.from({ length: count }, () => undefined);
    return this.process.send(this.topic.name, partition, sources);
  }

  private drawPartitions(): number[] {
    const { random } = this.process.host;
    const all = Array.from({ length: this.topic.partitions }, (_, partition) => partition);
    const count = 1 + random.integer(all.length);
    while (all.length > count) all.splice(random.integer(all.length), 1);
    return all;
  }
}
