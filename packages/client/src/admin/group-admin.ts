import type { Millis, Offset, TopicName, TopicPartition } from '@drave/base';
import { type adminV1, groupService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

export interface ListGroupsOptions {
  readonly idPrefix?: string;
  /** Lists only groups in one of these states, such as 'Stable' or 'Empty'. */
  readonly states?: readonly string[];
  /** Lists only groups of one of these types: 'classic', 'consumer'. */
  readonly types?: readonly string[];
}

export interface CommittedOffsetsOptions {
  /** Of these groups only; of all by default. */
  readonly groupIds?: readonly string[];
  readonly topic?: TopicName;
  /** Asks the leaders where the partitions begin and end, which tells the lag. Default false. */
  readonly withPositions?: boolean;
}

/** Partition indexes by topic; 'all' stands for every partition of the topic. */
export type TopicSelection = Readonly<Record<TopicName, readonly number[] | 'all'>>;

/** The rule by which new committed offsets are chosen. */
export type ResetTo =
  | 'earliest'
  | 'latest'
  /** This offset, or the start or end of the partition when it lies outside. */
  | { readonly offset: Offset }
  /** The offset of the first record at or after this wall-clock time, or the end of the partition. */
  | { readonly timestampMs: Millis }
  /** The committed offset plus this number of records. */
  | { readonly shiftBy: number }
  /** To each of these partitions its own offset, limited as `offset`; without `topics`. */
  | { readonly offsets: readonly (TopicPartition & { readonly offset: Offset })[] };

/** Groups of consumers: see `GroupService` in drave.admin.v1. */
export class GroupAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** Resolves with the groups in order of their ids, without their members. */
  async list(options: ListGroupsOptions = {}): Promise<adminV1.Group[]> {
    const { idPrefix = '', states = [], types = [] } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, idPrefix, states, types, local: false };
      const response = await this.caller.call(groupService.methods.listGroups, request, 'repeatable');
      return { items: response.groups, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** Resolves with a group, its members and their assignments. @throws DraveError GROUP_ID_NOT_FOUND. */
  async describe(groupId: string): Promise<adminV1.Group> {
    return (await this.caller.call(groupService.methods.getGroup, { groupId, local: false }, 'repeatable')).group;
  }

  /** Deletes a group and its committed offsets. @throws DraveError GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP. */
  async delete(groupId: string, options: { readonly validateOnly?: boolean } = {}): Promise<void> {
    const { validateOnly = false } = options;
    const request = { groupId, validateOnly, requestId: this.caller.requestId(), local: false };
    await this.caller.call(groupService.methods.deleteGroup, request, 'repeatable');
  }

  /**
   * Resolves with the committed offsets and the lag of a group, in order of topic and partition.
   * @throws DraveError GROUP_ID_NOT_FOUND.
   */
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
   * Yields what groups have committed, of all groups at once, in order of group, topic and partition.
   * @throws DraveError COORDINATOR_NOT_AVAILABLE when not every group can be told of.
   */
  committedOffsets(options: CommittedOffsetsOptions = {}): AsyncGenerator<adminV1.CommittedOffset, void> {
    const { groupIds = [], topic = '', withPositions = false } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, groupIds, topic, withPositions, local: false };
      const response = await this.caller.call(groupService.methods.listCommittedOffsets, request, 'repeatable');
      return { items: response.offsets, nextPageToken: response.nextPageToken };
    };
    return pages(fetch);
  }

  /**
   * Sets committed offsets of a group without members, and creates the group if it does not exist. `topics` defaults to
   * every partition that the group has committed. Resolves with the old and new offset of each partition.
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

  /** Deletes committed offsets of a group. @throws DraveError GROUP_ID_NOT_FOUND, GROUP_SUBSCRIBED_TO_TOPIC. */
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

function targetOf(to: ResetTo): Pick<adminV1.ResetGroupOffsetsRequest, 'target' | 'value' | 'offsets'> {
  if (to === 'earliest') return { target: 'EARLIEST', value: 0, offsets: [] };
  if (to === 'latest') return { target: 'LATEST', value: 0, offsets: [] };
  if ('offset' in to) return { target: 'OFFSET', value: to.offset, offsets: [] };
  if ('timestampMs' in to) return { target: 'TIMESTAMP', value: to.timestampMs, offsets: [] };
  if ('offsets' in to) return { target: 'OFFSETS', value: 0, offsets: to.offsets };
  return { target: 'SHIFT', value: to.shiftBy, offsets: [] };
}
