import { describe, expect, it } from 'vitest';
import type { MetadataChange, PartitionView } from './cluster-view.js';
import { MetadataEvents } from './metadata-events.js';

const nothing: MetadataChange = {
  reset: false,
  epoch: 1,
  controller: undefined,
  partitions: [],
  deletedTopics: [],
  brokers: [],
  unregistered: [],
  nextOffset: 1,
};

function partition(index: number, leader: number | undefined, isr: readonly number[], topic = 'orders'): PartitionView {
  return { topic, partition: index, leader, replicas: [11, 12, 13], isr };
}

function following(first: Partial<MetadataChange>): (change: Partial<MetadataChange>) => readonly string[] {
  const events = new MetadataEvents((id) => (id > 10 ? `b${id - 10}` : `c${id}`));
  expect(events.take({ ...nothing, reset: true, ...first })).toEqual([]);
  return (change) =>
    events.take({ ...nothing, ...change }).map(({ node, kind, detail }) => `${node} ${kind}: ${detail}`);
}

describe('MetadataEvents', () => {
  it('tells a controller of a later epoch, and of no other', () => {
    const take = following({ controller: 1, epoch: 4 });
    expect(take({ controller: 2, epoch: 5 })).toEqual(['c2 controller: active in epoch 5 instead of c1']);
    expect(take({ controller: 1, epoch: 4 })).toEqual([]);
    expect(take({ controller: null, epoch: 5 })).toEqual([]);
    expect(take({ controller: 2, epoch: 6 })).toEqual(['c2 controller: active in epoch 6']);
    expect(take({ epoch: 7 })).toEqual(['c2 controller: active in epoch 7']);
  });

  it('tells fenced brokers, brokers in service, and those that are gone', () => {
    const take = following({
      brokers: [
        { id: 11, fenced: false },
        { id: 12, fenced: false },
      ],
    });
    expect(take({ brokers: [{ id: 11, fenced: true }] })).toEqual(['b1 fenced: it may lead nothing']);
    expect(take({ brokers: [{ id: 11, fenced: true }] })).toEqual([]);
    expect(take({ brokers: [{ id: 11, fenced: false }] })).toEqual(['b1 unfenced: it may lead']);
    expect(take({ brokers: [{ id: 13, fenced: true }] })).toEqual([]);
    expect(take({ unregistered: [13] })).toEqual(['b3 unregistered: the cluster has forgotten it']);
    expect(take({ reset: true, brokers: [{ id: 11, fenced: false }] })).toEqual([
      'b2 unregistered: the cluster has forgotten it',
    ]);
  });

  it('tells leaders and in-sync sets, what belongs together in one line', () => {
    const all = Array.from({ length: 6 }, (_, index) => partition(index, 11, [11, 12, 13]));
    const take = following({ partitions: all });
    expect(
      take({ partitions: all.map(({ partition: index }) => partition(index, index < 5 ? 12 : 13, [12, 13])) }),
    ).toEqual([
      'b2 leader: leads orders/0, orders/1, orders/2, orders/3 and 1 more instead of b1',
      'b1 isr: has left the ISR of orders/0, orders/1, orders/2, orders/3 and 2 more',
      'b3 leader: leads orders/5 instead of b1',
    ]);
    expect(take({ partitions: [partition(0, undefined, [12])] })).toEqual([
      'b2 leaderless: no longer leads orders/0, and nobody does',
      'b3 isr: has left the ISR of orders/0',
    ]);
    expect(take({ partitions: [partition(0, 12, [12, 11])] })).toEqual([
      'b2 leader: leads orders/0',
      'b1 isr: has joined the ISR of orders/0',
    ]);
  });

  it('tells nothing of new and deleted topics, nor that a new one of the same name has another leader', () => {
    const take = following({ partitions: [partition(0, 11, [11])] });
    expect(take({ partitions: [partition(0, 12, [12], 'new')] })).toEqual([]);
    expect(take({ deletedTopics: ['orders'], partitions: [partition(0, 13, [13])] })).toEqual([]);
    expect(take({ reset: true, partitions: [partition(0, 13, [13])] })).toEqual([]);
    expect(take({ partitions: [partition(0, 11, [11], 'new')] })).toEqual([]);
  });
});
