import { limits, type Steps } from '@drave/base';
import { findRequestOutcome, type MetadataImage, type RequestOutcomeRecord } from '@drave/metadata';
import type { AdminCommand } from './commands.js';
import { reject, type DecisionSteps, type Rejection } from './decision.js';
import { textHash } from './text-hash.js';

/** Who asked for what, so that the same question gets the same answer. */
interface RequestIdentity {
  readonly principal: string;
  readonly requestId: string;
  /** A hash of the command without its request id. */
  readonly hash: string;
}

/**
 * Of a larger answer only the fact is kept: a repetition learns that the request was carried out, not what came of each
 * of its items. No answer is empty, so an empty one says this.
 */
const RESPONSE_BYTES_MAX = 256 * 1024;
const tooLarge = new Uint8Array();

/** Who asked for what; undefined for a command without request id, or one that changes nothing. */
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
    if (earlier.response.length === 0) return answerNotKept(identity);
    const response = JSON.parse(Buffer.from(earlier.response).toString('utf8')) as Response;
    return { kind: 'accepted', records: [], response };
  }
  const decision = yield* decide(image);
  if (decision.kind === 'rejected' || decision.records.length === 0) return decision;
  const response = yield* keptResponse(decision.response);
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

function answerNotKept({ requestId }: RequestIdentity): Rejection {
  const message = `request '${requestId}' was carried out before, and its answer was too large to keep: look at the cluster`;
  return reject('ANSWER_NOT_KEPT', message);
}

/** The answer is encoded item by item, because it may have as many items as the cluster has partitions. */
function* keptResponse(response: unknown): Steps<Uint8Array> {
  let length = 0;
  for (const item of Array.isArray(response) ? response : []) {
    length += JSON.stringify(item).length;
    if (length > RESPONSE_BYTES_MAX) return tooLarge;
    yield;
  }
  const whole = Buffer.from(JSON.stringify(response));
  return whole.length > RESPONSE_BYTES_MAX ? tooLarge : whole;
}
