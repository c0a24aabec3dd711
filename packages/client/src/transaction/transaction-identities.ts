import type { DraveError } from '@drave/base';
import type { Identities, ProducerIdentity } from '../producer/producer-identity.js';
import type { TransactionState } from './transaction-state.js';

/**
 * One identity for all partitions, while a transaction is open and has not failed. A partition that cannot continue its
 * sequences fails the transaction.
 */
export class TransactionIdentities implements Identities {
  readonly perTransaction = true;
  private readonly state: Pick<TransactionState, 'writingIdentity' | 'becomeAbortable' | 'batchFailed'>;
  private readonly changed: () => void;

  constructor(state: TransactionIdentities['state'], changed: () => void) {
    this.state = state;
    this.changed = changed;
  }

  get current(): ProducerIdentity | undefined {
    return this.state.writingIdentity;
  }

  next(): ProducerIdentity | undefined {
    return this.state.writingIdentity;
  }

  bumpBeyond(used: ProducerIdentity, cause: DraveError): void {
    if (used !== this.current) return;
    this.state.becomeAbortable(cause);
    this.changed();
  }

  discard(used: ProducerIdentity, cause: DraveError): void {
    if (used !== this.current) return;
    this.state.batchFailed(cause);
    this.changed();
  }
}
