import type { NodeId } from '@drave/base';
import type { VoteResponse } from '../messages.js';
import { PeerRequests } from './peer-requests.js';
import { majorityOf } from './quorum.js';
import type { Ballots } from './roles.js';
import type { CoreState } from './state.js';

/** Collecting votes and pre-votes from the other voters; shared by `prospective` and `candidate`. */
export function newBallots(state: CoreState): Ballots {
  const ids = state.otherVoters.map((voter) => voter.nodeId);
  return { requests: new PeerRequests(ids, state.nowMs), granted: new Set(), rejected: new Set() };
}

export function sendBallots(state: CoreState, ballots: Ballots, preVote: boolean): void {
  for (const nodeId of ballots.requests.due(state.nowMs)) {
    ballots.requests.sent(nodeId);
    const voter = state.voters.byId(nodeId);
    if (voter === undefined) continue;
    state.send(
      voter,
      {
        kind: 'vote',
        clusterId: state.config.clusterId,
        preVote,
        epoch: state.epoch,
        candidate: state.self,
        voter: { nodeId, directoryId: voter.directoryId },
        lastEpoch: state.log.lastEpoch,
        endOffset: state.log.endOffset,
        patienceMs: state.patienceMs,
      },
      { kind: 'vote', voter: nodeId },
      state.electionTimeoutMs,
    );
  }
}

/** Undefined stands for a call that failed: asked again, because the answer may still come in time. */
export function countBallot(
  state: CoreState,
  ballots: Ballots,
  voter: NodeId,
  response: VoteResponse | undefined,
): void {
  if (response === undefined) {
    ballots.requests.again(voter, state.nowMs + state.config.timers.retryBackoffMs);
    return;
  }
  // A refusal for an old epoch was dealt with by its header; one from another directory is no vote at all.
  ballots.requests.done(voter);
  if (response.error === 'NONE' && response.granted && response.epoch === state.epoch) ballots.granted.add(voter);
  else ballots.rejected.add(voter);
}

export function isWon(state: CoreState, ballots: Ballots): boolean {
  // A node's own vote counts only if it is a voter.
  const granted = state.voters.current.filter((voter) => ballots.granted.has(voter.nodeId)).length;
  return granted >= majorityOf(state.voters.current.length);
}

export function isLost(state: CoreState, ballots: Ballots): boolean {
  const voters = state.voters.current.length;
  return voters - ballots.rejected.size < majorityOf(voters);
}
