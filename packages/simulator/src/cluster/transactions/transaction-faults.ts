import { coordinatorPartitionOf } from '@drave/coordinator';
import { choose, type Fault } from '../fault.js';
import type { FaultRunner } from '../fault-runner.js';
import { chainIds, writerIds } from './transaction-conditions.js';

const TRANSACTION_STATE_TOPIC = '__transaction_state';

/** The broker that coordinates one of the transactional ids dies, perhaps without a word to its peers. */
export function strikeTransactions(runner: FaultRunner, fault: Fault): void {
  const { brokers, conditions, newestImage } = runner.cluster;
  const topic = newestImage?.topicByName(TRANSACTION_STATE_TOPIC);
  if (conditions.transactions === undefined || topic === undefined) return;
  const transactionalId = choose(
    [...writerIds(conditions.transactions), ...chainIds(conditions.transactions)],
    fault.target,
  );
  const leader = topic.partition(coordinatorPartitionOf(transactionalId, topic.partitionCount))?.leader;
  const node = brokers.find(({ config }) => config.node.id === leader);
  if (node !== undefined) runner.kill(fault, [node], { silent: fault.choice < 0.2 });
}
