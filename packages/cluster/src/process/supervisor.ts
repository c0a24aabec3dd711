import { existsSync } from 'node:fs';
import { deferred, DraveError, present, type Deferred } from '@drave/base';
import { checkChaosPlan } from '../chaos/chaos-plan.js';
import type { ChaosReport } from './chaos/chaos.js';
import type { ClusterEvent, LocalClusterOptions, TimerProfile } from '../options.js';
import { faultsOf } from './console/console-faults.js';
import { ControlServer, type Asker, type ControlRequest } from './control.js';
import { describeCluster, type ClusterDescription } from './describe.js';
import { carryOutOrder, isOrder } from './fault-orders.js';
import { LocalCluster } from './local-cluster.js';
import { SharedRequestLog } from './requests/shared-request-log.js';
import { Registry, type RegistryEntry } from './registry.js';
import type { NodeRuntime } from './runtime.js';

/** Often enough for files that were removed, and next to nothing for an idle machine. */
const DIRECTORY_LOOK_EVERY_MS = 30_000;

/**
 * A local cluster that other commands can find and order about. It lives as long as this process; `ended` resolves when
 * someone asked for its end (`drave local down`).
 */
export class Supervisor {
  readonly cluster: LocalCluster;
  /** Why the supervisor ends, when no caller has asked for that. */
  reason: string | undefined;
  private readonly profile: TimerProfile;
  private readonly registry: Registry;
  private readonly end: Deferred<void> = deferred();
  private control: ControlServer | undefined;
  private entry: RegistryEntry | undefined;
  private closing: Promise<void> | undefined;
  private state: 'starting' | 'running' = 'starting';
  private directoryTimer: NodeJS.Timeout | undefined;
  private requestsUnderWay = 0;
  private readonly requests: SharedRequestLog;

  private constructor(cluster: LocalCluster, profile: TimerProfile, registry: Registry) {
    this.cluster = cluster;
    this.profile = profile;
    this.registry = registry;
    this.requests = new SharedRequestLog(cluster);
  }

  /** @throws DraveError, with nothing left running. */
  static async start(
    runtime: NodeRuntime,
    options: LocalClusterOptions,
    registry: Registry = new Registry(),
  ): Promise<Supervisor> {
    const { name } = options;
    if (name !== undefined && registry.list().some((entry) => entry.name === name))
      throw new DraveError('INVALID_REQUEST', `the local cluster ${name} runs already; see drave local ps`);
    // Events may come before there is a supervisor, and then only the caller wants them.
    const listeners = [options.onEvent];
    const onEvent = (event: ClusterEvent): void => {
      for (const listener of listeners) listener?.(event);
    };
    const cluster = await LocalCluster.prepare(runtime, { ...options, onEvent });
    const supervisor = new Supervisor(cluster, options.profile ?? 'local', registry);
    try {
      // Before the nodes start: a start that takes long can be looked at, and ended, by other commands.
      await supervisor.register();
      await cluster.begin(options);
      supervisor.state = 'running';
      listeners.push((event) => (event.kind === 'exited' ? supervisor.endWithoutNodes() : undefined));
      supervisor.watchDirectory();
      await supervisor.restWhenIdle();
      return supervisor;
    } catch (reason) {
      await supervisor.close();
      throw reason;
    }
  }

  /** Resolves when `down` was asked for, or nothing is left to supervise; the caller closes then. */
  get ended(): Promise<void> {
    return this.end.promise;
  }

  async describe(): Promise<ClusterDescription> {
    return describeCluster(this.cluster, this.profile, this.state);
  }

  /** Harmless when called twice: both calls wait for the one end. */
  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  /** A cluster of which every node has ended by itself is over; nodes that were ordered down may be started again. */
  private endWithoutNodes(): void {
    if (!this.cluster.hasEndedByItself) return;
    this.reason = 'every node has ended by itself';
    this.end.resolve();
  }

  /** Without its files no node can start again, and none of those that run can keep what it is told. */
  private watchDirectory(): void {
    this.directoryTimer = setInterval(() => {
      if (existsSync(this.cluster.directory)) return;
      this.reason = `its directory ${this.cluster.directory} is gone`;
      this.end.resolve();
    }, DIRECTORY_LOOK_EVERY_MS);
    this.directoryTimer.unref();
  }

