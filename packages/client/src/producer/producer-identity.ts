import { assert, type DraveError, type ProducerId } from '@drave/base';

/** Under which name and life of it a partition's sequences count. */
export interface ProducerIdentity {
  readonly producerId: ProducerId;
  readonly epoch: number;
}

/** Epochs are 16 bits; the last one is left unused as a stop mark. */
const EPOCH_MAX = 0x7fff - 1;

/** Where partitions get their identity from. */
export interface Identities {
  /** The transaction decides what becomes of batches that cannot go on, and takes its identity from all at once. */
  readonly perTransaction: boolean;
  /** Undefined: there is none at the moment. */
  readonly current: ProducerIdentity | undefined;
  /** Under which a partition goes on that has counted under `own`; undefined: it has to wait. */
  next(own: ProducerIdentity | undefined): ProducerIdentity | undefined;
  /** The order of sequences broke under `used`. */
  bumpBeyond(used: ProducerIdentity, cause: DraveError): void;
  /** A broker knows of a higher epoch than that of `used`. */
  discard(used: ProducerIdentity, cause: DraveError): void;
}

/**
 * The identity that partitions take up when they start. Each partition keeps the one its sequences were counted under,
 * so that a bump for one partition never mixes a new epoch with old sequences in another (KAFKA-12152).
 */
export class IdentitySource implements Identities {
  readonly perTransaction = false;
  private latest: ProducerIdentity | undefined;

  /** Undefined: one must be fetched from the cluster first. */
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

  /** A higher epoch than any in use (KIP-360, by the client itself); none when they are used up. */
  bumpBeyond(used: ProducerIdentity): void {
    const latest = this.latest;
    if (latest === undefined) return;
    // Another partition may have moved on already; that identity is as new to this one.
    if (latest.producerId !== used.producerId || latest.epoch > used.epoch) return;
    const epoch = used.epoch + 1;
    this.latest = epoch > EPOCH_MAX ? undefined : { producerId: latest.producerId, epoch };
  }

  /** Gives the id up: the next partition that starts waits for a new one. */
  discard(used: ProducerIdentity): void {
    if (this.latest?.producerId === used.producerId) this.latest = undefined;
  }
}
