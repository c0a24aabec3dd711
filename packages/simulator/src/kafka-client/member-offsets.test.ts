import { DraveError, type Offset } from '@drave/base';
import { GroupLedger, RecordLedger } from '@drave/cluster/checkers';
import { expect, it } from 'vitest';
import { nameOf, type GroupRequests, type TopicPartition } from './group-requests.js';
import type { KafkaClient } from './kafka-client.js';
import type { MemberNotes } from './member-notes.js';
import { MemberOffsets, type Membership } from './member-offsets.js';
import { PartitionReader } from './partition-reader.js';

const [t0, t1] = [
  { topic: 't', partition: 0 },
  { topic: 't', partition: 1 },
];

/** One process of a member, whose coordinator answers with `committed`, and the ledger of what it reads. */
function setUp(committed: ReadonlyMap<string, Offset>) {
  const records = new RecordLedger();
  const notes: MemberNotes = {
    ledger: new GroupLedger('consumer'),
    nowMs: () => 0,
    tookUp: (process, partition) => records.repositioned(process, nameOf(partition)),
    consumed: (process, { offset, ...place }) => records.polled(process, nameOf(place), offset, `${offset}`),
    outOfRange: () => {},
    trace: () => {},
    broken: (reason) => expect.fail(String(reason)),
  };
  for (const [name, offset] of committed) notes.ledger.reset(name, offset);
  const client = { name: 'g1m1.0' } as KafkaClient;
  const requests = {
    client,
    coordinator: () => Promise.resolve(1),
    committed: () => Promise.resolve(committed),
  } as unknown as GroupRequests;
  const reader = new PartitionReader(client, notes.outOfRange);
  const offsets = new MemberOffsets(requests, reader, notes, ['t']);
  return {
    reader,
    /** A membership that is over already, which knew `known` of the one before. */
    positionTooLate: (known: Offset, one: TopicPartition) => {
      const identity = { memberId: 'm', instanceId: 'i', generation: 2 };
      const ended = new DraveError('REBALANCE_IN_PROGRESS', 'the next generation has begun');
      return offsets.position(
        { ...identity, assigned: [one], ended, committed: new Map([[nameOf(one), known]]) },
        true,
      );
    },
    position: (generation: number, ...assigned: TopicPartition[]) => {
      const identity = { memberId: 'm', instanceId: 'i', generation };
      const membership: Membership = { ...identity, assigned, ended: undefined, committed: new Map() };
      return offsets.position(membership, true);
    },
    read: (one: TopicPartition, offset: Offset) => notes.consumed(client.name, { ...one, offset, value: null }),
    violations: () => {
      const { violations } = records.check({ drained: false, duplicatesAllowed: true, ordered: false });
      return violations.map(({ kind, partition, offset }) => `${kind} ${partition}@${offset}`);
    },
  };
}

it('lets a member that has lost its partitions read again what it had not committed, under the same epoch too', async () => {
  const { position, read, reader, violations } = setUp(new Map([['t-0', 5]]));
  await position(1, t0);
  for (const offset of [5, 6, 7]) read(t0, offset);
  reader.assign([]);
  await position(1, t0);
  expect(reader.next.get('t-0')).toBe(5);
  for (const offset of [5, 6, 7]) read(t0, offset);
  expect(violations()).toEqual([]);
});

it('lets no member go back with a partition that it has kept, whatever its epoch', async () => {
  const { position, read, violations } = setUp(
    new Map([
      ['t-0', 5],
      ['t-1', 2],
    ]),
  );
  await position(1, t0);
  for (const offset of [5, 6, 7]) read(t0, offset);
  await position(2, t0, t1);
  read(t1, 2);
  read(t0, 5);
  expect(violations()).toEqual(['nonmonotonic-poll t-0@5']);
});

it('starts nowhere when the membership ends before it knows where: what the one before knew may be old', async () => {
  const { position, positionTooLate, reader } = setUp(new Map([['t-0', 5]]));
  await positionTooLate(2, t0);
  expect(reader.next.get('t-0')).toBeUndefined();
  await position(3, t0);
  expect(reader.next.get('t-0')).toBe(5);
});
