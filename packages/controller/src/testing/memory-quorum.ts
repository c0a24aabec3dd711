import { deferred, DraveError, type Deferred, type Epoch, type Millis, type NodeId, type Offset } from '@drave/base';
import type { Env } from '@drave/env';
import type { CommittedEntry, CommittedSnapshot, LeadershipState } from '@drave/metadata';
import type { QuorumStatus } from '@drave/raft';
import type { RaftPort } from '../ports.js';

/** What `MetadataFeed` is to a quorum. */
interface QuorumListener {
  onSnapshot(snapshot: CommittedSnapshot): Promise<void>;
  onCommitted(entries: readonly CommittedEntry[]): void | Promise<void>;
  onLeadership(state: LeadershipState): void;
}

/**
 * A quorum in memory with the promises of Raft and none of its work: one committed log, entries that wait to be
 * committed by hand or after a delay, and leaders appointed by the test.
 */
export class MemoryQuorum {
  /** How long an entry takes to be committed; undefined makes entries wait for `commit`. */
  commitDelayMs: Millis | undefined = 1;
  readonly committed: CommittedEntry[] = [];
  readonly members: MemoryRaft[] = [];
  epoch: Epoch = 0;
  leader: MemoryRaft | undefined;
  private readonly env: Pick<Env, 'timers'>;
  private pending: { readonly entries: readonly CommittedEntry[]; readonly done: Deferred<void> }[] = [];

  constructor(env: Pick<Env, 'timers'>) {
    this.env = env;
  }

  join(nodeId: NodeId, listener: QuorumListener): MemoryRaft {
    const member = new MemoryRaft(this, nodeId, listener);
    this.members.push(member);
    member.deliver(this.committed);
    return member;
  }

  get endOffset(): Offset {
    return this.committed.length + this.pending.reduce((sum, { entries }) => sum + entries.length, 0);
  }

  /** Makes this member leader of a new epoch. Entries that waited are committed by it, or lost. */
  async elect(member: MemoryRaft, waiting: 'keep' | 'lose' = 'lose'): Promise<void> {
    this.depose(waiting);
    this.epoch++;
    const startOffset = this.endOffset;
    this.append([{ kind: 'control', payload: new Uint8Array() }]);
    const { epoch } = this;
    this.commit();
    await Promise.all(this.members.map((each) => each.delivered));
    if (this.epoch !== epoch) return;
    this.leader = member;
    for (const each of this.members) {
      const endpoint = { host: `controller-${member.nodeId}`, port: 9_000 };
      each.listener.onLeadership(
        each === member
          ? { kind: 'leader', epoch, startOffset }
          : { kind: 'follower', epoch, leaderId: member.nodeId, leaderEndpoint: endpoint },
      );
    }
  }

  /** Ends the leadership; nobody leads until `elect`. */
  depose(waiting: 'keep' | 'lose'): void {
    const { leader } = this;
    this.leader = undefined;
    for (const each of leader === undefined ? [] : this.members) {
      each.listener.onLeadership({ kind: 'none', epoch: this.epoch });
    }
    const unknown = this.pending;
    this.pending = waiting === 'keep' ? unknown.map(({ entries }) => ({ entries, done: ignored() })) : [];
    for (const { done } of unknown) done.reject(new DraveError('REQUEST_TIMED_OUT'));
  }

  append(items: readonly Pick<CommittedEntry, 'kind' | 'payload'>[]): {
    readonly firstOffset: Offset;
    readonly lastOffset: Offset;
    readonly committed: Promise<void>;
  } {
    const firstOffset = this.endOffset;
    const { epoch } = this;
    const entries = items.map((item, i) => ({ ...item, offset: firstOffset + i, epoch, appendTimestampMs: 0 }));
    const done = ignored();
    this.pending.push({ entries, done });
    const { commitDelayMs } = this;
    if (commitDelayMs !== undefined)
      this.env.timers.set(commitDelayMs, () => this.commitUpTo(firstOffset + items.length));
    return { firstOffset, lastOffset: firstOffset + items.length - 1, committed: done.promise };
  }

