import type { NodeId, PartitionIndex, TopicName, TopicPartition } from '@drave/base';
import { type adminV1, partitionService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

export interface ListPartitionsOptions {
  readonly topic?: TopicName;
  readonly filter?: adminV1.PartitionFilter;
  /** Only partitions with a replica on this broker. */
  readonly brokerId?: NodeId;
  readonly local?: boolean;
}

export interface PartitionMove extends TopicPartition {
  /** The new replicas, the preferred leader first; null cancels the move under way. */
  readonly replicas: readonly NodeId[] | null;
}

/** Partitions: see `PartitionService` in drave.admin.v1. */
export class PartitionAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** @throws DraveError UNKNOWN_TOPIC_OR_PARTITION. */
  async get(topic: TopicName, index: PartitionIndex, local = false): Promise<adminV1.Partition> {
    const request = { topic, index, local };
    return (await this.caller.call(partitionService.methods.getPartition, request, 'repeatable')).partition;
  }

  /** By topic name and index. */
  async list(options: ListPartitionsOptions = {}): Promise<adminV1.Partition[]> {
    const { topic = '', filter = 'ALL', brokerId, local = false } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, filter, brokerId, local };
      const response = await this.caller.call(partitionService.methods.listPartitions, request, 'repeatable');
      return { items: response.partitions, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /** To preferred leaders, or uncleanly where there is none. Without partitions: every one that needs it. */
  async electLeaders(
    electionType: adminV1.ElectionType,
    partitions: readonly TopicPartition[] = [],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.PartitionResult[]> {
    const { validateOnly = false } = options;
    const request = { electionType, partitions, validateOnly, requestId: this.caller.requestId() };
    return (await this.caller.call(partitionService.methods.electLeaders, request, 'repeatable')).results;
  }

  /** Records the moves; data follows. */
  async reassign(
    moves: readonly PartitionMove[],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.PartitionResult[]> {
    const { validateOnly = false } = options;
    const reassignments = moves.map(({ topic, partition, replicas }) => ({
      topic,
      partition,
      target: replicas === null ? undefined : { replicas },
    }));
    const request = { reassignments, validateOnly, requestId: this.caller.requestId() };
    return (await this.caller.call(partitionService.methods.reassignPartitions, request, 'repeatable')).results;
  }

  /** Partitions with a move under way. */
  async listReassignments(topic: TopicName = '', local = false): Promise<adminV1.Partition[]> {
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, local };
      const response = await this.caller.call(partitionService.methods.listReassignments, request, 'repeatable');
      return { items: response.partitions, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }
}

const PAGE_SIZE = 1000;
