import { DraveError, type Endpoint } from '@drave/base';
import { apis, type AddRaftVoterRequest, type AddRaftVoterResponseInput } from '@drave/kafka-protocol';
import { denyCluster } from './access.js';
import { NO_ERROR } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { checkVoter, refuseVoterChange } from './raft-voters.js';

/*
 * AddRaftVoter, versions 0 and 1 (KIP-853, KIP-1186).
 *
 * Makes a controller a voter that already follows the metadata log and has caught up. The answer waits, within the
 * client's time, until the new set of voters is committed.
 *
 * Deviations: version 1 may ask for an answer before the commit, and waits for it all the same. Of several listeners
 * the one named CONTROLLER counts, because a voter of Drave is reached at one endpoint: that of its gRPC listener.
 * Behind another change the request ends with REQUEST_TIMED_OUT at once, where Kafka lets the time pass first.
 */
export const addRaftVoterRow: HandlerRow<AddRaftVoterRequest, AddRaftVoterResponseInput> = {
  api: apis.AddRaftVoter,
  minVersion: 0,
  maxVersion: 1,
  handle,
  refuse: refuseVoterChange,
};

async function handle(context: HandlerContext, request: AddRaftVoterRequest): Promise<AddRaftVoterResponseInput> {
  const denied = denyCluster(context, 'alter');
  if (denied !== undefined) return denied;
  const voter = { ...checkVoter(context, request), endpoint: endpointOf(request) };
  await context.domain.voters.add(context.within(request.timeoutMs), voter);
  return NO_ERROR;
}

function endpointOf({ listeners }: AddRaftVoterRequest): Endpoint {
  const chosen = listeners.length === 1 ? listeners[0] : listeners.find(({ name }) => name === 'CONTROLLER');
  if (chosen === undefined || chosen.host === '' || chosen.port === 0) {
    const text = 'give the voter one listener with host and port, or several of which one is named CONTROLLER';
    throw new DraveError('INVALID_REQUEST', text);
  }
  return { host: chosen.host, port: chosen.port };
}
