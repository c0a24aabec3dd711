import type { ErrorCode } from '@drave/base';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TransactionalCommitRequest } from './offset-requests.js';
import { OffsetsShard } from './testing/offsets-shard.js';

const P = 7;

let shard: OffsetsShard;

beforeEach(async () => {
  shard = await OffsetsShard.loaded();
});

async function told(request: Partial<TransactionalCommitRequest>): Promise<ErrorCode | undefined> {
  const seen = shard.commitIn(P, request);
  await shard.settle();
  return seen.failure ?? seen.response;
}

/** A member of the classic protocol joins; its id. It waits for nobody unless others are there. */
async function join(groupInstanceId?: string): Promise<{ readonly memberId: string }> {
  const joined = { memberId: '' };
  const request = {
    groupId: 'g',
    memberId: '',
    groupInstanceId,
    clientId: 'c',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('orders') }],
    memberIdRequired: false,
    skipAssignmentSupported: false,
    reason: undefined,
  };
  shard.run((state, now) =>
    shard.model.join(state, now, request, ({ memberId }) => {
      joined.memberId = memberId;
    }),
  );
  await shard.settle();
  return joined;
}

async function sync(memberId: string): Promise<void> {
  const request = {
    groupId: 'g',
    memberId,
    generationId: generation(),
    groupInstanceId: undefined,
    protocolType: undefined,
    protocolName: undefined,
    assignments: [],
  };
  shard.run((state, now) => shard.model.sync(state, now, request, () => {}));
  await shard.settle();
}

async function leave(memberId: string): Promise<void> {
  const request = { groupId: 'g', members: [{ memberId, groupInstanceId: undefined, reason: undefined }] };
  shard.run((state, now) => shard.model.leave(state, now, request, () => {}));
  await shard.settle();
}

function generation(): number {
  return shard.model.classic.get('g')?.generationId ?? -1;
}

describe('to a group that nobody has heard of', () => {
  it('commits whoever wants no group; a simple group comes of it', async () => {
    expect(await told({})).toBeUndefined();
    shard.end('commit', P);
    await shard.settle();
    expect(shard.shard.read('g').offsets.get('g')?.get('orders')?.get(0)?.offset).toBe(1);
  });

  it.each([0, 5])('no member commits: generation %i', async (generationId) => {
    expect(await told({ generationId, memberId: 'm' })).toBe('ILLEGAL_GENERATION');
    expect(shard.log.batchCount).toBe(0);
  });
});

describe('to a classic group', () => {
  it('without members commits whoever has no generation', async () => {
    const { memberId } = await join();
    await sync(memberId);
    await leave(memberId);
    expect(shard.model.classic.get('g')?.state).toBe('Empty');
    expect(await told({})).toBeUndefined();
    expect(await told({ memberId })).toBeUndefined();
    expect(await told({ memberId, generationId: 1 })).toBe('UNKNOWN_MEMBER_ID');
  });

  it('that is stable commit its members of this generation, and who names no member', async () => {
    const { memberId } = await join();
    await sync(memberId);
    expect(shard.model.classic.get('g')?.state).toBe('Stable');
    expect(await told({})).toBeUndefined();
    expect(await told({ memberId, generationId: 1 })).toBeUndefined();
    expect(await told({ memberId, generationId: 0 })).toBe('ILLEGAL_GENERATION');
    expect(await told({ memberId, generationId: 2 })).toBe('ILLEGAL_GENERATION');
    expect(await told({ memberId })).toBe('ILLEGAL_GENERATION');
    expect(await told({ memberId: 'stranger', generationId: 1 })).toBe('UNKNOWN_MEMBER_ID');
    expect(await told({ generationId: 1 })).toBe('UNKNOWN_MEMBER_ID');
    expect(await told({ groupInstanceId: 'i' })).toBe('UNKNOWN_MEMBER_ID');
  });

  it('a static member commits that has the place of its instance', async () => {
    const { memberId } = await join('i');
    await sync(memberId);
    const groupInstanceId = 'i';
    expect(await told({ memberId, generationId: 1, groupInstanceId })).toBeUndefined();
    expect(await told({ memberId: 'before', generationId: 1, groupInstanceId })).toBe('FENCED_INSTANCE_ID');
    expect(await told({ groupInstanceId })).toBe('FENCED_INSTANCE_ID');
    expect(await told({ memberId, generationId: 1, groupInstanceId: 'other' })).toBe('UNKNOWN_MEMBER_ID');
  });

  it('E19: in the middle of a rebalance commit its members all the same', async () => {
    const { memberId } = await join();
    expect(shard.model.classic.get('g')?.state).toBe('CompletingRebalance');
    expect(await told({ memberId, generationId: 1 })).toBeUndefined();
    await sync(memberId);
    await join();
    expect(shard.model.classic.get('g')?.state).toBe('PreparingRebalance');
    expect(await told({ memberId, generationId: 1 })).toBeUndefined();
    expect(await told({})).toBeUndefined();
  });
});

