import type { ErrorCode } from '@drave/base';

/**
 * What an answer to a marker means.
 * - `written`: the partition has the marker, or can have none.
 * - `retry`: it goes out again, to whoever leads the partition then, for as long as it takes.
 * - `superseded`: another coordinator ends the transaction; nothing of the job goes out any more.
 */
type MarkerOutcome = 'written' | 'retry' | 'superseded';

export function outcomeOf(failure: ErrorCode | undefined): MarkerOutcome {
  switch (failure) {
    case undefined:
      return 'written';
    // The leader has seen a newer epoch of the producer. That is this very marker, whose answer was lost, at a leader
    // that refuses it the second time (KAFKA-19999), or an operator's: what the marker would end is not open. Kafka
    // gives the job up instead, and the transaction stays unfinished for good. To finish it is safe: a coordinator that
    // is not one any more cannot write that.
    case 'INVALID_PRODUCER_EPOCH':
    // The log cannot hold a transaction, so that none is open in it.
    case 'UNSUPPORTED_FOR_MESSAGE_FORMAT':
    case 'UNSUPPORTED_VERSION':
      return 'written';
    case 'TRANSACTION_COORDINATOR_FENCED':
      return 'superseded';
    // A leader that moves, a disk or replicas that fail, a group coordinator that loads; and whatever nobody expects
    // here: a transaction that does not end is worse than a request too many.
    default:
      return 'retry';
  }
}
