import type { ErrorCode, NodeId } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { openTransaction } from '../testing/example-transaction.js';
import { transactionPartitionsOf } from '../transaction-partitions.js';
import { type MarkerDestination, type MarkerEffect, type MarkerJob, MarkerQueues } from './marker-queues.js';

/** Partition `p` of any topic is led by broker `p`, but for what a test says. */
function start() {
  const places = new Map<number, MarkerDestination>();
  const fenced = new Set<NodeId>();
  let lookedUp = 0;
  const of = (_: string, partition: number): MarkerDestination => {
    lookedUp++;
    const ofItsNumber: NodeId = partition;
    return places.get(partition) ?? { kind: 'leader', nodeId: ofItsNumber };
  };
  const queues = new MarkerQueues({ looks: 0, of }, (nodeId) => !fenced.has(nodeId));
  const sent: Extract<MarkerEffect, { kind: 'send' }>[] = [];
  const written: string[] = [];
  let retries = 0;
  /** Where a test says so, what is to be routed waits for the turns that the test gives it. */
  let turns: 'all' | 'by hand' = 'all';
  const see = (effects: readonly MarkerEffect[]): void => {
    for (const effect of effects) {
      if (effect.kind === 'route') {
        if (turns === 'all') see(queues.route());
      } else if (effect.kind === 'send') sent.push(effect);
      else if (effect.kind === 'written') written.push(`${effect.job.transactionalId}/${effect.job.producerEpoch}`);
      else retries++;
    }
  };
  const begin = (job: Partial<MarkerJob> = {}): void => see(queues.begin(jobOf(job)));
  /** Answers the oldest request to the broker: everything alike, or as the test says for a producer. */
  const answer = (
    from: NodeId,
    failure?: ErrorCode | 'lost' | 'silent',
    failureOf?: (producerId: number) => ErrorCode,
  ): void => {
    const at = sent.findIndex(({ to }) => to === from);
    const [request] = sent.splice(at, 1);
    if (request === undefined) throw new Error(`nothing was sent to ${from}`);
    const results = request.markers.flatMap(({ producerId, partitions }) =>
      [...partitions].flatMap(([topic, indexes]) =>
        indexes.map((partition) => {
          const code = failureOf?.(producerId) ?? (failure as ErrorCode | undefined);
          return { producerId, topic, partition, failure: code };
        }),
      ),
    );
    see(queues.answered(from, request.request, failure === 'lost' ? undefined : failure === 'silent' ? [] : results));
  };
  const sentTo = (nodeId: NodeId): string[] =>
    sent
      .filter(({ to }) => to === nodeId)
      .map(({ markers }) => markers.map(({ producerId, producerEpoch }) => `${producerId}/${producerEpoch}`).join(' '));
  const change = (): void => see(queues.metadataChanged());
  const retry = (): void => see(queues.retry());
  /** One turn of the event loop; how many places were looked up in it. */
  const turn = (): number => {
    const before = lookedUp;
    see(queues.route());
    return lookedUp - before;
  };
  const byHand = (): void => {
    turns = 'by hand';
  };
  const lookups = (): number => lookedUp;
  return {
    turn,
    byHand,
    lookups,
    places,
    fenced,
    queues,
    sent,
    sentTo,
    written,
    begin,
    answer,
    change,
    retry,
    retriesWanted: () => retries,
  };
}

function jobOf(job: Partial<MarkerJob>): MarkerJob {
  return {
    statePartition: 0,
    coordinatorEpoch: 5,
    transactionalId: 'x',
    producerId: 7,
    producerEpoch: 3,
    result: 'commit',
    transactionVersion: 0,
    partitions: transactionPartitionsOf([['t', [1]]]),
    prepared: openTransaction({ state: 'PrepareCommit' }),
    ...job,
  };
}

