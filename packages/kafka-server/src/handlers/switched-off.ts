import { errors, type ErrorCode } from '@drave/base';
import { ANONYMOUS } from '@drave/base/access';
import type { WireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

interface SwitchedOff<Request, Response>
  extends Required<Pick<HandlerRow<Request, Response>, 'api' | 'minVersion' | 'maxVersion' | 'refuse'>> {
  /** What the request gets, after the caller's rights. */
  readonly off: Off | ((context: HandlerContext) => Off);
  /** Who may not even ask hears that first, as everywhere. */
  deny?(context: HandlerContext, request: Request): WireError | undefined;
}

/** Kafka's error for a part of it that is switched off, and what is off. */
interface Off {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * The row of an API whose subject does not exist here. Every request gets the error with which a Kafka broker says that
 * the subject is switched off. Tools count on that answer, and take an unknown API for an older broker.
 */
export function switchedOff<Request, Response>(api: SwitchedOff<Request, Response>): HandlerRow<Request, Response> {
  const { deny, off, ...row } = api;
  return {
    ...row,
    handle: (context, request) => {
      const { errorCode, errorMessage } =
        deny?.(context, request) ?? wireOf(typeof off === 'function' ? off(context) : off);
      return row.refuse(errorCode, errorMessage ?? '', request, context.version);
    },
  };
}

function wireOf({ code, message }: Off): WireError {
  return { errorCode: errors[code].kafka, errorMessage: message };
}

/** What an answer about access control lists says as long as no authorizer is configured; undefined when one is. */
export function noAuthorizer({ domain }: HandlerContext): WireError | undefined {
  return domain.settings.authorizerClassName === '' ? wireOf(NO_AUTHORIZER) : undefined;
}

const NO_AUTHORIZER: Off = { code: 'SECURITY_DISABLED', message: 'No Authorizer is configured on the broker' };

/** Kafka says so while `share.version` is 0. */
export const NO_SHARE_GROUPS: Off = {
  code: 'UNSUPPORTED_VERSION',
  message: 'share groups are switched off: this cluster has share.version 0',
};

/** Kafka says so while `streams.version` is 0. */
export const NO_STREAMS_GROUPS: Off = {
  code: 'UNSUPPORTED_VERSION',
  message: 'streams groups are switched off: this cluster has streams.version 0',
};

/**
 * Kafka issues tokens to whom it has authenticated only. Without a secret key for them it has none at all.
 */
export function noDelegationTokens({ caller }: HandlerContext): Off {
  if (caller.principal === ANONYMOUS)
    return {
      code: 'DELEGATION_TOKEN_REQUEST_NOT_ALLOWED',
      message: 'delegation tokens are not for connections without authentication',
    };
  return { code: 'DELEGATION_TOKEN_AUTH_DISABLED', message: 'delegation tokens are switched off' };
}
