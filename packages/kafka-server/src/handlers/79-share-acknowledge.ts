import { apis, type ShareAcknowledgeRequest, type ShareAcknowledgeResponseInput } from '@drave/kafka-protocol';
import type { HandlerRow } from './handler-row.js';
import { NO_SHARE_GROUPS, switchedOff } from './switched-off.js';

/*
 * ShareAcknowledge, versions 1 and 2.
 *
 * UNSUPPORTED_VERSION, as in a cluster whose `share.version` is 0: share groups are switched off.
 */
export const shareAcknowledgeRow: HandlerRow<ShareAcknowledgeRequest, ShareAcknowledgeResponseInput> = switchedOff({
  api: apis.ShareAcknowledge,
  minVersion: 1,
  maxVersion: 2,
  off: NO_SHARE_GROUPS,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, responses: [], nodeEndpoints: [] }),
});
