import { DraveError } from '@drave/base';
import type { Broker, RequestContext } from '@drave/broker';
import { page } from '@drave/controller';
import { CONSUMER_OFFSETS_TOPIC } from '@drave/coordinator/topic';
import { type adminV1, type CallContext, groupService, implement, type ServiceImplementation } from '@drave/rpc';
import { requestContext } from '../caller.js';
import { responseHeader } from '../response-header.js';
import { askAt, type ForwardingPorts } from './forwarding.js';
import { atCoordinator, coordinators, onAnyBroker } from './group-forwarding.js';
import { classicGroupMessage, consumerGroupMessage, listedGroup } from './group-messages.js';
import { listOffsets } from './group-offset-list.js';
import { deleteOffsets, resetOffsets } from './group-offset-changes.js';
import { onceOf } from './recent-requests.js';

/** `drave.admin.v1.GroupService`; any node offers it. */
export function createGroupService(ports: ForwardingPorts): ServiceImplementation {
  const header = () => responseHeader(ports.domain.view);
  const once = onceOf(ports.domain.clock);
  const { methods } = groupService;
  return implement(groupService, {
    async listGroups(request, call) {
      const { pageSize, pageToken, idPrefix, states, types } = request;
      if (ports.broker === undefined) return onAnyBroker(ports, call, methods.listGroups, request);
      const all = request.local
        ? localGroups(ports.broker, ports, call, request)
        : await everyGroup(ports, call, request);
      const found = page(
        { pageSize, pageToken, query: ['groups', idPrefix, states, types] },
        (key) => all.filter(({ groupId }) => key === undefined || groupId > key),
        ({ groupId }) => groupId,
      );
      return { header: header(), groups: found.items, nextPageToken: found.nextPageToken };
    },
    getGroup: (request, call) =>
      atCoordinator(ports, call, 'describe', methods.getGroup, request, async (broker, caller) => {
        return { header: header(), group: await describe(broker, caller, request.groupId) };
      }),
    deleteGroup: (request, call) =>
      atCoordinator(ports, call, 'delete', methods.deleteGroup, request, (broker, caller) =>
        once(request, caller, async () => {
          const { members } = await describe(broker, caller, request.groupId);
          if (members.length > 0) throw new DraveError('NON_EMPTY_GROUP', nonEmpty(request.groupId, members.length));
          if (request.validateOnly) return { header: header() };
          const [failure] = await broker.groups.deleteGroups(caller, [request.groupId]);
          if (failure !== undefined) throw new DraveError(failure);
          return { header: header() };
        }),
      ),
    listGroupOffsets: (request, call) =>
      atCoordinator(ports, call, 'describe', methods.listGroupOffsets, request, async (broker, caller) => {
        const group = await describe(broker, caller, request.groupId);
        const found = await listOffsets(ports, call, broker, caller, group, request);
        return { header: header(), offsets: found.items, nextPageToken: found.nextPageToken };
      }),
    resetGroupOffsets: (request, call) =>
      atCoordinator(ports, call, 'read', methods.resetGroupOffsets, request, (broker, caller) =>
        once(request, caller, async () => {
          const group = await describe(broker, caller, request.groupId).catch(noGroup);
          const count = group?.members.length ?? 0;
          if (count > 0) throw new DraveError('NON_EMPTY_GROUP', nonEmpty(request.groupId, count));
          return { header: header(), changes: await resetOffsets(ports, call, broker, caller, request) };
        }),
      ),
    deleteGroupOffsets: (request, call) =>
      atCoordinator(ports, call, 'delete', methods.deleteGroupOffsets, request, (broker, caller) =>
        once(request, caller, async () => {
          const group = await describe(broker, caller, request.groupId);
          return { header: header(), changes: await deleteOffsets(ports, call, broker, caller, group, request) };
        }),
      ),
  });
}

function nonEmpty(groupId: string, count: number): string {
  return `group '${groupId}' has ${count} members: stop them first`;
}

function noGroup(reason: unknown): undefined {
  const error = DraveError.from(reason);
  if (error.code !== 'GROUP_ID_NOT_FOUND') throw error;
  return undefined;
}

/** @throws DraveError GROUP_ID_NOT_FOUND, and why this broker does not know. */
async function describe(broker: Broker, caller: RequestContext, groupId: string): Promise<adminV1.Group> {
  const [ofConsumers] = await broker.groups.describeConsumerGroups(caller, [groupId]);
  if (ofConsumers !== undefined && !('failure' in ofConsumers)) return consumerGroupMessage(ofConsumers, broker.nodeId);
  const [classic] = await broker.groups.describeGroups(caller, [groupId]);
  const failure = classic === undefined ? ('GROUP_ID_NOT_FOUND' as const) : classic.failure;
  if (classic === undefined || failure !== undefined) {
    const missing = failure === 'GROUP_ID_NOT_FOUND' ? `there is no group '${groupId}'` : undefined;
    throw new DraveError(failure ?? 'GROUP_ID_NOT_FOUND', missing);
  }
  return classicGroupMessage(classic, broker.nodeId);
}

function localGroups(
  broker: Broker,
  ports: ForwardingPorts,
  call: CallContext,
  { idPrefix, states, types }: adminV1.ListGroupsRequest,
): adminV1.Group[] {
  const { failure, groups } = broker.groups.listGroups(requestContext(call, ports.domain.clock), { states, types });
  if (failure !== undefined) throw new DraveError(failure);
  return groups
    .filter(({ groupId }) => groupId.startsWith(idPrefix))
    .map((listing) => listedGroup(listing, broker.nodeId));
}

/** What all coordinators say. One that cannot be asked fails the call: a list with a hole would be believed. */
async function everyGroup(
  ports: ForwardingPorts,
  call: CallContext,
  request: adminV1.ListGroupsRequest,
): Promise<adminV1.Group[]> {
  const lists = await Promise.all(
    coordinators(ports.domain.feed.image, CONSUMER_OFFSETS_TOPIC).map(async ({ id, endpoint }) => {
      if (ports.broker?.nodeId === id) return localGroups(ports.broker, ports, call, request);
      const groups: adminV1.Group[] = [];
      let pageToken = '';
      do {
        const next = { ...request, pageSize: PAGE_SIZE, pageToken, local: true };
        const answer = await askAt(ports, call, endpoint, groupService.methods.listGroups, next);
        groups.push(...answer.groups);
        pageToken = answer.nextPageToken;
      } while (pageToken !== '');
      return groups;
    }),
  );
  return lists.flat().sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
}

const PAGE_SIZE = 1000;
