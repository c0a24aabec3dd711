import { DraveError, type NodeId } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { kafkaError, type KafkaClient } from './kafka-client.js';

const keyTypes = { group: 0, transactionalId: 1 } as const;
/** What a coordinator is looked for by. */
export type CoordinatorKey = keyof typeof keyTypes;

const BATCHED_COORDINATORS = 4;

/**
 * Asks the leader of the first of the topics, which exists, who coordinates.
 * @throws DraveError when no broker knows one now.
 */
export async function findCoordinator(
  client: KafkaClient,
  topics: readonly string[],
  what: CoordinatorKey,
  key: string,
): Promise<NodeId> {
  await client.refresh(topics);
  const partition = client.topic(topics[0] ?? '')?.partitions[0];
  const node = partition === undefined ? undefined : client.leaderOf(topics[0] ?? '', partition.partition);
  if (node === undefined) throw new DraveError('COORDINATOR_NOT_AVAILABLE', 'nobody to ask for the coordinator');
  const keyType = keyTypes[what];
  const { response, version } = await client.request(node, apis.FindCoordinator, (chosen) =>
    chosen >= BATCHED_COORDINATORS ? { keyType, coordinatorKeys: [key] } : { key, keyType },
  );
  const found = version >= BATCHED_COORDINATORS ? response.coordinators[0] : response;
  if (found === undefined) throw new Error('FindCoordinator has answered for nobody');
  const { nodeId, host, port, errorCode } = found;
  if (errorCode !== 0) throw kafkaError(errorCode, `FindCoordinator of ${key}`);
  client.addBroker(nodeId, { host, port });
  return nodeId;
}
