import { type Offset, type TopicName, isDraveError } from '@drave/base';
import type { ConsumerGroupDescription, GroupDescription, GroupListing } from '@drave/coordinator';
import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  type Codec,
  decodeBase,
} from '@drave/kafka-protocol/consumer-protocol';
import type { adminV1 } from '@drave/rpc';

const NO_DETAILS = { assignor: '', epoch: 0, assignmentEpoch: 0, members: [] };

export function listedGroup(listing: GroupListing, coordinatorId: number): adminV1.Group {
  return { ...NO_DETAILS, ...listing, coordinatorId };
}

export function consumerGroupMessage(group: ConsumerGroupDescription, coordinatorId: number): adminV1.Group {
  const { groupId, state, epoch, assignmentEpoch, assignor } = group;
  return {
    groupId,
    type: 'consumer',
    state,
    protocolType: 'consumer',
    coordinatorId,
    assignor,
    epoch,
    assignmentEpoch,
    memberCount: group.members.length,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId ?? '',
      clientId: member.clientId,
      clientHost: member.clientHost,
      epoch: member.memberEpoch,
      subscribedTopics: member.subscribedTopicNames,
      subscribedRegex: member.subscribedTopicRegex ?? '',
      assigned: member.assigned.map(({ topicName: topic, partitions }) => ({ topic, partitions })),
      target: member.target.map(({ topicName: topic, partitions }) => ({ topic, partitions })),
    })),
  };
}

/** What members of a classic group have among themselves is read as far as it is what consumers write. */
export function classicGroupMessage(group: GroupDescription, coordinatorId: number): adminV1.Group {
  const isConsumers = group.protocolType === 'consumer';
  return {
    groupId: group.groupId,
    type: 'classic',
    state: group.state,
    protocolType: group.protocolType,
    coordinatorId,
    assignor: group.protocol,
    epoch: 0,
    assignmentEpoch: 0,
    memberCount: group.members.length,
    members: group.members.map((member) => {
      const subscription = isConsumers ? read(consumerProtocolSubscription, member.metadata) : undefined;
      const assignment = isConsumers ? read(consumerProtocolAssignment, member.assignment) : undefined;
      const assigned = (assignment?.assignedPartitions ?? []).map(({ topic, partitions }) => ({ topic, partitions }));
      return {
        memberId: member.memberId,
        instanceId: member.groupInstanceId ?? '',
        clientId: member.clientId,
        clientHost: member.clientHost,
        epoch: 0,
        subscribedTopics: subscription?.topics ?? [],
        subscribedRegex: '',
        assigned,
        target: assigned,
      };
    }),
  };
}

/** Who works on each partition, by `topic-partition`. */
export function ownersOf(group: adminV1.Group): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { memberId, assigned } of group.members) {
    for (const { topic, partitions } of assigned) {
      for (const partition of partitions) owners.set(partitionName(topic, partition), memberId);
    }
  }
  return owners;
}

export function partitionName(topic: TopicName, partition: number): string {
  return `${topic}-${partition}`;
}

/** -1 while one of the two is unknown. */
export function lagOf(committed: Offset, logStart: Offset, logEnd: Offset): number {
  if (logEnd < 0) return -1;
  return Math.max(0, logEnd - (committed < 0 ? Math.max(0, logStart) : Math.max(committed, logStart)));
}

function read<Decoded, Input>(codec: Codec<Decoded, Input>, bytes: Buffer): Decoded | undefined {
  if (bytes.length === 0) return undefined;
  try {
    return decodeBase(codec, bytes);
  } catch (reason) {
    if (isDraveError(reason)) return undefined;
    throw reason;
  }
}
