import { limits } from '@drave/base';
import { findRequestOutcome, type MetadataImage, type RequestOutcomeRecord } from '@drave/metadata';
import type { AdminCommand } from './commands.js';
import { reject, type DecisionSteps, type Rejection } from './decision.js';
import { textHash } from './text-hash.js';

/** Who asked for what, so that the same question gets the same answer. */
export interface RequestIdentity {
  readonly principal: string;
  readonly requestId: string;
  /** Of the command without its request id. */
  readonly hash: string;
}

/** Larger answers are not kept; they belong to commands over many partitions, which may be repeated as they are. */
const responseBytesMax = 256 * 1024;

/** Undefined for a command without request id, or one that changes nothing. */
export function identityOf(principal: string, command: AdminCommand): RequestIdentity | undefined {
  if (command.kind === 'readBarrier' || command.kind === 'stepDown') return undefined;
  const { requestId, ...content } = command;
  if (requestId === undefined || requestId === '' || command.validateOnly === true) return undefined;
  return { principal, requestId, hash: textHash(JSON.stringify(content)) };
}

export function invalidRequestId(requestId: string | undefined): Rejection | undefined {
  if (requestId === undefined || requestId.length <= limits.requestIdLengthMax) return undefined;
  const message = `the request id has ${requestId.length} characters and may have ${limits.requestIdLengthMax}`;
  return reject('INVALID_REQUEST', message);
}

export function reusedRequestId(identity: RequestIdentity): Rejection {
  const message = `request id '${identity.requestId}' was used for another request: take a new one for each`;
  return reject('REQUEST_ID_REUSED', message);
}

/**
 * Wraps a decision: a repetition within the kept hour gets the first answer and changes nothing, also on a controller
 * that became active in between, because the answer stands in the same batch as the effect.
 */
export function* decideOnce<Response>(
  image: MetadataImage,
  identity: RequestIdentity,
  wallMs: number,
  decide: (image: MetadataImage) => DecisionSteps<Response>,
): DecisionSteps<Response> {
  const earlier = findRequestOutcome(image.requestOutcomes, identity.principal, identity.requestId);
  if (earlier !== undefined) {
    if (Buffer.from(earlier.requestHash).toString('hex') !== identity.hash) return reusedRequestId(identity);
    const response = JSON.parse(Buffer.from(earlier.response).toString('utf8')) as Response;
    return { kind: 'accepted', records: [], response };
  }
  const decision = yield* decide(image);
  if (decision.kind === 'rejected' || decision.records.length === 0) return decision;
  const response = Buffer.from(JSON.stringify(decision.response));
  if (response.length > responseBytesMax) return decision;
  const { principal, requestId, hash } = identity;
  const outcome: RequestOutcomeRecord = {
    kind: 'requestOutcome',
    principal,
    requestId,
    requestHash: Buffer.from(hash, 'hex'),
    response,
    timestampMs: wallMs,
  };
  return { ...decision, records: [...decision.records, outcome] };
}
