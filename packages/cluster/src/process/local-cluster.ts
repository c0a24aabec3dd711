import { DraveError, type Endpoint, type Millis, type Offset } from '@drave/base';
import type { TlsClientOptions } from '@drave/env';
import type { HttpListener } from '@drave/node/lazy-monitor';
import { runChaos, type ChaosOptions, type ChaosReport } from './chaos/chaos.js';
import type { ClusterBoard } from '../cluster-board.js';
import type { ClusterView } from '../cluster-view.js';
import type {
  ClusterEvent,
  ClusterSecurity,
  Expression,
  KillOptions,
  LocalClusterOptions,
  NetworkVerbOptions,
  NodeRole,
  OneWay,
  StartOptions,
  VerbOptions,
  WaitOptions,
  WatchEventsOptions,
} from '../options.js';
import { isBroker, isController } from '../plan.js';
import { boardOf } from './board-of.js';
import { afterPart, missingUntilBack, waitUntil, type Wait } from './effects.js';
import { Load } from './load/load.js';
import type { LoadOptions } from './load/load-options.js';
import type { ClusterNetwork } from './network/cluster-network.js';
import type { LocalNode, ManagedNode } from './local-node.js';
import { listenForMonitor } from './cluster-monitor.js';
import { tlsOf } from './node-runtime.js';
import type { ReplayOptions, ReplayReport } from './requests/replay.js';
import type { RequestLog } from './requests/request-log.js';
import type { RequestRecording } from './requests/request-recording.js';
import { prepare, type ClusterParts } from './prepare.js';
import type { NodeRuntime } from './runtime.js';
import { ClusterNodes } from './verbs/cluster-nodes.js';
import { LeadershipVerbs } from './verbs/leadership-verbs.js';
import { EVERYBODY, NetworkVerbs, type NetworkLinks, type SlowOptions } from './verbs/network-verbs.js';
import type { CorruptedBatch } from './verbs/corrupt.js';
import { FaultVerbs, type ClockFaults, type DiskFaults } from './verbs/fault-verbs.js';
import { NodeVerbs } from './verbs/node-verbs.js';
import { RequestVerbs, type RecordOptions, type RequestsOptions } from './verbs/request-verbs.js';
import { WaitingVerbs } from './verbs/waiting-verbs.js';

interface FaultsInForce {
  readonly links: ReturnType<ClusterNetwork['faulty']>;
  readonly inside: readonly { readonly node: string; readonly text: string }[];
}

/** A console of the cluster, where it is found, and its end. */
export interface ServedConsole {
  /** For a browser on this machine. */
  readonly url: string;
  close(): Promise<void>;
}

/** How long a named cluster's nodes may take to shut down in order before they are killed. */
const CLOSE_TIMEOUT_MS = 10_000;
const BOARD_PAUSE_MS: Millis = 100;

/**
 * A cluster of real processes on this machine: the production node, one process each, on fixed loopback ports.
 *
 * Every verb takes node expressions (see `NodeExpression`), returns the names it acted on, and resolves when the
 * cluster itself shows the effect. A node keeps its id, ports and data over any number of kills and starts.
 */
export class LocalCluster {
  readonly name: string;
  readonly clusterId: string;
  /** Everything the cluster writes is below this directory. */
  readonly directory: string;
  readonly view: ClusterView;
  private readonly parts: ClusterParts;
  private readonly managed: ClusterNodes;
  private readonly nodeVerbs: NodeVerbs;
  /** Faults of single requests, among others. */
  readonly faults: FaultVerbs;
  private readonly networkVerbs: NetworkVerbs;
  private readonly leadershipVerbs: LeadershipVerbs;
  private readonly waitingVerbs: WaitingVerbs;
  private readonly requestVerbs: RequestVerbs;
  private readonly closing = new AbortController();
  private readonly loads = new Set<Load>();
  private readonly monitorHttp: HttpListener;
  private served: ServedConsole | undefined;
  private closed: Promise<void> | undefined;
  private hasChaos = false;

