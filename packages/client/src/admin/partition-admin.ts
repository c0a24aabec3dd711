import type { NodeId, Offset, PartitionIndex, TopicName, TopicPartition } from '@drave/base';
import { type adminV1, partitionService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

export interface ListPartitionsOptions {
  readonly topic?: TopicName;
  readonly filter?: adminV1.PartitionFilter;
  /** Lists only partitions with a replica on this broker. */
  readonly brokerId?: NodeId;
  readonly local?: boolean;
}

export interface PartitionMove extends TopicPartition {
  /** The new replicas, the preferred leader first; null cancels the reassignment under way. */
  readonly replicas: readonly NodeId[] | null;
}

/** Partitions: see `PartitionService` in drave.admin.v1. */
export class PartitionAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** Resolves with one partition. @throws DraveError UNKNOWN_TOPIC_OR_PARTITION. */
  async get(topic: TopicName, index: PartitionIndex, local = false): Promise<adminV1.Partition> {
    const request = { topic, index, local };
    return (await this.caller.call(partitionService.methods.getPartition, request, 'repeatable')).partition;
  }

  /** Resolves with the partitions in order of topic name and index. */
  async list(options: ListPartitionsOptions = {}): Promise<adminV1.Partition[]> {
    const { topic = '', filter = 'ALL', brokerId, local = false } = options;
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, filter, brokerId, local };
      const response = await this.caller.call(partitionService.methods.listPartitions, request, 'repeatable');
      return { items: response.partitions, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Elects the preferred leaders ('PREFERRED'), or any live replica where there is no leader ('UNCLEAN', which may
   * lose acknowledged records). Without `partitions` it acts on every partition that needs an election. Resolves with
   * one result for each partition; a failed partition does not fail the call.
   */
  async electLeaders(
    electionType: adminV1.ElectionType,
    partitions: readonly TopicPartition[] = [],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.PartitionResult[]> {
    const { validateOnly = false } = options;
    const request = { electionType, partitions, validateOnly, requestId: this.caller.requestId() };
    return (await this.caller.call(partitionService.methods.electLeaders, request, 'repeatable')).results;
  }

  /**
   * Begins or cancels reassignments (KIP-455). Resolves with one result for each when they are recorded; the data is
   * copied afterwards.
   */
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

  /**
   * Deletes the records before an offset of each partition; `-1` deletes everything below the high watermark. With
   * `validateOnly` it says what the log start offsets would be. Resolves with one result for each; a failed partition
   * does not fail the call.
   */
  async deleteRecords(
    partitions: readonly (TopicPartition & { readonly offset: Offset })[],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.DeletedRecords[]> {
    const { validateOnly = false } = options;
    const request = { partitions, validateOnly, requestId: this.caller.requestId(), local: false };
    return (await this.caller.call(partitionService.methods.deleteRecords, request, 'repeatable')).partitions;
  }

  /** Resolves with the partitions that have a reassignment under way. */
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
