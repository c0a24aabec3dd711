import type { DraveError, ErrorCode } from '@drave/base';
import { mayPass } from '../cluster/coordinator-caller.js';

/** Whether the same again may go better, here or at another broker. Every call of a transaction may be repeated. */
export function mayRepeat(step: string, error: DraveError): boolean {
  // The epoch of a member moves on while it keeps its place: with the newer one, which its heartbeat brings, it goes.
  if (step === 'commitOffsets' && (error.code === 'ILLEGAL_GENERATION' || error.code === 'STALE_MEMBER_EPOCH'))
    return true;
  return mayPass(error);
}

/** Refused before anything was done; after any other failure a call may have been carried out. */
export function wasNotDone(error: DraveError): boolean {
  return error.code === 'COORDINATOR_LOAD_IN_PROGRESS';
}

/** Another one has our place, or the coordinator has aborted the transaction. */
const PUT_OUT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
]);

export function saysPutOut(error: DraveError): boolean {
  return PUT_OUT.has(error.code);
}