  private constructor(parts: ClusterParts, monitorHttp: HttpListener) {
    this.name = parts.plan.name;
    this.clusterId = parts.plan.clusterId;
    this.directory = parts.folder.path;
    this.view = parts.view;
    this.parts = parts;
    this.monitorHttp = monitorHttp;
    this.managed = new ClusterNodes(parts, this.closing.signal);
    this.nodeVerbs = new NodeVerbs(this.managed);
    this.faults = new FaultVerbs(this.managed);
    this.networkVerbs = new NetworkVerbs(this.managed);
    this.leadershipVerbs = new LeadershipVerbs(this.managed);
    this.waitingVerbs = new WaitingVerbs(this.managed);
    this.requestVerbs = new RequestVerbs(this.managed);
  }

  /**
   * Makes the cluster, starts its nodes, and resolves when the quorum has a leader and every broker is in service. A
   * start that fails leaves no process and no port; a temporary directory is kept and named in the error.
   */
  static async start(runtime: NodeRuntime, options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const cluster = await LocalCluster.prepare(runtime, options);
    await cluster.begin(options);
    return cluster;
  }

  /** Finds everything that can be wrong before the first process; `begin` comes next, `close` in any case. */
  static async prepare(runtime: NodeRuntime, options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const parts = await prepare(runtime, options);
    return new LocalCluster(parts, await listenForMonitor(parts));
  }

  /** Starts every node of a cluster that was prepared. @throws DraveError, with the cluster closed. */
  async begin({ readyTimeoutMs, onWaiting, signal }: LocalClusterOptions = {}): Promise<void> {
    const signals = [this.closing.signal, ...(signal === undefined ? [] : [signal])];
    try {
      await this.startAll({ timeoutMs: readyTimeoutMs, onWaiting, signal: AbortSignal.any(signals) });
    } catch (reason) {
      if (signals.some((one) => one.aborted)) {
        await this.close();
        throw new DraveError('CANCELLED', `the start of ${this.name} was interrupted`);
      }
      await this.close({ keep: true });
      const failure = DraveError.from(reason);
      throw new DraveError(failure.code, `${failure.message}\nThe cluster's files are kept in ${this.directory}`, {
        cause: reason,
      });
    }
  }

  get nodes(): readonly LocalNode[] {
    return this.parts.nodes;
  }

  get temporary(): boolean {
    return this.parts.folder.temporary;
  }

  /** True when every node is down and none of them was ordered to be. */
  get hasEndedByItself(): boolean {
    return this.parts.nodes.every((node) => node.endedByItself !== undefined);
  }

  /** What happened so far, oldest first: to nodes and network, and what the cluster made of it. */
  get events(): readonly ClusterEvent[] {
    return this.parts.timeline.events;
  }

  /** What happens, as it happens, from the `oldest` or from `now` on; ends with the cluster, or when aborted. */
  watchEvents({ from = 'now', signal }: WatchEventsOptions = {}): AsyncGenerator<ClusterEvent, void, undefined> {
    const signals = [this.closing.signal, ...(signal === undefined ? [] : [signal])];
    return this.parts.timeline.follow(from, AbortSignal.any(signals));
  }

  /** The cluster at a glance, from what it has told already. */
  get board(): ClusterBoard {
    return boardOf(this.parts);
  }

  /** The board now, and again whenever it may have changed, at most ten times a second; ends like `watchEvents`. */
  async *watchBoard(signal?: AbortSignal): AsyncGenerator<ClusterBoard, void, undefined> {
    const signals = [this.closing.signal, ...(signal === undefined ? [] : [signal])];
    for await (const _ of this.parts.timeline.beats(BOARD_PAUSE_MS, AbortSignal.any(signals))) yield this.board;
  }

  /** Whether faults of its network are possible. */
  get isProxied(): boolean {
    return this.parts.network !== undefined;
  }

