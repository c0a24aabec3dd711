import { assert, isDraveError, type ErrorCode, type NodeId, type Offset, type ProducerId } from '@drave/base';
import { CONSUMER_OFFSETS_TOPIC, coordinatorPartitionOf } from '@drave/coordinator';
import { TRANSACTION_FEATURE } from '@drave/metadata';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerCluster } from './testing/index.js';
import type { BrokerNode } from './testing/broker-cluster.js';

const ID = 'payments';
const GROUP = 'consumers of orders';
const TOPIC = 'orders';
const PARTITIONS = 3;
const ATTEMPTS_MAX = 400;
/** Longer than it takes until another replica leads. */
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

let cluster: BrokerCluster;
let leaderOf: (topic: string, key: string) => NodeId;

beforeEach(async () => {
  cluster = await BrokerCluster.start({ brokers: 3 });
  const replicated = { partitions: PARTITIONS, minInsyncReplicas: 2 };
  const ids = new Map<string, string>();
  for (const topic of ['__transaction_state', CONSUMER_OFFSETS_TOPIC, TOPIC])
    ids.set(topic, await cluster.createTopic(topic, replicated));
  cluster.controller.setFeature(TRANSACTION_FEATURE, 2);
  leaderOf = (topic, key) =>
    cluster.controller.partition(ids.get(topic) ?? '', coordinatorPartitionOf(key, PARTITIONS)).leader;
});

const transactionCoordinator = (): BrokerNode => cluster.node(leaderOf('__transaction_state', ID));
const groupCoordinator = (): BrokerNode => cluster.node(leaderOf(CONSUMER_OFFSETS_TOPIC, GROUP));

/** Asks as a client does: again while a coordinator is being found, loaded, or busy with the end before. */
async function asked<Answer>(ask: () => Promise<Answer>, failureOf: (answer: Answer) => ErrorCode | undefined) {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const outcome = await cluster.world.finish(
      ask().then(
        (answer) => ({ answer, failure: failureOf(answer) }),
        (reason: unknown) => {
          if (!isDraveError(reason)) throw reason;
          return { answer: undefined, failure: reason.code };
        },
      ),
    );
    if (outcome.failure === undefined || !PASSING.has(outcome.failure)) return outcome;
    await cluster.world.runFor(50);
  }
  assert(false, 'the coordinators do not settle');
}

async function producer(ask: (node: BrokerNode) => Promise<Producer>): Promise<Producer> {
  const { answer, failure } = await asked(
    () => ask(transactionCoordinator()),
    () => undefined,
  );
  assert(answer !== undefined, `the coordinator of transactions says ${failure}`);
  return answer;
}

function init(): Promise<Producer> {
  const request = { transactionalId: ID, timeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
  return producer((node) => node.requireBroker().transactions.coordinator.initProducerId(node.context(), request));
}

function end(of: Producer, result: 'commit' | 'abort'): Promise<Producer> {
  const request = { transactionalId: ID, ...of, result, raisesEpoch: true };
  return producer((node) => node.requireBroker().transactions.coordinator.endTransaction(node.context(), request));
}

/** TxnOffsetCommit of two partitions; what the first is told. */
async function commit(of: Producer, offset: Offset, version = 5): Promise<ErrorCode | undefined> {
  const partitions = [0, 1].map((partition) => ({ partition, offset, leaderEpoch: -1, metadata: '' }));
  const nobody = { memberId: '', generationId: -1, groupInstanceId: undefined };
  const request = {
    version,
    transactionalId: ID,
    ...of,
    groupId: GROUP,
    ...nobody,
    topics: [{ topic: TOPIC, partitions }],
  };
  const { failure } = await asked(
    () => groupCoordinator().requireBroker().groups.commitTransactionalOffsets(groupCoordinator().context(), request),
    ({ topics }) => topics[0]?.partitions[0]?.failure,
  );
  return failure;
}

/** Offsets of the two partitions, or why there are none. */
async function fetch(requireStable = true): Promise<readonly (ErrorCode | Offset)[]> {
  const request = {
    groupId: GROUP,
    member: undefined,
    topics: [{ topic: TOPIC, partitions: [0, 1] }],
    requireStable,
  };
  const { answer, failure } = await asked(
    () => groupCoordinator().requireBroker().groups.fetchOffsets(groupCoordinator().context(), request),
    (response) => response.failure,
  );
  assert(answer !== undefined && failure === undefined, `the coordinator of groups says ${failure}`);
  return (answer.topics[0]?.partitions ?? []).map((one) => one.failure ?? one.offset);
}

/** What a consumer does that wants only what is stable. */
async function fetchStable(): Promise<readonly (ErrorCode | Offset)[]> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const offsets = await fetch();
    if (!offsets.includes('UNSTABLE_OFFSET_COMMIT')) return offsets;
    await cluster.world.runFor(50);
  }
  assert(false, 'the offsets do not become stable');
}

