import { DEADLINE_MS_DEFAULT } from '@drave/base/access';
import { apis, type RemoveRaftVoterRequest, type RemoveRaftVoterResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { NO_ERROR } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { checkVoter, refuseVoterChange } from './raft-voters.js';

/*
 * RemoveRaftVoter, version 0 (KIP-853).
 *
 * Takes a voter out of the quorum, by its id and its directory id; the leader itself hands over and goes. The answer
 * waits until the new set of voters is committed.
 *
 * Deviations: those of AddRaftVoter.
 */
export const removeRaftVoterRow: HandlerRow<RemoveRaftVoterRequest, RemoveRaftVoterResponseInput> = {
  api: apis.RemoveRaftVoter,
  minVersion: 0,
  maxVersion: 0,
  handle,
  refuse: refuseVoterChange,
};

async function handle(context: HandlerContext, request: RemoveRaftVoterRequest): Promise<RemoveRaftVoterResponseInput> {
  const denied = denyCluster(context, 'alter');
  if (denied !== undefined) return denied;
  await context.domain.voters.remove(context.within(DEADLINE_MS_DEFAULT), checkVoter(context, request));
  return NO_ERROR;
}