  /** What is broken on purpose: directions of the network, and places inside nodes. */
  get faultsInForce(): FaultsInForce {
    const { nodes, network, faults } = this.parts;
    const inside = nodes.flatMap(({ name }) => faults.places(name).map((text) => ({ node: name, text })));
    return { links: network?.faulty() ?? [], inside };
  }

  /** Addresses, past all proxies, of the nodes that can answer at the moment. */
  get answering(): readonly Endpoint[] {
    return this.parts.answering();
  }

  /** What a client of the nodes shows, where they have TLS. */
  get tls(): TlsClientOptions | undefined {
    return this.parts.tls === undefined ? undefined : tlsOf(this.parts.tls);
  }

  /** How to be the super user of a secure cluster; undefined for others. */
  get security(): ClusterSecurity | undefined {
    return this.parts.security;
  }

  /** Addresses of the brokers for Kafka clients. */
  get bootstrap(): readonly Endpoint[] {
    return this.parts.nodes.flatMap((node) => node.kafka ?? []);
  }

  /** Addresses for Drave's own SDK: of the brokers, or of the controllers while there are none. */
  get grpcBootstrap(): readonly Endpoint[] {
    const { nodes } = this.parts;
    const brokers = nodes.filter(isBroker);
    return (brokers.length > 0 ? brokers : nodes).map((node) => node.grpc);
  }

  /**
   * Where the lag monitor of the cluster answers over HTTP: Burrow's API under `/v3`, and `/metrics`. It watches from
   * the first request on, and rests when none has come for five minutes.
   */
  get monitor(): Endpoint {
    return this.monitorHttp.endpoint;
  }

  /**
   * The address of the cluster's console, for a browser on this machine. It can write, and break the cluster.
   * @throws DraveError INVALID_REQUEST where none is served.
   */
  get console(): string {
    if (this.served !== undefined) return this.served.url;
    throw new DraveError('INVALID_REQUEST', `${this.name} was started without a console`);
  }

  /** The console ends with the cluster. */
  attachConsole(served: ServedConsole): void {
    this.served = served;
  }

  /** @throws DraveError INVALID_REQUEST. */
  node(name: string): LocalNode {
    return this.managed.named(name);
  }

  /** The last lines a node printed or logged. */
  lastLines(name: string): readonly string[] {
    return this.managed.named(name).lastLines;
  }

  /** The names an expression means at this moment. */
  async resolve(expression: Expression): Promise<readonly string[]> {
    return (await this.managed.select(expression)).map((node) => node.name);
  }

  /**
   * SIGKILL; in this process, a crash of the node's world. Resolves when other nodes lead what these led, and the
   * brokers among them are fenced.
   */
  async kill(expression: Expression, options: KillOptions = {}): Promise<readonly string[]> {
    return this.nodeVerbs.kill(expression, options);
  }

  /** SIGTERM: a controlled shutdown, leaders moved first. */
  async stop(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    return this.nodeVerbs.stop(expression, options);
  }

  /** Starts nodes that are down. Resolves when brokers among them are unfenced and back in every in-sync set. */
  async start(expression: Expression, options: StartOptions = {}): Promise<readonly string[]> {
    return this.requestVerbs.seenIn(await this.nodeVerbs.start(expression, options));
  }

  /** `stop`, then `start`. */
  async restart(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const names = await this.stop(expression, options);
    return this.start(names, options);
  }

  /** SIGSTOP: the process is frozen, its connections stay open. Resolves when the cluster goes on without it. */
  async pause(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    return this.nodeVerbs.pause(expression, options);
  }

  /** SIGCONT, for those of the nodes that are paused; at least one must be. Resolves like `start`. */
  async resume(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    return this.requestVerbs.seenIn(await this.nodeVerbs.resume(expression, options));
  }

