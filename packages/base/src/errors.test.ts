import { describe, expect, it } from 'vitest';
import { DraveError, errorCodeFromKafka, errors, isDraveError, isError, type ErrorCode } from './index.js';

/** The names and codes of the Kafka protocol's own error table, as of 4.0. */
const KAFKA_CODES: Readonly<Record<string, number>> = {
  UNKNOWN_SERVER_ERROR: -1,
  OFFSET_OUT_OF_RANGE: 1,
  CORRUPT_MESSAGE: 2,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  INVALID_FETCH_SIZE: 4,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER_OR_FOLLOWER: 6,
  REQUEST_TIMED_OUT: 7,
  BROKER_NOT_AVAILABLE: 8,
  REPLICA_NOT_AVAILABLE: 9,
  MESSAGE_TOO_LARGE: 10,
  STALE_CONTROLLER_EPOCH: 11,
  OFFSET_METADATA_TOO_LARGE: 12,
  NETWORK_EXCEPTION: 13,
  COORDINATOR_LOAD_IN_PROGRESS: 14,
  COORDINATOR_NOT_AVAILABLE: 15,
  NOT_COORDINATOR: 16,
  INVALID_TOPIC_EXCEPTION: 17,
  RECORD_LIST_TOO_LARGE: 18,
  NOT_ENOUGH_REPLICAS: 19,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20,
  INVALID_REQUIRED_ACKS: 21,
  ILLEGAL_GENERATION: 22,
  INCONSISTENT_GROUP_PROTOCOL: 23,
  INVALID_GROUP_ID: 24,
  UNKNOWN_MEMBER_ID: 25,
  INVALID_SESSION_TIMEOUT: 26,
  REBALANCE_IN_PROGRESS: 27,
  INVALID_COMMIT_OFFSET_SIZE: 28,
  TOPIC_AUTHORIZATION_FAILED: 29,
  GROUP_AUTHORIZATION_FAILED: 30,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  INVALID_TIMESTAMP: 32,
  UNSUPPORTED_SASL_MECHANISM: 33,
  ILLEGAL_SASL_STATE: 34,
  UNSUPPORTED_VERSION: 35,
  TOPIC_ALREADY_EXISTS: 36,
  INVALID_PARTITIONS: 37,
  INVALID_REPLICATION_FACTOR: 38,
  INVALID_REPLICA_ASSIGNMENT: 39,
  INVALID_CONFIG: 40,
  NOT_CONTROLLER: 41,
  INVALID_REQUEST: 42,
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 43,
  POLICY_VIOLATION: 44,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  DUPLICATE_SEQUENCE_NUMBER: 46,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_TXN_STATE: 48,
  INVALID_PRODUCER_ID_MAPPING: 49,
  INVALID_TRANSACTION_TIMEOUT: 50,
  CONCURRENT_TRANSACTIONS: 51,
  TRANSACTION_COORDINATOR_FENCED: 52,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  SECURITY_DISABLED: 54,
  OPERATION_NOT_ATTEMPTED: 55,
  KAFKA_STORAGE_ERROR: 56,
  LOG_DIR_NOT_FOUND: 57,
  SASL_AUTHENTICATION_FAILED: 58,
  UNKNOWN_PRODUCER_ID: 59,
  REASSIGNMENT_IN_PROGRESS: 60,
  DELEGATION_TOKEN_AUTH_DISABLED: 61,
  DELEGATION_TOKEN_NOT_FOUND: 62,
  DELEGATION_TOKEN_OWNER_MISMATCH: 63,
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: 64,
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: 65,
  DELEGATION_TOKEN_EXPIRED: 66,
  INVALID_PRINCIPAL_TYPE: 67,
  NON_EMPTY_GROUP: 68,
  GROUP_ID_NOT_FOUND: 69,
  FETCH_SESSION_ID_NOT_FOUND: 70,
  INVALID_FETCH_SESSION_EPOCH: 71,
  LISTENER_NOT_FOUND: 72,
  TOPIC_DELETION_DISABLED: 73,
  FENCED_LEADER_EPOCH: 74,
  UNKNOWN_LEADER_EPOCH: 75,
  UNSUPPORTED_COMPRESSION_TYPE: 76,
  STALE_BROKER_EPOCH: 77,
  OFFSET_NOT_AVAILABLE: 78,
  MEMBER_ID_REQUIRED: 79,
  PREFERRED_LEADER_NOT_AVAILABLE: 80,
  GROUP_MAX_SIZE_REACHED: 81,
  FENCED_INSTANCE_ID: 82,
  ELIGIBLE_LEADERS_NOT_AVAILABLE: 83,
  ELECTION_NOT_NEEDED: 84,
  NO_REASSIGNMENT_IN_PROGRESS: 85,
  GROUP_SUBSCRIBED_TO_TOPIC: 86,
  INVALID_RECORD: 87,
  UNSTABLE_OFFSET_COMMIT: 88,
  THROTTLING_QUOTA_EXCEEDED: 89,
  PRODUCER_FENCED: 90,
  RESOURCE_NOT_FOUND: 91,
  DUPLICATE_RESOURCE: 92,
  UNACCEPTABLE_CREDENTIAL: 93,
  INCONSISTENT_VOTER_SET: 94,
  INVALID_UPDATE_VERSION: 95,
  FEATURE_UPDATE_FAILED: 96,
  PRINCIPAL_DESERIALIZATION_FAILURE: 97,
  SNAPSHOT_NOT_FOUND: 98,
  POSITION_OUT_OF_RANGE: 99,
  UNKNOWN_TOPIC_ID: 100,
  DUPLICATE_BROKER_REGISTRATION: 101,
  BROKER_ID_NOT_REGISTERED: 102,
  INCONSISTENT_TOPIC_ID: 103,
  INCONSISTENT_CLUSTER_ID: 104,
  TRANSACTIONAL_ID_NOT_FOUND: 105,
  FETCH_SESSION_TOPIC_ID_ERROR: 106,
  INELIGIBLE_REPLICA: 107,
  NEW_LEADER_ELECTED: 108,
  OFFSET_MOVED_TO_TIERED_STORAGE: 109,
  FENCED_MEMBER_EPOCH: 110,
  UNRELEASED_INSTANCE_ID: 111,
  UNSUPPORTED_ASSIGNOR: 112,
  STALE_MEMBER_EPOCH: 113,
  MISMATCHED_ENDPOINT_TYPE: 114,
  UNSUPPORTED_ENDPOINT_TYPE: 115,
  UNKNOWN_CONTROLLER_ID: 116,
  UNKNOWN_SUBSCRIPTION_ID: 117,
  TELEMETRY_TOO_LARGE: 118,
  INVALID_REGISTRATION: 119,
  TRANSACTION_ABORTABLE: 120,
  INVALID_RECORD_STATE: 121,
  SHARE_SESSION_NOT_FOUND: 122,
  INVALID_SHARE_SESSION_EPOCH: 123,
  FENCED_STATE_EPOCH: 124,
  INVALID_VOTER_KEY: 125,
  DUPLICATE_VOTER: 126,
  VOTER_NOT_FOUND: 127,
  INVALID_REGULAR_EXPRESSION: 128,
};

