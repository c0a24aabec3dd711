import { apis, type ShareGroupDescribeRequest, type ShareGroupDescribeResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SHARE_GROUPS, switchedOff } from './switched-off.js';

/*
 * ShareGroupDescribe, version 1.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `share.version` is 0: share groups are switched off.
 */
export const shareGroupDescribeRow: HandlerRow<ShareGroupDescribeRequest, ShareGroupDescribeResponseInput> =
  switchedOff({
    api: apis.ShareGroupDescribe,
    minVersion: 1,
    maxVersion: 1,
    off: NO_SHARE_GROUPS,
    refuse: (errorCode, errorMessage, { groupIds }) => ({
      groups: groupIds.map((groupId) => ({
        errorCode,
        errorMessage,
        groupId,
        groupState: '',
        groupEpoch: 0,
        assignmentEpoch: 0,
        assignorName: '',
        members: [],
      })),
    }),
  });
