import { runSteps, UUID_ZERO, type NodeId } from '@drave/base';
import type { PartitionRegistration } from '@drave/metadata';
import { TestMetadata, testUuid } from '@drave/metadata/testing';
import { describe, expect, it } from 'vitest';
import { ClusterConfig } from '../cluster-config.js';
import type { Reassignment } from '../commands.js';
import { decideReassignPartitions } from './reassign-partitions.js';

/** The disk of each of the first three brokers on which partition 0 lies. */
const disk = (broker: NodeId) => testUuid(5_000 + broker);

/** Partition 0 of 'orders' lies on the brokers 1 to 3 of five, each with two disks, and partition 1 on 4 and 5. */
function cluster(): TestMetadata {
  const metadata = new TestMetadata();
  for (const id of [1, 2, 3]) metadata.apply(metadata.registration(id, { directories: [testUuid(id), disk(id)] }));
  metadata.brokers(4, 5);
  metadata.topic('orders', [{ replicas: [1, 2, 3], directories: [1, 2, 3].map(disk) }, { replicas: [4, 5] }]);
  return metadata;
}

function decide(
  metadata: TestMetadata,
  reassignments: readonly Reassignment[],
  allowReplicationFactorChange?: boolean,
) {
  const command = { kind: 'reassignPartitions', reassignments, allowReplicationFactorChange } as const;
  const decision = runSteps(decideReassignPartitions(metadata.image, command, { config: new ClusterConfig({}) }));
  if (decision.kind === 'rejected') throw new Error(decision.message);
  const outcomes = decision.response.map(({ result }) => (result.kind === 'ok' ? 'ok' : result.code));
  return { outcomes, records: decision.records, response: decision.response };
}

/** What becomes of partition 0 with this target; a request that is refused fails the test. */
function moved(metadata: TestMetadata, target: readonly NodeId[] | undefined): PartitionRegistration {
  const { outcomes, records } = decide(metadata, [{ topic: 'orders', partition: 0, target }]);
  expect(outcomes).toEqual(['ok']);
  metadata.apply(...records);
  return metadata.image.topicByName('orders')?.partition(0) ?? expect.unreachable();
}

describe('a move', () => {
  it('keeps the old replicas until the new ones are in sync, and its leader', () => {
    expect(moved(cluster(), [4, 1, 5])).toMatchObject({
      replicas: [4, 1, 5, 2, 3],
      addingReplicas: [4, 5],
      removingReplicas: [2, 3],
      isr: [1, 2, 3],
      leader: 1,
      leaderEpoch: 0,
      directories: [testUuid(1_004), disk(1), testUuid(1_005), disk(2), disk(3)],
    });
  });

  it('to other brokers while one is under way begins from the replicas that it began with', () => {
    const metadata = cluster();
    moved(metadata, [4, 5]);
    expect(moved(metadata, [1, 5])).toMatchObject({
      replicas: [1, 5, 2, 3],
      addingReplicas: [5],
      removingReplicas: [2, 3],
      isr: [1, 2, 3],
      leader: 1,
    });
  });

  it('that only takes replicas away ends at once', () => {
    const partition = moved(cluster(), [2, 3]);
    expect(partition).toMatchObject({ replicas: [2, 3], addingReplicas: [], removingReplicas: [], isr: [2, 3] });
    expect(partition).toMatchObject({ leader: 2, leaderEpoch: 1, directories: [disk(2), disk(3)] });
  });

  it('to the brokers where it is in another order changes the preferred leader only', () => {
    expect(moved(cluster(), [3, 1, 2])).toMatchObject({ replicas: [3, 1, 2], leader: 1, isr: [1, 2, 3] });
  });

  it('to where it is already, and one that is under way already, change nothing', () => {
    const metadata = cluster();
    const again = (target: readonly NodeId[]) => decide(metadata, [{ topic: 'orders', partition: 0, target }]);
    expect(again([1, 2, 3])).toMatchObject({ outcomes: ['ok'], records: [] });
    moved(metadata, [4, 5]);
    expect(again([4, 5])).toMatchObject({ outcomes: ['ok'], records: [] });
  });

  it('may go to a broker that is out of service, and waits there', () => {
    const metadata = cluster();
    const brokerEpoch = metadata.image.broker(4)?.epoch ?? expect.unreachable();
    metadata.apply({ kind: 'brokerRegistrationChange', brokerId: 4, brokerEpoch, fenced: true });
    expect(moved(metadata, [4])).toMatchObject({ replicas: [4, 1, 2, 3], leader: 1, addingReplicas: [4] });
  });

  it.each<[name: string, topic: string, partition: number, target: NodeId[] | undefined, code: string, why: RegExp]>([
    ['of a topic that is not there', 'nope', 0, [1], 'UNKNOWN_TOPIC_OR_PARTITION', /no partition nope-0/],
    ['of a partition that is not there', 'orders', 2, [1], 'UNKNOWN_TOPIC_OR_PARTITION', /no partition orders-2/],
    ['to nowhere', 'orders', 0, [], 'INVALID_REPLICA_ASSIGNMENT', /names no broker/],
    ['to a broker twice', 'orders', 0, [4, 4], 'INVALID_REPLICA_ASSIGNMENT', /names a broker twice/],
    ['to a stranger', 'orders', 0, [1, 9], 'INVALID_REPLICA_ASSIGNMENT', /names broker 9/],
    ['that is not under way, back', 'orders', 0, undefined, 'NO_REASSIGNMENT_IN_PROGRESS', /nothing to cancel/],
    ['back, of nothing', 'nope', 0, undefined, 'UNKNOWN_TOPIC_OR_PARTITION', /no partition nope-0/],
  ])('is refused: %s', (_name, topic, partition, target, code, why) => {
    const { response, records } = decide(cluster(), [{ topic, partition, target }]);
    const result = { kind: 'rejected', code, message: expect.stringMatching(why) };
    expect(response).toEqual([{ topic, partition, result }]);
    expect(records).toEqual([]);
  });
});

