import {
  apis,
  type CreateDelegationTokenRequest,
  type CreateDelegationTokenResponseInput,
} from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { noDelegationTokens, switchedOff } from './switched-off.js';

/*
 * CreateDelegationToken, versions 1 to 3.
 *
 * There are none: DELEGATION_TOKEN_REQUEST_NOT_ALLOWED without authentication, else DELEGATION_TOKEN_AUTH_DISABLED.
 */
export const createDelegationTokenRow: HandlerRow<CreateDelegationTokenRequest, CreateDelegationTokenResponseInput> =
  switchedOff({
    api: apis.CreateDelegationToken,
    minVersion: 1,
    maxVersion: 3,
    off: noDelegationTokens,
    refuse: (errorCode) => ({
      errorCode,
      principalType: '',
      principalName: '',
      issueTimestampMs: -1,
      expiryTimestampMs: -1,
      maxTimestampMs: -1,
      tokenId: '',
      hmac: Buffer.alloc(0),
    }),
  });
