import type { LogEntry } from '../messages.js';
import type { CoreState } from './state.js';

/** A quorum whose first entry is this old has had the time to see how late its members are, whoever joins it now. */
const YOUNG_MS = 10_000;

/*
 * A quorum that has just formed is settling: nobody knows how late its members are, and on a machine that starts many
 * processes at once each leader would be deposed for its first standstill, until all have seen it. So for its first
 * answers and fetches a voter waits longer before it calls silence a failure.
 *
 * That belongs to the quorum, not to the process: a voter that starts with entries in its log, or finds that those of
 * the leader are old, comes back to a quorum that has settled, and is as quick as ever.
 */

/** Called once, when the member starts. */
export function maybeSettle(state: CoreState): void {
  const { startOffset, endOffset } = state.log;
  const hasPast = startOffset > 0 || endOffset > 0 || state.epoch > 0;
  if (!hasPast && state.isVoter && state.otherVoters.length > 0) state.detection.startSettling();
}

/** The first entries have come from a leader. Wall clocks may differ: nothing but patience depends on it. */
export function noteFirstEntries(state: CoreState, entries: readonly LogEntry[]): void {
  const [first] = entries;
  if (first?.offset === 0 && state.wallMs - first.appendTimestampMs > YOUNG_MS) state.detection.settle();
}
