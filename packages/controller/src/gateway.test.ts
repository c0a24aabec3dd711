import { DraveError } from '@drave/base';
import { allowAll, type Authorizer } from '@drave/base/access';
import { describe, expect, it } from 'vitest';
import type { AdminCommand } from './commands.js';
import { Gateway } from './gateway.js';
import type { ControllerClientPort } from './ports.js';
import { TestCluster } from './testing/index.js';

/** Every controller has a gateway; `send` is the network between them. */
function gateways(
  cluster: TestCluster,
  fault: (attempt: number) => DraveError | 'lose the answer' | 'say nothing' | undefined = () => undefined,
  authorizer: Authorizer = allowAll,
) {
  let attempts = 0;
  const client: ControllerClientPort = {
    async forward(controller, request, timeoutMs, signal) {
      const outcome = fault(attempts++);
      if (outcome === 'say nothing') {
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as DraveError)));
      }
      if (outcome instanceof DraveError) throw outcome;
      const served = all[controller.nodeId - 3_000];
      if (served === undefined) throw new DraveError('NETWORK_EXCEPTION');
      const result = await served.serveForwarded(request, timeoutMs);
      if (outcome === 'lose the answer') throw new DraveError('NETWORK_EXCEPTION');
      return result;
    },
  };
  const all: Gateway[] = cluster.members.map(
    ({ host, feed, controller }) => new Gateway({ env: host.env, feed, controller, client, authorizer }),
  );
  return { all, attempts: () => attempts };
}

const context = (cluster: TestCluster, index: number, timeoutMs: number) => ({
  principal: 'User:test',
  listener: 'grpc',
  clientId: 'test',
  clientHost: 'test',
  deadlineMs: cluster.member(index).host.env.clock.monotonicMs() + timeoutMs,
});

const createOne = (name: string, requestId?: string): AdminCommand => ({
  kind: 'createTopics',
  topics: [{ name, partitionCount: 1, replicationFactor: 1, configs: {} }],
  requestId,
});

