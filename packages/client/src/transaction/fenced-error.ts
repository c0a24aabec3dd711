import { DraveError, type Millis } from '@drave/base';
import type { ProducerIdentity } from '../producer/producer-identity.js';

/** The state of a transactional id at its coordinator. */
export interface TransactionalIdState {
  /** The state by Kafka's name, such as 'Ongoing'. */
  readonly state: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

interface FencedProducer {
  readonly transactionalId: string;
  readonly timeoutMs: Millis;
  /** The identity of the fenced producer. */
  readonly identity: ProducerIdentity;
  /** How long the transaction was open at least, by the clock of this client. */
  readonly openMs: Millis;
  /** True when an attempt to commit had no answer. */
  readonly outcomeUnknown: boolean;
  /** True when each end of a transaction raises the epoch (KIP-890). */
  readonly raisesEpoch: boolean;
  /** The error by which the producer learned that it was fenced. */
  readonly cause: DraveError;
}

/**
 * The PRODUCER_FENCED error of a fenced producer, whose message names what fenced it, as far as the coordinator's state
 * of the id shows that. `idState` is undefined when the state could not be fetched.
 *
 * A transaction timeout raises the epoch by one and leaves the id in an aborted state. So does a newer producer while
 * its own initialization is not finished; when `openMs` is below the timeout, it was a newer producer.
 */
export function fencedError(
  idState: TransactionalIdState | 'notFound' | undefined,
  fenced: FencedProducer,
): DraveError {
  const { transactionalId, identity, timeoutMs, openMs, outcomeUnknown, raisesEpoch, cause } = fenced;
  const producerText = `the producer of transactional id '${transactionalId}' (id ${identity.producerId}, epoch ${identity.epoch})`;
  const unknown = outcomeUnknown ? '; whether its last transaction was committed before is not known' : '';
  const fencedBecause = (reason: string, tail = unknown): DraveError =>
    new DraveError('PRODUCER_FENCED', `${producerText} was fenced ${reason}${tail}`, { cause });
  if (idState === undefined)
    return fencedBecause(
      `by a newer producer of the same transactional id, or because its transaction was open for longer than ${timeoutMs} ms; its coordinator does not say`,
    );
  if (idState === 'notFound')
    return fencedBecause(
      'because its transactional id was not used for transactional.id.expiration.ms and is forgotten',
    );
  const { state, producerId, producerEpoch } = idState;
  const isOurs = producerId === identity.producerId && producerEpoch === identity.epoch;
  if (isOurs) return cause;
  const isAborted = state === 'PrepareAbort' || state === 'CompleteAbort';
  const isNext = producerId === identity.producerId && producerEpoch === identity.epoch + 1;
  // The epoch was raised once, and by an abort: this was the end of this very transaction, so it was not committed.
  const tail = isNext && isAborted && raisesEpoch ? '' : unknown;
  if (isNext && isAborted && openMs >= timeoutMs) {
    const reason = `because its transaction was open for longer than transactionTimeoutMs (${timeoutMs}) and was aborted`;
    return fencedBecause(reason, tail);
  }
  return fencedBecause(
    `by a newer producer of the same transactional id (id ${producerId}, epoch ${producerEpoch})`,
    tail,
  );
}