  /**
   * Starts one more node. A broker is in service when this resolves; a controller has become a voter, which makes the
   * number of voters even until one more comes or one goes. Resolves with the node's name.
   */
  async add(role: NodeRole, options: VerbOptions & { readonly rack?: string } = {}): Promise<string> {
    return this.requestVerbs.seenIn(await this.nodeVerbs.add(role, options));
  }

  /**
   * Takes nodes out of the cluster for good. A controller leaves the quorum before it ends; a broker must hold no
   * replica. Their names are not used again while the cluster lives.
   */
  async remove(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    return this.nodeVerbs.remove(expression, options);
  }

  /**
   * Cuts nodes off from others, by default from every other node, not from clients: nothing that one side sends
   * arrives, and no connection is reset. Resolves when the cluster goes on without those that cannot reach the active
   * controller any more. In a proxied cluster only, as all verbs of the network.
   */
  async partition(
    nodes: Expression,
    others: Expression = 'others',
    options: NetworkVerbOptions = {},
  ): Promise<NetworkLinks> {
    return this.networkVerbs.partition(nodes, others, options);
  }

  /** `partition` from every other node and from clients: as if the cable were pulled. */
  async isolate(nodes: Expression, options: VerbOptions = {}): Promise<NetworkLinks> {
    return this.partition(nodes, EVERYBODY, options);
  }

  /** Delays and throttles what nodes and others send each other. Resolves when what is sent from now on is slow. */
  async slow(
    nodes: Expression,
    others: Expression = EVERYBODY,
    options: SlowOptions & OneWay = {},
  ): Promise<NetworkLinks> {
    return this.networkVerbs.slow(nodes, others, options);
  }

  /** Loses a share, between 0 and 1, of the pieces that are sent, so that they must be sent again, as TCP does. */
  async drop(
    nodes: Expression,
    others: Expression = EVERYBODY,
    options: { readonly share: number } & OneWay,
  ): Promise<NetworkLinks> {
    return this.networkVerbs.drop(nodes, others, options);
  }

  /**
   * Resets the connections between nodes and others, and every new one until `heal`; with `oneWay` only those that the
   * nodes open.
   */
  async reset(nodes: Expression, others: Expression = EVERYBODY, options: OneWay = {}): Promise<NetworkLinks> {
    return this.networkVerbs.reset(nodes, others, options);
  }

  /**
   * Ends every fault: of the network, of disks, of clocks and of requests. Or those of some nodes, also from and to
   * them. Resolves, like `start`, when all that run and are not cut off any more are in service, with the names of
   * those who had a fault.
   */
  async heal(nodes?: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const inside = await this.faults.heal(nodes);
    const outside = await this.networkVerbs.heal(nodes);
    const running = this.parts.nodes.filter((node) => node.running);
    await this.managed.untilBack(running, options);
    return [...new Set([...inside, ...outside])].toSorted();
  }

  /**
   * Makes disks full, slow, failing, or wrong in what they read, until `healDisk` or `heal`, also over restarts. A
   * broker whose only log directory fails ends.
   */
  async disk(nodes: Expression, faults: DiskFaults): Promise<readonly string[]> {
    return this.faults.disk(nodes, faults);
  }

  /** Ends what is wrong with the disks of nodes, or with one log directory of theirs. */
  async healDisk(nodes: Expression, directory?: string): Promise<readonly string[]> {
    return this.faults.healDisk(nodes, directory);
  }

  /**
   * Changes a byte among the records of a replica (`orders/0`) on the disk of nodes: in the batch that holds the
   * offset, by default in the first one. Says where.
   */
  async corrupt(nodes: Expression, partition: string, offset?: Offset): Promise<readonly CorruptedBatch[]> {
    return this.faults.corrupt(nodes, partition, offset);
  }

  /**
   * Puts the wall clocks of nodes wrong, or right again with nothing. Their monotonic time, and with it every timer,
   * stays.
   */
  async clock(nodes: Expression, faults: ClockFaults = {}): Promise<readonly string[]> {
    return this.faults.clock(nodes, faults);
  }

