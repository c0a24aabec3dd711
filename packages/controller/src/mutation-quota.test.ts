import { NODE_PRINCIPAL } from '@drave/base/access';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AdminCommand } from './commands.js';
import { TestCluster } from './testing/test-cluster.js';

let cluster: TestCluster;

beforeEach(async () => {
  cluster = new TestCluster({ file: { 'controller.quota.window.num': '2' } });
  await cluster.start(1, 2, 3);
  const entity = [{ type: 'user', name: null }] as const;
  // Two seconds of five partitions may be used at once.
  const changes = [{ key: 'controller_mutation_rate', value: 5 }];
  await cluster.execute({ kind: 'alterClientQuotas', alterations: [{ entity, changes }] });
});
afterEach(() => cluster.stop());

const topics = (name: string, partitionCount: number) => [{ name, partitionCount, replicationFactor: 1, configs: {} }];
const create = (name: string, partitionCount: number, principal = 'User:alice') =>
  run({ kind: 'createTopics', topics: topics(name, partitionCount) }, principal);

/** How it ended: 'ok', or the code and after how long to ask again. */
async function run(command: AdminCommand, principal = 'User:alice'): Promise<unknown> {
  const { world, controller } = cluster;
  return world.finish(
    controller.execute({ principal, clientId: 'app' }, command, 5_000).then(
      () => 'ok',
      ({ code, details }: { code: string; details: { metadata?: Record<string, string> } }) => [
        code,
        Math.ceil(Number(details.metadata?.['retry_after_ms']) / 1_000),
      ],
    ),
  );
}

it('who has changed more than the limit is refused until the debt is paid, and others are not', async () => {
  expect(await create('one', 10)).toBe('ok');
  expect(await create('two', 20)).toBe('ok');
  expect(await create('three', 1)).toEqual(['THROTTLING_QUOTA_EXCEEDED', 4]);
  expect(cluster.image.topicByName('three')).toBeUndefined();
  expect(await create('four', 1, 'User:bob')).toBe('ok');
  await cluster.world.runFor(4_100);
  expect(await create('three', 1)).toBe('ok');
});

it('added and deleted partitions count, and what is only validated does not', async () => {
  const validateOnly = { kind: 'createTopics', topics: topics('never', 1_000), validateOnly: true } as const;
  for (let i = 0; i < 3; i++) expect(await run(validateOnly)).toBe('ok');
  expect(await create('one', 5)).toBe('ok');
  expect(await run({ kind: 'createPartitions', topics: [{ name: 'one', partitionCount: 15 }] })).toBe('ok');
  expect(await create('two', 1)).toEqual(['THROTTLING_QUOTA_EXCEEDED', 1]);
  await cluster.world.runFor(1_100);
  expect(await run({ kind: 'deleteTopics', topics: [{ name: 'one' }] })).toBe('ok');
  expect(await create('two', 1)).toEqual(['THROTTLING_QUOTA_EXCEEDED', 3]);
});

it('a node makes what it needs for itself all the same', async () => {
  for (const name of ['one', 'two', 'three']) expect(await create(name, 50, NODE_PRINCIPAL)).toBe('ok');
});
