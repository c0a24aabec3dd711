import type { Millis, Offset, TopicName } from '@drave/base';
import { type adminV1, groupService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

export interface ListGroupsOptions {
  readonly idPrefix?: string;
  /** Such as 'Stable' or 'Empty'; any of them. */
  readonly states?: readonly string[];
  /** 'classic', 'consumer'; either of them. */
  readonly types?: readonly string[];
}

/** Partitions of some topics; a topic without a list stands for all its partitions. */
export type TopicSelection = Readonly<Record<TopicName, readonly number[] | 'all'>>;

/** Where to set committed offsets. */
export type ResetTo =
  | 'earliest'
  | 'latest'
  /** Moved into what the partition holds. */
  | { readonly offset: Offset }
  /** The first record at or after it, or the end. */
  | { readonly timestampMs: Millis }
  /** Added to what is committed. */
  | { readonly shiftBy: number };

/** Groups of consumers: see `GroupService` in drave.admin.v1. */
export class GroupAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** By id, without members. */
  async list(options: ListGroupsOptions = {}): Promise<adminV1.Group[]> {
    const { idPrefix = '', states = [], types = [] } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, idPrefix, states, types, local: false };
      const response = await this.caller.call(groupService.methods.listGroups, request, 'repeatable');
      return { items: response.groups, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** With its members and what they are assigned. @throws DraveError GROUP_ID_NOT_FOUND. */
  async describe(groupId: string): Promise<adminV1.Group> {
    return (await this.caller.call(groupService.methods.getGroup, { groupId, local: false }, 'repeatable')).group;
  }

  /** With its offsets. @throws DraveError GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP. */
  async delete(groupId: string, options: { readonly validateOnly?: boolean } = {}): Promise<void> {
    const { validateOnly = false } = options;
    const request = { groupId, validateOnly, requestId: this.caller.requestId(), local: false };
    await this.caller.call(groupService.methods.deleteGroup, request, 'repeatable');
  }

  /** What is committed, by topic and partition, and how far that is behind. @throws DraveError GROUP_ID_NOT_FOUND. */
  async offsets(groupId: string, options: { readonly topic?: TopicName } = {}): Promise<adminV1.GroupOffset[]> {
    const { topic = '' } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, groupId, topic, local: false };
      const response = await this.caller.call(groupService.methods.listGroupOffsets, request, 'repeatable');
      return { items: response.offsets, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Sets committed offsets of a group without members; makes the group when there is none. `topics` defaults to all
   * that the group has committed.
   * @throws DraveError NON_EMPTY_GROUP, UNKNOWN_TOPIC_OR_PARTITION.
   */
  async resetOffsets(
    groupId: string,
    to: ResetTo,
    options: { readonly topics?: TopicSelection; readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.OffsetChange[]> {
    const { topics = {}, validateOnly = false } = options;
    const request = {
      groupId,
      topics: selectionOf(topics),
      ...targetOf(to),
      validateOnly,
      requestId: this.caller.requestId(),
      local: false,
    };
    return (await this.caller.call(groupService.methods.resetGroupOffsets, request, 'repeatable')).changes;
  }

  /** Forgets committed offsets. @throws DraveError GROUP_ID_NOT_FOUND, GROUP_SUBSCRIBED_TO_TOPIC. */
  async deleteOffsets(
    groupId: string,
    topics: TopicSelection,
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.OffsetChange[]> {
    const { validateOnly = false } = options;
    const requestId = this.caller.requestId();
    const request = { groupId, topics: selectionOf(topics), validateOnly, requestId, local: false };
    return (await this.caller.call(groupService.methods.deleteGroupOffsets, request, 'repeatable')).changes;
  }
}

const PAGE_SIZE = 1000;

function selectionOf(topics: TopicSelection): adminV1.GroupPartitions[] {
  return Object.entries(topics).map(([topic, partitions]) => {
    return { topic, partitions: partitions === 'all' ? [] : partitions };
  });
}

function targetOf(to: ResetTo): Pick<adminV1.ResetGroupOffsetsRequest, 'target' | 'value'> {
  if (to === 'earliest') return { target: 'EARLIEST', value: 0 };
  if (to === 'latest') return { target: 'LATEST', value: 0 };
  if ('offset' in to) return { target: 'OFFSET', value: to.offset };
  if ('timestampMs' in to) return { target: 'TIMESTAMP', value: to.timestampMs };
  return { target: 'SHIFT', value: to.shiftBy };
}
