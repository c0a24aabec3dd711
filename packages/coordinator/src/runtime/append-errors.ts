import type { ErrorCode } from '@drave/base';

/**
 * What a caller is told when the records of a decision could not be written, as Kafka's coordinators translate it: the
 * client looks for the coordinator again, or simply tries again.
 */
export function coordinatorErrorOf(appendError: ErrorCode): ErrorCode {
  switch (appendError) {
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'FENCED_LEADER_EPOCH':
    case 'UNKNOWN_LEADER_EPOCH':
    case 'KAFKA_STORAGE_ERROR':
    case 'SHUTTING_DOWN':
      return 'NOT_COORDINATOR';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
    case 'INVALID_FETCH_SIZE':
      return 'UNKNOWN_SERVER_ERROR';
    // What the partition says of a transaction is for those who run it.
    case 'INVALID_PRODUCER_EPOCH':
    case 'INVALID_TXN_STATE':
    case 'TRANSACTION_COORDINATOR_FENCED':
      return appendError;
    default:
      return 'COORDINATOR_NOT_AVAILABLE';
  }
}

/** The batch lies in the log and may still be replicated: only the waiting is over. */
export function isOnlyLate(appendError: ErrorCode): boolean {
  return appendError === 'REQUEST_TIMED_OUT' || appendError === 'NOT_ENOUGH_REPLICAS_AFTER_APPEND';
}
