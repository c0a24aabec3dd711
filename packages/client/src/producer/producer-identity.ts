import { assert, type DraveError, type ProducerId } from '@drave/base';

/** The producer id and epoch under which a partition's sequences are counted (KIP-98). */
export interface ProducerIdentity {
  readonly producerId: ProducerId;
  readonly epoch: number;
}

/** The highest epoch that is used. Epochs have 16 bits, and Kafka does not assign the last one. */
const EPOCH_MAX = 0x7fff - 1;

/** The source of the identities of partitions. */
export interface Identities {
  /**
   * True when the identity belongs to a transaction: batches that cannot be sent fail with the transaction, and all
   * partitions change their identity together.
   */
  readonly perTransaction: boolean;
  /** The latest identity; undefined when there is none at the moment. */
  readonly current: ProducerIdentity | undefined;
  /**
   * The identity of the next new batch of a partition whose last one was `own`; undefined when it has to wait for one.
   */
  next(own: ProducerIdentity | undefined): ProducerIdentity | undefined;
  /** Called when a partition cannot continue its sequences under `used`. */
  bumpBeyond(used: ProducerIdentity, cause: DraveError): void;
  /** Called when a broker knows a higher epoch than that of `used`. */
  discard(used: ProducerIdentity, cause: DraveError): void;
}

/**
 * The identities of an idempotent producer outside transactions. Each partition keeps the identity that its sequences
 * were counted under, so that a bump for one partition never mixes a new epoch with old sequences in another
 * (KAFKA-12152).
 */
export class IdentitySource implements Identities {
  readonly perTransaction = false;
  private latest: ProducerIdentity | undefined;

  /** The latest identity; undefined when one must be fetched from the cluster first. */
  get current(): ProducerIdentity | undefined {
    return this.latest;
  }

  next(own: ProducerIdentity | undefined): ProducerIdentity | undefined {
    return own ?? this.latest;
  }

  assigned(identity: ProducerIdentity): void {
    assert(identity.producerId >= 0 && identity.epoch >= 0, 'the cluster assigns real producer ids');
    this.latest = identity;
  }

  /** Raises the epoch beyond `used` (KIP-360, here by the client itself); drops the id when its epochs are used up. */
  bumpBeyond(used: ProducerIdentity): void {
    const latest = this.latest;
    if (latest === undefined) return;
    // Another partition may have raised the epoch already, and that one is new to this partition as well.
    if (latest.producerId !== used.producerId || latest.epoch > used.epoch) return;
    const epoch = used.epoch + 1;
    this.latest = epoch > EPOCH_MAX ? undefined : { producerId: latest.producerId, epoch };
  }

  /** Drops the id, so that the next partition that needs an identity waits for a new one. */
  discard(used: ProducerIdentity): void {
    if (this.latest?.producerId === used.producerId) this.latest = undefined;
  }
}
