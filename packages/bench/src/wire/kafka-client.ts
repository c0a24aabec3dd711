import { assert, DraveError, type Endpoint, errorCodeFromKafka } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { KafkaConnection } from './kafka-connection.js';

/** Finds leaders and coordinators over Kafka's protocol, for loads on clusters that do not change. */
export class KafkaClient {
  private readonly bootstrap: Endpoint;
  private readonly connections = new Map<string, Promise<KafkaConnection>>();

  constructor(bootstrap: readonly Endpoint[]) {
    const [first] = bootstrap;
    assert(first !== undefined, 'a cluster has a broker');
    this.bootstrap = first;
  }

  /** Resolves with the connection to the leader of each partition, by partition index. */
  async leadersOf(topic: string): Promise<readonly KafkaConnection[]> {
    const any = await this.connectionTo(this.bootstrap);
    const request = { topics: [{ topicId: NO_UUID, name: topic }], allowAutoTopicCreation: false };
    const { brokers, topics } = await any.request(apis.Metadata, METADATA_VERSION, {
      ...request,
      includeTopicAuthorizedOperations: false,
    });
    const [found] = topics;
    assert(found !== undefined, 'the response has the topic of the request');
    expectNone(found.errorCode, `metadata of ${topic}`);
    const partitions = found.partitions.toSorted((one, other) => one.partitionIndex - other.partitionIndex);
    const leaders = partitions.map(({ leaderId }) => {
      const broker = brokers.find(({ nodeId }) => nodeId === leaderId);
      assert(broker !== undefined, 'the leader is a broker of the cluster');
      return this.connectionTo(broker);
    });
    return Promise.all(leaders);
  }

  /** Resolves with the connection to the coordinator of a transactional id, as soon as there is one. */
  async coordinatorOf(transactionalId: string): Promise<KafkaConnection> {
    const any = await this.connectionTo(this.bootstrap);
    for (;;) {
      const request = { keyType: TRANSACTION_KEY, coordinatorKeys: [transactionalId], key: '' };
      const { coordinators } = await any.request(apis.FindCoordinator, FIND_COORDINATOR_VERSION, request);
      const [found] = coordinators;
      assert(found !== undefined, 'one coordinator for one key');
      if (found.errorCode === 0) return this.connectionTo(found);
      const code = errorCodeFromKafka(found.errorCode);
      if (code !== 'COORDINATOR_NOT_AVAILABLE') throw new DraveError(code, found.errorMessage ?? undefined);
    }
  }

  async close(): Promise<void> {
    for (const connection of await Promise.all(this.connections.values())) connection.close();
  }

  private connectionTo({ host, port }: Endpoint): Promise<KafkaConnection> {
    const name = `${host}:${port}`;
    const connection = this.connections.get(name) ?? KafkaConnection.connect({ host, port });
    this.connections.set(name, connection);
    return connection;
  }
}

/** @throws DraveError for any error code but 0. */
export function expectNone(errorCode: number, what: string): void {
  if (errorCode !== 0) throw new DraveError(errorCodeFromKafka(errorCode), what);
}

const METADATA_VERSION = 12;
const FIND_COORDINATOR_VERSION = 4;
const TRANSACTION_KEY = 1;
const NO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';
