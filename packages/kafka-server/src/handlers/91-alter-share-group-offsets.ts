import {
  apis,
  type AlterShareGroupOffsetsRequest,
  type AlterShareGroupOffsetsResponseInput,
} from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SHARE_GROUPS, switchedOff } from './switched-off.js';

/*
 * AlterShareGroupOffsets, version 0.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `share.version` is 0: share groups are switched off.
 */
export const alterShareGroupOffsetsRow: HandlerRow<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponseInput> =
  switchedOff({
    api: apis.AlterShareGroupOffsets,
    minVersion: 0,
    maxVersion: 0,
    off: NO_SHARE_GROUPS,
    refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, responses: [] }),
  });
