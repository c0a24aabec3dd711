import { assert, isDraveError, type ErrorCode, type NodeId, type ProducerId } from '@drave/base';
import { coordinatorPartitionOf, transactionPartitionsOf } from '@drave/coordinator';
import { TRANSACTION_FEATURE } from '@drave/metadata';
import { readBatchInfo } from '@drave/records';
import { numberedBatch } from '@drave/records/testing';
import type { TransactionOperation } from '@drave/replica';
import { describe, expect, it } from 'vitest';
import { BrokerCluster } from './testing/index.js';
import type { BrokerNode } from './testing/broker-cluster.js';

const ID = 'payments';
const PARTITIONS = 3;
const TOPIC = 'orders';
/** Longer than a coordinator waits before it looks for transactions whose time is up. */
const SOON_MS = 20_000;

/** What a client asks again after. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'NOT_COORDINATOR',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'CONCURRENT_TRANSACTIONS',
]);

interface Producer {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
}

async function start(version: 0 | 2 = 2) {
  const cluster = await BrokerCluster.start({ brokers: 3 });
  const replicated = { partitions: PARTITIONS, minInsyncReplicas: 2 };
  const stateId = await cluster.createTopic('__transaction_state', replicated);
  const topicId = await cluster.createTopic(TOPIC, replicated);
  cluster.controller.setFeature(TRANSACTION_FEATURE, version);
  const statePartition = coordinatorPartitionOf(ID, PARTITIONS);
  const coordinator = (): BrokerNode => cluster.node(cluster.controller.partition(stateId, statePartition).leader);
  const leaderOf = (index: number): BrokerNode => cluster.node(cluster.controller.partition(topicId, index).leader);
  const sequences = new Map<string, number>();
  const operation: TransactionOperation = version === 2 ? 'add' : 'verify';

  /** Asks as a client does: again while the coordinator is being found, loaded, or busy with the end before. */
  async function asked<Answer>(ask: (node: BrokerNode) => Promise<Answer>): Promise<Answer> {
    for (let attempt = 0; attempt < 400; attempt++) {
      const outcome = await cluster.world.finish(
        ask(coordinator()).then(
          (answer) => ({ answer }),
          (reason: unknown) => ({ reason }),
        ),
      );
      if ('answer' in outcome) return outcome.answer;
      const { reason } = outcome;
      if (!isDraveError(reason) || !PASSING.has(reason.code)) throw reason;
      await cluster.world.runFor(50);
    }
    assert(false, 'the coordinator does not settle');
  }

  const transactionsOf = (node: BrokerNode) => node.requireBroker().transactions.coordinator;
  const addTo = (node: BrokerNode, producer: Producer) =>
    transactionsOf(node).addPartitions(
      node.context(),
      { transactionalId: ID, ...producer },
      transactionPartitionsOf([[TOPIC, [0, 1, 2]]]),
    );
  return {
    cluster,
    topicId,
    coordinator,
    leaderOf,
    init: (producer?: Producer): Promise<Producer> =>
      asked((node) =>
        transactionsOf(node).initProducerId(node.context(), {
          transactionalId: ID,
          timeoutMs: 60_000,
          producerId: producer?.producerId ?? -1,
          producerEpoch: producer?.producerEpoch ?? -1,
        }),
      ),
    add: (producer: Producer) => asked((node) => addTo(node, producer)),
    /** Asks once. */
    addOnce: (producer: Producer) => cluster.world.finish(addTo(coordinator(), producer)),
    end: (producer: Producer, result: 'commit' | 'abort'): Promise<Producer> =>
      asked((node) =>
        transactionsOf(node).endTransaction(node.context(), {
          transactionalId: ID,
          ...producer,
          result,
          raisesEpoch: version === 2,
        }),
      ),
    /** Waits for what is written last of a transaction. */
    async described(state: 'CompleteCommit' | 'CompleteAbort') {
      for (let attempt = 0; attempt < 400; attempt++) {
        const [description] = await asked((node) => transactionsOf(node).describe(node.context(), [ID]));
        if (description?.kind === 'described' && description.state === state) return description;
        await cluster.world.runFor(100);
      }
      assert(false, `the transaction does not get to ${state}`);
    },
    /** One record to each partition; what each of them answers. */
    async produce(producer: Producer): Promise<readonly (ErrorCode | undefined)[]> {
      const { producerId, producerEpoch } = producer;
      const failures: (ErrorCode | undefined)[] = [];
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const key = `${producerId} ${producerEpoch} ${partition}`;
        const baseSequence = sequences.get(key) ?? 0;
        const records = numberedBatch(0, 1, { producerId, producerEpoch, baseSequence, transactional: true });
        const node = leaderOf(partition);
        const { acked } = node.requireBroker().produce(node.context(), {
          acks: -1,
          timeoutMs: 10_000,
          transaction: { transactionalId: ID, operation },
          partitions: [{ topic: TOPIC, partition, records }],
        });
        const { partitions } = await cluster.world.finish(acked);
        const failure = partitions[0]?.failure?.code;
        if (failure === undefined) sequences.set(key, baseSequence + 1);
        failures.push(failure);
      }
      return failures;
    },
    /** The records of each partition that a read_committed consumer gets, aborted ones left out. */
    async committed(): Promise<readonly number[]> {
      const counts: number[] = [];
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const node = leaderOf(partition);
        const { partitions } = await cluster.world.finish(
          node.requireBroker().fetch(node.context(), {
            isolation: 'readCommitted',
            rack: undefined,
            minBytes: 0,
            maxWaitMs: 0,
            maxBytes: 1_000_000,
            partitions: [
              {
                topic: TOPIC,
                partition,
                fetchOffset: 0,
                currentLeaderEpoch: undefined,
                lastFetchedEpoch: undefined,
                maxBytes: 1_000_000,
              },
            ],
          }),
        );
        const data = partitions[0]?.data;
        assert(data !== undefined && data.failure === undefined, 'the partition is read');
        counts.push(countCommitted(Buffer.concat(data.records), data.abortedTransactions));
      }
      return counts;
    },
    ended: () => cluster.until(() => isStable(cluster, leaderOf), 'no transaction is open', SOON_MS),
    async moveCoordinator(): Promise<NodeId> {
      const before = coordinator();
      before.crash({ loseUnsynced: false });
      cluster.controller.fence(before.id);
      await cluster.until(() => coordinator().id !== before.id, 'another coordinator', SOON_MS);
      return before.id;
    },
  };
}

