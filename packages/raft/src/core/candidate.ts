import { assert, type Millis, type NodeId } from '@drave/base';
import type { VoteResponse } from '../messages.js';
import { countBallot, isLost, isWon, newBallots, sendBallots } from './ballots.js';
import type { Candidate } from './roles.js';
import type { CoreState } from './state.js';

/** The core has just moved to the new epoch and voted for itself; that vote is on its way to the disk. */
export function newCandidate(state: CoreState): Candidate {
  assert(state.mayCampaign, 'only a voter is a candidate');
  assert(state.votedFor?.nodeId === state.self.nodeId, 'a candidate has voted for itself');
  state.mark('role.candidate');
  return {
    kind: 'candidate',
    deadlineMs: state.nowMs + state.electionDelay(),
    ballots: newBallots(state),
    voteVersion: state.version,
    lost: false,
  };
}

export function tickCandidate(state: CoreState, role: Candidate): void {
  // A vote that a crash can take back is no vote, not even one's own (a single voter must not lead before it).
  if (state.durableVersion < role.voteVersion) return;
  if (!role.ballots.granted.has(state.self.nodeId)) {
    role.ballots.granted.add(state.self.nodeId);
    // A slow disk has cost part of the time; requests leave only now.
    role.deadlineMs = state.nowMs + state.electionDelay();
  }
  if (isWon(state, role.ballots)) return state.become({ kind: 'leader' });
  if (!role.lost && isLost(state, role.ballots)) {
    state.mark('vote.lost');
    role.lost = true;
    state.detection.electionFailed(state.nowMs);
    role.deadlineMs = state.nowMs + state.config.random.integer(state.electionTimeoutMs);
  }
  if (state.nowMs >= role.deadlineMs) {
    if (!role.lost) state.detection.electionFailed(state.nowMs);
    return state.become({ kind: 'prospective' });
  }
  if (!role.lost) sendBallots(state, role.ballots, false);
}

export function onVoteAnswer(
  state: CoreState,
  role: Candidate,
  voter: NodeId,
  response: VoteResponse | undefined,
): void {
  countBallot(state, role.ballots, voter, response);
}

export function candidateDeadlineMs(state: CoreState, role: Candidate): Millis {
  if (state.durableVersion < role.voteVersion) return Number.POSITIVE_INFINITY;
  return role.lost ? role.deadlineMs : Math.min(role.deadlineMs, role.ballots.requests.nextMs);
}
