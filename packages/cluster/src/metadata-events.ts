import type { Epoch, NodeId } from '@drave/base';
import type { MetadataChange, PartitionView } from './cluster-view.js';
import { nameOf } from './condition.js';
import type { ClusterEvent, MetadataEventKind } from './options.js';

/** An event that has no time yet. */
export interface MetadataEvent extends Pick<ClusterEvent, 'node' | 'detail'> {
  readonly kind: MetadataEventKind;
}

/** So many partitions of one change are named; of the others only the number is told. */
const NAMED_MAX = 4;

/**
 * Tells what has happened from what the metadata says. Changes that belong together become one event: a broker that
 * dies with a thousand leaders is one line for each broker that takes over.
 *
 * The first change is where it starts from, and is no event. New and deleted topics are none either.
 */
export class MetadataEvents {
  private readonly nameOfNode: (id: NodeId) => string;
  private readonly byName = new Map<string, PartitionView>();
  private readonly fenced = new Map<NodeId, boolean>();
  /** The active controller of `epoch`, and the one that was told last, which may not have a later epoch yet. */
  private active: NodeId | undefined;
  private told: NodeId | undefined;
  private latest: Epoch = -1;
  private hasStarted = false;

  constructor(nameOfNode: (id: NodeId) => string) {
    this.nameOfNode = nameOfNode;
  }

  /** Every partition, as it was told last. */
  get partitions(): readonly PartitionView[] {
    return [...this.byName.values()];
  }

  /** The active controller that was told last. */
  get controller(): NodeId | undefined {
    return this.active;
  }

  /** The epoch of `controller`. */
  get epoch(): Epoch {
    return this.latest;
  }

  /** Undefined of a node that is no broker, as far as is known. */
  isFenced(id: NodeId): boolean | undefined {
    return this.fenced.get(id);
  }

  take(change: MetadataChange): readonly MetadataEvent[] {
    const isFirst = !this.hasStarted;
    this.hasStarted = true;
    const events = [...this.controllerEvents(change), ...this.brokerEvents(change), ...this.partitionEvents(change)];
    return isFirst ? [] : events;
  }

  /** A node may tell late of what another one has told already, so only a later epoch counts. */
  private controllerEvents({ controller, epoch }: MetadataChange): readonly MetadataEvent[] {
    if (controller !== undefined) this.told = controller ?? undefined;
    const [before, now] = [this.active, this.told];
    if (now === undefined || epoch <= this.latest) return [];
    this.active = now;
    this.latest = epoch;
    const instead = before === undefined || before === now ? '' : ` instead of ${this.nameOfNode(before)}`;
    return [{ node: this.nameOfNode(now), kind: 'controller', detail: `active in epoch ${epoch}${instead}` }];
  }

  private brokerEvents({ reset, brokers, unregistered }: MetadataChange): readonly MetadataEvent[] {
    const events: MetadataEvent[] = [];
    const told = new Set(brokers.map(({ id }) => id));
    const gone = reset ? [...this.fenced.keys()].filter((id) => !told.has(id)) : unregistered;
    for (const id of gone) {
      if (!this.fenced.delete(id)) continue;
      events.push({ node: this.nameOfNode(id), kind: 'unregistered', detail: 'the cluster has forgotten it' });
    }
    for (const { id, fenced } of brokers) {
      const before = this.fenced.get(id);
      this.fenced.set(id, fenced);
      if (before === fenced || (before === undefined && fenced)) continue;
      const detail = fenced ? 'it may lead nothing' : 'it may lead';
      events.push({ node: this.nameOfNode(id), kind: fenced ? 'fenced' : 'unfenced', detail });
    }
    return events;
  }

  private partitionEvents({ reset, partitions, deletedTopics }: MetadataChange): readonly MetadataEvent[] {
    this.forgetTopics(reset, partitions, deletedTopics);
    const groups = new Map<string, Group>();
    const add = (
      node: NodeId | undefined,
      kind: MetadataEventKind,
      verb: string,
      partition: string,
      rest = '',
    ): void => {
      const key = `${kind} ${node} ${verb} ${rest}`;
      const group = groups.get(key) ?? { node, kind, verb, rest, partitions: [] };
      group.partitions.push(partition);
      groups.set(key, group);
    };
    for (const one of partitions) {
      const name = nameOf(one);
      const before = this.byName.get(name);
      this.byName.set(name, one);
      if (before === undefined) continue;
      if (before.leader !== one.leader) {
        const instead = before.leader === undefined ? '' : ` instead of ${this.nameOfNode(before.leader)}`;
        if (one.leader === undefined) add(before.leader, 'leaderless', 'no longer leads', name, ', and nobody does');
        else add(one.leader, 'leader', 'leads', name, instead);
      }
      for (const id of before.isr) if (!one.isr.includes(id)) add(id, 'isr', 'has left the ISR of', name);
      for (const id of one.isr) if (!before.isr.includes(id)) add(id, 'isr', 'has joined the ISR of', name);
    }
    return [...groups.values()].map((group) => this.eventOf(group));
  }

  /** A topic that is made again under its name begins anew. */
  private forgetTopics(reset: boolean, partitions: readonly PartitionView[], deletedTopics: readonly string[]): void {
    if (!reset && deletedTopics.length === 0) return;
    const told = new Set(reset ? partitions.map(({ topic }) => topic) : deletedTopics);
    for (const [name, { topic }] of this.byName) if (told.has(topic) !== reset) this.byName.delete(name);
  }

  private eventOf({ node, kind, verb, rest, partitions }: Group): MetadataEvent {
    const named = partitions.slice(0, NAMED_MAX).join(', ');
    const more = partitions.length > NAMED_MAX ? ` and ${partitions.length - NAMED_MAX} more` : '';
    return { node: node === undefined ? '-' : this.nameOfNode(node), kind, detail: `${verb} ${named}${more}${rest}` };
  }
}

interface Group {
  readonly node: NodeId | undefined;
  readonly kind: MetadataEventKind;
  readonly verb: string;
  readonly rest: string;
  readonly partitions: string[];
}
