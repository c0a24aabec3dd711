import { DraveError, errors, UUID_ZERO, type Uuid } from '@drave/base';
import type { VoterKey } from '../kafka-domain.js';
import type { WireError } from './controller-calls.js';
import type { HandlerContext } from './handler-row.js';

interface NamedVoter {
  readonly clusterId: string | null;
  readonly voterId: number;
  readonly voterDirectoryId: Uuid;
}

/**
 * Whom a change of voters is about; a client that names a cluster means this one.
 * @throws DraveError INCONSISTENT_CLUSTER_ID, INVALID_REQUEST.
 */
export function checkVoter({ domain }: HandlerContext, { clusterId, voterId, voterDirectoryId }: NamedVoter): VoterKey {
  if (clusterId !== null && clusterId !== domain.clusterId)
    throw new DraveError('INCONSISTENT_CLUSTER_ID', `this is cluster ${domain.clusterId}, not '${clusterId}'`);
  if (voterId < 0) throw new DraveError('INVALID_REQUEST', `${voterId} is no id of a voter: ids begin at 0`);
  if (voterDirectoryId === UUID_ZERO)
    throw new DraveError('INVALID_REQUEST', `voter ${voterId} needs the id of its metadata directory`);
  return { nodeId: voterId, directoryId: voterDirectoryId };
}

/** Kafka lets a change time out behind another one; so its tools hear that, and not of a reassignment under way. */
export function refuseVoterChange(errorCode: number, errorMessage: string): WireError {
  const inProgress = errorCode === errors.CHANGE_IN_PROGRESS.kafka;
  return { errorCode: inProgress ? errors.REQUEST_TIMED_OUT.kafka : errorCode, errorMessage };
}
