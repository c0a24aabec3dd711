import type { Offset } from '@drave/base';
import type { ResourceRef } from '@drave/base/access';
import { MemoryPool, type FetchRequest, type PartitionProduced, type ProduceRequest } from '@drave/broker';
import type { TransactionCoordinator } from '@drave/coordinator';
import { SimWorld } from '@drave/env/sim';
import { dataService, type RpcChannel } from '@drave/rpc';
import { unlimitedQuota } from '@drave/quota';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import type { DataDomain } from './data-domain.js';
import { createDataService } from './data-service.js';

const endpoint = { host: 'b1', port: 9000 };
const batch = Buffer.alloc(100, 1);
/** A transactional id that nobody may produce under. */
const FORBIDDEN = 'forbidden';
const notAsked = (): never => {
  throw new Error('not asked here');
};

/** A broker whose partitions are lists of batches, and whose acknowledgements the test gives. */
class FakeBroker implements DataDomain {
  readonly produced: ProduceRequest[] = [];
  readonly acknowledge: (() => void)[] = [];
  readonly fetches: FetchRequest[] = [];
  log: Buffer[] = [];
  private wake: (() => void) | undefined;

  append(bytes: Buffer): void {
    this.log.push(bytes);
    this.wake?.();
  }

  /** What every read and write is told. */
  throttleTimeMs = 0;
  readonly quotas = { of: () => unlimitedQuota, changes: 0 };
  readonly transactions = { coordinator: new Proxy({} as TransactionCoordinator, { get: notAsked }) };
  allows = (_caller: unknown, _operation: unknown, resource: ResourceRef) =>
    !(resource.kind === 'transactionalId' && resource.name === FORBIDDEN);

  produce(_context: unknown, request: ProduceRequest) {
    this.produced.push(request);
    const partitions = request.partitions.map(
      ({ partition, topic }): PartitionProduced => ({
        partition,
        topic,
        failure: undefined,
        baseOffset: this.produced.length,
        logAppendTimeMs: -1,
        logStartOffset: 0,
        leader: undefined,
        recordErrors: [],
      }),
    );
    return {
      acked: new Promise<{ partitions: PartitionProduced[] }>((resolve) =>
        this.acknowledge.push(() => resolve({ partitions })),
      ),
      throttleTimeMs: this.throttleTimeMs,
    };
  }

