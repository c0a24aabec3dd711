import { describe, expect, it } from 'vitest';
import type { ClusterView, PartitionView } from './cluster-view.js';
import { missingUntil, parseCondition } from './condition.js';
import { makePlan, shapeOf } from './plan.js';

const names = ['c1', 'b1', 'b2'];
const of = { topic: 'orders', partition: 0 };

describe('parseCondition()', () => {
  it.each([
    ['healthy', { kind: 'healthy' }],
    ['controller', { kind: 'controller', who: { kind: 'any' } }],
    ['controller=c1', { kind: 'controller', who: { kind: 'is', name: 'c1' } }],
    ['leader:orders/0', { kind: 'leader', of, who: { kind: 'any' } }],
    ['leader:orders/0!=b2', { kind: 'leader', of, who: { kind: 'not', name: 'b2' } }],
    ['isr:orders/0', { kind: 'isr', of, size: 'full' }],
    ['isr:orders/0=2', { kind: 'isr', of, size: 2 }],
  ])('reads %s', (text, condition) => {
    expect(parseCondition(text, names)).toEqual(condition);
  });

  it.each([
    ['wealthy', "'wealthy' is no condition: give healthy, controller, leader:<topic>/<partition>"],
    ['leader:orders', "'leader:orders' is no condition"],
    ['healthy=b1', "'healthy=b1' is no condition"],
    ['leader:orders/0=b9', "no node is called 'b9'; there are c1, b1, b2"],
  ])('refuses %s', (text, message) => {
    expect(() => parseCondition(text, names)).toThrow(message);
  });
});

describe('missingUntil()', () => {
  const shape = shapeOf({ controllers: 1, brokers: 2 });
  const ports = Array.from({ length: 8 }, (_, index) => index);
  const { nodes } = makePlan('shop', shape, [], ports.slice(0, 6), ports.slice(6), () => 'u');
  const running = nodes.map((node) => ({ ...node, state: 'running' as const }));
  const one: PartitionView = { ...of, leader: 3, replicas: [2, 3], isr: [3] };
  const view = {
    quorum: async () => ({ leaderId: 1, epoch: 1, voters: [1] }),
    partitions: async () => [one],
  } as unknown as ClusterView;

  it.each([
    ['controller', undefined],
    ['controller!=c1', 'the active controller is c1'],
    ['leader:orders/0', undefined],
    ['leader:orders/0=b2', undefined],
    ['leader:orders/0!=b2', 'the leader of orders/0 is b2'],
    ['leader:orders/0=b1', 'the leader of orders/0 is b2'],
    ['isr:orders/0=1', undefined],
    ['isr:orders/0', 'orders/0 has 1 replicas in sync, not 2'],
  ])('%s: %s', async (text, missing) => {
    const condition = parseCondition(text, names);
    if (condition.kind === 'healthy') throw new Error('asked of the nodes themselves');
    expect(await missingUntil(condition, view, running)).toBe(missing);
  });

  it('says so when nobody leads, and when there is no such partition', async () => {
    const nobody = { ...view, partitions: async () => [{ ...one, leader: undefined }] } as unknown as ClusterView;
    expect(await missingUntil({ kind: 'leader', of, who: { kind: 'any' } }, nobody, running)).toBe(
      'the leader of orders/0 is nobody',
    );
    const none = missingUntil({ kind: 'isr', of: { topic: 'orders', partition: 7 }, size: 'full' }, view, running);
    await expect(none).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PARTITION' });
  });
});
