import type { Offset, ProducerId } from '@drave/base';
import {
  batchAttributes,
  batchLastOffset,
  batchProducerId,
  CONTROL_BIT,
  decodeControlBatch,
  TRANSACTIONAL_BIT,
} from '@drave/records';

/** As Fetch lists it. */
export interface AbortedTransaction {
  readonly producerId: ProducerId;
  readonly firstOffset: Offset;
}

/**
 * Which batches of one answer a consumer passes over, as Kafka's does: an entry of the list counts from its first
 * offset to the next marker of its producer that aborts. Without entries only markers are passed over.
 */
export class AbortedBatches {
  /** In the order of their beginnings. */
  private readonly waiting: AbortedTransaction[];
  private readonly aborting = new Set<ProducerId>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.waiting = [...aborted].sort((one, other) => one.firstOffset - other.firstOffset);
  }

  /** Called for every batch, in their order. */
  skips(bytes: Buffer, at: number): boolean {
    const lastOffset = batchLastOffset(bytes, at);
    for (let [first] = this.waiting; first !== undefined && first.firstOffset <= lastOffset; [first] = this.waiting) {
      this.aborting.add(first.producerId);
      this.waiting.shift();
    }
    const attributes = batchAttributes(bytes, at);
    const producerId = batchProducerId(bytes, at);
    if ((attributes & CONTROL_BIT) !== 0) {
      if (decodeControlBatch(bytes, at)?.kind === 'abort') this.aborting.delete(producerId);
      return true;
    }
    return (attributes & TRANSACTIONAL_BIT) !== 0 && this.aborting.has(producerId);
  }
}
