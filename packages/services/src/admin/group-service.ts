import { DraveError } from '@drave/base';
import type { Broker, RequestContext } from '@drave/broker';
import { type adminV1, groupService, implement, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import type { ForwardingPorts } from './forwarding.js';
import { atCoordinator, onAnyBroker } from './group-forwarding.js';
import { listCommittedOffsets, listGroups } from './group-list.js';
import { classicGroupMessage, consumerGroupMessage } from './group-messages.js';
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
      if (ports.broker === undefined) return onAnyBroker(ports, call, methods.listGroups, request);
      const { items, nextPageToken } = await listGroups(ports, ports.broker, call, request);
      return { header: header(), groups: items, nextPageToken };
    },
    async listCommittedOffsets(request, call) {
      if (ports.broker === undefined) return onAnyBroker(ports, call, methods.listCommittedOffsets, request);
      const { items, nextPageToken } = await listCommittedOffsets(ports, ports.broker, call, request);
      return { header: header(), offsets: items, nextPageToken };
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
