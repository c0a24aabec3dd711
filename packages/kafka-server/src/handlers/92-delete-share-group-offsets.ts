import {
  apis,
  type DeleteShareGroupOffsetsRequest,
  type DeleteShareGroupOffsetsResponseInput,
} from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SHARE_GROUPS, switchedOff } from './switched-off.js';

/*
 * DeleteShareGroupOffsets, version 0.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `share.version` is 0: share groups are switched off.
 */
export const deleteShareGroupOffsetsRow: HandlerRow<
  DeleteShareGroupOffsetsRequest,
  DeleteShareGroupOffsetsResponseInput
> = switchedOff({
  api: apis.DeleteShareGroupOffsets,
  minVersion: 0,
  maxVersion: 0,
  off: NO_SHARE_GROUPS,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, responses: [] }),
});
