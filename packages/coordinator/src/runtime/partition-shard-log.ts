import { DraveError, type Bytes, type LeaderEpoch, type Millis, type Offset } from '@drave/base';
import type { AppendTicket, Partition, PartitionObserver, Verification, Verified } from '@drave/replica';
import type { BatchOrigin, ShardAppend, ShardLog } from './shard-log.js';

/** One leadership of a partition, as a shard sees it. */
export class PartitionShardLog implements ShardLog {
  readonly name: string;
  private readonly partition: Partition;
  private readonly leaderEpoch: LeaderEpoch;
  /** How long a batch may wait for the replicas (`offsets.commit.timeout.ms`). */
  private readonly timeoutMs: Millis;

  constructor(partition: Partition, leaderEpoch: LeaderEpoch, timeoutMs: Millis) {
    const { topic, partition: index } = partition.topicPartition;
    this.name = `${topic}-${index}`;
    this.partition = partition;
    this.leaderEpoch = leaderEpoch;
    this.timeoutMs = timeoutMs;
  }

  get batchBytesMax(): Bytes {
    return this.partition.settings.produce.batchBytesMax;
  }

  get startOffset(): Offset {
    return this.partition.log.logStartOffset;
  }

  get highWatermark(): Offset {
    return this.partition.highWatermark;
  }

  get endOffset(): Offset {
    return this.partition.log.writtenEndOffset;
  }

  get appendOffset(): Offset {
    return this.partition.log.logEndOffset;
  }

  get led(): boolean {
    return this.partition.isLeader && this.partition.leaderEpoch === this.leaderEpoch;
  }

  get isUnderMinIsr(): boolean {
    return this.partition.isUnderMinIsr;
  }

  async read(fromOffset: Offset, bytesMax: Bytes) {
    const upToOffset = this.endOffset;
    const result = await this.partition.log.read(fromOffset, { upToOffset, bytesMax, minOneBatch: true });
    switch (result.kind) {
      case 'data':
        // Nothing there: compaction took what was left up to the end.
        return { parts: result.parts, nextOffset: result.nextOffset > fromOffset ? result.nextOffset : upToOffset };
      case 'outOfRange':
        throw new DraveError('OFFSET_OUT_OF_RANGE', `offset ${fromOffset} of ${this.name} went while it was read`);
      case 'corrupt':
        throw new DraveError('CORRUPT_DATA', `${this.name}: ${result.corruption.reason}`);
    }
  }

  append(batch: Buffer, origin: BatchOrigin): ShardAppend {
    const ticket = this.appendAs(batch, origin);
    if (ticket.kind === 'failed') return ticket;
    return { kind: 'enqueued', endOffset: this.partition.log.logEndOffset, acked: ticket.acked };
  }

  verify(verification: Verification): Promise<Verified> {
    return this.partition.verifyTransaction(verification);
  }

  observe(changed: () => void): () => void {
    const observer: PartitionObserver = {
      changed: (_partition, what) => {
        if (what === 'highWatermark' || what === 'role') changed();
      },
    };
    this.partition.observe(observer);
    return () => this.partition.unobserve(observer);
  }

  private appendAs(batch: Buffer, origin: BatchOrigin): AppendTicket {
    const { partition, leaderEpoch: expectedLeaderEpoch, timeoutMs } = this;
    const request = { bytes: batch, acks: -1, expectedLeaderEpoch, timeoutMs } as const;
    switch (origin.kind) {
      case 'plain':
        return partition.append({ ...request, origin: 'internal' });
      case 'transactional':
        return partition.append({ ...request, origin: 'internal', guard: origin.guard });
      case 'marker':
        return partition.append({ ...request, origin: 'marker', transactionVersion: origin.transactionVersion });
    }
  }
}