  private async closeOnce(): Promise<void> {
    clearInterval(this.directoryTimer);
    await this.cluster.close();
    this.control?.close();
    if (this.entry !== undefined) this.registry.remove(this.entry);
    this.end.resolve();
  }

  private async register(): Promise<void> {
    const { serveConsole } = await import('./console/cluster-console.js');
    const faults = faultsOf(this.cluster, (request, asker) => this.handle(request, asker));
    this.cluster.attachConsole(await serveConsole(this.cluster, faults));
    this.control = await ControlServer.open((request, asker) => this.handle(request, asker));
    this.entry = {
      name: this.cluster.name,
      supervisorPid: process.pid,
      controlPort: this.control.port,
      token: this.control.token,
      startedWallMs: Date.now(),
    };
    this.registry.add(this.entry);
  }

  private async handle(request: ControlRequest, asker: Asker): Promise<unknown> {
    // Who only listens asks the nodes nothing.
    if (request.verb === 'watchEvents')
      return tellAll(this.cluster.watchEvents({ from: 'oldest', signal: asker.signal }), asker);
    if (request.verb === 'watchBoard') return tellAll(this.cluster.watchBoard(asker.signal), asker);
    if ((request.verb === 'watchRequests' || request.verb === 'record') && this.state === 'running')
      return this.requests.carryOut(request.verb, request.nodes, request.requests, asker);
    this.requestsUnderWay++;
    try {
      return await this.carryOut(request, asker);
    } finally {
      this.requestsUnderWay--;
      await this.restWhenIdle();
    }
  }

  /** Nothing is open to the nodes while nobody asks: each connection wakes both of its sides to show that it lives. */
  private async restWhenIdle(): Promise<void> {
    if (this.state === 'running' && this.requestsUnderWay === 0) await this.cluster.view.close();
  }

  private async carryOut(request: ControlRequest, asker: Asker): Promise<unknown> {
    const { verb, nodes, wait, timeoutMs } = request;
    if (this.state === 'starting' && verb !== 'describe' && verb !== 'down')
      throw new DraveError('INVALID_REQUEST', `${this.cluster.name} is still starting; see drave local ps`);
    const { onWaiting } = asker;
    const options = { wait, onWaiting, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    if (isOrder(verb)) return carryOutOrder(this.cluster, verb, request, options);
    switch (verb) {
      case 'describe':
        return this.describe();
      case 'resolve':
        return this.cluster.resolve(nodes);
      case 'lead':
        return this.cluster.lead(request.partitions[0] ?? '', nodes, options);
      case 'moveCoordinator':
        return this.cluster.moveCoordinator(request.partitions[0] ?? '', nodes, options);
      case 'wait':
        await this.cluster.waitFor(request.conditions, options);
        return null;
      case 'events':
      case 'watchEvents':
        return this.cluster.events;
      case 'board':
      case 'watchBoard':
        return this.cluster.board;
      case 'requests':
      case 'watchRequests':
      case 'record':
      case 'replay':
        return this.requests.carryOut(verb, nodes, request.requests, asker);
      case 'chaos':
        return this.chaos(request, asker);
      case 'add':
        if (nodes !== 'controller' && nodes !== 'broker')
          throw new DraveError('INVALID_REQUEST', `'${nodes}' is no role: add controller or broker`);
        return [await this.cluster.add(nodes, options)];
      case 'down':
        // Answered when every process is gone, so that the caller may start the same cluster again at once.
        await this.close();
        return null;
    }
  }

  private chaos({ chaos, timeoutMs }: ControlRequest, { tell, signal, onWaiting }: Asker): Promise<ChaosReport> {
    const { plan, ...options } = chaos;
    return this.cluster.chaos({
      ...present({ ...options, timeoutMs, plan: plan === undefined ? undefined : checkChaosPlan(plan) }),
      onWaiting,
      signal,
      onEntry: (entry) => void tell(entry),
    });
  }
}

async function tellAll(items: AsyncIterable<unknown>, { tell }: Asker): Promise<null> {
  for await (const item of items) if (!tell(item)) break;
  return null;
}
