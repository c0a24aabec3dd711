import { DraveError } from '@drave/base';
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
      for (const { topic, partition, offset, leaderEpoch = -1, metadata } of partitions) {
        group.offsets.set(`${topic}-${partition}`, { offset, leaderEpoch, metadata });
        group.commits.push({ memberId, partition: `${topic}-${partition}`, offset });
      }
      const answers = partitions.map(({ topic, partition }) => ({ topic, partition, error: undefined }));
      return { header: HEADER, partitions: answers };
    },
    fetchOffsets: async ({ groupId, memberId, memberEpoch, partitions }) => {
      const group = await enter('fetch', groupId, memberId);
      if (memberEpoch !== undefined && memberEpoch >= 0) group.checkEpoch(memberId, memberEpoch);
      const answers = partitions.map(({ topic, partition }) => {
        const found = group.offsets.get(`${topic}-${partition}`);
        return { topic, partition, error: undefined, offset: -1, leaderEpoch: -1, metadata: '', ...found };
      });
      return { header: HEADER, partitions: answers };
    },
  });
}
