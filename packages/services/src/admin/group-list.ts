import { DraveError, limits } from '@drave/base';
import type { Broker } from '@drave/broker';
import { pageOf, pageStart, type Page, type PageRequest } from '@drave/controller';
import type { CommitPlace } from '@drave/coordinator';
import { CONSUMER_OFFSETS_TOPIC } from '@drave/coordinator/topic';
import { groupService, type adminV1, type CallContext } from '@drave/rpc';
import { requestContext } from '../caller.js';
import { invalidField } from './explained.js';
import { askAt, type ForwardingPorts } from './forwarding.js';
import { coordinators, type ReachedBroker } from './group-forwarding.js';
import { lagOf, listedGroup } from './group-messages.js';
import { mergedPages } from './merged-pages.js';
import { findPositions } from './partition-positions.js';

const { methods } = groupService;

/** A page of groups, of this broker or of all coordinators. @throws DraveError INVALID_REQUEST. */
export async function listGroups(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  request: adminV1.ListGroupsRequest,
): Promise<Page<adminV1.Group>> {
  const { pageSize, pageToken, idPrefix, states, types } = request;
  const paged = { pageSize, pageToken, query: ['groups', idPrefix, states, types] };
  const { after, countMax } = pageStart(paged);
  const here = async (): Promise<Page<adminV1.Group>> => {
    const page = { after, countMax: countMax + 1, prefix: idPrefix };
    const caller = requestContext(call, ports.domain.clock);
    const { failure, groups } = await broker.groups.lists.groups(caller, { states, types, page });
    if (failure !== undefined) throw new DraveError(failure);
    const items = groups.slice(0, countMax).map((listing) => listedGroup(listing, broker.nodeId));
    return pageOf(paged, items, keyOfGroup, groups.length > countMax);
  };
  if (request.local) return here();
  const pages = await ofAllCoordinators(ports, broker, here, async ({ endpoint }) => {
    const answer = await askAt(ports, call, endpoint, methods.listGroups, { ...request, local: true });
    return { items: answer.groups, nextPageToken: answer.nextPageToken };
  });
  return mergedPages({ request: paged, countMax, keyOf: keyOfGroup }, pages);
}

/** A page of what groups have committed, of this broker or of all coordinators. @throws DraveError INVALID_REQUEST. */
export async function listCommittedOffsets(
  ports: ForwardingPorts,
  broker: Broker,
  call: CallContext,
  request: adminV1.ListCommittedOffsetsRequest,
): Promise<Page<adminV1.CommittedOffset>> {
  const paged = pageOfCommits(request);
  const { after, countMax } = pageStart(paged);
  const here = async (): Promise<Page<adminV1.CommittedOffset>> => {
    const { groupIds, topic } = request;
    const found = await broker.groups.lists.commits(requestContext(call, ports.domain.clock), {
      groupIds: groupIds.length === 0 ? undefined : new Set(groupIds),
      topic: topic === '' ? undefined : topic,
      after: placeOf(after),
      countMax: countMax + 1,
    });
    const items = found.slice(0, countMax).map(({ offset, commitTimestampMs, ...commit }) => ({
      ...commit,
      committedOffset: offset,
      commitTimeMs: commitTimestampMs,
      ...UNKNOWN_POSITIONS,
    }));
    return pageOf(paged, items, keyOfCommit, found.length > countMax);
  };
  if (request.local) return here();
  const pages = await ofAllCoordinators(ports, broker, here, async ({ endpoint }) => {
    const answer = await askAt(ports, call, endpoint, methods.listCommittedOffsets, { ...request, local: true });
    return { items: answer.offsets, nextPageToken: answer.nextPageToken };
  });
  const merging = { request: paged, countMax, keyOf: keyOfCommit, compare: compareCommits };
  const { items, nextPageToken } = mergedPages(merging, pages);
  return { items: request.withPositions ? await positioned(ports, call, items) : items, nextPageToken };
}

const UNKNOWN_POSITIONS = { logStartOffset: -1, logEndOffset: -1, lag: -1 };

/** One that cannot be asked fails the call: a list with a hole would be believed. */
function ofAllCoordinators<Item>(
  { domain }: ForwardingPorts,
  broker: Broker,
  here: () => Promise<Page<Item>>,
  there: (coordinator: ReachedBroker) => Promise<Page<Item>>,
): Promise<readonly Page<Item>[]> {
  const reached = coordinators(domain.feed.image, CONSUMER_OFFSETS_TOPIC);
  return Promise.all(reached.map((one) => (one.id === broker.nodeId ? here() : there(one))));
}

/** With where the partitions begin and end, each asked for once however many groups read it. */
async function positioned(
  ports: ForwardingPorts,
  call: CallContext,
  commits: readonly adminV1.CommittedOffset[],
): Promise<readonly adminV1.CommittedOffset[]> {
  const indexes = new Map<string, number>();
  const asked: { topic: string; partition: number; position: 'start' | 'end' }[] = [];
  for (const { topic, partition } of commits) {
    const name = `${topic}-${partition}`;
    if (indexes.has(name)) continue;
    indexes.set(name, asked.length);
    asked.push({ topic, partition, position: 'start' }, { topic, partition, position: 'end' });
  }
  const positions = await findPositions(ports, call, asked);
  return commits.map((commit) => {
    const index = indexes.get(`${commit.topic}-${commit.partition}`) ?? 0;
    const logStartOffset = positions[index] ?? -1;
    const logEndOffset = positions[index + 1] ?? -1;
    const lag = lagOf(commit.committedOffset, logStartOffset, logEndOffset);
    return { ...commit, logStartOffset, logEndOffset, lag };
  });
}

/** @throws DraveError INVALID_REQUEST. */
function pageOfCommits({ pageSize, pageToken, groupIds, topic }: adminV1.ListCommittedOffsetsRequest): PageRequest {
  if (groupIds.length > limits.itemsPerRequestMax)
    throw invalidField('group_ids', `${groupIds.length} of them, and ${limits.itemsPerRequestMax} are allowed`);
  return { pageSize, pageToken, query: ['committedOffsets', groupIds, topic] };
}

function keyOfGroup({ groupId }: adminV1.Group): string {
  return groupId;
}

/** A group id may have any character. */
function keyOfCommit({ groupId, topic, partition }: CommitPlace): string {
  return JSON.stringify([groupId, topic, partition]);
}

function placeOf(key: string | undefined): CommitPlace | undefined {
  if (key === undefined) return undefined;
  const [groupId, topic, partition] = JSON.parse(key) as [string, string, number];
  return { groupId, topic, partition };
}

function compareCommits(one: CommitPlace, other: CommitPlace): number {
  if (one.groupId !== other.groupId) return one.groupId < other.groupId ? -1 : 1;
  if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1;
  return one.partition - other.partition;
}
