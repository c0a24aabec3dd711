import { errors } from '@drave/base';
import { apis, type SaslAuthenticateRequest, type SaslAuthenticateResponseInput } from '@drave/kafka-protocol';
import { takeToken } from '../sasl/take-token.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * SaslAuthenticate, versions 0 to 2.
 *
 * One token of the exchange that SaslHandshake has begun. Who fails hears SASL_AUTHENTICATION_FAILED, after a delay,
 * and the connection ends. From version 1 on the last answer says how long the session is (KIP-368). Without a
 * handshake, and on a listener without SASL, it is ILLEGAL_SASL_STATE.
 */
export const saslAuthenticateRow: HandlerRow<SaslAuthenticateRequest, SaslAuthenticateResponseInput> = {
  api: apis.SaslAuthenticate,
  minVersion: 0,
  maxVersion: 2,
  // The token is a slice of the request; texts are made of it.
  memoryEstimate: (frameBytes) => 1_024 + 3 * frameBytes,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, authBytes: NOTHING }),
};

async function handle(
  { connection, version, domain: { env, settings }, endConnection }: HandlerContext,
  { authBytes }: SaslAuthenticateRequest,
): Promise<SaslAuthenticateResponseInput> {
  const { sasl } = connection;
  if (sasl === undefined) return illegal(NO_SASL);
  const delayMs = settings.connectionFailedAuthenticationDelayMs;
  const outcome = await takeToken(connection, sasl, authBytes, version, env, delayMs);
  switch (outcome.kind) {
    case 'challenge':
      return { errorCode: 0, errorMessage: null, authBytes: outcome.token };
    case 'authenticated':
      return { errorCode: 0, errorMessage: null, authBytes: outcome.token, sessionLifetimeMs: outcome.lifetimeMs };
    case 'illegal':
      return illegal(outcome.message);
    case 'failed':
      endConnection(`its authentication has failed: ${outcome.why}`);
      return {
        errorCode: errors.UNAUTHENTICATED.kafka,
        errorMessage: outcome.message,
        authBytes: NOTHING,
      };
  }
}

function illegal(errorMessage: string): SaslAuthenticateResponseInput {
  return { errorCode: errors.ILLEGAL_SASL_STATE.kafka, errorMessage, authBytes: NOTHING };
}

const NO_SASL = 'this listener does not authenticate with SASL: set security.protocol without SASL in the client';
const NOTHING = Buffer.alloc(0);
