import { assert, type Millis, type NodeId } from '@drave/base';

/** A set of nodes that must each be reached once: who is due now, under way, or done. Ids come in ascending order. */
export class PeerRequests {
  private readonly targets: Map<NodeId, { state: 'due' | 'inFlight' | 'done'; dueMs: Millis }>;

  constructor(ids: readonly NodeId[], nowMs: Millis) {
    const ascending = [...ids].sort((left, right) => left - right);
    this.targets = new Map(ascending.map((id) => [id, { state: 'due' as const, dueMs: nowMs }]));
  }

  has(id: NodeId): boolean {
    return this.targets.has(id);
  }

  /** Adds one more voter, or one that has to be reached again. */
  add(id: NodeId, atMs: Millis): void {
    this.targets.set(id, { state: 'due', dueMs: atMs });
  }

  /** Not before this, if it is due then at all. */
  postpone(id: NodeId, atMs: Millis): void {
    const target = this.targets.get(id);
    if (target?.state === 'due') target.dueMs = Math.max(target.dueMs, atMs);
  }

  isDone(id: NodeId): boolean {
    return this.targets.get(id)?.state === 'done';
  }

  due(nowMs: Millis): NodeId[] {
    return [...this.targets].filter(([, target]) => target.state === 'due' && target.dueMs <= nowMs).map(([id]) => id);
  }

  sent(id: NodeId): void {
    this.set(id, 'inFlight', 0);
  }

  done(id: NodeId): void {
    this.set(id, 'done', 0);
  }

  again(id: NodeId, atMs: Millis): void {
    this.set(id, 'due', atMs);
  }

  /** When the next voter is due. */
  get nextMs(): Millis {
    let next = Number.POSITIVE_INFINITY;
    for (const target of this.targets.values()) if (target.state === 'due') next = Math.min(next, target.dueMs);
    return next;
  }

  private set(id: NodeId, state: 'due' | 'inFlight' | 'done', dueMs: Millis): void {
    assert(this.targets.has(id), `node ${id} is none of those to be reached`);
    this.targets.set(id, { state, dueMs });
  }
}
