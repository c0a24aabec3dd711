import type { Millis, ProducerId } from '@drave/base';
import type { BatchInfo } from '@drave/records';
import type { ProducerBatch } from './contract.js';
import { VerificationGuard } from './verification-guard.js';

/** What one producer has asked its coordinator about this partition, until the transaction has begun here. */
export interface Verification {
  readonly guard: VerificationGuard;
  readonly producerEpoch: number;
  /**
   * The earliest of the sequence numbers that wait. No later batch may overtake it while it is refused for a moment: it
   * would be out of order for ever after.
   */
  readonly lowestSequence: number;
  /** The producer's epoch grows with every transaction (`transaction.version` 2). */
  readonly supportsEpochBump: boolean;
  readonly sinceWallMs: Millis;
}

/**
 * The questions to coordinators that are not settled by a batch or a marker in the log (KIP-890). A guard is good for
 * one transaction: a marker that is appended while the answer is on its way makes it void, so an answer that is late
 * begins no transaction that nobody would end. Never persisted: after a restart producers ask again.
 */
export class Verifications {
  private readonly byProducer = new Map<ProducerId, Verification>();

  get(producerId: ProducerId): Verification | undefined {
    return this.byProducer.get(producerId);
  }

  /** Batches that wait at the same time share a guard, unless the epoch has grown between them. */
  begin(batch: ProducerBatch, supportsEpochBump: boolean, nowWallMs: Millis): VerificationGuard {
    const { producerId, producerEpoch, baseSequence } = batch;
    const known = this.byProducer.get(producerId);
    if (known === undefined || producerEpoch > known.producerEpoch) {
      const guard = new VerificationGuard(producerId);
      const asked = { guard, producerEpoch, lowestSequence: baseSequence, supportsEpochBump, sinceWallMs: nowWallMs };
      this.byProducer.set(producerId, asked);
      return guard;
    }
    if (producerEpoch === known.producerEpoch && isBefore(baseSequence, known.lowestSequence))
      this.byProducer.set(producerId, { ...known, lowestSequence: baseSequence });
    return known.guard;
  }

  /**
   * A batch of a transaction or a marker has come into the log. One marker settles nothing: with the epoch growing at
   * the end of each transaction, a marker of the epoch that is asked about ends the transaction before.
   */
  appended(batch: BatchInfo): void {
    if (!batch.transactional) return;
    const known = this.byProducer.get(batch.producerId);
    if (known === undefined) return;
    const endsTheOneBefore = known.supportsEpochBump && batch.control && batch.producerEpoch === known.producerEpoch;
    if (!endsTheOneBefore) this.byProducer.delete(batch.producerId);
  }

  expire(nowWallMs: Millis, expirationMs: Millis): void {
    for (const [producerId, { sinceWallMs }] of this.byProducer)
      if (nowWallMs - sinceWallMs >= expirationMs) this.byProducer.delete(producerId);
  }

  clear(): void {
    this.byProducer.clear();
  }
}

/** Whether `sequence` comes before `other`, as they wrap at 2^31: by the shorter way round. */
export function isBefore(sequence: number, other: number): boolean {
  if (sequence === other) return false;
  return (other - sequence + SEQUENCES) % SEQUENCES < SEQUENCES / 2;
}

const SEQUENCES = 2 ** 31;
