import { DraveError, errors, UUID_ZERO, type ErrorCode } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { testClusterId } from '@drave/controller/testing';
import { testUuid } from '@drave/metadata/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminBench, type AdminBenchOptions } from '../testing/admin-bench.js';
import { electLeadersRow } from './43-elect-leaders.js';
import { incrementalAlterConfigsRow } from './44-incremental-alter-configs.js';
import { alterPartitionReassignmentsRow } from './45-alter-partition-reassignments.js';
import { listPartitionReassignmentsRow } from './46-list-partition-reassignments.js';
import { describeQuorumRow } from './55-describe-quorum.js';
import { updateFeaturesRow } from './57-update-features.js';
import { unregisterBrokerRow } from './64-unregister-broker.js';
import { listConfigResourcesRow } from './74-list-config-resources.js';
import { addRaftVoterRow } from './80-add-raft-voter.js';
import { removeRaftVoterRow } from './81-remove-raft-voter.js';

let bench: AdminBench;

afterEach(() => bench.stop());

async function start(options: AdminBenchOptions = {}): Promise<void> {
  bench = await AdminBench.start(options);
  await bench.cluster.createTopic('orders', [
    [1, 2],
    [2, 3],
  ]);
}

function nameOf(errorCode: number): ErrorCode | 'none' {
  const found = Object.entries(errors).find(([, row]) => row.kafka === errorCode);
  return errorCode === 0 ? 'none' : ((found?.[0] ?? 'UNKNOWN_SERVER_ERROR') as ErrorCode);
}

const NOBODY = { authorizer: { allows: () => false } };

