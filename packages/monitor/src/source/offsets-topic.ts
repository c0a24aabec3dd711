import { UUID_ZERO, isDraveError, type Millis, type NodeId, type Offset, type PartitionIndex } from '@drave/base';
import type { Compute } from '@drave/env';
import type { KafkaCluster } from '@drave/kafka-client';
import { apis, decodeVersioned, offsetCommitKey, offsetCommitValue, versionOf } from '@drave/kafka-protocol';
import { decodeRecords, scanBatches, type BatchInfo, type DecodedRecord } from '@drave/records';
import type { CommitSeen } from '../history/cluster-history.js';
import type { SampleFailures } from './sample-failures.js';

export const OFFSETS_TOPIC = '__consumer_offsets';

/** The last version of Fetch that names topics. */
const VERSION_MAX = 12;
const FETCH_BYTES_MAX = 4 * 1024 * 1024;
/** Requests to one broker in one sample; what is left then is read with the next one. */
const ROUNDS_MAX = 16;
/** Kafka's code of it. */
const CORRUPT_MESSAGE = 2;
/** Producers with open transactions whose groups are remembered. */
const TRANSACTIONS_MAX = 1_000;

export interface OffsetsTopicPartition {
  readonly partition: PartitionIndex;
  readonly leader: NodeId;
  readonly end: Offset;
}

interface ReadCommits {
  readonly commits: readonly Omit<CommitSeen, 'observedAtMs'>[];
  /** Groups that have committed in transactions which have ended: what counts of it the coordinator says. */
  readonly toAsk: ReadonlySet<string>;
}

/**
 * Reads what coordinators write to `__consumer_offsets`, from one sample to the next: with it, every commit is seen
 * with its own time, also one that repeats the offset before. An idle cluster costs no request.
 */
export class OffsetsTopicReader {
  private readonly cluster: KafkaCluster;
  private readonly compute: Compute;
  private readonly positions = new Map<PartitionIndex, Offset>();
  /** Groups that a producer has committed for in a transaction that is open. */
  private readonly open = new Map<number, Set<string>>();
  private refused = false;

  constructor(cluster: KafkaCluster, compute: Compute) {
    this.cluster = cluster;
    this.compute = compute;
  }

  /** Whether the topic may not be read: then commits are known by asking alone. */
  get isRefused(): boolean {
    return this.refused;
  }

  /** Begins where the partitions end, without a request. */
  begin(partitions: readonly OffsetsTopicPartition[]): void {
    for (const { partition, end } of partitions) this.positions.set(partition, end);
  }

  /** Reads up to the ends that are given. A partition that is new is read from its start. */
  async read(partitions: readonly OffsetsTopicPartition[], failures: SampleFailures): Promise<ReadCommits> {
    const commits: Omit<CommitSeen, 'observedAtMs'>[] = [];
    const toAsk = new Set<string>();
    const byLeader = new Map<NodeId, Map<PartitionIndex, Offset>>();
    for (const { partition, leader, end } of partitions) {
      const position = this.positions.get(partition) ?? 0;
      // The topic was made anew, or lost its end.
      if (position > end) this.positions.set(partition, end);
      if (position < end) byLeader.set(leader, (byLeader.get(leader) ?? new Map()).set(partition, end));
    }
    await Promise.all(
      [...byLeader].map(([leader, ends]) =>
        failures.attempt(`${OFFSETS_TOPIC} of broker ${leader}`, () =>
          this.readFrom(leader, ends, failures, { commits, toAsk }),
        ),
      ),
    );
    return { commits, toAsk };
  }

