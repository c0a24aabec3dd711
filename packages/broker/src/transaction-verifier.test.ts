import { deferred, type NodeId } from '@drave/base';
import type { AddedPartition, LeaderQuestion } from '@drave/coordinator';
import { SimWorld } from '@drave/env/sim';
import { DeadlineQueue } from '@drave/replica';
import { describe, expect, it } from 'vitest';
import { TransactionVerifier } from './transaction-verifier.js';

const COORDINATOR: NodeId = 1;

/** A verifier whose requests wait until the test answers them: with nothing against it, or as it says. */
function start() {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('host');
  const requests: {
    readonly ids: readonly string[];
    readonly answer: (failure?: 'CONCURRENT_TRANSACTIONS') => void;
  }[] = [];
  const verifier = new TransactionVerifier({
    clock: env.clock,
    deadlines: new DeadlineQueue(env.clock, env.timers),
    coordinatorOf: () => COORDINATOR,
    ask: (_, questions) => {
      const answered = deferred<readonly (readonly AddedPartition[])[]>();
      const answer = (failure?: 'CONCURRENT_TRANSACTIONS'): void =>
        answered.resolve(questions.map((question) => answersTo(question, failure)));
      requests.push({ ids: questions.map(({ transactionalId }) => transactionalId), answer });
      return answered.promise;
    },
    retryBackoffMs: 20,
    retryMsMax: 100,
    onFatal: (reason) => {
      throw reason;
    },
  });
  const verify = (transactionalId: string, partition = 0) =>
    verifier.verify({
      transactionalId,
      producerId: 7,
      producerEpoch: 0,
      topicPartition: { topic: 'orders', partition },
      operation: 'add',
      timeoutMs: 10_000,
    });
  const settle = () => world.runFor(1);
  return { world, requests, verify, settle };
}

function answersTo({ partitions }: LeaderQuestion, failure: 'CONCURRENT_TRANSACTIONS' | undefined): AddedPartition[] {
  return [...partitions].flatMap(([topic, indexes]) => indexes.map((partition) => ({ topic, partition, failure })));
}

/** D20: a client that goes on at once is not sent away. */
describe('questions to the coordinators of transactions', () => {
  it('of one turn go together, and those of one transaction are one', async () => {
    const { requests, verify, settle } = start();
    const verified = Promise.all([verify('a', 0), verify('a', 1), verify('b', 0)]);
    await settle();
    expect(requests.map(({ ids }) => ids)).toEqual([['a', 'b']]);
    requests[0]?.answer();
    expect(await verified).toEqual([undefined, undefined, undefined]);
  });

  it('are not held up by one that waits for its answer', async () => {
    const { requests, verify, settle } = start();
    const slow = verify('slow');
    await settle();
    const quick = verify('quick');
    await settle();
    expect(requests.map(({ ids }) => ids)).toEqual([['slow'], ['quick']]);
    requests[1]?.answer();
    expect(await quick).toBeUndefined();
    requests[0]?.answer();
    expect(await slow).toBeUndefined();
  });

  it('gather while a few requests are under way', async () => {
    const { requests, verify, settle } = start();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      void verify(id);
      await settle();
    }
    expect(requests.map(({ ids }) => ids)).toEqual([['a'], ['b'], ['c'], ['d']]);
    requests[2]?.answer();
    await settle();
    expect(requests.at(-1)?.ids).toEqual(['e', 'f']);
  });

  it('are asked again while the transaction before ends, for a while (KAFKA-18654)', async () => {
    const { world, requests, verify, settle } = start();
    const verified = verify('a');
    await settle();
    for (let count = 0; count < 5; count++) {
      requests[count]?.answer('CONCURRENT_TRANSACTIONS');
      await world.runFor(21);
    }
    expect(requests).toHaveLength(5);
    expect(await verified).toMatchObject({ error: 'CONCURRENT_TRANSACTIONS' });
  });
});
