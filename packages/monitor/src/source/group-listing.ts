import { isDraveError, type NodeId, type TopicPartition } from '@drave/base';
import type { KafkaCluster } from '@drave/kafka-client';
import { apis, consumerProtocolAssignment, decodeBase } from '@drave/kafka-protocol';
import type { Owner } from '../history/cluster-history.js';
import { inChunks } from './in-chunks.js';
import type { SampleFailures } from './sample-failures.js';

export interface ListedGroup {
  readonly group: string;
  readonly coordinator: NodeId;
  /** Kafka's name of its state; empty where a broker is too old to say (before 2.6). */
  readonly state: string;
  /** Whether it is one of KIP-848. */
  readonly isConsumerType: boolean;
}

export interface GroupMembers {
  readonly count: number;
  readonly owners: readonly (TopicPartition & Owner)[];
}

/** Groups that one request describes. */
const DESCRIBED_MAX = 200;

/**
 * Asks every broker for the groups that it coordinates: one request each. Groups of other protocols than that of
 * consumers have no lag. `isComplete` is false when a broker did not answer, or is loading its groups.
 */
export async function listGroups(
  cluster: KafkaCluster,
  isWatched: (group: string) => boolean,
  failures: SampleFailures,
): Promise<{ readonly groups: ReadonlyMap<string, ListedGroup>; readonly isComplete: boolean }> {
  const groups = new Map<string, ListedGroup>();
  let isComplete = true;
  await Promise.all(
    [...cluster.brokers.keys()].map(async (coordinator) => {
      const answered = await failures.attempt(`groups of broker ${coordinator}`, async () => {
        const response = await cluster.request(coordinator, apis.ListGroups, () => ({}));
        if (response.errorCode !== 0) {
          failures.answered(response.errorCode, 'brokers in ListGroups');
          isComplete = false;
        }
        for (const { groupId: group, protocolType, groupState: state, groupType } of response.groups) {
          const type = groupType.toLowerCase();
          const isOfConsumers = protocolType === 'consumer' || protocolType === '';
          if (!isOfConsumers || !['', 'classic', 'consumer'].includes(type) || !isWatched(group)) continue;
          groups.set(group, { group, coordinator, state, isConsumerType: type === 'consumer' });
        }
      });
      isComplete &&= answered;
    }),
  );
  return { groups, isComplete };
}

/** Asks the coordinators who reads what in these groups, two hundred groups a request. */
export async function describeGroups(
  cluster: KafkaCluster,
  groups: readonly ListedGroup[],
  failures: SampleFailures,
  onMembers: (group: string, members: GroupMembers) => void,
): Promise<void> {
  const requests = groupedBy(groups, ({ coordinator, isConsumerType }) => `${coordinator} ${isConsumerType}`).flatMap(
    (alike) => inChunks(alike, DESCRIBED_MAX),
  );
  await Promise.all(
    requests.map(async (chunk) => {
      const [first] = chunk;
      if (first === undefined) return;
      const { coordinator, isConsumerType } = first;
      const ids = chunk.map(({ group }) => group);
      const describe = isConsumerType ? describeConsumerGroups : describeClassicGroups;
      await failures.attempt(`members of groups of broker ${coordinator}`, () =>
        describe(cluster, coordinator, ids, failures, onMembers),
      );
    }),
  );
}

async function describeClassicGroups(
  cluster: KafkaCluster,
  coordinator: NodeId,
  groups: readonly string[],
  failures: SampleFailures,
  onMembers: (group: string, members: GroupMembers) => void,
): Promise<void> {
  const response = await cluster.request(coordinator, apis.DescribeGroups, () => ({ groups }));
  for (const { errorCode, groupId, members } of response.groups) {
    if (errorCode !== 0) {
      failures.answered(errorCode, 'groups in DescribeGroups');
      continue;
    }
    const owners = members.flatMap(({ clientHost, clientId, memberAssignment }) =>
      assigned(memberAssignment).map((place) => ({ ...place, host: hostOf(clientHost), clientId })),
    );
    onMembers(groupId, { count: members.length, owners });
  }
}

async function describeConsumerGroups(
  cluster: KafkaCluster,
  coordinator: NodeId,
  groupIds: readonly string[],
  failures: SampleFailures,
  onMembers: (group: string, members: GroupMembers) => void,
): Promise<void> {
  const body = { groupIds, includeAuthorizedOperations: false };
  const response = await cluster.request(coordinator, apis.ConsumerGroupDescribe, () => body);
  for (const { errorCode, groupId, members } of response.groups) {
    if (errorCode !== 0) {
      failures.answered(errorCode, 'groups in ConsumerGroupDescribe');
      continue;
    }
    const owners = members.flatMap(({ clientHost, clientId, assignment }) =>
      assignment.topicPartitions.flatMap(({ topicName: topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition, host: hostOf(clientHost), clientId })),
      ),
    );
    onMembers(groupId, { count: members.length, owners });
  }
}

/** What a member has written for itself is read as far as it is what consumers write. */
function assigned(memberAssignment: Buffer): readonly TopicPartition[] {
  if (memberAssignment.length === 0) return [];
  try {
    return decodeBase(consumerProtocolAssignment, memberAssignment).assignedPartitions.flatMap(
      ({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })),
    );
  } catch (reason) {
    if (isDraveError(reason)) return [];
    throw reason;
  }
}

/** Kafka writes the host of a client with a slash in front, as Java does. */
function hostOf(clientHost: string): string {
  return clientHost.startsWith('/') ? clientHost.slice(1) : clientHost;
}

export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
