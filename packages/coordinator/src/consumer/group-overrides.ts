import type { Millis } from '@drave/base';
import { GROUP_HEARTBEAT_INTERVAL, GROUP_SESSION_TIMEOUT, type GroupConfig } from '@drave/config';
import type { MetadataImage } from '@drave/metadata';
import type { GroupId } from '../state/group-record.js';
import type { ConsumerGroupConfig } from './context.js';

export type GroupOverrides = Partial<Pick<ConsumerGroupConfig, 'heartbeatIntervalMs' | 'sessionTimeoutMs'>>;

/**
 * What is set for a single group (resource type 32), at this moment. It was checked when it was set; bounds that this
 * broker has had since are kept all the same.
 */
export function overridesOfImages(
  image: () => MetadataImage,
  config: GroupConfig,
): (groupId: GroupId) => GroupOverrides | undefined {
  const { groupConsumerMinHeartbeatIntervalMs, groupConsumerMaxHeartbeatIntervalMs } = config;
  const { groupConsumerMinSessionTimeoutMs, groupConsumerMaxSessionTimeoutMs } = config;
  return (groupId) => {
    const resource = { type: 'group', name: groupId } as const;
    const heartbeat = image().configValue(resource, GROUP_HEARTBEAT_INTERVAL);
    const session = image().configValue(resource, GROUP_SESSION_TIMEOUT);
    if (heartbeat === undefined && session === undefined) return undefined;
    return {
      ...(heartbeat === undefined
        ? {}
        : {
            heartbeatIntervalMs: clamped(
              Number(heartbeat),
              groupConsumerMinHeartbeatIntervalMs,
              groupConsumerMaxHeartbeatIntervalMs,
            ),
          }),
      ...(session === undefined
        ? {}
        : {
            sessionTimeoutMs: clamped(
              Number(session),
              groupConsumerMinSessionTimeoutMs,
              groupConsumerMaxSessionTimeoutMs,
            ),
          }),
    };
  };
}

function clamped(value: Millis, min: Millis, max: Millis): Millis {
  return Math.max(min, Math.min(value, max));
}