  /**
   * Makes a broker the preferred leader of a partition (`orders/0`), and its leader. Resolves with its name once it
   * leads.
   */
  async lead(partition: string, to: Expression, options: WaitOptions = {}): Promise<string> {
    return this.leadershipVerbs.lead(partition, to, options);
  }

  /**
   * Makes a broker the coordinator of a group (`group/billing`) or of the transactions of an id (`txn/transfer-7`), and
   * of all others in the same partition. Resolves with its name once it leads that.
   */
  async moveCoordinator(of: string, to: Expression, options: WaitOptions = {}): Promise<string> {
    return this.leadershipVerbs.moveCoordinator(of, to, options);
  }

  /**
   * Elects the preferred leaders, or with `unclean` any live replica where nothing in sync is left, which may lose
   * records. Of these partitions (`orders/0`), by default of all. Resolves with those that have another leader now.
   *
   * @throws DraveError with the code of the first partition that was named and cannot have the leader.
   */
  async elect(
    partitions: readonly string[] = [],
    options: { readonly unclean?: boolean } = {},
  ): Promise<readonly string[]> {
    return this.leadershipVerbs.elect(partitions, options);
  }

  /** The active controller resigns. Resolves with the name of the next one: the same, where it is the only voter. */
  async stepDown(options: WaitOptions = {}): Promise<string> {
    return this.leadershipVerbs.stepDown(options);
  }

  /**
   * Resolves when all conditions hold at once: `healthy`, `controller`, `leader:orders/0`, `isr:orders/0`; also
   * `controller=c1`, `leader:orders/0!=b2`, `isr:orders/0=2`.
   */
  async waitFor(conditions: string | readonly string[], options: WaitOptions = {}): Promise<void> {
    return this.waitingVerbs.waitFor(conditions, options);
  }

  /** Asks `missing` until it answers undefined. @throws DraveError REQUEST_TIMED_OUT with the last answer. */
  async waitUntil(
    what: string,
    missing: (view: ClusterView) => Promise<string | undefined> | string | undefined,
    timeoutMs?: Millis,
  ): Promise<void> {
    return this.waitingVerbs.waitUntil(what, missing, timeoutMs);
  }

  /** Resolves with the name of the active controller, once there is one that is not `not`. */
  async waitForController(options: { readonly not?: string; readonly timeoutMs?: Millis } = {}): Promise<string> {
    return this.waitingVerbs.waitForController(options);
  }

  /** Resolves with the name of a partition's leader, once there is one that is not `not`. */
  async waitForLeader(
    topic: string,
    partition: number,
    options: { readonly not?: string; readonly timeoutMs?: Millis } = {},
  ): Promise<string> {
    return this.waitingVerbs.waitForLeader(topic, partition, options);
  }

  /**
   * Breaks the cluster in one way after another, drawn from a seed or as a plan says, and heals it each time. Resolves
   * with what was struck and when, and whether everything is in service at the end; one chaos at a time.
   */
  async chaos(options: ChaosOptions = {}): Promise<ChaosReport> {
    if (this.hasChaos) throw new DraveError('INVALID_REQUEST', `${this.name} has a chaos already: let it end first`);
    this.hasChaos = true;
    try {
      const signals = [this.closing.signal, ...(options.signal === undefined ? [] : [options.signal])];
      const isProxied = this.parts.network !== undefined;
      return await runChaos(this, isProxied, { ...options, signal: AbortSignal.any(signals) });
    } finally {
      this.hasChaos = false;
    }
  }

  /**
   * The requests that Kafka clients send from now on, by API, client and broker; close what is returned to end it.
   * Resolves when the brokers that run tell of them.
   * @throws DraveError INVALID_REQUEST for an API or a number that cannot be.
   */
  async requests(options: RequestsOptions = {}): Promise<RequestLog> {
    return this.requestVerbs.watch(options);
  }

