import type { FaultRule } from '@drave/env/faulty';
import type { FaultOrders, NamedFault } from '@drave/node/in-process';

/** Its name is used once in the life of a cluster. */
interface Entry extends NamedFault {
  /** What it belongs to: another fault in the same place takes it away. */
  readonly place: string;
  /** How often it struck in earlier runs of the node, and in this one. */
  before: number;
  times: number;
}

/** The faults inside the nodes of one cluster. They outlive the runs of the nodes, as a broken disk does. */
export class ClusterFaults {
  private readonly entries = new Map<string, Entry[]>();
  /** What those that are gone have struck, by place. */
  private readonly past = new Map<string, number>();
  private serial = 0;

  /** Puts rules of a node in a place, and takes away what was there. They are in force when the node is told. */
  put(node: string, place: string, rules: readonly FaultRule[]): void {
    const rest = this.of(node).filter((entry) => entry.place !== place);
    const made = rules.map((rule) => ({ name: `${place}#${++this.serial}`, place, rule, before: 0, times: 0 }));
    this.entries.set(node, [...rest, ...made]);
  }

  /** Takes away what is in the places that are meant. False when nothing is. */
  take(node: string, isMeant: (place: string) => boolean): boolean {
    const all = this.of(node);
    const rest = all.filter((entry) => !isMeant(entry.place));
    this.entries.set(node, rest);
    for (const { place, before, times } of all)
      if (isMeant(place)) this.past.set(place, (this.past.get(place) ?? 0) + before + times);
    return rest.length < all.length;
  }

  places(node: string): readonly string[] {
    return [...new Set(this.of(node).map((entry) => entry.place))];
  }

  /** How often what is or was in a place has struck, over all nodes. */
  hits(place: string): number {
    return [...this.entries.values()]
      .flat()
      .filter((entry) => entry.place === place)
      .reduce((sum, { before, times }) => sum + before + times, this.past.get(place) ?? 0);
  }

  ordersFor(node: string): FaultOrders {
    return {
      now: () => this.of(node).map(({ name, rule, before }) => ({ name, rule: less(rule, before) })),
      onStruck: (name, times) => {
        const entry = this.of(node).find((one) => one.name === name);
        if (entry !== undefined) entry.times = times;
      },
    };
  }

  /** A run of a node has ended: the next one counts anew. */
  ended(node: string): void {
    for (const entry of this.of(node)) {
      entry.before += entry.times;
      entry.times = 0;
    }
  }

  private of(node: string): readonly Entry[] {
    return this.entries.get(node) ?? [];
  }
}

/** A rule of which so much is used up. */
function less(rule: FaultRule, struck: number): FaultRule {
  return rule.count === undefined ? rule : { ...rule, count: Math.max(0, rule.count - struck) };
}
