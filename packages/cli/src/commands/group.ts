import { present } from '@drave/base';
import type { adminV1 } from '@drave/rpc';
import { known, print, table, type OutputOptions, type TablePart } from '../output.js';
import { parseTopics } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { forEachName } from './for-each-name.js';
import { changesView } from './group-seek.js';
import { show, type ShowOptions } from './show.js';

type GroupOptions = ConnectOptions & OutputOptions;

export interface ListGroupOptions extends ShowOptions {
  readonly state?: readonly string[];
  readonly type?: readonly string[];
}

export function listGroups(terminal: Terminal, prefix: string | undefined, options: ListGroupOptions): Promise<number> {
  const filters = present({ idPrefix: prefix, states: options.state, types: options.type });
  return show(terminal, options, async (client) => {
    const groups = await client.admin().groups.list(filters);
    return {
      document: groups.map(summary),
      names: groups.map(({ groupId }) => groupId),
      parts: [
        table(groups, {
          group: ({ groupId }) => groupId,
          type: ({ type }) => type,
          state: { cell: ({ state }) => state, colour: ({ state }) => colourOf(state) },
          coordinator: ({ coordinatorId }) => coordinatorId,
          protocol: { wide: true, cell: ({ protocolType }) => protocolType },
        }),
      ],
    };
  });
}

export interface DescribeGroupOptions extends ShowOptions {
  /** Only the members, without a line about the group. */
  readonly members?: boolean;
  /** Also what the members subscribe to and are assigned, and the committed offsets. */
  readonly verbose?: boolean;
}

export function describeGroups(
  terminal: Terminal,
  groupIds: readonly string[],
  options: DescribeGroupOptions,
): Promise<number> {
  const { members: membersOnly = false, verbose = false } = options;
  return show(terminal, options, async (client) => {
    const { groups } = client.admin();
    const found: DescribedGroup[] = [];
    for (const groupId of groupIds)
      found.push({
        group: await groups.describe(groupId),
        offsets: verbose && !membersOnly ? await groups.offsets(groupId) : undefined,
      });
    return {
      document: found.map(({ group, offsets }) => ({
        ...summary(group),
        assignor: group.assignor,
        epoch: group.epoch,
        assignmentEpoch: group.assignmentEpoch,
        members: group.members,
        ...(offsets === undefined ? {} : { offsets: offsets.map(offsetJson) }),
      })),
      names: groupIds,
      parts: found.flatMap(({ group, offsets }) => [
        ...(membersOnly ? [] : [headline(group)]),
        membersTable(group, verbose),
        ...(offsets === undefined
          ? []
          : [
              '',
              offsetsTable(
                offsets.map((offset) => ({ ...offset, groupId: '' })),
                false,
              ),
            ]),
      ]),
    };
  });
}

interface DescribedGroup {
  readonly group: adminV1.Group;
  readonly offsets: readonly adminV1.GroupOffset[] | undefined;
}

function headline({ groupId, type, state, coordinatorId, epoch }: adminV1.Group): string {
  return `${groupId}  ${type}  ${state}  coordinator ${coordinatorId}${type === 'consumer' ? `  epoch ${epoch}` : ''}`;
}

function membersTable({ members }: adminV1.Group, verbose: boolean): TablePart {
  const wide = !verbose;
  return table(members, {
    member: ({ memberId }) => memberId,
    instance: ({ instanceId }) => (instanceId === '' ? null : instanceId),
    client: ({ clientId }) => clientId,
    host: ({ clientHost }) => clientHost,
    epoch: ({ epoch }) => epoch,
    assigned: ({ assigned }) => partitionsText(assigned),
    target: { wide, cell: ({ target }) => partitionsText(target) },
    'subscribed to': {
      wide,
      cell: ({ subscribedTopics, subscribedRegex }) =>
        [...subscribedTopics, subscribedRegex].filter((text) => text !== '').join(' '),
    },
  });
}

