import { describe, expect, it } from 'vitest';
import type { BrokerRow, ConsoleEvent, Overview, PartitionRow, Quorum, TimelineEntry } from '../../src/contract.js';
import { applyEvent, currentBrokers, currentRows, NOTHING_YET } from './live.js';

const overview = (sentence: string): Overview => ({
  health: 'good',
  sentence,
  problems: [],
  activeControllerId: 1,
  brokerCount: 3,
  runningBrokerCount: 3,
  topicCount: 1,
  partitionCount: 4,
  offlinePartitionCount: 0,
  underReplicatedPartitionCount: 0,
  underMinIsrPartitionCount: 0,
  nowWallMs: 0,
});
const quorum: Quorum = {
  leaderId: 1,
  epoch: 2,
  highWatermark: 10,
  logStartOffset: 0,
  logEndOffset: 10,
  snapshotOffset: null,
  votedForId: null,
  members: [],
  votesNeeded: 2,
  sentence: '',
};
const partition = (index: number, partitionEpoch: number): PartitionRow => ({
  topic: 'orders',
  partition: index,
  leaderId: 1,
  leaderEpoch: 0,
  partitionEpoch,
  replicas: [1],
  isr: [1],
  elr: [],
  addingReplicas: [],
  removingReplicas: [],
  offlineReplicas: [],
  minInsyncReplicas: 1,
});
const broker = (id: number, epoch = 1): BrokerRow => ({
  id,
  epoch,
  state: 'running',
  rack: null,
  listeners: [],
  replicaCount: 0,
  leaderCount: 0,
  isActiveController: false,
});
const entry = (id: number): TimelineEntry => ({
  id,
  wallMs: id,
  kind: 'leader',
  text: `${id}`,
  reason: null,
  subjects: [],
  subjectCount: 0,
});
const after = (...events: readonly ConsoleEvent[]) => events.reduce(applyEvent, NOTHING_YET);
const hello = (isReset: boolean): ConsoleEvent => ({ kind: 'hello', isReset, overview: overview('again'), quorum });

describe('what the stream has told', () => {
  it('keeps what is known over a connection that goes on where it was', () => {
    const changed: ConsoleEvent = { kind: 'partitions', partitions: [partition(0, 5)], isCut: false };
    const state = after(changed, { kind: 'timeline', entries: [entry(1)] }, hello(false));
    expect([state.changedPartitions.size, state.timeline.length, state.revision]).toEqual([1, 1, 0]);
    expect(state.overview?.sentence).toBe('again');
  });

  it('has lists asked for anew after a reset, a cut list of changes, and topics that come or go', () => {
    const changed: ConsoleEvent = { kind: 'partitions', partitions: [partition(0, 5)], isCut: false };
    const reset = after(changed, hello(true));
    expect([reset.changedPartitions.size, reset.revision]).toEqual([0, 1]);
    const cut = after({ kind: 'partitions', partitions: [partition(0, 5)], isCut: true });
    expect([cut.changedPartitions.size, cut.revision]).toEqual([0, 1]);
    expect(after({ kind: 'topics', created: ['new'], deleted: [] }).revision).toBe(1);
  });

  it('shows the newer of what a list says of a partition and what the stream said', () => {
    const { changedPartitions } = after({
      kind: 'partitions',
      partitions: [partition(0, 5), partition(1, 5)],
      isCut: false,
    });
    const rows = currentRows([partition(0, 4), partition(1, 6), partition(2, 1)], changedPartitions);
    expect(rows.map(({ partitionEpoch }) => partitionEpoch)).toEqual([5, 6, 1]);
  });

  it('adds and removes brokers', () => {
    const { changedBrokers } = after({ kind: 'brokers', brokers: [broker(3), broker(1, 2)], removedIds: [2] });
    const rows = currentBrokers([broker(1), broker(2)], changedBrokers);
    expect(rows.map(({ id, epoch }) => [id, epoch])).toEqual([
      [1, 2],
      [3, 1],
    ]);
  });

  it('has every entry of the timeline once, the newest last, and no more than a thousand', () => {
    const state = after(
      { kind: 'timeline', entries: [entry(2), entry(3)] },
      { kind: 'timeline', entries: [entry(1), entry(2)] },
    );
    expect(state.timeline.map(({ id }) => id)).toEqual([1, 2, 3]);
    const many = Array.from({ length: 1_200 }, (_, id) => entry(id));
    expect(after({ kind: 'timeline', entries: many }).timeline.map(({ id }) => id)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => 200 + index),
    );
  });
});
