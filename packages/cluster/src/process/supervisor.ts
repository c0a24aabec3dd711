import { deferred, DraveError, type Deferred } from '@drave/base';
import type { LocalClusterOptions, TimerProfile } from '../options.js';
import { ControlServer, type ControlRequest } from './control.js';
import { describeCluster, type ClusterDescription } from './describe.js';
import { LocalCluster } from './local-cluster.js';
import { Registry, type RegistryEntry } from './registry.js';
import type { NodeRuntime } from './runtime.js';

/**
 * A local cluster that other commands can find and order about. It lives as long as this process; `ended` resolves when
 * someone asked for its end (`drave local down`).
 */
export class Supervisor {
  readonly cluster: LocalCluster;
  private readonly profile: TimerProfile;
  private readonly registry: Registry;
  private readonly end: Deferred<void> = deferred();
  private control: ControlServer | undefined;
  private entry: RegistryEntry | undefined;
  private closing: Promise<void> | undefined;

  private constructor(cluster: LocalCluster, profile: TimerProfile, registry: Registry) {
    this.cluster = cluster;
    this.profile = profile;
    this.registry = registry;
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
    const cluster = await LocalCluster.start(runtime, options);
    const supervisor = new Supervisor(cluster, options.profile ?? 'local', registry);
    try {
      await supervisor.register();
      return supervisor;
    } catch (reason) {
      await supervisor.close();
      throw reason;
    }
  }

  /** Resolves when `down` was asked for; the caller closes then. */
  get ended(): Promise<void> {
    return this.end.promise;
  }

  async describe(): Promise<ClusterDescription> {
    return describeCluster(this.cluster, this.profile);
  }

  /** Harmless when called twice: both calls wait for the one end. */
  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    await this.cluster.close();
    this.control?.close();
    if (this.entry !== undefined) this.registry.remove(this.entry);
    this.end.resolve();
  }

  private async register(): Promise<void> {
    this.control = await ControlServer.open((request) => this.handle(request));
    this.entry = {
      name: this.cluster.name,
      supervisorPid: process.pid,
      controlPort: this.control.port,
      token: this.control.token,
      startedWallMs: Date.now(),
    };
    this.registry.add(this.entry);
  }

  private async handle(request: ControlRequest): Promise<unknown> {
    const { verb, nodes, wait, wipe, timeoutMs } = request;
    const options = { wait, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    switch (verb) {
      case 'describe':
        return this.describe();
      case 'resolve':
        return this.cluster.resolve(nodes);
      case 'start':
        return this.cluster.start(nodes, { ...options, wipe });
      case 'kill':
      case 'stop':
      case 'restart':
      case 'pause':
      case 'resume':
      case 'remove':
        return this.cluster[verb](nodes, options);
      case 'add':
        if (nodes !== 'controller' && nodes !== 'broker')
          throw new DraveError('INVALID_REQUEST', `'${nodes}' is no role: add controller or broker`);
        return [await this.cluster.add(nodes, options)];
      case 'down':
        // Answered when every process is gone, so that whoever asked may start the same cluster again at once.
        await this.close();
        return null;
    }
  }
}
