import { SimWorld } from '@drave/env/sim';
import { expect, it } from 'vitest';
import { nextBatch, openTestLog, testLogConfig } from './testing/index.js';

const MINUTE_MS = 60_000;

it('a producer of old records is remembered between two looks (producer.id.expiration.check.interval.ms)', async () => {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('broker');
  const { directory, log } = await world.finish(openTestLog(env, testLogConfig()));
  const oldMs = env.clock.wallMs() - 30 * 24 * 60 * MINUTE_MS;
  const producer = { producerEpoch: 0, baseSequence: 0 };
  await world.finish(log.append(nextBatch(log, { ...producer, producerId: 1, timestamp: oldMs })));
  const recent = env.clock.wallMs();
  await world.finish(log.append(nextBatch(log, { ...producer, producerId: 2, timestamp: recent })));
  const known = () => log.producers.describe().map(({ producerId }) => producerId);
  await world.runFor(9 * MINUTE_MS);
  await world.finish(
    log.append(nextBatch(log, { producerEpoch: 0, baseSequence: 1, producerId: 1, timestamp: oldMs })),
  );
  // A look two minutes after its last batch: a retry of that would be written twice if the producer were forgotten.
  await world.runFor(2 * MINUTE_MS);
  expect(known()).toEqual([1, 2]);
  await world.runFor(10 * MINUTE_MS);
  expect(known()).toEqual([2]);
  await world.runFor(24 * 60 * MINUTE_MS + 10 * MINUTE_MS);
  expect(known()).toEqual([]);
  await world.finish(directory.close());
});
