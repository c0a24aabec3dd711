import type { DraveError, ErrorCode } from '@drave/base';
import { mayPass } from '../cluster/coordinator-caller.js';

/**
 * Whether a step of a transaction may succeed when it is repeated, here or at another broker. Every step is idempotent.
 */
export function mayRepeat(step: string, error: DraveError): boolean {
  // The epoch of a member is raised while it stays a member; a later attempt sends the newer one, which a heartbeat
  // brings.
  if (step === 'commitOffsets' && (error.code === 'ILLEGAL_GENERATION' || error.code === 'STALE_MEMBER_EPOCH'))
    return true;
  return mayPass(error);
}

/** Whether the step certainly was not carried out; after any other failure it may have been. */
export function wasNotDone(error: DraveError): boolean {
  return error.code === 'COORDINATOR_LOAD_IN_PROGRESS';
}

/**
 * Errors of a fenced producer: a newer one has its transactional id, or the coordinator has aborted its transaction.
 */
const FENCED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
]);

export function isFenced(error: DraveError): boolean {
  return FENCED.has(error.code);
}