describe('to a group of type consumer', () => {
  const MEMBER = 'member';

  async function beat(memberEpoch: number): Promise<void> {
    const request = {
      groupId: 'g',
      memberId: MEMBER,
      memberEpoch,
      instanceId: null,
      rackId: null,
      rebalanceTimeoutMs: 60_000,
      subscribedTopicNames: memberEpoch < 0 ? null : ['orders'],
      subscribedTopicRegex: null,
      serverAssignor: null,
      owned: memberEpoch === 0 ? [] : null,
      clientId: 'c',
      clientHost: '/127.0.0.1',
    };
    shard.run((state, now) => ({
      ...shard.model.consumer.heartbeat(state, now, request, () => true),
      response: undefined,
    }));
    await shard.settle();
  }

  function epoch(): number {
    return shard.shard.read('g').consumer.get('g')?.members.get(MEMBER)?.memberEpoch ?? -1;
  }

  it('commit members of this epoch, and who names no member (KAFKA-18060); others are told of generations', async () => {
    await beat(0);
    const memberEpoch = epoch();
    expect(memberEpoch).toBeGreaterThan(0);
    expect(await told({})).toBeUndefined();
    expect(await told({ memberId: MEMBER, generationId: memberEpoch })).toBeUndefined();
    for (const generationId of [memberEpoch - 1, memberEpoch + 1, -1])
      expect(await told({ memberId: MEMBER, generationId })).toBe('ILLEGAL_GENERATION');
    expect(await told({ memberId: 'stranger', generationId: memberEpoch })).toBe('UNKNOWN_MEMBER_ID');
    expect(await told({ groupInstanceId: 'i' })).toBe('UNKNOWN_MEMBER_ID');
    expect(await told({ generationId: memberEpoch })).toBe('UNKNOWN_MEMBER_ID');
  });

  it('without members commits whoever has no epoch', async () => {
    await beat(0);
    await beat(-1);
    expect(await told({})).toBeUndefined();
    expect(await told({ memberId: MEMBER })).toBeUndefined();
    expect(await told({ memberId: MEMBER, generationId: 1 })).toBe('UNKNOWN_MEMBER_ID');
  });
});

describe('of the partitions of a request', () => {
  it('each is refused on its own', async () => {
    const of = (partition: number, metadata = '') => ({ partition, offset: 1, leaderEpoch: -1, metadata });
    expect(await told({ topics: [{ topic: 'orders', partitions: [of(9), of(1)] }] })).toBe(
      'UNKNOWN_TOPIC_OR_PARTITION',
    );
    expect(await told({ topics: [{ topic: 'orders', partitions: [of(2, 'x'.repeat(11)), of(3)] }] })).toBe(
      'OFFSET_METADATA_TOO_LARGE',
    );
    shard.end('commit', P);
    await shard.settle();
    expect([...(shard.shard.read('g').offsets.get('g')?.get('orders')?.keys() ?? [])].sort()).toEqual([1, 3]);
  });
});

describe('the coordinator of the transaction', () => {
  it.each([
    [0, 'verify'],
    [3, 'verify'],
    [4, 'verifyAbortable'],
    [5, 'add'],
  ] as const)('is asked first; by version %i: %s', async (version, operation) => {
    await told({ version, producerEpoch: 3 });
    expect(shard.log.verifications).toMatchObject([
      {
        batch: { producerId: P, producerEpoch: 3, baseSequence: -1, transactional: true },
        transaction: { transactionalId: 'id-7', operation },
      },
    ]);
  });

  it.each([
    ['NETWORK_EXCEPTION', 1, 'COORDINATOR_NOT_AVAILABLE'],
    ['NETWORK_EXCEPTION', 2, 'COORDINATOR_LOAD_IN_PROGRESS'],
    ['COORDINATOR_LOAD_IN_PROGRESS', 1, 'COORDINATOR_NOT_AVAILABLE'],
    ['COORDINATOR_LOAD_IN_PROGRESS', 5, 'COORDINATOR_LOAD_IN_PROGRESS'],
    ['REQUEST_TIMED_OUT', 5, 'COORDINATOR_NOT_AVAILABLE'],
    ['PRODUCER_FENCED', 5, 'INVALID_PRODUCER_EPOCH'],
    ['INVALID_PRODUCER_EPOCH', 3, 'INVALID_PRODUCER_EPOCH'],
    ['INVALID_PRODUCER_ID_MAPPING', 3, 'INVALID_PRODUCER_ID_MAPPING'],
    ['TRANSACTION_ABORTABLE', 3, 'INVALID_TXN_STATE'],
    ['TRANSACTION_ABORTABLE', 4, 'TRANSACTION_ABORTABLE'],
    ['CONCURRENT_TRANSACTIONS', 5, 'CONCURRENT_TRANSACTIONS'],
    ['NOT_LEADER_OR_FOLLOWER', 5, 'NOT_COORDINATOR'],
  ] as const)('answers %s; a client of version %i is told %s', async (error, version, answer) => {
    shard.log.verified = { kind: 'failed', error, message: 'no' };
    expect(await told({ version })).toBe(answer);
    expect(shard.log.batchCount).toBe(0);
  });

  it('may be right and too late: the partition has the last word', async () => {
    shard.log.refuseNext(({ kind }) => (kind === 'transactional' ? 'INVALID_TXN_STATE' : undefined));
    expect(await told({})).toBe('INVALID_TXN_STATE');
  });
});