  /**
   * Writes what Kafka clients send from now on into a new file, until `stop`, for `replay`.
   * @throws DraveError INVALID_REQUEST when there is a file of this name already.
   */
  async record(file: string, options: RecordOptions = {}): Promise<RequestRecording> {
    return this.requestVerbs.record(file, options);
  }

  /**
   * Sends the requests of a recording again, byte by byte, to the brokers of the same names, on new connections; says
   * which answers have another error. Ids that brokers have given out since, of members, producers and fetch sessions,
   * are others, and what carries them is refused.
   * @throws DraveError CORRUPT_DATA for a damaged file, of which nothing is sent then; INVALID_REQUEST.
   */
  async replay(file: string, options: ReplayOptions = {}): Promise<ReplayReport> {
    return this.requestVerbs.replay(file, options);
  }

  /** Resolves when every node that runs is unfenced and in every in-sync set it belongs to. */
  async waitForInSync(timeoutMs?: Millis): Promise<void> {
    return this.waitingVerbs.waitForInSync(timeoutMs);
  }

  /**
   * Starts producers and consumer groups on a topic, in the background, and counts every record; `verify()` of what is
   * returned ends them, and fails when anything that was acknowledged is lost, doubled or out of order. The cluster's
   * end ends them too.
   * @throws DraveError INVALID_CONFIG for an option out of range.
   */
  load(topic: string, options: LoadOptions = {}): Load {
    this.closing.signal.throwIfAborted();
    const { tls } = this.parts;
    const load = new Load(this, topic, options, tls === undefined ? undefined : tlsOf(tls));
    this.loads.add(load);
    return load;
  }

  /**
   * Ends every process and gives the ports back. A named cluster shuts down in order and keeps its data; a temporary
   * one is killed and removed, unless `keep`. Harmless when called twice.
   */
  close(options: { readonly keep?: boolean } = {}): Promise<void> {
    this.closed ??= this.closeOnce(options.keep === true);
    return this.closed;
  }

  private async closeOnce(keep: boolean): Promise<void> {
    const { nodes, folder, network, reservations } = this.parts;
    this.closing.abort(new DraveError('SHUTTING_DOWN', `the local cluster ${this.name} is closed`));
    await Promise.all([...this.loads].map((load) => load.close()));
    await this.served?.close();
    await this.monitorHttp.close();
    await this.parts.follower.close();
    await this.view.close();
    if (!folder.temporary) {
      await shutDown(nodes.filter((node) => !isController(node)));
      await shutDown(nodes);
    }
    await Promise.all(nodes.map((node) => node.kill()));
    await network?.close();
    reservations.release();
    if (folder.temporary && !keep) folder.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async startAll(wait: Wait): Promise<void> {
    const { nodes } = this.parts;
    const startedMs = performance.now();
    await this.nodeVerbs.startAll(nodes, wait);
    this.parts.follower.start();
    const rest = afterPart(wait, performance.now() - startedMs);
    const failure = (): DraveError | undefined => endedByItself(nodes);
    const missing = (): Promise<string | undefined> => missingUntilBack(this.view, nodes);
    await waitUntil('the cluster is ready', missing, { ...rest, failure });
    const { security, tls } = this;
    if (security === undefined || tls === undefined) return;
    const { addAdmin } = await import('./secure/add-admin.js');
    await addAdmin({ nodes, security, tls }, { ...afterPart(wait, performance.now() - startedMs), failure });
  }
}

async function shutDown(nodes: readonly ManagedNode[]): Promise<void> {
  // One that does not make it in time is killed right after; a close must end.
  await Promise.allSettled(nodes.map((node) => node.stop(CLOSE_TIMEOUT_MS)));
}

function endedByItself(nodes: readonly ManagedNode[]): DraveError | undefined {
  return nodes.map((node) => node.endedByItself).find((error) => error !== undefined);
}
