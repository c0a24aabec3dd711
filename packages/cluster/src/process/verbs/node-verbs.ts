import { DraveError, type Millis } from '@drave/base';
import type { Expression, KillOptions, NodeRole, StartOptions, VerbOptions } from '../../options.js';
import { isController } from '../../plan.js';
import { waitUntil, type Wait } from '../effects.js';
import type { ManagedNode } from '../local-node.js';
import { namesOf, type ClusterNodes } from './cluster-nodes.js';
import { dismiss, promote } from './membership.js';

/** How long a node may take to shut down in order when the caller does not say. */
const STOP_TIMEOUT_MS: Millis = 60_000;

/** Runs of nodes that begin and end, and nodes that come and go. */
export class NodeVerbs {
  private readonly nodes: ClusterNodes;

  constructor(nodes: ClusterNodes) {
    this.nodes = nodes;
  }

  async kill(expression: Expression, options: KillOptions): Promise<readonly string[]> {
    const nodes = await this.nodes.select(expression);
    const { loseUnsynced = false } = options;
    await Promise.all(nodes.map((node) => node.kill({ loseUnsynced })));
    return this.nodes.untilGone(nodes, options);
  }

  async stop(expression: Expression, options: VerbOptions): Promise<readonly string[]> {
    const nodes = await this.nodes.select(expression);
    await Promise.all(nodes.map((node) => node.stop(options.timeoutMs ?? STOP_TIMEOUT_MS)));
    return this.nodes.untilGone(nodes, options);
  }

  async start(expression: Expression, options: StartOptions): Promise<readonly string[]> {
    const nodes = await this.nodes.select(expression);
    const alive = nodes.filter((node) => node.state !== 'down');
    if (alive.length > 0)
      throw new DraveError('INVALID_REQUEST', `${namesOf(alive)} is up already; kill or stop it first`);
    if (options.wipe === true) await Promise.all(nodes.map((node) => this.wipe(node)));
    await this.startAll(nodes, options);
    return this.nodes.untilBack(nodes, options);
  }

  async pause(expression: Expression, options: VerbOptions): Promise<readonly string[]> {
    const nodes = await this.nodes.select(expression);
    requireState(nodes, 'running', 'pause');
    for (const node of nodes) node.pause();
    return this.nodes.untilGone(nodes, options);
  }

  async resume(expression: Expression, options: VerbOptions): Promise<readonly string[]> {
    const found = await this.nodes.select(expression);
    const paused = found.filter((node) => node.state === 'paused');
    const nodes = paused.length === 0 ? found : paused;
    requireState(nodes, 'paused', 'resume');
    for (const node of nodes) node.resume();
    return this.nodes.untilBack(nodes, options);
  }

  async add(role: NodeRole, options: VerbOptions & { readonly rack?: string }): Promise<string> {
    const node = await this.nodes.parts.add(role, options.rack);
    await this.startAll([node], options);
    await this.nodes.untilBack([node], options);
    if (role === 'controller') await promote(this.nodes.view, node, options);
    return node.name;
  }

  async remove(expression: Expression, options: VerbOptions): Promise<readonly string[]> {
    const nodes = await this.nodes.select(expression);
    for (const node of nodes) {
      await dismiss(this.nodes.view, node, options, options.timeoutMs ?? STOP_TIMEOUT_MS);
      await this.nodes.parts.forget(node);
    }
    return nodes.map((node) => node.name);
  }

  /** Resolves when every one of them is ready. A start that fails leaves none of them starting. */
  async startAll(nodes: readonly ManagedNode[], wait: Wait): Promise<void> {
    const { network } = this.nodes.parts;
    const failures: DraveError[] = [];
    await Promise.all(nodes.map(async (node) => network?.setUp(node.name, true)));
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

  private async wipe(node: ManagedNode): Promise<void> {
    if (isController(node))
      throw new DraveError(
        'INVALID_REQUEST',
        `${node.name} is a controller: with an empty disk it may not vote under its old identity; only brokers can be wiped`,
      );
    await this.nodes.parts.wipe(node.plan);
  }
}

function requireState(nodes: readonly ManagedNode[], state: 'running' | 'paused', verb: string): void {
  const wrong = nodes.find((node) => node.state !== state);
  if (wrong !== undefined)
    throw new DraveError('INVALID_REQUEST', `cannot ${verb} ${wrong.name}: it is ${wrong.state}, not ${state}`);
}
