import type { NodeId } from '@drave/base';
import { coordinatorPartitionOf } from '@drave/coordinator';
import { choose, type Fault } from '../fault.js';
import type { FaultRunner } from '../fault-runner.js';
import { OFFSETS_TOPIC } from '../offsets-topic.js';
import type { SimCluster } from '../sim-cluster.js';
import { CHAIN_GROUP, chainIds, writerIds, type TransactionConditions } from './transaction-conditions.js';

const TRANSACTION_STATE_TOPIC = '__transaction_state';
/** Of the coordinators that die where chains are members of a group: how many are the group's. */
const GROUP_SHARE = 0.4;

/**
 * The broker that coordinates a transactional id, or the group of the chains, dies, perhaps without a word to its
 * peers.
 */
export function strikeTransactions(runner: FaultRunner, fault: Fault): void {
  const { brokers, conditions } = runner.cluster;
  if (conditions.transactions === undefined) return;
  const leader = coordinatorOf(runner.cluster, conditions.transactions, fault);
  const node = brokers.find(({ config }) => config.node.id === leader);
  if (node !== undefined) runner.kill(fault, [node], { silent: fault.choice < 0.2 });
}

function coordinatorOf(cluster: SimCluster, transactions: TransactionConditions, fault: Fault): NodeId | undefined {
  const { chains, chainsShareBy } = transactions;
  const hasMembers = chains > 0 && chainsShareBy !== 'assignment';
  if (hasMembers && fault.choice >= 1 - GROUP_SHARE) return leaderOf(cluster, OFFSETS_TOPIC, CHAIN_GROUP);
  const transactionalId = choose([...writerIds(transactions), ...chainIds(transactions)], fault.target);
  return leaderOf(cluster, TRANSACTION_STATE_TOPIC, transactionalId);
}

/** Of the partition that what has this name is coordinated by. */
function leaderOf({ newestImage }: SimCluster, topicName: string, name: string): NodeId | undefined {
  const topic = newestImage?.topicByName(topicName);
  return topic?.partition(coordinatorPartitionOf(name, topic.partitionCount))?.leader;
}
