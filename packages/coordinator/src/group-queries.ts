import type { ErrorCode, TopicName } from '@drave/base';
import { viewOf, type ClassicLookup, type ClassicMemberView } from './classic/classic-groups.js';
import type { ConsumerGroupDescription } from './consumer/describe.js';
import type { GroupId } from './state/group-record.js';
import { keepsOffsets, type GroupsState } from './state/groups-state.js';

/** Names as Kafka spells them. Not every type of group has every state. */
export type GroupStateName =
  | 'Empty'
  | 'PreparingRebalance'
  | 'CompletingRebalance'
  | 'Stable'
  | 'Dead'
  | 'Assigning'
  | 'Reconciling';

export type GroupType = 'classic' | 'consumer';

/** DescribeGroups (API key 15). A group that is not there is `Dead`. */
export interface GroupDescription {
  readonly groupId: GroupId;
  readonly failure: ErrorCode | undefined;
  /** The type of the group that is there under this id, when one of that type cannot be described so. */
  readonly otherType?: GroupType;
  readonly state: GroupStateName | '';
  readonly protocolType: string;
  /** The chosen one, in a stable group. */
  readonly protocol: string;
  readonly members: readonly ClassicMemberView[];
}

export function describeGroup(state: GroupsState, classic: ClassicLookup, groupId: GroupId): GroupDescription {
  const group = classic.get(groupId);
  if (group !== undefined) return { ...viewOf(group), failure: undefined };
  // Groups of type consumer have a description of their own; to this one they are not there.
  const ofConsumers = state.consumer.has(groupId);
  const onlyOffsets = keepsOffsets(state, groupId) && !ofConsumers;
  return {
    groupId,
    failure: onlyOffsets ? undefined : 'GROUP_ID_NOT_FOUND',
    ...(ofConsumers ? { otherType: 'consumer' } : {}),
    state: onlyOffsets ? 'Empty' : 'Dead',
    protocolType: '',
    protocol: '',
    members: [],
  };
}

/** ConsumerGroupDescribe (API key 69) of a group that cannot be described so. */
export interface UndescribedConsumerGroup {
  readonly groupId: GroupId;
  readonly failure: ErrorCode;
  readonly otherType?: GroupType;
}

export function noConsumerGroup(
  state: GroupsState,
  classic: ClassicLookup,
  groupId: GroupId,
): UndescribedConsumerGroup {
  const isClassic = classic.get(groupId) !== undefined || keepsOffsets(state, groupId);
  return { groupId, failure: 'GROUP_ID_NOT_FOUND', ...(isClassic ? { otherType: 'classic' } : {}) };
}

/** The topics that a description tells of, as Kafka looks at them: what members have and what they are to have. */
export function topicNamesOf({ members }: ConsumerGroupDescription): TopicName[] {
  return members.flatMap(({ assigned, target }) =>
    [...assigned, ...target].flatMap(({ topicName }) => (topicName === '' ? [] : [topicName])),
  );
}

export function undescribed(groupId: GroupId, failure: ErrorCode): GroupDescription {
  return { groupId, failure, state: '', protocolType: '', protocol: '', members: [] };
}
