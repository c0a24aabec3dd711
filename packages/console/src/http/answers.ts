import { DraveError, type StatusName } from '@drave/base';
import type { Failure } from '../contract.js';
import type { HttpAnswer } from './exchange.js';

/**
 * What every answer tells the browser: to run nothing but the page's own files, to show the page in no frame, to guess
 * no types, to tell no other site where its user comes from, and to let no other site read it.
 */
export const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

const JSON_TYPE = 'application/json; charset=utf-8';

/** A refusal that is about HTTP and not about the cluster. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function jsonAnswer(view: unknown, status = 200): HttpAnswer {
  return {
    status,
    headers: { ...securityHeaders, 'content-type': JSON_TYPE, 'cache-control': 'no-store' },
    body: `${JSON.stringify(view)}\n`,
  };
}

export function failureAnswer(reason: unknown): HttpAnswer {
  if (reason instanceof HttpRefusal) {
    const { status, code, message, headers } = reason;
    const answer = jsonAnswer({ error: { code, message } } satisfies Failure, status);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
  const { code, message, row } = DraveError.from(reason);
  return jsonAnswer({ error: { code, message } } satisfies Failure, statuses[row.grpc]);
}

/** As Google's HTTP mapping of the codes has it. */
const statuses: Readonly<Record<StatusName, number>> = {
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 409,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};
