import { assert, type Offset } from '@drave/base';
import { CoordinatorTerms } from './coordinator-terms.js';

/**
 * What the members of one consumer group were told and did, and the promises of a group coordinator that follow from
 * it:
 *
 * - **Ownership.** A member owns a partition from the answer that assigned it until the member gives it up (it joins
 *   again, leaves, dies, is told that it is fenced) or its lease ends: the time of sending the last heartbeat that
 *   succeeded plus the lease, the smaller one of session and rebalance timeout. The coordinator counts both from the
 *   arrival of that heartbeat or later, so it may give the partition to no other member before. Answers of deposed
 *   coordinators extend no lease (see `termBegan`).
 * - **Fencing.** A commit sent after a member has got the assignment of a later generation (classic), or after another
 *   member has got the partition (KIP-848), is not accepted.
 * - **Committed offsets.** An acknowledged commit is never lost: a member that is not fenced and asks later gets it
 *   or a later one, across coordinators and crashes. Nothing is answered that was not committed.
 * - **Delivery.** Below every committed offset some member has consumed every record.
 *
 * Notes must come in order of time. All times are of one clock, in milliseconds.
 */
export class GroupLedger {
  private readonly protocol: GroupProtocol;
  private readonly terms: CoordinatorTerms;
  private readonly violations: GroupViolation[] = [];
  private readonly sessions = new Map<string, Session>();
  private readonly partitions = new Map<string, PartitionHistory>();
  private readonly commits: Commit[] = [];
  private newestGeneration = -1;
  private acknowledgedCommits = 0;
  private assignments = 0;

  constructor(protocol: GroupProtocol, options: { readonly noteDelayMs: number } = { noteDelayMs: 0 }) {
    this.protocol = protocol;
    this.terms = new CoordinatorTerms(options.noteDelayMs);
  }

  /** An observer notes that this broker coordinates the group from now on, and no other. */
  termBegan(coordinator: number, atMs: number): void {
    this.terms.began(coordinator, atMs);
  }

  /** An answer told the member what it owns from now on: all of it. */
  assigned(assignment: Assignment): void {
    const { member, generation, partitions, sentMs, atMs, coordinator, leaseMs, instanceId } = assignment;
    this.assignments += 1;
    const before = this.sessions.get(member);
    const claims = new Map(partitions.map((partition) => [partition, before?.claims.get(partition) ?? atMs]));
    const limitMs = this.protocol === 'consumer' ? before?.limitMs : undefined;
    const session: Session = { member, instanceId, generation, leaseMs, claims, confirmations: [], limitMs };
    if (before !== undefined && this.protocol === 'consumer') session.confirmations.push(...before.confirmations);
    session.confirmations.push({ sentMs, atMs, coordinator });
    this.sessions.set(member, session);
    for (const partition of partitions) this.checkOwners(session, partition, atMs);
    this.newestGeneration = Math.max(this.newestGeneration, generation);
  }

  /** A heartbeat, sent at `sentMs`, succeeded. */
  confirmed(member: string, sentMs: number, atMs: number, coordinator: number): void {
    const session = this.sessions.get(member);
    if (session === undefined) return;
    session.confirmations = session.confirmations.filter((known) => known.sentMs + session.leaseMs > atMs);
    session.confirmations.push({ sentMs, atMs, coordinator });
    if (!this.terms.rightful(coordinator, sentMs, atMs)) return;
    for (const other of this.sessions.values()) {
      if (other.generation <= session.generation) continue;
      for (const [partition, sinceMs] of other.claims) {
        if (session.claims.has(partition)) this.judgeOwners(session, other, partition, sinceMs);
      }
    }
  }

  /**
   * The member was told to give something up and has so long to say that it did, whatever its heartbeats say meanwhile
   * (KIP-848); undefined once it has said so. It gains no time by being told the same once more, as by the next
   * coordinator, which counts from its own start.
   */
  mustAnswerBy(member: string, limitMs: number | undefined): void {
    const session = this.sessions.get(member);
    if (session === undefined) return;
    session.limitMs = limitMs === undefined ? undefined : Math.min(session.limitMs ?? limitMs, limitMs);
  }

  /** The member owns nothing any more, or no longer these partitions, and knows it. */
  released(member: string, partitions?: readonly string[]): void {
    if (partitions === undefined) this.sessions.delete(member);
    else for (const partition of partitions) this.sessions.get(member)?.claims.delete(partition);
  }

  /** A member is about to send a commit, as a part of this generation or epoch. */
  commitSent(member: string, generation: number, partition: string, offset: Offset): CommitId {
    const history = this.history(partition);
    history.committable.add(offset);
    const { lastOwner, floor } = history;
    const session = this.sessions.get(member);
    const since = session?.claims.get(partition) ?? Number.NEGATIVE_INFINITY;
    const taken =
      lastOwner !== undefined && lastOwner.member !== member && lastOwner.atMs > since ? lastOwner.member : undefined;
    const late = this.protocol === 'classic' && generation < this.newestGeneration;
    const fencedBy = late ? `generation ${this.newestGeneration}` : taken;
    this.commits.push({ member, generation, partition, offset, fencedBy, floor, settled: false });
    return this.commits.length - 1;
  }

