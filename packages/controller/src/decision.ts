import type { ErrorCode, Steps } from '@drave/base';
import type { MetadataRecord } from '@drave/metadata';

/** What a `decide` function answers: it changes nothing itself. */
export type Decision<Response> =
  | { readonly kind: 'accepted'; readonly records: readonly MetadataRecord[]; readonly response: Response }
  | Rejection;

/** The request has no effect; the caller gets the error. */
export interface Rejection {
  readonly kind: 'rejected';
  readonly code: ErrorCode;
  /** What is wrong, why, and what next. */
  readonly message: string;
}

export function accept<Response>(records: readonly MetadataRecord[], response: Response): Decision<Response> {
  return { kind: 'accepted', records, response };
}

export function reject(code: ErrorCode, message: string): Rejection {
  return { kind: 'rejected', code, message };
}

/** A decision over many items, which yields between them. */
export type DecisionSteps<Response> = Steps<Decision<Response>>;

/** The outcome for one item of a request over many. */
export type ItemResult<Value> = { readonly kind: 'ok'; readonly value: Value } | Rejection;

/** A decision that is one step, or of many, as steps. */
export function* stepsOf<Response>(decision: Decision<Response> | DecisionSteps<Response>): DecisionSteps<Response> {
  return 'kind' in decision ? decision : yield* decision;
}
