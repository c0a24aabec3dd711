import { UUID_ZERO } from '@drave/base';
import { DEADLINE_MS_DEFAULT } from '@drave/base/access';
import { CLUSTER_METADATA_NAME } from '@drave/metadata';
import {
  apis,
  type DescribeQuorumRequest,
  type DescribeQuorumResponseInput,
  type DescribeQuorumResponsePartitionInput,
} from '@drave/kafka-protocol';
import type { QuorumDescription, QuorumMember } from '../kafka-domain.js';
import { denyCluster } from './access.js';
import { NO_ERROR, wireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeQuorum, versions 0 to 2 (KIP-595, KIP-836, KIP-853).
 *
 * How the controllers and the brokers stand in the metadata log, as the leader of the quorum sees them.
 *
 * Deviations: one entry of Drave's metadata log is an atomic list of records, so its offsets count entries.
 */
export const describeQuorumRow: HandlerRow<DescribeQuorumRequest, DescribeQuorumResponseInput> = {
  api: apis.DescribeQuorum,
  minVersion: 0,
  maxVersion: 2,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, topics: [], nodes: [] }),
};

async function handle(context: HandlerContext, request: DescribeQuorumRequest): Promise<DescribeQuorumResponseInput> {
  const denied = denyCluster(context, 'describe');
  if (denied !== undefined) return { ...denied, topics: [], nodes: [] };
  const quorum = await context.domain.quorum(context.within(DEADLINE_MS_DEFAULT));
  const topics = request.topics.map(({ topicName, partitions }) => ({
    topicName,
    partitions: partitions.map(({ partitionIndex }) =>
      topicName === CLUSTER_METADATA_NAME && partitionIndex === 0
        ? partitionAnswer(quorum, context.domain.env.clock.wallMs())
        : unknownPartition(topicName, partitionIndex),
    ),
  }));
  return { ...NO_ERROR, topics, nodes: quorum.voters.flatMap(nodeAnswer) };
}

function partitionAnswer(quorum: QuorumDescription, nowWallMs: number): DescribeQuorumResponsePartitionInput {
  const { leaderId, epoch, highWatermark, voters, observers } = quorum;
  const member = (each: QuorumMember) => memberAnswer(each, each.nodeId === leaderId, nowWallMs);
  return {
    partitionIndex: 0,
    ...NO_ERROR,
    leaderId,
    leaderEpoch: epoch,
    highWatermark,
    currentVoters: voters.map(member),
    observers: observers.map(member),
  };
}

function memberAnswer(member: QuorumMember, isLeader: boolean, nowWallMs: number) {
  // The leader is always where it is itself.
  const at = (agoMs: number | undefined): number =>
    isLeader ? nowWallMs : agoMs === undefined ? -1 : nowWallMs - agoMs;
  return {
    replicaId: member.nodeId,
    replicaDirectoryId: member.directoryId === '' ? UUID_ZERO : member.directoryId,
    logEndOffset: member.logEndOffset,
    lastFetchTimestamp: at(member.lastFetchAgoMs),
    lastCaughtUpTimestamp: at(member.lastCaughtUpAgoMs),
  };
}

function nodeAnswer({ nodeId, endpoint }: QuorumMember) {
  if (endpoint === undefined) return [];
  return [{ nodeId, listeners: [{ name: 'CONTROLLER', ...endpoint }] }];
}

function unknownPartition(topicName: string, partitionIndex: number): DescribeQuorumResponsePartitionInput {
  const error = wireError('UNKNOWN_TOPIC_OR_PARTITION', `${topicName}-${partitionIndex} is not the metadata log`);
  const nothing = { leaderId: -1, leaderEpoch: -1, highWatermark: -1, currentVoters: [], observers: [] };
  return { partitionIndex, ...error, ...nothing };
}
