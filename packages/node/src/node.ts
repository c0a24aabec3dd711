import { assert, type Bytes, type DraveError, type Endpoint, type Millis } from '@drave/base';
import { allowAll, type Authorizer } from '@drave/base/access';
import type { Broker } from '@drave/broker';
import { ClusterConfig, ClusterWatch, Gateway, type Controller } from '@drave/controller';
import type { Env, TlsClientOptions, TlsServerOptions } from '@drave/env';
import type { KafkaServer } from '@drave/kafka-server';
import type { ListenerEndpoint } from '@drave/metadata';
import type { RaftTuning } from '@drave/raft';
import type { RpcServer, ServiceImplementation, Transport } from '@drave/rpc';
import {
  activeController,
  ChannelPool,
  ControllerClient,
  createAdminServices,
  createBrokerIdentityService,
  createControllerService,
  createGroupService,
  createDataService,
  createGroupMemberService,
  createRaftService,
  createReplicaFetchService,
  grpcListenerName,
  type AdminDomain,
  type NodeView,
} from '@drave/services';
import { autoCreation } from './auto-creation.js';
import { hasRole, type NodeConfig } from './config.js';
import { advertisedGrpc, openQuorum, type QuorumRole } from './quorum-role.js';
import type { NodeRoles } from './roles.js';
import { nodeSettings, type NodeSettings } from './settings.js';

/** What a node is made of beside its configuration: chosen by the process, or by the simulator. */
export interface NodeWorld {
  readonly env: Env;
  readonly transport: Transport;
  /** The roles, at least those that the configuration names. */
  readonly roles: NodeRoles;
  readonly tls?: { readonly server: TlsServerOptions; readonly client: TlsClientOptions };
  /** The TLS options of the Kafka listeners that have them, by the listeners' names. */
  readonly kafkaTls?: ReadonlyMap<string, TlsServerOptions>;
  /** What is kept free of the disk that the metadata lies on, to go on with when it is full. 0: nothing. */
  readonly diskReserveBytesMax: Bytes;
  /** Who may do what; by default every client may do everything. */
  readonly authorizer?: Authorizer;
  /** The node can go on no longer: the process must end, the simulated host crash. */
  readonly onFatal: (error: DraveError) => void;
  readonly tuning?: NodeTuning;
}

/** What no configuration names: with small figures a small cluster meets soon what a large one meets in time. */
export interface NodeTuning {
  /** Sizes in the metadata quorum. */
  readonly raft?: Partial<RaftTuning>;
  /** How often a broker looks for damage in logs that no client reads; 10 minutes by default. */
  readonly scrubIntervalMs?: Millis;
}

/** How long a controlled shutdown may take before the broker goes anyway. */
const controlledShutdownMs: Millis = 30_000;
/** Calls under way at the end of a shutdown get this long. */
const serverGraceMs: Millis = 1_000;

/** Health names of `grpc.health.v1`; '' is the process. */
const healthOf = { controller: 'drave.controller', broker: 'drave.broker' } as const;

/**
 * One node of the cluster, whatever its roles: opens what is on disk, binds, joins the quorum's log, registers. The
 * same class runs in a process and under the simulator.
 */
export class DraveNode {
  readonly config: NodeConfig;
  readonly quorum: QuorumRole;
  readonly controller: Controller | undefined;
  readonly broker: Broker | undefined;
  readonly gateway: Gateway;
  private readonly world: NodeWorld;
  private readonly channels: ChannelPool;
  private readonly watch: ClusterWatch;
  private readonly bound: BoundListeners;

  private constructor(parts: NodeParts) {
    this.world = parts.world;
    this.config = parts.config;
    this.quorum = parts.quorum;
    this.controller = parts.controller;
    this.broker = parts.broker;
    this.gateway = parts.gateway;
    this.channels = parts.channels;
    this.bound = parts.bound;
    this.watch = new ClusterWatch(parts.quorum.feed);
  }

  /**
   * Resolves when every listener is bound; the node serves from then on, as far as its roles allow.
   * @throws DraveError INVALID_CONFIG, ADDRESS_IN_USE, DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_MISMATCH, CORRUPT_DATA.
   */
  static async start(world: NodeWorld, config: NodeConfig): Promise<DraveNode> {
    const settings = nodeSettings(config);
    const channels = new ChannelPool(world.transport, world.tls?.client);
    try {
      const node = new DraveNode(await openParts(world, config, settings, channels));
      await node.serve(settings);
      return node;
    } catch (reason) {
      channels.close();
      throw reason;
    }
  }

  get endpoint(): Endpoint {
    return this.bound.grpc?.endpoint ?? this.config.listeners.grpc;
  }

  /** What Kafka clients are told, by listener. */
  get kafkaEndpoints(): readonly ListenerEndpoint[] {
    return this.bound.kafka?.endpoints ?? [];
  }

  /** Whether clients are welcome: the quorum has a leader, and the broker, if there is one, is unfenced. */
  get ready(): boolean {
    const led = this.quorum.feed.leadership.kind !== 'none';
    return led && (this.broker === undefined || this.broker.state.kind === 'running');
  }

  /** Leaderships move away first; then everything closes in the order opposite to its start. */
  async stop(): Promise<void> {
    const { grpc, kafka } = this.bound;
    grpc?.setHealth('', false);
    await this.broker?.shutdown({ controlledMs: controlledShutdownMs });
    await kafka?.close();
    this.watch.stop();
    await this.controller?.stop();
    await this.quorum.snapshots.stop();
    await this.quorum.raft.close();
    await grpc?.close(serverGraceMs);
    this.channels.close();
  }

