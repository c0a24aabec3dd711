import { errors, type NodeId } from '@drave/base';
import type { LocalNode } from '@drave/cluster';
import { apis } from '@drave/kafka-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { KafkaWire } from '../bad-input/kafka-wire.js';
import { boundMs } from '../bounds.js';

/** Changes of voters as `kafka-metadata-quorum --bootstrap-server` asks for them, through a broker. */
let test: ClusterUnderTest;
let wire: KafkaWire;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 3, brokers: 1 });
  wire = await KafkaWire.connect(test.cluster.node('b1').kafka as NonNullable<LocalNode['kafka']>);
});
afterAll(async () => {
  wire.destroy();
  await test.close();
});

async function quorum() {
  const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];
  const { nodes, topics: answers } = await wire.request(apis.DescribeQuorum, 2, { topics });
  const partition = answers[0]?.partitions[0];
  if (partition === undefined) throw new RangeError('DescribeQuorum did not answer for the metadata log');
  return { nodes, leaderId: partition.leaderId, voters: partition.currentVoters };
}

async function voterIds(): Promise<NodeId[]> {
  return (await quorum()).voters.map(({ replicaId }) => replicaId).toSorted((a, b) => a - b);
}

describe('a controller', () => {
  it('leaves the quorum and joins it again', async () => {
    const before = await quorum();
    const follower = before.voters.find(({ replicaId }) => replicaId !== before.leaderId);
    const node = before.nodes.find(({ nodeId }) => nodeId === follower?.replicaId);
    if (follower === undefined || node === undefined) throw new RangeError('three voters have two followers');
    const named = { clusterId: null, voterId: follower.replicaId, voterDirectoryId: follower.replicaDirectoryId };
    const timeoutMs = boundMs(20_000, 'a change of voters');
    const all = await voterIds();

    const twice = await wire.request(apis.AddRaftVoter, 1, { ...named, timeoutMs, listeners: node.listeners });
    expect(twice.errorCode).toBe(errors.DUPLICATE_VOTER.kafka);
    expect(await wire.request(apis.RemoveRaftVoter, 0, named)).toMatchObject({ errorCode: 0, errorMessage: null });
    expect(await voterIds()).toEqual(all.filter((id) => id !== follower.replicaId));
    const gone = await wire.request(apis.RemoveRaftVoter, 0, named);
    expect(gone.errorCode).toBe(errors.VOTER_NOT_FOUND.kafka);

    const added = await wire.request(apis.AddRaftVoter, 1, { ...named, timeoutMs, listeners: node.listeners });
    expect(added).toMatchObject({ errorCode: 0, errorMessage: null });
    expect(await voterIds()).toEqual(all);
  });
});
