import { DraveError, type ErrorCode, type ErrorDetails, errors, type StatusName, present } from '@drave/base';
import { withoutConnectionLoss } from './connection-loss.js';
import * as googleRpc from './generated/google.rpc.js';
import { detailsOfError, errorDetailsOf } from './status-details.js';

/**
 * A DraveError as it travels: code and message for every client, `details` (google.rpc.Status) for those that read it.
 */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
  readonly details: Uint8Array | undefined;
}

/** The trailer that carries `details`. */
export const STATUS_DETAILS_KEY = 'grpc-status-details-bin';

/** google.rpc.Code. */
export const statusNumbers: Readonly<Record<StatusName, number>> = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
};

const DOMAIN = 'drave';
const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';
/** Trailers share one HTTP/2 header block of 64 KiB; what does not fit would lose the whole status. */
const MESSAGE_LENGTH_MAX = 2_000;
const METADATA_VALUE_LENGTH_MAX = 1_000;
const METADATA_ENTRIES_MAX = 16;
const DETAIL_LENGTH_MAX = 300;

/** What a status of some other gRPC implementation means to us. */
const CODE_BY_STATUS: Readonly<Record<StatusName, ErrorCode>> = {
  CANCELLED: 'CANCELLED',
  UNKNOWN: 'UNKNOWN_SERVER_ERROR',
  INVALID_ARGUMENT: 'INVALID_REQUEST',
  DEADLINE_EXCEEDED: 'REQUEST_TIMED_OUT',
  NOT_FOUND: 'INVALID_REQUEST',
  ALREADY_EXISTS: 'INVALID_REQUEST',
  PERMISSION_DENIED: 'CLUSTER_AUTHORIZATION_FAILED',
  RESOURCE_EXHAUSTED: 'THROTTLING_QUOTA_EXCEEDED',
  FAILED_PRECONDITION: 'POLICY_VIOLATION',
  ABORTED: 'CHANGE_IN_PROGRESS',
  OUT_OF_RANGE: 'INVALID_REQUEST',
  UNIMPLEMENTED: 'UNIMPLEMENTED',
  INTERNAL: 'UNKNOWN_SERVER_ERROR',
  UNAVAILABLE: 'NETWORK_EXCEPTION',
  DATA_LOSS: 'CORRUPT_DATA',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
};

/** Canonical code, message, exactly one ErrorInfo, and what `detailsOfError` adds. */
export function statusFromError(error: DraveError): RpcStatus {
  const code = statusNumbers[errors[error.code].grpc];
  const message = wellFormed(error.message, MESSAGE_LENGTH_MAX);
  const metadata = metadataOf(error);
  const info = googleRpc.ErrorInfo.encode({ reason: error.code, domain: DOMAIN, metadata });
  const shorten = (text: string) => wellFormed(text, DETAIL_LENGTH_MAX);
  const details = [{ typeUrl: ERROR_INFO, value: info }, ...detailsOfError(error, shorten)];
  return { code, message, details: googleRpc.Status.encode({ code, message, details }) };
}

/** The inverse; a status without our ErrorInfo becomes the row that fits its canonical code best. */
export function errorFromStatus(status: RpcStatus): DraveError {
  const own = status.details === undefined ? undefined : ownError(status.message, status.details);
  if (own !== undefined) return own;
  const name = statusName(status.code);
  return new DraveError(CODE_BY_STATUS[name], status.message === '' ? undefined : status.message, {
    metadata: { grpc_status: name },
  });
}

function statusName(code: number): StatusName {
  for (const name of Object.keys(statusNumbers) as StatusName[]) if (statusNumbers[name] === code) return name;
  return 'UNKNOWN';
}

function metadataOf(error: DraveError): ReadonlyMap<string, string> {
  const { details } = error;
  const metadata = new Map<string, string>();
  for (const [key, value] of Object.entries(withoutConnectionLoss(details.metadata ?? {})).slice(
    0,
    METADATA_ENTRIES_MAX,
  ))
    metadata.set(key, wellFormed(value, METADATA_VALUE_LENGTH_MAX));
  metadata.set('kafka_error_code', String(errors[error.code].kafka));
  if (details.leaderId !== undefined) metadata.set('leader_id', String(details.leaderId));
  if (details.leaderEndpoint !== undefined) metadata.set('leader_endpoint', details.leaderEndpoint);
  if (details.leaderEpoch !== undefined) metadata.set('leader_epoch', String(details.leaderEpoch));
  return metadata;
}

function ownError(message: string, bytes: Uint8Array): DraveError | undefined {
  try {
    const status = googleRpc.Status.decode(bytes);
    const any = status.details.find((detail) => detail.typeUrl === ERROR_INFO);
    if (any === undefined) return undefined;
    const info = googleRpc.ErrorInfo.decode(any.value);
    if (info.domain !== DOMAIN || !Object.hasOwn(errors, info.reason)) return undefined;
    return new DraveError(info.reason as ErrorCode, status.message === '' ? message : status.message, {
      ...detailsOf(info),
      ...errorDetailsOf(status.details),
    });
  } catch (reason) {
    // The details are malformed, perhaps another system's, and not ours to judge; code and message still tell enough.
    if (reason instanceof DraveError) return undefined;
    throw reason;
  }
}

function detailsOf(info: googleRpc.ErrorInfo): ErrorDetails {
  const {
    leader_id,
    leader_endpoint,
    leader_epoch,
    kafka_error_code: _derived,
    ...rest
  } = Object.fromEntries(info.metadata);
  const metadata = withoutConnectionLoss(rest);
  const leaderId = integerOf(leader_id);
  const leaderEpoch = integerOf(leader_epoch);
  return {
    ...present({ leaderId, leaderEndpoint: leader_endpoint, leaderEpoch }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

function integerOf(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A lone surrogate would break the percent-encoding of the trailer. */
function wellFormed(text: string, lengthMax: number): string {
  return Buffer.from(text.length > lengthMax ? `${text.slice(0, lengthMax)}...` : text, 'utf8').toString('utf8');
}