  /** Commits everything that waits. */
  commit(): void {
    this.commitUpTo(Number.MAX_SAFE_INTEGER);
  }

  /** Commits one entry of a proposal of several, as when the leader dies half-way; the rest still waits. */
  commitFirstEntryOfPending(): void {
    const first = this.pending.shift();
    const [entry, ...rest] = first?.entries ?? [];
    if (first === undefined || entry === undefined) return;
    this.pending.unshift({ entries: [entry], done: ignored() }, { entries: rest, done: first.done });
    this.commitUpTo(entry.offset + 1);
  }

  /** Every proposal that waits fails although its leader still leads. */
  failPending(): void {
    for (const { done } of this.pending.splice(0)) done.reject(new DraveError('REQUEST_TIMED_OUT'));
  }

  private commitUpTo(offset: Offset): void {
    const fresh: CommittedEntry[] = [];
    for (;;) {
      const first = this.pending[0];
      const last = first?.entries.at(-1);
      if (first === undefined || last === undefined || last.offset >= offset) break;
      this.pending.shift();
      fresh.push(...first.entries);
      first.done.resolve();
    }
    if (fresh.length === 0) return;
    this.committed.push(...fresh);
    for (const member of this.members) member.deliver(fresh);
  }
}

/** One member as the controller sees it. */
export class MemoryRaft implements RaftPort {
  readonly nodeId: NodeId;
  readonly listener: QuorumListener;
  /** Everything given to the listener so far has been taken. */
  delivered: Promise<void> = Promise.resolve();
  readonly snapshots: { readonly offset: Offset; readonly bytes: Uint8Array }[] = [];
  readonly resigned: Epoch[] = [];
  private readonly quorum: MemoryQuorum;

  constructor(quorum: MemoryQuorum, nodeId: NodeId, listener: QuorumListener) {
    this.quorum = quorum;
    this.nodeId = nodeId;
    this.listener = listener;
  }

  deliver(entries: readonly CommittedEntry[]): void {
    const copy = [...entries];
    if (copy.length > 0) this.delivered = this.delivered.then(() => this.listener.onCommitted(copy));
  }

  propose(epoch: Epoch, payloads: readonly Uint8Array[]) {
    if (this.quorum.leader !== this || this.quorum.epoch !== epoch) throw new DraveError('NOT_CONTROLLER');
    return this.quorum.append(payloads.map((payload) => ({ kind: 'data', payload })));
  }

  async readBarrier(): Promise<Offset> {
    if (this.quorum.leader !== this) throw new DraveError('NOT_CONTROLLER');
    return this.quorum.committed.length;
  }

  resign(epoch: Epoch): void {
    this.resigned.push(epoch);
    if (this.quorum.leader === this && this.quorum.epoch === epoch) this.quorum.depose('lose');
  }

  async writeSnapshot(offset: Offset, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    this.snapshots.push({ offset, bytes: Buffer.concat(parts) });
  }

  patienceExtraMs(): number {
    return 0;
  }

  status(): QuorumStatus {
    return {
      nodeId: this.nodeId,
      directoryId: '',
      role: this.quorum.leader === this ? 'leader' : 'follower',
      epoch: this.quorum.epoch,
      leaderId: this.quorum.leader?.nodeId,
      leaderEndpoint: undefined,
      votedFor: undefined,
      highWatermark: this.quorum.committed.length,
      logStartOffset: 0,
      logEndOffset: this.quorum.endOffset,
      snapshot: undefined,
      voters: [],
      observers: [],
    };
  }
}

/** A deferred whose rejection nobody has to look at. */
function ignored(): Deferred<void> {
  const done = deferred();
  done.promise.catch(() => undefined);
  return done;
}
