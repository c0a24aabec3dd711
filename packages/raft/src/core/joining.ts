import type { Offset } from '@drave/base';
import type { VoteRequest } from '../messages.js';
import type { Replication } from './roles.js';
import type { CoreState } from './state.js';

/*
 * A voter that was formatted as one of a new cluster's first voters, and has done nothing since, is `joining`. Its disk
 * cannot tell whether it never ran, or ran for a year, was wiped, and was formatted again with its old configuration
 * and so under its old directory id: then others count on votes and acknowledgements that it has forgotten.
 *
 * Until that is settled it
 * - votes only for candidates that have nothing either, as in a new cluster (and stands for election only so);
 * - says `joining` in its fetches: the leader counts neither its acknowledgements nor its contact;
 * - confirms no leadership to readers.
 *
 * It has joined once it has voted, or once the leader has committed, without it, an entry that was appended after the
 * leader had first answered it. The majority of that commit was still in the leader's epoch when this process ran
 * already, and shares a member with any majority that the forgotten vote could have helped to: so no such majority has
 * gone on to a later epoch, and everything committed before lies below that entry, which is on this disk too.
 */

/** A grant of this voter, or its own candidacy, could make a leader that lacks what it once acknowledged. */
export function mayVoteFor(state: CoreState, request: Pick<VoteRequest, 'lastEpoch' | 'endOffset'>): boolean {
  return !state.joining || (request.lastEpoch === 0 && request.endOffset === 0);
}

/** A candidate is judged by its own log as any other. */
export function mayStand(state: CoreState): boolean {
  return mayVoteFor(state, state.log);
}

/** The leader had nothing beyond `endOffset` when it answered: whatever follows is appended while this process runs. */
export function noteLeaderEnd(state: CoreState, replication: Replication, endOffset: Offset): void {
  if (state.joining) replication.joinOffset ??= endOffset;
}

/** Called when the watermark has moved. */
export function maybeJoin(state: CoreState, replication: Replication): void {
  if (!state.joining || replication.joinOffset === undefined) return;
  const { highWatermark } = state;
  if (highWatermark <= replication.joinOffset || state.log.epochBefore(highWatermark) !== state.epoch) return;
  const leader = state.leader === undefined ? undefined : state.voters.byId(state.leader.nodeId);
  if (leader === undefined) return;
  state.mark('voter.joined');
  state.note('info', `this voter has joined the quorum in epoch ${state.epoch}`);
  // In its forgotten life this voter may have voted in this very epoch. The leader has won it, so no other candidate
  // needs the vote any more.
  const { nodeId, directoryId } = leader;
  state.endJoining(state.votedFor ?? { nodeId, directoryId });
}
