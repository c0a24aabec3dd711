import { apis, type ShareFetchRequest, type ShareFetchResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SHARE_GROUPS, switchedOff } from './switched-off.js';

/*
 * ShareFetch, versions 1 and 2.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `share.version` is 0: share groups are switched off.
 */
export const shareFetchRow: HandlerRow<ShareFetchRequest, ShareFetchResponseInput> = switchedOff({
  api: apis.ShareFetch,
  minVersion: 1,
  maxVersion: 2,
  off: NO_SHARE_GROUPS,
  refuse: (errorCode, errorMessage) => ({
    errorCode,
    errorMessage,
    acquisitionLockTimeoutMs: 0,
    responses: [],
    nodeEndpoints: [],
  }),
});
