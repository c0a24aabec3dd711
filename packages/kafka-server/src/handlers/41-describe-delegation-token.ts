import {
  apis,
  type DescribeDelegationTokenRequest,
  type DescribeDelegationTokenResponseInput,
} from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { noDelegationTokens, switchedOff } from './switched-off.js';

/*
 * DescribeDelegationToken, versions 1 to 3.
 *
 * There are none, see CreateDelegationToken.
 */
export const describeDelegationTokenRow: HandlerRow<
  DescribeDelegationTokenRequest,
  DescribeDelegationTokenResponseInput
> = switchedOff({
  api: apis.DescribeDelegationToken,
  minVersion: 1,
  maxVersion: 3,
  off: noDelegationTokens,
  refuse: (errorCode) => ({ errorCode, tokens: [] }),
});
