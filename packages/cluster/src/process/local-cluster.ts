import { randomInt } from 'node:crypto';
import { DraveError, type Endpoint, type Millis } from '@drave/base';
import type { ClusterView } from '../cluster-view.js';
import type { ClusterEvent, LocalClusterOptions, NodeRole, VerbOptions } from '../options.js';
import { isBroker, isController } from '../plan.js';
import { resolveExpression } from '../resolve-expression.js';
import type { ClusterDirectory } from './cluster-directory.js';
import { afterPart, hasMajority, missingUntilBack, missingUntilGone, waitUntil, type Wait } from './effects.js';
import type { LocalNode, ManagedNode } from './local-node.js';
import { dismiss, promote } from './membership.js';
import type { PortReservations } from './port-reservations.js';
import { prepare, type ClusterParts } from './prepare.js';
import type { NodeRuntime } from './runtime.js';

/** How long a node may take to shut down in order when the caller does not say. */
const STOP_TIMEOUT_MS = 60_000;
/** How long a named cluster's nodes may take to shut down in order before they are killed. */
const CLOSE_TIMEOUT_MS = 10_000;

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
  private readonly managed: readonly ManagedNode[];
  private readonly folder: ClusterDirectory;
  private readonly reservations: PortReservations;
  private readonly timeline: readonly ClusterEvent[];
  private readonly parts: ClusterParts;
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;

  private constructor(parts: ClusterParts) {
    this.name = parts.plan.name;
    this.clusterId = parts.plan.clusterId;
    this.directory = parts.folder.path;
    this.folder = parts.folder;
    this.reservations = parts.reservations;
    this.managed = parts.nodes;
    this.timeline = parts.timeline;
    this.parts = parts;
    this.view = parts.view;
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
    return new LocalCluster(await prepare(runtime, options));
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
    return this.managed;
  }

  get temporary(): boolean {
    return this.folder.temporary;
  }

  /** True when every node is down and none of them was ordered to be. */
  get hasEndedByItself(): boolean {
    return this.managed.every((node) => node.endedByItself !== undefined);
  }

  /** What happened so far, oldest first. */
  get events(): readonly ClusterEvent[] {
    return this.timeline;
  }

  /** Addresses of the brokers for Kafka clients. */
  get bootstrap(): readonly Endpoint[] {
    return this.managed.flatMap((node) => node.kafka ?? []);
  }

  /** Addresses for Drave's own SDK: of the brokers, or of the controllers while there are none. */
  get grpcBootstrap(): readonly Endpoint[] {
    const brokers = this.managed.filter(isBroker);
    return (brokers.length > 0 ? brokers : this.managed).map((node) => node.grpc);
  }

  /** @throws DraveError INVALID_REQUEST. */
  node(name: string): LocalNode {
    return this.named(name);
  }

  /** The last lines a node printed or logged. */
  lastLines(name: string): readonly string[] {
    return this.named(name).lastLines;
  }

  /** The names an expression means at this moment. */
  async resolve(expression: Expression): Promise<readonly string[]> {
    return (await this.select(expression)).map((node) => node.name);
  }

  /** SIGKILL. Resolves when other nodes lead what these led, and the brokers among them are fenced. */
  async kill(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    await Promise.all(nodes.map((node) => node.kill()));
    return this.untilGone(nodes, options);
  }

  /** SIGTERM: a controlled shutdown, leaders moved first. */
  async stop(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    await Promise.all(nodes.map((node) => node.stop(options.timeoutMs ?? STOP_TIMEOUT_MS)));
    return this.untilGone(nodes, options);
  }

  /** Starts nodes that are down. Resolves when brokers among them are unfenced and back in every in-sync set. */
  async start(expression: Expression, options: StartOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    const alive = nodes.filter((node) => node.state !== 'down');
    if (alive.length > 0)
      throw new DraveError('INVALID_REQUEST', `${namesOf(alive)} is up already; kill or stop it first`);
    if (options.wipe === true) await Promise.all(nodes.map((node) => this.wipe(node)));
    await this.startNodes(nodes, options);
    return this.untilBack(nodes, options);
  }

  /** `stop`, then `start`. */
  async restart(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const names = await this.stop(expression, options);
    return this.start(names, options);
  }

  /** SIGSTOP: the process is frozen, its connections stay open. Resolves when the cluster goes on without it. */
  async pause(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    requireState(nodes, 'running', 'pause');
    for (const node of nodes) node.pause();
    return this.untilGone(nodes, options);
  }

  /** SIGCONT, for those of the nodes that are paused; at least one must be. Resolves like `start`. */
  async resume(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const found = await this.select(expression);
    const paused = found.filter((node) => node.state === 'paused');
    const nodes = paused.length === 0 ? found : paused;
    requireState(nodes, 'paused', 'resume');
    for (const node of nodes) node.resume();
    return this.untilBack(nodes, options);
  }

  /**
   * Starts one more node. A broker is in service when this resolves; a controller has become a voter, which makes the
   * number of voters even until one more comes or one goes. Resolves with the node's name.
   */
  async add(role: NodeRole, options: VerbOptions & { readonly rack?: string } = {}): Promise<string> {
    const node = await this.parts.add(role, options.rack);
    await this.startNodes([node], options);
    await this.untilBack([node], options);
    if (role === 'controller') await promote(this.view, node, options);
    return node.name;
  }

  /**
   * Takes nodes out of the cluster for good. A controller leaves the quorum before it ends; a broker must hold no
   * replica. Their names are not used again while the cluster lives.
   */
  async remove(expression: Expression, options: VerbOptions = {}): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    for (const node of nodes) {
      await dismiss(this.view, node, options, options.timeoutMs ?? STOP_TIMEOUT_MS);
      this.parts.forget(node);
    }
    return nodes.map((node) => node.name);
  }

  /** Asks `missing` until it answers undefined. @throws DraveError REQUEST_TIMED_OUT with the last answer. */
  async waitUntil(
    what: string,
    missing: (view: ClusterView) => Promise<string | undefined> | string | undefined,
    timeoutMs?: Millis,
  ): Promise<void> {
    await waitUntil(what, () => missing(this.view), { timeoutMs, signal: this.closing.signal });
  }

  /** Resolves with the name of the active controller, once there is one that is not `not`. */
  async waitForController(options: { readonly not?: string; readonly timeoutMs?: Millis } = {}): Promise<string> {
    let found = '';
    const missing = async (view: ClusterView): Promise<string | undefined> => {
      const { leaderId } = await view.quorum();
      const active = this.managed.find((node) => node.id === leaderId);
      if (active === undefined) return 'the quorum has no leader';
      found = active.name;
      return active.name === options.not ? `${active.name} is still active` : undefined;
    };
    await this.waitUntil('another controller is active', missing, options.timeoutMs);
    return found;
  }

  /** Resolves with the name of a partition's leader, once there is one that is not `not`. */
  async waitForLeader(
    topic: string,
    partition: number,
    options: { readonly not?: string; readonly timeoutMs?: Millis } = {},
  ): Promise<string> {
    let found = '';
    const missing = async (view: ClusterView): Promise<string | undefined> => {
      const one = (await view.partitions(topic)).find((candidate) => candidate.partition === partition);
      const leader = this.managed.find((node) => node.id === one?.leader);
      if (leader === undefined) return `${topic}/${partition} has no leader`;
      found = leader.name;
      return leader.name === options.not ? `${leader.name} still leads` : undefined;
    };
    await this.waitUntil(`${topic}/${partition} has a leader`, missing, options.timeoutMs);
    return found;
  }

  /** Resolves when every node that runs is unfenced and in every in-sync set it belongs to. */
  async waitForInSync(timeoutMs?: Millis): Promise<void> {
    const running = this.managed.filter((node) => node.running);
    await this.waitUntil('all replicas are in sync', (view) => missingUntilBack(view, running), timeoutMs);
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
    this.closing.abort(new DraveError('SHUTTING_DOWN', `the local cluster ${this.name} is closed`));
    await this.view.close();
    if (!this.folder.temporary) {
      await this.shutDown(this.managed.filter((node) => !isController(node)));
      await this.shutDown(this.managed);
    }
    await Promise.all(this.managed.map((node) => node.kill()));
    this.reservations.release();
    if (this.folder.temporary && !keep) this.folder.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async startAll(wait: Wait): Promise<void> {
    const startedMs = performance.now();
    await this.startNodes(this.managed, wait);
    const rest = afterPart(wait, performance.now() - startedMs);
    const failure = (): DraveError | undefined => endedByItself(this.managed);
    const missing = (): Promise<string | undefined> => missingUntilBack(this.view, this.managed);
    await waitUntil('the cluster is ready', missing, { ...rest, failure });
  }

  /** Resolves when every one of them has printed its ready line. */
  private async startNodes(nodes: readonly ManagedNode[], wait: Wait): Promise<void> {
    const failures: DraveError[] = [];
    for (const node of nodes)
      node.start(undefined).catch((reason: unknown) => void failures.push(DraveError.from(reason)));
    const missing = (): string | undefined => {
      const late = nodes.filter((node) => !node.running);
      return late.length === 0 ? undefined : `${namesOf(late)} ${late.length === 1 ? 'is' : 'are'} starting`;
    };
    try {
      await waitUntil(`${namesOf(nodes)} is ready`, missing, { ...wait, failure: () => failures[0] });
    } catch (reason) {
      const late = nodes.find((node) => node.state === 'starting');
      await Promise.all(nodes.filter((node) => node.state === 'starting').map((node) => node.kill()));
      const failure = DraveError.from(reason);
      if (late === undefined || failure.code !== 'REQUEST_TIMED_OUT') throw failure;
      throw new DraveError(
        failure.code,
        `${failure.message}\nThe last lines of ${late.name}:\n${late.lastLines.join('\n')}`,
      );
    }
  }

  private async shutDown(nodes: readonly ManagedNode[]): Promise<void> {
    // One that does not make it in time is killed right after; a close must end.
    await Promise.allSettled(nodes.map((node) => node.stop(CLOSE_TIMEOUT_MS)));
  }

  private async select(expression: Expression): Promise<readonly ManagedNode[]> {
    if (this.closed !== undefined) throw new DraveError('SHUTTING_DOWN', `the local cluster ${this.name} is closed`);
    const text = typeof expression === 'string' ? expression : expression.join(',');
    return resolveExpression(text, this.managed, this.view, randomInt);
  }

  private named(name: string): ManagedNode {
    const found = this.managed.find((node) => node.name === name);
    if (found !== undefined) return found;
    throw new DraveError('INVALID_REQUEST', `no node is called '${name}'; there are ${namesOf(this.managed)}`);
  }

  private async untilGone(nodes: readonly ManagedNode[], options: VerbOptions): Promise<readonly string[]> {
    if (options.wait !== false && hasMajority(this.managed)) {
      const missing = (): Promise<string | undefined> => missingUntilGone(this.view, nodes);
      await waitUntil(`the cluster goes on without ${namesOf(nodes)}`, missing, options);
    }
    return nodes.map((node) => node.name);
  }

  private async untilBack(nodes: readonly ManagedNode[], options: VerbOptions): Promise<readonly string[]> {
    if (options.wait !== false && hasMajority(this.managed)) {
      const missing = (): Promise<string | undefined> => missingUntilBack(this.view, nodes);
      await waitUntil(`${namesOf(nodes)} is back in service`, missing, options);
    }
    return nodes.map((node) => node.name);
  }

  private async wipe(node: ManagedNode): Promise<void> {
    if (isController(node))
      throw new DraveError(
        'INVALID_REQUEST',
        `${node.name} is a controller: with an empty disk it may not vote under its old identity; only brokers can be wiped`,
      );
    this.folder.wipeData(node.plan);
    await this.parts.format(node.plan);
  }
}

/** One expression, or several. */
export type Expression = string | readonly string[];

export interface StartOptions extends VerbOptions {
  /** Starts a broker on an empty disk. */
  readonly wipe?: boolean;
}

function requireState(nodes: readonly ManagedNode[], state: 'running' | 'paused', verb: string): void {
  const wrong = nodes.find((node) => node.state !== state);
  if (wrong !== undefined)
    throw new DraveError('INVALID_REQUEST', `cannot ${verb} ${wrong.name}: it is ${wrong.state}, not ${state}`);
}

function namesOf(nodes: readonly LocalNode[]): string {
  return nodes.map((node) => node.name).join(', ');
}

function endedByItself(nodes: readonly ManagedNode[]): DraveError | undefined {
  return nodes.map((node) => node.endedByItself).find((error) => error !== undefined);
}
