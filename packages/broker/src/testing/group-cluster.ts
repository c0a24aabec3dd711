import type { NodeId } from '@drave/base';
import { CONSUMER_OFFSETS_TOPIC, coordinatorPartitionOf, type JoinGroupRequest } from '@drave/coordinator';
import { BrokerCluster, type BrokerNode } from './broker-cluster.js';

/** Partitions of the topic of committed offsets. */
export const PARTITIONS = 4;

/** Brokers with the topic `orders` of three partitions, and with the topic that a group's coordinator is found by. */
export async function startGroupCluster(groupId: string, brokers = 3) {
  const settings = new Map([
    ['group.initial.rebalance.delay.ms', '0'],
    ['offsets.topic.num.partitions', String(PARTITIONS)],
  ]);
  const cluster = await BrokerCluster.start({ brokers, settings });
  const minInsyncReplicas = Math.min(2, brokers);
  const topicId = await cluster.createTopic(CONSUMER_OFFSETS_TOPIC, { partitions: PARTITIONS, minInsyncReplicas });
  const ordersId = await cluster.createTopic('orders', { partitions: 3 });
  const index = coordinatorPartitionOf(groupId, PARTITIONS);
  const coordinatorId = (): NodeId => cluster.controller.partition(topicId, index).leader;
  const coordinator = (): BrokerNode => cluster.node(coordinatorId());
  return { cluster, topicId, ordersId, index, coordinatorId, coordinator };
}

/** A member of a classic group of consumers asks to join. */
export function joinRequest(
  groupId: string,
  memberId: string,
  change: Partial<JoinGroupRequest> = {},
): JoinGroupRequest {
  return {
    groupId,
    memberId,
    groupInstanceId: undefined,
    clientId: 'client',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('metadata') }],
    memberIdRequired: false,
    skipAssignmentSupported: false,
    reason: undefined,
    ...change,
  };
}