/** The sixteen canonical codes without OK. */
const GRPC_CODES = [
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const codes = Object.keys(errors) as ErrorCode[];
const kafkaNamed = codes.filter((code) => KAFKA_CODES[code] !== undefined);

describe('the error table', () => {
  it("gives every name that Kafka has Kafka's own code", () => {
    expect(kafkaNamed.filter((code) => errors[code].kafka !== KAFKA_CODES[code])).toEqual([]);
    expect(kafkaNamed.length).toBeGreaterThan(50);
  });

  it('lends our own errors a code that Kafka clients know', () => {
    const known = new Set(Object.values(KAFKA_CODES));
    expect(codes.filter((code) => !known.has(errors[code].kafka))).toEqual([]);
  });

  it('uses a Kafka code for one Kafka name only', () => {
    expect(new Set(kafkaNamed.map((code) => errors[code].kafka)).size).toBe(kafkaNamed.length);
  });

  it('uses canonical gRPC codes, upper-case names and texts that say something', () => {
    expect(codes.filter((code) => !GRPC_CODES.includes(errors[code].grpc))).toEqual([]);
    expect(codes.filter((code) => !/^[A-Z][A-Z0-9_]*$/.test(code))).toEqual([]);
    expect(codes.filter((code) => errors[code].text.length <= 10 || /[.!]$/.test(errors[code].text))).toEqual([]);
  });

  it('calls nothing retriable that the caller must change', () => {
    const final = ['INVALID_ARGUMENT', 'PERMISSION_DENIED', 'UNAUTHENTICATED', 'UNIMPLEMENTED', 'DATA_LOSS'];
    const retriable = codes.filter((code) => errors[code].retriable);
    // Kafka's exception: damage on the way, the same batch may arrive whole.
    expect(retriable.filter((code) => final.includes(errors[code].grpc))).toEqual(['CORRUPT_MESSAGE']);
    expect(codes.filter((code) => errors[code].grpc === 'UNAVAILABLE' && !errors[code].retriable)).toEqual([]);
  });

  it('has no two rows with one text', () => {
    expect(new Set(codes.map((code) => errors[code].text)).size).toBe(codes.length);
  });

  it('maps a Kafka code back to the name that Kafka gave it', () => {
    expect(kafkaNamed.filter((code) => errorCodeFromKafka(errors[code].kafka) !== code)).toEqual([]);
    expect(errorCodeFromKafka(31_999)).toBe('UNKNOWN_SERVER_ERROR');
  });
});

describe('DraveError', () => {
  it('takes its text from the table unless it is given one', () => {
    expect(new DraveError('DISK_FULL').message).toBe(errors.DISK_FULL.text);
    const cause = new Error('below');
    const error = new DraveError('DISK_FULL', 'more words', { cause, leaderId: 3 });
    expect([error.message, error.cause, error.details.leaderId, error.retriable]).toEqual([
      'more words',
      cause,
      3,
      true,
    ]);
    expect(error.row).toBe(errors.DISK_FULL);
  });

  it('wraps strangers and passes itself through', () => {
    const own = new DraveError('CANCELLED');
    expect(DraveError.from(own)).toBe(own);
    const stranger = new TypeError('oops');
    expect(DraveError.from(stranger)).toMatchObject({ code: 'UNKNOWN_SERVER_ERROR', message: 'oops', cause: stranger });
    expect(DraveError.from('a string').message).toBe('a string');
    expect(isDraveError(own)).toBe(true);
    expect(isDraveError(own, 'CANCELLED')).toBe(true);
    expect(isDraveError(own, 'DISK_FULL')).toBe(false);
    expect(isDraveError(stranger)).toBe(false);
  });

  it('knows errors of every realm', () => {
    // An error whose prototype is not one of this realm's.
    const foreign: unknown = Object.setPrototypeOf(new TypeError('from far away'), { name: 'TypeError' });
    expect(foreign).not.toBeInstanceOf(Error);
    expect([foreign, new DraveError('CANCELLED'), new RangeError()].map(isError)).toEqual([true, true, true]);
    expect([undefined, null, 'Error', { message: 'like one' }].map(isError)).toEqual([false, false, false, false]);
    expect(DraveError.from(foreign).message).toBe('from far away');
  });
});
