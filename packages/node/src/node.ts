import { assert, type Endpoint, type Millis } from '@drave/base';
import { allowAll } from '@drave/base/access';
import type { Broker } from '@drave/broker';
import { ClusterConfig, ClusterWatch, Gateway, type CommandWitness, type Controller } from '@drave/controller';
import type { KafkaServer } from '@drave/kafka-server';
import type { ListenerEndpoint } from '@drave/metadata';
import type { ChannelOptions, RpcServer, ServiceImplementation, Transport } from '@drave/rpc';
import {
  activeController,
  CallDurations,
  ChannelPool,
  ControllerClient,
  createAdminServices,
  createBrokerIdentityService,
  createControllerService,
  createDataService,
  createGroupMemberService,
  createRaftService,
  createReplicaFetchService,
  createTransactionPeerService,
  createTransactionalProducerService,
  GRPC_LISTENER_NAME,
  NodeIdentity,
  type AdminDomain,
  type NodeView,
} from '@drave/services';
import { AuditLog } from './audit-log.js';
import { autoCreation } from './auto-creation.js';
import { configuredAuthorizer } from './configured-authorizer.js';
import { faultyServices } from './faulty-services.js';
import { GuestTransport } from './guest-transport.js';
import { hasRole, type NodeConfig } from './node-config.js';
import type { NodeBasis, NodeParts, QuorumRole, RoleWorld } from './node-parts.js';
import { advertisedGrpc, openQuorum } from './quorum-role.js';
import type { NodeRoles } from './roles.js';
import { nodeSettings, type NodeSettings } from './settings.js';

/** What a node is made of beside its configuration: chosen by the process, or by the simulator. */
interface NodeWorld extends RoleWorld {
  /** At least those that the configuration names. */
  readonly roles: NodeRoles;
}

/** How long a controlled shutdown may take before the broker goes anyway. */
const CONTROLLED_SHUTDOWN_MS: Millis = 30_000;
/** Calls under way at the end of a shutdown get this long. */
const SERVER_GRACE_MS: Millis = 1_000;

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
  private readonly parts: NodeParts;
  private readonly roles: NodeRoles;
  private readonly watch: ClusterWatch;
  private readonly bound: BoundListeners;

  private constructor({ parts, roles, controller, broker, bound }: OpenNode) {
    this.parts = parts;
    this.roles = roles;
    this.config = parts.config;
    this.quorum = parts.quorum;
    this.gateway = parts.gateway;
    this.controller = controller;
    this.broker = broker;
    this.bound = bound;
    this.watch = new ClusterWatch(parts.quorum.feed);
  }

  /**
   * Resolves when every listener is bound; the node serves from then on, as far as its roles allow.
   * @throws DraveError INVALID_CONFIG, ADDRESS_IN_USE, DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_MISMATCH, CORRUPT_DATA.
   */
  static async start(world: NodeWorld, config: NodeConfig): Promise<DraveNode> {
    const settings = nodeSettings(config);
    registerFaults(world);
    const identity = identityOf(world, config, settings);
    const channels = new ChannelPool(world.transport, shownTo(identity, world));
    try {
      const node = new DraveNode(await openNode({ world, config, settings, channels, identity }, world.roles));
      await node.serve();
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

  /** Reaches the nodes of the cluster in the name of a guest, whom nobody has authenticated. */
  guestTransport(): Transport {
    const { world, identity } = this.parts;
    return new GuestTransport(world.transport, shownTo(identity, world));
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
    await this.broker?.shutdown({ controlledMs: CONTROLLED_SHUTDOWN_MS });
    await kafka?.close();
    this.watch.stop();
    await this.controller?.stop();
    await this.quorum.snapshots.stop();
    await this.quorum.raft.close();
    await grpc?.close(SERVER_GRACE_MS);
    this.parts.channels.close();
    this.parts.audit.close();
  }

  private async serve(): Promise<void> {
    const { parts, config, quorum, broker } = this;
    const { transport, tls } = parts.world;
    const guarded = parts.identity.guarded(this.services());
    const { env, faults } = parts.world;
    const struck = faults === undefined ? guarded : faultyServices(guarded, { control: faults, timers: env.timers });
    const services = new CallDurations(env.metrics, env.clock).metered(struck);
    const serveOptions = tls === undefined ? {} : { tls: tls.server };
    const grpc = await transport.serve(config.listeners.grpc, services, serveOptions);
    this.bound.grpc = grpc;
    // Bound before the broker registers, so that the cluster is told the ports that are really open.
    if (broker !== undefined) this.bound.kafka = await this.roles.broker?.openKafka(parts, broker);
    quorum.raft.start();
    grpc.setHealth('', true);
    if (this.controller !== undefined) grpc.setHealth(healthOf.controller, true);
    if (broker === undefined) return;
    grpc.setHealth(healthOf.broker, false);
    broker.start();
    void broker.whenRunning().then(() => grpc.setHealth(healthOf.broker, true));
  }

  private services(): ServiceImplementation[] {
    const { config, gateway, controller, broker } = this;
    const { world, settings, channels, quorum, authorizer, acls, requests } = this.parts;
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
      authorizer,
      acls,
      feed,
      config: new ClusterConfig(settings),
      layers: settings,
    };
    const services = [
      createRaftService(raft),
      ...createAdminServices({ domain, raft, channels, broker, nodeId: config.node.id }, this.watch),
    ];
    if (controller !== undefined) services.push(createControllerService(controller, gateway, view));
    if (requests !== undefined) services.push(requests.service);
    if (broker !== undefined) {
      const controllerId = () => activeController({ feed, view });
      const { memory } = broker;
      services.push(
        createBrokerIdentityService(broker.incarnationId, view),
        createReplicaFetchService((stream) => broker.serveReplicaFetch(stream)),
        createTransactionPeerService(config.cluster.id, broker),
        createGroupMemberService({ view, clock, groups: broker.groups, image: () => feed.image }),
        createTransactionalProducerService({ view, clock, broker }),
        createDataService({
          domain: broker,
          view,
          clock,
          timers: world.env.timers,
          memory,
          controllerId,
          ...autoCreation(world.env, settings, gateway, feed),
        }),
      );
    }
    return services;
  }
}

