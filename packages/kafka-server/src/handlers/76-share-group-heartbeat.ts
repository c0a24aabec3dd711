import { apis, type ShareGroupHeartbeatRequest, type ShareGroupHeartbeatResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SHARE_GROUPS, switchedOff } from './switched-off.js';

/*
 * ShareGroupHeartbeat, version 1.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `share.version` is 0: share groups are switched off.
 */
export const shareGroupHeartbeatRow: HandlerRow<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponseInput> =
  switchedOff({
    api: apis.ShareGroupHeartbeat,
    minVersion: 1,
    maxVersion: 1,
    off: NO_SHARE_GROUPS,
    refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, memberEpoch: 0, heartbeatIntervalMs: 0 }),
  });
