import { assert, type Millis } from '@drave/base';
import type { Commit } from '../evaluator/evaluate-partition.js';

/** What became of a commit: the newest, one that came late, one in place of its predecessor, or none of them. */
type Placement = 'appended' | 'inserted' | 'merged' | 'dropped';

/** The last commits of one partition of a group, oldest first. */
export class CommitWindow {
  private readonly held: Commit[] = [];
  private readonly size: number;

  constructor(size: number) {
    assert(Number.isSafeInteger(size) && size > 0, `a window has room for a commit, got ${size}`);
    this.size = size;
  }

  get commits(): readonly Commit[] {
    return this.held;
  }

  get newest(): Commit | undefined {
    return this.held.at(-1);
  }

  /**
   * Takes a commit to its place in the order. One that is older than a full window, or known, is dropped; one that came
   * late has no lag, because the end of its time is not known. A commit less than `minDistanceMs` after the one before
   * takes that one's place, and keeps its time: commits in quick succession would leave the window no span.
   */
  add(commit: Commit, minDistanceMs: Millis): Placement {
    const { held } = this;
    const at = held.findLastIndex(({ order }) => order <= commit.order) + 1;
    const before = held[at - 1];
    if (before?.order === commit.order) return 'dropped';
    const isNewest = at === held.length;
    const placed = isNewest ? commit : { ...commit, lag: null };
    if (before !== undefined && commit.timestampMs - before.timestampMs < minDistanceMs) {
      held[at - 1] = { ...placed, timestampMs: before.timestampMs };
      return 'merged';
    }
    if (held.length === this.size) {
      if (at === 0) return 'dropped';
      held.splice(at, 0, placed);
      held.shift();
    } else held.splice(at, 0, placed);
    return isNewest ? 'appended' : 'inserted';
  }
}
