import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';

const PAUSE_MS = 100;

/** Asks a group's committed offsets over and over, from outside the group: none may ever be smaller than before. */
export class CommitWatch {
  /** How many answers carried a commit. */
  seen = 0;
  readonly steppedBack: string[] = [];
  private readonly admin: Admin;
  private readonly groupId: string;
  private readonly topic: string;
  private readonly highest = new Map<number, number>();
  private watching: Promise<void> = Promise.resolve();
  private failure: unknown;
  private stopped = false;

  private constructor(admin: Admin, groupId: string, topic: string) {
    this.admin = admin;
    this.groupId = groupId;
    this.topic = topic;
  }

  static async started(kafka: Kafka, groupId: string, topic: string): Promise<CommitWatch> {
    const watch = new CommitWatch(kafka.admin(), groupId, topic);
    await watch.admin.connect();
    watch.watching = watch.watch().catch((reason: unknown) => {
      watch.failure = reason;
    });
    return watch;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.watching;
    await this.admin.disconnect();
    if (this.failure !== undefined) throw this.failure;
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      for (const { partition, offset } of await this.committed()) this.note(partition, Number(offset));
      await sleep(PAUSE_MS);
    }
  }

  /** Nothing when the connection died with its broker: kafkajs does not repeat this call by itself. */
  private async committed(): Promise<readonly { readonly partition: number; readonly offset: string }[]> {
    try {
      const [answer] = await this.admin.fetchOffsets({ groupId: this.groupId, topics: [this.topic] });
      return answer?.partitions ?? [];
    } catch (reason) {
      if (reason instanceof kafkajs.KafkaJSError && reason.retriable) return [];
      throw reason;
    }
  }

  private note(partition: number, offset: number): void {
    const before = this.highest.get(partition) ?? -1;
    if (offset >= 0) this.seen += 1;
    if (offset < before) this.steppedBack.push(`partition ${partition}: ${offset} after ${before}`);
    this.highest.set(partition, Math.max(before, offset));
  }
}
