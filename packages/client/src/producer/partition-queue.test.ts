import { describe, expect, it } from 'vitest';
import { PartitionQueue } from './partition-queue.js';
import { type Attempt, ProducerBatch } from './producer-batch.js';

const connection = {};

function batchIn(queue: PartitionQueue): ProducerBatch {
  const batch = new ProducerBatch(queue.topic, queue.partition, 0, 10_000, 256);
  batch.append({ topic: queue.topic, key: null, value: Buffer.from('x') }, 0, undefined, undefined);
  queue.push(batch);
  return batch;
}

function send(queue: PartitionQueue, batch: ProducerBatch, over: object = connection): Attempt {
  batch.seal(0);
  const attempt: Attempt = { batch, connection: over, leaderEpoch: 0, sentMs: 0 };
  queue.started(attempt);
  return attempt;
}

describe('the open batch of a PartitionQueue', () => {
  it('is next when nothing stands before it but attempts under way, as far as more are allowed', () => {
    const queue = new PartitionQueue('orders', 0, undefined);
    expect(queue.openIsNext(connection, 2)).toBe(false);
    const first = send(queue, batchIn(queue));
    batchIn(queue);
    expect(queue.openIsNext(connection, 2)).toBe(true);
    expect(queue.openIsNext(connection, 1)).toBe(false);
    queue.succeeded(first, { kind: 'written', baseOffset: 0, logAppendTimeMs: -1 });
    queue.takeSettled();
    expect(queue.openIsNext(connection, 1)).toBe(true);
  });

  it('waits behind a batch that waits itself, and behind attempts elsewhere', () => {
    const queue = new PartitionQueue('orders', 0, undefined);
    const attempt = send(queue, batchIn(queue), {});
    batchIn(queue);
    expect(queue.openIsNext(connection, 5)).toBe(false);
    queue.abandon(attempt, 50);
    expect(queue.openIsNext(connection, 5)).toBe(false);
  });
});
