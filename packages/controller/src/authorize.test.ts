import { DraveError } from '@drave/base';
import type { Authorizer, Caller } from '@drave/base/access';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdminCommand, AdminCommandKind } from './commands.js';
import { Gateway } from './gateway.js';
import { TestCluster } from './testing/index.js';

type OfEachKind = { readonly [Kind in AdminCommandKind]: Extract<AdminCommand, { readonly kind: Kind }> };

const partition = { topic: 'orders', partition: 0 };
const commands: OfEachKind = {
  createTopics: { kind: 'createTopics', topics: [{ name: 'new', partitionCount: 1, configs: {} }] },
  deleteTopics: { kind: 'deleteTopics', topics: [{ name: 'orders' }] },
  createPartitions: { kind: 'createPartitions', topics: [{ name: 'orders', partitionCount: 3 }] },
  alterConfigs: {
    kind: 'alterConfigs',
    resources: (['topic', 'broker', 'group'] as const).map((type) => ({
      resource: { type, name: type === 'broker' ? '' : 'orders' },
      change: { kind: 'incremental', operations: [{ kind: 'set', key: 'retention.ms', value: '1' }] },
    })),
  },
  electLeaders: { kind: 'electLeaders', election: 'preferred', partitions: [partition] },
  reassignPartitions: { kind: 'reassignPartitions', reassignments: [{ ...partition, target: [1] }] },
  unregisterBroker: { kind: 'unregisterBroker', brokerId: 1 },
  updateFeatures: { kind: 'updateFeatures', updates: [{ name: 'metadata.version', level: 1, allowDowngrade: true }] },
  createAcls: {
    kind: 'createAcls',
    bindings: [
      {
        ...{ resourceType: 'topic', resourceName: 'orders', patternType: 'literal' },
        ...{ principal: 'User:eve', host: '*', operation: 'all', permission: 'allow' },
      },
    ],
  },
  deleteAcls: { kind: 'deleteAcls', filters: [{}] },
  alterScramCredentials: {
    kind: 'alterScramCredentials',
    alterations: [{ kind: 'delete', user: 'alice', mechanism: 'SCRAM-SHA-256' }],
  },
  alterClientQuotas: {
    kind: 'alterClientQuotas',
    alterations: [{ entity: [{ type: 'user', name: 'alice' }], changes: [{ key: 'producer_byte_rate', value: 1 }] }],
  },
  stepDown: { kind: 'stepDown' },
  readBarrier: { kind: 'readBarrier' },
};

const TOPIC = 'TOPIC_AUTHORIZATION_FAILED';
const CLUSTER = 'CLUSTER_AUTHORIZATION_FAILED';
/** For each item of the command, or for all of it. */
const refusals: Readonly<Record<AdminCommandKind, readonly string[] | string | 'nobody is asked'>> = {
  createTopics: [TOPIC],
  deleteTopics: [TOPIC],
  createPartitions: [TOPIC],
  alterConfigs: [TOPIC, CLUSTER, 'GROUP_AUTHORIZATION_FAILED'],
  electLeaders: CLUSTER,
  reassignPartitions: CLUSTER,
  unregisterBroker: CLUSTER,
  updateFeatures: CLUSTER,
  createAcls: CLUSTER,
  deleteAcls: CLUSTER,
  alterScramCredentials: CLUSTER,
  alterClientQuotas: CLUSTER,
  stepDown: CLUSTER,
  readBarrier: 'nobody is asked',
};

let cluster: TestCluster;

beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.start(1);
});
afterEach(() => cluster.stop());

/** The one controller's gateway, and what it had the controller carry out. */
function gatewayOf(authorizer: Authorizer) {
  const executed: AdminCommand[] = [];
  const { host, feed, controller } = cluster.leader;
  const gateway = new Gateway({
    env: host.env,
    feed,
    controller: {
      execute: (caller, command, timeoutMs) => {
        executed.push(command);
        return controller.execute(caller, command, timeoutMs);
      },
    },
    client: { forward: () => Promise.reject(new DraveError('NOT_CONTROLLER', 'there is one node only')) },
    authorizer,
  });
  const execute = <Command extends AdminCommand>(command: Command) =>
    cluster.world.finish(gateway.execute(caller(), command));
  return { gateway, execute, executed };
}

function caller(): Caller {
  const deadlineMs = cluster.leader.host.env.clock.monotonicMs() + 1_000;
  return { principal: 'User:eve', listener: 'grpc', clientId: 'test', clientHost: 'test', deadlineMs };
}

