import {
  type DraveError,
  errors,
  type ErrorDetails,
  type FieldViolation,
  type PreconditionViolation,
} from '@drave/base';
import * as googleRpc from './generated/google.rpc.js';

/** One detail of a google.rpc.Status. */
interface StatusDetail {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

const PREFIX = 'type.googleapis.com/google.rpc.';
const RETRY_INFO = `${PREFIX}RetryInfo`;
const BAD_REQUEST = `${PREFIX}BadRequest`;
const RESOURCE_INFO = `${PREFIX}ResourceInfo`;
const PRECONDITION_FAILURE = `${PREFIX}PreconditionFailure`;

/** As many of a kind as fit into the trailer with everything else. */
const VIOLATIONS_MAX = 10;

/**
 * What an error says beside its ErrorInfo: BadRequest for fields that are wrong, ResourceInfo for what it is about,
 * PreconditionFailure for what is to be changed first, RetryInfo when it says `retry_after_ms`. `shorten` makes text
 * fit.
 */
export function detailsOfError(error: DraveError, shorten: (text: string) => string): StatusDetail[] {
  const { fieldViolations = [], resource, preconditions = [], metadata = {} } = error.details;
  const details: StatusDetail[] = [];
  if (fieldViolations.length > 0) {
    const shown = fieldViolations.slice(0, VIOLATIONS_MAX).map(({ field, description }) => {
      return { field: shorten(field), description: shorten(description) };
    });
    details.push({ typeUrl: BAD_REQUEST, value: googleRpc.BadRequest.encode({ fieldViolations: shown }) });
  }
  if (resource !== undefined) {
    const { type, name } = resource;
    const about = { resourceType: type, resourceName: shorten(name), owner: '', description: errors[error.code].text };
    details.push({ typeUrl: RESOURCE_INFO, value: googleRpc.ResourceInfo.encode(about) });
  }
  if (preconditions.length > 0) {
    const violations = preconditions.slice(0, VIOLATIONS_MAX).map(({ type, subject, description }) => {
      return { type, subject: shorten(subject), description: shorten(description) };
    });
    details.push({ typeUrl: PRECONDITION_FAILURE, value: googleRpc.PreconditionFailure.encode({ violations }) });
  }
  const retryAfterMs = Number(metadata['retry_after_ms'] ?? Number.NaN);
  if (Number.isSafeInteger(retryAfterMs) && retryAfterMs >= 0) {
    const retryDelay = { seconds: Math.floor(retryAfterMs / 1000), nanos: (retryAfterMs % 1000) * 1_000_000 };
    details.push({ typeUrl: RETRY_INFO, value: googleRpc.RetryInfo.encode({ retryDelay }) });
  }
  return details;
}

/** The inverse, of what is there. @throws DraveError CORRUPT_DATA for a malformed detail. */
export function errorDetailsOf(
  details: readonly StatusDetail[],
): Pick<ErrorDetails, 'fieldViolations' | 'resource' | 'preconditions'> {
  const valueOf = (wanted: string) => details.find(({ typeUrl }) => typeUrl === wanted)?.value;
  const badRequest = valueOf(BAD_REQUEST);
  const resourceInfo = valueOf(RESOURCE_INFO);
  const failure = valueOf(PRECONDITION_FAILURE);
  return {
    ...(badRequest === undefined ? {} : { fieldViolations: fieldViolationsOf(badRequest) }),
    ...(resourceInfo === undefined ? {} : { resource: resourceOf(resourceInfo) }),
    ...(failure === undefined ? {} : { preconditions: preconditionsOf(failure) }),
  };
}

function fieldViolationsOf(bytes: Uint8Array): FieldViolation[] {
  return googleRpc.BadRequest.decode(bytes).fieldViolations.map(({ field, description }) => ({ field, description }));
}

function resourceOf(bytes: Uint8Array): NonNullable<ErrorDetails['resource']> {
  const { resourceType, resourceName } = googleRpc.ResourceInfo.decode(bytes);
  return { type: resourceType, name: resourceName };
}

function preconditionsOf(bytes: Uint8Array): PreconditionViolation[] {
  return googleRpc.PreconditionFailure.decode(bytes).violations.map((one) => ({ ...one }));
}
