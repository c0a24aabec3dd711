import { assert } from '@drave/base';
import type { Voter } from '../types.js';
import type { CallPurpose, PendingChange, ReadRound } from './roles.js';
import type { CoreState } from './state.js';

/**
 * BeginQuorumEpoch has three uses: telling a voter who leads, proving to a reader that we still do, and finding out
 * whether a node that is to become a voter answers at its endpoint under its own name.
 */
export function sendAnnouncement(state: CoreState, voter: Voter): void {
  sendBegin(state, voter, { kind: 'announce', voter });
}

export function sendReadRound(state: CoreState, voter: Voter, round: ReadRound): void {
  sendBegin(state, voter, { kind: 'readRound', voter, round });
}

export function sendProbe(state: CoreState, voter: Voter, change: PendingChange): void {
  sendBegin(state, voter, { kind: 'probe', change });
}

function sendBegin(state: CoreState, voter: Voter, purpose: CallPurpose): void {
  const leader = state.leader;
  assert(leader !== undefined, 'a leader knows its own endpoint');
  state.send(
    voter,
    {
      kind: 'beginQuorumEpoch',
      clusterId: state.config.clusterId,
      epoch: state.epoch,
      leaderId: leader.nodeId,
      leaderEndpoint: leader.endpoint,
      voter: { nodeId: voter.nodeId, directoryId: voter.directoryId },
    },
    purpose,
    state.electionTimeoutMs,
  );
}
