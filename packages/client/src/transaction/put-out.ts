import { DraveError, type Millis } from '@drave/base';
import type { ProducerIdentity } from '../producer/producer-identity.js';

/** Where a transactional id stands at its coordinator. */
export interface Standing {
  /** As Kafka names it. */
  readonly state: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

interface PutOut {
  readonly transactionalId: string;
  readonly timeoutMs: Millis;
  /** Ours, until now. */
  readonly identity: ProducerIdentity;
  /** At least how long the transaction was open, by our clock. */
  readonly openMs: Millis;
  /** A commit was asked for and not answered. */
  readonly outcomeUnknown: boolean;
  /** Each end raises the epoch. */
  readonly raisesEpoch: boolean;
  /** What we were told first. */
  readonly cause: DraveError;
}

/**
 * The one error that a producer gets which was put out: by whom, as far as its coordinator tells. `standing` is
 * undefined when that could not be asked.
 *
 * Time alone raises the epoch by one and leaves the id aborted. So does a newer producer whose own initialization is
 * not through yet; that it was not time is known when too little of it has passed.
 */
export function putOutBy(standing: Standing | 'forgotten' | undefined, putOut: PutOut): DraveError {
  const { transactionalId, identity, timeoutMs, openMs, outcomeUnknown, raisesEpoch, cause } = putOut;
  const whom = `the producer of transactional id '${transactionalId}' (id ${identity.producerId}, epoch ${identity.epoch})`;
  const unknown = outcomeUnknown ? '; whether its last transaction was committed before is not known' : '';
  const told = (reason: string, tail = unknown): DraveError =>
    new DraveError('PRODUCER_FENCED', `${whom} was fenced ${reason}${tail}`, { cause });
  if (standing === undefined)
    return told(
      `by a newer producer of the same transactional id, or because its transaction was open for longer than ${timeoutMs} ms; its coordinator does not say`,
    );
  if (standing === 'forgotten')
    return told('because its transactional id was not used for transactional.id.expiration.ms and is forgotten');
  const { state, producerId, producerEpoch } = standing;
  const isOurs = producerId === identity.producerId && producerEpoch === identity.epoch;
  if (isOurs) return cause;
  const isAborted = state === 'PrepareAbort' || state === 'CompleteAbort';
  const isNext = producerId === identity.producerId && producerEpoch === identity.epoch + 1;
  // A commit would have raised the epoch to where it is: what did was the abort of this very transaction.
  const tail = isNext && isAborted && raisesEpoch ? '' : unknown;
  if (isNext && isAborted && openMs >= timeoutMs) {
    const reason = `because its transaction was open for longer than transactionTimeoutMs (${timeoutMs}) and was aborted`;
    return told(reason, tail);
  }
  return told(`by a newer producer of the same transactional id (id ${producerId}, epoch ${producerEpoch})`, tail);
}
