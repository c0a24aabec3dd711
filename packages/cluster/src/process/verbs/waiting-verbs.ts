import type { Millis } from '@drave/base';
import type { ClusterView } from '../../cluster-view.js';
import { missingUntil, parseCondition, type Condition } from '../../condition.js';
import type { WaitOptions } from '../../options.js';
import { missingUntilBack, waitUntil } from '../effects.js';
import type { ClusterNodes } from './cluster-nodes.js';

/** Waiting for what the cluster shows, changing nothing. */
export class WaitingVerbs {
  private readonly nodes: ClusterNodes;

  constructor(nodes: ClusterNodes) {
    this.nodes = nodes;
  }

  async waitFor(conditions: string | readonly string[], options: WaitOptions): Promise<void> {
    const names = this.nodes.all.map((node) => node.name);
    const wanted = [conditions].flat().map((text) => parseCondition(text, names));
    const missing = async (): Promise<string | undefined> => {
      for (const condition of wanted) {
        const text = await this.missingUntil(condition);
        if (text !== undefined) return text;
      }
      return undefined;
    };
    await waitUntil([conditions].flat().join(' and '), missing, { ...options, signal: this.nodes.closing });
  }

  async waitUntil(
    what: string,
    missing: (view: ClusterView) => Promise<string | undefined> | string | undefined,
    timeoutMs: Millis | undefined,
  ): Promise<void> {
    await waitUntil(what, () => missing(this.nodes.view), { timeoutMs, signal: this.nodes.closing });
  }

  async waitForController(options: { readonly not?: string; readonly timeoutMs?: Millis }): Promise<string> {
    let found = '';
    const missing = async (view: ClusterView): Promise<string | undefined> => {
      const { leaderId } = await view.quorum();
      const active = this.nodes.nameOf(leaderId);
      if (active === undefined) return 'the quorum has no leader';
      found = active;
      return active === options.not ? `${active} is still active` : undefined;
    };
    await this.waitUntil('another controller is active', missing, options.timeoutMs);
    return found;
  }

  async waitForLeader(
    topic: string,
    partition: number,
    options: { readonly not?: string; readonly timeoutMs?: Millis },
  ): Promise<string> {
    let found = '';
    const missing = async (view: ClusterView): Promise<string | undefined> => {
      const one = (await view.partitions(topic)).find((candidate) => candidate.partition === partition);
      const leader = this.nodes.nameOf(one?.leader);
      if (leader === undefined) return `${topic}/${partition} has no leader`;
      found = leader;
      return leader === options.not ? `${leader} still leads` : undefined;
    };
    await this.waitUntil(`${topic}/${partition} has a leader`, missing, options.timeoutMs);
    return found;
  }

  async waitForInSync(timeoutMs: Millis | undefined): Promise<void> {
    const running = this.nodes.all.filter((node) => node.running);
    await this.waitUntil('all replicas are in sync', (view) => missingUntilBack(view, running), timeoutMs);
  }

  private async missingUntil(condition: Condition): Promise<string | undefined> {
    const { all, view } = this.nodes;
    if (condition.kind !== 'healthy') return missingUntil(condition, view, all);
    const out = all.find((node) => !node.running);
    return out === undefined ? missingUntilBack(view, all) : `${out.name} is ${out.state}`;
  }
}
