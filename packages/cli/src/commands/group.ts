import { DraveError, present } from '@drave/base';
import type { Admin, ResetTo } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { printJson, printTable, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { parseTopics, UsageError } from '../parse.js';

type GroupOptions = ConnectOptions & OutputOptions;

export interface ListGroupOptions extends GroupOptions {
  readonly state?: readonly string[];
  readonly type?: readonly string[];
}

export async function listGroups(
  terminal: Terminal,
  prefix: string | undefined,
  options: ListGroupOptions,
): Promise<void> {
  const groups = await withAdmin(terminal, options, (admin) =>
    admin.groups.list({
      ...present({ idPrefix: prefix, states: options.state, types: options.type }),
    }),
  );
  if (options.output === 'json') {
    printJson(terminal, groups.map(summary));
    return;
  }
  const rows = groups.map((group) => [group.groupId, group.type, group.state, group.coordinatorId]);
  printTable(terminal, ['group', 'type', 'state', 'coordinator'], rows);
}

export async function describeGroups(
  terminal: Terminal,
  groupIds: readonly string[],
  options: GroupOptions,
): Promise<void> {
  const groups = await withAdmin(terminal, options, async (admin) => {
    const found: adminV1.Group[] = [];
    for (const groupId of groupIds) found.push(await admin.groups.describe(groupId));
    return found;
  });
  if (options.output === 'json') {
    printJson(
      terminal,
      groups.map((group) => ({
        ...summary(group),
        assignor: group.assignor,
        epoch: group.epoch,
        assignmentEpoch: group.assignmentEpoch,
        members: group.members,
      })),
    );
    return;
  }
  for (const group of groups) {
    const epoch = group.type === 'consumer' ? `  epoch ${group.epoch}` : '';
    terminal.line(`${group.groupId}  ${group.type}  ${group.state}  coordinator ${group.coordinatorId}${epoch}`);
    printTable(
      terminal,
      ['member', 'instance', 'client', 'host', 'epoch', 'assigned', 'target'],
      group.members.map((member) => [
        member.memberId,
        member.instanceId === '' ? null : member.instanceId,
        member.clientId,
        member.clientHost,
        member.epoch,
        partitionsText(member.assigned),
        partitionsText(member.target),
      ]),
    );
  }
}

export async function deleteGroups(
  terminal: Terminal,
  groupIds: readonly string[],
  options: GroupOptions & { readonly validateOnly?: boolean },
): Promise<number> {
  const validateOnly = options.validateOnly ?? false;
  const outcomes = await withAdmin(terminal, options, async (admin) => {
    const done: { readonly group: string; readonly state: string; readonly error?: string }[] = [];
    for (const group of groupIds) {
      try {
        await admin.groups.delete(group, { validateOnly });
        done.push({ group, state: validateOnly ? 'would be deleted' : 'deleted' });
      } catch (reason) {
        const { code, message } = DraveError.from(reason);
        done.push({ group, state: 'failed', error: `${code}: ${message}` });
      }
    }
    return done;
  });
  if (options.output === 'json') printJson(terminal, outcomes);
  else {
    const rows = outcomes.map(({ group, state, error }) => [group, state, error ?? null]);
    printTable(terminal, ['group', 'state', 'error'], rows);
  }
  return outcomes.some(({ error }) => error !== undefined) ? 1 : 0;
}

export async function groupOffsets(
  terminal: Terminal,
  groupId: string,
  options: GroupOptions & { readonly topic?: string },
): Promise<void> {
  const offsets = await withAdmin(terminal, options, (admin) =>
    admin.groups.offsets(groupId, options.topic === undefined ? {} : { topic: options.topic }),
  );
  if (options.output === 'json') {
    printJson(terminal, offsets.map(offsetJson));
    return;
  }
  printTable(
    terminal,
    ['topic', 'partition', 'committed', 'end', 'lag', 'member'],
    offsets.map((one) => [
      one.topic,
      one.partition,
      known(one.committedOffset),
      known(one.logEndOffset),
      known(one.lag),
      one.memberId === '' ? null : one.memberId,
    ]),
  );
}

export interface ResetOptions extends GroupOptions {
  readonly to: ResetTo;
  readonly topic?: readonly string[];
  readonly execute?: boolean;
}

/** Shows what would change, and changes it with `--execute`. */
export async function resetGroupOffsets(terminal: Terminal, groupId: string, options: ResetOptions): Promise<void> {
  const topics = options.topic === undefined ? {} : { topics: parseTopics(options.topic) };
  const validateOnly = options.execute !== true;
  const changes = await withAdmin(terminal, options, (admin) =>
    admin.groups.resetOffsets(groupId, options.to, { ...topics, validateOnly }),
  );
  printChanges(terminal, changes, options);
  if (validateOnly && options.output !== 'json') terminal.line('Nothing was changed: add --execute to do it.');
}

export async function deleteGroupOffsets(
  terminal: Terminal,
  groupId: string,
  topics: readonly string[],
  options: GroupOptions & { readonly validateOnly?: boolean },
): Promise<void> {
  const validateOnly = options.validateOnly ?? false;
  const changes = await withAdmin(terminal, options, (admin) =>
    admin.groups.deleteOffsets(groupId, parseTopics(topics), { validateOnly }),
  );
  printChanges(terminal, changes, options);
}

/**
 * Parses `earliest`, `latest`, an offset, a shift (`+n`, `-n`), or a time such as `2026-01-01T00:00:00Z`. @throws
 * UsageError.
 */
export function parseResetTarget(text: string): ResetTo {
  if (text === 'earliest' || text === 'latest') return text;
  if (/^[+-]\d+$/.test(text)) return { shiftBy: Number(text) };
  if (/^\d+$/.test(text)) return { offset: Number(text) };
  const timestampMs = Date.parse(text);
  if (Number.isNaN(timestampMs))
    throw new UsageError(
      `--to '${text}': expected earliest, latest, an offset, +10, -10 or a time such as 2026-01-01T00:00:00Z`,
    );
  return { timestampMs };
}

function withAdmin<Result>(
  terminal: Terminal,
  options: GroupOptions,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  return withClient(terminal, options, (client) => work(client.admin()));
}

function printChanges(terminal: Terminal, changes: readonly adminV1.OffsetChange[], options: OutputOptions): void {
  if (options.output === 'json') {
    printJson(
      terminal,
      changes.map(({ topic, partition, oldOffset, newOffset }) => {
        return { topic, partition, old: known(oldOffset), new: known(newOffset) };
      }),
    );
    return;
  }
  const rows = changes.map((one) => [one.topic, one.partition, known(one.oldOffset), known(one.newOffset)]);
  printTable(terminal, ['topic', 'partition', 'old', 'new'], rows);
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

/** Null for -1, which means "none" or "unknown". */
function known(value: number): number | null {
  return value < 0 ? null : value;
}

function partitionsText(topics: readonly adminV1.GroupPartitions[]): string | null {
  if (topics.length === 0) return null;
  return topics.map(({ topic, partitions }) => `${topic}:${partitions.join(',')}`).join(' ');
}
