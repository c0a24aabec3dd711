import { DraveError, type Endpoint } from '@drave/base';
import type { Client } from '@drave/client';

/** The name of the listener that speaks gRPC, among those of a broker. */
const GRPC = 'grpc';

/**
 * Where the brokers of a cluster that is known by gRPC speak Kafka's protocol: the first such listener of each.
 * @throws DraveError INVALID_REQUEST when none has one.
 */
export async function kafkaAddresses(client: Client): Promise<readonly Endpoint[]> {
  const brokers = await client.admin().brokers.list();
  const found = brokers.flatMap(({ listeners }) => {
    const listener = listeners.find(({ name }) => name.toLowerCase() !== GRPC);
    return listener === undefined ? [] : [listener.endpoint];
  });
  if (found.length === 0) {
    const message =
      "no broker has a Kafka listener, by which lag is asked: give one 'listeners.kafka', or see drave group lag";
    throw new DraveError('INVALID_REQUEST', message);
  }
  return found;
}
