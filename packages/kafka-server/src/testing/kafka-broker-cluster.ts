import { assert, DraveError, type NodeId } from '@drave/base';
import { BrokerCluster, CLUSTER_ID, type BrokerClusterOptions } from '@drave/broker/testing';
import { effectiveBrokerConfig, timerProfiles } from '@drave/config';
import { Gateway } from '@drave/controller';
import type { Env } from '@drave/env';
import { FaultControl } from '@drave/env/faulty';
import type { MetadataFeed } from '@drave/metadata';
import type { KafkaDomain } from '../kafka-domain.js';
import type { KafkaServer } from '../kafka-server.js';
import { RequestWatches } from '../requests/request-watches.js';
import { saslListenerOf, type SaslSources } from '../sasl/make-listener.js';
import { serveKafka } from '../serve-kafka.js';
import { WireClient } from './wire-client.js';

const PORT = 9_092;
const LISTENER = 'PLAINTEXT';

export interface KafkaBrokerClusterOptions extends Omit<BrokerClusterOptions, 'listeners'> {
  /** When it is off, a topic that does not exist stays so. */
  readonly autoCreate?: boolean;
  readonly apiVersionsMax?: Readonly<Record<string, number>>;
  /** How clients of every broker authenticate; by default nobody does. */
  readonly sasl?: SaslSources | undefined;
}

/** Whole brokers with Kafka listeners on simulated hosts, around a scripted controller. */
export class KafkaBrokerCluster {
  readonly brokers: BrokerCluster;
  readonly servers: readonly KafkaServer[];
  /** For the requests to each broker, by its id. */
  readonly faults: ReadonlyMap<NodeId, FaultControl>;
  /** Of the requests to any of the brokers. */
  readonly watches: RequestWatches;
  private clients = 0;

  private constructor(
    brokers: BrokerCluster,
    servers: readonly KafkaServer[],
    faults: ReadonlyMap<NodeId, FaultControl>,
    watches: RequestWatches,
  ) {
    this.brokers = brokers;
    this.servers = servers;
    this.faults = faults;
    this.watches = watches;
  }

  static async start(options: KafkaBrokerClusterOptions = {}): Promise<KafkaBrokerCluster> {
    const brokers = await BrokerCluster.start({
      ...options,
      listeners: (id) => [{ name: LISTENER, host: `broker-${id}`, port: PORT }],
    });
    const servers: KafkaServer[] = [];
    const faults = new Map<NodeId, FaultControl>();
    const watches = new RequestWatches();
    for (const { id, host } of brokers.nodes) {
      const control = new FaultControl(host.env.timers, host.env.clock);
      faults.set(id, control);
      servers.push(await serveOn(brokers, id, options, control, watches));
    }
    return new KafkaBrokerCluster(brokers, servers, faults, watches);
  }

  get world() {
    return this.brokers.world;
  }

  /** A client on a host of its own. */
  async connect(id: NodeId = 1): Promise<WireClient> {
    const host = this.world.createHost(`client-${this.clients++}`);
    return this.finish(WireClient.connect(host.env.network, { host: `broker-${id}`, port: PORT }));
  }

  /** Runs the world until the promise settles. */
  finish<T>(promise: Promise<T>): Promise<T> {
    return this.world.finish(promise);
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.close();
    await this.brokers.close();
  }
}

/** Nothing gets to a controller here. With an authoriser of the test's own, that is asked first. */
function gatewayOf(
  { authorizer }: KafkaBrokerClusterOptions,
  env: Env,
  feed: Pick<MetadataFeed, 'image' | 'appliedOffset' | 'waitFor'>,
): KafkaDomain['gateway'] {
  if (authorizer === undefined) return { execute: refuse, read: refuse };
  return new Gateway({
    env,
    feed: {
      get image() {
        return feed.image;
      },
      get appliedOffset() {
        return feed.appliedOffset;
      },
      leadership: { kind: 'none', epoch: 0 },
      waitFor: (offset, timeoutMs) => feed.waitFor(offset, timeoutMs),
      subscribeLeadership: () => () => undefined,
    },
    controller: undefined,
    client: { forward: refuse },
    authorizer,
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new DraveError('NOT_CONTROLLER', 'there is no controller here'));
}

function serveOn(
  brokers: BrokerCluster,
  id: NodeId,
  options: KafkaBrokerClusterOptions,
  faults: FaultControl,
  watches: RequestWatches,
): Promise<KafkaServer> {
  const node = brokers.node(id);
  const { feed } = node;
  assert(feed !== undefined, 'the broker runs');
  const { env } = node.host;
  const defaults = new Map(Object.entries(timerProfiles.local));
  return brokers.world.finish(
    serveKafka({
      env,
      faults,
      watches,
      apiVersionsMax: options.apiVersionsMax,
      listeners: [
        {
          name: LISTENER,
          endpoint: { host: node.host.name, port: PORT },
          advertised: undefined,
          tls: undefined,
          sasl: options.sasl === undefined ? undefined : saslListenerOf(options.sasl, { env, feed, clusterSecret: '' }),
        },
      ],
      domain: {
        env,
        clusterId: CLUSTER_ID,
        nodeId: id,
        broker: node.requireBroker(),
        gateway: gatewayOf(options, env, feed),
        feed: {
          get image() {
            return feed.image;
          },
          get appliedOffset() {
            return feed.appliedOffset;
          },
          leadership: { kind: 'none', epoch: 0 },
          waitFor: (offset, timeoutMs) => feed.waitFor(offset, timeoutMs),
        },
        settings: effectiveBrokerConfig({ file: new Map(options.settings), defaults }),
        layers: { defaults },
        autoCreate:
          options.autoCreate === false
            ? undefined
            : async (_, names) => {
                for (const name of names) await brokers.createTopic(name);
                return new Set();
              },
        quorum: refuse,
        voters: { add: refuse, remove: refuse },
      },
      onFatal: (reason) => {
        node.failure ??= reason;
      },
    }),
  );
}
