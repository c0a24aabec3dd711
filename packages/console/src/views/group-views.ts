import { groupService, type adminV1 } from '@drave/rpc';
import type { GroupDetail, GroupMember, GroupOffsetRow, GroupRow, Page } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { inParallel } from './in-parallel.js';
import { idOrNull, pageOf, textOrNull } from './shapes.js';
import { lagOf } from './topic-views.js';

const OFFSETS_MAX = 1_000;

interface GroupQuestion {
  readonly pageSize: number;
  readonly pageToken: string;
  /** What the id begins with. */
  readonly filter: string;
  readonly state: string;
  /** Whether each group of the page is asked for its members and offsets. */
  readonly lag: boolean;
}

export async function groupPage(link: ClusterLink, question: GroupQuestion): Promise<Page<GroupRow>> {
  const { pageSize, pageToken, filter, state, lag } = question;
  const states = state === '' ? [] : [state];
  const request = { pageSize, pageToken, idPrefix: filter, states, types: [], local: false };
  const { groups, nextPageToken } = await link.ask(groupService.methods.listGroups, request);
  const known = lag ? await inParallel(groups, ({ groupId }) => groupDetail(link, groupId)) : [];
  const rows = groups.map((group, index) => {
    const { memberCount = null, lag: found = null } = known[index] ?? {};
    return groupRow(group, memberCount, found);
  });
  return pageOf(rows, nextPageToken);
}

/** @throws DraveError GROUP_ID_NOT_FOUND, GROUP_AUTHORIZATION_FAILED. */
export async function groupDetail(link: ClusterLink, groupId: string): Promise<GroupDetail> {
  const [{ group }, lag] = await Promise.all([
    link.ask(groupService.methods.getGroup, { groupId, local: false }),
    lagOfGroup(link, groupId),
  ]);
  return {
    ...groupRow(group, group.members.length, lag),
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

async function lagOfGroup(link: ClusterLink, groupId: string): Promise<number | null> {
  const offsets: adminV1.GroupOffset[] = [];
  let pageToken = '';
  do {
    const request = { pageSize: OFFSETS_MAX, pageToken, groupId, topic: '', local: false };
    const answer = await link.ask(groupService.methods.listGroupOffsets, request);
    offsets.push(...answer.offsets);
    pageToken = answer.nextPageToken;
  } while (pageToken !== '');
  return lagOf(offsets);
}

function groupRow(group: adminV1.Group, memberCount: number | null, lag: number | null): GroupRow {
  const { groupId, type, state, protocolType, coordinatorId } = group;
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
