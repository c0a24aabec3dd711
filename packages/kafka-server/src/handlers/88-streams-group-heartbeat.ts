import {
  apis,
  type StreamsGroupHeartbeatRequest,
  type StreamsGroupHeartbeatResponseInput,
} from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_STREAMS_GROUPS, switchedOff } from './switched-off.js';

/*
 * StreamsGroupHeartbeat, version 0.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `streams.version` is 0: streams groups are switched off.
 * Kafka Streams works with its classic protocol.
 */
export const streamsGroupHeartbeatRow: HandlerRow<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponseInput> =
  switchedOff({
    api: apis.StreamsGroupHeartbeat,
    minVersion: 0,
    maxVersion: 0,
    off: NO_STREAMS_GROUPS,
    refuse: (errorCode, errorMessage, { memberId }) => ({
      errorCode,
      errorMessage,
      memberId,
      memberEpoch: 0,
      heartbeatIntervalMs: 0,
      acceptableRecoveryLag: 0,
      taskOffsetIntervalMs: 0,
      status: null,
      endpointInformationEpoch: 0,
    }),
  });