/** D11, D19: every end comes to its end. */
describe('markers', () => {
  it('go to the leader of each partition, and the job ends when all are written', () => {
    const test = start();
    const partitions = transactionPartitionsOf([
      ['t', [1, 2]],
      ['u', [2]],
    ]);
    test.begin({ partitions });
    expect([test.sentTo(1), test.sentTo(2)]).toEqual([['7/3'], ['7/3']]);
    expect(test.sent[1]?.markers).toEqual([
      {
        coordinatorEpoch: 5,
        producerId: 7,
        producerEpoch: 3,
        result: 'commit',
        transactionVersion: 0,
        partitions: transactionPartitionsOf([
          ['t', [2]],
          ['u', [2]],
        ]),
      },
    ]);
    test.answer(2);
    expect(test.written).toEqual([]);
    expect(test.queues.unmarked(0, 'x')).toEqual(transactionPartitionsOf([['t', [1]]]));
    test.answer(1);
    expect(test.written).toEqual(['x/3']);
    expect(test.queues.unmarked(0, 'x')).toBeUndefined();
    expect(test.queues.size).toBe(0);
  });

  it('gather while a request is under way, and go together in the next one', () => {
    const test = start();
    test.begin();
    test.begin({ transactionalId: 'y', producerId: 8 });
    test.begin({ transactionalId: 'z', producerId: 9, statePartition: 3 });
    expect(test.sentTo(1)).toEqual(['7/3']);
    test.answer(1);
    expect(test.sentTo(1)).toEqual(['8/3 9/3']);
    test.answer(1, undefined, (producerId) => (producerId === 8 ? 'NOT_LEADER_OR_FOLLOWER' : (undefined as never)));
    expect(test.written).toEqual(['x/3', 'z/3']);
  });

  it.each([
    'UNKNOWN_TOPIC_OR_PARTITION',
    'NOT_LEADER_OR_FOLLOWER',
    'NOT_ENOUGH_REPLICAS',
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'REQUEST_TIMED_OUT',
    'KAFKA_STORAGE_ERROR',
    'COORDINATOR_LOAD_IN_PROGRESS',
    'CORRUPT_MESSAGE',
    'UNKNOWN_SERVER_ERROR',
    'lost',
    'silent',
  ] as const)('go out again after %s, to whoever leads then', (failure) => {
    const test = start();
    test.begin();
    test.answer(1, failure);
    expect([test.sentTo(1), test.retriesWanted()]).toEqual([[], 1]);
    test.places.set(1, { kind: 'leader', nodeId: 4 });
    test.retry();
    expect(test.sentTo(4)).toEqual(['7/3']);
    test.answer(4, failure);
    expect(test.retriesWanted()).toBe(2);
    test.change();
    test.answer(4);
    expect(test.written).toEqual(['x/3']);
  });

  it.each(['INVALID_PRODUCER_EPOCH', 'UNSUPPORTED_FOR_MESSAGE_FORMAT', 'UNSUPPORTED_VERSION'] as const)(
    'are no more to be written after %s (KAFKA-19999)',
    (failure) => {
      const test = start();
      test.begin();
      test.answer(1, failure);
      expect(test.written).toEqual(['x/3']);
    },
  );

  it('of a coordinator that was fenced are given up, as a whole', () => {
    const test = start();
    test.begin({ partitions: transactionPartitionsOf([['t', [1, 2]]]) });
    test.answer(1, 'TRANSACTION_COORDINATOR_FENCED');
    test.answer(2);
    test.retry();
    expect([test.written, test.sent, test.queues.size]).toEqual([[], [], 0]);
  });

  it('without a leader wait for one', () => {
    const test = start();
    test.places.set(1, { kind: 'unknown' });
    test.begin();
    test.change();
    expect(test.sent).toEqual([]);
    test.places.delete(1);
    test.change();
    test.answer(1);
    expect(test.written).toEqual(['x/3']);
  });

  it('move when the leader does before they are sent', () => {
    const test = start();
    test.begin();
    test.begin({ transactionalId: 'y', producerId: 8 });
    test.places.set(1, { kind: 'leader', nodeId: 4 });
    test.change();
    expect([test.sentTo(1), test.sentTo(4)]).toEqual([['7/3'], ['8/3']]);
  });

  it('are not waited for from a broker that is fenced: they go to who leads then, and its answer counts no more', () => {
    const test = start();
    test.begin({ partitions: transactionPartitionsOf([['t', [1, 2]]]) });
    test.fenced.add(1);
    test.places.set(1, { kind: 'leader', nodeId: 4 });
    test.change();
    expect([test.sentTo(2), test.sentTo(4)]).toEqual([['7/3'], ['7/3']]);
    test.answer(1);
    test.answer(2);
    expect(test.written).toEqual([]);
    test.answer(4);
    expect(test.written).toEqual(['x/3']);
  });

  it('are a thousand in a request, however many there are', () => {
    const test = start();
    const indexes = Array.from({ length: 2_500 }, (_, index) => index);
    for (const index of indexes) test.places.set(index, { kind: 'leader', nodeId: 1 });
    test.begin({ partitions: transactionPartitionsOf([['t', indexes]]) });
    const counts: number[] = [];
    while (test.sent[0] !== undefined) {
      counts.push(test.sent[0].markers[0]?.partitions.get('t')?.length ?? 0);
      test.answer(1);
    }
    expect([counts, test.written]).toEqual([[1_000, 1_000, 500], ['x/3']]);
  });

  it('of an end with any number of partitions are looked up a thousand a turn', () => {
    const test = start();
    test.byHand();
    const indexes = Array.from({ length: 2_500 }, (_, index) => index);
    for (const index of indexes) test.places.set(index, { kind: 'leader', nodeId: index % 2 });
    test.begin({ partitions: transactionPartitionsOf([['t', indexes]]) });
    test.begin({ transactionalId: 'y', producerId: 8 });
    expect(test.lookups()).toBe(0);
    expect([test.turn(), test.turn(), test.turn(), test.turn()]).toEqual([1_000, 1_000, 501, 0]);
  });

  it('whose leaders may be others are looked up a thousand a turn', () => {
    const test = start();
    for (let id = 0; id < 2_500; id++) {
      test.places.set(id, { kind: 'unknown' });
      const partitions = transactionPartitionsOf([['t', [id]]]);
      test.begin({ transactionalId: `x${id}`, producerId: id, partitions });
    }
    test.byHand();
    test.places.clear();
    const before = test.lookups();
    test.change();
    test.change();
    expect(test.lookups()).toBe(before);
    const counts = [test.turn(), test.turn(), test.turn(), test.turn()];
    expect(counts).toEqual([1_000, 1_000, 500, 0]);
    expect(test.sent).toHaveLength(2_500);
  });

  it('of a coordinator that has resigned are gone over a thousand a turn, and hold up no other', () => {
    const test = start();
    test.places.set(1, { kind: 'leader', nodeId: 1 });
    for (let id = 0; id < 4_000; id++) test.begin({ transactionalId: `x${id}`, producerId: id });
    test.begin({ transactionalId: 'other', statePartition: 3, producerId: 5_000 });
    test.byHand();
    test.queues.drop(0);
    test.answer(1);
    expect(test.sent).toEqual([]);
    for (let turns = 0; test.sent.length === 0; turns++) {
      expect(turns).toBeLessThan(5);
      test.turn();
    }
    expect(test.sentTo(1)).toEqual(['5000/3']);
  });

  it('of a deleted topic are not needed (KAFKA-5308)', () => {
    const test = start();
    test.places.set(1, { kind: 'gone' });
    test.begin();
    expect(test.written).toEqual(['x/3']);
    test.begin({ partitions: transactionPartitionsOf([['t', [1, 2]]]), producerEpoch: 4 });
    test.answer(2, 'UNKNOWN_TOPIC_OR_PARTITION');
    test.places.set(2, { kind: 'gone' });
    test.retry();
    expect(test.written).toEqual(['x/3', 'x/4']);
  });
});

