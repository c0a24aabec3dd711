import { DraveError, deferred, type Deferred } from '@drave/base';
import { silentLogger } from '@drave/env';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CurrentImage } from './broker-image.js';
import { ReplicationQuota } from './core/replication-quota.js';
import type {
  OpenPartition,
  ReplicaFetchRequest,
  ReplicaFetchResponse,
  ReplicaPartitionData,
} from './fetch-messages.js';
import { ReplicaFetchSession } from './leader-session.js';
import type { LeaderStream } from './ports.js';
import { ReplicaCluster } from './testing/replica-cluster.js';

/** The follower's end, in the hands of the test. */
class TestStream implements LeaderStream {
  readonly sent: ReplicaPartitionData[] = [];
  messages = 0;
  failure: DraveError | undefined;
  private readonly inbox: ReplicaFetchRequest[] = [];
  private waiting: Deferred<ReplicaFetchRequest | undefined> | undefined;

  send(message: ReplicaFetchResponse): Promise<void> {
    this.messages++;
    this.sent.push(...message.partitions);
    return Promise.resolve();
  }

  receive(): Promise<ReplicaFetchRequest | undefined> {
    const next = this.inbox.shift();
    if (next !== undefined) return Promise.resolve(next);
    this.waiting = deferred();
    return this.waiting.promise;
  }

  cancel(reason?: Error): void {
    this.failure = DraveError.from(reason);
    this.waiting?.reject(this.failure);
  }

  say(request: Partial<ReplicaFetchRequest>): void {
    const whole = { hello: undefined, open: [], positions: [], close: [], creditBytes: 0, ...request };
    if (this.waiting === undefined) this.inbox.push(whole);
    else this.waiting.resolve(whole);
    this.waiting = undefined;
  }

  of(handle: number): ReplicaPartitionData[] {
    return this.sent.filter((data) => data.handle === handle);
  }

  bytes(): number {
    return this.sent.reduce((sum, data) => sum + data.records.reduce((more, part) => more + part.length, 0), 0);
  }
}

