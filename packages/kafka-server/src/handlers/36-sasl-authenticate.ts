import { apis, type SaslAuthenticateRequest, type SaslAuthenticateResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SASL, switchedOff } from './switched-off.js';

/*
 * SaslAuthenticate, versions 0 to 2.
 *
 * Refused with ILLEGAL_SASL_STATE, as after SaslHandshake.
 */
export const saslAuthenticateRow: HandlerRow<SaslAuthenticateRequest, SaslAuthenticateResponseInput> = switchedOff({
  api: apis.SaslAuthenticate,
  minVersion: 0,
  maxVersion: 2,
  off: NO_SASL,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, authBytes: Buffer.alloc(0) }),
});
