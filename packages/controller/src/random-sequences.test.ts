import { snapshotFrames } from '@drave/metadata';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlterPartitionItem } from '@drave/metadata/controller';
import type { AdminCommand } from './commands.js';
import { imageFaults, TestCluster, transitionFaults } from './testing/index.js';

/** A step is a number, so that a failing run shrinks: what to do, and with what. */
class RandomRun {
  readonly cluster = new TestCluster({ controllers: 3, file: { 'min.insync.replicas': '2' } });
  /** Acknowledged producer id blocks, for uniqueness across leaders. */
  readonly producerIds: number[] = [];
  /** Whatever must never be, in words. */
  readonly faults: string[] = [];
  private readonly waiting: Promise<unknown>[] = [];
  private names = 0;

  async start(): Promise<void> {
    await this.cluster.start(1, 2, 3, 4);
    for (const { feed } of this.cluster.members) {
      feed.subscribe({
        onMetadata: ({ before, after }) => {
          this.faults.push(...imageFaults(after), ...transitionFaults(before, after));
        },
      });
    }
  }

  async step(choice: number): Promise<void> {
    const { cluster } = this;
    const pick = Math.floor(choice / 15);
    const broker = 1 + (pick % 4);
    switch (choice % 15) {
      case 0:
        return this.send({ kind: 'createTopics', topics: [this.newTopic(pick)] });
      case 1:
        return this.send({ kind: 'deleteTopics', topics: [{ name: this.topicName(pick) }] });
      case 2:
        return this.send({
          kind: 'createPartitions',
          topics: [{ name: this.topicName(pick), partitionCount: 1 + (pick % 9) }],
        });
      case 3: {
        const target = pick % 5 === 0 ? undefined : [1, 2, 3, 4].filter((id) => (pick >> id) % 2 === 1);
        const reassignments = [{ topic: this.topicName(pick), partition: 0, target }];
        return this.send({ kind: 'reassignPartitions', reassignments });
      }
      case 4:
        return this.send({
          kind: 'electLeaders',
          election: pick % 3 === 0 ? 'unclean' : 'preferred',
          partitions: undefined,
        });
      case 5: {
        const values = {
          'min.insync.replicas': `${1 + (pick % 3)}`,
          'unclean.leader.election.enable': `${pick % 7 === 0}`,
        };
        const resource = { type: 'topic', name: this.topicName(pick) } as const;
        return this.send({ kind: 'alterConfigs', resources: [{ resource, change: { kind: 'replace', values } }] });
      }
      case 6:
      case 7:
        return this.alterIsrs(broker, pick);
      case 8: {
        const change = { provenDurable: pick % 3 !== 0, bootId: pick % 2 === 0 ? 'boot-1' : `boot-${pick}` };
        const registering = cluster.controller.registerBroker(cluster.registration(broker, change));
        return this.wait(registering);
      }
      case 9:
        return this.heartbeat(broker, { wantShutdown: pick % 8 === 0, wantFence: pick % 9 === 0 });
      case 10:
        for (const id of [1, 2, 3, 4]) if ((pick >> id) % 2 === 1) await this.heartbeat(id, {});
        return cluster.world.runFor(pick % 700);
      case 11: {
        const request = { brokerId: broker, brokerEpoch: this.epochOf(broker) };
        const allocating = cluster.controller.allocateProducerIds(request);
        return this.wait(allocating.then(({ firstProducerId }) => this.producerIds.push(firstProducerId)));
      }
      case 12:
        // Commits stand still for a while: what is decided then is speculative, and an election may lose it.
        cluster.quorum.commitDelayMs = pick % 2 === 0 ? undefined : 1;
        if (pick % 2 !== 0) cluster.quorum.commit();
        return;
      case 13:
        return pick % 3 === 0 ? this.send({ kind: 'unregisterBroker', brokerId: broker }) : this.heartbeat(broker, {});
      default:
        await cluster.elect(pick % 3, pick % 2 === 0 ? 'keep' : 'lose');
        return;
    }
  }