const faultTargets = ['disk', 'store', 'space', 'clock', 'network', 'api', 'method'] as const;

function registerFaults({ env, faults }: RoleWorld): void {
  if (faults === undefined) return;
  env.metrics.gauges(
    'drave_fault_active',
    'Faults that are in force inside this node, by what they are aimed at.',
    () => {
      const counts = faults.countsByTarget();
      return faultTargets.map((target) => [{ target }, counts.get(target) ?? 0] as const);
    },
  );
}

interface OpenNode {
  readonly parts: NodeParts;
  readonly roles: NodeRoles;
  readonly controller: Controller | undefined;
  readonly broker: Broker | undefined;
  readonly bound: BoundListeners;
}

/** What is open to the world; filled as it is bound. */
interface BoundListeners {
  grpc: RpcServer | undefined;
  kafka: KafkaServer | undefined;
}

/** The endpoints for the broker's registration. */
function endpointsOf(config: NodeConfig, { grpc, kafka }: BoundListeners): readonly ListenerEndpoint[] {
  return [{ name: GRPC_LISTENER_NAME, ...advertisedGrpc(config, grpc?.endpoint) }, ...(kafka?.endpoints ?? [])];
}

function identityOf({ env }: RoleWorld, config: NodeConfig, { typed }: NodeSettings): NodeIdentity {
  return new NodeIdentity({
    clusterId: config.cluster.id,
    secret: typed.draveClusterSecret,
    names: typed.draveClusterNodeNames,
    clock: env.clock,
    logger: env.logger,
  });
}

/** What this node's calls show to the other nodes. */
function shownTo({ credential }: NodeIdentity, { tls }: RoleWorld): Pick<ChannelOptions, 'tls' | 'credential'> {
  return { ...(tls === undefined ? {} : { tls: tls.client }), ...(credential === undefined ? {} : { credential }) };
}

/** Everything on disk is opened and checked before the first byte is served. */
async function openNode(basis: NodeBasis, roles: NodeRoles): Promise<OpenNode> {
  const { world, config, settings } = basis;
  const { env } = world;
  const isController = hasRole(config, 'controller');
  const isBroker = hasRole(config, 'broker');
  assert(!isController || roles.controller !== undefined, 'the code of the role controller is here');
  assert(!isBroker || roles.broker !== undefined, 'the code of the role broker is here');
  const bound: BoundListeners = { grpc: undefined, kafka: undefined };
  const listeners = () => endpointsOf(config, bound);
  const quorum = await openQuorum(basis);
  try {
    const client = controllerClient(basis, quorum);
    const acls = configuredAuthorizer(settings, quorum.feed);
    const audit = new AuditLog(env);
    const decides = world.authorizer ?? acls;
    const authorizer = decides === undefined ? allowAll : audit.audited(decides);
    const controller = isController ? roles.controller?.openController(basis, quorum) : undefined;
    const witness: CommandWitness = (...told) => audit.witness(...told);
    const gateway = new Gateway({ env, feed: quorum.feed, controller, client, authorizer, witness });
    const isWatchable = isBroker && config.faults?.watchRequests === true;
    const requests = isWatchable ? roles.broker?.createClientRequests() : undefined;
    const parts = { ...basis, quorum, client, gateway, authorizer, acls, audit, requests };
    const broker = isBroker ? await roles.broker?.openBroker(parts, listeners) : undefined;
    return { parts, roles, controller, broker, bound };
  } catch (reason) {
    await quorum.snapshots.stop();
    await quorum.raft.close();
    throw reason;
  }
}

function controllerClient(
  { world, config, settings, channels }: NodeBasis,
  { feed, raft }: QuorumRole,
): ControllerClient {
  const { typed } = settings;
  return new ControllerClient({
    channels,
    clock: world.env.clock,
    nodeId: config.node.id,
    leader: () => {
      const { leadership } = feed;
      if (leadership.kind === 'none') return undefined;
      if (leadership.kind === 'leader') return { nodeId: config.node.id, endpoint: advertisedGrpc(config) };
      return { nodeId: leadership.leaderId, endpoint: leadership.leaderEndpoint };
    },
    onLate: (controllerId) => raft.leaderLate(controllerId),
    requestTimeoutMs: Math.max(typed.controllerQuorumRequestTimeoutMs, typed.brokerSessionTimeoutMs),
  });
}