  async fetch(_context: unknown, request: FetchRequest) {
    this.fetches.push(request);
    const news = () => request.partitions.some(({ fetchOffset }) => fetchOffset < this.log.length);
    if (!news() && request.signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        request.signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    return {
      throttleTimeMs: this.throttleTimeMs,
      partitions: request.partitions.map(({ topic, partition, fetchOffset }) => ({
        topic,
        partition,
        data: this.dataFrom(fetchOffset, request.maxBytes),
      })),
    };
  }

  listOffsets = () => Promise.reject(new Error('not asked here'));
  initProducerId = () => Promise.reject(new Error('not asked here'));
  metadata = () => {
    throw new Error('not asked here');
  };

  private dataFrom(fetchOffset: Offset, maxBytes: number) {
    const records = this.log.slice(fetchOffset, fetchOffset + Math.max(1, Math.floor(maxBytes / batch.length)));
    return {
      failure: undefined,
      leaderEpoch: 0,
      highWatermark: this.log.length,
      lastStableOffset: this.log.length,
      logStartOffset: 0,
      records,
      nextOffset: fetchOffset + records.length,
      abortedTransactions: [],
      diverging: undefined,
      leader: undefined,
      preferredReadReplica: undefined,
    };
  }
}

async function service(memoryBytes = 1_000_000) {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('b1');
  const broker = new FakeBroker();
  const memory = new MemoryPool(memoryBytes);
  const view = { clusterId: 'c', nodeId: 1, controllerEpoch: () => 3, metadataOffset: () => 9 };
  const { clock, timers } = host.env;
  const data = createDataService({ domain: broker, view, clock, timers, memory, controllerId: () => 1 });
  await world.finish(new SimTransport(host).serve(endpoint, [data]));
  const channel: RpcChannel = new SimTransport(world.createHost('client')).connect(endpoint);
  return { world, broker, memory, channel };
}

function produceRequest(correlationId: number) {
  const partitions = [{ topicId: '', topic: 't', partition: 0, records: batch }];
  return { correlationId, acks: -1, timeoutMs: 1_000, partitions, transactionalId: '', transactionVersion: 0 };
}

describe('the produce stream', () => {
  it.each([
    [0, 'verifyAbortable'],
    [1, 'verifyAbortable'],
    [2, 'add'],
  ])('with transaction.version %i asks the coordinator to %s', async (transactionVersion, operation) => {
    const { world, broker, channel } = await service();
    const stream = channel.stream(dataService.methods.produceStream);
    await world.finish(stream.send({ ...produceRequest(1), transactionalId: 'bank', transactionVersion }));
    await world.runUntil(() => broker.produced.length === 1, 1_000);
    expect(broker.produced[0]?.transaction).toEqual({ transactionalId: 'bank', operation });
  });

  it('takes nothing of a transactional id that the caller may not use', async () => {
    const { world, broker, channel } = await service();
    const stream = channel.stream(dataService.methods.produceStream);
    await world.finish(stream.send({ ...produceRequest(1), transactionalId: FORBIDDEN }));
    await expect(world.finish(stream.receive())).rejects.toMatchObject({
      code: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
    });
    expect(broker.produced).toEqual([]);
  });

  it('gives every request its place at once and answers when each is acknowledged', async () => {
    const { world, broker, channel } = await service();
    const stream = channel.stream(dataService.methods.produceStream);
    for (const id of [1, 2, 3]) await world.finish(stream.send(produceRequest(id)));
    await world.runUntil(() => broker.produced.length === 3, 1_000);
    broker.acknowledge[1]?.();
    expect(await world.finish(stream.receive())).toMatchObject({ correlationId: 2, partitions: [{ baseOffset: 2 }] });
    broker.acknowledge[0]?.();
    expect(await world.finish(stream.receive())).toMatchObject({ correlationId: 1 });
    expect(Buffer.from(broker.produced[0]?.partitions[0]?.records ?? [])).toEqual(batch);
  });

  it('stops reading while the broker has no memory left, and goes on when it has', async () => {
    const { world, broker, memory, channel } = await service(batch.length);
    const stream = channel.stream(dataService.methods.produceStream);
    for (const id of [1, 2]) await world.finish(stream.send(produceRequest(id)));
    await world.runFor(100);
    expect(broker.produced).toHaveLength(1);
    broker.acknowledge[0]?.();
    await world.runUntil(() => broker.produced.length === 2, 1_000);
    expect(broker.produced).toHaveLength(2);
    broker.acknowledge[1]?.();
    await world.runFor(10);
    expect(memory.used).toBe(0);
  });

  it('reads nothing while its client holds back, and goes on when limits have changed', async () => {
    const { world, broker, channel } = await service();
    const stream = channel.stream(dataService.methods.produceStream);
    broker.throttleTimeMs = 5_000;
    for (const id of [1, 2, 3]) await world.finish(stream.send(produceRequest(id)));
    await world.runUntil(() => broker.acknowledge.length > 0, 1_000);
    broker.acknowledge.forEach((acknowledge) => acknowledge());
    expect(await world.finish(stream.receive())).toMatchObject({ correlationId: 1, throttleTimeMs: 5_000 });
    await world.runFor(4_500);
    expect(broker.produced).toHaveLength(1);
    broker.throttleTimeMs = 600_000;
    await world.runFor(1_000);
    expect(broker.produced).toHaveLength(2);
    await world.runFor(100_000);
    expect(broker.produced).toHaveLength(2);
    broker.quotas.changes++;
    await world.runFor(1_100);
    expect(broker.produced).toHaveLength(3);
  });

  it('answers a single write when its client has held back, within the time of the call', async () => {
    const { world, broker, channel } = await service();
    broker.throttleTimeMs = 2_000;
    const produce = (deadlineMs: number) =>
      channel.unary(dataService.methods.produce, produceRequest(1), { deadlineMs });
    for (const [deadlineMs, expectedMs] of [
      [30_000, 2_000],
      [1_000, 900],
    ] as const) {
      const answer = produce(deadlineMs);
      await world.runUntil(() => broker.acknowledge.length > 0, 500);
      const fromMs = world.host('b1')?.env.clock.monotonicMs() ?? 0;
      broker.acknowledge.pop()?.();
      expect(await world.finish(answer)).toMatchObject({ throttleTimeMs: 2_000 });
      const tookMs = (world.host('b1')?.env.clock.monotonicMs() ?? 0) - fromMs;
      expect(tookMs).toBeGreaterThan(expectedMs - 50);
      expect(tookMs).toBeLessThan(expectedMs + 50);
    }
  });

  it('refuses acks that do not exist', async () => {
    const { world, broker, memory, channel } = await service();
    const answer = channel.unary(dataService.methods.produce, { ...produceRequest(1), acks: 2 }, { deadlineMs: 1_000 });
    await expect(world.finish(answer)).rejects.toMatchObject({ code: 'INVALID_REQUIRED_ACKS' });
    expect(broker.produced).toHaveLength(0);
    expect(memory.used).toBe(0);
  });
});

describe('the fetch stream', () => {
  const open = [{ handle: 1, topicId: '', topic: 't', partition: 0, fetchOffset: 0 }];

  it('pushes what is there, then what comes, and never beyond the credit', async () => {
    const { world, broker, channel } = await service();
    for (let count = 0; count < 5; count++) broker.append(batch);
    const stream = channel.stream(dataService.methods.fetchStream);
    await world.finish(stream.send({ open, close: [], creditBytes: 2 * batch.length }));
    expect(await world.finish(stream.receive())).toMatchObject({
      partitions: [{ handle: 1, data: { highWatermark: 5 } }],
    });
    await world.runFor(2_000);
    expect(broker.fetches.at(-1)?.partitions[0]?.fetchOffset).toBe(0);

    await world.finish(stream.send({ open: [], close: [], creditBytes: 3 * batch.length }));
    const more = await world.finish(stream.receive());
    expect(more?.partitions[0]?.data.records).toHaveLength(3);

    await world.finish(stream.send({ open: [], close: [], creditBytes: 10 * batch.length }));
    await world.runFor(100);
    broker.append(batch);
    expect((await world.finish(stream.receive()))?.partitions[0]?.data.records).toHaveLength(1);
  });

  it('looks for nothing while its client holds back', async () => {
    const { world, broker, channel } = await service();
    broker.append(batch);
    broker.throttleTimeMs = 10_000;
    const stream = channel.stream(dataService.methods.fetchStream);
    await world.finish(stream.send({ open, close: [], creditBytes: 10_000 }));
    await world.finish(stream.receive());
    broker.append(batch);
    await world.runFor(9_500);
    expect(broker.fetches).toHaveLength(1);
    broker.throttleTimeMs = 0;
    expect((await world.finish(stream.receive()))?.partitions[0]?.data.records).toHaveLength(1);
  });

  it('forgets a partition that the client closes', async () => {
    const { world, broker, channel } = await service();
    const stream = channel.stream(dataService.methods.fetchStream);
    await world.finish(stream.send({ open, close: [], creditBytes: 10_000 }));
    await world.runFor(100);
    await world.finish(stream.send({ open: [], close: [1], creditBytes: 0 }));
    await world.runFor(100);
    broker.append(batch);
    const fetches = broker.fetches.length;
    await world.runFor(2_000);
    expect(broker.fetches).toHaveLength(fetches);
  });
});
