import { apis, type SaslHandshakeRequest, type SaslHandshakeResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SASL, switchedOff } from './switched-off.js';

/*
 * SaslHandshake, versions 0 and 1.
 *
 * Refused with ILLEGAL_SASL_STATE: no listener authenticates with SASL. Kafka answers so on its listeners without SASL,
 * and clients look for the API before they know which they have.
 */
export const saslHandshakeRow: HandlerRow<SaslHandshakeRequest, SaslHandshakeResponseInput> = switchedOff({
  api: apis.SaslHandshake,
  minVersion: 0,
  maxVersion: 1,
  off: NO_SASL,
  refuse: (errorCode) => ({ errorCode, mechanisms: [] }),
});
