import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { LocalCluster } from '@drave/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf, startedCluster } from './suites/broker.js';
import { isRunnable, runOrThrow } from './suites/external.js';
import { nodeRdkafka, nodeRdkafkaRequirements } from './suites/node-rdkafka.js';
import { boundMs } from '../src/bounds.js';

/** The consumer group protocol (KIP-848) through librdkafka 2.12, which speaks version 1 of it. */
const topic = 'kip848-orders';
const partitions = [0, 1, 2, 3];
const waitMs = boundMs(30_000, 'a group of librdkafka has moved on');
const runnable = await isRunnable('node-rdkafka', {
  ...nodeRdkafkaRequirements,
  commands: [...nodeRdkafkaRequirements.commands, 'kcat'],
});

/** The part of node-rdkafka that this test touches. */
interface RdConsumer {
  connect(options: object, done: (error: Error | null) => void): void;
  disconnect(done: () => void): void;
  subscribe(topics: readonly string[]): void;
  consume(): void;
  commitMessage(message: RdMessage): void;
  assignments(): readonly { readonly topic: string; readonly partition: number }[];
  on(event: 'data', listener: (message: RdMessage) => void): void;
}

interface RdMessage {
  readonly partition: number;
  readonly offset: number;
}

describe.skipIf(!runnable)('librdkafka 2.12 with group.protocol=consumer', () => {
  let cluster: LocalCluster;
  let Consumer: new (config: object, topicConfig: object) => RdConsumer;
  beforeAll(
    async () => {
      const { folder } = await nodeRdkafka();
      const library: unknown = createRequire(join(folder, 'package.json'))(folder);
      Consumer = (library as { KafkaConsumer: typeof Consumer }).KafkaConsumer;
      cluster = await startedCluster({
        brokerConfig: { 'group.consumer.heartbeat.interval.ms': 300, 'num.partitions': partitions.length },
      });
    },
    boundMs(20 * 60_000, 'the add-on is compiled'),
  );
  afterAll(() => cluster.close());

  async function join848(topics: readonly string[], seen: Set<string>): Promise<RdConsumer> {
    const config = {
      'metadata.broker.list': addressesOf(cluster).kafka,
      'group.id': 'kip848',
      'group.protocol': 'consumer',
      'enable.auto.commit': false,
    };
    const consumer = new Consumer(config, { 'auto.offset.reset': 'earliest' });
    consumer.on('data', (message) => {
      seen.add(`${message.partition}:${message.offset}`);
      consumer.commitMessage(message);
    });
    await new Promise<void>((resolve, reject) => {
      consumer.connect({}, (error) => (error === null ? resolve() : reject(error)));
    });
    consumer.subscribe(topics);
    consumer.consume();
    return consumer;
  }

  const held = (consumer: RdConsumer): number[] =>
    consumer
      .assignments()
      .map(({ partition }) => partition)
      .toSorted();
  const produce = async (count: number): Promise<void> => {
    const addresses = addressesOf(cluster).kafka;
    const input = Array.from({ length: count }, (_, number) => `${number}`).join('\n');
    for (const partition of partitions)
      await runOrThrow(['kcat', '-b', addresses, '-P', '-t', topic, '-p', `${partition}`], {
        timeoutMs: waitMs,
        input,
      });
  };

  it('shares, by name and by expression, and hands over without loss', async () => {
    await produce(10);
    const seen = new Set<string>();
    const first = await join848([topic], seen);
    await expect.poll(() => held(first), { timeout: waitMs }).toEqual(partitions);
    await expect.poll(() => seen.size, { timeout: waitMs }).toBe(40);
    const second = await join848(['^kip848-.*'], seen);
    await expect.poll(() => [held(first).length, held(second).length], { timeout: waitMs }).toEqual([2, 2]);
    expect([...held(first), ...held(second)].toSorted()).toEqual(partitions);
    await produce(10);
    await expect.poll(() => seen.size, { timeout: waitMs }).toBe(80);
    await new Promise<void>((resolve) => first.disconnect(resolve));
    await expect.poll(() => held(second), { timeout: waitMs }).toEqual(partitions);
    await new Promise<void>((resolve) => second.disconnect(resolve));
  });
});
