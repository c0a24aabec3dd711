import {
  apis,
  type DescribeShareGroupOffsetsRequest,
  type DescribeShareGroupOffsetsResponseInput,
} from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SHARE_GROUPS, switchedOff } from './switched-off.js';

/*
 * DescribeShareGroupOffsets, versions 0 and 1.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `share.version` is 0: share groups are switched off.
 */
export const describeShareGroupOffsetsRow: HandlerRow<
  DescribeShareGroupOffsetsRequest,
  DescribeShareGroupOffsetsResponseInput
> = switchedOff({
  api: apis.DescribeShareGroupOffsets,
  minVersion: 0,
  maxVersion: 1,
  off: NO_SHARE_GROUPS,
  refuse: (errorCode, errorMessage, { groups }) => ({
    groups: groups.map(({ groupId }) => ({ groupId, topics: [], errorCode, errorMessage })),
  }),
});
