import { assert, DrainLoop, isDraveError, type Offset } from '@drave/base';
import type { RaftStore } from '../store/raft-store.js';
import { sameId } from '../store/snapshots.js';
import type { CommittedSnapshot, LeadershipState, RaftListener } from '../types.js';

const BATCH_BYTES_MAX = 1024 * 1024;

/** Feeds one listener at its own pace: the snapshot if it needs one, then every committed entry once, in order. */
export class Delivery {
  private readonly store: RaftStore;
  private readonly listener: RaftListener;
  private readonly loop: DrainLoop;
  private position: Offset = 0;
  private committed: Offset = 0;
  /** The leadership that the listener hears of once everything below its start was delivered. */
  private pendingLeader: Extract<LeadershipState, { kind: 'leader' }> | undefined;

  constructor(store: RaftStore, listener: RaftListener, onFailure: (reason: unknown) => void) {
    this.store = store;
    this.listener = listener;
    this.loop = new DrainLoop(() => this.turn(), onFailure);
  }

  onCommit(highWatermark: Offset): void {
    this.committed = Math.max(this.committed, highWatermark);
    this.loop.wake();
  }

  /** Losing leadership is told at once; gaining it waits its turn. */
  onLeadership(state: LeadershipState): void {
    this.pendingLeader = undefined;
    if (state.kind !== 'leader') return this.listener.onLeadership(state);
    this.pendingLeader = state;
    this.loop.wake();
  }

  async stop(): Promise<void> {
    this.pendingLeader = undefined;
    await this.loop.stop();
  }

  private async turn(): Promise<void> {
    this.maybeTellLeader();
    while (this.position < this.committed) {
      const latest = this.store.snapshots.latest;
      const { start } = this.store.log;
      const wantsSnapshot = this.position < start.offset || this.position === 0;
      if (wantsSnapshot && latest !== undefined && latest.id.offset > this.position) {
        if (latest.id.offset > this.committed) return;
        await this.deliverSnapshot();
      } else if (!(await this.deliverEntries())) {
        return;
      }
      this.maybeTellLeader();
    }
  }

  private async deliverSnapshot(): Promise<void> {
    const stored = this.store.snapshots.latest;
    assert(stored !== undefined, 'a snapshot was found before');
    const { snapshots } = this.store;
    const snapshot: CommittedSnapshot = {
      ...stored.id,
      totalBytes: stored.totalBytes,
      async *read() {
        for (let position = 0; position < stored.totalBytes; ) {
          const bytes = await snapshots.read(stored.id, position, Number.MAX_SAFE_INTEGER);
          position += bytes.length;
          yield bytes;
        }
      },
    };
    try {
      await this.listener.onSnapshot(snapshot);
    } catch (reason) {
      // A newer snapshot took its place while it was read: the listener starts over with that one.
      const replaced =
        isDraveError(reason, 'SNAPSHOT_NOT_FOUND') && !sameId(stored.id, snapshots.latest?.id ?? stored.id);
      if (!replaced) throw reason;
      return;
    }
    this.position = stored.id.offset;
  }

  private async deliverEntries(): Promise<boolean> {
    const from = this.position;
    const upTo = Math.min(this.committed, this.store.log.endOffset);
    const entries = await this.store.log.read(from, upTo, BATCH_BYTES_MAX);
    // The entries lie below the log start by now, so the snapshot comes next.
    if (entries === undefined) return true;
    if (entries.length === 0) return false;
    assert(entries[0]?.offset === from, 'deliveries have no gaps');
    this.position += entries.length;
    await this.listener.onCommitted(entries);
    return true;
  }

  private maybeTellLeader(): void {
    const leader = this.pendingLeader;
    if (leader === undefined || this.position < leader.startOffset) return;
    this.pendingLeader = undefined;
    this.listener.onLeadership(leader);
  }
}
