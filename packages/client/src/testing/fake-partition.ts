import { assert, type ErrorCode, type LeaderEpoch, type NodeId, type Offset, type TopicName } from '@drave/base';
import {
  type BatchInfo,
  type DecodedRecord,
  decodeRecords,
  readBatchInfo,
  restamp,
  sequenceAfter,
} from '@drave/records';
import { lastSequence } from '@drave/records/testing';
import type { Compute } from '@drave/env';

interface ProducerState {
  epoch: number;
  /** The last five batches of the producer, which is as many as Kafka keeps. */
  batches: { readonly first: number; readonly last: number; readonly baseOffset: Offset }[];
}

type AppendOutcome =
  | { readonly kind: 'appended' | 'duplicate'; readonly baseOffset: Offset }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

/** The log and the producer state of one partition, as a correct broker keeps them. Tests may move its leader. */
export class FakePartition {
  leaderId: NodeId;
  leaderEpoch: LeaderEpoch = 0;
  logStartOffset: Offset = 0;
  /** The high watermark where a test holds it back; undefined when it is the end of the log. */
  heldHighWatermark: Offset | undefined;
  /** When true, every fetch offset is out of range, as at a leader that does not know its log yet. */
  deniesRange = false;
  readonly batches: Buffer[] = [];
  /** The aborted transactions that every fetch response lists. */
  aborted: readonly { readonly producerId: number; readonly firstOffset: Offset }[] = [];
  private readonly producers = new Map<number, ProducerState>();
  /** Called on every append and every change of the leader. */
  readonly listeners = new Set<() => void>();

  constructor(leaderId: NodeId) {
    this.leaderId = leaderId;
  }

  get endOffset(): Offset {
    const last = this.batches.at(-1);
    return last === undefined ? 0 : readBatchInfo(last, 0).lastOffset + 1;
  }

  get highWatermark(): Offset {
    return this.heldHighWatermark ?? this.endOffset;
  }

  append(bytes: Buffer, info: BatchInfo): AppendOutcome {
    if (info.producerId >= 0) {
      const refusal = this.checkSequence(info);
      if (refusal !== undefined) return refusal;
    }
    const baseOffset = this.endOffset;
    const batch = Buffer.from(bytes);
    restamp(batch, 0, baseOffset, this.leaderEpoch);
    this.batches.push(batch);
    if (info.producerId >= 0) this.remember(info, baseOffset);
    this.changed();
    return { kind: 'appended', baseOffset };
  }

  forgetProducers(): void {
    this.producers.clear();
  }

  moveLeader(leaderId: NodeId): void {
    this.leaderId = leaderId;
    this.leaderEpoch++;
    this.changed();
  }

  /** Removes everything from `offset` on, and the producer state, as after an unclean election. */
  truncate(offset: Offset): void {
    while (this.endOffset > offset) this.batches.pop();
    assert(this.endOffset === offset, 'tests truncate between batches');
    this.producers.clear();
    this.changed();
  }

  /** The batches from the one with `offset` on, below the high watermark, of about `bytesMax` bytes in all. */
  read(offset: Offset, bytesMax: number): Buffer[] {
    const found: Buffer[] = [];
    let bytes = 0;
    for (const batch of this.batches) {
      const info = readBatchInfo(batch, 0);
      if (info.lastOffset < offset) continue;
      if (info.lastOffset >= this.highWatermark || (bytes > 0 && bytes + batch.length > bytesMax)) break;
      found.push(batch);
      bytes += batch.length;
    }
    return found;
  }

  /** The largest epoch in the log at or below `epoch`, and its end offset. */
  endOfEpoch(epoch: LeaderEpoch): { readonly epoch: LeaderEpoch; readonly endOffset: Offset } {
    let found = { epoch: -1, endOffset: this.logStartOffset };
    for (const batch of this.batches) {
      const info = readBatchInfo(batch, 0);
      if (info.partitionLeaderEpoch <= epoch)
        found = { epoch: info.partitionLeaderEpoch, endOffset: info.lastOffset + 1 };
    }
    return found;
  }

  async records(compute: Compute): Promise<DecodedRecord[]> {
    const all: DecodedRecord[] = [];
    for (const batch of this.batches) all.push(...(await decodeRecords(batch, 0, compute)));
    return all;
  }

  changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private checkSequence(info: BatchInfo): AppendOutcome | undefined {
    const state = this.producers.get(info.producerId);
    if (state === undefined) return undefined;
    if (info.producerEpoch < state.epoch) return { kind: 'refused', code: 'INVALID_PRODUCER_EPOCH' };
    if (info.producerEpoch > state.epoch) {
      return info.baseSequence === 0 ? undefined : { kind: 'refused', code: 'OUT_OF_ORDER_SEQUENCE_NUMBER' };
    }
    const last = lastSequence(info);
    const same = state.batches.find((batch) => batch.first === info.baseSequence && batch.last === last);
    if (same !== undefined) return { kind: 'duplicate', baseOffset: same.baseOffset };
    const newest = state.batches.at(-1);
    if (newest !== undefined && sequenceAfter(newest.last, 1) === info.baseSequence) return undefined;
    return { kind: 'refused', code: 'OUT_OF_ORDER_SEQUENCE_NUMBER' };
  }

  private remember(info: BatchInfo, baseOffset: Offset): void {
    let state = this.producers.get(info.producerId);
    if (state === undefined || state.epoch !== info.producerEpoch) {
      state = { epoch: info.producerEpoch, batches: [] };
      this.producers.set(info.producerId, state);
    }
    state.batches.push({ first: info.baseSequence, last: lastSequence(info), baseOffset });
    if (state.batches.length > 5) state.batches.shift();
  }
}

export interface FakeTopic {
  readonly name: TopicName;
  readonly id: string;
  readonly partitions: FakePartition[];
}
