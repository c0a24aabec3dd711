import { DraveError } from '@drave/base';
import { Client, type GroupAdmin } from '@drave/client';
import type { SimWorld } from '@drave/env/sim';
import { groupService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DraveNode } from './node.js';
import { LONE_NODE, startLoneNode } from './testing/lone-node.js';

/* What administrators move in logs and in groups, through the SDK in front of a real node. */

const RECORDS = 10;
let world: SimWorld;
let node: DraveNode;
let client: Client;

beforeAll(async () => {
  ({ world, node } = await startLoneNode('orders'));
  const host = world.createHost('client');
  client = new Client({ env: host.env, transport: new SimTransport(host), bootstrap: [LONE_NODE] });
  const producer = client.producer();
  for (let n = 0; n < RECORDS; n += 1)
    await world.finish(producer.send({ topic: 'orders', partition: n % 2, value: `order ${n}` }));
});
afterAll(async () => {
  await world.finish(client.close());
  await world.finish(node.stop());
});

async function startOffsets(): Promise<readonly number[]> {
  const consumer = client.rawConsumer();
  const found = await world.finish(
    consumer.beginningOffsets([0, 1].map((partition) => ({ topic: 'orders', partition }))),
  );
  await world.finish(consumer.close());
  return found;
}

describe('records before an offset', () => {
  it('are deleted by the leaders, and the outcome of each partition is told', async () => {
    const asked = [
      { topic: 'orders', partition: 0, offset: 2 },
      { topic: 'orders', partition: 1, offset: 6 },
      { topic: 'orders', partition: 7, offset: 1 },
    ];
    const planned = await world.finish(client.admin().partitions.deleteRecords(asked, { validateOnly: true }));
    expect(planned).toMatchObject([
      { logStartOffset: 2, errorCode: '' },
      { logStartOffset: -1, errorCode: 'OFFSET_OUT_OF_RANGE' },
      { logStartOffset: -1, errorCode: 'LEADER_NOT_AVAILABLE' },
    ]);
    expect(await startOffsets()).toEqual([0, 0]);
    const done = await world.finish(client.admin().partitions.deleteRecords(asked));
    expect(done).toMatchObject([
      { topic: 'orders', partition: 0, logStartOffset: 2, errorCode: '' },
      { partition: 1, logStartOffset: -1, errorCode: 'OFFSET_OUT_OF_RANGE' },
      { partition: 7, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' },
    ]);
    expect(await startOffsets()).toEqual([2, 0]);
  });

  it('are all that is committed with -1', async () => {
    const all = [{ topic: 'orders', partition: 0, offset: -1 }];
    expect(await world.finish(client.admin().partitions.deleteRecords(all))).toMatchObject([{ logStartOffset: 5 }]);
  });
});

describe('a reset of committed offsets to one for each partition', () => {
  it('moves each to its own, and limits it to the log', async () => {
    const { groups } = client.admin();
    const offsets = [
      { topic: 'orders', partition: 1, offset: 3 },
      { topic: 'orders', partition: 0, offset: 1 },
    ];
    expect(await world.finish(groups.resetOffsets('billing', { offsets }))).toMatchObject([
      { topic: 'orders', partition: 1, oldOffset: -1, newOffset: 3 },
      { topic: 'orders', partition: 0, oldOffset: -1, newOffset: 5 },
    ]);
    expect(await world.finish(groups.offsets('billing'))).toMatchObject([
      { partition: 0, committedOffset: 5, lag: 0 },
      { partition: 1, committedOffset: 3, lag: 2 },
    ]);
  });

  it.each([
    [[], /needs at least one/],
    [[1, 1], /a partition is named twice/],
    [[-5], /-5 is no offset of orders/],
  ])('refuses %j', async (wanted, message) => {
    const offsets = wanted.map((offset) => ({ topic: 'orders', partition: 0, offset }));
    const refused = client.admin().groups.resetOffsets('billing', { offsets });
    const error = await world.finish(
      refused.then(
        () => undefined,
        (reason: unknown) => DraveError.from(reason),
      ),
    );
    expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(error?.message).toMatch(message);
  });
});

describe('committed offsets of all groups', () => {
  it('are listed in pages, of all groups or of some, with where the partitions begin and end', async () => {
    const groups = Array.from({ length: 30 }, (_, index) => `reader-${String(index).padStart(2, '0')}`);
    for (const groupId of groups) {
      const consumer = client.consumer({ groupId, enableAutoCommit: false });
      await world.finish(consumer.commit([{ topic: 'orders', partition: 1, offset: 3, metadata: groupId }]));
      await world.finish(consumer.close());
    }
    const listed = async (options: Parameters<GroupAdmin['committedOffsets']>[0]) => {
      const found: unknown[] = [];
      const all = client.admin().groups.committedOffsets(options);
      for (let next = await world.finish(all.next()); next.done !== true; next = await world.finish(all.next()))
        found.push(next.value);
      return found;
    };
    const known = { topic: 'orders', partition: 1, committedOffset: 3, commitTimeMs: expect.any(Number) };
    const some = await listed({ groupIds: ['reader-03', 'nobody', 'reader-07'], withPositions: true });
    expect(some).toMatchObject([
      { ...known, groupId: 'reader-03', metadata: 'reader-03', logStartOffset: 0, logEndOffset: 5, lag: 2 },
      { ...known, groupId: 'reader-07', metadata: 'reader-07', logStartOffset: 0, logEndOffset: 5, lag: 2 },
    ]);
    const ofTopic = (await listed({ topic: 'orders' })) as { groupId: string; lag: number }[];
    const readers = ofTopic.filter(({ groupId }) => groupId.startsWith('reader-'));
    expect(readers.map(({ groupId }) => groupId)).toEqual(groups);
    expect(new Set(readers.map(({ lag }) => lag))).toEqual(new Set([-1]));
    expect(await listed({ topic: 'nothing' })).toEqual([]);
  });

  it('are paged as the lists of groups are', async () => {
    const channel = new SimTransport(world.createHost('pages')).connect(LONE_NODE);
    const seen: string[] = [];
    let pageToken = '';
    do {
      const request = { pageSize: 7, pageToken, groupIds: [], topic: '', withPositions: false, local: false };
      const call = channel.unary(groupService.methods.listCommittedOffsets, request, { deadlineMs: 5_000 });
      const answer = await world.finish(call);
      expect(answer.offsets.length).toBeLessThanOrEqual(7);
      seen.push(...answer.offsets.map(({ groupId, partition }) => `${groupId} ${partition}`));
      pageToken = answer.nextPageToken;
    } while (pageToken !== '');
    expect(seen.filter((one) => one.startsWith('reader-'))).toHaveLength(30);
    expect(seen).toEqual([...new Set(seen)].sort());
    const request = { pageSize: 7, pageToken: 'made-up', groupIds: [], topic: '', withPositions: false, local: false };
    const refused = channel.unary(groupService.methods.listCommittedOffsets, request, { deadlineMs: 5_000 });
    await expect(world.finish(refused)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
