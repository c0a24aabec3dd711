import { assert, type Millis, type NodeId } from '@drave/base';
import type { VoteResponse } from '../messages.js';
import { countBallot, isLost, isWon, newBallots, sendBallots } from './ballots.js';
import type { Prospective, Silence } from './roles.js';
import type { CoreState } from './state.js';

export function newProspective(state: CoreState, silence: Silence | undefined): Prospective {
  assert(state.mayCampaign, 'only a voter asks for pre-votes');
  state.mark('role.prospective');
  const ballots = newBallots(state);
  ballots.granted.add(state.self.nodeId);
  return { kind: 'prospective', silence, deadlineMs: state.nowMs + state.electionDelay(), ballots };
}

export function tickProspective(state: CoreState, role: Prospective): void {
  if (isWon(state, role.ballots)) return state.become({ kind: 'candidate' });
  const unanswered = state.nowMs >= role.deadlineMs;
  if (isLost(state, role.ballots) || unanswered) {
    if (unanswered) state.detection.electionFailed(state.nowMs);
    state.mark('preVote.lost');
    return state.become({ kind: 'unattached', epoch: state.epoch });
  }
  sendBallots(state, role.ballots, true);
}

export function onPreVoteAnswer(
  state: CoreState,
  role: Prospective,
  voter: NodeId,
  response: VoteResponse | undefined,
): void {
  countBallot(state, role.ballots, voter, response);
}

export function prospectiveDeadlineMs(role: Prospective): Millis {
  return Math.min(role.deadlineMs, role.ballots.requests.nextMs);
}