  /**
   * The coordinator has taken the offset into a transaction: nothing is committed yet, but no fenced member gets that
   * far. When the transaction is committed, the commit is acknowledged.
   */
  commitTaken(id: CommitId): void {
    this.checkFence(this.commit(id));
  }

  commitAcknowledged(id: CommitId): void {
    const commit = this.settle(id);
    const { partition, offset, floor, generation, member } = commit;
    this.acknowledgedCommits += 1;
    const history = this.history(partition);
    const who = `${member} in generation ${generation}`;
    this.checkFence(commit);
    if (offset < floor) this.report('nonmonotonic-commit', partition, `${who} committed ${offset} after ${floor}`);
    history.floor = Math.max(history.floor, offset);
  }

  /** Only for errors that say that nothing was and will be committed. */
  commitRefused(id: CommitId): void {
    this.settle(id);
  }

  /** A client is about to ask for committed offsets. `generation`: as which it asks; Infinity when it is no member. */
  fetchSent(generation: number): FetchId {
    return { generation, floors: new Map([...this.partitions].map(([name, { floor }]) => [name, floor])) };
  }

  /** The answer to that; −1 for none. */
  fetched(id: FetchId, partition: string, offset: Offset): void {
    const history = this.history(partition);
    if (offset >= 0 && !history.committable.has(offset)) {
      this.report('invented-offset', partition, `${offset} was answered and never committed`);
      return;
    }
    const floor = id.floors.get(partition) ?? -1;
    history.floor = Math.max(history.floor, offset);
    // A fenced member may be talking to a deposed coordinator, which may know less than was committed, never more.
    if (offset < floor && this.newestGeneration <= id.generation)
      this.report('lost-commit', partition, `${offset} was answered after ${floor} had been committed`);
  }

  /** An operator has set the offset, forwards or backwards. */
  reset(partition: string, offset: Offset): void {
    const history = this.history(partition);
    history.floor = offset;
    history.committable.add(offset);
    history.consumed.clear();
    history.contiguous = offset;
  }

  consumed(partition: string, offset: Offset): void {
    const history = this.history(partition);
    history.consumed.add(offset);
    while (history.consumed.delete(history.contiguous)) history.contiguous += 1;
  }

  /** Records below `offset` are gone (DeleteRecords, retention): they need not be consumed any more. */
  deleted(partition: string, offset: Offset): void {
    const history = this.history(partition);
    if (offset <= history.contiguous) return;
    for (const consumed of history.consumed) if (consumed < offset) history.consumed.delete(consumed);
    history.contiguous = offset;
    while (history.consumed.delete(history.contiguous)) history.contiguous += 1;
  }

  /** What is committed at least, as far as any client was told; −1 for nothing. */
  committed(partition: string): Offset {
    return this.history(partition).floor;
  }

  /**
   * Judges everything noted so far. With `ends`, the log end of every partition, the group has had the time to consume
   * and to commit everything.
   */
  check(ends?: ReadonlyMap<string, Offset>): GroupVerdict {
    const violations = [...this.violations];
    for (const [partition, { floor, contiguous }] of this.partitions) {
      if (contiguous < floor)
        violations.push({ kind: 'skipped', partition, detail: `${floor} is committed, nobody consumed ${contiguous}` });
    }
    for (const [partition, end] of ends ?? []) {
      const { floor, contiguous } = this.history(partition);
      if (floor < end && end > 0) violations.push({ kind: 'lag', partition, detail: `${floor} of ${end} committed` });
      if (contiguous < end) violations.push({ kind: 'lag', partition, detail: `${contiguous} of ${end} consumed` });
    }
    return { violations, assignments: this.assignments, acknowledgedCommits: this.acknowledgedCommits };
  }

  /**
   * The coordinator gives a partition away in a later generation than the one in which another member had it. So the
   * member that says last that it owns a partition need not be the one that got it last: a member that was paused, or
   * whose coordinator could commit nothing for a while, says late what its older generation brought.
   */
  private checkOwners(session: Session, partition: string, atMs: number): void {
    for (const other of this.sessions.values()) {
      const sinceMs = other.claims.get(partition);
      if (other === session || sinceMs === undefined) continue;
      if (other.generation > session.generation) this.judgeOwners(session, other, partition, sinceMs);
      else this.judgeOwners(other, session, partition, atMs);
    }
    this.noteOwner(session, partition, atMs);
  }

  private noteOwner({ member, generation }: Session, partition: string, atMs: number): void {
    const history = this.history(partition);
    const { lastOwner } = history;
    if (lastOwner !== undefined && generation < lastOwner.generation) return;
    history.lastOwner = { member, generation, atMs: lastOwner?.member === member ? lastOwner.atMs : atMs };
  }