  private async readFrom(
    leader: NodeId,
    ends: Map<PartitionIndex, Offset>,
    failures: SampleFailures,
    into: { readonly commits: Omit<CommitSeen, 'observedAtMs'>[]; readonly toAsk: Set<string> },
  ): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX && ends.size > 0; round++) {
      const partitions = [...ends.keys()].map((partition) => ({
        partition,
        fetchOffset: this.positions.get(partition) ?? 0,
        partitionMaxBytes: FETCH_BYTES_MAX,
      }));
      const topics = [{ topic: OFFSETS_TOPIC, topicId: UUID_ZERO, partitions }];
      const body = { maxWaitMs: 0, minBytes: 0, maxBytes: FETCH_BYTES_MAX, topics };
      const response = await this.cluster.request(leader, apis.Fetch, () => body, VERSION_MAX);
      for (const { partitions: answered } of response.responses)
        for (const { partitionIndex, errorCode, records } of answered) {
          const before = this.positions.get(partitionIndex) ?? 0;
          if (errorCode !== 0) this.failed(partitionIndex, ends, errorCode, failures);
          else if (records !== null) await this.take(partitionIndex, records, failures, into);
          const position = this.positions.get(partitionIndex) ?? 0;
          if (position >= (ends.get(partitionIndex) ?? 0)) ends.delete(partitionIndex);
          // A partition that gave nothing is not asked again in this sample, unless others took all the room.
          else if (position === before && records !== null && records.length === 0 && partitions.length === 1)
            ends.delete(partitionIndex);
        }
    }
  }

  private failed(
    partition: PartitionIndex,
    ends: Map<PartitionIndex, Offset>,
    errorCode: number,
    failures: SampleFailures,
  ): void {
    const code = failures.answered(errorCode, `partitions of ${OFFSETS_TOPIC}`);
    if (code === 'TOPIC_AUTHORIZATION_FAILED') this.refused = true;
    // What lies between was deleted; the groups are asked for what they have committed by now.
    if (code === 'OFFSET_OUT_OF_RANGE') this.positions.set(partition, ends.get(partition) ?? 0);
    ends.delete(partition);
  }

  private async take(
    partition: PartitionIndex,
    bytes: Buffer,
    failures: SampleFailures,
    into: { readonly commits: Omit<CommitSeen, 'observedAtMs'>[]; readonly toAsk: Set<string> },
  ): Promise<void> {
    for (const step of scanBatches(bytes, { verifyCrc: true })) {
      // Damage is met again with the next sample, until the partition has another leader.
      if (step.kind === 'corrupt') failures.answered(CORRUPT_MESSAGE, `partitions of ${OFFSETS_TOPIC}`);
      // A part of a batch at the end of an answer is asked again with the next request.
      if (step.kind !== 'batch') return;
      const { info } = step;
      const from = this.positions.get(partition) ?? 0;
      if (info.control) this.ended(info, into.toAsk);
      else
        for (const record of await decodeRecords(bytes, info.position, this.compute)) {
          if (record.offset < from) continue;
          const commit = commitOf(record);
          if (commit === undefined) continue;
          if (info.transactional) this.opened(info, commit.group, into.toAsk);
          else into.commits.push(commit);
        }
      this.positions.set(partition, info.lastOffset + 1);
    }
  }

  private opened({ producerId }: BatchInfo, group: string, toAsk: Set<string>): void {
    const groups = this.open.get(producerId);
    if (groups !== undefined) groups.add(group);
    else if (this.open.size < TRANSACTIONS_MAX) this.open.set(producerId, new Set([group]));
    else toAsk.add(group);
  }

  private ended({ producerId }: BatchInfo, toAsk: Set<string>): void {
    for (const group of this.open.get(producerId) ?? []) toAsk.add(group);
    this.open.delete(producerId);
  }
}

/** Undefined for other records, for the end of an offset, and for versions that are not known. */
function commitOf({ offset: order, key, value }: DecodedRecord): Omit<CommitSeen, 'observedAtMs'> | undefined {
  if (key === null || value === null || key.length < 2 || versionOf(key) > offsetCommitKey.maxVersion) return undefined;
  try {
    const { group, topic, partition } = decodeVersioned(offsetCommitKey, key);
    const { offset, commitTimestamp } = decodeVersioned(offsetCommitValue, value);
    const timestampMs: Millis = commitTimestamp;
    return { group, topic, partition, offset, order, timestampMs };
  } catch (reason) {
    if (isDraveError(reason, 'INVALID_REQUEST') || isDraveError(reason, 'UNSUPPORTED_VERSION')) return undefined;
    throw reason;
  }
}
