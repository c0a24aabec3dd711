/** The canonical gRPC status codes (AIP-193) that Drave uses. */
export type StatusName =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

interface ErrorRow {
  /** Kafka's numeric error code (the protocol's error table); -1 (UNKNOWN_SERVER_ERROR) where Kafka has none. */
  readonly kafka: number;
  readonly grpc: StatusName;
  /** True when the same request may succeed later without a change by the caller. */
  readonly retriable: boolean;
  readonly text: string;
}

/** Every error that Drave tells anyone. Kafka's own names and codes where Kafka has one. */
// biome-ignore format: one row per error reads as a table.
export const errors = {
  UNKNOWN_SERVER_ERROR: { kafka: -1, grpc: 'INTERNAL', retriable: false, text: 'the server met an unexpected error' },
  OFFSET_OUT_OF_RANGE: { kafka: 1, grpc: 'OUT_OF_RANGE', retriable: false, text: 'the offset is outside what the partition holds' },
  CORRUPT_MESSAGE: { kafka: 2, grpc: 'INVALID_ARGUMENT', retriable: true, text: 'the record batch failed its checksum or is malformed' },
  UNKNOWN_TOPIC_OR_PARTITION: { kafka: 3, grpc: 'NOT_FOUND', retriable: true, text: 'no such topic or partition' },
  LEADER_NOT_AVAILABLE: { kafka: 5, grpc: 'UNAVAILABLE', retriable: true, text: 'the partition has no leader at the moment' },
  NOT_LEADER_OR_FOLLOWER: { kafka: 6, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'this broker does not lead the partition' },
  REQUEST_TIMED_OUT: { kafka: 7, grpc: 'DEADLINE_EXCEEDED', retriable: true, text: 'the request took longer than its deadline; its outcome is unknown' },
  BROKER_NOT_AVAILABLE: { kafka: 8, grpc: 'UNAVAILABLE', retriable: true, text: 'the broker is not available' },
  REPLICA_NOT_AVAILABLE: { kafka: 9, grpc: 'UNAVAILABLE', retriable: true, text: 'the replica is not available on this broker' },
  MESSAGE_TOO_LARGE: { kafka: 10, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the record batch is larger than max.message.bytes' },
  NETWORK_EXCEPTION: { kafka: 13, grpc: 'UNAVAILABLE', retriable: true, text: 'the connection failed; the outcome is unknown' },
  INVALID_TOPIC_EXCEPTION: { kafka: 17, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the topic name is not valid' },
  RECORD_LIST_TOO_LARGE: { kafka: 18, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the request holds more record data than a segment may' },
  NOT_ENOUGH_REPLICAS: { kafka: 19, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'fewer in-sync replicas than min.insync.replicas' },
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: { kafka: 20, grpc: 'UNAVAILABLE', retriable: true, text: 'written, but to fewer in-sync replicas than required' },
  INVALID_REQUIRED_ACKS: { kafka: 21, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'acks must be 0, 1 or all (-1)' },
  TOPIC_AUTHORIZATION_FAILED: { kafka: 29, grpc: 'PERMISSION_DENIED', retriable: false, text: 'not authorised for this topic' },
  CLUSTER_AUTHORIZATION_FAILED: { kafka: 31, grpc: 'PERMISSION_DENIED', retriable: false, text: 'not authorised for this cluster operation' },
  INVALID_TIMESTAMP: { kafka: 32, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'a record timestamp is out of the accepted range' },
  UNSUPPORTED_VERSION: { kafka: 35, grpc: 'UNIMPLEMENTED', retriable: false, text: 'the version is not supported' },
  TOPIC_ALREADY_EXISTS: { kafka: 36, grpc: 'ALREADY_EXISTS', retriable: false, text: 'a topic of this name exists already' },
  INVALID_PARTITIONS: { kafka: 37, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the number of partitions is not valid' },
  INVALID_REPLICATION_FACTOR: { kafka: 38, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the replication factor is below 1 or above the number of brokers' },
  INVALID_REPLICA_ASSIGNMENT: { kafka: 39, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the replica assignment is not valid' },
  INVALID_CONFIG: { kafka: 40, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the configuration is not valid' },
  NOT_CONTROLLER: { kafka: 41, grpc: 'UNAVAILABLE', retriable: true, text: 'this node is not the active controller' },
  INVALID_REQUEST: { kafka: 42, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the request is malformed' },
  POLICY_VIOLATION: { kafka: 44, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the request breaks a policy of the cluster' },
  OUT_OF_ORDER_SEQUENCE_NUMBER: { kafka: 45, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the producer sequence number does not follow the last one' },
  DUPLICATE_SEQUENCE_NUMBER: { kafka: 46, grpc: 'ALREADY_EXISTS', retriable: false, text: 'the producer sequence number was used before' },
  INVALID_PRODUCER_EPOCH: { kafka: 47, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the producer epoch is older than the current one' },
  KAFKA_STORAGE_ERROR: { kafka: 56, grpc: 'UNAVAILABLE', retriable: true, text: "the partition's log directory is offline" },
  LOG_DIR_NOT_FOUND: { kafka: 57, grpc: 'NOT_FOUND', retriable: false, text: 'no such log directory' },
  UNKNOWN_PRODUCER_ID: { kafka: 59, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the broker holds no state for this producer id' },
  FENCED_LEADER_EPOCH: { kafka: 74, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'the leader epoch is older than the current one' },
  UNKNOWN_LEADER_EPOCH: { kafka: 75, grpc: 'UNAVAILABLE', retriable: true, text: 'the leader epoch is newer than this node knows' },
  UNSUPPORTED_COMPRESSION_TYPE: { kafka: 76, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the compression type is not supported' },
  STALE_BROKER_EPOCH: { kafka: 77, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the broker epoch is not the current one' },
  OFFSET_NOT_AVAILABLE: { kafka: 78, grpc: 'UNAVAILABLE', retriable: true, text: 'the new leader has not caught up with its high watermark yet' },
  PREFERRED_LEADER_NOT_AVAILABLE: { kafka: 80, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'the preferred leader is not in sync or not alive' },
  ELIGIBLE_LEADERS_NOT_AVAILABLE: { kafka: 83, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'no eligible leader is available' },
  ELECTION_NOT_NEEDED: { kafka: 84, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the partition has its wanted leader already' },
  INVALID_RECORD: { kafka: 87, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'a record failed validation' },
  PRODUCER_FENCED: { kafka: 90, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'a newer producer has taken this identity' },
  INCONSISTENT_VOTER_SET: { kafka: 94, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the sender and this node disagree on the voters' },
  INVALID_UPDATE_VERSION: { kafka: 95, grpc: 'ABORTED', retriable: true, text: 'the partition epoch has moved on' },
  FEATURE_UPDATE_FAILED: { kafka: 96, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the feature level could not be changed' },
  RESOURCE_NOT_FOUND: { kafka: 91, grpc: 'NOT_FOUND', retriable: false, text: 'no such resource' },
  SNAPSHOT_NOT_FOUND: { kafka: 98, grpc: 'NOT_FOUND', retriable: true, text: 'the snapshot is not here any more' },
  POSITION_OUT_OF_RANGE: { kafka: 99, grpc: 'OUT_OF_RANGE', retriable: false, text: 'the position is outside the snapshot' },
  UNKNOWN_TOPIC_ID: { kafka: 100, grpc: 'NOT_FOUND', retriable: true, text: 'no topic has this id' },
  DUPLICATE_BROKER_REGISTRATION: { kafka: 101, grpc: 'ALREADY_EXISTS', retriable: false, text: 'another live broker has this id' },
  BROKER_ID_NOT_REGISTERED: { kafka: 102, grpc: 'NOT_FOUND', retriable: false, text: 'no broker with this id is registered' },
  INCONSISTENT_TOPIC_ID: { kafka: 103, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'the topic id does not match the topic name' },
  INCONSISTENT_CLUSTER_ID: { kafka: 104, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the sender belongs to another cluster' },
  INELIGIBLE_REPLICA: { kafka: 107, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'a proposed in-sync replica is fenced, shutting down or of another incarnation' },
  NEW_LEADER_ELECTED: { kafka: 108, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the change was made and ended this leadership' },
  UNKNOWN_CONTROLLER_ID: { kafka: 116, grpc: 'NOT_FOUND', retriable: false, text: 'no such controller' },
  INVALID_REGISTRATION: { kafka: 119, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the broker registration is not valid' },
  INVALID_VOTER_KEY: { kafka: 125, grpc: 'FAILED_PRECONDITION', retriable: false, text: "the voter's id or directory id does not match" },
  DUPLICATE_VOTER: { kafka: 126, grpc: 'ALREADY_EXISTS', retriable: false, text: 'the voter is in the quorum already' },
  VOTER_NOT_FOUND: { kafka: 127, grpc: 'NOT_FOUND', retriable: false, text: 'the voter is not in the quorum' },
  THROTTLING_QUOTA_EXCEEDED: { kafka: 89, grpc: 'RESOURCE_EXHAUSTED', retriable: true, text: 'a quota or a limit is exhausted' },
  INVALID_FETCH_SIZE: { kafka: 4, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the fetch size is not valid' },
  OFFSET_METADATA_TOO_LARGE: { kafka: 12, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the metadata of a committed offset is larger than offset.metadata.max.bytes' },
  COORDINATOR_LOAD_IN_PROGRESS: { kafka: 14, grpc: 'UNAVAILABLE', retriable: true, text: 'the coordinator is reading its partition' },
  COORDINATOR_NOT_AVAILABLE: { kafka: 15, grpc: 'UNAVAILABLE', retriable: true, text: 'no coordinator is available at the moment' },
  NOT_COORDINATOR: { kafka: 16, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'this broker does not coordinate that' },
  ILLEGAL_GENERATION: { kafka: 22, grpc: 'FAILED_PRECONDITION', retriable: false, text: "the generation is not the group's current one" },
  INCONSISTENT_GROUP_PROTOCOL: { kafka: 23, grpc: 'FAILED_PRECONDITION', retriable: false, text: "the member's protocols do not fit those of the group" },
  INVALID_GROUP_ID: { kafka: 24, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the group id is not valid' },
  UNKNOWN_MEMBER_ID: { kafka: 25, grpc: 'NOT_FOUND', retriable: false, text: 'the group has no such member' },
  INVALID_SESSION_TIMEOUT: { kafka: 26, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the session timeout is outside group.min.session.timeout.ms to group.max.session.timeout.ms' },
  REBALANCE_IN_PROGRESS: { kafka: 27, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the group is rebalancing: the member must join again' },
  INVALID_COMMIT_OFFSET_SIZE: { kafka: 28, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the committed offsets do not fit one record batch' },
  GROUP_AUTHORIZATION_FAILED: { kafka: 30, grpc: 'PERMISSION_DENIED', retriable: false, text: 'not authorised for this group' },
  UNSUPPORTED_SASL_MECHANISM: { kafka: 33, grpc: 'UNIMPLEMENTED', retriable: false, text: 'the SASL mechanism is not enabled' },
  ILLEGAL_SASL_STATE: { kafka: 34, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the request is not valid in the present state of authentication' },
  UNSUPPORTED_FOR_MESSAGE_FORMAT: { kafka: 43, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the message format does not support this' },
  INVALID_TXN_STATE: { kafka: 48, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the transaction is not in a state for this' },
  INVALID_PRODUCER_ID_MAPPING: { kafka: 49, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the producer id does not belong to the transactional id' },
  INVALID_TRANSACTION_TIMEOUT: { kafka: 50, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the transaction timeout is larger than transaction.max.timeout.ms' },
  CONCURRENT_TRANSACTIONS: { kafka: 51, grpc: 'ABORTED', retriable: true, text: 'the transaction before is still being completed' },
  TRANSACTION_COORDINATOR_FENCED: { kafka: 52, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'a newer transaction coordinator has taken over' },
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: { kafka: 53, grpc: 'PERMISSION_DENIED', retriable: false, text: 'not authorised for this transactional id' },
  SECURITY_DISABLED: { kafka: 54, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'security features are disabled' },
  OPERATION_NOT_ATTEMPTED: { kafka: 55, grpc: 'ABORTED', retriable: false, text: 'not attempted, because another part of the request failed' },
  DELEGATION_TOKEN_AUTH_DISABLED: { kafka: 61, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'delegation tokens are switched off' },
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: { kafka: 64, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'delegation tokens need a connection with authentication' },
  REASSIGNMENT_IN_PROGRESS: { kafka: 60, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'a reassignment of the partition is in progress' },
  NON_EMPTY_GROUP: { kafka: 68, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the group has members' },
  GROUP_ID_NOT_FOUND: { kafka: 69, grpc: 'NOT_FOUND', retriable: false, text: 'no such group' },
  FETCH_SESSION_ID_NOT_FOUND: { kafka: 70, grpc: 'NOT_FOUND', retriable: true, text: 'the fetch session is not here any more' },
  INVALID_FETCH_SESSION_EPOCH: { kafka: 71, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'the fetch session epoch is not the next one' },
  LISTENER_NOT_FOUND: { kafka: 72, grpc: 'UNAVAILABLE', retriable: true, text: 'the leader has no such listener' },
  TOPIC_DELETION_DISABLED: { kafka: 73, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'delete.topic.enable is false' },
  MEMBER_ID_REQUIRED: { kafka: 79, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'join again with the member id that was given' },
  GROUP_MAX_SIZE_REACHED: { kafka: 81, grpc: 'RESOURCE_EXHAUSTED', retriable: false, text: 'the group has group.max.size members' },
  FENCED_INSTANCE_ID: { kafka: 82, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'another member has taken this group instance id' },
  NO_REASSIGNMENT_IN_PROGRESS: { kafka: 85, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'no reassignment of the partition is in progress' },
  GROUP_SUBSCRIBED_TO_TOPIC: { kafka: 86, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the group is subscribed to the topic' },
  UNSTABLE_OFFSET_COMMIT: { kafka: 88, grpc: 'UNAVAILABLE', retriable: true, text: 'a transaction that commits this offset is open' },
  DUPLICATE_RESOURCE: { kafka: 92, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the request names a resource twice' },
  UNACCEPTABLE_CREDENTIAL: { kafka: 93, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the credential does not meet the requirements' },
  TRANSACTIONAL_ID_NOT_FOUND: { kafka: 105, grpc: 'NOT_FOUND', retriable: false, text: 'no such transactional id' },
  FETCH_SESSION_TOPIC_ID_ERROR: { kafka: 106, grpc: 'FAILED_PRECONDITION', retriable: true, text: 'the fetch session mixes topic names and topic ids' },
  FENCED_MEMBER_EPOCH: { kafka: 110, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the member epoch is fenced: the member must rejoin' },
  UNRELEASED_INSTANCE_ID: { kafka: 111, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'another member still uses this group instance id' },
  UNSUPPORTED_ASSIGNOR: { kafka: 112, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the assignor is not one of group.consumer.assignors' },
  STALE_MEMBER_EPOCH: { kafka: 113, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the member epoch is stale: retry with the one of the latest heartbeat' },
  MISMATCHED_ENDPOINT_TYPE: { kafka: 114, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the request was sent to an endpoint of the wrong kind' },
  UNSUPPORTED_ENDPOINT_TYPE: { kafka: 115, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'this kind of endpoint is not supported' },
  TRANSACTION_ABORTABLE: { kafka: 120, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the transaction cannot go on: abort it, and begin another' },
  INVALID_REGULAR_EXPRESSION: { kafka: 128, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the regular expression is not valid' },
  // Kafka has no code for the rows below. They travel as UNKNOWN_SERVER_ERROR on the Kafka side.
  EVEN_QUORUM: { kafka: 42, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'an even number of controllers tolerates no more failures than one fewer' },
  REQUEST_ID_REUSED: { kafka: 42, grpc: 'INVALID_ARGUMENT', retriable: false, text: 'the request id was used before for a different request' },
  ANSWER_NOT_KEPT: { kafka: 7, grpc: 'ALREADY_EXISTS', retriable: false, text: 'the request was carried out before, and its answer was too large to keep' },
  CHANGE_IN_PROGRESS: { kafka: 60, grpc: 'ABORTED', retriable: true, text: 'another change of the same kind is in progress' },
  DISK_FULL: { kafka: 56, grpc: 'RESOURCE_EXHAUSTED', retriable: true, text: 'no space is left on the disk' },
  CORRUPT_DATA: { kafka: 2, grpc: 'DATA_LOSS', retriable: false, text: 'stored data failed its checksum' },
  DATA_DIRECTORY_MISMATCH: { kafka: 104, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the data directory belongs to another node or cluster' },
  DATA_DIRECTORY_LOCKED: { kafka: 56, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'another process uses the data directory' },
  ADDRESS_IN_USE: { kafka: -1, grpc: 'FAILED_PRECONDITION', retriable: false, text: 'the address is in use' },
  CANCELLED: { kafka: -1, grpc: 'CANCELLED', retriable: false, text: 'the caller gave up' },
  SHUTTING_DOWN: { kafka: 8, grpc: 'UNAVAILABLE', retriable: true, text: 'the node is shutting down' },
  UNAUTHENTICATED: { kafka: 58, grpc: 'UNAUTHENTICATED', retriable: false, text: 'the caller is not authenticated' },
  UNIMPLEMENTED: { kafka: 35, grpc: 'UNIMPLEMENTED', retriable: false, text: 'this node does not offer that operation' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errors;

/** What an error carries beside its code: the place to go next, in words and in data. */
export interface ErrorDetails {
  /** The node that leads what was asked for, when known. */
  readonly leaderId?: number;
  readonly leaderEndpoint?: string;
  readonly leaderEpoch?: number;
  /** The fields of the request that are wrong. Over gRPC: google.rpc.BadRequest. */
  readonly fieldViolations?: readonly FieldViolation[];
  /**
   * What was not found, is there already, or must not be touched: its type, for example `drave/Topic`, and its name,
   * for example `topics/orders`. Over gRPC: google.rpc.ResourceInfo.
   */
  readonly resource?: { readonly type: string; readonly name: string };
  /** What is to be changed before the same request can succeed. Over gRPC: google.rpc.PreconditionFailure. */
  readonly preconditions?: readonly PreconditionViolation[];
  /** Further facts, shown by `-o json` and carried in the gRPC ErrorInfo. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A field of a request that is wrong, by its name in the proto file, and what is wrong with it. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

export interface PreconditionViolation {
  /** The code of the error table. */
  readonly type: string;
  /** What it is about, by its name as in `resource`; empty when it has none. */
  readonly subject: string;
  readonly description: string;
}

/** The one error class. `message` says what, why and what next. */
export class DraveError extends Error {
  override readonly name = 'DraveError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message?: string, details: ErrorDetails = {}) {
    super(message ?? errors[code].text, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get row(): ErrorRow {
    return errors[this.code];
  }

  get retriable(): boolean {
    return errors[this.code].retriable;
  }

  /** Wraps whatever was thrown at a boundary; a DraveError passes through unchanged. */
  static from(reason: unknown): DraveError {
    if (reason instanceof DraveError) return reason;
    const message = isError(reason) ? reason.message : String(reason);
    return new DraveError('UNKNOWN_SERVER_ERROR', message, { cause: reason });
  }
}

/**
 * Whether a value is an error, of whatever realm. Jest runs tests and what they import in a realm of their own, where
 * the errors of Node's own modules are not instances of `Error`.
 */
export function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}

export function isDraveError(reason: unknown, code?: ErrorCode): reason is DraveError {
  return reason instanceof DraveError && (code === undefined || reason.code === code);
}

const byKafkaCode = new Map<number, ErrorCode>();
for (const code of Object.keys(errors) as ErrorCode[]) {
  const { kafka } = errors[code];
  if (!byKafkaCode.has(kafka)) byKafkaCode.set(kafka, code);
}

/** The first table row with this Kafka code; UNKNOWN_SERVER_ERROR for a code we do not know. */
export function errorCodeFromKafka(kafka: number): ErrorCode {
  return byKafkaCode.get(kafka) ?? 'UNKNOWN_SERVER_ERROR';
}
