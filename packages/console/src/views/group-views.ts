import { groupService, type adminV1 } from '@drave/rpc';
import type { GroupDetail, GroupMember, GroupOffsetRow, GroupRow, Page } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { idOrNull, pageOf, textOrNull } from './shapes.js';

const OFFSETS_MAX = 1_000;

interface GroupQuestion {
  readonly pageSize: number;
  readonly pageToken: string;
  /** What the id begins with. */
  readonly filter: string;
  readonly state: string;
  /** Whether the groups of the page are asked for what they have committed, all at once. */
  readonly lag: boolean;
}

export async function groupPage(link: ClusterLink, question: GroupQuestion): Promise<Page<GroupRow>> {
  const { pageSize, pageToken, filter, state, lag } = question;
  const states = state === '' ? [] : [state];
  const request = { pageSize, pageToken, idPrefix: filter, states, types: [], local: false };
  const { groups, nextPageToken } = await link.ask(groupService.methods.listGroups, request);
  const lags = lag ? await lagsOf(link, { groupIds: groups.map(({ groupId }) => groupId) }) : new Map<string, Lag>();
  return pageOf(
    groups.map((group) => groupRow(group, sumOf(lags.get(group.groupId)))),
    nextPageToken,
  );
}

/** @throws DraveError GROUP_ID_NOT_FOUND, GROUP_AUTHORIZATION_FAILED. */
export async function groupDetail(link: ClusterLink, groupId: string): Promise<GroupDetail> {
  const [{ group }, lags] = await Promise.all([
    link.ask(groupService.methods.getGroup, { groupId, local: false }),
    lagsOf(link, { groupIds: [groupId] }),
  ]);
  return {
    ...groupRow(group, sumOf(lags.get(groupId))),
    assignor: group.assignor,
    epoch: group.epoch,
    members: group.members.map(memberView),
  };
}

export async function groupOffsetPage(
  link: ClusterLink,
  question: {
    readonly pageSize: number;
    readonly pageToken: string;
    readonly groupId: string;
    readonly topic: string;
  },
): Promise<Page<GroupOffsetRow>> {
  const { offsets, nextPageToken } = await link.ask(groupService.methods.listGroupOffsets, {
    ...question,
    local: false,
  });
  return pageOf(offsets.map(offsetRow), nextPageToken);
}

/** Over all partitions that are known; null while none is. */
interface Lag {
  readonly sum: number | null;
}

interface LagQuestion {
  readonly groupIds?: readonly string[];
  readonly topic?: string;
  /** It is enough to know this many groups, and whether there are more. */
  readonly groupsMax?: number;
}

/** Of each group that has committed anything: of some groups, or of all that read a topic. */
export async function lagsOf(
  link: ClusterLink,
  { groupIds = [], topic = '', groupsMax = Number.POSITIVE_INFINITY }: LagQuestion,
): Promise<ReadonlyMap<string, Lag>> {
  const lags = new Map<string, Lag>();
  // Without groups the question would be about all of them.
  if (groupIds.length === 0 && topic === '') return lags;
  let pageToken = '';
  do {
    const request = { pageSize: OFFSETS_MAX, pageToken, groupIds, topic, withPositions: true, local: false };
    const answer = await link.ask(groupService.methods.listCommittedOffsets, request);
    for (const { groupId, lag } of answer.offsets) {
      const sum = lags.get(groupId)?.sum ?? null;
      lags.set(groupId, { sum: lag < 0 ? sum : (sum ?? 0) + lag });
    }
    pageToken = answer.nextPageToken;
  } while (pageToken !== '' && lags.size <= groupsMax);
  return lags;
}

function sumOf(lag: Lag | undefined): number | null {
  return lag?.sum ?? null;
}

function groupRow(group: adminV1.Group, lag: number | null): GroupRow {
  const { groupId, type, state, protocolType, coordinatorId, memberCount } = group;
  return { groupId, type, state, protocolType, coordinatorId, memberCount, lag };
}

function memberView(member: adminV1.GroupMember): GroupMember {
  return {
    memberId: member.memberId,
    instanceId: textOrNull(member.instanceId),
    clientId: member.clientId,
    clientHost: member.clientHost,
    subscribedTopics: member.subscribedTopics,
    assigned: member.assigned,
  };
}

function offsetRow(offset: adminV1.GroupOffset): GroupOffsetRow {
  return {
    topic: offset.topic,
    partition: offset.partition,
    committedOffset: idOrNull(offset.committedOffset),
    logStartOffset: idOrNull(offset.logStartOffset),
    logEndOffset: idOrNull(offset.logEndOffset),
    lag: idOrNull(offset.lag),
    memberId: textOrNull(offset.memberId),
    metadata: offset.metadata,
  };
}