  private async serve(settings: NodeSettings): Promise<void> {
    const { world, config, quorum, broker } = this;
    const { tls } = world;
    const services = this.services(settings);
    const serveOptions = tls === undefined ? {} : { tls: tls.server };
    const grpc = await world.transport.serve(config.listeners.grpc, services, serveOptions);
    this.bound.grpc = grpc;
    // Bound before the broker registers, so that the cluster is told the ports that are really open.
    if (broker !== undefined)
      this.bound.kafka = await world.roles.broker?.openKafka(
        world,
        config,
        settings,
        quorum,
        this.gateway,
        this.channels,
        broker,
      );
    quorum.raft.start();
    grpc.setHealth('', true);
    if (this.controller !== undefined) grpc.setHealth(healthOf.controller, true);
    if (broker === undefined) return;
    grpc.setHealth(healthOf.broker, false);
    broker.start();
    void broker.whenRunning().then(() => grpc.setHealth(healthOf.broker, true));
  }

  private services(settings: NodeSettings): ServiceImplementation[] {
    const { config, quorum, gateway, controller, broker, channels, world } = this;
    const { raft, feed } = quorum;
    const { clock, compute } = world.env;
    const view: NodeView = {
      clusterId: config.cluster.id,
      nodeId: config.node.id,
      controllerEpoch: () => feed.leadership.epoch,
      metadataOffset: () => feed.appliedOffset,
    };
    const domain: AdminDomain = {
      view,
      clock,
      compute,
      gateway,
      authorizer: world.authorizer ?? allowAll,
      feed,
      config: new ClusterConfig(settings),
      layers: settings,
    };
    const services = [
      createRaftService(raft),
      ...createAdminServices({ domain, raft, channels, nodeId: config.node.id }, this.watch),
      createGroupService({ domain, channels, broker }),
    ];
    if (controller !== undefined) services.push(createControllerService(controller, gateway, view));
    if (broker !== undefined) {
      const controllerId = () => activeController({ feed, view });
      const { memory } = broker;
      services.push(
        createBrokerIdentityService(broker.incarnationId, view),
        createReplicaFetchService((stream) => broker.serveReplicaFetch(stream)),
        createGroupMemberService({ view, clock, groups: broker.groups, image: () => feed.image }),
        createDataService({
          domain: broker,
          view,
          clock,
          memory,
          controllerId,
          ...autoCreation(world.env, settings, gateway, feed),
        }),
      );
    }
    return services;
  }
}

interface NodeParts {
  readonly world: NodeWorld;
  readonly config: NodeConfig;
  readonly quorum: QuorumRole;
  readonly controller: Controller | undefined;
  readonly broker: Broker | undefined;
  readonly gateway: Gateway;
  readonly channels: ChannelPool;
  readonly bound: BoundListeners;
}

/** What is open to the world; filled as it is bound. */
interface BoundListeners {
  grpc: RpcServer | undefined;
  kafka: KafkaServer | undefined;
}

/** The endpoints for the broker's registration. */
function endpointsOf(config: NodeConfig, { grpc, kafka }: BoundListeners): readonly ListenerEndpoint[] {
  return [{ name: grpcListenerName, ...advertisedGrpc(config, grpc?.endpoint) }, ...(kafka?.endpoints ?? [])];
}

/** Everything on disk is opened and checked before the first byte is served. */
async function openParts(
  world: NodeWorld,
  config: NodeConfig,
  settings: NodeSettings,
  channels: ChannelPool,
): Promise<NodeParts> {
  const { env, onFatal, roles, authorizer = allowAll, tuning = {} } = world;
  const isController = hasRole(config, 'controller');
  const isBroker = hasRole(config, 'broker');
  assert(!isController || roles.controller !== undefined, 'the code of the role controller is here');
  assert(!isBroker || roles.broker !== undefined, 'the code of the role broker is here');
  const bound: BoundListeners = { grpc: undefined, kafka: undefined };
  const listeners = () => endpointsOf(config, bound);
  const quorum = await openQuorum(env, config, settings, channels, world);
  try {
    const client = controllerClient(env, config, settings, quorum, channels);
    const controller = isController
      ? roles.controller?.openController(env, config, settings, quorum, world.transport, onFatal)
      : undefined;
    const gateway = new Gateway({ env, feed: quorum.feed, controller, client, authorizer });
    const broker = isBroker
      ? await roles.broker?.openBroker(
          env,
          config,
          settings,
          quorum,
          channels,
          client,
          gateway,
          authorizer,
          listeners,
          onFatal,
          tuning,
        )
      : undefined;
    return { world, config, quorum, controller, broker, gateway, channels, bound };
  } catch (reason) {
    await quorum.snapshots.stop();
    await quorum.raft.close();
    throw reason;
  }
}

function controllerClient(
  { clock }: Env,
  config: NodeConfig,
  { typed }: NodeSettings,
  { feed, raft }: QuorumRole,
  channels: ChannelPool,
): ControllerClient {
  return new ControllerClient({
    channels,
    clock,
    nodeId: config.node.id,
    leader: () => {
      const { leadership } = feed;
      if (leadership.kind === 'none') return undefined;
      if (leadership.kind === 'leader') return { nodeId: config.node.id, endpoint: advertisedGrpc(config) };
      return { nodeId: leadership.leaderId, endpoint: leadership.leaderEndpoint };
    },
    onSilence: (controllerId) => raft.leaderSilent(controllerId),
    requestTimeoutMs: Math.max(typed.controllerQuorumRequestTimeoutMs, typed.brokerSessionTimeoutMs),
  });
}