  /** `newer` got at `atMs` what `older` believes to own. */
  private judgeOwners(older: Session, newer: Session, partition: string, atMs: number): void {
    // A process that starts with the instance id of another one takes its place; that one learns of it later.
    if (older.instanceId !== undefined && older.instanceId === newer.instanceId) return;
    const both = `${older.member} in generation ${older.generation}, ${newer.member} in ${newer.generation}`;
    if (this.protocol === 'classic' && older.generation === newer.generation)
      return this.report('double-assignment', partition, both);
    const lease = older.confirmations.findLast(
      ({ coordinator, sentMs, atMs: answeredMs }) =>
        Math.min(sentMs + older.leaseMs, older.limitMs ?? Number.POSITIVE_INFINITY) > atMs &&
        this.terms.rightful(coordinator, sentMs, answeredMs),
    );
    if (lease !== undefined)
      this.report('double-assignment', partition, `${both}; heartbeat of ${lease.sentMs} valid at ${atMs}`);
  }

  /** Once for each commit. */
  private checkFence(commit: Commit): void {
    const { partition, offset, fencedBy, generation, member } = commit;
    if (fencedBy === undefined) return;
    commit.fencedBy = undefined;
    const who = `${member} in generation ${generation}`;
    this.report('fenced-commit', partition, `${who} committed ${offset}, fenced by ${fencedBy}`);
  }

  private settle(id: CommitId): Commit {
    const commit = this.commit(id);
    commit.settled = true;
    return commit;
  }

  private commit(id: CommitId): Commit {
    const commit = this.commits[id];
    assert(commit !== undefined && !commit.settled, `commit ${id} is unknown or was settled before`);
    return commit;
  }

  private history(partition: string): PartitionHistory {
    let history = this.partitions.get(partition);
    if (history === undefined) {
      history = { floor: -1, committable: new Set(), consumed: new Set(), contiguous: 0, lastOwner: undefined };
      this.partitions.set(partition, history);
    }
    return history;
  }

  private report(kind: GroupViolation['kind'], partition: string, detail: string): void {
    this.violations.push({ kind, partition, detail });
  }
}

/** Throws an error that lists the first violations; returns the verdict when there is none. */
export function assertGroup(group: string, ledger: GroupLedger, ends?: ReadonlyMap<string, Offset>): GroupVerdict {
  const verdict = ledger.check(ends);
  if (verdict.violations.length === 0) return verdict;
  const shown = verdict.violations.slice(0, 20).map((v) => `  ${v.kind} ${v.partition}: ${v.detail}`);
  throw new Error(`group ${group}: ${verdict.violations.length} violations:\n${shown.join('\n')}`);
}

/** `classic`: one generation of the whole group. `consumer`: KIP-848, every member has an epoch of its own. */
export type GroupProtocol = 'classic' | 'consumer';

export type CommitId = number;

export interface FetchId {
  readonly generation: number;
  /** What was committed for sure when the question was asked. */
  readonly floors: ReadonlyMap<string, Offset>;
}

export interface Assignment {
  readonly member: string;
  readonly instanceId?: string | undefined;
  /** The member epoch, with KIP-848. */
  readonly generation: number;
  readonly partitions: readonly string[];
  /** When the request was sent whose answer brought it. */
  readonly sentMs: number;
  readonly atMs: number;
  /** Node id of the coordinator that answered. */
  readonly coordinator: number;
  /** The smaller one of session and rebalance timeout. */
  readonly leaseMs: number;
}

export interface GroupVerdict {
  readonly violations: readonly GroupViolation[];
  readonly assignments: number;
  readonly acknowledgedCommits: number;
}

export interface GroupViolation {
  readonly kind:
    | 'double-assignment'
    | 'fenced-commit'
    | 'nonmonotonic-commit'
    | 'lost-commit'
    | 'invented-offset'
    | 'skipped'
    | 'lag';
  readonly partition: string;
  readonly detail: string;
}

/** What one member knows. */
interface Session {
  readonly member: string;
  readonly instanceId: string | undefined;
  readonly generation: number;
  readonly leaseMs: number;
  /** Partition → since when. */
  readonly claims: Map<string, number>;
  /** Those whose lease may still run. */
  confirmations: { readonly sentMs: number; readonly atMs: number; readonly coordinator: number }[];
  /** No lease of its own outlasts this. */
  limitMs: number | undefined;
}

interface PartitionHistory {
  /** The largest offset that is committed for sure; −1 for none. */
  floor: Offset;
  /** Everything that any commit, whatever its outcome, may have left. */
  readonly committable: Set<Offset>;
  /** The consumed offsets at or beyond `contiguous`. */
  readonly consumed: Set<Offset>;
  /** Everything up to here was consumed, from the start or the last reset on. */
  contiguous: Offset;
  /** The owner in the newest generation in which the partition had one, and since when it has been that member's. */
  lastOwner: { readonly member: string; readonly generation: number; readonly atMs: number } | undefined;
}

interface Commit {
  readonly member: string;
  readonly generation: number;
  readonly partition: string;
  readonly offset: Offset;
  /** Who or what had fenced the member for sure when it sent this; undefined, too, once that was reported. */
  fencedBy: string | undefined;
  readonly floor: Offset;
  settled: boolean;
}