function isStable(cluster: BrokerCluster, leaderOf: (index: number) => BrokerNode): boolean {
  const topicId = cluster.controller.image.topicByName(TOPIC)?.id;
  return [0, 1, 2].every((index) => {
    const partition = leaderOf(index).broker?.replicas.partitionOf(topicId ?? '', index);
    return partition?.isLeader === true && partition.lastStableOffset === partition.highWatermark;
  });
}

/** As a client counts: what follows the first offset of an aborted transaction is left out until its marker. */
function countCommitted(
  records: Buffer,
  aborted: readonly { readonly producerId: ProducerId; readonly firstOffset: number }[],
): number {
  let count = 0;
  const left = [...aborted];
  const aborting = new Set<ProducerId>();
  for (let at = 0; at < records.length; at += readBatchInfo(records, at).sizeBytes) {
    const info = readBatchInfo(records, at);
    for (const one of left.filter(({ firstOffset }) => firstOffset <= info.lastOffset)) aborting.add(one.producerId);
    if (info.control) aborting.delete(info.producerId);
    else if (!aborting.has(info.producerId)) count += info.recordCount;
    for (const one of left) if (one.firstOffset <= info.lastOffset) left.splice(left.indexOf(one), 1);
  }
  return count;
}

describe('transactions', () => {
  it.each([0, 2] as const)('commit and abort in all partitions, with transaction.version %i', async (version) => {
    const test = await start(version);
    let producer = await test.init();
    for (const result of ['commit', 'abort', 'commit'] as const) {
      if (version === 0) await test.add(producer);
      expect(await test.produce(producer)).toEqual([undefined, undefined, undefined]);
      producer = await test.end(producer, result);
      await test.ended();
    }
    expect(await test.committed()).toEqual([2, 2, 2]);
    expect(await test.described('CompleteCommit')).toMatchObject(producer);
    await test.cluster.close();
  });

  it('show nothing before they end', async () => {
    const test = await start();
    const producer = await test.init();
    await test.produce(producer);
    expect(await test.committed()).toEqual([0, 0, 0]);
    await test.end(producer, 'commit');
    await test.ended();
    expect(await test.committed()).toEqual([1, 1, 1]);
    await test.cluster.close();
  });

  it('refuse what the client has not added, where it has to', async () => {
    const test = await start(0);
    const producer = await test.init();
    // Clients of Produce below version 11 know no other code for it.
    expect(await test.produce(producer)).toEqual(['INVALID_TXN_STATE', 'INVALID_TXN_STATE', 'INVALID_TXN_STATE']);
    await test.cluster.close();
  });

  it('of a producer that another one has fenced are aborted', async () => {
    const test = await start();
    const first = await test.init();
    await test.produce(first);
    const second = await test.init();
    expect(second.producerEpoch).toBeGreaterThan(first.producerEpoch);
    expect(await test.produce(first)).toEqual([
      'INVALID_PRODUCER_EPOCH',
      'INVALID_PRODUCER_EPOCH',
      'INVALID_PRODUCER_EPOCH',
    ]);
    await expect(test.end(first, 'commit')).rejects.toMatchObject({ code: 'PRODUCER_FENCED' });
    expect(await test.produce(second)).toEqual([undefined, undefined, undefined]);
    await test.end(second, 'commit');
    await test.ended();
    expect(await test.committed()).toEqual([1, 1, 1]);
    await test.cluster.close();
  });

  it.each([0, 2] as const)(
    'end though the coordinator dies before it has sent a marker (transaction.version %i)',
    async (version) => {
      const test = await start(version);
      const producer = await test.init();
      if (version === 0) await test.add(producer);
      await test.produce(producer);
      test.cluster.intercept = (method) => (method === 'writeMarkers' ? 'silence' : undefined);
      await test.end(producer, 'commit');
      await test.moveCoordinator();
      test.cluster.intercept = () => undefined;
      await test.ended();
      expect(await test.committed()).toEqual([1, 1, 1]);
    },
  );

  it('end though the answers of leaders are lost', async () => {
    const test = await start();
    const producer = await test.init();
    await test.produce(producer);
    let lost = 0;
    test.cluster.losesAnswer = (method) => method === 'writeMarkers' && lost++ < 4;
    const next = await test.end(producer, 'abort');
    expect(await test.described('CompleteAbort')).toMatchObject(next);
    expect(lost).toBeGreaterThan(4);
    expect(await test.produce(next)).toEqual([undefined, undefined, undefined]);
    await test.end(next, 'commit');
    await test.ended();
    expect(await test.committed()).toEqual([1, 1, 1]);
    await test.cluster.close();
  });

  // D20
  it('begin right after the end of the one before is told (KAFKA-18654)', async () => {
    const test = await start(0);
    const producer = await test.init();
    await test.add(producer);
    await test.produce(producer);
    for (let count = 0; count < 10; count++) {
      await test.end(producer, 'commit');
      expect(await test.addOnce(producer)).toMatchObject([{ failure: undefined }, {}, {}]);
    }
    // The markers do not get through: nobody waits for ever.
    test.cluster.intercept = (method) => (method === 'writeMarkers' ? 'silence' : undefined);
    await test.end(producer, 'commit');
    const askedAtMs = test.coordinator().host.env.clock.monotonicMs();
    await expect(test.addOnce(producer)).rejects.toMatchObject({ code: 'CONCURRENT_TRANSACTIONS' });
    expect(test.coordinator().host.env.clock.monotonicMs() - askedAtMs).toBeLessThan(150);
  });

  it('end in no partition where they are kept themselves: only coordinators write there', async () => {
    const test = await start();
    const { producerId, producerEpoch } = await test.init();
    const partition = coordinatorPartitionOf(ID, PARTITIONS);
    const marker = { producerId, producerEpoch, result: 'abort', coordinatorEpoch: 0, transactionVersion: 0 } as const;
    const partitions = transactionPartitionsOf([['__transaction_state', [partition]]]);
    const { transactions } = test.coordinator().requireBroker();
    const results = await test.cluster.world.finish(transactions.writeMarkers([{ ...marker, partitions }]));
    expect(results).toEqual([{ producerId, topic: '__transaction_state', partition, failure: 'INVALID_REQUEST' }]);
  });

  it('end though a topic in them is deleted', async () => {
    const test = await start();
    const producer = await test.init();
    await test.produce(producer);
    test.cluster.controller.deleteTopic(TOPIC);
    const next = await test.end(producer, 'commit');
    expect(await test.described('CompleteCommit')).toMatchObject(next);
    await test.cluster.close();
  });

  it('do not wait for the client once their time is up', async () => {
    const test = await start();
    const producer = await test.init();
    await test.produce(producer);
    await test.cluster.world.runFor(90_000);
    await test.ended();
    expect(await test.committed()).toEqual([0, 0, 0]);
    await expect(test.end(producer, 'commit')).rejects.toMatchObject({ code: 'INVALID_TXN_STATE' });
    await test.cluster.close();
  });
});
