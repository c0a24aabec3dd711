import type { Consumer, Kafka } from 'kafkajs';
import { until } from './until.js';
import { boundMs } from '../bounds.js';

/** A consumer group of kafkajs members, and what they have read between them. */
export class KafkaGroup {
  private readonly members: Member[];
  private readonly read: Set<string>;

  private constructor(members: Member[], read: Set<string>) {
    this.members = members;
    this.read = read;
  }

  static async started(kafka: Kafka, groupId: string, topic: string, count: number): Promise<KafkaGroup> {
    const read = new Set<string>();
    const members = Array.from({ length: count }, () => {
      const settings = {
        sessionTimeout: boundMs(6_000, 'a session'),
        rebalanceTimeout: boundMs(10_000, 'a rebalance'),
        heartbeatInterval: 300,
      };
      return new Member(kafka.consumer({ groupId, maxWaitTimeInMs: 100, ...settings }), topic, read);
    });
    await Promise.all(members.map((member) => member.start()));
    return new KafkaGroup(members, read);
  }

  /** Resolves when the group has read every one of `values`. */
  async caughtUp(values: readonly string[], when: string, withinMs: number): Promise<void> {
    await until(when, () => tellMissing('kafkajs', values, this.read), withinMs);
  }

  /** Resolves when each partition has one owner, and every member knows its own. */
  async settled(partitions: number, when: string, withinMs: number): Promise<void> {
    const missing = (): string | undefined => {
      const held = this.members.flatMap((member) => member.held).toSorted();
      const wanted = Array.from({ length: partitions }, (_, partition) => partition);
      return held.join() === wanted.join() ? undefined : `the group holds partitions ${held.join(', ')}`;
    };
    await until(when, missing, withinMs);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
  }
}

/** Says which of `values` are not in `read` yet. */
export function tellMissing(who: string, values: readonly string[], read: ReadonlySet<string>): string | undefined {
  const missing = values.filter((value) => !read.has(value));
  if (missing.length === 0) return undefined;
  return `${who} has not read ${missing.length} of ${values.length} acknowledged records, ${missing[0]} first`;
}

class Member {
  held: readonly number[] = [];
  private readonly consumer: Consumer;
  private readonly topic: string;
  private readonly read: Set<string>;

  constructor(consumer: Consumer, topic: string, read: Set<string>) {
    this.consumer = consumer;
    this.topic = topic;
    this.read = read;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => (this.held = payload.memberAssignment[topic] ?? []));
  }

  async start(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [this.topic], fromBeginning: true });
    await this.consumer.run({
      autoCommitInterval: 200,
      eachMessage: ({ message }) => {
        this.read.add(message.value?.toString('utf8') ?? '');
        return Promise.resolve();
      },
    });
  }

  async stop(): Promise<void> {
    await this.consumer.disconnect();
  }
}
