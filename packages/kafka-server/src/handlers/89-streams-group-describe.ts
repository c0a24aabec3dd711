import { apis, type StreamsGroupDescribeRequest, type StreamsGroupDescribeResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_STREAMS_GROUPS, switchedOff } from './switched-off.js';

/*
 * StreamsGroupDescribe, version 0.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `streams.version` is 0: streams groups are switched off.
 */
export const streamsGroupDescribeRow: HandlerRow<StreamsGroupDescribeRequest, StreamsGroupDescribeResponseInput> =
  switchedOff({
    api: apis.StreamsGroupDescribe,
    minVersion: 0,
    maxVersion: 0,
    off: NO_STREAMS_GROUPS,
    refuse: (errorCode, errorMessage, { groupIds }) => ({
      groups: groupIds.map((groupId) => ({
        errorCode,
        errorMessage,
        groupId,
        groupState: '',
        groupEpoch: 0,
        assignmentEpoch: 0,
        members: [],
      })),
    }),
  });
