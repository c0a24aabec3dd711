import { errors } from '@drave/base';
import { apis, type SaslHandshakeRequest, type SaslHandshakeResponseInput } from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * SaslHandshake, versions 0 and 1.
 *
 * Begins an exchange by a mechanism that the listener offers, and names all that it does. After version 0 tokens come
 * without requests around them, after version 1 in SaslAuthenticate (KIP-152). Another mechanism ends the connection,
 * after UNSUPPORTED_SASL_MECHANISM. On a listener without SASL, and from a client that may not authenticate again yet
 * (KIP-368), it is ILLEGAL_SASL_STATE.
 */
export const saslHandshakeRow: HandlerRow<SaslHandshakeRequest, SaslHandshakeResponseInput> = {
  api: apis.SaslHandshake,
  minVersion: 0,
  maxVersion: 1,
  handle,
  refuse: (errorCode) => ({ errorCode, mechanisms: [] }),
};

function handle(
  { connection: { sasl }, version, domain, endConnection }: HandlerContext,
  { mechanism }: SaslHandshakeRequest,
): SaslHandshakeResponseInput {
  if (sasl === undefined) return { errorCode: errors.ILLEGAL_SASL_STATE.kafka, mechanisms: [] };
  const mechanisms = sasl.mechanismNames;
  const outcome = sasl.handshake(mechanism, version, domain.env.clock.monotonicMs());
  switch (outcome.kind) {
    case 'begun':
      return { errorCode: 0, mechanisms };
    case 'illegal':
      return { errorCode: errors.ILLEGAL_SASL_STATE.kafka, mechanisms };
    case 'unsupported':
      endConnection(`it wants a SASL mechanism that is not offered here (${mechanisms.join(', ')})`);
      return { errorCode: errors.UNSUPPORTED_SASL_MECHANISM.kafka, mechanisms };
  }
}