async function crash(node: BrokerNode): Promise<void> {
  node.crash({ loseUnsynced: false });
  cluster.controller.fence(node.id);
  const isLed = (): boolean => ![transactionCoordinator().id, groupCoordinator().id].includes(node.id);
  await cluster.until(isLed, 'other coordinators', SOON_MS);
}

describe('offsets in transactions', () => {
  afterEach(async () => {
    await cluster.close();
  });

  it('are all there when the transaction is committed, and none of them when it is aborted', async () => {
    let one = await init();
    let committed: Offset = -1;
    for (const [at, result] of (['commit', 'abort', 'commit'] as const).entries()) {
      const offset = 10 * (at + 1);
      expect(await commit(one, offset)).toBeUndefined();
      expect(await fetch()).toEqual(['UNSTABLE_OFFSET_COMMIT', 'UNSTABLE_OFFSET_COMMIT']);
      expect(await fetch(false)).toEqual([committed, committed]);
      one = await end(one, result);
      if (result === 'commit') committed = offset;
      expect(await fetchStable()).toEqual([committed, committed]);
    }
  });

  it('of a client that has not told its transaction of the group are refused, where it has to', async () => {
    const one = await init();
    expect(await commit(one, 10, 3)).toBe('INVALID_TXN_STATE');
    expect(await commit(one, 10, 4)).toBe('TRANSACTION_ABORTABLE');
    expect(await fetch()).toEqual([-1, -1]);
  });

  it('of a producer that another one has fenced are refused, and gone', async () => {
    const first = await init();
    await commit(first, 10);
    const second = await init();
    expect(await commit(first, 11)).toBe('INVALID_PRODUCER_EPOCH');
    expect(await fetchStable()).toEqual([-1, -1]);
    expect(await commit(second, 20)).toBeUndefined();
    await end(second, 'commit');
    expect(await fetchStable()).toEqual([20, 20]);
  });

  it('end though answers to markers are lost', async () => {
    const one = await init();
    await commit(one, 10);
    let lost = 0;
    cluster.losesAnswer = (method) => method === 'writeMarkers' && lost++ < 3;
    const next = await end(one, 'commit');
    expect(await fetchStable()).toEqual([10, 10]);
    expect(await commit(next, 20)).toBeUndefined();
    await end(next, 'commit');
    expect(await fetchStable()).toEqual([20, 20]);
  });
});

describe('another coordinator', () => {
  it('E17: of groups knows what is pending, and ends it', async () => {
    const one = await init();
    await commit(one, 10);
    await crash(groupCoordinator());
    expect(await fetch()).toEqual(['UNSTABLE_OFFSET_COMMIT', 'UNSTABLE_OFFSET_COMMIT']);
    await end(one, 'commit');
    expect(await fetchStable()).toEqual([10, 10]);
  });

  it('of transactions ends what is pending', async () => {
    const one = await init();
    await commit(one, 10);
    cluster.intercept = (method) => (method === 'writeMarkers' ? 'silence' : undefined);
    await end(one, 'commit');
    await crash(transactionCoordinator());
    cluster.intercept = () => undefined;
    expect(await fetchStable()).toEqual([10, 10]);
  });
});
