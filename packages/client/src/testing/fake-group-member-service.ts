import { DraveError, type PartitionIndex, type TopicName } from '@drave/base';
import { groupMemberService, implement, type ServiceImplementation } from '@drave/rpc';
import { FAKE_PORT, type FakeBroker, type FakeClusterState, type GroupCall, HEADER } from './fake-cluster-state.js';
import type { FakeGroup } from './fake-group.js';

/** The group service of one fake broker. */
export function fakeGroupMemberService(cluster: FakeClusterState, broker: FakeBroker): ServiceImplementation {
  const enter = async (method: GroupCall, groupId: string, memberId: string): Promise<FakeGroup> => {
    const fault = cluster.onGroupCall(method, memberId);
    if (fault === 'silence') await new Promise<never>(() => {});
    else if (fault !== undefined) throw new DraveError(fault);
    if (method !== 'findCoordinator' && cluster.coordinatorId !== broker.id) throw new DraveError('NOT_COORDINATOR');
    return cluster.group(groupId);
  };
  const refusedPartition = (method: GroupCall, topic: TopicName, partition: PartitionIndex) => {
    const code = cluster.onGroupPartition(method, `${topic}-${partition}`);
    return code === undefined ? undefined : { code, message: '' };
  };
  return implement(groupMemberService, {
    findCoordinator: async ({ groupId }) => {
      await enter('findCoordinator', groupId, '');
      const { host } = cluster.broker(cluster.coordinatorId);
      return { header: HEADER, brokerId: cluster.coordinatorId, endpoint: { host: host.name, port: FAKE_PORT } };
    },
    groupHeartbeat: async (request) => {
      const group = await enter('heartbeat', request.groupId, request.memberId);
      return { header: HEADER, ...group.heartbeat(request) };
    },
    commitOffsets: async ({ groupId, memberId, memberEpoch, partitions }) => {
      const group = await enter('commit', groupId, memberId);
      group.checkEpoch(memberId, memberEpoch);
      const answers = partitions.map(({ topic, partition, offset, leaderEpoch = -1, metadata }) => {
        const error = refusedPartition('commit', topic, partition);
        if (error !== undefined) return { topic, partition, error };
        group.offsets.set(`${topic}-${partition}`, { offset, leaderEpoch, metadata });
        group.commits.push({ memberId, partition: `${topic}-${partition}`, offset });
        return { topic, partition, error };
      });
      return { header: HEADER, partitions: answers };
    },
    fetchOffsets: async ({ groupId, memberId, memberEpoch, partitions }) => {
      const group = await enter('fetch', groupId, memberId);
      if (memberEpoch !== undefined && memberEpoch >= 0) group.checkEpoch(memberId, memberEpoch);
      const answers = partitions.map(({ topic, partition }) => {
        const error = refusedPartition('fetch', topic, partition);
        const found = error === undefined ? group.offsets.get(`${topic}-${partition}`) : undefined;
        return { topic, partition, error, offset: -1, leaderEpoch: -1, metadata: '', ...found };
      });
      return { header: HEADER, partitions: answers };
    },
  });
}
