import { randomInt } from 'node:crypto';
import { DraveError } from '@drave/base';
import type { ClusterView } from '../../cluster-view.js';
import type { Expression, VerbOptions } from '../../options.js';
import { isBroker } from '../../plan.js';
import { resolveExpression } from '../../resolve-expression.js';
import { hasMajority, missingUntilBack, missingUntilGone, waitUntil, type Connected } from '../effects.js';
import type { LocalNode, ManagedNode } from '../local-node.js';
import { connectedBy, type ClusterParts } from '../prepare.js';

/** What every verb starts from: the nodes that an expression means, and the two effects that nearly all verbs have. */
export class ClusterNodes {
  readonly parts: ClusterParts;
  /** Whether what either of two nodes sends reaches the other. */
  readonly connected: Connected;
  /** Aborted, with its reason, when the cluster closes. */
  readonly closing: AbortSignal;

  constructor(parts: ClusterParts, closing: AbortSignal) {
    this.parts = parts;
    this.connected = connectedBy(parts.network);
    this.closing = closing;
  }

  get all(): readonly ManagedNode[] {
    return this.parts.nodes;
  }

  get view(): ClusterView {
    return this.parts.view;
  }

  /** The nodes an expression means at this moment. @throws DraveError INVALID_REQUEST, SHUTTING_DOWN. */
  async select(expression: Expression): Promise<readonly ManagedNode[]> {
    this.closing.throwIfAborted();
    return resolveExpression(textOf(expression), this.all, this.view, randomInt);
  }

  /** @throws DraveError INVALID_REQUEST. */
  named(name: string): ManagedNode {
    const found = this.all.find((node) => node.name === name);
    if (found !== undefined) return found;
    throw new DraveError('INVALID_REQUEST', `no node is called '${name}'; there are ${namesOf(this.all)}`);
  }

  /** The name of a node by its id; undefined when there is none with this id. */
  nameOf(id: number | undefined): string | undefined {
    return this.all.find((node) => node.id === id)?.name;
  }

  /** Resolves with the names of the nodes when the cluster goes on without them. */
  async untilGone(nodes: readonly ManagedNode[], options: VerbOptions): Promise<readonly string[]> {
    if (options.wait !== false && this.canDecide) {
      const missing = (): Promise<string | undefined> => missingUntilGone(this.view, nodes);
      await waitUntil(`the cluster goes on without ${namesOf(nodes)}`, missing, options);
    }
    return nodes.map((node) => node.name);
  }

  /** Resolves with the names of the nodes when those that nothing cuts off are in service, and in sync. */
  async untilBack(nodes: readonly ManagedNode[], options: VerbOptions): Promise<readonly string[]> {
    // What is cut off from any other node may be out of service, or of an in-sync set, until that is healed.
    const whole = nodes.filter((node) => this.all.every((other) => this.connected(node, other)));
    if (options.wait !== false && this.canDecide) {
      const missing = (): Promise<string | undefined> => missingUntilBack(this.view, whole);
      await waitUntil(`${namesOf(whole)} is back in service`, missing, options);
    }
    return nodes.map((node) => node.name);
  }

  /** Without a majority of the voters no effect can be waited for. */
  get canDecide(): boolean {
    return hasMajority(this.all, this.connected);
  }
}

export function textOf(expression: Expression): string {
  return typeof expression === 'string' ? expression : expression.join(',');
}

export function namesOf(nodes: readonly LocalNode[]): string {
  return nodes.map((node) => node.name).join(', ');
}

/** @throws DraveError INVALID_REQUEST when one of the nodes is none that Kafka clients ask. */
export function requireBrokers(nodes: readonly ManagedNode[]): void {
  const others = nodes.filter((node) => !isBroker(node));
  if (others.length > 0)
    throw new DraveError('INVALID_REQUEST', `${namesOf(others)} is no broker: no Kafka client asks it`);
}
