import { describe, expect, it } from 'vitest';
import type { BrokerRow, ConsoleEvent, PartitionRow, TimelineEntry } from '../contract.js';
import { EventRing } from './event-ring.js';
import { mergedEvents } from './merge-events.js';

const partition = (index: number, leaderId: number): PartitionRow => ({
  topic: 'orders',
  partition: index,
  leaderId,
  leaderEpoch: 1,
  partitionEpoch: 1,
  replicas: [1, 2],
  isr: [1, 2],
  elr: [],
  addingReplicas: [],
  removingReplicas: [],
  offlineReplicas: [],
  minInsyncReplicas: 1,
});
const broker = (id: number): BrokerRow => ({
  id,
  epoch: 1,
  state: 'running',
  rack: null,
  listeners: [],
  replicaCount: 0,
  leaderCount: 0,
  isActiveController: false,
});
const entry = (id: number): TimelineEntry => ({
  id,
  wallMs: 0,
  kind: 'isr',
  text: `${id}`,
  reason: null,
  subjects: [],
  subjectCount: 0,
});

describe('merged events', () => {
  it('tell of what changed several times the last state only', () => {
    const events: ConsoleEvent[] = [
      { kind: 'partitions', partitions: [partition(0, 1), partition(1, 1)], isCut: false },
      { kind: 'timeline', entries: [entry(1)] },
      { kind: 'brokers', brokers: [broker(1), broker(2)], removedIds: [] },
      { kind: 'partitions', partitions: [partition(0, 2)], isCut: false },
      { kind: 'brokers', brokers: [], removedIds: [2] },
      { kind: 'timeline', entries: [entry(2)] },
    ];
    expect(mergedEvents(events)).toEqual([
      { kind: 'brokers', brokers: [broker(1)], removedIds: [2] },
      { kind: 'partitions', partitions: [partition(0, 2), partition(1, 1)], isCut: false },
      { kind: 'timeline', entries: [entry(1), entry(2)] },
    ]);
  });

  it('say that there were more partitions than are told', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => partition(index, 1));
    const [merged] = mergedEvents([{ kind: 'partitions', partitions: many, isCut: false }]) ?? [];
    expect(merged?.kind === 'partitions' && merged.partitions.length).toBe(1_000);
    expect(merged?.kind === 'partitions' && merged.isCut).toBe(true);
  });

  it('keep the fate of a topic that was deleted and made again', () => {
    const events: ConsoleEvent[] = [
      { kind: 'topics', created: ['a', 'b'], deleted: [] },
      { kind: 'topics', created: [], deleted: ['b'] },
      { kind: 'topics', created: ['c'], deleted: ['c'] },
    ];
    expect(mergedEvents(events)).toEqual([{ kind: 'topics', created: ['a', 'c'], deleted: ['b'] }]);
  });

  it('are given up when too much was missed', () => {
    const created = Array.from({ length: 1_001 }, (_, index) => `topic-${index}`);
    expect(mergedEvents([{ kind: 'topics', created, deleted: [] }])).toBeUndefined();
  });
});

describe('the ring of events', () => {
  const event = (id: number): ConsoleEvent => ({ kind: 'timeline', entries: [entry(id)] });

  it('gives what came after a place in it', () => {
    const ring = new EventRing();
    expect(ring.after(0)).toEqual([]);
    for (const id of [1, 2, 3]) ring.push(event(id));
    expect(ring.last).toBe(3);
    expect(ring.after(1)).toEqual([event(2), event(3)]);
    expect(ring.after(3)).toEqual([]);
    expect(ring.after(4)).toBeUndefined();
  });

  it('keeps a bounded number, and says so to who has missed some', () => {
    const ring = new EventRing();
    for (let id = 1; id <= 2_000; id++) ring.push(event(id));
    expect(ring.after(2_000 - 1_024)).toHaveLength(1_024);
    expect(ring.after(2_000 - 1_025)).toBeUndefined();
  });

  it('knows nothing of what was before it was forgotten', () => {
    const ring = new EventRing();
    ring.push(event(1));
    ring.forget();
    expect(ring.after(1)).toBeUndefined();
    expect(ring.after(ring.last)).toEqual([]);
    ring.push(event(2));
    expect(ring.after(1)).toBeUndefined();
  });

  it('wakes who waits for news', async () => {
    const ring = new EventRing();
    const news = ring.next();
    ring.push(event(1));
    await expect(news).resolves.toBeUndefined();
  });
});