  /** Heals everything; gives what was found wrong. */
  async finish(): Promise<readonly string[]> {
    const { cluster } = this;
    cluster.quorum.commitDelayMs = 1;
    cluster.quorum.commit();
    await cluster.elect(0);
    await cluster.world.finish(Promise.allSettled(this.waiting));
    await cluster.world.runFor(100);
    // The cluster is healed: brokers that stay up get in service, and every partition of theirs gets a leader or says
    // why not.
    for (const id of [1, 2, 3, 4]) {
      await cluster.register(id);
      await cluster.heartbeat(id);
    }
    const fenced = cluster.image.brokers().filter((broker) => broker.fenced);
    this.faults.push(...fenced.map(({ id }) => `broker ${id} never got into service`));
    for (const topic of cluster.image.topics()) {
      for (const { leader, lastKnownElr, index } of topic.partitions()) {
        if (leader === -1 && lastKnownElr.length === 0)
          this.faults.push(`${topic.name}-${index} has no leader and no reason`);
      }
    }
    const states = cluster.members.map(({ feed }) => Buffer.concat([...snapshotFrames(feed.image)]).toString('hex'));
    if (new Set(states).size > 1) this.faults.push('the nodes disagree');
    if (new Set(this.producerIds).size < this.producerIds.length) this.faults.push('a producer id was given twice');
    this.faults.push(...cluster.fatal.map(({ message }) => message));
    await cluster.stop();
    return this.faults;
  }

  private send(command: AdminCommand): Promise<void> {
    const requestId = `request-${this.names++ % 40}`;
    const once = command.kind === 'readBarrier' || command.kind === 'stepDown' ? command : { ...command, requestId };
    return this.wait(this.cluster.controller.execute({ principal: 'User:test' }, once, 1_000));
  }

  private async wait(promise: Promise<unknown>): Promise<void> {
    this.waiting.push(promise.catch((reason: unknown) => reason));
    await this.cluster.world.runFor(5);
  }

  private heartbeat(id: number, change: object): Promise<void> {
    const request = { ...this.cluster.heartbeatOf(id, change), brokerEpoch: this.epochOf(id) };
    return this.wait(this.cluster.controller.heartbeat(request));
  }

  private alterIsrs(broker: number, pick: number): Promise<void> {
    const { cluster } = this;
    const items: AlterPartitionItem[] = [];
    for (const topic of cluster.image.topics()) {
      for (const { topicId, index: partition, leader, leaderEpoch, partitionEpoch, replicas } of topic.partitions()) {
        if (leader !== broker) continue;
        const isr = replicas.filter((id) => id === broker || (pick >> id) % 2 === 0);
        const newIsr = isr.map((id) => ({ brokerId: id, brokerEpoch: this.epochOf(id) }));
        items.push({ topicId, partition, leaderEpoch, partitionEpoch, newIsr });
      }
    }
    return this.wait(cluster.controller.alterPartition({ brokerId: broker, brokerEpoch: this.epochOf(broker), items }));
  }

  private epochOf(id: number): number {
    return Number(this.cluster.image.broker(id)?.epoch ?? -1);
  }

  private topicName(pick: number): string {
    return `topic-${pick % 6}`;
  }

  private newTopic(pick: number) {
    const partitionCount = 1 + (pick % 4);
    return { name: this.topicName(pick), partitionCount, replicationFactor: 1 + (pick % 4), configs: {} };
  }
}

it('any sequence of commands, failures and elections keeps the invariants, on every node', async () => {
  const property = fc.asyncProperty(fc.array(fc.nat(15 * 512), { minLength: 5, maxLength: 60 }), async (choices) => {
    const run = new RandomRun();
    await run.start();
    for (const choice of choices) await run.step(choice);
    expect(await run.finish()).toEqual([]);
  });
  await fc.assert(property, { numRuns: 60 });
});