/** D14: answers count for what they belong to. */
describe('a coordinator', () => {
  it('that has resigned sends nothing more, and what is answered counts for nothing', () => {
    const test = start();
    test.begin();
    test.begin({ transactionalId: 'y', producerId: 8 });
    test.begin({ transactionalId: 'z', producerId: 9, statePartition: 3 });
    test.queues.drop(0);
    test.answer(1);
    expect(test.written).toEqual([]);
    expect(test.sentTo(1)).toEqual(['9/3']);
  });

  it('that comes back is not held by what it sent before (KAFKA-16352)', () => {
    const test = start();
    test.begin();
    test.queues.drop(0);
    test.begin({ coordinatorEpoch: 6 });
    // The answer to the first request ends nothing of the second job, neither well nor badly.
    test.answer(1, 'TRANSACTION_COORDINATOR_FENCED');
    expect([test.written, test.queues.size]).toEqual([[], 1]);
    expect(test.sent.map(({ markers }) => markers[0]?.coordinatorEpoch)).toEqual([6]);
    test.answer(1);
    expect(test.written).toEqual(['x/3']);
  });

  it('replaces a job by the next one of the same id', () => {
    const test = start();
    test.begin();
    test.begin({ producerEpoch: 4 });
    test.answer(1);
    expect(test.written).toEqual([]);
    test.answer(1);
    expect(test.written).toEqual(['x/4']);
  });

  it('takes no answer twice', () => {
    const test = start();
    test.begin();
    const request = test.sent[0]?.request ?? 0;
    test.answer(1, 'lost');
    expect(test.queues.answered(1, request, [])).toEqual([]);
    test.retry();
    test.answer(1);
    expect(test.written).toEqual(['x/3']);
  });
});
