import type { DraveError, ErrorCode } from '@drave/base';

/**
 * Refusals that a broker gives before it touches the log. After any other failure — also NOT_LEADER_OR_FOLLOWER, which
 * a deposed leader says about batches it has appended — the batch may be in the log, and a copy under a new sequence
 * would be a duplicate.
 */
const REFUSED_BEFORE_APPEND: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CORRUPT_MESSAGE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'MESSAGE_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'RECORD_LIST_TOO_LARGE',
  'NOT_ENOUGH_REPLICAS',
  'INVALID_REQUIRED_ACKS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_VERSION',
  'INVALID_REQUEST',
  'POLICY_VIOLATION',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'UNKNOWN_PRODUCER_ID',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'INVALID_RECORD',
  'PRODUCER_FENCED',
  'THROTTLING_QUOTA_EXCEEDED',
  'UNAUTHENTICATED',
  'UNIMPLEMENTED',
  'CONCURRENT_TRANSACTIONS',
  'INVALID_TXN_STATE',
  'INVALID_PRODUCER_ID_MAPPING',
  'TRANSACTION_ABORTABLE',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
]);

export function outcomeIsUnknown(error: DraveError): boolean {
  return !REFUSED_BEFORE_APPEND.has(error.code);
}

/** Errors after which the leader must be looked up again. */
const LEADERSHIP: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'BROKER_NOT_AVAILABLE',
  'REPLICA_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'SHUTTING_DOWN',
  'REQUEST_TIMED_OUT',
]);

export function asksForMetadata(error: DraveError): boolean {
  return LEADERSHIP.has(error.code);
}