/** May do anything to this one topic. */
const onlyOn = (name: string): Authorizer => ({
  allows: (_, __, resource) => resource.kind === 'topic' && resource.name === name,
});
const nothing: Authorizer = { allows: () => false };

describe('who may have the controller do what', () => {
  it.each(Object.values(commands).map((command) => [command.kind, command] as const))(
    '%s: who may nothing is refused, and nothing reaches the controller',
    async (kind, command) => {
      await cluster.createTopic('orders', [[1]]);
      const before = cluster.image;
      const { execute, executed } = gatewayOf(nothing);
      const expected = refusals[kind];
      if (expected === 'nobody is asked') {
        await execute(command);
        expect(executed).toEqual([command]);
      } else if (typeof expected === 'string') {
        await expect(execute(command)).rejects.toMatchObject({ code: expected });
      } else {
        const { response } = await execute(command);
        expect(response).toMatchObject(expected.map((code) => ({ kind: 'rejected', code })));
      }
      if (expected !== 'nobody is asked') expect(executed).toEqual([]);
      expect(cluster.image).toBe(before);
    },
  );

  it('carries out the items that are allowed, and answers in the order of the command', async () => {
    const { execute, executed } = gatewayOf(onlyOn('mine'));
    const topics = ['theirs', 'mine', 'others'].map((name) => ({ name, partitionCount: 1, configs: {} }));
    const { response } = await execute({ kind: 'createTopics', topics });
    expect(response).toMatchObject([
      { kind: 'rejected', code: TOPIC },
      { kind: 'ok', value: { name: 'mine' } },
      { kind: 'rejected', code: TOPIC },
    ]);
    expect(executed).toMatchObject([{ kind: 'createTopics', topics: [{ name: 'mine' }] }]);
  });

  it('takes the right to create anything for the right to create this', async () => {
    const { execute } = gatewayOf({ allows: (_, operation, { kind }) => operation === 'create' && kind === 'cluster' });
    expect((await execute(commands.createTopics)).response).toMatchObject([{ kind: 'ok' }]);
  });

  it('asks about a topic that is told by its id, and does not tell its name', async () => {
    const { topicId } = await cluster.createTopic('secret', [[1]]);
    const denied = gatewayOf(nothing);
    const { response } = await denied.execute({ kind: 'deleteTopics', topics: [{ topicId }] });
    expect(response).toMatchObject([{ kind: 'rejected', code: TOPIC }]);
    expect(JSON.stringify(response)).not.toContain('secret');
    const allowed = gatewayOf(onlyOn('secret'));
    expect((await allowed.execute({ kind: 'deleteTopics', topics: [{ topicId }] })).response).toMatchObject([
      { kind: 'ok', value: { name: 'secret' } },
    ]);
  });

  it('catches up before it takes an id for one that nobody has', async () => {
    const { topicId } = await cluster.createTopic('secret', [[1]]);
    const { host, controller, feed } = cluster.leader;
    const present = feed.image;
    await cluster.execute({ kind: 'deleteTopics', topics: [{ topicId }] });
    const { execute, executed } = gatewayOf(nothing);
    // Gone, and so nobody's: the controller says that it is unknown.
    expect((await execute({ kind: 'deleteTopics', topics: [{ topicId }] })).response).toMatchObject([
      { kind: 'rejected', code: 'UNKNOWN_TOPIC_ID' },
    ]);
    expect(executed.map(({ kind }) => kind)).toEqual(['readBarrier', 'deleteTopics']);

    // A node whose image is behind, until it waits for what was acknowledged before.
    const behind = { image: feed.image };
    const late = {
      leadership: feed.leadership,
      appliedOffset: feed.appliedOffset,
      subscribeLeadership: () => () => undefined,
      waitFor: () => {
        behind.image = present;
        return Promise.resolve();
      },
      get image() {
        return behind.image;
      },
    };
    const gateway = new Gateway({
      env: host.env,
      feed: late,
      controller,
      client: { forward: () => Promise.reject(new DraveError('NOT_CONTROLLER', 'there is one node only')) },
      authorizer: nothing,
    });
    const answer = gateway.execute(caller(), { kind: 'deleteTopics', topics: [{ topicId }] });
    expect((await cluster.world.finish(answer)).response).toMatchObject([{ kind: 'rejected', code: TOPIC }]);
  });
});
