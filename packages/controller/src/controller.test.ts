import { isDraveError } from '@drave/base';
import { describe, expect, it } from 'vitest';
import type { CreateTopicsCommand } from './commands.js';
import { TestCluster } from './testing/index.js';

const createOne = (name: string, requestId?: string) =>
  ({
    kind: 'createTopics',
    topics: [{ name, partitionCount: 1, replicationFactor: 1, configs: {} }],
    requestId,
  }) as const;

describe('the active controller', () => {
  it('writes the metadata level first, registers brokers and unfences them', async () => {
    const cluster = new TestCluster();
    await cluster.start(1, 2, 3);
    expect(cluster.image.level).toBe(1);
    expect(cluster.image.brokers().map(({ id, fenced }) => [id, fenced])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    expect(cluster.image.broker(2)?.epoch).toBe(cluster.epochOf(2));
    await cluster.stop();
  });

  it('answers a mutation only when it is committed', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    cluster.quorum.commitDelayMs = undefined;
    let answered = false;
    const created = cluster.controller.execute({ principal: 'p' }, createOne('orders'), 5_000);
    created.then(
      () => (answered = true),
      () => undefined,
    );
    await cluster.world.runFor(100);
    expect(answered).toBe(false);
    cluster.quorum.commit();
    const { visibleAtOffset } = await cluster.world.finish(created);
    expect(cluster.leader.feed.appliedOffset).toBeGreaterThanOrEqual(visibleAtOffset);
    expect(cluster.image.topicByName('orders')?.partitionCount).toBe(1);
    await cluster.stop();
  });

  it('B22: an answer that rests on uncommitted state waits for it, and is not given when that is lost', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    cluster.quorum.commitDelayMs = undefined;
    const { controller } = cluster;
    const first = controller.execute({ principal: 'p' }, createOne('orders'), 5_000);
    const second = controller.execute({ principal: 'p' }, createOne('orders'), 5_000);
    const outcomes = Promise.allSettled([first, second]);
    await cluster.world.runFor(50);
    await cluster.elect(1, 'lose');
    const codes = (await cluster.world.finish(outcomes)).map((outcome) =>
      outcome.status === 'rejected' && isDraveError(outcome.reason) ? outcome.reason.code : outcome.status,
    );
    // The first command was proposed, so its outcome is unknown; the second ("exists already") certainly changed
    // nothing.
    expect(codes).toEqual(['REQUEST_TIMED_OUT', 'NOT_CONTROLLER']);
    cluster.quorum.commitDelayMs = 1;
    expect(cluster.image.topicByName('orders')).toBeUndefined();
    await cluster.stop();
  });

  it('drops the speculative image with the leadership, and rebuilds from what was committed', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    cluster.quorum.commitDelayMs = undefined;
    const lost = cluster.controller.execute({ principal: 'p' }, createOne('lost'), 5_000);
    lost.catch(() => undefined);
    await cluster.world.runFor(10);
    await cluster.elect(1, 'lose');
    await cluster.elect(0, 'lose');
    cluster.quorum.commitDelayMs = 1;
    await cluster.join(1);
    const { response } = await cluster.execute(createOne('lost'));
    expect(response[0]?.kind).toBe('ok');
    await cluster.stop();
  });

  it('gives a repeated request id the first answer, also from the next controller', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const first = await cluster.execute(createOne('orders', 'id-1'));
    const again = await cluster.execute(createOne('orders', 'id-1'));
    expect(again.response).toEqual(first.response);
    await cluster.elect(1);
    const later = await cluster.execute(createOne('orders', 'id-1'));
    expect(later.response).toEqual(first.response);
    await expect(cluster.execute(createOne('other', 'id-1'))).rejects.toMatchObject({ code: 'REQUEST_ID_REUSED' });
    // Another principal's id is another id.
    const other = await cluster.execute(createOne('other', 'id-1'), 'User:else');
    expect(other.response[0]?.kind).toBe('ok');
    await cluster.stop();
  });

  it('lets a duplicate in flight join the first', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    cluster.quorum.commitDelayMs = undefined;
    const { controller } = cluster;
    const both = Promise.all([
      controller.execute({ principal: 'p' }, createOne('orders', 'id-1'), 5_000),
      controller.execute({ principal: 'p' }, createOne('orders', 'id-1'), 5_000),
    ]);
    await cluster.world.runFor(10);
    await expect(
      cluster.world.finish(controller.execute({ principal: 'p' }, createOne('x', 'id-1'), 5_000)),
    ).rejects.toMatchObject({ code: 'REQUEST_ID_REUSED' });
    cluster.quorum.commit();
    const [first, second] = await cluster.world.finish(both);
    expect(second.response).toEqual(first.response);
    await cluster.stop();
  });

  it('tells a repetition of a request with a large answer that it was carried out, and does nothing again', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const topics = Array.from({ length: 3_000 }, (_, i) => ({ name: `wide_${i}`, partitionCount: 1, configs: {} }));
    const command: CreateTopicsCommand = { kind: 'createTopics', topics, requestId: 'large' };
    const { response } = await cluster.execute(command);
    expect(response.filter(({ kind }) => kind === 'ok')).toHaveLength(3_000);
    cluster.quorum.depose('keep');
    await cluster.elect(1);
    const end = cluster.quorum.endOffset;
    await expect(cluster.execute(command)).rejects.toMatchObject({ code: 'ANSWER_NOT_KEPT' });
    expect(cluster.quorum.endOffset).toBe(end);
    await cluster.stop();
  });

  it('refuses more items than a request may have', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    const topics = Array.from({ length: 20_001 }, (_, i) => ({ name: `t${i}` }));
    await expect(cluster.execute({ kind: 'deleteTopics', topics })).rejects.toThrow(/20001 items .* 20000 are allowed/);
    const grown = [
      { name: 'a', partitionCount: -1, replicationFactor: 1, configs: {} },
      { name: 'b', partitionCount: 20_001, replicationFactor: 1, configs: {} },
    ];
    await expect(cluster.execute({ kind: 'createTopics', topics: grown })).rejects.toMatchObject({
      code: 'INVALID_PARTITIONS',
    });
    await cluster.stop();
  });

  it('changes nothing with validate_only', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    const { response } = await cluster.execute({ ...createOne('orders'), validateOnly: true });
    expect(response[0]?.kind).toBe('ok');
    expect(cluster.image.topicByName('orders')).toBeUndefined();
    await cluster.stop();
  });

  it('B21: creates a topic of 10,000 partitions in a metadata transaction that shows all at once', async () => {
    const cluster = new TestCluster();
    await cluster.start(1, 2, 3);
    const counts = new Set<number>();
    cluster.leader.feed.subscribe({
      onMetadata: (_delta, image) => counts.add(image.topicByName('big')?.partitionCount ?? 0),
    });
    const topics = [{ name: 'big', partitionCount: 10_000, replicationFactor: 3, configs: {} }];
    const { response } = await cluster.execute({ kind: 'createTopics', topics });
    expect(response[0]?.kind).toBe('ok');
    await cluster.world.runFor(100);
    expect([...counts].filter((count) => count > 0)).toEqual([10_000]);
    await cluster.stop();
  });

  it('aborts a transaction that the last controller left open', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    // Commit only the first entry of the transaction.
    cluster.quorum.commitDelayMs = undefined;
    const topics = [{ name: 'big', partitionCount: 10_000, replicationFactor: 1, configs: {} }];
    const creating = cluster.controller.execute({ principal: 'p' }, { kind: 'createTopics', topics }, 5_000);
    creating.catch(() => undefined);
    await cluster.world.runFor(3_000);
    cluster.quorum.commitFirstEntryOfPending();
    await cluster.world.runFor(10);
    expect(cluster.member(1).feed.workingImage.inTransaction).toBe(true);
    await cluster.elect(1, 'lose');
    cluster.quorum.commit();
    cluster.quorum.commitDelayMs = 1;
    await cluster.world.runFor(10);
    expect(cluster.image.inTransaction).toBe(false);
    expect(cluster.leader.feed.workingImage.inTransaction).toBe(false);
    expect(cluster.image.topicByName('big')).toBeUndefined();
    const { response } = await cluster.execute(createOne('big'));
    expect(response[0]?.kind).toBe('ok');
    await cluster.stop();
  });

  it('C31: a failed append ends the leadership of Raft too', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    cluster.quorum.commitDelayMs = undefined;
    const creating = cluster.controller.execute({ principal: 'p' }, createOne('orders'), 5_000);
    creating.catch(() => undefined);
    await cluster.world.runFor(10);
    const { raft } = cluster.leader;
    cluster.quorum.failPending();
    await cluster.world.runFor(10);
    expect(raft.resigned).toEqual([1]);
    expect(cluster.member(0).controller.active).toBe(false);
  });

  it('refuses on a node that does not lead, with a hint', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const refused = cluster.member(1).controller.execute({ principal: 'p' }, createOne('x'), 1_000);
    await expect(refused).rejects.toMatchObject({ code: 'NOT_CONTROLLER', details: { leaderId: 3_000 } });
    await cluster.stop();
  });
});
