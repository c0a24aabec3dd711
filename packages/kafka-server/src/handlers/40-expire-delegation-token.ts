import {
  apis,
  type ExpireDelegationTokenRequest,
  type ExpireDelegationTokenResponseInput,
} from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { noDelegationTokens, switchedOff } from './switched-off.js';

/*
 * ExpireDelegationToken, versions 1 and 2.
 *
 * There are none, see CreateDelegationToken.
 */
export const expireDelegationTokenRow: HandlerRow<ExpireDelegationTokenRequest, ExpireDelegationTokenResponseInput> =
  switchedOff({
    api: apis.ExpireDelegationToken,
    minVersion: 1,
    maxVersion: 2,
    off: noDelegationTokens,
    refuse: (errorCode) => ({ errorCode, expiryTimestampMs: -1 }),
  });
