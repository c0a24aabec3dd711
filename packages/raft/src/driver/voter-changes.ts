import { DraveError, type Millis } from '@drave/base';
import type {
  AddVoterRequest,
  RaftRequest,
  RaftResponse,
  RemoveVoterRequest,
  UpdateVoterRequest,
} from '../messages.js';
import type { RaftPeer } from '../types.js';

interface ChangePaths {
  handle(request: RaftRequest): Promise<RaftResponse>;
  forward(to: RaftPeer, request: RaftRequest, deadlineMs: Millis): Promise<RaftResponse>;
}

/** Makes a voter change from any node: it is tried here, then once at the leader that this node names. */
export async function changeVoters(
  request: AddVoterRequest | RemoveVoterRequest | UpdateVoterRequest,
  timeoutMs: Millis,
  paths: ChangePaths,
): Promise<void> {
  let response = await paths.handle(request);
  const { leaderId, leaderEndpoint } = response;
  if (response.error === 'NOT_LEADER_OR_FOLLOWER' && leaderId !== undefined && leaderEndpoint !== undefined)
    response = await paths.forward({ nodeId: leaderId, endpoint: leaderEndpoint }, request, timeoutMs + 1_000);
  if (response.error === 'NONE') return;
  const code = response.error === 'NOT_LEADER_OR_FOLLOWER' ? 'NOT_CONTROLLER' : response.error;
  throw new DraveError(code, response.message === '' ? undefined : response.message, {
    leaderEpoch: response.epoch,
    ...(response.leaderId === undefined ? {} : { leaderId: response.leaderId }),
  });
}

/** What is left of a deadline has fractions, and is below zero when it has passed; a message takes neither. */
export function wholeTimeoutMs(timeoutMs: Millis): Millis {
  return Math.max(0, Math.ceil(timeoutMs));
}
