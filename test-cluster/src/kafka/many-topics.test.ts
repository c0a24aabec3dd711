import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { boundMs, Deadline } from '../bounds.js';
import { onCluster, rounds } from '../cluster.js';

/**
 * One legal request for very many topics is slow for its sender, and for no other client: no controller is deposed, and
 * records of others are acknowledged meanwhile. Names with '.' and '_' are those whose collisions are looked for.
 */
const count = rounds(1_000, 20_000);
const nameOf = (index: number): string => `source.topic_${String(index).padStart(6, '0')}`;

describe('many topics in one request', () => {
  it('are made and deleted while others work, under one controller', { timeout: boundMs(900_000) }, async () => {
    // On a slow machine timeouts are longer by as much: a node may miss them without any request there.
    const brokerConfig = {
      'controller.quorum.fetch.timeout.ms': boundMs(2_000, 'a fetch of the quorum'),
      'controller.quorum.request.timeout.ms': boundMs(2_000, 'a request of the quorum'),
      'controller.quorum.election.timeout.ms': boundMs(1_000, 'an election'),
      'broker.session.timeout.ms': boundMs(9_000, 'a session'),
    };
    await onCluster({ controllers: 3, brokers: 3, profile: 'real', brokerConfig }, async (cluster) => {
      const requestMs = boundMs(rounds(60_000, 400_000), 'a request for many topics');
      const kafka = new kafkajs.Kafka({
        brokers: addressesOf(cluster).kafka.split(','),
        logLevel: kafkajs.logLevel.NOTHING,
        requestTimeout: requestMs,
        retry: { retries: 0 },
      });
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: 'others', numPartitions: 1, replicationFactor: 3 }] });
      const before = await cluster.view.quorum();
      const others = new Others(kafka);
      await others.start();
      try {
        const shape = { numPartitions: 1, replicationFactor: 1 };
        const topics = Array.from({ length: count }, (_, index) => ({ topic: nameOf(index), ...shape }));
        expect(await admin.createTopics({ topics, waitForLeaders: false, timeout: requestMs })).toBe(true);
        await untilListed(admin, count);
        await admin.deleteTopics({ topics: topics.map(({ topic }) => topic), timeout: requestMs });
        await untilListed(admin, 0);
      } finally {
        await others.stop();
        await admin.disconnect();
      }
      const after = await cluster.view.quorum();
      expect({ leaderId: after.leaderId, epoch: after.epoch }).toEqual({
        leaderId: before.leaderId,
        epoch: before.epoch,
      });
      expect(others.acknowledged).toBeGreaterThan(10);
    });
  });
});

/**
 * The broker that is asked may not have heard of it yet: the answer says only what the broker knows that took the
 * request.
 */
async function untilListed(admin: Admin, wanted: number): Promise<void> {
  const deadline = new Deadline(30_000, 'every broker knows of many topics');
  for (;;) {
    const listed = (await admin.listTopics()).filter((name) => name.startsWith('source.')).length;
    if (listed === wanted) return;
    expect(await deadline.isOver(), `${listed} topics are listed, not ${wanted}`).toBe(false);
    await sleep(100);
  }
}

/** The records of other clients, one after another; each must be acknowledged in time. */
class Others {
  acknowledged = 0;
  private running: Promise<void> | undefined;
  private stopped = false;
  private readonly producer;

  constructor(kafka: Kafka) {
    this.producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  }

  async start(): Promise<void> {
    await this.producer.connect();
    await this.send();
    this.running = this.run();
    // The caller of `stop` sees the failure.
    this.running.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    await this.producer.disconnect();
  }

  private async run(): Promise<void> {
    while (!this.stopped) await this.send();
  }

  private async send(): Promise<void> {
    const startedMs = performance.now();
    const deadline = new Deadline(20_000, 'a record of others', startedMs);
    await this.producer.send({ topic: 'others', acks: -1, timeout: deadline.withinMs, messages: [{ value: 'x' }] });
    expect(await deadline.holds(performance.now() - startedMs)).toBe(true);
    this.acknowledged++;
  }
}
