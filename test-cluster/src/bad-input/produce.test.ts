import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { BATCH_HEADER_BYTES, compressionTypes } from '@drave/records';
import { bombBatch, poisonBatch, poisons } from '@drave/records/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, ClusterUnderTest, refusalOf } from './cluster-under-test.js';

/** What a producer may send by mistake or in bad faith: refused per partition, nothing of it is ever in the log. */
let test: ClusterUnderTest;
const env = createNodeEnv({ logger: silentLogger });
const topic = 'inbox';

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 3 });
  await test.client.admin().topics.create(topic, { partitions: 1, configs: { 'max.message.bytes': '10000' } });
  await test.send(topic, ['before']);
});
afterAll(async () => {
  env.close();
  await test.close();
});

async function refusedWith(records: Uint8Array, acks?: number): Promise<unknown> {
  const produced = await test.produceBytes(topic, records, acks);
  expect(produced?.baseOffset ?? -1).toBe(-1);
  return produced?.error;
}

describe('a batch that is not sound', () => {
  it('is refused when one bit of a record has flipped', async () => {
    const batch = batchOf(['flipped']);
    batch[batch.length - 3] = (batch[batch.length - 3] ?? 0) ^ 0x10;
    expect(await refusedWith(batch)).toEqual({
      code: 'CORRUPT_MESSAGE',
      message: expect.stringMatching(/CRC|checksum/),
    });
  });

  it.each([
    ['cut in the middle', () => batchOf(['whole']).subarray(0, -4), 'CORRUPT_MESSAGE'],
    ['shorter than a header', () => batchOf(['whole']).subarray(0, BATCH_HEADER_BYTES - 1), 'CORRUPT_MESSAGE'],
    [
      'random bytes',
      () => Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 197 + 31) & 0xff)),
      'CORRUPT_MESSAGE',
    ],
    ['of the old format 1', () => withByte(batchOf(['old']), 16, 1), 'UNSUPPORTED_VERSION'],
    ['a length of 2 GB', () => withInt(batchOf(['huge']), 8, 0x7fff_ffff), 'MESSAGE_TOO_LARGE'],
    ['a negative length', () => withInt(batchOf(['huge']), 8, -1), 'CORRUPT_MESSAGE'],
    ['without a record', () => batchOf([], { lastOffsetDelta: 0 }), 'INVALID_RECORD'],
  ])('is refused when it is %s', async (_what, make, code) => {
    expect(await refusedWith(make())).toEqual({ code, message: expect.stringMatching(/.{20}/) });
  });

  it('is refused when a producer sends what only brokers write: a control batch', async () => {
    expect(await refusedWith(batchOf(['marker'], { control: true }))).toEqual({
      code: 'INVALID_RECORD',
      message: expect.stringContaining('control'),
    });
  });

  it('is refused when it is larger than max.message.bytes, by the broker and before that by nobody', async () => {
    const expected = { code: 'MESSAGE_TOO_LARGE', message: expect.stringMatching(/10000/) };
    expect(await refusedWith(batchOf(['x'.repeat(10_001)]))).toEqual(expected);
    expect(await refusalOf(test.send(topic, ['x'.repeat(10_001)]))).toEqual(expected);
  });

  it('takes nothing of a request when its second batch is not sound', async () => {
    const second = batchOf(['second']);
    second[second.length - 3] = (second[second.length - 3] ?? 0) ^ 1;
    expect(await refusedWith(Buffer.concat([batchOf(['first']), second]))).toMatchObject({ code: 'CORRUPT_MESSAGE' });
  });

  it.each(compressionTypes)('is refused when only its header and its checksum are right: %s', async (codec) => {
    for (const poison of poisons) {
      const error = await refusedWith(await poisonBatch(poison, codec, env.compute, Date.now()));
      expect(error).toEqual({
        code: expect.stringMatching(/^(INVALID_RECORD|CORRUPT_MESSAGE)$/),
        message: expect.stringMatching(/.{20}/),
      });
    }
  });

  it('is refused when it would fill the memory of the broker', async () => {
    await test.client.admin().topics.create('bombs', { partitions: 1 });
    const produced = await test.produceBytes('bombs', await bombBatch(env.compute, Date.now()));
    expect(produced?.error).toEqual({ code: 'CORRUPT_MESSAGE', message: expect.stringMatching(/gzip/) });
  });

  it('is refused when it is transactional, as long as nobody can end a transaction', async () => {
    const transactional = { producerId: 77_001, producerEpoch: 0, baseSequence: 0, transactional: true };
    expect(await refusedWith(batchOf(['never ends'], transactional))).toEqual({
      code: 'INVALID_TXN_STATE',
      message: expect.stringContaining('transaction'),
    });
  });

  it('is refused with a sequence that has a gap', async () => {
    const identity = { producerId: 77_000, producerEpoch: 0 };
    expect(await test.produceBytes(topic, batchOf(['in sequence'], { ...identity, baseSequence: 0 }))).toMatchObject({
      baseOffset: 1,
    });
    expect(await refusedWith(batchOf(['too early'], { ...identity, baseSequence: 5 }))).toEqual({
      code: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
      message: expect.stringMatching(/5/),
    });
    const older = await test.produceBytes(topic, batchOf(['next'], { ...identity, producerEpoch: 1, baseSequence: 0 }));
    expect(older?.baseOffset).toBe(2);
    expect(await refusedWith(batchOf(['old epoch'], { ...identity, baseSequence: 1 }))).toEqual({
      code: 'INVALID_PRODUCER_EPOCH',
      message: expect.stringMatching(/epoch 0.*1|1.*0/),
    });
  });
});

describe('a request that is not sound', () => {
  it.each([2, -2, 7])('is refused with acks %d', async (acks) => {
    const answer = await test.produceBytes(topic, batchOf(['acks']), acks).then((one) => one?.error, toRefusal);
    expect(answer).toEqual({ code: 'INVALID_REQUIRED_ACKS', message: expect.stringContaining(String(acks)) });
  });

  it('is refused for a partition that is not there', async () => {
    const produced = await test.produceBytes(topic, batchOf(['lost']), -1, 9);
    expect(produced?.error).toEqual({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
      message: expect.stringMatching(/inbox.*9/),
    });
  });
});

describe('after all that', () => {
  it('the log holds what was accepted and nothing else', async () => {
    expect(await test.readAll(topic)).toEqual(['before', 'in sequence', 'next']);
  });
});

describe('the cluster', () => {
  it('is sound after all that', async () => {
    expect(await test.proof()).toBe('sound');
  });
});

function withByte(batch: Buffer, at: number, value: number): Buffer {
  batch[at] = value;
  return batch;
}

function withInt(batch: Buffer, at: number, value: number): Buffer {
  batch.writeInt32BE(value, at);
  return batch;
}

function toRefusal(reason: unknown): unknown {
  const { code, message } = reason as { code: string; message: string };
  return { code, message };
}
