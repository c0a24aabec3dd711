import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addPending,
  dropPending,
  endPending,
  noPendingOffsets,
  type PendingOffsets,
  pendingOffsetOf,
  pendingPartitions,
  pendingProducers,
} from './pending-offsets.js';

const PRODUCERS = [1, 2];
const PARTITIONS = ['g', 'h'].flatMap((groupId) =>
  ['t', 'u'].flatMap((topic) => [0, 1].map((partition) => ({ kind: 'offset', groupId, topic, partition }) as const)),
);

type Partition = (typeof PARTITIONS)[number];

function offset(of: number) {
  return {
    offset: of,
    leaderEpoch: -1,
    metadata: '',
    commitTimestampMs: 1,
    expireTimestampMs: undefined,
    topicId: undefined,
    recordOffset: of,
  };
}

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      producerId: fc.constantFrom(...PRODUCERS),
      partition: fc.constantFrom(...PARTITIONS),
      offset: fc.nat(99),
    }),
    fc.record({ kind: fc.constant('drop' as const), partition: fc.constantFrom(...PARTITIONS) }),
    fc.record({ kind: fc.constant('end' as const), producerId: fc.constantFrom(...PRODUCERS) }),
  ),
  { maxLength: 16 },
);

/** All of it as one plain table of rows. */
class Table {
  private readonly rows = new Map<string, number>();

  add(producerId: number, partition: Partition, of: number): void {
    this.rows.set(keyOf(producerId, partition), of);
  }

  drop(partition: Partition): void {
    for (const producerId of PRODUCERS) this.rows.delete(keyOf(producerId, partition));
  }

  end(producerId: number): void {
    for (const partition of PARTITIONS) this.rows.delete(keyOf(producerId, partition));
  }

  offsetOf(producerId: number, partition: Partition): number | undefined {
    return this.rows.get(keyOf(producerId, partition));
  }

  isEmpty(): boolean {
    return this.rows.size === 0;
  }
}

function keyOf(producerId: number, { groupId, topic, partition }: Partition): string {
  return `${producerId} ${groupId} ${topic} ${partition}`;
}

function expectSame(pending: PendingOffsets, table: Table): void {
  for (const partition of PARTITIONS) {
    const { groupId, topic } = partition;
    const found = PRODUCERS.map((producerId) => pendingOffsetOf(pending, producerId, partition)?.offset);
    expect(found).toEqual(PRODUCERS.map((producerId) => table.offsetOf(producerId, partition)));
    const producers = pendingProducers(pending, groupId, topic, partition.partition);
    expect([...producers].sort()).toEqual(PRODUCERS.filter((_, at) => found[at] !== undefined));
    const isListed = [...pendingPartitions(pending, groupId)].some(
      (one) => one.topic === topic && one.partition === partition.partition,
    );
    expect(isListed).toBe(producers.size > 0);
  }
}

describe('what transactions have pending', () => {
  it('is the same by producer and by partition, whatever comes, and nothing is left of what is gone', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const table = new Table();
        let pending = noPendingOffsets;
        for (const step of all) {
          switch (step.kind) {
            case 'add':
              table.add(step.producerId, step.partition, step.offset);
              pending = addPending(
                pending,
                step.producerId,
                { ...step.partition, value: undefined },
                offset(step.offset),
              );
              break;
            case 'drop':
              table.drop(step.partition);
              pending = dropPending(pending, step.partition);
              break;
            case 'end':
              table.end(step.producerId);
              pending = endPending(pending, step.producerId);
              break;
          }
          expectSame(pending, table);
          if (table.isEmpty()) expect([pending.byProducer.size, pending.producers.size]).toEqual([0, 0]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('stays as it was where nothing was pending', () => {
    const [first, second] = PARTITIONS as [Partition, Partition];
    const pending = addPending(noPendingOffsets, 1, { ...first, value: undefined }, offset(5));
    expect(dropPending(pending, second)).toBe(pending);
    expect(endPending(pending, 2).producers).toBe(pending.producers);
  });
});
