import { assert, type Millis, type Offset, type ProducerId } from '@drave/base';
import { type BatchInfo, NO_SEQUENCE, sequenceAfter } from '@drave/records';
import type { ProducerBatch } from './contract.js';

/** How many batches a producer may have in flight, and so how far back a retry is recognised (KIP-98, KAFKA-5494). */
const PRODUCER_WINDOW_BATCHES = 5;

/** One appended batch, as far as recognising its retry needs it. */
export interface ProducerWindowBatch {
  /** Both are -1 in the records of a coordinator, which carry no sequence numbers. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly lastOffset: Offset;
  /** Last offset minus first offset. */
  readonly offsetDelta: number;
  readonly timestamp: Millis;
}

/**
 * What is known of one producer in this partition. An entry is replaced, never changed, so that a snapshot is a shallow
 * copy of the map.
 */
export interface ProducerEntry {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  /**
   * Oldest first; at most five; all of `producerEpoch`. Empty after a transaction marker with a newer epoch.
   */
  readonly window: readonly ProducerWindowBatch[];
  readonly lastTimestamp: Millis;
  /** -1: no marker was seen. */
  readonly coordinatorEpoch: number;
  readonly currentTransactionFirstOffset: Offset | undefined;
}

/** The entry after a batch of records; `timestamp`: the largest of theirs. */
export function afterData(entry: ProducerEntry | undefined, batch: ProducerBatch, timestamp: Millis): ProducerEntry {
  const sameEpoch = entry !== undefined && entry.producerEpoch === batch.producerEpoch;
  return {
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    window: windowAfter(sameEpoch ? entry.window : [], batch, timestamp),
    lastTimestamp: timestamp,
    coordinatorEpoch: entry?.coordinatorEpoch ?? -1,
    currentTransactionFirstOffset:
      entry?.currentTransactionFirstOffset ?? (batch.transactional ? batch.baseOffset : undefined),
  };
}

function windowAfter(
  known: readonly ProducerWindowBatch[],
  batch: ProducerBatch,
  timestamp: Millis,
): readonly ProducerWindowBatch[] {
  const appended = {
    firstSequence: batch.baseSequence,
    lastSequence: batch.baseSequence < 0 ? NO_SEQUENCE : lastSequenceOf(batch),
    lastOffset: batch.lastOffset,
    offsetDelta: batch.lastOffset - batch.baseOffset,
    timestamp,
  };
  return [...known.slice(known.length < PRODUCER_WINDOW_BATCHES ? 0 : 1), appended];
}

/**
 * A marker may carry a newer epoch (it fences); it also refreshes the timestamp, or idle state would expire
 * (KAFKA-9144).
 */
export function afterMarker(
  entry: ProducerEntry | undefined,
  batch: BatchInfo,
  coordinatorEpoch: number,
): ProducerEntry {
  const sameEpoch = entry !== undefined && entry.producerEpoch === batch.producerEpoch;
  return {
    producerId: batch.producerId,
    producerEpoch: Math.max(batch.producerEpoch, entry?.producerEpoch ?? -1),
    window: sameEpoch ? entry.window : [],
    lastTimestamp: batch.maxTimestamp,
    coordinatorEpoch: Math.max(coordinatorEpoch, entry?.coordinatorEpoch ?? -1),
    currentTransactionFirstOffset: undefined,
  };
}

export function lastSequenceOf(batch: ProducerBatch): number {
  assert(batch.baseSequence >= 0, 'the batch has a sequence');
  return sequenceAfter(batch.baseSequence, batch.lastOffset - batch.baseOffset);
}
