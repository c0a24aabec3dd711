import {
  DraveError,
  type LeaderEpoch,
  type Millis,
  type Offset,
  type PartitionIndex,
  type TopicName,
} from '@drave/base';
import { type dataV1, dataService } from '@drave/rpc';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import { type Leader, partitionError } from '../cluster/cluster-view.js';

export const TIMESTAMP_LATEST = -1;
export const TIMESTAMP_EARLIEST = -2;

interface OffsetQuery {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  /** Wall-clock milliseconds, -1 for the end, -2 for the start, -3 for the largest timestamp. */
  readonly timestampMs: Millis;
}

type OffsetAnswer =
  /** `offset` is -1 when no record is as late as the timestamp; it is never -1 for the start or the end. */
  | { readonly kind: 'found'; readonly offset: Offset; readonly leaderEpoch: LeaderEpoch | undefined }
  | { readonly kind: 'failed'; readonly error: DraveError };

/** Asks leaders for offsets once, without retries. The answers are in the order of the queries. */
export class OffsetLookup {
  private readonly channels: BrokerChannels;
  private readonly metadata: ClusterMetadata;
  private readonly isolationLevel: dataV1.IsolationLevel;
  private readonly attemptTimeoutMs: Millis;

  constructor(
    channels: BrokerChannels,
    metadata: ClusterMetadata,
    isolationLevel: dataV1.IsolationLevel,
    attemptTimeoutMs: Millis,
  ) {
    this.channels = channels;
    this.metadata = metadata;
    this.isolationLevel = isolationLevel;
    this.attemptTimeoutMs = attemptTimeoutMs;
  }

  async ask(queries: readonly OffsetQuery[]): Promise<OffsetAnswer[]> {
    const answers = new Map<OffsetQuery, OffsetAnswer>();
    const byBroker = new Map<number, { leader: Leader; asked: OffsetQuery[] }>();
    for (const query of queries) {
      const leader = this.metadata.leader(query.topic, query.partition);
      if (leader === undefined) {
        const known = this.metadata.view.topicError(query.topic);
        answers.set(query, { kind: 'failed', error: known ?? new DraveError('LEADER_NOT_AVAILABLE') });
        continue;
      }
      const group = byBroker.get(leader.brokerId);
      if (group === undefined) byBroker.set(leader.brokerId, { leader, asked: [query] });
      else group.asked.push(query);
    }
    const groups = [...byBroker.values()].sort((a, b) => a.leader.brokerId - b.leader.brokerId);
    await Promise.all(groups.map(({ leader, asked }) => this.askBroker(leader, asked, answers)));
    return queries.map(
      (query) => answers.get(query) ?? { kind: 'failed', error: new DraveError('UNKNOWN_SERVER_ERROR') },
    );
  }

  private async askBroker(
    leader: Leader,
    queries: readonly OffsetQuery[],
    answers: Map<OffsetQuery, OffsetAnswer>,
  ): Promise<void> {
    const partitions = queries.map(({ topic, partition, timestampMs }) => ({
      topicId: this.metadata.view.topic(topic)?.id ?? '',
      topic,
      partition,
      timestampMs,
      currentLeaderEpoch: this.metadata.leader(topic, partition)?.epoch,
    }));
    try {
      const channel = this.channels.get(leader.endpoint, 'control');
      const request = { isolationLevel: this.isolationLevel, partitions };
      const options = { deadlineMs: this.attemptTimeoutMs };
      const response = await channel.unary(dataService.methods.listOffsets, request, options);
      for (const [index, query] of queries.entries()) {
        const answer = response.partitions[index];
        if (answer !== undefined) answers.set(query, this.judge(query, answer));
      }
    } catch (reason) {
      const error = DraveError.from(reason);
      for (const query of queries) answers.set(query, { kind: 'failed', error });
    }
  }

  /**
   * Checks one answer. A start or end of -1 comes from a leader that does not know its log yet, so it is an error to be
   * retried, never an offset.
   */
  private judge(query: OffsetQuery, answer: dataV1.PartitionOffset): OffsetAnswer {
    if (answer.leader !== undefined) this.metadata.applyLeaderHint(query.topic, query.partition, answer.leader);
    if (answer.error !== undefined) return { kind: 'failed', error: partitionError(answer.error) };
    if (answer.offset < 0 && query.timestampMs < 0) {
      return { kind: 'failed', error: new DraveError('OFFSET_NOT_AVAILABLE') };
    }
    const leaderEpoch = answer.leaderEpoch >= 0 ? answer.leaderEpoch : undefined;
    return { kind: 'found', offset: answer.offset, leaderEpoch };
  }
}
