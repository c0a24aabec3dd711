import { assert, type Millis } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { KafkaClient, kafkaError } from '../../kafka-client/kafka-client.js';
import type { SimCluster } from '../sim-cluster.js';

/** How long a coordinator may take beyond the expiration. */
const SLACK_MS: Millis = 2_000;
const ASK_INTERVAL_MS: Millis = 100;

/** Nobody uses a transactional id any more: in time no coordinator knows one. */
export async function expectForgotten(cluster: SimCluster, expirationMs: Millis): Promise<void> {
  const { world } = cluster;
  const host = cluster.clientHost('forgotten-ids');
  const client = new KafkaClient(host.env, host.name, cluster.kafkaBootstrap, host.random.fork('kafka'), 'newest');
  const untilMs = world.nowMs() + expirationMs + SLACK_MS;
  for (;;) {
    const known = await world.finish(knownIds(cluster, client));
    if (known.length === 0) break;
    assert(world.nowMs() < untilMs, `${known.join()}: not forgotten, though nobody uses them`);
    await world.runFor(ASK_INTERVAL_MS);
  }
  client.close();
}

async function knownIds({ brokers }: SimCluster, client: KafkaClient): Promise<string[]> {
  const known: string[] = [];
  await client.refresh([]);
  for (const { config } of brokers) {
    const { response } = await client.request(config.node.id, apis.ListTransactions, {
      stateFilters: [],
      producerIdFilters: [],
    });
    if (response.errorCode !== 0) throw kafkaError(response.errorCode, 'ListTransactions');
    known.push(
      ...response.transactionStates.map(({ transactionalId, transactionState }) => {
        return `${transactionalId} (${transactionState})`;
      }),
    );
  }
  return known;
}
