import type { Endpoint } from '@drave/base';
import { createNodeEnv } from '@drave/env/node';
import { Client } from '@drave/client';
import { LocalCluster, nodeRuntime, type LocalClusterOptions } from '@drave/cluster';
import { silentLogger } from '@drave/env';
import { GrpcTransport } from '@drave/rpc/grpc';
import { onCluster } from '../../src/cluster.js';
import { runOrThrow } from './external.js';
import { boundMs } from '../../src/bounds.js';

/** Where a suite finds its broker. */
export interface Broker {
  /** Addresses of Kafka listeners, `host:port,host:port`. */
  readonly kafka: string;
  /** Addresses for the `drave` command; empty for a broker of another make. */
  readonly drave: string;
}

/**
 * A cluster of three controllers and three brokers for one suite. `DRAVE_COMPAT_BOOTSTRAP=host:port` runs the suite
 * against a broker that is there already, of whatever make, to compare.
 */
export function onBroker<T>(options: LocalClusterOptions, body: (broker: Broker) => Promise<T>): Promise<T> {
  const there = process.env['DRAVE_COMPAT_BOOTSTRAP'];
  if (there !== undefined) return body({ kafka: there, drave: '' });
  return onCluster(options, (cluster) => body(addressesOf(cluster)));
}

/** A cluster that several tests share; the suite that starts it closes it. */
export function startedCluster(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  return LocalCluster.start(nodeRuntime, options);
}

export function addressesOf(cluster: LocalCluster): Broker {
  const list = (endpoints: readonly Endpoint[]): string =>
    endpoints.map(({ host, port }) => `${host}:${port}`).join(',');
  return { kafka: list(cluster.bootstrap), drave: list(cluster.grpcBootstrap) };
}

/** Topics for suites that take them for granted. */
export async function makeTopics(broker: Broker, topics: readonly string[], partitions = 1): Promise<void> {
  for (const topic of topics) {
    // A broker of another make makes them on demand.
    if (broker.drave === '')
      await runOrThrow(['kcat', '-L', '-b', broker.kafka, '-t', topic], {
        timeoutMs: boundMs(10_000, 'a topic is made'),
      });
  }
  if (broker.drave === '') return;
  const env = createNodeEnv({ logger: silentLogger });
  const bootstrap = broker.drave.split(',').map((address) => {
    const [host = '', port] = address.split(':');
    return { host, port: Number(port) };
  });
  const client = new Client({ env, transport: new GrpcTransport(), bootstrap });
  try {
    for (const topic of topics) await client.admin().topics.create(topic, { partitions, replicationFactor: 3 });
  } finally {
    await client.close();
    env.close();
  }
}
