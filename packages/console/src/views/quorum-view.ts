import { quorumService, type adminV1 } from '@drave/rpc';
import type { Quorum, QuorumMember } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { isDraveError } from '@drave/base';
import { addressOf, idOrNull } from './shapes.js';

/** A voter that was not heard from for so long is told to be silent: several of the pauses between fetches. */
const SILENT_MS = 5_000;

/** As the leader sees it; while there is none, as the node that is asked does. */
export async function readQuorumView(link: ClusterLink): Promise<Quorum> {
  const { getQuorum } = quorumService.methods;
  try {
    return quorumView(await link.ask(getQuorum, { local: false }));
  } catch (reason) {
    if (!isDraveError(reason, 'NOT_CONTROLLER') && !isDraveError(reason, 'REQUEST_TIMED_OUT')) throw reason;
    return quorumView(await link.ask(getQuorum, { local: true }));
  }
}

function quorumView(answer: adminV1.GetQuorumResponse): Quorum {
  const leaderId = idOrNull(answer.leaderId);
  const isTold = answer.role === 'leader';
  const member = (one: adminV1.QuorumMember, isVoter: boolean): QuorumMember =>
    memberView(one, isVoter, leaderId, isTold);
  const byId = (one: QuorumMember, other: QuorumMember): number => one.nodeId - other.nodeId;
  const voters = answer.voters.map((one) => member(one, true)).toSorted(byId);
  const observers = answer.observers.map((one) => member(one, false)).toSorted(byId);
  const votesNeeded = Math.floor(voters.length / 2) + 1;
  return {
    leaderId,
    epoch: answer.epoch,
    highWatermark: answer.highWatermark,
    logStartOffset: answer.logStartOffset,
    logEndOffset: answer.logEndOffset,
    snapshotOffset: answer.snapshotOffset ?? null,
    votedForId: idOrNull(answer.votedFor),
    members: [...voters, ...observers],
    votesNeeded,
    sentence: sentenceOf(leaderId, answer.epoch, voters, votesNeeded, isTold),
  };
}

function sentenceOf(
  leaderId: number | null,
  epoch: number,
  voters: readonly QuorumMember[],
  votesNeeded: number,
  isTold: boolean,
): string {
  if (leaderId === null)
    return `The quorum has no leader in epoch ${epoch}: it needs ${votesNeeded} of ${voters.length} votes, and metadata writes wait.`;
  const leads = `Node ${leaderId} leads in epoch ${epoch}`;
  if (!isTold) return `${leads}; how the others stand is known on the leader only.`;
  const late = voters.filter(({ isLeader, lastFetchAgoMs }) => !isLeader && (lastFetchAgoMs ?? Infinity) > SILENT_MS);
  if (late.length === 0) return `${leads}, and all ${voters.length} voters follow.`;
  const names = late.map(({ nodeId }) => `node ${nodeId}`).join(', ');
  const spare = voters.length - late.length - votesNeeded;
  return `${leads}; silent: ${names}. ${spare > 0 ? `${spare} more may fail.` : 'One more failure stops metadata writes.'}`;
}

function memberView(
  one: adminV1.QuorumMember,
  isVoter: boolean,
  leaderId: number | null,
  isTold: boolean,
): QuorumMember {
  const isLeader = one.nodeId === leaderId;
  const logEndOffset = isTold && one.logEndOffset >= 0 ? one.logEndOffset : null;
  const lag = isTold && one.lag >= 0 ? one.lag : null;
  const lastFetchAgoMs = one.lastFetchAgoMs ?? null;
  return {
    nodeId: one.nodeId,
    directoryId: one.directoryId,
    isVoter,
    isLeader,
    address: one.endpoint === undefined ? null : addressOf(one.endpoint),
    logEndOffset,
    lag,
    lastFetchAgoMs,
    lastCaughtUpAgoMs: one.lastCaughtUpAgoMs ?? null,
    sentence: memberSentence({ isVoter, isLeader, lag, lastFetchAgoMs }, isTold),
  };
}

function memberSentence(
  { isVoter, isLeader, lag, lastFetchAgoMs }: Pick<QuorumMember, 'isVoter' | 'isLeader' | 'lag' | 'lastFetchAgoMs'>,
  isTold: boolean,
): string {
  if (isLeader) return 'leads';
  if (!isTold) return 'not known while the leader does not tell';
  if (lastFetchAgoMs === null) return 'was never heard from';
  if (lastFetchAgoMs > SILENT_MS) return `silent for ${Math.round(lastFetchAgoMs / 1_000)} s`;
  const verb = isVoter ? 'follows' : 'observes';
  return lag === null || lag === 0
    ? `${verb}, nothing is missing`
    : `${verb}, ${lag} ${lag === 1 ? 'entry' : 'entries'} behind`;
}
