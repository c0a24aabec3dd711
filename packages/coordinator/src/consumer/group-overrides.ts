import { present, type Millis } from '@drave/base';
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
    const valueWithin = (key: string, min: Millis, max: Millis): Millis | undefined => {
      const value = image().configValue({ type: 'group', name: groupId }, key);
      return value === undefined ? undefined : Math.max(min, Math.min(Number(value), max));
    };
    const overrides = present({
      heartbeatIntervalMs: valueWithin(
        GROUP_HEARTBEAT_INTERVAL,
        groupConsumerMinHeartbeatIntervalMs,
        groupConsumerMaxHeartbeatIntervalMs,
      ),
      sessionTimeoutMs: valueWithin(
        GROUP_SESSION_TIMEOUT,
        groupConsumerMinSessionTimeoutMs,
        groupConsumerMaxSessionTimeoutMs,
      ),
    });
    return Object.keys(overrides).length === 0 ? undefined : overrides;
  };
}