describe('ReplicaFetchSession', () => {
  let c: ReplicaCluster;
  let stream: TestStream;
  let session: ReplicaFetchSession;
  let ended: Promise<void>;

  beforeEach(async () => {
    c = await ReplicaCluster.start({ brokers: 3, partitions: 6, minInsyncReplicas: 1 });
    for (let index = 0; index < 6; index++) await c.until(() => c.leader(index) !== undefined, 'leaders');
    // Broker 2's own stream must not mix in.
    c.world.links.partition([['broker-1'], ['broker-2'], ['broker-3']]);
    stream = new TestStream();
    const host = {
      clusterId: 'replica-simulation',
      localId: 1,
      partitionOf: (topicId: string, index: number) => c.broker(1).partition(topicId, index),
      leaderQuota: new ReplicationQuota(11, 1_000),
      admit: () => {},
    };
    const limits = { messageBytesMax: 4_000, partitionBytesMax: 2_000 };
    session = new ReplicaFetchSession(stream, host, c.broker(1).host.env.timers, silentLogger, limits);
    ended = session.run();
    ended.catch(() => {});
  });

  afterEach(async () => {
    session.cancel(new DraveError('CANCELLED', 'the test ends'));
    c.world.links.heal();
    await c.close();
  });

  const hello = { clusterId: 'replica-simulation', replicaId: 2, brokerEpoch: 2, leaderId: 1 };

  function open(handle: number, partition = 0, change: Partial<OpenPartition> = {}): OpenPartition {
    const base = { handle, topicId: c.topicId, partition, leaderEpoch: 0, fetchOffset: 0, lastFetchedEpoch: -1 };
    return { ...base, logStartOffset: 0, paced: false, ...change };
  }

  async function write(partition: number, count: number, size = 1_000): Promise<void> {
    for (let n = 0; n < count; n++) await c.produce(c.partition(1, partition), ['x'.repeat(size)], { acks: 1 });
  }

  it('pushes as far as the credits reach, and goes on with more', async () => {
    await write(0, 10);
    stream.say({ hello, open: [open(1)], creditBytes: 2_500 });
    await c.run(5);
    // At most one batch beyond the credit.
    expect(stream.bytes()).toBeGreaterThan(2_000);
    expect(stream.bytes()).toBeLessThan(3_700);
    const before = stream.bytes();
    stream.say({ creditBytes: 100_000 });
    await c.run(5);
    expect(stream.bytes()).toBeGreaterThan(before);
    const data = stream.of(1).filter(({ records }) => records.length > 0);
    expect(data[0]?.fetchOffset).toBe(0);
    expect(stream.bytes()).toBeGreaterThan(10_000);
  });

  it('serves partitions in rotation', async () => {
    await write(0, 10);
    await write(3, 10);
    stream.say({ hello, open: [open(1, 0), open(2, 3)], creditBytes: 1_000_000 });
    await c.run(10);
    const order = stream.sent.filter(({ records }) => records.length > 0).map(({ handle }) => handle);
    expect(order.slice(0, 4)).toEqual([1, 2, 1, 2]);
  });

  it('sends a high watermark without records after a while, or at once with the next records', async () => {
    stream.say({ hello, open: [open(1)], creditBytes: 1_000_000 });
    await c.run(5);
    await write(0, 1);
    await c.run(5);
    const before = stream.messages;
    stream.say({ positions: [{ handle: 1, fetchOffset: 1, logStartOffset: 0 }] });
    c.controller.fence(3);
    await c.until(() => c.partition(1).highWatermark === 1, 'the record is committed');
    await c.run(5);
    expect(stream.messages - before).toBe(0);
    await c.run(30);
    expect(stream.of(1).at(-1)).toMatchObject({ highWatermark: 1, records: [], error: undefined });
    expect(stream.messages - before).toBe(1);
    // Two partitions: the records of one take the watermark of the other along.
    stream.say({ open: [open(2, 3)] });
    await c.run(5);
    await write(0, 1);
    await c.run(5);
    stream.say({ positions: [{ handle: 1, fetchOffset: 2, logStartOffset: 0 }] });
    await c.until(() => c.partition(1).highWatermark === 2, 'the next record is committed');
    await write(3, 1);
    await c.run(5);
    expect(stream.of(2).at(-1)?.records).toHaveLength(1);
    expect(stream.of(1).at(-1)).toMatchObject({ highWatermark: 2, records: [], error: undefined });
  });

  it('tells diverging histories instead of sending records', async () => {
    await write(0, 3);
    stream.say({ hello, open: [open(1, 0, { fetchOffset: 9, lastFetchedEpoch: 0 })], creditBytes: 1_000 });
    await c.run(5);
    expect(stream.of(1)).toMatchObject([{ diverging: { epoch: 0, endOffset: 3 }, records: [] }]);
  });

  it('B27: judges the epoch before everything else', async () => {
    c.controller.lead(c.topicId, 0, 1);
    await c.until(() => c.partition(1).isLeader && c.partition(1).leaderEpoch === 1, 'the next epoch');
    stream.say({ hello: { ...hello, replicaId: 77 }, open: [open(1)], creditBytes: 1_000 });
    await c.run(5);
    expect(stream.of(1)).toMatchObject([{ error: 'FENCED_LEADER_EPOCH' }]);
    stream.say({ open: [open(2, 0, { leaderEpoch: 1 })] });
    await c.run(5);
    expect(stream.of(2)).toMatchObject([{ error: 'UNKNOWN_LEADER_EPOCH' }]);
  });

  it('parks what its own metadata has not reached, and serves it then', async () => {
    stream.say({ hello, open: [open(1, 0, { leaderEpoch: 1 })], creditBytes: 1_000 });
    await c.run(20);
    expect(stream.of(1)).toEqual([]);
    c.controller.lead(c.topicId, 0, 1);
    await c.until(() => c.partition(1).isLeader && c.partition(1).leaderEpoch === 1, 'the next epoch');
    session.partitionReady(c.partition(1));
    await c.run(5);
    expect(stream.of(1)).toMatchObject([{ error: undefined, leaderEpoch: 1 }]);
  });

  it('closes a partition with the reason when the leadership ends', async () => {
    stream.say({ hello, open: [open(1)], creditBytes: 1_000 });
    await c.run(5);
    c.controller.lead(c.topicId, 0, 2);
    await c.until(() => c.partition(1).leaderEpoch === 1, 'broker 2 leads');
    await c.run(5);
    expect(stream.of(1).at(-1)?.error).toMatch(/FENCED_LEADER_EPOCH|NOT_LEADER_OR_FOLLOWER/);
  });

  it.each([
    ['no hello', { open: [] }],
    ['another cluster', { hello: { ...hello, clusterId: 'other' } }],
    ['another broker', { hello: { ...hello, leaderId: 9 } }],
  ])('refuses %s', async (_name, request) => {
    stream.say(request);
    await expect(ended).rejects.toBeInstanceOf(DraveError);
  });

  it('refuses a confirmation of what was never sent', async () => {
    await write(0, 3);
    stream.say({ hello, open: [open(1)], creditBytes: 0 });
    await c.run(5);
    stream.say({ positions: [{ handle: 1, fetchOffset: 3, logStartOffset: 0 }] });
    await expect(ended).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('answers a ping', async () => {
    stream.say({ hello });
    await c.run(5);
    const before = stream.messages;
    stream.say({});
    await c.run(5);
    expect(stream.messages).toBe(before + 1);
  });
});

describe('CurrentImage', () => {
  it('B4: knows who may join an ISR: this very registration, unfenced, staying', async () => {
    const c = await ReplicaCluster.start();
    const view = new CurrentImage();
    view.replace(c.controller.image);
    const epoch = c.broker(2).brokerEpoch;
    expect(view.isIsrEligible(2, epoch)).toBe(true);
    expect(view.isIsrEligible(2, epoch - 1)).toBe(false);
    expect(view.isIsrEligible(2, epoch + 1)).toBe(false);
    expect(view.isIsrEligible(9, epoch)).toBe(false);
    c.controller.fence(2);
    view.replace(c.controller.image);
    expect(view.isIsrEligible(2, epoch)).toBe(false);
    await c.close();
  });
});