describe('a move that is taken back', () => {
  it('leaves what was there before, without the replicas that came', () => {
    const metadata = cluster();
    moved(metadata, [4, 1]);
    metadata.change('orders', 0, { isr: [1, 2, 3, 4], leader: 4 });
    expect(moved(metadata, undefined)).toMatchObject({
      // In the order of the move, in which the target came first.
      replicas: [1, 2, 3],
      addingReplicas: [],
      removingReplicas: [],
      isr: [1, 2, 3],
      leader: 1,
      leaderEpoch: 2,
    });
  });

  it('is refused while only those that came are in sync', () => {
    const metadata = cluster();
    moved(metadata, [4, 5]);
    metadata.change('orders', 0, { isr: [4], leader: 4 });
    const { response } = decide(metadata, [{ topic: 'orders', partition: 0, target: undefined }]);
    const message = expect.stringMatching(/left without an in-sync replica: wait until one of 1, 2, 3 is in sync/);
    expect(response[0]?.result).toEqual({ kind: 'rejected', code: 'INVALID_REPLICA_ASSIGNMENT', message });
  });

  it('is granted to a partition that has nobody in sync anyway', () => {
    const metadata = cluster();
    moved(metadata, [4, 5]);
    metadata.change('orders', 0, { isr: [], elr: [1], leader: -1 });
    const partition = moved(metadata, undefined);
    expect(partition).toMatchObject({ replicas: [1, 2, 3], isr: [1], leader: 1, addingReplicas: [] });
  });
});

describe('a request that keeps the replication factor', () => {
  const factors = (metadata: TestMetadata, target: NodeId[] | undefined) =>
    decide(metadata, [{ topic: 'orders', partition: 0, target }], false).outcomes;

  it.each<[target: NodeId[], outcome: string]>([
    [[4, 5, 1], 'ok'],
    [[1, 2], 'INVALID_REPLICATION_FACTOR'],
    [[1, 2, 3, 4], 'INVALID_REPLICATION_FACTOR'],
  ])('to %j: %s', (target, outcome) => {
    expect(factors(cluster(), target)).toEqual([outcome]);
    expect(decide(cluster(), [{ topic: 'orders', partition: 0, target }], true).outcomes).toEqual(['ok']);
  });

  it('counts the replicas that there will be when a move under way ends', () => {
    const metadata = cluster();
    moved(metadata, [4, 5]);
    expect([factors(metadata, [1, 2]), factors(metadata, [1, 2, 3])]).toEqual([['ok'], ['INVALID_REPLICATION_FACTOR']]);
    expect(factors(metadata, undefined)).toEqual(['ok']);
  });

  it('says of what is not there that it is not there', () => {
    const { outcomes } = decide(cluster(), [{ topic: 'orders', partition: 9, target: [1] }], false);
    expect(outcomes).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
  });
});

describe('a request for several partitions', () => {
  it('is answered for each alone, and only the first of two for one partition counts', () => {
    const metadata = cluster();
    const { outcomes, records } = decide(metadata, [
      { topic: 'orders', partition: 0, target: [1, 4] },
      { topic: 'orders', partition: 7, target: [1] },
      { topic: 'orders', partition: 0, target: [5] },
      { topic: 'orders', partition: 1, target: [1, 2] },
    ]);
    expect(outcomes).toEqual(['ok', 'UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_REQUEST', 'ok']);
    metadata.apply(...records);
    const partitions = [...(metadata.image.topicByName('orders')?.partitions() ?? [])];
    expect(partitions.map(({ addingReplicas }) => addingReplicas)).toEqual([[4], [1, 2]]);
    expect(partitions[1]?.directories.slice(2)).toEqual([UUID_ZERO, UUID_ZERO]);
  });

  it('does not take two partitions for one whose topics and numbers read alike', () => {
    const metadata = cluster();
    metadata.topic('a-', [{ replicas: [1] }, { replicas: [2] }]);
    const { outcomes } = decide(metadata, [
      { topic: 'a', partition: -1, target: [3] },
      { topic: 'a-', partition: 1, target: [3] },
    ]);
    expect(outcomes).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', 'ok']);
  });
});
