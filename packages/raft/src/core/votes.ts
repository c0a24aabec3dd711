import type { VoteRequest } from '../messages.js';
import { mayVoteFor } from './joining.js';
import type { CoreState } from './state.js';
import { adoptEpoch } from './unattached.js';
import { sameKey } from './voters.js';

/** Answers Vote and PreVote, whatever the role. */
export function onVoteRequest(state: CoreState, requestId: number, request: VoteRequest): void {
  const answer = (granted: boolean): void => {
    const header = state.header();
    // Who grants does not vouch for the leader that it follows in name: naming it would send the candidate back to it.
    const silent = granted ? { leaderId: undefined, leaderEndpoint: undefined } : {};
    state.respond(requestId, { kind: 'vote', ...header, ...silent, granted });
  };
  if (!state.config.mayVote) {
    const header = state.header('INVALID_REQUEST', 'this node observes and never votes');
    return state.respond(requestId, { kind: 'vote', ...header, granted: false });
  }
  if (!sameKey(request.voter, state.self)) {
    state.mark('vote.refused.otherDirectory');
    const header = state.header(
      'INVALID_VOTER_KEY',
      `this is not ${request.voter.nodeId}/${request.voter.directoryId}`,
    );
    return state.respond(requestId, { kind: 'vote', ...header, granted: false });
  }
  if (request.epoch < state.epoch) {
    state.mark('vote.refused.oldEpoch');
    const header = state.header('FENCED_LEADER_EPOCH', `epoch ${request.epoch} has passed`);
    return state.respond(requestId, { kind: 'vote', ...header, granted: false });
  }
  adoptEpoch(state, request.epoch);
  if (request.preVote) return answer(wouldVoteFor(state, request));
  answer(voteFor(state, request));
}

/** Raft section 5.4.1: the candidate's log must be at least as far as ours, or as far as ours may once have been. */
function isUpToDate(state: CoreState, request: VoteRequest): boolean {
  if (!mayVoteFor(state, request)) {
    state.mark('vote.refused.joining');
    return false;
  }
  const { lastEpoch, endOffset } = state.log;
  if (request.lastEpoch !== lastEpoch) return request.lastEpoch > lastEpoch;
  return request.endOffset >= endOffset;
}

/** Grants at most one vote per epoch; the grant leaves only after it is durable. */
function voteFor(state: CoreState, request: VoteRequest): boolean {
  if (state.votedFor !== undefined) return sameKey(state.votedFor, request.candidate);
  if (state.leader !== undefined) return false;
  if (!isUpToDate(state, request)) {
    state.mark('vote.refused.shortLog');
    return false;
  }
  state.setQuorumState(state.epoch, request.candidate);
  // The candidate gets a full timeout to make something of the vote.
  state.become({ kind: 'unattached', epoch: state.epoch });
  return true;
}

/** Nothing changes here: the answer says only whether an election would have a point (KIP-996). */
function wouldVoteFor(state: CoreState, request: VoteRequest): boolean {
  const { role } = state;
  switch (role.kind) {
    case 'leader':
      state.mark('preVote.refused.leader');
      return false;
    case 'follower':
      // A follower that its leader has never served must not vouch for it, else two of them keep a dead leader in
      // office by telling each other (KAFKA-17641).
      if (role.hasFetched && !role.isLeaderSuspected) {
        state.mark('preVote.refused.healthyLeader');
        return false;
      }
      return isUpToDate(state, request);
    case 'observer':
      return role.leader === undefined && isUpToDate(state, request);
    case 'unattached':
    case 'prospective':
    case 'candidate':
    case 'resigned':
      return isUpToDate(state, request);
  }
}
