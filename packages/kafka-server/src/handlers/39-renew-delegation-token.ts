import { apis, type RenewDelegationTokenRequest, type RenewDelegationTokenResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { noDelegationTokens, switchedOff } from './switched-off.js';

/*
 * RenewDelegationToken, versions 1 and 2.
 *
 * There are none, see CreateDelegationToken.
 */
export const renewDelegationTokenRow: HandlerRow<RenewDelegationTokenRequest, RenewDelegationTokenResponseInput> =
  switchedOff({
    api: apis.RenewDelegationToken,
    minVersion: 1,
    maxVersion: 2,
    off: noDelegationTokens,
    refuse: (errorCode) => ({ errorCode, expiryTimestampMs: -1 }),
  });
