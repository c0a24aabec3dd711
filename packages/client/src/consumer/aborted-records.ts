import { assert, type Bytes, type Offset, type ProducerId } from '@drave/base';
import { type BatchInfo, decodeControlBatch, readBatchInfo } from '@drave/records';
import type { dataV1 } from '@drave/rpc';

/** The aborted transactions of one producer. */
interface OfProducer {
  /** The first offset of each transaction, in order. */
  readonly firstOffsets: Offset[];
  /**
   * How many of the transactions begin at or before the batch that was examined last, and how many of those have ended.
   */
  begun: number;
  ended: number;
}

/**
 * Which batches of a fetched piece of a log belong to aborted transactions. The fetch response has the first offset of
 * each; each ends with its marker among the batches (KIP-98). The reader only goes forward, so that each batch is
 * examined once.
 */
export class AbortedRecords {
  private readonly bytes: Buffer;
  private readonly producers = new Map<ProducerId, OfProducer>();
  private at: Bytes = 0;

  constructor(bytes: Buffer, aborted: readonly dataV1.AbortedTransaction[]) {
    this.bytes = bytes;
    for (const { producerId, firstOffset } of aborted) {
      const known = this.producers.get(producerId);
      if (known === undefined) this.producers.set(producerId, { firstOffsets: [firstOffset], begun: 0, ended: 0 });
      else known.firstOffsets.push(firstOffset);
    }
    for (const { firstOffsets } of this.producers.values()) firstOffsets.sort((a, b) => a - b);
  }

  /** Whether the batch at the byte position `at` belongs to an aborted transaction; `at` never decreases. */
  has(info: BatchInfo, at: Bytes): boolean {
    const { producers } = this;
    if (producers.size === 0 || !info.transactional) return false;
    this.countMarkers(at);
    const producer = producers.get(info.producerId);
    if (producer === undefined) return false;
    const { firstOffsets } = producer;
    while ((firstOffsets[producer.begun] ?? Number.POSITIVE_INFINITY) <= info.lastOffset) producer.begun++;
    return producer.begun > producer.ended;
  }

  private countMarkers(end: Bytes): void {
    assert(this.at <= end, 'the reader only goes forward');
    while (this.at < end) {
      const other = readBatchInfo(this.bytes, this.at);
      const producer = other.control ? this.producers.get(other.producerId) : undefined;
      if (producer !== undefined && decodeControlBatch(this.bytes, this.at)?.kind === 'abort') producer.ended++;
      this.at += other.sizeBytes;
    }
  }
}
