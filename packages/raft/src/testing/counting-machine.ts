import { assert, type Offset } from '@drave/base';
import type { CommittedEntry, CommittedSnapshot, LeadershipState, RaftListener } from '../types.js';

/**
 * The simplest state machine that notices every mistake: its state is a hash chained over all entries, and its snapshot
 * is that hash, padded to several chunks.
 */
export class CountingMachine implements RaftListener {
  /** Exclusive end of what is applied. */
  applied: Offset = 0;
  hash = FIRST_HASH;
  leadership: LeadershipState = { kind: 'none', epoch: 0 };
  /** Refuses to go on while set, as a slow state machine would. */
  private readonly onApplied: (entry: CommittedEntry, hash: number) => void;
  private readonly onRestored: (offset: Offset, hash: number) => void;
  private readonly onLeader: (state: LeadershipState) => void;

  constructor(
    onApplied: (entry: CommittedEntry, hash: number) => void,
    onRestored: (offset: Offset, hash: number) => void,
    onLeader: (state: LeadershipState) => void,
  ) {
    this.onApplied = onApplied;
    this.onRestored = onRestored;
    this.onLeader = onLeader;
  }

  async onSnapshot(snapshot: CommittedSnapshot): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const bytes of snapshot.read()) parts.push(bytes);
    const text = Buffer.concat(parts).toString('latin1').trimEnd();
    const parsed = JSON.parse(text) as { applied: number; hash: number };
    assert(parsed.applied === snapshot.offset, `a snapshot at ${snapshot.offset} holds the state at ${parsed.applied}`);
    assert(snapshot.offset >= this.applied, `a snapshot at ${snapshot.offset} after ${this.applied} was applied`);
    this.applied = parsed.applied;
    this.hash = parsed.hash;
    this.onRestored(this.applied, this.hash);
  }

  onCommitted(entries: readonly CommittedEntry[]): void {
    for (const entry of entries) {
      assert(entry.offset === this.applied, `entry ${entry.offset} delivered when ${this.applied} was due`);
      this.hash = chainHash(this.hash, entry);
      this.applied++;
      this.onApplied(entry, this.hash);
    }
  }

  onLeadership(state: LeadershipState): void {
    if (state.kind === 'leader')
      assert(this.applied >= state.startOffset, 'leadership is told after everything before it');
    this.leadership = state;
    this.onLeader(state);
  }

  /** A snapshot as of now; later entries do not change what it yields. */
  snapshot(): { readonly offset: Offset; readonly chunks: AsyncIterable<Uint8Array> } {
    const { applied, hash } = this;
    const text = JSON.stringify({ applied, hash });
    async function* chunks(): AsyncIterable<Uint8Array> {
      yield Buffer.from(text);
      yield Buffer.from(' '.repeat(PADDING_BYTES));
    }
    return { offset: applied, chunks: chunks() };
  }
}

const FIRST_HASH = 17;
const PADDING_BYTES = 300;

function chainHash(hash: number, entry: CommittedEntry): number {
  let next = Math.imul(hash ^ entry.offset, 0x01000193) ^ Math.imul(entry.epoch, 0x9e3779b1);
  for (const byte of entry.payload) next = Math.imul(next ^ byte, 0x01000193);
  return next >>> 0;
}