describe('Gateway', () => {
  it('answers from any node, and a read after it sees the effect', async () => {
    const cluster = new TestCluster({ controllers: 3 });
    await cluster.start(1);
    const { all } = gateways(cluster);
    const gateway = all[2] as Gateway;
    const created = await cluster.world.finish(gateway.execute(context(cluster, 2, 1_000), createOne('orders')));
    expect(created.response).toMatchObject([{ kind: 'ok', value: { name: 'orders', partitionCount: 1 } }]);
    const view = await cluster.world.finish(gateway.read(context(cluster, 2, 1_000), { local: false }));
    expect(view.image.topicByName('orders')).toBeDefined();
    expect(view.offset).toBeGreaterThanOrEqual(created.visibleAtOffset);
    expect(view.controllerEpoch).toBe(1);
    await cluster.stop();
  });

  it('waits for a new leader while there is none', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const { all } = gateways(cluster);
    cluster.quorum.depose('lose');
    const creating = (all[0] as Gateway).execute(context(cluster, 0, 5_000), createOne('orders'));
    await cluster.world.runFor(300);
    await cluster.elect(1);
    expect((await cluster.world.finish(creating)).response).toMatchObject([{ kind: 'ok' }]);
    await cluster.stop();
  });

  it('leaves a controller that says nothing as soon as another leads', async () => {
    const cluster = new TestCluster({ controllers: 3 });
    await cluster.start(1);
    const { all, attempts } = gateways(cluster, (attempt) => (attempt < 2 ? 'say nothing' : undefined));
    const gateway = all[2] as Gateway;
    const creating = gateway.execute(context(cluster, 2, 5_000), createOne('orders', 'id-1'));
    const bare = gateway.execute(context(cluster, 2, 500), createOne('bare'));
    await cluster.world.runFor(100);
    cluster.quorum.depose('lose');
    await cluster.elect(1);
    expect((await cluster.world.finish(creating)).response).toMatchObject([{ kind: 'ok' }]);
    // A repetition of what carries no request id could do it twice, so it stays with the controller that has it.
    expect(attempts()).toBe(3);
    void bare.catch(() => {});
    await cluster.stop();
  });

  it('says NOT_CONTROLLER when nobody came in time, because nothing happened', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    const { all } = gateways(cluster);
    cluster.quorum.depose('lose');
    const creating = (all[0] as Gateway).execute(context(cluster, 0, 200), createOne('orders'));
    await expect(cluster.world.finish(creating)).rejects.toMatchObject({ code: 'NOT_CONTROLLER' });
  });

  it('repeats a mutation whose answer was lost only when its request id makes that safe', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const { all, attempts } = gateways(cluster, (attempt) => (attempt < 2 ? 'lose the answer' : undefined));
    const gateway = all[1] as Gateway;
    const bare = gateway.execute(context(cluster, 1, 1_000), createOne('bare'));
    await expect(cluster.world.finish(bare)).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    expect(attempts()).toBe(1);
    const once = await cluster.world.finish(gateway.execute(context(cluster, 1, 1_000), createOne('once', 'id-1')));
    // Without the id the second attempt would have said TOPIC_ALREADY_EXISTS.
    expect(once.response).toMatchObject([{ kind: 'ok', value: { name: 'once' } }]);
    expect(attempts()).toBe(3);
    await cluster.stop();
  });

  it('gives a request up that three controllers in turn did not answer', async () => {
    const cluster = new TestCluster({ controllers: 4 });
    await cluster.start(1);
    const { all, attempts } = gateways(cluster, () => 'say nothing');
    const gateway = all[3] as Gateway;
    const creating = gateway.execute(context(cluster, 3, 60_000), createOne('poison', 'id-1'));
    creating.catch(() => undefined);
    for (const next of [1, 2, 0]) {
      await cluster.world.runFor(100);
      cluster.quorum.depose('lose');
      await cluster.elect(next);
    }
    await expect(cluster.world.finish(creating)).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    expect(attempts()).toBe(3);
    await cluster.stop();
  });

  it('keeps an unknown outcome unknown when time runs out', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const faults = [
      new DraveError('NETWORK_EXCEPTION'),
      ...Array<DraveError>(99).fill(new DraveError('NOT_CONTROLLER')),
    ];
    const { all } = gateways(cluster, (attempt) => faults[attempt]);
    const creating = (all[1] as Gateway).execute(context(cluster, 1, 300), createOne('orders', 'id-1'));
    await expect(cluster.world.finish(creating)).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    await cluster.stop();
  });

  it('passes a decision on as it is, without repeating it', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const { all, attempts } = gateways(cluster);
    const forgetting = (all[1] as Gateway).execute(context(cluster, 1, 1_000), {
      kind: 'unregisterBroker',
      brokerId: 7,
    });
    await expect(cluster.world.finish(forgetting)).rejects.toMatchObject({ code: 'BROKER_ID_NOT_REGISTERED' });
    expect(attempts()).toBe(1);
    await cluster.stop();
  });

  it('refuses a forwarded command that it does not know', async () => {
    const cluster = new TestCluster();
    await cluster.start(1);
    const { all } = gateways(cluster);
    const malformed = [
      '{"kind":"createTopics"}',
      '{"kind":"createTopics","topics":[{"name":7,"configs":{}}]}',
      '{"kind":"createTopics","topics":[{"name":"a","partitionCount":1.5,"configs":{}}]}',
      '{"kind":"deleteTopics","topics":[{}]}',
      '{"kind":"alterConfigs","resources":[{"resource":{"type":"user","name":""},"change":{"kind":"replace","values":{}}}]}',
      '{"kind":"reassignPartitions","reassignments":[{"topic":"a","partition":0,"target":"1"}]}',
      '{"kind":"constructor"}',
    ];
    for (const text of ['{"kind":"format"}', '[]', 'null', 'nonsense', '7', ...malformed]) {
      const request = { principal: 'p', clientId: 'c', command: Buffer.from(text) };
      const served = (all[0] as Gateway).serveForwarded(request, 100);
      await expect(served).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    }
    await cluster.stop();
  });

  it('hands the leadership over on demand', async () => {
    const cluster = new TestCluster({ controllers: 2 });
    await cluster.start(1);
    const { all } = gateways(cluster);
    const { raft } = cluster.leader;
    await cluster.world.finish((all[1] as Gateway).execute(context(cluster, 1, 1_000), { kind: 'stepDown' }));
    expect(raft.resigned).toEqual([1]);
    expect(cluster.member(0).controller.active).toBe(false);
  });
});