export async function deleteGroups(
  terminal: Terminal,
  groupIds: readonly string[],
  options: GroupOptions & { readonly validateOnly?: boolean },
): Promise<number> {
  const { validateOnly = false } = options;
  return forEachName(terminal, options, { noun: 'group', names: groupIds }, async (client, group) => {
    await client.admin().groups.delete(group, { validateOnly });
    return { state: validateOnly ? 'would be deleted' : 'deleted' };
  });
}

export interface LagOptions extends ShowOptions {
  readonly topic?: string;
}

/** What groups have committed, and how far they are behind; of every group where none is named. */
export function groupLag(terminal: Terminal, groupIds: readonly string[], options: LagOptions): Promise<number> {
  return show(terminal, options, async (client) => {
    const { groups } = client.admin();
    const ids = groupIds.length > 0 ? groupIds : (await groups.list()).map(({ groupId }) => groupId);
    const offsets: GroupOffset[] = [];
    for (const groupId of ids)
      for (const offset of await groups.offsets(groupId, present({ topic: options.topic })))
        offsets.push({ ...offset, groupId });
    const severalGroups = groupIds.length !== 1;
    const total = offsets.reduce((sum, { lag }) => sum + Math.max(0, lag), 0);
    return {
      document: offsets.map((one) => ({ ...(severalGroups ? { group: one.groupId } : {}), ...offsetJson(one) })),
      names: offsets.map(({ topic, partition }) => `${topic}:${partition}`),
      parts: [offsetsTable(offsets, severalGroups), ...(offsets.length > 1 ? [`total lag ${total}`] : [])],
    };
  });
}

type GroupOffset = adminV1.GroupOffset & { readonly groupId: string };

function offsetsTable(offsets: readonly GroupOffset[], severalGroups: boolean): TablePart {
  return table(offsets, {
    ...(severalGroups ? { group: ({ groupId }: GroupOffset) => groupId } : {}),
    topic: ({ topic }) => topic,
    partition: ({ partition }) => partition,
    committed: ({ committedOffset }) => known(committedOffset),
    start: { wide: true, cell: ({ logStartOffset }) => known(logStartOffset) },
    end: ({ logEndOffset }) => known(logEndOffset),
    lag: { cell: ({ lag }) => known(lag), colour: ({ lag }) => (lag > 0 ? 'yellow' : undefined) },
    member: ({ memberId }) => (memberId === '' ? null : memberId),
    metadata: { wide: true, cell: ({ metadata }) => (metadata === '' ? null : metadata) },
  });
}

export async function deleteGroupOffsets(
  terminal: Terminal,
  groupId: string,
  topics: readonly string[],
  options: GroupOptions & { readonly validateOnly?: boolean },
): Promise<number> {
  const { validateOnly = false } = options;
  const changes = await withClient(terminal, options, (client) =>
    client.admin().groups.deleteOffsets(groupId, parseTopics(topics), { validateOnly }),
  );
  return print(terminal, options, changesView(changes));
}

function summary({ groupId, type, state, protocolType, coordinatorId }: adminV1.Group) {
  return { group: groupId, type, state, protocolType, coordinator: coordinatorId };
}

function offsetJson(one: adminV1.GroupOffset) {
  return {
    topic: one.topic,
    partition: one.partition,
    committed: known(one.committedOffset),
    start: known(one.logStartOffset),
    end: known(one.logEndOffset),
    lag: known(one.lag),
    member: one.memberId === '' ? null : one.memberId,
    metadata: one.metadata,
  };
}

function colourOf(state: string): 'green' | 'yellow' | undefined {
  if (state === 'Stable') return 'green';
  return state === 'Empty' || state === 'Dead' ? undefined : 'yellow';
}

function partitionsText(topics: readonly adminV1.GroupPartitions[]): string | null {
  if (topics.length === 0) return null;
  return topics.map(({ topic, partitions }) => `${topic}:${partitions.join(',')}`).join(' ');
}