describe('ElectLeaders', () => {
  const elect = (version: number, electionType: number, partitions: readonly number[] | null) =>
    bench.ask(electLeadersRow, apis.ElectLeaders, version, {
      ...(version === 0 ? {} : { electionType }),
      topicPartitions: partitions === null ? null : [{ topic: 'orders', partitions }],
      timeoutMs: 5_000,
    });

  it.each([0, 1, 2])('version %i: tells of each partition that was named', async (version) => {
    await start();
    const { errorCode, replicaElectionResults } = await elect(version, 0, [0, 7]);
    expect(nameOf(errorCode)).toBe('none');
    expect(replicaElectionResults).toMatchObject([{ topic: 'orders' }]);
    const results = replicaElectionResults[0]?.partitionResult ?? [];
    expect(results.map((each) => [each.partitionId, nameOf(each.errorCode)])).toEqual([
      [0, 'ELECTION_NOT_NEEDED'],
      [7, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ]);
  });

  it('without names, only of those that needed it', async () => {
    await start();
    expect((await elect(2, 0, null)).replicaElectionResults).toEqual([]);
    expect(nameOf((await elect(2, 5, null)).errorCode)).toBe('INVALID_REQUEST');
  });

  it('is for those who may alter the cluster', async () => {
    await start(NOBODY);
    expect(nameOf((await elect(2, 0, null)).errorCode)).toBe('CLUSTER_AUTHORIZATION_FAILED');
  });
});

describe('partition reassignments', () => {
  const move = (partitionIndex: number, replicas: readonly number[] | null, name = 'orders') =>
    bench.ask(alterPartitionReassignmentsRow, apis.AlterPartitionReassignments, 0, {
      timeoutMs: 5_000,
      topics: [{ name, partitions: [{ partitionIndex, replicas }] }],
    });
  const list = (topics: { name: string; partitionIndexes: number[] }[] | null) =>
    bench.ask(listPartitionReassignmentsRow, apis.ListPartitionReassignments, 0, { timeoutMs: 5_000, topics });
  const codeOf = (answer: Awaited<ReturnType<typeof move>>) =>
    nameOf(answer.responses[0]?.partitions[0]?.errorCode ?? -1);

  it('begin, are listed, and are taken back', async () => {
    await start();
    expect(codeOf(await move(0, [3, 1]))).toBe('none');
    const moving = [
      {
        name: 'orders',
        partitions: [{ partitionIndex: 0, replicas: [3, 1, 2], addingReplicas: [3], removingReplicas: [2] }],
      },
    ];
    expect((await list(null)).topics).toEqual(moving);
    expect((await list([{ name: 'orders', partitionIndexes: [0, 1] }])).topics).toEqual(moving);
    expect((await list([{ name: 'orders', partitionIndexes: [1] }])).topics).toEqual([]);
    expect((await list([{ name: 'nowhere', partitionIndexes: [0] }])).topics).toEqual([]);
    expect(codeOf(await move(0, null))).toBe('none');
    expect((await list(null)).topics).toEqual([]);
  });

  it('are refused one by one', async () => {
    await start();
    expect(codeOf(await move(0, null))).toBe('NO_REASSIGNMENT_IN_PROGRESS');
    expect(codeOf(await move(0, []))).toBe('INVALID_REPLICA_ASSIGNMENT');
    expect(codeOf(await move(0, [9]))).toBe('INVALID_REPLICA_ASSIGNMENT');
    expect(codeOf(await move(9, [1]))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(codeOf(await move(0, [1], 'nowhere'))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('keep the number of replicas when version 1 says so (KIP-860)', async () => {
    await start();
    const insist = async (replicas: readonly number[]) => {
      const request = { timeoutMs: 5_000, allowReplicationFactorChange: false };
      const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, replicas }] }];
      const answer = await bench.ask(alterPartitionReassignmentsRow, apis.AlterPartitionReassignments, 1, {
        ...request,
        topics,
      });
      expect(answer.allowReplicationFactorChange).toBe(false);
      return codeOf(answer);
    };
    expect(await insist([1])).toBe('INVALID_REPLICATION_FACTOR');
    expect(await insist([3, 1])).toBe('none');
    // There are two as before: the one under way does not count twice.
    expect(await insist([3, 2])).toBe('none');
    expect(await insist([1, 2, 3])).toBe('INVALID_REPLICATION_FACTOR');
  });

  it('ask who may', async () => {
    await start(NOBODY);
    expect(nameOf((await move(0, [3, 1])).errorCode)).toBe('CLUSTER_AUTHORIZATION_FAILED');
    expect(nameOf((await list(null)).errorCode)).toBe('CLUSTER_AUTHORIZATION_FAILED');
  });
});

describe('DescribeQuorum', () => {
  const voter = { nodeId: 1, directoryId: testUuid(1), endpoint: { host: 'c1', port: 20_000 }, logEndOffset: 9 };
  const quorum = {
    leaderId: 1,
    epoch: 4,
    highWatermark: 8,
    voters: [voter],
    observers: [{ nodeId: 4, directoryId: '', logEndOffset: 7, lastFetchAgoMs: 100 }],
  };

  it.each([0, 1, 2])('version %i: who is where in the metadata log', async (version) => {
    await start({ quorum });
    const topics = [
      { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }, { partitionIndex: 1 }] },
      { topicName: 'orders', partitions: [{ partitionIndex: 0 }] },
    ];
    const answer = await bench.ask(describeQuorumRow, apis.DescribeQuorum, version, { topics });
    expect(nameOf(answer.errorCode)).toBe('none');
    const [own, foreign] = answer.topics[0]?.partitions ?? [];
    expect(own).toMatchObject({ errorCode: 0, leaderId: 1, leaderEpoch: 4, highWatermark: 8 });
    expect(own?.currentVoters).toMatchObject([{ replicaId: 1, logEndOffset: 9 }]);
    expect(own?.observers).toMatchObject([{ replicaId: 4, logEndOffset: 7 }]);
    expect(nameOf(foreign?.errorCode ?? 0)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(nameOf(answer.topics[1]?.partitions[0]?.errorCode ?? 0)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    const nowMs = bench.cluster.leader.host.env.clock.wallMs();
    if (version >= 1) expect(own?.observers[0]?.lastFetchTimestamp).toBe(nowMs - 100);
    if (version >= 1) expect(own?.observers[0]?.lastCaughtUpTimestamp).toBe(-1);
    if (version < 2) return;
    expect(own?.currentVoters[0]?.replicaDirectoryId).toBe(testUuid(1));
    expect(answer.nodes).toEqual([{ nodeId: 1, listeners: [{ name: 'CONTROLLER', host: 'c1', port: 20_000 }] }]);
  });
});

describe('changes of voters', () => {
  const key = { nodeId: 4, directoryId: testUuid(4) };
  const listener = { name: 'CONTROLLER', host: 'c4', port: 20_000 };
  const named = { clusterId: null, voterId: 4, voterDirectoryId: testUuid(4) };
  const add = async (version: number, change: object = {}) => {
    const request = { ...named, timeoutMs: 5_000, listeners: [listener], ...change };
    return nameOf((await bench.ask(addRaftVoterRow, apis.AddRaftVoter, version, request)).errorCode);
  };
  const remove = async (change: object = {}) =>
    nameOf((await bench.ask(removeRaftVoterRow, apis.RemoveRaftVoter, 0, { ...named, ...change })).errorCode);

  const changed = async (refusal?: ErrorCode) => {
    const made: unknown[] = [];
    const make = (kind: string) => (_: unknown, voter: object) => {
      made.push({ kind, ...voter });
      return refusal === undefined ? Promise.resolve() : Promise.reject(new DraveError(refusal));
    };
    await start({ voters: { add: make('add'), remove: make('remove') } });
    return made;
  };

  it.each([0, 1])('AddRaftVoter version %i: adds it at its endpoint', async (version) => {
    const made = await changed();
    expect(await add(version)).toBe('none');
    const others = [{ ...listener, name: 'EXTERNAL', host: 'elsewhere' }, listener];
    expect(await add(version, { listeners: others, clusterId: testClusterId })).toBe('none');
    const endpoint = { host: 'c4', port: 20_000 };
    expect(made).toEqual([
      { kind: 'add', ...key, endpoint },
      { kind: 'add', ...key, endpoint },
    ]);
  });

  it('RemoveRaftVoter names a voter by both its ids', async () => {
    const made = await changed();
    expect(await remove()).toBe('none');
    expect(made).toEqual([{ kind: 'remove', ...key }]);
  });

  it('are refused when they name another cluster, no voter, or no endpoint', async () => {
    const made = await changed();
    for (const change of [add.bind(undefined, 1), remove]) {
      expect(await change({ clusterId: 'elsewhere' })).toBe('INCONSISTENT_CLUSTER_ID');
      expect(await change({ voterId: -1 })).toBe('INVALID_REQUEST');
      expect(await change({ voterDirectoryId: UUID_ZERO })).toBe('INVALID_REQUEST');
    }
    expect(await add(1, { listeners: [] })).toBe('INVALID_REQUEST');
    expect(await add(1, { listeners: [{ ...listener, port: 0 }] })).toBe('INVALID_REQUEST');
    const nameless = ['A', 'B'].map((name) => ({ ...listener, name }));
    expect(await add(1, { listeners: nameless })).toBe('INVALID_REQUEST');
    expect(made).toEqual([]);
  });

  it.each([
    ['DUPLICATE_VOTER', 'DUPLICATE_VOTER'],
    ['VOTER_NOT_FOUND', 'VOTER_NOT_FOUND'],
    ['NOT_CONTROLLER', 'NOT_CONTROLLER'],
    ['CHANGE_IN_PROGRESS', 'REQUEST_TIMED_OUT'],
  ] as const)('what the quorum says to it, %s, is %s to the client', async (refusal, shown) => {
    await changed(refusal);
    expect(await add(1)).toBe(shown);
    expect(await remove()).toBe(shown);
  });
});

describe('UpdateFeatures', () => {
  it.each([0, 1, 2])('version %i: refuses what nobody supports, and takes what changes nothing', async (version) => {
    await start();
    const update = (feature: string, maxVersionLevel: number) =>
      bench.ask(updateFeaturesRow, apis.UpdateFeatures, version, {
        timeoutMs: 5_000,
        featureUpdates: [{ feature, maxVersionLevel, ...(version === 0 ? { allowDowngrade: false } : {}) }],
      });
    const unknown = await update('no.such.feature', 3);
    expect(nameOf(unknown.errorCode)).toBe('INVALID_UPDATE_VERSION');
    expect(unknown.errorMessage).toMatch(/^The update failed for all features since .*no\.such\.feature/);
    expect(unknown.results).toEqual([]);
    expect(nameOf((await update('metadata.version', 99)).errorCode)).toBe('INVALID_UPDATE_VERSION');
    expect(nameOf((await update('group.version', 1)).errorCode)).toBe('none');
    expect(nameOf((await update('group.version', 0)).errorCode)).toBe('INVALID_UPDATE_VERSION');
    const same = await update('metadata.version', bench.cluster.image.level);
    const results = version === 2 ? [] : [{ feature: 'metadata.version', errorCode: 0 }];
    expect(same).toMatchObject({ errorCode: 0, results });
  });

  it('refuses an upgrade type that does not exist', async () => {
    await start();
    const answer = await bench.ask(updateFeaturesRow, apis.UpdateFeatures, 1, {
      timeoutMs: 5_000,
      featureUpdates: [{ feature: 'metadata.version', maxVersionLevel: 1, upgradeType: 4 }],
    });
    expect(nameOf(answer.errorCode)).toBe('INVALID_UPDATE_VERSION');
  });
});

describe('UnregisterBroker', () => {
  const unregister = (brokerId: number) => bench.ask(unregisterBrokerRow, apis.UnregisterBroker, 0, { brokerId });

  it('forgets a broker, in service or not, and moves its leaderships', async () => {
    await start();
    expect(nameOf((await unregister(9)).errorCode)).toBe('BROKER_ID_NOT_REGISTERED');
    await bench.cluster.register(4);
    for (const id of [4, 1]) {
      expect(nameOf((await unregister(id)).errorCode)).toBe('none');
      expect(bench.cluster.image.broker(id)).toBeUndefined();
    }
    expect(bench.cluster.partition('orders', 0)).toMatchObject({ replicas: [1, 2], leader: 2, isr: [2] });
  });

  it('is for those who may alter the cluster', async () => {
    await start(NOBODY);
    expect(nameOf((await unregister(4)).errorCode)).toBe('CLUSTER_AUTHORIZATION_FAILED');
  });
});

describe('ListConfigResources', () => {
  const list = async (version: number, resourceTypes: readonly number[] = []) => {
    const answer = await bench.ask(listConfigResourcesRow, apis.ListConfigResources, version, { resourceTypes });
    const found = answer.configResources.map(({ resourceType, resourceName }) => `${resourceType} ${resourceName}`);
    return answer.errorCode === 0 ? found : nameOf(answer.errorCode);
  };

  it('names topics and live brokers', async () => {
    await start();
    await bench.cluster.register(4);
    const brokers = ['4 1', '4 2', '4 3'];
    expect(await list(1)).toEqual(['2 orders', ...brokers]);
    expect(await list(1, [4])).toEqual(brokers);
    expect(await list(1, [16, 32, 8])).toEqual([]);
    expect(await list(1, [4, 99])).toBe('UNSUPPORTED_VERSION');
    expect(await list(0)).toEqual([]);
  });

  it('names the groups that have settings of their own', async () => {
    await start();
    expect(await list(1, [32])).toEqual([]);
    const configs = [{ name: 'consumer.session.timeout.ms', configOperation: 0, value: '50000' }];
    await bench.ask(incrementalAlterConfigsRow, apis.IncrementalAlterConfigs, 1, {
      resources: [{ resourceType: 32, resourceName: 'billing', configs }],
      validateOnly: false,
    });
    expect(await list(1, [32])).toEqual(['32 billing']);
    expect(await list(1)).toContain('32 billing');
  });

  it('is for those who may describe the cluster', async () => {
    await start(NOBODY);
    expect(await list(1)).toBe('CLUSTER_AUTHORIZATION_FAILED');
  });
});
