import { assert, type NodeId, type Offset } from '@drave/base';
import type { ReplicaKey, Voter } from '../types.js';
import { sortedVoters } from './control-entries.js';
import type { VoterSetAt } from './events.js';

/** The voter sets that the log brought, newest last: appended ones count at once, truncation takes them back. */
export class VoterHistory {
  private sets: VoterSetAt[];

  constructor(sets: readonly VoterSetAt[]) {
    this.sets = sets.map(({ offset, voters }) => ({ offset, voters: sortedVoters(voters) }));
  }

  /** The voters in force now; empty while none is known. */
  get current(): readonly Voter[] {
    return this.sets.at(-1)?.voters ?? [];
  }

  /** Offset of the entry that brought the current set; -1 for that of a snapshot. */
  get currentOffset(): Offset {
    return this.sets.at(-1)?.offset ?? -1;
  }

  /**
   * Whether a set names this key that may be the one to decide by: the last one committed below `highWatermark`, or any
   * after it. Several may wait for their commit, because every leader-change entry repeats the set it found.
   */
  mayStillCount(key: ReplicaKey, highWatermark: Offset): boolean {
    const committed = this.sets.findLastIndex((set) => set.offset < highWatermark);
    const open = this.sets.slice(Math.max(committed, 0));
    return open.some((set) => set.voters.some((voter) => sameKey(voter, key)));
  }

  /** The set as of a snapshot that covers everything below `offset`. */
  asOf(offset: Offset): readonly Voter[] {
    return this.sets.filter((set) => set.offset < offset).at(-1)?.voters ?? [];
  }

  append(offset: Offset, voters: readonly Voter[]): void {
    assert(offset > this.currentOffset, 'voter sets arrive in log order');
    this.sets.push({ offset, voters: sortedVoters(voters) });
  }

  truncate(offset: Offset): void {
    this.sets = this.sets.filter((set) => set.offset < offset);
  }

  reset(voters: readonly Voter[]): void {
    this.sets = [{ offset: -1, voters: sortedVoters(voters) }];
  }

  /** Forgets the sets that a snapshot at `offset` replaces, keeping the one in force there. */
  prune(offset: Offset): void {
    const base = this.sets.filter((set) => set.offset < offset).at(-1);
    if (base === undefined) return;
    this.sets = [{ offset: -1, voters: base.voters }, ...this.sets.filter((set) => set.offset >= offset)];
  }

  byId(nodeId: NodeId): Voter | undefined {
    return this.current.find((voter) => voter.nodeId === nodeId);
  }

  has(key: ReplicaKey): boolean {
    return this.byId(key.nodeId)?.directoryId === key.directoryId;
  }

  isOnly(key: ReplicaKey): boolean {
    return this.current.length === 1 && this.has(key);
  }
}

export function sameKey(left: ReplicaKey, right: ReplicaKey): boolean {
  return left.nodeId === right.nodeId && left.directoryId === right.directoryId;
}

export function keyText(key: ReplicaKey): string {
  return `${key.nodeId}/${key.directoryId}`;
}
