import { DraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { PartitionQueue } from './partition-queue.js';
import { type Attempt, ProducerBatch } from './producer-batch.js';
import { IdentitySource, type ProducerIdentity } from './producer-identity.js';

const connection = {};

function readyBatch(): ProducerBatch {
  const batch = new ProducerBatch('orders', 0, 0, 60_000, Buffer.alloc(128));
  batch.recordCount = 1;
  batch.state = { kind: 'ready', notBeforeMs: 0 };
  return batch;
}

function sendNext(queue: PartitionQueue): Attempt | undefined {
  const batch = queue.nextSendable(0, connection, 5);
  if (batch === undefined) return undefined;
  const attempt: Attempt = { batch, connection, leaderEpoch: 0, sentMs: 0 };
  queue.started(attempt);
  return attempt;
}

describe('PartitionQueue', () => {
  it('sends nothing behind the first batch of an identity before that one is acknowledged', () => {
    const identities = new IdentitySource();
    identities.assigned({ producerId: 7, epoch: 0 });
    const queue = new PartitionQueue('orders', 0, identities);
    for (let count = 0; count < 3; count++) queue.push(readyBatch());
    const first = sendNext(queue);
    expect(first?.batch.stamp?.baseSequence).toBe(0);
    expect(sendNext(queue)).toBeUndefined();

    // It was refused before it was appended: the broker still has no state of this producer, and would accept any
    // sequence.
    if (first !== undefined) queue.failed(first, new DraveError('NOT_ENOUGH_REPLICAS'), 0);
    const again = sendNext(queue);
    expect(again?.batch).toBe(first?.batch);
    expect(sendNext(queue)).toBeUndefined();

    if (again !== undefined) queue.succeeded(again, { kind: 'written', baseOffset: 0, logAppendTimeMs: -1 });
    queue.takeSettled();
    expect(sendNext(queue)?.batch.stamp?.baseSequence).toBe(1);
    expect(sendNext(queue)?.batch.stamp?.baseSequence).toBe(2);
  });

  it('pauses after a failure, but not before a newer leader', () => {
    const queue = new PartitionQueue('orders', 0, undefined);
    queue.push(readyBatch());
    const first = sendNext(queue);
    if (first !== undefined) queue.failed(first, new DraveError('NETWORK_EXCEPTION'), 500);
    queue.followLeader(connection, 0, 10);
    expect(queue.nextRetryMs()).toBe(500);
    expect(queue.nextSendable(10, connection, 5)).toBeUndefined();
    queue.followLeader(connection, 1, 10);
    expect(queue.nextRetryMs()).toBe(10);
    const second = queue.nextSendable(10, connection, 5);
    expect(second).toBe(first?.batch);
    // The new leader has not failed the batch yet. When it does, the pause after that failure holds.
    if (second !== undefined) queue.started({ batch: second, connection, leaderEpoch: 1, sentMs: 10 });
    if (second?.state.kind === 'sent') queue.failed(second.state.attempt, new DraveError('NETWORK_EXCEPTION'), 900);
    queue.followLeader(connection, 1, 20);
    expect(queue.nextRetryMs()).toBe(900);
  });

  it('pipelines at once without idempotence', () => {
    const queue = new PartitionQueue('orders', 0, undefined);
    for (let count = 0; count < 2; count++) queue.push(readyBatch());
    expect(sendNext(queue)).toBeDefined();
    expect(sendNext(queue)).toBeDefined();
  });
});

describe('openIsNext', () => {
  it('is true when nothing stands before the open batch but attempts under way, as far as more are allowed', () => {
    const queue = new PartitionQueue('orders', 0, undefined);
    expect(queue.openIsNext(connection, 2)).toBe(false);
    queue.push(readyBatch());
    const first = sendNext(queue);
    queue.push(openBatch());
    expect(queue.openIsNext(connection, 2)).toBe(true);
    expect(queue.openIsNext(connection, 1)).toBe(false);
    if (first !== undefined) queue.succeeded(first, { kind: 'written', baseOffset: 0, logAppendTimeMs: -1 });
    queue.takeSettled();
    expect(queue.openIsNext(connection, 1)).toBe(true);
  });

  it('is false behind a batch that waits itself, and behind attempts elsewhere', () => {
    const queue = new PartitionQueue('orders', 0, undefined);
    queue.push(readyBatch());
    queue.push(openBatch());
    expect(queue.openIsNext(connection, 5)).toBe(false);
    sendNext(queue);
    expect(queue.openIsNext(connection, 5)).toBe(true);
    expect(queue.openIsNext({}, 5)).toBe(false);
  });
});

function openBatch(): ProducerBatch {
  return new ProducerBatch('orders', 0, 0, 60_000, Buffer.alloc(128));
}

describe('PartitionQueue in transactions', () => {
  /** The identities of a transaction: one while it is open and has not failed. */
  function transactional() {
    const told: string[] = [];
    const identities = {
      perTransaction: true,
      current: undefined as ProducerIdentity | undefined,
      next: () => identities.current,
      bumpBeyond: (_used: ProducerIdentity, { code }: DraveError) => void told.push(`broken by ${code}`),
      discard: (_used: ProducerIdentity, { code }: DraveError) => {
        told.push(`fenced by ${code}`);
        identities.current = undefined;
      },
    };
    return { identities, told, queue: new PartitionQueue('orders', 0, identities) };
  }

  const written = { kind: 'written', baseOffset: 0, logAppendTimeMs: -1 } as const;

  function sendAndAcknowledge(queue: PartitionQueue): Attempt['batch']['stamp'] {
    queue.push(readyBatch());
    const attempt = sendNext(queue);
    if (attempt !== undefined) queue.succeeded(attempt, written);
    queue.takeSettled();
    return attempt?.batch.stamp;
  }

  it('sends only while there is an identity, counts on under the same, and anew under another', () => {
    const { identities, queue } = transactional();
    expect(sendAndAcknowledge(queue)).toBeUndefined();
    const first = { producerId: 7, epoch: 0 };
    identities.current = first;
    const waiting = sendNext(queue);
    expect(waiting?.batch.stamp).toEqual({ identity: first, baseSequence: 0 });
    if (waiting !== undefined) queue.succeeded(waiting, written);
    queue.takeSettled();
    expect(sendAndAcknowledge(queue)).toEqual({ identity: first, baseSequence: 1 });
    identities.current = undefined;
    identities.current = first;
    expect(sendAndAcknowledge(queue)).toEqual({ identity: first, baseSequence: 2 });
    const second = { producerId: 7, epoch: 1 };
    identities.current = second;
    // The first batch of an identity goes alone.
    for (let count = 0; count < 2; count++) queue.push(readyBatch());
    expect(sendNext(queue)?.batch.stamp).toEqual({ identity: second, baseSequence: 0 });
    expect(sendNext(queue)).toBeUndefined();
  });

  it('leaves what is fenced to the transaction, and sends nothing of it again', () => {
    const { identities, told, queue } = transactional();
    identities.current = { producerId: 7, epoch: 0 };
    queue.push(readyBatch());
    const attempt = sendNext(queue);
    if (attempt !== undefined) queue.failed(attempt, new DraveError('INVALID_PRODUCER_EPOCH'), 0);
    expect(queue.takeSettled()).toEqual([]);
    expect(told[0]).toBe('fenced by INVALID_PRODUCER_EPOCH');
    identities.current = { producerId: 7, epoch: 1 };
    expect(sendNext(queue)).toBeUndefined();
    const error = new DraveError('PRODUCER_FENCED');
    queue.failAll(error);
    expect(queue.takeSettled().map(({ result }) => result)).toMatchObject([{ kind: 'failed', error }]);
  });

  it('tells the transaction when the broker has lost the order', () => {
    const { identities, told, queue } = transactional();
    identities.current = { producerId: 7, epoch: 0 };
    queue.push(readyBatch());
    const attempt = sendNext(queue);
    if (attempt !== undefined) queue.failed(attempt, new DraveError('UNKNOWN_PRODUCER_ID'), 0);
    expect(queue.takeSettled()).toEqual([]);
    expect(told).toEqual(['broken by UNKNOWN_PRODUCER_ID']);
  });
});
